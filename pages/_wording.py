"""Settings of the letters: their letterhead, and their wording with a preview and its versions."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from records_desk.db import letterhead, wording
from records_desk.db._refused import Refused
from records_desk.db.language import ENGLISH, LANGUAGES, msgid, translated
from records_desk.db.ledger import Staff
from records_desk.pages import _session, _since
from records_desk.pages._field_help import HELP
from records_desk.pages._table import table
from records_desk.pages._words import dated, moment, plain

CHANGED = msgid("Somebody changed this wording since you opened it: theirs is the newest version below. Save again to put yours in its place.")
HOW = msgid(
    "A merge field stands in double braces: {{ number }}. A part that not every letter has stands between {% if reason %} and "
    "{% endif %}. A list is gone through with {% for official in officials %} and {% endfor %}. A line that begins with Subject: "
    "becomes the heading; lines that begin with a dash become a list. A fact that is missing when a letter is written refuses the act: "
    "no letter has a blank."
)
BELOW = msgid(
    "A letter in another language stands above the English one, which is the record. As shipped it is not certified: have your translator "
    "read it. Its subject line begins with the word of that language, as in the shipped wording: Asunto: for Subject:."
)
BEHIND = msgid("The English wording of this letter was changed since the one in {language} was: look whether both still say the same.")
FILTERS = {"date": " | long_date", "time": " | time_of_day"}


def letterhead_form(me: Staff) -> None:
    """Name of the city, the lines below it, and the logo."""
    store, form = _session.store(), _session.form("settings_letterhead")
    now = letterhead.letterhead(store)
    with st.form(form):
        city = st.text_input(translated("Name of the city"), now["city"], key=f"{form}_city", help=HELP["city_name"])
        told = translated("Address, phone, e-mail: one a line, at most 8.")
        lines = st.text_area(translated("Lines below it (if any)"), now["lines"] or "", key=f"{form}_lines", height=110, help=told)
        sent = st.form_submit_button(translated("Save the letterhead"), key=f"{form}_send")
    if sent:
        _change("settings_letterhead", translated("Letterhead saved."), lambda: letterhead.save(store, me, city, lines))
    _logo_form(now, me)


def wording_form(me: Staff) -> None:
    """One letter's wording, its preview, its fields and its versions."""
    store = _session.store()
    changed = {row["letter"] for row in store.recall("changed_wordings")}
    labels = {name: _called(name, changed) for name in wording.names()}
    with st.container(horizontal=True):
        base = st.selectbox(translated("Letter"), list(labels), format_func=labels.get, key="settings_letter", help=HELP["wording_which"])
        language = st.selectbox(
            translated("Language"), list(LANGUAGES), format_func=LANGUAGES.get, key="settings_letter_language", width=220, help=HELP["wording_language"]
        )
    letter = wording.named(base, language)
    st.caption(plain(translated(HOW)))
    if language != ENGLISH:
        st.caption(plain(translated(BELOW)))
        if wording.behind_english(store, base, language):
            st.warning(plain(translated(BEHIND, language=LANGUAGES[language])), icon=None)
    form = _session.form(f"settings_wording_{letter}")
    current = wording.current(store, letter)
    _since.stood(form, current)
    text = st.text_area(translated("Wording"), current, key=f"{form}_text", height=420, help=HELP["wording_text"])
    if st.button(translated("Save the wording"), key=f"{form}_send") and not _since.is_new(form, current, translated(CHANGED)):
        sentence = translated("Wording of “{letter}” saved.", letter=wording.label(store, letter, translated))
        _change(f"settings_wording_{letter}", sentence, lambda: wording.save(store, me, letter, text))
    _preview(letter, language, text)
    _fields(base)
    _versions(letter, me)


def _called(letter: str, changed: set[str]) -> str:
    """A letter, and in which languages the city's own wording of it is in force."""
    label, told = wording.label(_session.store(), letter, translated), [name for code, name in LANGUAGES.items() if wording.named(letter, code) in changed]
    return translated("{letter} – changed ({languages})", letter=label, languages=", ".join(told)) if told else label


