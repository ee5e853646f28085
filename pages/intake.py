"""Log a request: paste the e-mail or drop it, pick the desk, save. Everything else may wait."""

from datetime import UTC, datetime, time

import streamlit as st

from records_desk.db import ledger, letters, mail
from records_desk.pages import _session
from records_desk.pages._words import day

me = _session.page("intake")
store = _session.store()
DRAFT = {"persist_state": "session"}
SENSITIVE = {"is_personal": "Personal data", "is_infrastructure": "Sensitive infrastructure"}


def choices(name: str) -> dict[str, str]:
    """The codes of a list and how they are called."""
    return {row["code"]: row["label"] for row in store.choices[name]}


def read_mail() -> mail.Mail | None:
    """The e-mail that was dropped or pasted, if it is one; new ones fill the form once."""
    dropped = st.file_uploader("An e-mail saved as .eml (or paste it below)", type=["eml"], key="intake_eml")
    if dropped is not None:
        found, mark = mail.read_eml(dropped.getvalue()), dropped.file_id
        if st.session_state.get("intake_read") != mark:
            st.session_state["intake_text"] = found.text
    else:
        text = st.session_state.get("intake_text", "")
        found, mark = mail.read_pasted(text), hash(text)
    if found and st.session_state.get("intake_read") != mark:
        fill_from(found)
        st.session_state["intake_read"] = mark
    return found


def fill_from(found: mail.Mail) -> None:
    """Put what an e-mail says about itself into the fields."""
    for key, value in (("intake_name", found.name), ("intake_email", found.address), ("intake_summary", found.subject)):
        if value:
            st.session_state[key] = value
    if found.sent_at:
        aware = found.sent_at.tzinfo is not None
        local = store.local(found.sent_at.astimezone(UTC).replace(tzinfo=None)) if aware else found.sent_at
        if local.date() <= store.today():
            st.session_state["intake_on"], st.session_state["intake_at"] = local.date(), local.time().replace(second=0, microsecond=0)
    st.session_state["intake_channel"] = "email"


def saved(receipt: ledger.Receipt) -> None:
    """What the clerk needs after Save: number, due date, and the acknowledgement to send."""
    row = store.read("request", request_id=receipt.request_id)[0]
    st.success(f"Logged as {receipt.number}. Determination due {day(row['due_on'])}; safe target {day(row['safe_on'])}.", icon=None)
    st.subheader("Acknowledgement", anchor=False)
    st.code(letters.acknowledgement(store, receipt.request_id, me), language=None, wrap_lines=True)
    with st.container(horizontal=True):
        if st.button("Record it as sent", key="intake_acknowledge", type="primary"):
            act = lambda: ledger.record(store, receipt.request_id, "acknowledged", me, on_date=store.today(), token=_session.token("acknowledge"))  # noqa: E731
            if _session.attempt(act):
                _session.renew("acknowledge")
                del st.session_state["intake_saved"]
                _session.say(f"Acknowledgement of {receipt.number} recorded.")
                _session.go("request", number=receipt.number)
        if st.button("Open the request", key="intake_open"):
            del st.session_state["intake_saved"]
            _session.go("request", number=receipt.number)
        if st.button("Log another", key="intake_another"):
            del st.session_state["intake_saved"]
            st.rerun()
    st.stop()


def save(found: mail.Mail | None) -> None:
    """Receive and route in one act; on success the form is emptied."""
    state = st.session_state
    text = found.text if found and found.text else state.get("intake_text", "")
    moment = datetime.combine(state["intake_on"], state["intake_at"] or time(12))
    desks = {row["name"]: row["desk_id"] for row in store.read("desks")}
    details = {name: state.get(f"intake_{name}") or None for name in (
        "channel", "complexity", "dataset_id", "format", "needed_by_on", "summary", "intended_use", "record_series", "data_fields",
        "name", "organization", "email", "phone",
    )}  # fmt: skip
    flags = {name: True for name in SENSITIVE if name in state.get("intake_sensitive", ())}
    receipt = _session.attempt(lambda: ledger.receive(
        store, me, track=state["intake_track"], on_date=state["intake_on"], verbatim=text, received_at=store.utc(moment),
        desk_id=desks.get(state["intake_desk"]), files=originals(found), token=_session.token("intake"), **details, **flags,
    ))  # fmt: skip
    if receipt:
        _session.renew("intake")
        for key in [key for key in state if str(key).startswith("intake_")]:
            del state[key]
        state["intake_saved"] = receipt
        st.rerun()


def originals(found: mail.Mail | None) -> tuple:
    """The files to keep: the e-mail as it came, and its attachments."""
    dropped = st.session_state.get("intake_eml")
    if dropped is None or found is None:
        return ()
    return (mail.File(dropped.name, "message/rfc822", dropped.getvalue()), *found.attachments)


def more_fields() -> None:
    """The fields that may stay empty."""
    left_side, right_side = st.columns(2)
    with left_side:
        st.text_input("Requester's name", key="intake_name", help="May be absent: anonymous requests are lawful.", **DRAFT)
        st.text_input("Organization", key="intake_organization", **DRAFT)
        st.text_input("E-mail", key="intake_email", **DRAFT)
        st.text_input("Phone", key="intake_phone", **DRAFT)
        st.text_input("Public summary", key="intake_summary", help="Shown in the queue. No names.", **DRAFT)
        st.selectbox("Complexity", ["", *choices("complexity")], format_func=lambda code: choices("complexity").get(code, "Not judged"), key="intake_complexity", **DRAFT)
    with right_side:
        st.text_input("Dataset ID", key="intake_dataset_id", **DRAFT)
        st.text_input("Record series", key="intake_record_series", **DRAFT)
        st.text_input("Data fields", key="intake_data_fields", **DRAFT)
        st.text_input("Format", key="intake_format", **DRAFT)
        st.date_input("Needed by", None, key="intake_needed_by_on", format="YYYY-MM-DD", **DRAFT)
        st.multiselect("Sensitive", list(SENSITIVE), format_func=SENSITIVE.get, key="intake_sensitive", **DRAFT)
    st.text_area("Intended use", key="intake_intended_use", help="Helps us, not required: purpose may not limit access (Gov. Code 7921.300).", height=68, **DRAFT)


if "intake_saved" in st.session_state:
    saved(st.session_state["intake_saved"])

local_now = store.local(store.now())
st.session_state.setdefault("intake_on", local_now.date())
st.session_state.setdefault("intake_at", local_now.time().replace(second=0, microsecond=0))
message = read_mail()
st.text_area("What was asked: paste the whole e-mail or write it down", key="intake_text", height=180, **DRAFT)
with st.container(horizontal=True, vertical_alignment="bottom"):
    st.selectbox("Track", choices("track"), index=1, format_func=choices("track").get, key="intake_track", **DRAFT)
    st.selectbox("Channel", choices("channel"), format_func=choices("channel").get, key="intake_channel", **DRAFT)
    st.date_input("Received on", key="intake_on", max_value=store.today(), format="YYYY-MM-DD", **DRAFT)
    st.time_input("at", key="intake_at", **DRAFT)
    st.selectbox("Desk", [row["name"] for row in store.read("desks") if row["is_active"]], key="intake_desk", **DRAFT)
    sent = st.button("Save", type="primary", shortcut="Ctrl+Enter", key="intake_save")
if message:
    st.caption("Taken from the e-mail: sender, date and subject. Check the day of receipt before you save.")
with st.expander("Requester and details (all may stay empty)"):
    more_fields()
if sent:
    save(message)
