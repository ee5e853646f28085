"""One request: where it stands, what may be done now, and everything that happened."""

from typing import Any

import streamlit as st

from records_desk.db import ledger
from records_desk.db.files import kept_at
from records_desk.pages import _form, _session
from records_desk.pages._table import table
from records_desk.pages._words import day, left, moment, money, plain

LIKELIEST = 3
DETAILS = {
    "desk": "to", "person": "for", "channel": "by", "outcome": "outcome", "reason": "because", "review": "review", "sections": "under",
    "officials": "responsible", "fee": "for", "dataset_id": "dataset", "endpoint": "address", "format": "format",
    "key_reference": "key", "terms_version": "terms", "related": "request",
}  # fmt: skip
FACTS = ("name", "organization", "email", "phone", "summary", "verbatim", "intended_use", "record_series", "data_fields", "dataset_id", "format")
LABELS = {
    "name": "Requester's name", "organization": "Organization", "email": "E-mail", "phone": "Phone", "summary": "Public summary",
    "verbatim": "What was asked", "intended_use": "Intended use", "record_series": "Record series", "data_fields": "Data fields",
    "dataset_id": "Dataset ID", "format": "Format",
}  # fmt: skip

number = st.query_params.get("number", "")
me = _session.page("request", number.upper() or "Request")
store = _session.store()


def find() -> dict[str, Any]:
    """The request that the address names, or a field to name one."""
    found = store.read("request_id", number=number) if number else []
    if found:
        return store.read("request", request_id=found[0]["request_id"])[0]
    if number:
        st.error("There is no request with this number.")
    wanted = st.text_input("Request number", placeholder="PRA-2026-000001", key="request_number")
    if wanted:
        _session.go("request", number=wanted.strip().upper())
    st.stop()


def facts(row: dict[str, Any], intake: dict[str, Any]) -> None:
    """Where it stands, in one look."""
    if intake["summary"]:
        st.text(intake["summary"])
    columns = st.columns(4)
    columns[0].metric("Status", f"{row['glyph']} {row['status_label']}")
    columns[1].metric("Desk", row["desk"] or "No desk")
    if row["first_determined_on"] is None and row["is_open"]:
        days = (row["due_on"] - store.today()).days if row["due_on"] else None
        columns[2].metric("Determination due", day(row["due_on"]), left(days), delta_arrow="off", delta_color="off")
    else:
        columns[2].metric("Determined", day(row["determined_on"] or row["first_determined_on"]), row["determination_label"], delta_arrow="off", delta_color="off")
    columns[3].metric("Fees owed", money(row["balance"]), f"{money(row['charged'])} charged", delta_arrow="off", delta_color="off")
    notes = [f"Received {day(row['received_on'])}", f"track {'data / API' if row['track'] == 'data' else 'public records'}"]
    notes += [f"with {row['person']}"] if row["person"] else []
    notes += [f"safe target {day(row['safe_on'])}"] if row["is_open"] and row["first_determined_on"] is None else []
    notes += [f"first due {day(row['original_due_on'])}"] if row["extended_to_on"] else []
    notes += [f"records promised {day(row['promised_on'])}"] if row["promised_on"] else []
    notes += [f"waiting on the requester since {day(row['waiting_since_on'])} (the due date stays)"] if row["waiting_since_on"] else []
    notes += [f"closed {day(row['closed_on'])}"] if row["closed_on"] else []
    notes += [f"round {row['round']}"] if row["round"] > 1 else []
    notes += [f"{row['irregular_events']} irregular entries"] if row["irregular_events"] else []
    st.caption(plain(" · ".join(notes)))


def why_this_date(row: dict[str, Any]) -> None:
    """Every day from receipt to the due date."""
    if row["received_on"] is None:
        return
    with st.expander("Why this date?"):
        days = store.read("days_to_due", received_on=row["received_on"])
        lines = [{"day": day(item["day"]), "counts": "counts" if item["counts"] else "–", "reason": item["reason"]} for item in days]
        table(lines, {"day": "Day", "counts": "Counts", "reason": "Why"}, "Each day from receipt to the last day", "request_days", kinds={"day": "short"})
        st.caption("Rule set CPRA, Gov. Code 7922.535. This is not legal advice.")


