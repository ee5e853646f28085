"""What every page shares: the open store, who is signed in, today's date, the way from page to page.

The only room that knows both the model and Streamlit.
"""

import hashlib
import logging
import secrets
import tempfile
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import streamlit as st

from records_desk.db import intake
from records_desk.db.language import language_spoken, msgid, translated
from records_desk.db.ledger import Receipt, Refused, Staff
from records_desk.db.store import Store
from records_desk.pages import _cookie, _focus, _keys, _language, _log, _look, _offered, _refusal, _routes, _sample, _sign_in, _told, _unsent
from records_desk.pages._places import PLACES
from records_desk.pages._words import apart, dated, plain

HERE = Path(__file__).resolve().parent
DEFAULTS = {"database": "city.duckdb", "clock": None, "current_user": None, "command_port": None, "mail": ".streamlit/secrets.toml"}
configured: dict[str, Any] = dict(DEFAULTS)
FRAMED = "desk_framed"  # in a session whose frame is the desk's own, _shell.py
Result = TypeVar("Result")

_opening, _open = threading.Lock(), {}


def store() -> Store:
    """The city's store, opened once per process."""
    with _opening:
        if (path := str(configured["database"])) not in _open:
            _open[path] = Store(path, clock=configured["clock"])
            if _open[path].had_other_rules:
                _log.tell("rules_loaded_anew", logging.WARNING)
        return _open[path]


def close_store() -> None:
    """Release the store; the next use opens it again."""
    with _opening:
        while _open:
            _open.popitem()[1].close()


def log_state() -> tuple[str, int, date, str]:
    """What kept figures and their words depend on: which opened store, how often it was written, the day, and the language."""
    return str(store().spool), store().version, today(), language_spoken()


def today() -> date:
    """The city's civil day."""
    return store().today()


def is_local() -> bool:
    """Whether anyone at this computer chooses who they are: nobody handed in a sign-in and no provider is configured."""
    return not configured["current_user"] and not _sign_in.has_provider()


def is_by_provider() -> bool:
    """Whether people sign in at a provider."""
    return not configured["current_user"] and _sign_in.has_provider()


def require_sign_in() -> None:
    """Where people sign in at a provider: stop the page unless one of the desk's staff is signed in, and the sign-in has not ended."""
    if is_by_provider():
        _sign_in.require(store())


def keep_choice() -> None:
    """In local mode: have a reload find again who was chosen."""
    _cookie.keep(_cookie_name(), str(staff().person_id))


def people() -> list[dict[str, Any]]:
    """The members of staff who may work here."""
    return [row for row in store().recall("people") if row["is_active"]]


def reader() -> int | None:
    """Who looks: the person by whom restricted requests are left out or not."""
    me = staff()
    return me.person_id if me else None


def names() -> dict[int, str]:
    """Who works here, by person; of two with one name the desk tells which."""
    return apart({row["person_id"]: row["name"] for row in people()}, {row["person_id"]: row["desk"] for row in people()})


def staff() -> Staff | None:
    """Who acts, with the role that the city gave; None for nobody and for those the city does not know."""
    if is_by_provider():
        return _sign_in.staff(store())
    name = configured["current_user"]() if configured["current_user"] else st.session_state.get("desk_person") or _chosen_last()
    row = next((row for row in people() if row["sign_in"].casefold() == name.casefold()), None) if name else None
    return Staff(row["sign_in"], row["name"], row["role"], row["person_id"], row["desk_id"], row["title"]) if row else None


