"""Log a request: paste the e-mail or drop it, pick the desk, save. Everything else may wait."""

from datetime import UTC, datetime, time
from time import monotonic
from typing import Any

import streamlit as st

from records_desk.db import intake, ledger, letters, mail, reading, suggestions
from records_desk.db.language import LANGUAGES, msgid, translated
from records_desk.pages import _drafts, _focus, _form, _session, _suggestions
from records_desk.pages._field_help import HELP
from records_desk.pages._words import DATE, day, labels

SENSITIVE = {"is_personal": msgid("Personal data"), "is_infrastructure": msgid("Sensitive infrastructure")}
TYPED = ("summary", *(field.name for field in intake.FIELDS if field.group != "asked" and field.input != "language"))
ASKED = ("channel", "complexity", "language", *TYPED)
SECOND_CLICK_SECONDS = 2

me = _session.page("intake")
store = _session.store()
form = _session.form("intake")


def key(field: str) -> str:
    """The key of a field of the form as shown now."""
    return f"{form}_{field}"


def draft(field: str) -> dict[str, Any]:
    """What makes a field keep its draft while the clerk looks at another page."""
    return {"key": key(field), "persist_state": "session"}


def value(field: str) -> Any:
    """What is in a field."""
    return st.session_state.get(key(field))


def choices(name: str) -> dict[str, str]:
    """The codes of a list and how they are called."""
    return {row["code"]: translated(row["label"]) for row in store.choices[name]}


def read_mail() -> mail.Mail | None:
    """The e-mail that was dropped or pasted, if it is one; a new one fills the form once."""
    dropped = value("eml")
    found = mail.read_eml(dropped.getvalue()) if dropped else mail.read_pasted(value("text") or "")
    mark = dropped.file_id if dropped else value("text")
    if found and value("read") != mark:
        st.session_state[key("read")] = mark
        if dropped:
            st.session_state[key("text")] = found.words
        fill_from(found)
    return found


def fill_from(found: mail.Mail) -> None:
    """Put what an e-mail says about itself into the fields."""
    state = st.session_state
    for field, said in (("name", found.name), ("email", found.address), ("channel", "email")):
        if said:
            state[key(field)] = said
    if found.sent_at:
        aware = found.sent_at.tzinfo is not None
        local = store.local(found.sent_at.astimezone(UTC).replace(tzinfo=None)) if aware else found.sent_at
        if local.date() <= store.today():
            state[key("on")], state[key("at")] = local.date(), local.time().replace(second=0, microsecond=0)


def originals(found: mail.Mail | None) -> tuple[mail.File, ...]:
    """The files to keep: the e-mail as it came, and its attachments."""
    if found is None:
        return ()
    if dropped := value("eml"):
        return (mail.File(dropped.name, "message/rfc822", dropped.getvalue()), *found.attachments)
    return (mail.File("e-mail as pasted.txt", "text/plain", value("text").encode("utf-8", "replace")),)


def save(found: mail.Mail | None, used: suggestions.Suggestion | None = None) -> None:
    """Receive and route in one act, with what was chosen of the suggestions; on success the form is emptied."""
    on_date = value("on") or store.today()
    receipt = _session.attempt(
        lambda: suggestions.receive(
            store,
            me,
            _suggestions.shown(form),
            used,
            track=value("track"),
            on_date=on_date,
            verbatim=found.words if found and not value("eml") else value("text") or "",
            received_at=store.utc(datetime.combine(on_date, value("at") or time(12))),
            desk_id=value("desk"),
            files=originals(found),
            token=form,
            **{field: value(field) or None for field in ASKED},
            **{flag: True for flag in value("sensitive") or ()},
        )
    )
    if receipt:
        st.session_state["desk_logged"] = receipt
        told = translated("Logged as {number}.", number=receipt.number)
        _session.finished("intake", f"{told} {what_follows(receipt, used)}")
        st.rerun()


def what_follows(receipt: ledger.Receipt, used: suggestions.Suggestion | None) -> str:
    """What became of it, or until when it must be determined."""
    row = store.read("request", request_id=receipt.request_id)[0]
    if row["status"] == "closed":
        return translated("Closed as already published; the letter is below.")
    told = translated("Determination due {due}; safe target {safe}.", due=day(row["due_on"]), safe=day(row["safe_on"]))
    if not used:
        return told
    number = store.read("request", request_id=used.related_request_id)[0]["number"]
    return " ".join((told, translated("Linked as a duplicate of {number}.", number=number)))


def logged(receipt: ledger.Receipt) -> None:
    """What the clerk needs after Save, below number and due date: the letter to send."""
    row = store.read("request", request_id=receipt.request_id)[0]
    if row["status"] == "closed":
        answered(receipt)
        return
    st.header(translated("Acknowledgement"), anchor=False)
    with_days = _form.with_days(store.kinds["acknowledged"], [row], f"intake_{receipt.number}")
    st.code(letters.acknowledgement(store, receipt.request_id, me, with_days), language=None, wrap_lines=True)
    with st.container(horizontal=True):
        if st.button(translated("Record it as sent"), key=f"intake_sent_{receipt.number}", type="primary"):
            acknowledge(receipt, with_days)
        onward(receipt)


def answered(receipt: ledger.Receipt) -> None:
    """The letter of a request that was closed as already published, to copy or to read out."""
    st.header(translated("Letter"), anchor=False)
    letter = next(entry["letter"] for entry in reading.timeline(store, receipt.request_id) if entry["kind"] == "determined")
    st.code(letter, language=None, wrap_lines=True)
    st.caption(translated("If the requester cannot use it there, reopen the request: a copy must be given promptly (Gov. Code 7922.545)."))
    with st.container(horizontal=True):
        onward(receipt)


