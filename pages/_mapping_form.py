"""The form of a mapping: which column of a log is which, how its dates are written, and what its words mean."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import streamlit as st

from records_desk.db._import_columns import Column
from records_desk.db._import_proposal import Doubt, Proposal
from records_desk.db._retold import retold
from records_desk.db.import_mappings import Looks
from records_desk.db.language import msgid, translated
from records_desk.pages import _session
from records_desk.pages._field_help import HELP
from records_desk.pages._words import labels, number, plain, TRACKS

Given = dict[str, Any]
MAIN = {
    "identifier": msgid("Identifier"), "received_on": msgid("Received on"), "stated_due_on": msgid("Due on"), "determined_on": msgid("Determined on"),
    "closed_on": msgid("Closed on"), "status": msgid("Status"), "outcome": msgid("Outcome"), "office": msgid("Office or desk"),
    "exemptions": msgid("Exemptions"), "verbatim": msgid("What was asked"), "name": msgid("Requester's name"), "organization": msgid("Organization"),
}  # fmt: skip
MORE = {
    "needed_by_on": msgid("Needed by"), "asked_on": msgid("Question asked on"), "routed_on": msgid("Step done on (event logs)"),
    "summary": msgid("Public summary"), "record_series": msgid("Record series"), "data_fields": msgid("Data fields"), "intended_use": msgid("Intended use"),
    "email": msgid("E-mail"), "phone": msgid("Phone"), "language": msgid("Language"),
}  # fmt: skip
WORDED = {"status": msgid("status"), "outcome": msgid("outcome")}
SEVERAL = ("identifier", "verbatim", "name")  # put together from several columns
ROWS = {
    "request": msgid("a request"), "part": msgid("a part of a request: rows with the same identifier are put together"), "event": msgid("a step of a request"),
}  # fmt: skip
ORDERS = {"month": msgid("Month first: 3/4/2026 is March 4"), "day": msgid("Day first: 3/4/2026 is 3 April")}
STATES = {"open": msgid("Open"), "closed": msgid("Closed"), "waiting_on_requester": msgid("Waiting on requester")}
FEES = {"": msgid("no fee"), "charged": msgid("charged"), "paid": msgid("paid"), "waived": msgid("waived"), "refunded": msgid("refunded")}
NOTHING = "–"
QUOTED = re.compile("“[^”]*”")
MOST_WORDS = 60
WRITTEN = {"encoding": msgid("Encoding, such as windows-1252 (empty: found out)"), "delimiter": msgid("Sign between cells, \\t for a tab (empty: found out)")}


def in_words(sentence: str) -> str:
    """What the model says of a log, in the language spoken; what it quotes are the log's own words."""
    own = QUOTED.findall(sentence)
    places = iter(range(len(own)))
    told = retold(QUOTED.sub(lambda found: f"“§{next(places)}”", sentence))
    return re.sub(r"“§(\d+)”", lambda found: own[int(found[1])], told)


def mapping_form(proposal: Proposal, looks: Looks, key: str) -> tuple[Given, list[Doubt]]:
    """Show the form; the mapping as it stands, and the questions that are not answered yet."""
    given = {name: value for name, value in proposal.given.items() if name != "columns"}
    doubts = {doubt.about: doubt for doubt in proposal.doubts}
    open_questions = [doubt for doubt in proposal.doubts if doubt.asks and doubt.about not in ("date_formats", "rows")]
    left, right = st.columns(2)
    with left:
        named = translated("Name of this log (small letters, digits, - and _)")
        given["source"] = st.text_input(named, given.get("source", ""), key=f"{key}_source", help=HELP["map_source"])
    with right:
        given["track"] = st.selectbox(
            translated("Track"), list(TRACKS), list(TRACKS).index(given.get("track", "records")),
            format_func=labels(TRACKS).get, key=f"{key}_track", help=HELP["map_track"],
        )  # fmt: skip
        _mark(doubts.get("source"))
    columns = _columns(proposal, looks, doubts, key)
    if not columns.get("identifier"):
        label = translated("Make an identifier from what each row says")
        given["identifier_from_row"] = st.checkbox(label, bool(given.get("identifier_from_row")), key=f"{key}_from_row", help=HELP["map_from_row"])
    given["columns"] = columns
    answered = {*columns, *(("identifier",) if given.get("identifier_from_row") else ())}
    open_questions = [doubt for doubt in open_questions if doubt.about not in answered]
    open_questions += _dates(given, doubts, key)
    open_questions += _rows(given, doubts, key)
    _words(given, looks, doubts, key)
    _fees(given, looks, doubts, key)
    _written(given, key)
    _left_out(given, looks)
    return _tidy(given), open_questions