def acts(row: dict[str, Any]) -> None:
    """The acts allowed now: the likeliest as buttons, all in a list; one form at a time."""
    kinds = ledger.allowed(store, row, me.role)
    if not kinds:
        st.info("Nothing can be recorded here in your role now.")
        return
    irregular = st.session_state.get("request_irregular", False)
    offered = [kind for kind in store.kinds.values() if kind["act"]] if irregular else kinds
    labels = {kind["kind"]: kind["act"] for kind in offered}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for kind in kinds[:LIKELIEST]:
            if st.button(kind["act"], key=f"request_quick_{kind['kind']}"):
                st.session_state["request_act"] = kind["kind"]
        chosen = st.selectbox("Record", list(labels), None, format_func=labels.get, key="request_act", placeholder="What happened?", width=340)
    if chosen:
        one_act(row, store.kinds[chosen])
    st.checkbox("It already happened and the rules refuse it", key="request_irregular", help="It is recorded as it happened, marked irregular, with your reason.")


def one_act(row: dict[str, Any], kind: dict[str, Any]) -> None:
    """The form of one act."""
    with st.form(f"request_{kind['kind']}"):
        st.caption(plain(kind["meaning"]))
        on_date = _form.day_field("On", store.today(), f"act_{kind['kind']}_on")
        values = _form.fields_of(kind, row["track"], me, {"outcome": row["determination"]} if kind["kind"] == "closed" else None)
        why = st.text_area("Why it is recorded all the same", key="request_why", height=68) if st.session_state.get("request_irregular") else None
        sent = st.form_submit_button(kind["act"], type="primary")
    if not sent:
        return
    form = f"{row['number']}_{kind['kind']}"
    receipt = _session.attempt(
        lambda: ledger.record(
            store, row["request_id"], kind["kind"], me, on_date=on_date, token=_session.token(form), irregular_reason=why or None, **values
        )
    )
    if receipt:
        _form.remember(values)
        finish(form, kind["kind"], f"{kind['label']} recorded on {row['number']}.")


def finish(form: str, kind: str, sentence: str) -> None:
    """Empty the form that was sent, say what was done, and show the request anew."""
    _session.renew(form)
    for key in [key for key in st.session_state if str(key).startswith((f"act_{kind}_", "request_act", "request_irregular", "request_why"))]:
        del st.session_state[key]
    _session.say(sentence)
    st.rerun()


def details(event: dict[str, Any]) -> str:
    """What one entry says, in a line."""
    parts = [f"{word} {event[name]}" for name, word in DETAILS.items() if event[name]]
    parts += [f"to {event['extended_to_on']}"] if event["extended_to_on"] else []
    parts += [f"available {event['promised_on']}"] if event["promised_on"] else []
    parts += [f"source says due {event['stated_due_on']}"] if event["stated_due_on"] else []
    parts += [money(event["amount"])] if event["amount"] is not None else []
    shown = [text["body"] for text in event["texts"] or () if text["part"] not in ("verbatim", "summary") and text["body"]]
    parts += ["irregular"] if event["irregular"] else []
    return "; ".join(parts) + ("\n" if parts and shown else "") + "\n".join(shown)


def timeline(events: list[dict[str, Any]]) -> None:
    """Everything that happened, corrected entries too, and the letters."""
    struck = {event["supersedes"] for event in events if event["kind"] == "corrected"}
    rows = []
    for event in events:
        mark = " (struck out)" if event["event_id"] in struck else " (corrected)" if event["is_superseded"] else ""
        recorded = moment(store.local(event["recorded_at"]))
        rows.append({"on": day(event["on_date"]), "what": event["label"] + mark, "details": details(event), "by": f"{event['recorded_by']}, {recorded}"})
    columns = {"on": "On", "what": "What happened", "details": "Details", "by": "Recorded by"}
    table(rows, columns, f"Timeline: {len(rows)} entries", "request_timeline", kinds={"on": "short"})
    for event in events:
        if event["letter"]:
            with st.expander(f"Letter: {event['label'].lower()}, {day(event['on_date'])}"):
                st.code(event["letter"], language=None, wrap_lines=True)