def _logo_form(now: dict[str, Any], me: Staff) -> None:
    """The logo, which is put in or taken away at once."""
    store, form = _session.store(), _session.form("settings_logo")
    if now["logo_sha256"]:
        st.image(letterhead.logo(store, now["logo_sha256"]), width=160, alt=translated("The logo above every letter"))
        if st.button(translated("Take the logo away"), key=f"{form}_none"):
            _change("settings_logo", translated("The logo is taken away."), lambda: letterhead.save_logo(store, me, None))
    told = translated("PNG or JPEG, at most 1 MB. It stands in Word documents and PDFs of letters written from now on.")
    chosen = st.file_uploader(translated("Logo (if any)"), ("png", "jpg", "jpeg"), max_upload_size=1, key=f"{form}_file", help=told)
    if chosen and st.button(translated("Use this logo"), key=f"{form}_send"):
        _change("settings_logo", translated("The logo is saved."), lambda: letterhead.save_logo(store, me, chosen.getvalue()))


def _preview(letter: str, language: str, text: str) -> None:
    """The letter as this wording writes it, or what is wrong with the wording."""
    st.header(translated("Preview, on an invented request"), anchor=False)
    try:
        st.code(wording.preview(_session.store(), letter, text), language=None, wrap_lines=True)
        for doubt in wording.doubts(text, language):
            st.warning(plain(dated(doubt)), icon=None)
    except Refused as refused:
        st.warning(plain(dated(str(refused))), icon=None)


def _fields(letter: str) -> None:
    """What this letter can name."""
    rows = [{"field": _written(name, field), "meaning": translated(field["meaning"])} for name, field in wording.fields_of(letter).items()]
    columns = {"field": msgid("Merge field"), "meaning": msgid("What it is")}
    table(rows, columns, translated("Merge fields of this letter"), "settings_merge_fields", kinds={"meaning": "long"})


def _written(name: str, field: dict[str, Any]) -> str:
    if "parts" in field:
        return ", ".join(f"{name}: {part}" for part in field["parts"])
    return "{{ " + name + FILTERS.get(type(field["sample"]).__name__, " | money" if name in ("amount", "balance") else "") + " }}"


def _versions(letter: str, me: Staff) -> None:
    """Who changed it when, and the way back."""
    store = _session.store()
    versions = wording.versions(store, letter)
    if not versions:
        st.caption(translated("The wording is as it came with the program."))
        return
    told = {row["version"]: row for row in _told(versions)}
    columns = {"version": msgid("Version"), "at": msgid("Written"), "by": msgid("By")}
    table(list(told.values()), columns, translated("Versions of this letter"), "settings_versions")
    form = _session.form(f"settings_versions_{letter}")
    older = {row["_id"]: translated("Version {version}, {at}", version=row["version"], at=row["at"]) for row in told.values() if row["_text"]}
    names = {None: translated("As it came with the program")} | older
    which = st.selectbox(translated("An older wording"), list(names), format_func=names.get, key=f"{form}_which", help=HELP["wording_old"])
    st.code(next((row["_text"] for row in told.values() if row["_id"] == which), wording.shipped(letter)), language=None, wrap_lines=True)
    if st.button(translated("Use this wording again"), key=f"{form}_send"):
        sentence = translated("Wording of “{letter}” is as it was.", letter=wording.label(store, letter, translated))
        _change(f"settings_versions_{letter}", sentence, lambda: wording.restore(store, me, letter, which), f"settings_wording_{letter}")


def _told(versions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The versions as the table shows them, numbered from the oldest."""
    store, count = _session.store(), len(versions)
    return [
        {
            "_id": row["wording_id"],
            "_text": row["body"],
            "version": str(count - place),
            "at": moment(store.local(row["written_at"])),
            "by": row["written_by"] if row["body"] else translated("{who} (back to how it came)", who=row["written_by"]),
        }
        for place, row in enumerate(versions)
    ]


def _change(name: str, sentence: str, act: Callable[[], None], *more: str) -> None:
    """Carry out a change, say what it did and show it anew in this form and more."""

    def change() -> tuple[None]:
        return (act(),)

    if _session.attempt(change):
        for form in (*more, name):
            _session.finished(form, sentence)
        st.rerun()
