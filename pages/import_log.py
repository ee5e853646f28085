"""Any log in: look at the file, correct what is proposed, see what would happen, import, and take it back."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import streamlit as st

from records_desk.db import export, import_log, import_mappings, import_undo
from records_desk.db._refused import Refused
from records_desk.db.language import ENGLISH, counted, msgid, spoken, translated
from records_desk.pages import _files, _session
from records_desk.pages._field_help import HELP
from records_desk.pages._mapping_form import Given, in_words, mapping_form
from records_desk.pages._progress import called, steps
from records_desk.pages._table import table
from records_desk.pages._words import dated, day, moment, plain

TYPES = ["csv", "tsv", "txt", "xlsx", "xls"]
LARGEST_MB = 500
PROPOSED = msgid("As proposed")
COLUMNS = {
    "line": msgid("Line"), "fate": msgid("What happens"), "identifier": msgid("Identifier"), "received_on": msgid("Received"), "closed_on": msgid("Closed"),
    "outcome": msgid("Outcome"), "office": msgid("Office"), "words": msgid("What was asked"), "before": msgid("Here now"),
}  # fmt: skip
RUNS = {
    "when": msgid("When"), "source": msgid("Log"), "by": msgid("By"), "added": msgid("Requests added"), "changed": msgid("Rows changed"),
    "rejected": msgid("Rows rejected"), "state": msgid("State"),
}  # fmt: skip
DELIMITERS = {
    ",": msgid("commas between cells"), ";": msgid("semicolons between cells"), "\t": msgid("tabs between cells"), "|": msgid("bars between cells"),
}  # fmt: skip
KINDS = {"words": "long", "received_on": "short", "closed_on": "short"}
FATES = {"added": msgid("added"), "changed": msgid("changed"), "unchanged": msgid("already here, unchanged")}
REASONS = {
    "blank row": msgid("blank row"), "no identifier": msgid("no identifier"), "heading or total": msgid("heading or total"),
    "too few or too many cells": msgid("too few or too many cells"), "not an identifier": msgid("not an identifier"), "unreadable date": msgid("unreadable date"),
    "impossible date": msgid("impossible date"), "unknown outcome": msgid("unknown outcome"), "unknown status": msgid("unknown status"),
    "unreadable amount": msgid("unreadable amount"), "repeated identifier": msgid("repeated identifier"), "sealed here": msgid("sealed here"),
    "voided here": msgid("voided here"), "identifier of another request": msgid("identifier of another request"),
}  # fmt: skip
DAYS = {
    "Received": msgid("Received"), "Due": msgid("Due"), "Needed by": msgid("Needed by"), "Asked": msgid("Asked"), "Determined": msgid("Determined"),
    "Closed": msgid("Closed"),
}  # fmt: skip
VAGUE = re.compile(rf"(?:^|(?<=; ))({'|'.join(DAYS)})(?=: )")

me = _session.page("import_log")
store = _session.store()
state = st.session_state
form = _session.form("import")
OUTCOMES = {each["code"]: each["label"] for each in store.choices["closing"]}


def uploaded() -> dict[str, Path]:
    """The files that were chosen, by name, as they lie in the spool."""
    with st.container(key="import_files"):
        chosen = st.file_uploader(
            translated("Logs: CSV, TSV, XLSX or XLS, up to {most} MB; larger ones by the command records-desk import", most=LARGEST_MB),
            type=TYPES, accept_multiple_files=True, max_upload_size=LARGEST_MB, key=f"{form}_files", help=HELP["import_files"],
        )  # fmt: skip
    kept = state.setdefault(f"{form}_kept", {})
    for gone in kept.keys() - {each.file_id for each in chosen}:
        kept.pop(gone)[1].unlink(missing_ok=True)
    for each in chosen:
        if each.file_id not in kept:
            kept[each.file_id] = (each.name, _session.spooled(each.getbuffer(), Path(each.name).suffix.lstrip(".") or "csv"))
    return dict(kept.values())


def looked_at(name: str, path: Path, sheet: str | None) -> tuple[Any, Any]:
    """What is proposed for a file, and how it looks; kept while the file and the known mappings are the same."""
    key = f"{form}_looked"
    asked = (str(path), sheet, store.version)
    if state.get(key, (None,))[0] != asked:
        with st.spinner(translated("Looking at the file"), show_time=True):
            source = import_mappings.source_of(Path(name))
            state[key] = (asked, named(name, path, lambda: import_mappings.propose_mapping(store, path, sheet, source)))
    return state[key][1]


def as_read(name: str, looks: Any) -> None:
    """The first rows, and how the file is written."""
    st.header(translated("The file as read"), anchor=False)
    sign = looks.form.delimiter
    written = translated("sheet {name}", name=looks.sheet.name) if looks.sheet else f"{looks.form.encoding}, {translated(DELIMITERS.get(sign, sign))}"
    above = translated("lines above the header: {count}", count=looks.form.skip_lines) if looks.form.skip_lines else ""
    columns = counted("{count} columns", "{count} columns", len(looks.names))
    st.caption(plain(f"{name}: {'; '.join(filter(None, (written, above, columns)))}."))
    rows = [{f"c{place}": cell[:120] for place, cell in enumerate(row)} for row in looks.rows[:5]]
    kinds = {name: "long" for row in rows for name, cell in row.items() if len(cell) > 40}
    columns, caption = {f"c{place}": column for place, column in enumerate(looks.names)}, translated("First rows")
    with spoken(ENGLISH):  # the headings are the file's own
        table(rows, columns, caption, f"{form}_first", kinds=kinds)
        lines = _files.typed(rows, columns)
    if rows:
        label = translated("First rows as {form} ({rows})", form="{form}", rows=_files.counted(len(rows)))
        _files.take(label, lambda form: export.listed(store, lines, form).path, "first-rows", f"{form}_first_file", is_quiet=True)


def choose_mapping(proposal: Any) -> Any:
    """The proposal, or a known mapping in its place."""
    known = import_mappings.known_mappings(store)
    options = {PROPOSED: translated(PROPOSED)} | {name: name for name in known}
    chosen = st.selectbox(
        translated("Mapping"), list(options), list(options).index(proposal.known) if proposal.known else 0, format_func=options.get,
        key=f"{form}_known", help=HELP["import_mapping"],
    )  # fmt: skip
    return proposal if chosen == PROPOSED else import_mappings.Proposal(known[chosen], known=chosen)


def keep_mapping(given: Given) -> None:
    """Save the mapping under a name, or take it along as a file."""
    with st.expander(translated("Keep this mapping")):
        name = st.text_input(translated("Name to keep it under"), given["source"], key=f"{form}_name", help=HELP["mapping_name"])
        with st.container(horizontal=True):
            if st.button(translated("Save this mapping"), key=f"{form}_save") and _session.attempt(lambda: (import_mappings.save_mapping(store, name, given, me),)):
                st.success(plain(translated("Saved as {name}: it is proposed for every log with these columns.", name=name)), icon=None)
            body = import_mappings.as_toml(given).encode()
            _session.download(translated("Mapping as a file"), lambda: _session.spooled(body, "toml"), f"{name}.toml", f"{form}_toml", "application/toml")


def previewed(files: dict[str, Path], given: Given) -> None:
    """What would happen to each file, and the way to do it."""
    asked = json.dumps([sorted(map(str, files.values())), given, store.version], sort_keys=True, default=str)
    if st.button(translated("Preview"), key=f"{form}_preview", type="primary"):
        state[f"{form}_seen"] = None
        mapping = _session.attempt(lambda: mapped(given))
        if mapping:
            with steps(translated("Reading"), import_log.PREVIEW_STEPS * len(files), is_whole=True) as step:
                seen = {name: _session.attempt(lambda name=name, path=path: named(name, path, lambda: import_log.preview(store, path, mapping, step))) for name, path in files.items()}
            state[f"{form}_seen"] = (asked, {name: each for name, each in seen.items() if each})
    kept = state.get(f"{form}_seen")
    if not kept:
        return
    if kept[0] != asked:
        st.info(translated("The mapping, the files or the log changed since: preview again."), icon=None)
        return
    for nth, (name, seen) in enumerate(kept[1].items()):
        tell(name, seen, nth)
    count = sum(seen.result.added + seen.result.changed for seen in kept[1].values())
    if len(kept[1]) < len(files):
        st.warning(translated("Nothing is imported while a file is refused: take it away, or correct the mapping."), icon=None)
    elif count and st.button(counted("Import {count} rows", "Import {count} rows", count), key=f"{form}_import", type="primary"):
        take(files, mapped(given))


def named(name: str, path: Path, act: Callable[[], Any]) -> Any:
    """What an act on a file does; where it is refused, by the name that the file had."""
    try:
        return act()
    except Refused as refused:
        raise Refused(f"{name}: {in_words(str(refused).replace(path.name, name))}") from refused


def mapped(given: Given) -> import_log.Mapping:
    """The mapping of the form. Raises Refused with what is wrong."""
    try:
        return import_log.mapping_of(given)
    except import_log.ImportRefused as error:
        raise import_log.ImportRefused(translated("The mapping {why}", why=in_words(str(error)))) from error


def tell(name: str, seen: Any, nth: int) -> None:
    """The counts of a preview and the first rows of each fate."""
    st.write(plain(f"{name}: {sentence(seen.result)}"))
    rows = [row_of(row) for row in sorted(seen.rows, key=lambda row: row["line"])]
    columns = {name: label for name, label in COLUMNS.items() if name != "before" or any(row["before"] for row in rows)}
    table(rows, columns, translated("The first rows of each kind"), f"{form}_rows_{nth}", kinds=KINDS, saved_as=translated("Rows of each kind"))


def sentence(result: import_log.Result) -> str:
    """The counts of an import or a preview."""
    return dated(replace(result, rejected={translated(REASONS[reason]): count for reason, count in result.rejected.items()}).sentence(with_file=False))


def row_of(row: dict[str, Any]) -> dict[str, str]:
    """A row of the preview in words."""
    fate = translated(FATES[row["fate"]]) if row["fate"] else translated("rejected: {reason}", reason=translated(REASONS[row["reason"]]))
    closed = translated("closed {day}", day=day(row["closed_before"]))
    before = f"{row['number']}, {closed}" if row["number"] else ""
    said = {"identifier": row["identifier"] or "", "outcome": translated(OUTCOMES.get(row["outcome"], "")), "office": row["office"] or ""}
    days = {name: day(row[name]) if row[name] else "" for name in ("received_on", "closed_on")}
    vague = VAGUE.sub(lambda found: translated(DAYS[found[1]]), row["vague"] or "")
    words = "; ".join(filter(None, ((row["verbatim"] or "")[:160], vague)))
    return {"line": str(row["line"]), "fate": fate, **said, **days, "words": words, "before": before}


def take(files: dict[str, Path], mapping: import_log.Mapping) -> None:
    """Import each file, one after the other, and say what each did."""
    told, bar = [], st.progress(0.0, translated("Importing"))
    for nth, (name, path) in enumerate(files.items()):
        steps = iter(range(1, 10_000))
        rejects = store.spool / f"{path.stem}.rejects.csv"

        def progress(step: str, name: str = name, steps: Any = steps, nth: int = nth) -> None:
            done = (nth + min(next(steps) / import_log.STEPS, 1)) / len(files)
            bar.progress(min(done, 1.0), plain(f"{name}: {called(step)}"))

        def act(path: Path = path, rejects: Path = rejects, progress: Any = progress) -> Any:
            return import_log.import_log(store, path, mapping, me, progress, rejects)

        result = _session.attempt(lambda name=name, path=path, act=act: named(name, path, act))
        if result is None:
            continue
        told.append((name, result))
    state["import_told"] = told
    if told:
        for path in files.values():
            path.unlink(missing_ok=True)
        _session.finished("import", translated("Imported. What was done with each file stands below."))
        st.rerun()


def what_was_done() -> None:
    """The result of the last import of this session, with its rejected rows to take along."""
    for nth, (name, result) in enumerate(state.get("import_told", [])):
        st.success(plain(f"{name}: {sentence(result)}"), icon=None)
        if result.rejects and result.rejects.exists():
            _session.download(translated("Rejected rows, with line and reason"), lambda path=result.rejects: path, f"{Path(name).stem}.rejects.csv", f"import_rejects_{nth}", keep=True)


def runs() -> None:
    """The imports so far, and the way to take one back."""
    st.header(translated("Imports so far"), anchor=False)
    found = import_undo.import_runs(store)
    if not found:
        st.write(translated("Nothing was imported yet."))
        return
    rows = [
        {
            "when": moment(store.local(run["imported_at"])), "source": run["source"], "by": run["imported_by"],
            "added": f"{run['requests_added']:,}", "changed": f"{run['rows_changed']:,}", "rejected": f"{run['rows_rejected']:,}",
            "state": what_can_be_done(run),
        }
        for run in found[:20]
    ]  # fmt: skip
    kinds = {"added": "figure", "changed": "figure", "rejected": "figure", "state": "long"}
    table(rows, RUNS, translated("The last 20 imports"), "import_runs", kinds=kinds, saved_as=translated("Imports"))
    take_back({run["import_id"]: f"{row['when']}, {run['source']}" for run, row in zip(found, rows) if not import_undo.why_not(run)})


def what_can_be_done(run: dict[str, Any]) -> str:
    """Who took an import back, why it cannot be, or that it can."""
    if run["undone_at"]:
        return translated("taken back by {person}", person=run["undone_by"])
    return dated(import_undo.why_not(run) or "") or translated("can be taken back")


def take_back(open_runs: dict[int, str]) -> None:
    """Void what an import added, with a reason."""
    if state.get("import_open", set()) - open_runs.keys():
        st.info(translated("An import in this list can no longer be taken back: something was recorded on its requests, or it was taken back."), icon=None)
    state["import_open"] = set(open_runs)
    if not open_runs:
        return
    key = _session.form("import_undo")
    with st.form(key):
        chosen = st.selectbox(translated("Import to take back"), list(open_runs), format_func=open_runs.get, key=f"{key}_which", help=HELP["import_undo"])
        reason = st.text_input(translated("Reason"), translated("The import was taken back."), key=f"{key}_reason", help=HELP["import_undo_why"])
        sent = st.form_submit_button(translated("Void all requests that it added"), key=f"{key}_send")
    if sent and (told := _session.attempt(lambda: import_undo.undo_import(store, chosen, me, reason))):
        _session.finished("import_undo", dated(told))
        state.pop("import_open", None)
        state.pop("import_told", None)
        st.rerun()


def whole_way(files: dict[str, Path]) -> None:
    """From the first file's looks to the preview of all."""
    name, path = next(iter(files.items()))
    sheet = state.get(f"{form}_sheet")
    found = _session.attempt(lambda: looked_at(name, path, sheet))
    if not found:
        return
    proposal, looks = found
    if looks.sheet and len(looks.sheet.names) > 1:
        st.selectbox(translated("Sheet"), looks.sheet.names, looks.sheet.names.index(looks.sheet.name), key=f"{form}_sheet", help=HELP["import_sheet"])
    as_read(name, looks)
    st.header(translated("What its columns are"), anchor=False)
    chosen = choose_mapping(proposal)
    given, questions = mapping_form(chosen, looks, f"{form}_{path.stem}_{looks.sheet and looks.sheet.name}_{chosen.known}")
    if looks.sheet:
        given["sheet"] = looks.sheet.name
    keep_mapping(given)
    st.header(translated("What would happen"), anchor=False)
    if questions:
        asked = " ".join(in_words(doubt.sentence) for doubt in questions)
        st.warning(plain(translated("Nothing can be imported before this is answered: {questions}", questions=asked)), icon=None)
    else:
        previewed(files, given)


what_was_done()
if files := uploaded():
    whole_way(files)
runs()
