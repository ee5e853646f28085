"""Who may do what: docs/roles.md says it, and every function that is told who acts does it."""

import re
from pathlib import Path

import pytest

from records_desk.db import (
    backup_schedule, catalogue, closing, config, import_log, import_undo, ledger, letter_mail, links, mail_server, retention, roles, sample, suggestions,
)  # fmt: skip
from records_desk.db._refused import Refused
from records_desk.db.smtp import Server
from records_desk.pages import _session
from tests.conftest import OFFICIAL, TODAY
from tests.db import test_setting_changes as settings

TABLE = Path(__file__).resolve().parents[2] / "docs" / "roles.md"
NOBODYS = Server("127.0.0.1", 9, "desk@example.org")
ACTS = {"received": "Log a request", "corrected": "Strike out an entry"}  # what has no act of its own, as the table calls it
OF_SETTINGS = {  # of the functions that write settings, what in the table they are
    "feed.make": None, "feed.revoke": None, "feed.end_all": None, "city.keep_row": None, "city.write_setting": None,  # of one's own; called by those that are checked
    "saved_views.save": "share a view", "saved_views.move": "share a view", "saved_views.drop": "share a view",
    "import_mappings.save_mapping": "import a log", "systems.import_systems": "import a catalogue",
}  # fmt: skip


def person(role: str) -> ledger.Staff:
    return ledger.Staff(role, f"Sam {role.title()}", role, person_id=1, title="Clerk")


def said() -> dict[str, set[str]]:
    """By row of the table the roles that may."""
    found = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        name, *marks = [cell.strip() for cell in line.strip("|").split("|")]
        if len(marks) == len(roles.ROLES) and set(marks) <= {"yes", "–"}:
            found[name.removesuffix(" (any desk)")] = {role for role, mark in zip(roles.ROLES, marks, strict=True) if mark == "yes"}
    return found


def refused_for_role(act) -> bool:
    """Whether an act is refused for the role; whatever else it meets is not the role's."""
    try:
        act()
    except Refused as refused:
        return bool(re.search(r"needs the role .*; yours is ", str(refused)))
    return False


def test_the_table_is_what_pages_and_ledger_go_by(store):
    acts = {kind["act"] or ACTS[name]: set(kind["roles"].split("|")) for name, kind in store.kinds.items()}
    pages = {place.title: set(place.roles) for place in _session.PLACES}
    assert said() == pages | {what: set(may) for what, may in roles.MAY.items()} | acts
    told = TABLE.read_text(encoding="utf-8")
    assert {kind["act"] or ACTS[name] for name, kind in store.kinds.items() if kind["any_desk"]} == set(re.findall(r"^\| (.+) \(any desk\) \|", told, re.M))


@pytest.mark.parametrize("role", roles.ROLES)
def test_every_function_that_writes_settings_asks_for_the_role(store, monkeypatch, role):
    monkeypatch.setattr(settings, "ADMINISTRATOR", person(role))
    for name, ways in settings.WAYS.items():
        what = OF_SETTINGS.get(name, "change settings")
        if what:
            assert refused_for_role(lambda way=ways[0]: way(store)) == (role not in said()[what]), name


@pytest.mark.parametrize("role", roles.ROLES)
def test_what_looks_ahead_or_outside_asks_for_the_role_first(store, tmp_path, role):
    by, change = person(role), closing.add([closing.Closure("Move", TODAY, TODAY)])
    acts = {
        "change settings": [
            lambda: closing.preview(store, by, change), lambda: config.preview(store, by, config.files(store)),
            lambda: mail_server.send_test(store, by, tmp_path / "secrets.toml"), lambda: backup_schedule.back_up_now(store, by),
            lambda: sample.remove(store, by),
        ],
        "import a log": [
            lambda: import_log.import_log(store, tmp_path / "none.csv", import_log.load_mapping("nextrequest"), by), lambda: import_undo.undo_import(store, 1, by),
        ],
        "import a catalogue": [
            lambda: catalogue.import_address(store, by, "https://data.example.gov/data.json"), lambda: catalogue.import_catalogue(store, by, b"{}", "x"),
        ],
    }  # fmt: skip
    for what, each in acts.items():
        for act in each:
            assert refused_for_role(act) == (role not in said()[what]), what


@pytest.mark.parametrize("role", roles.ROLES)
def test_what_is_done_to_a_request_in_several_steps_asks_for_the_role_of_each(store, role):
    by, may = person(role), said()
    logged = lambda: ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="All plans", email="robin@example.org")  # noqa: E731
    note = lambda: ledger.record(store, logged().request_id, "note", OFFICIAL, on_date=TODAY, note="Called").event_id  # noqa: E731
    sent = lambda: ledger.record(store, logged().request_id, "acknowledged", OFFICIAL, on_date=TODAY).event_id  # noqa: E731
    acts = [
        (("Log a request",), lambda: ledger.receive(store, by, track="records", on_date=TODAY, verbatim="All plans")),
        (("Log a request",), lambda: suggestions.receive(store, by, [], track="records", on_date=TODAY, verbatim="All plans")),
        (("Add a note",), lambda: ledger.correct(store, note(), by, note="Called twice")),
        (("Strike out an entry", "Add a note"), lambda: ledger.strike(store, note(), by)),
        (("Log a request", "Link to another request"), lambda: links.split_off(store, logged().request_id, by, words="plans", track="records")),
        (("Link to another request", "Close"), lambda: links.merge_into(store, logged().request_id, by, into=logged().request_id, reason="The same")),
        (("Record the acknowledgement",), lambda: letter_mail.send(store, NOBODYS, sent(), by, b"%PDF", pause=lambda seconds: None)),
    ]  # fmt: skip
    for names, act in acts:
        assert refused_for_role(act) == any(role not in may[name] for name in names), names


@pytest.mark.parametrize("role", roles.ROLES)
def test_sealing_asks_for_the_role(store, story, role):
    number = story("2018-03-01 received", "2018-03-05 closed outcome=withdrawn")["number"]
    answer = retention.anonymise_each(store, [number], person(role), reference="Schedule 7", reason="Past the period", token="seal")[number]
    assert (answer is not None and "needs the role" in answer) == (role not in said()["Anonymise the request"])