def _columns(proposal: Proposal, looks: Looks, doubts: dict[str, Doubt], key: str) -> Given:
    chosen: Given = {}
    for fields, place in ((MAIN, st.container()), (MORE, st.expander(translated("More columns")))):
        with place:
            for ours, side in _in_threes(fields):
                with side:
                    if names := _column(ours, fields[ours], proposal.given["columns"].get(ours), looks.names, key):
                        chosen[ours] = names
                    _mark(doubts.get(ours))
    return chosen


def _column(ours: str, label: str, proposed: Any, names: tuple[str, ...], key: str) -> Any:
    known = {name.casefold(): name for name in names}
    wanted = [known[name.casefold()] for name in (proposed if isinstance(proposed, list) else [proposed]) if name and name.casefold() in known]
    label = translated("{field}: column", field=translated(label))
    if ours in SEVERAL:
        several = st.multiselect(label, names, wanted, key=f"{key}_{ours}", placeholder=NOTHING, select_all=False, help=HELP["map_column"])
        return several[0] if len(several) == 1 else several
    options = [NOTHING, *names]
    chosen = st.selectbox(label, options, options.index(wanted[0]) if wanted else 0, key=f"{key}_{ours}", help=HELP["map_column"])
    return None if chosen == NOTHING else chosen


def _dates(given: Given, doubts: dict[str, Doubt], key: str) -> list[Doubt]:
    """Whether day or month comes first, where nothing tells; the formats; whether midnights are days."""
    formats, doubt, order = list(given.get("date_formats", [])), doubts.get("date_formats"), None
    if doubt:
        _mark(doubt)
        order = st.radio(
            translated("Dates are written"), list(ORDERS), index=None, format_func=labels(ORDERS).get, key=f"{key}_order", horizontal=True, help=HELP["map_order"],
        )  # fmt: skip
        formats = [_turned(text) if order == "day" and not text.startswith(("%d", "%-d")) else text for text in formats]
    with st.expander(translated("How dates are written")):
        written = st.text_area(translated("Formats, one a line, tried in this order"), "\n".join(formats), key=f"{key}_formats_{order}", height=100, help=HELP["map_formats"])
        given["date_formats"] = [line.strip() for line in written.splitlines() if line.strip()]
        given["midnights_are_days"] = st.checkbox(
            translated("Midnights in UTC are the days that they name"), bool(given.get("midnights_are_days")), key=f"{key}_midnights", help=HELP["map_midnights"],
        )
        _mark(doubts.get("midnights_are_days"))
    return [doubt] if doubt and order is None else []


def _turned(text: str) -> str:
    return text.replace("%m", "\0").replace("%d", "%m").replace("\0", "%d")


def _rows(given: Given, doubts: dict[str, Doubt], key: str) -> list[Doubt]:
    doubt, proposed = doubts.get("rows"), given.get("rows", "request")
    _mark(doubt)
    asks = bool(doubt and doubt.asks)
    index = None if asks else list(ROWS).index(proposed)
    chosen = st.radio(translated("Each row is"), list(ROWS), index=index, format_func=labels(ROWS).get, key=f"{key}_rows", help=HELP["map_rows"])
    given["rows"] = chosen or proposed
    if given["rows"] == "event":
        given["new_desks"] = st.checkbox(translated("Make every office of the log a desk"), bool(given.get("new_desks")), key=f"{key}_new_desks", help=HELP["map_new_desks"])
    return [doubt] if asks and chosen is None else []


def _words(given: Given, looks: Looks, doubts: dict[str, Doubt], key: str) -> None:
    """What the words of the status and the outcome mean."""
    listed = _session.store().choices["closing"]
    outcomes = {"": msgid("no outcome"), **{row["code"]: row["label"] for row in listed if row["track"] in (None, "", given["track"])}}
    for ours, table, codes in (("status", "status", STATES), ("outcome", "outcomes", outcomes)):
        column = next((each for each in looks.columns if each.name == given["columns"].get(ours)), None)
        known = {word.casefold(): code for word, code in given.pop(table, {}).items()}
        if column is None:
            continue
        if len(column.words) > MOST_WORDS:
            st.warning(plain(_too_many(column, ours)), icon=None)
            del given["columns"][ours]
            continue
        with st.expander(translated("What the words of “{column}” mean as {field}", column=column.name, field=translated(WORDED[ours])), expanded=True):
            _mark(doubts.get(table))
            given[table] = _table(column.words, known, codes, f"{key}_{table}") | ({"*": known["*"]} if "*" in known else {})