def onward(receipt: ledger.Receipt) -> None:
    """The ways on from a logged request."""
    if st.button(translated("Open the request"), key=f"intake_open_{receipt.number}"):
        leave(receipt)
    if st.button(translated("Log another"), key=f"intake_another_{receipt.number}", shortcut="Alt+L"):
        del st.session_state["desk_logged"]
        _focus.focus("intake_asked")
        st.rerun()


def acknowledge(receipt: ledger.Receipt, with_days: bool) -> None:
    """Record the acknowledgement as sent today, where this role may."""
    name = f"intake_acknowledged_{receipt.number}"
    details = {"on_date": store.today(), "token": _session.form(name), "with_days": with_days}
    if _session.attempt(lambda: ledger.record(store, receipt.request_id, "acknowledged", me, **details)):
        _session.finished(name, translated("Acknowledgement of {number} recorded.", number=receipt.number))
        leave(receipt)


def leave(receipt: ledger.Receipt) -> None:
    """Go to the new request."""
    st.session_state["desk_leaving"] = (st.session_state.pop("desk_logged"), monotonic())
    _session.go("request", number=receipt.number)


def go_on_leaving() -> None:
    """Where a second click took the browser back to this page while it was leaving, go again."""
    receipt, since = st.session_state["desk_leaving"]
    if not st.session_state["desk_arrived"] or monotonic() - since < SECOND_CLICK_SECONDS:
        _session.go("request", number=receipt.number)
    del st.session_state["desk_leaving"]


def main_fields() -> bool:
    """What is asked every time; whether it was sent."""
    now = store.local(store.now())
    st.session_state.setdefault(key("on"), now.date())
    st.session_state.setdefault(key("at"), now.time().replace(second=0, microsecond=0))
    desks = {row["desk_id"]: row["name"] for row in store.recall("desks") if row["is_active"]}
    with st.container(key="intake_asked"):
        (asked,) = intake.of_group("asked")
        label = translated("{field}: paste the whole e-mail or write it down", field=translated(asked.label))
        st.text_area(label, height=180, **draft("text"), help=HELP["intake_text"])
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(translated("Desk"), list(desks), format_func=desks.get, **draft("desk"), help=HELP["intake_desk"])
        st.selectbox(translated("Track"), list(choices("track")), index=1, format_func=choices("track").get, **draft("track"), help=HELP["intake_track"])
        st.selectbox(translated("Channel"), list(choices("channel")), format_func=choices("channel").get, **draft("channel"), help=HELP["intake_channel"])
        st.date_input(translated("Received on"), **DATE, **draft("on"), help=HELP["intake_on"])
        st.time_input(translated("Received at"), **draft("at"), help=HELP["intake_at"])
        return st.button(translated("Save"), type="primary", shortcut="Ctrl+Enter", key=key("save"))


def more_fields() -> None:
    """The fields that may stay empty."""
    left_side, right_side = st.columns(2)
    with left_side:
        shown("requester")
        st.text_input(translated("Public summary"), help=translated("Shown in the queue. No names."), **draft("summary"))
        judged = choices("complexity")
        st.selectbox(
            translated("Complexity"), list(judged), None, format_func=judged.get, placeholder=translated("Not judged"), **draft("complexity"), help=HELP["intake_complexity"],
        )  # fmt: skip
    with right_side:
        shown("details")
        flags = labels(SENSITIVE)
        st.multiselect(translated("Sensitive"), list(flags), format_func=flags.get, select_all=False, placeholder=translated("Choose"), **draft("sensitive"), help=HELP["intake_sensitive"])
    shown("purpose")


def shown(group: str) -> None:
    """The fields of a group, as the blank form has them too."""
    for field in intake.of_group(group):
        label, told = translated(field.label), translated(field.help) if field.help else HELP[f"intake_{field.name}"]
        if field.input == "date":
            st.date_input(label, None, **DATE, help=told, **draft(field.name))
        elif field.input == "language":
            st.selectbox(label, list(LANGUAGES), format_func=LANGUAGES.get, help=told, **draft(field.name))
        elif field.input == "long_text":
            st.text_area(label, help=told, height=68, **draft(field.name))
        else:
            st.text_input(label, help=told, **draft(field.name))


def new_request() -> None:
    """The form, and beside it what is like the text."""
    _drafts.offer(store, "intake", form, me.person_id)
    message, used = read_mail(), _suggestions.chosen(form)
    with st.container(key="intake_sides"):
        form_side, other_side = st.columns([5, 3], gap="medium")
    with form_side:
        sent = main_fields()
        said, refusal = st.container(), st.container()
        if message:
            taken, undated = msgid("Sender and date are taken from the e-mail."), msgid("The e-mail gives no date that can be read: set the day of receipt.")
            said.caption(" ".join((translated(taken if message.sent_at else undated), translated("Check the day of receipt before you save."))))
        with st.expander(translated("Requester and details (all may stay empty)")):
            more_fields()
        label = translated("Or drop an e-mail saved as .eml: its attachments are kept too")
        st.file_uploader(label, type=["eml"], key=key("eml"), help=HELP["intake_eml"])
    typed = any(value(field) for field in ("text", *TYPED))
    _drafts.keep(store, "intake", form, me.person_id, ("text", "desk", "track", "on", "at", "sensitive", *ASKED), typed)
    if sent or used:
        with refusal:
            save(message, used)
    with other_side:
        _suggestions.beside(form, key("text"), "intake_asked", me)


if "desk_leaving" in st.session_state:
    go_on_leaving()
# No st.stop(): after it Streamlit would still run the part beside the form, on a page that no longer has it.
if "desk_logged" in st.session_state:
    logged(st.session_state["desk_logged"])
else:
    new_request()
