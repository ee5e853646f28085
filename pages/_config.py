"""Settings: the configuration as a file, and from a file again; what would change is shown before it is made."""

import streamlit as st

from records_desk.db import _config_file as config_file
from records_desk.db import config
from records_desk.db.config import Taken
from records_desk.db.language import counted, msgid, translated
from records_desk.db.ledger import Staff
from records_desk.db.store import Store
from records_desk.pages import _session
from records_desk.pages._table import table
from records_desk.pages._words import number, plain

SHOWN = "settings_config_shown"
NAME = "settings_config"
TOLD = msgid(
    "Everything that is set here as one zip of readable files: desks, people, groups, closures, receipt after hours, fees, exemptions, letters, "
    "letterhead, mail server, mappings and the rest. It names staff and their sign-ins; no password and nothing of a request is in it."
)
HOW = msgid("Desks, people and mappings that the file does not name stay as they are; of everything else the file is the whole.")


def settings(store: Store, me: Staff) -> None:
    """The zip to take along, and the way in for one."""
    st.caption(plain(translated(TOLD)))
    file_name = f"records-desk-configuration-{store.today()}.zip"
    _session.download(
        translated("Download the configuration"), lambda: _session.spooled(config_file.as_zip(config.files(store)), "zip"), file_name, "settings_config_file",
        "application/zip",
    )  # fmt: skip
    if SHOWN in st.session_state:
        _confirm(store, me, *st.session_state[SHOWN])
        return
    file = st.file_uploader(translated("A configuration (.zip)"), type=["zip"], max_upload_size=16, key=f"{_session.form(NAME)}_file", help=translated(HOW))
    if file and st.button(translated("Show what would change"), type="primary", key="settings_config_show"):
        found = _session.attempt(lambda: _shown(store, me, file.getvalue()))
        if found:
            st.session_state[SHOWN] = found
            st.rerun()


def _shown(store: Store, me: Staff, content: bytes) -> tuple[config.Files, Taken]:
    with st.spinner(translated("Comparing with the settings"), show_time=True):
        files = config_file.unzipped(content)
        return files, config.preview(store, me, files)


def _confirm(store: Store, me: Staff, files: config.Files, shown: Taken) -> None:
    """What a configuration would change, and the two ways on from here."""
    with st.container(border=True):
        st.text(_told(shown, is_preview=True))
        if shown.changes:
            lines = [{"what": what, "old": "–" if old is None else old, "new": "–" if new is None else new} for what, old, new in shown.changes]
            columns, caption = {"what": msgid("What"), "old": msgid("Now"), "new": msgid("Then")}, translated("What would change")
            table(lines, columns, caption, "settings_config_changes", kinds={"old": "long", "new": "long"}, saved_as=caption)
        with st.container(horizontal=True):
            if shown.changes and st.button(translated("Make these changes"), type="primary", key="settings_config_make"):
                _make(store, me, files, shown)
            if st.button(translated("Leave the settings as they are"), key="settings_config_leave"):
                _over(translated("The settings are as they were."))


def _make(store: Store, me: Staff, files: config.Files, shown: Taken) -> None:
    with st.spinner(translated("Making the changes"), show_time=True):
        done = _session.attempt(lambda: config.apply(store, me, files, shown))
    if done:
        _over(translated("Done: {sentence}", sentence=_told(done, is_preview=False)))


def _told(done: Taken, is_preview: bool) -> str:
    """What a configuration did, or would do."""
    if not done.changes:
        return translated("Nothing differs: the settings are as these files say.")
    count, moved = len(done.changes), number(done.moved)
    if is_preview and done.moved:
        return counted(
            "{count} change would be made, {moved} due dates or safe targets of open requests would be moved.",
            "{count} changes would be made, {moved} due dates or safe targets of open requests would be moved.", count, moved=moved,
        )  # fmt: skip
    if is_preview:
        return counted("{count} change would be made.", "{count} changes would be made.", count)
    if done.moved:
        return counted(
            "{count} change made, {moved} due dates or safe targets of open requests moved.",
            "{count} changes made, {moved} due dates or safe targets of open requests moved.", count, moved=moved,
        )  # fmt: skip
    return counted("{count} change made.", "{count} changes made.", count)


def _over(sentence: str) -> None:
    del st.session_state[SHOWN]
    _session.finished(NAME, sentence)
    st.rerun()