def _too_many(column: Column, ours: str) -> str:
    return translated(
        "“{column}” has {count} different cells: it is no {field}. Choose another column for it.",
        column=column.name, count=number(len(column.words)), field=translated(WORDED[ours]),
    )  # fmt: skip


def _table(words: list[str], known: dict[str, str], codes: dict[str, str], key: str) -> dict[str, str]:
    found = {}
    for word, side in _in_threes(words):
        code = known.get(word.casefold(), known.get("*", "other" if "other" in codes else "open"))
        label = plain(" ".join(word.split())[:80])
        found[word] = side.selectbox(label, list(codes), list(codes).index(code), format_func=labels(codes).get, key=f"{key}_{word}", help=HELP["map_word"])
    return found


def _in_threes(names: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Three side by side, line by line: the keyboard goes through them as one reads."""
    sides: list[Any] = []
    for name in names:
        sides = sides or list(st.columns(3))
        yield name, sides.pop(0)


def _fees(given: Given, looks: Looks, doubts: dict[str, Doubt], key: str) -> None:
    """Which columns hold money, what became of it, and when; those not named elsewhere are offered."""
    proposed = {fee["column"]: fee for fee in given.pop("fees", [])}
    taken = _flat(given["columns"].values())
    with st.expander(translated("Fees"), expanded="fees" in doubts):
        chosen = st.multiselect(
            translated("Columns of fees"), [name for name in looks.names if name not in taken], list(proposed),
            key=f"{key}_fees", format_func=plain, placeholder=NOTHING, select_all=False, help=HELP["map_fees"],
        )
        given["fees"] = [fee for name in chosen if (fee := _fee(name, proposed.get(name, {}), looks, given["columns"].get("closed_on"), key))["kind"]]
        _mark(doubts.get("fees"))


def _fee(name: str, proposed: Given, looks: Looks, closed_on: str | None, key: str) -> Given:
    """One column of fees: its kind, and the column with its day."""
    left, right = st.columns(2)
    kind = left.selectbox(
        translated("“{column}” is", column=plain(name)), list(FEES), list(FEES).index(proposed.get("kind", "charged")),
        format_func=labels(FEES).get, key=f"{key}_fee_{name}", help=HELP["map_fee"],
    )  # fmt: skip
    days, on = [NOTHING, *looks.names], proposed.get("on", None if proposed else closed_on)
    label = translated("Day of “{name}”: column", name=plain(name))
    chosen = right.selectbox(label, days, days.index(on) if on in days else 0, key=f"{key}_fee_on_{name}", help=HELP["map_fee_on"])
    return {"column": name, "kind": kind} | ({} if chosen == NOTHING else {"on": chosen})


def _flat(names: Iterable[str | list[str]]) -> set[str]:
    return {each for name in names for each in ([name] if isinstance(name, str) else name)}


def _written(given: Given, key: str) -> None:
    """What is found out by itself, to be said where it was found wrongly."""
    with st.expander(translated("How the file is written")):
        encoding, delimiter = (st.text_input(translated(label), given.get(name) or "", key=f"{key}_{name}", help=HELP["map_text"]) for name, label in WRITTEN.items())
        skipped = st.text_input(translated("Lines above the header (empty: found out)"), str(given.get("skip_lines", "")), key=f"{key}_skip_lines", help=HELP["map_skip"])
        nulls = st.text_input(translated("Marks that stand for nothing, with blanks between them"), " ".join(given.get("nulls", [])), key=f"{key}_nulls", help=HELP["map_nulls"])
    given |= {"encoding": encoding.strip(), "delimiter": delimiter.replace("\\t", "\t"), "nulls": nulls.split()}
    given["skip_lines"] = int(skipped) if skipped.strip().isdigit() else None


def _left_out(given: Given, looks: Looks) -> None:
    """Which columns of the file nothing is made of."""
    taken = _flat(given["columns"].values())
    taken |= {fee["column"] for fee in given.get("fees", [])}
    if left := [name for name in looks.names if name not in taken]:
        st.caption(plain(translated("Columns that are not taken: {names}.", names=", ".join(left))))


def _mark(doubt: Doubt | None) -> None:
    """What is doubtful stands beside its field."""
    if doubt:
        told = in_words(doubt.sentence)
        if doubt.asks:
            st.warning(plain(translated("Answer this: {doubt}", doubt=told)), icon=None)
        else:
            st.info(plain(translated("Look at this: {doubt}", doubt=told)), icon=None)


def _tidy(given: Given) -> Given:
    return {name: value for name, value in given.items() if value not in (False, None, "", [], {}) and (name, value) != ("rows", "request")}
