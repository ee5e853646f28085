"""What was released, installment by installment: files, sizes, digests, to whom and how; the list of files as a file."""

from typing import Any

import streamlit as st

from records_desk.db import export
from records_desk.db.files import kept_at
from records_desk.db.language import counted, msgid, translated
from records_desk.pages import _files, _session
from records_desk.pages._paging import part
from records_desk.pages._table import table
from records_desk.pages._words import day, number

Row = dict[str, Any]
COLUMNS = {
    "nth": msgid("Installment"), "on": msgid("Released on"), "name": msgid("File"), "size": msgid("Bytes"), "pages": msgid("Pages"), "digest": "SHA-256",
    "where": msgid("The file"), "whom": msgid("To whom"), "how": msgid("How"), "elsewhere": msgid("Released before"),
}  # fmt: skip
LISTED = ("installment", "released_on", "file", "bytes", "pages", "sha256", "is_kept", "delivery")
KINDS = {"name": "long", "size": "figure", "pages": "figure", "on": "short"}
SPARE = ("size", "pages", "digest", "where", "elsewhere")  # left out where no file has them
SHORT, MOST = 12, 20  # characters of a digest; lines at a time
REQUESTER = msgid("the requester")


def installments(row: Row, entries: list[Row], files: list[Row]) -> None:
    """The installments of a request, where there are any."""
    standing = releases(entries)
    if not standing:
        return
    given = [file | {"nth": nth, "entry": entry} for nth, entry in enumerate(standing, 1) for file in _files_of(entry, files)]
    with st.expander(_counted(standing, given), expanded=bool(row["is_open"]), key="request_installments"):
        elsewhere = _elsewhere(row, given)
        every = [(nth, entry, file) for nth, entry in enumerate(standing, 1) for file in _files_of(entry, files) or [None]]
        shown, which = part(every, MOST, f"request_installments_{row['number']}")
        lines = [_line(*one, elsewhere) for one in shown]
        columns = {name: label for name, label in COLUMNS.items() if name not in SPARE or any(line.get(name) for line in lines)}
        caption = translated("What was released on {number}", number=row["number"])
        table(lines, columns, f"{caption}{which}", "request_installments_table", kinds=KINDS)
        if given:
            _digests(given)
            _file_list(row, given)
            for nth, _, file in shown:
                if file and file["is_kept"]:
                    send_file(file | {"nth": nth})


def send_file(file: Row) -> None:
    """A link to one kept file; its name is the sender's and is shown as text."""
    path, key = kept_at(_session.store(), file["sha256"]), f"request_file_{file['event_id']}_{file['file_no']}"
    with st.container(horizontal=True, vertical_alignment="center"):
        told = msgid("Download file {number} of installment {nth}") if "nth" in file else msgid("Download file {number}")
        label = translated(told, number=file["file_no"], nth=file.get("nth"))
        _session.download(label, lambda: path, file["name"] or "file", key, "application/octet-stream", keep=True)
        st.text(translated("{name} ({bytes} bytes)", name=file["name"] or translated("file"), bytes=number(file["bytes"])), width="content")


def _files_of(entry: Row, files: list[Row]) -> list[Row]:
    return [file for file in files if file["event_id"] == entry["event_id"]]


def releases(entries: list[Row]) -> list[Row]:
    """The releases that stand, oldest first."""
    return [entry for entry in entries if entry["kind"] == "released" and not entry["is_superseded"]]


def _counted(standing: list[Row], given: list[Row]) -> str:
    files, pages = counted("{count} file", "{count} files", len(given)), sum(file["pages"] or 0 for file in given)
    told = msgid("Installments: {count}, with {files} and {pages} counted pages") if pages else msgid("Installments: {count}, with {files}")
    return translated(told, count=len(standing), files=files, pages=number(pages))


def _elsewhere(row: Row, given: list[Row]) -> dict[str, str]:
    """By digest: with which other requests the same bytes were released."""
    told: dict[str, list[str]] = {}
    for other in _session.store().read("released_elsewhere", request_id=row["request_id"], reader=_session.reader()) if given else ():
        told.setdefault(other["sha256"], []).append(translated("{number} on {day}", number=other["number"], day=day(other["on_date"])))
    return {sha256: _listed(numbers) for sha256, numbers in told.items()}


def _listed(numbers: list[str]) -> str:
    listed = "; ".join(numbers[:3])
    return translated("{listed} and {count} more", listed=listed, count=len(numbers) - 3) if len(numbers) > 3 else listed


def _line(nth: int, entry: Row, file: Row | None, elsewhere: dict[str, str]) -> dict[str, str]:
    """One line a file; of an installment without files one."""
    whom = next((text["body"] for text in entry["texts"] if text["part"] == "delivered_to" and text["body"]), translated(REQUESTER))
    told = {"nth": str(nth), "on": day(entry["on_date"]), "whom": whom, "how": translated(entry["delivery"]) or "–"}
    return told | (_cells(file, elsewhere) if file else {"name": translated("no file recorded")})


def _cells(file: Row, elsewhere: dict[str, str]) -> dict[str, str]:
    return {
        "name": file["name"] or translated("file"),
        "size": number(file["bytes"]),
        "pages": number(file["pages"]) if file["pages"] else "",
        "digest": f"{file['sha256'][:SHORT]}…",
        "where": translated("kept here") if file["is_kept"] else translated("kept elsewhere"),
        "elsewhere": elsewhere.get(file["sha256"], ""),
    }


def _digests(given: list[Row]) -> None:
    """The digests in full, to be copied: a line a file, as sha256sum writes them."""
    st.caption(translated("SHA-256 in full, to copy"))
    lines = "\n".join(f"{file['sha256']}  {' '.join((file['name'] or 'file').split())}" for file in given)
    st.code(lines, language=None, wrap_lines=True, height=200 if len(given) > 5 else "content")


def _file_list(row: Row, given: list[Row]) -> None:
    rows = [dict(zip(LISTED, _values(file), strict=True)) for file in given]
    label = translated("List of files as {form} ({rows})", form="{form}", rows=_files.counted(len(rows)))
    stem = f"files-{row['number'].lower()}"
    _files.take(label, lambda form: export.listed(_session.store(), rows, form).path, stem, "request_installments_list", is_quiet=True)


def _values(file: Row) -> tuple[Any, ...]:
    return file["nth"], file["on_date"], file["name"], file["bytes"], file["pages"], file["sha256"], file["is_kept"], file["entry"]["delivery"]
