"""What every page shares: the open store, who is signed in, today's date, the way from page to page.

The only room that knows both the model and Streamlit.
"""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import streamlit as st

from records_desk.db.ledger import Refused, Staff
from records_desk.db.store import Store
from records_desk.pages import _routes
from records_desk.pages._words import plain

HERE = Path(__file__).resolve().parent
DEFAULTS = {"database": "city.duckdb", "clock": None, "current_user": None}
configured: dict[str, Any] = dict(DEFAULTS)
Result = TypeVar("Result")

EVERYONE = ("viewer", "staff", "official", "manager", "administrator", "auditor")
WRITERS = ("staff", "official", "manager", "administrator")


@dataclass(frozen=True)
class Place:
    """A page: its file, its title, its address and the roles that may open it."""

    name: str
    title: str
    roles: tuple[str, ...] = EVERYONE
    hidden: bool = False


PLACES = (
    Place("queue", "Queue"),
    Place("intake", "New request", WRITERS),
    Place("request", "Request", hidden=True),
    Place("turnaround", "Turnaround"),
    Place("reports", "Export"),
    Place("settings", "Settings", ("administrator",)),
)

_opening, _open = threading.Lock(), {}


def store() -> Store:
    """The city's store, opened once per process."""
    with _opening:
        path = str(configured["database"])
        if path not in _open:
            _open[path] = Store(path, clock=configured["clock"])
        return _open[path]


def close_store() -> None:
    """Release the store; the next use opens it again."""
    with _opening:
        while _open:
            _open.popitem()[1].close()


def today() -> date:
    """The city's civil day."""
    return store().today()


def has_provider() -> bool:
    """Whether a sign-in provider is configured; without one the desk is in local mode."""
    try:
        return "auth" in st.secrets
    except FileNotFoundError:
        return False


def sign_in_name() -> str | None:
    """The sign-in name of whoever is here, None for nobody."""
    if configured["current_user"]:
        return configured["current_user"]()
    if has_provider():
        return st.user.get("email") if st.user.is_logged_in else None
    return st.session_state.get("desk_person") or next((row["sign_in"] for row in people()), None)


def people() -> list[dict[str, Any]]:
    """The members of staff who may work here."""
    return [row for row in store().read("people") if row["is_active"]]


def staff() -> Staff | None:
    """Who acts, with the role that the city gave; None for nobody and for those the city does not know."""
    name = sign_in_name()
    row = next((row for row in people() if row["sign_in"] == name), None) if name else None
    return Staff(row["sign_in"], row["name"], row["role"], row["person_id"], row["desk_id"], row["title"]) if row else None


def page(name: str, heading: str | None = None) -> Staff:
    """Begin a page: refuse whoever may not see it, show its heading, and return who is here."""
    place = next(place for place in PLACES if place.name == name)
    me = staff()
    if me is None or me.role not in place.roles:
        st.title("Not for you")
        st.error("You are not signed in." if me is None else f"This page is for: {', '.join(place.roles)}. Your role is {me.role}.")
        st.stop()
    st.title(heading or place.title, anchor=False)
    return me


def mount(prefix: str) -> list[Any]:
    """The pages as st.Page objects; those the signed-in role may not open are hidden, and refuse by themselves."""
    me = staff()
    pages = {}
    for place in PLACES:
        visible = not place.hidden and me is not None and me.role in place.roles
        pages[place.name] = st.Page(
            HERE / f"{place.name}.py",
            title=place.title,
            url_path=f"{prefix}-{place.name}" if prefix else place.name,
            default=place.name == "queue" and not prefix,
            visibility="visible" if visible else "hidden",
        )
    st.session_state["desk_pages"] = pages
    st.session_state["desk_prefix"] = prefix
    return list(pages.values())


def address(name: str, **query: str) -> str:
    """The address of a page, for links."""
    path = st.session_state["desk_pages"][name].url_path
    return f"/{path}" + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def go(name: str, **query: str) -> None:
    """Leave for another page."""
    st.switch_page(st.session_state["desk_pages"][name], query_params=query or None)


def attempt(act: Callable[[], Result]) -> Result | None:
    """Carry out an act; where it is refused say why and return None. What was typed stays in the form."""
    try:
        return act()
    except Refused as refused:
        st.error(f"Not recorded. {plain(str(refused))}", icon=None)
        return None


def token(form: str) -> str:
    """The token of a form, the same until renew(form): what a double click sends twice counts once."""
    return st.session_state.setdefault(f"desk_token_{form}", secrets.token_urlsafe(16))


def renew(form: str) -> None:
    """Give a form a fresh token, after it was sent."""
    st.session_state.pop(f"desk_token_{form}", None)


def say(sentence: str) -> None:
    """Keep a result to be shown at the top of the next page, where it stays until the one after."""
    st.session_state["desk_said"] = sentence


def download(label: str, make: Callable[[], Path], file_name: str, key: str, media_type: str = "text/csv; charset=utf-8", keep: bool = False) -> None:
    """A link that sends a file once, made when it is followed. keep: the file is not the link's to delete."""
    prefix = st.session_state["desk_prefix"]
    token = _routes.offer(make, file_name, media_type, is_temporary=not keep)
    st.link_button(label, f"/{prefix}/download/{token}" if prefix else f"/download/{token}", on_click="rerun", key=key)


def said() -> None:
    """Show what the last act did."""
    if sentence := st.session_state.pop("desk_said", None):
        st.success(sentence, icon=None)