def page(name: str, heading: str | None = None) -> Staff:
    """Begin a page: refuse whoever may not see it, show its heading and what was done last, and return who is here."""
    place = next(place for place in PLACES if place.name == name)
    me = staff()
    _offered.begin_run()
    _look.dress()
    if me is None or me.role not in place.roles:
        st.title(translated("Not for you"))
        st.error(_not_for(me, place.roles))
        st.stop()
    came_from, here = st.session_state.get("desk_at"), (name, heading)
    if FRAMED not in st.session_state:  # in a host, whose frame is its own
        _with_jump(me, here)
    with st.container(key="desk_heading", horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        with st.container(horizontal=True, width="content"):
            _language.ways()
            _keys.button()
        st.title(plain(heading or translated(place.title)), anchor=False, width="content")
    st.session_state["desk_at"], st.session_state["desk_arrived"] = here, came_from != here
    waits = name in ("intake", "request") and not heading
    if came_from != here and (came_from or waits):  # the first page of a visit begins at the top, but a form waits for its text
        _focus.focus("" if heading else place.begins)
    _focus.show()
    _unsent.keep(me)
    _sample.banner(store(), me)
    _told.show(store(), me, here)
    return me


def _not_for(me: Staff | None, allowed: tuple[str, ...]) -> str:
    if me is None:
        return translated("You are not signed in.")
    roles = ", ".join(map(translated, allowed))
    return translated("This page is for: {roles}. Your role is {role}.", roles=roles, role=translated(me.role))


def _with_jump(me: Staff, here: tuple[str, str | None]) -> None:
    from records_desk.pages import _jump  # which knows the session

    _jump.jump(me, here)
    _jump.told(me, here)


def mount(prefix: str) -> list[Any]:
    """The pages as st.Page objects; those the signed-in role may not open are hidden, and refuse by themselves."""
    from records_desk.pages._frame import DeskPage

    try:
        me = staff()
    except Refused:  # the store cannot be read: each of its pages says so, and those of a host go on
        me = None
    pages = {}
    for place in PLACES:
        visible = not place.hidden and me is not None and me.role in place.roles
        pages[place.name] = DeskPage(
            HERE / f"{place.name}.py",
            title=translated(place.title),
            url_path=f"{prefix}-{place.name}" if prefix else place.name,
            default=place.name == PLACES[0].name and not prefix,
            visibility="visible" if visible else "hidden",
        )
    st.session_state["desk_pages"] = pages
    st.session_state["desk_prefix"] = prefix
    here = urlsplit(st.context.url or "").path.rpartition("/")[2]
    if prefix and here not in {page.url_path for page in pages.values()}:
        st.session_state["desk_at"] = ("", None)  # a page of the host: whoever comes back arrives anew
    return list(pages.values())


def address(name: str, **query: str) -> str:
    """The address of a page, for links."""
    path = st.session_state["desk_pages"][name].url_path
    return f"/{path}" + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def link(name: str, label: str, **query: str) -> None:
    """A link to a page; its label is Markdown."""
    st.page_link(st.session_state["desk_pages"][name], label=label, query_params=query or None)


def server_address() -> str:
    """Where this desk is reached from outside Streamlit, with the prefix of its routes."""
    here, prefix = urlsplit(st.context.url or ""), st.session_state["desk_prefix"]
    return f"{here.scheme}://{here.netloc}" + (f"/{prefix}" if prefix else "")


def go(name: str, **query: str) -> None:
    """Leave for another page."""
    st.switch_page(st.session_state["desk_pages"][name], query_params=query or None)


def attempt(act: Callable[[], Result]) -> Result | None:
    """Carry out an act; where it is refused say why and return None. What was typed stays in the form."""
    try:
        done = act()
        _tell(done)
        return done
    except Refused as refused:
        _log.tell("act_refused")
        refuse(refused, translated("Not recorded."))
        return None


def refuse(refused: Refused, opening: str = "") -> None:
    """Say why something was not done, after some words of the page, with a way to the fields that it is about."""
    labels = {field.name: field.label for field in intake.FIELDS} | {name: row["label"] for name, row in store().fields.items()}
    labels |= {"on": msgid("On"), "text": labels["verbatim"]}  # as the forms call them
    _refusal.tell(f"{opening} {dated(str(refused))}".strip(), {name: translated(labels[name]) for name in refused.fields if name in labels})


def form(name: str) -> str:
    """The key of a form as it is shown now, and the token that it sends.

    Whatever a double click sends twice carries the same token and counts once. After finished(name) the form has a new
    key: it is empty, and a click that comes late finds no button any more. (Hexadecimal: components refuse keys with `__`.)
    """
    return st.session_state.setdefault(kept_as(name), f"{name}_{secrets.token_hex(12)}")


def kept_as(name: str) -> str:
    """Where a session keeps which form of a name it shows."""
    return f"desk_form_{name}"


def finished(name: str, sentence: str, events: dict[str, int] | None = None) -> None:
    """Empty a form that was sent, and keep what it did to be told at the top of the next page, with the way back from it.

    events: by number the entries that it wrote; else that of the act attempted last.
    """
    act = st.session_state.pop("desk_act", {})
    _told.keep(sentence, act if events is None else events, events is not None)  # first: a second click may end this run at any of these lines
    _empty(kept_as(name))
    _focus.focus()


def empty_forms() -> None:
    """Empty every form: what one person typed is not for the next one at this computer."""
    for kept in [kept for kept in st.session_state if str(kept).startswith("desk_form_")]:
        _empty(kept)


def _empty(kept: str) -> None:
    key = st.session_state.pop(kept, None)
    _unsent.sent(key or "")
    for old in [old for old in st.session_state if key and str(old).startswith(key)]:
        del st.session_state[old]


def download(
    label: str,
    make: Callable[[], Path],
    file_name: str,
    key: str,
    media_type: str = "text/csv; charset=utf-8",
    keep: bool = False,
    is_quiet: bool = False,
) -> None:
    """A link that sends a file once, made when it is followed, while this page is looked at. keep: the file is not the link's to delete. is_quiet: without a frame."""
    prefix = st.session_state["desk_prefix"]
    token = _routes.offer(make, file_name, media_type, is_temporary=not keep)
    _offered.keep(token)
    address, look = f"/{prefix}/download/{token}" if prefix else f"/download/{token}", "tertiary" if is_quiet else "secondary"
    st.link_button(label, address, on_click="rerun", key=key, type=look)


def spooled(content: bytes, ending: str) -> Path:
    """A file of the spool that holds this, for a download to send and delete."""
    with tempfile.NamedTemporaryFile(dir=store().spool, suffix=f".{ending}", delete=False) as file:
        file.write(content)
    return Path(file.name)


def _tell(done: Any) -> None:
    """Have the log tell of an act: its kind and the request's id, which says nothing to anybody else. Remember what can be undone."""
    st.session_state["desk_act"] = {done.number: done.event_id} if isinstance(done, Receipt) else {}
    if isinstance(done, Receipt):
        (entry,) = store().read("event", event_id=done.event_id)
        _log.tell("act_recorded", kind=entry["kind"], request_id=done.request_id)
    else:
        _log.tell("act_done")


def _chosen_last() -> str | None:
    """Who was chosen last in this browser, else the first of the list."""
    kept = _cookie.kept(_cookie_name())
    here = {str(row["person_id"]): row["sign_in"] for row in people()}
    return here.get(kept) or next(iter(here.values()), None)


def _cookie_name() -> str:
    """A name for each store: another desk on this computer has other people."""
    return f"desk_{hashlib.sha256(str(store().path).encode()).hexdigest()[:12]}"