def asked(intake: dict[str, Any], row: dict[str, Any]) -> None:
    """The requester's own words, contact and files."""
    with st.expander("What was asked, and by whom", expanded=not row["first_determined_on"]):
        st.text(intake["verbatim"] or "The words of this request are not kept here.")
        contact = [intake[name] for name in ("name", "organization", "email", "phone") if intake[name]]
        st.text(" · ".join(contact) if contact else "No requester named: anonymous requests are lawful.")
        for name in ("intended_use", "record_series", "data_fields", "dataset_id", "format"):
            if intake[name]:
                st.text(f"{LABELS[name]}: {intake[name]}")
        for file in store.read("request_files", request_id=row["request_id"]):
            path = kept_at(store, file["sha256"])
            _session.download(f"File {file['file_no']} ({file['bytes']:,} bytes)", lambda path=path: path, file["name"] or "file", f"request_file_{file['event_id']}_{file['file_no']}", "application/octet-stream", keep=True)  # fmt: skip


def correct_facts(intake: dict[str, Any], row: dict[str, Any]) -> None:
    """One form for a typo or a phone number; no reason asked."""
    with st.expander("Correct the facts"), st.form("request_facts"):
        on_date = _form.day_field("Received on", store.today(), "facts_on", intake["on_date"])
        values = {}
        for name in FACTS:
            field = st.text_area if name == "verbatim" else st.text_input
            values[name] = field(LABELS[name], intake[name] or "", key=f"facts_{name}") or None
        if st.form_submit_button("Save the correction"):
            changes = {name: value for name, value in values.items() if value != intake[name]}
            form = f"facts_{row['number']}"
            act = lambda: ledger.correct(store, intake["event_id"], me, on_date=on_date, token=_session.token(form), **changes)  # noqa: E731
            if _session.attempt(act):
                finish(form, "facts", f"Facts of {row['number']} corrected.")


def correct_entry(events: list[dict[str, Any]], row: dict[str, Any]) -> None:
    """Replace or strike out an entry that was recorded wrongly; both stay in the timeline."""
    standing = {event["event_id"]: event for event in events if not event["is_superseded"] and event["kind"] not in ("received", "corrected")}
    if not standing:
        return
    with st.expander("Correct an entry"):
        names = {event_id: f"{event['label']}, {day(event['on_date'])}" for event_id, event in reversed(standing.items())}
        event_id = st.selectbox("Entry", list(names), format_func=names.get, key="request_entry")
        event, kind = standing[event_id], store.kinds[standing[event_id]["kind"]]
        before = ledger.as_recorded(store, event_id)
        form = f"entry_{event_id}"
        with st.form("request_correct"):
            on_date = _form.day_field("On", store.today(), f"fix_{event_id}_on", event["on_date"])
            values = _form.fields_of(kind, row["track"], me, before, key=f"fix_{event_id}")
            with st.container(horizontal=True):
                replace = st.form_submit_button("Save the correction")
                strike = st.form_submit_button("Strike it out")
        if replace:
            done = _session.attempt(lambda: ledger.correct(store, event_id, me, on_date=on_date, token=_session.token(form), **values))
        elif strike:
            done = _session.attempt(lambda: ledger.strike(store, event_id, me, token=_session.token(form)))
        if (replace or strike) and done:
            finish(form, "entry", f"{event['label']} on {row['number']} corrected.")


def next_request() -> None:
    """Go on with the next one of the queue as it was shown."""
    waiting = st.session_state.get("desk_queue", [])
    after = waiting[waiting.index(number) + 1 :] if number in waiting else waiting[:1]
    with st.container(horizontal=True):
        if after and st.button(f"Next request: {after[0]}", key="request_next", shortcut="Alt+N"):
            _session.go("request", number=after[0])
        if st.button("Back to the queue", key="request_back"):
            _session.go("queue")


request = find()
number = request["number"]
_session.said()
intake_facts = store.read("intake_facts", request_id=request["request_id"])[0]
facts(request, intake_facts)
if me.role in _session.WRITERS:
    acts(request)
next_request()
asked(intake_facts, request)
why_this_date(request)
entries = store.read("timeline", request_id=request["request_id"])
timeline(entries)
if me.role in _session.WRITERS:
    correct_facts(intake_facts, request)
    correct_entry(entries, request)
