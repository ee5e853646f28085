"""No setting changes without a row that tells who, when, the old and the new value; and the rows read as words."""

import importlib
import inspect
import io
import pkgutil
import re
from datetime import date, time
from pathlib import Path

import pytest
from PIL import Image

import records_desk.db
from records_desk.db import (
    backup_schedule, city, closing, config, exemptions, export, feed, fees, first_steps, import_mappings, intake_key, letterhead, mail_server, published, retention, saved_views, sign_in,
    systems, whole_log, wording,
)  # fmt: skip
from records_desk.db.ledger import Staff
from tests.conftest import OFFICIAL, TODAY
from tests.db.test_city import ADMINISTRATOR, PERSON, changes

LOG = set(
    "catalogue_change catalogue_import counter dataset dataset_identifier dataset_word distribution event event_exemption event_file event_official "
    "fee_line import_added import_row import_run import_undo letter_sending letter_text mailing request request_text request_word requester "
    "setting_change signed_out submission suggestion visit".split()
)
DAY = date(2026, 7, 6)
RATE = fees.Rate("duplication", "Copy", "page", "0.10", DAY)
DECISION = exemptions.Decision("7927.999", DAY, "Invented", "Gov. Code 7927.999", "The code")
SYSTEM = {name: None for name in systems.COLUMNS} | {"vendor": "Acme", "product": "Permits"}
MAPPING = {"source": "harbor", "track": "records", "columns": {"identifier": "No", "received_on": "Date", "verbatim": "Words"}, "date_formats": ["%Y-%m-%d"]}


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(out, "PNG")
    return out.getvalue()


def longer(store) -> str:
    return wording.current(store, "acknowledged") + "\n\nThank you."


def changed_files(store) -> config.Files:
    files = config.files(store)
    return files | {"settings.toml": files["settings.toml"].replace(b'portal_host = ""', b'portal_host = "data.example.gov"')}


def share_view(store, name: str, view_id: int | None = None) -> None:
    saved_views.save(store, ADMINISTRATOR, view_id, name, saved_views.Filters(due="overdue", desk_id=1), is_shared=True)


def desk(store, **values):
    city.save_desk(store, ADMINISTRATOR, 2, **{"name": "Data Office"} | values)


# By public function of the model: what it is called with, in the order in which it can be; each changes a setting.
WAYS = {
    "backup_schedule.save_plan": [
        lambda store: backup_schedule.save_plan(store, ADMINISTRATOR, backup_schedule.Plan(str(store.path.parent), 3, 14)),
        lambda store: backup_schedule.save_plan(store, ADMINISTRATOR, backup_schedule.Plan(str(store.path.parent), 4, 14)),
    ],
    "city.save_desk": [desk, lambda store: desk(store, email="data@example.org", head_id=1)],
    "city.save_person": [lambda store: city.save_person(store, ADMINISTRATOR, None, **PERSON), lambda store: city.save_person(store, ADMINISTRATOR, 2, **PERSON | {"role": "official"})],
    "city.save_portal_host": [lambda store: city.save_portal_host(store, ADMINISTRATOR, "data.example.gov"), lambda store: city.save_portal_host(store, ADMINISTRATOR, "")],
    "city.save_escalation_days": [lambda store: city.save_escalation_days(store, ADMINISTRATOR, 5)],
    "city.save_local_review": [lambda store: city.save_local_review(store, ADMINISTRATOR, True)],
    "city.write_setting": [lambda store: store.write(lambda cursor: city.write_setting(store, cursor, ADMINISTRATOR, "x", "1"))],
    "city.keep_row": [lambda store: city.keep_row(store, ADMINISTRATOR, "desk", None, {"name": "Harbor", "is_active": True})],
    "closing.apply": [
        lambda store: closing.apply(store, ADMINISTRATOR, closing.add([closing.Closure("Move", DAY, DAY)])),
        lambda store: closing.apply(store, ADMINISTRATOR, closing.take_back(1)),
        lambda store: closing.apply(store, ADMINISTRATOR, closing.set_policy(closing.Policy(DAY, "next_open_day", time(18), time(17)))),
        lambda store: closing.apply(store, ADMINISTRATOR, closing.set_policy(closing.Policy(DAY, "actual", time(18), time(17)), DAY)),
        lambda store: closing.apply(store, ADMINISTRATOR, closing.drop_policy(DAY)),
        lambda store: closing.apply(store, ADMINISTRATOR, closing.set_zone("America/New_York")),
    ],
    "config.apply": [lambda store: config.apply(store, ADMINISTRATOR, changed_files(store))],
    "exemptions.decide": [lambda store: exemptions.decide(store, ADMINISTRATOR, DECISION)],
    "exemptions.take_back": [lambda store: exemptions.decide(store, ADMINISTRATOR, DECISION), lambda store: exemptions.take_back(store, ADMINISTRATOR, "7927.999", DAY)],
    "feed.make": [lambda store: feed.make(store, ADMINISTRATOR)],
    "feed.end_all": [lambda store: feed.make(store, ADMINISTRATOR), lambda store: feed.end_all(store, ADMINISTRATOR)],
    "feed.revoke": [lambda store: feed.make(store, ADMINISTRATOR), lambda store: feed.revoke(store, ADMINISTRATOR, store.read("feeds")[0]["feed_id"])],
    "fees.save_rate": [lambda store: fees.save_rate(store, ADMINISTRATOR, None, RATE), lambda store: fees.save_rate(store, ADMINISTRATOR, 1, fees.Rate(**vars(RATE) | {"price": "0.25"}))],
    "fees.drop_rate": [lambda store: fees.save_rate(store, ADMINISTRATOR, None, RATE), lambda store: fees.drop_rate(store, ADMINISTRATOR, 1)],
    "import_mappings.save_mapping": [lambda store: import_mappings.save_mapping(store, "harbor", MAPPING, ADMINISTRATOR)],
    "intake_key.make": [lambda store: intake_key.make(store, ADMINISTRATOR, "City website", 2)],
    "intake_key.end": [lambda store: intake_key.make(store, ADMINISTRATOR, "City website"), lambda store: intake_key.end(store, ADMINISTRATOR, store.read("intake_keys")[0]["key_id"])],
    "letterhead.save": [lambda store: letterhead.save(store, ADMINISTRATOR, "City of Harbor", "1 Main Street"), lambda store: letterhead.save(store, ADMINISTRATOR, "City of Harbor", "")],
    "letterhead.save_logo": [lambda store: letterhead.save_logo(store, ADMINISTRATOR, picture()), lambda store: letterhead.save_logo(store, ADMINISTRATOR, None)],
    "first_steps.confirm_desks": [lambda store: first_steps.confirm_desks(store, ADMINISTRATOR)],
    "first_steps.no_closures": [lambda store: first_steps.no_closures(store, ADMINISTRATOR)],
    "first_steps.put_away": [lambda store: first_steps.put_away(store, ADMINISTRATOR)],
    "first_steps.show_again": [lambda store: first_steps.put_away(store, ADMINISTRATOR), lambda store: first_steps.show_again(store, ADMINISTRATOR)],
    "mail_server.save": [
        lambda store: mail_server.save(store, ADMINISTRATOR, host="smtp.example.org", sender="desk@example.org"),
        lambda store: mail_server.save(store, ADMINISTRATOR, host=""),
    ],
    "published.save": [lambda store: published.save(store, ADMINISTRATOR, True), lambda store: published.save(store, ADMINISTRATOR, False)],
    "retention.save_years": [lambda store: retention.save_years(store, ADMINISTRATOR, 5)],
    "saved_views.save": [lambda store: share_view(store, "Late"), lambda store: share_view(store, "Very late", 1)],
    "saved_views.move": [lambda store: share_view(store, "Late"), lambda store: share_view(store, "Mine"), lambda store: saved_views.move(store, ADMINISTRATOR, 2, -1)],
    "saved_views.drop": [lambda store: share_view(store, "Late"), lambda store: saved_views.drop(store, ADMINISTRATOR, 1)],
    "sign_in.save_group": [
        lambda store: sign_in.save_group(store, ADMINISTRATOR, "clerks", "staff", 1),
        lambda store: sign_in.save_group(store, ADMINISTRATOR, "clerks", "official"),
        lambda store: sign_in.save_group(store, ADMINISTRATOR, "clerks", None),
    ],
    "systems.import_systems": [lambda store: systems.import_systems(store, ADMINISTRATOR, [SYSTEM]), lambda store: systems.import_systems(store, ADMINISTRATOR, [SYSTEM | {"vendor": "Other"}])],
    "wording.save": [lambda store: wording.save(store, ADMINISTRATOR, "acknowledged", longer(store))],
    "wording.restore": [lambda store: wording.save(store, ADMINISTRATOR, "acknowledged", longer(store)), lambda store: wording.restore(store, ADMINISTRATOR, "acknowledged", None)],
}  # fmt: skip
OF_REQUESTS = {  # what is done to requests, or to the catalogue of datasets, which keeps its own history
    "ledger.receive", "ledger.record", "ledger.correct", "ledger.strike", "each.record_each", "each.undo_each", "undo.undo", "links.split_off", "links.merge_into", "letter_mail.send",
    "retention.anonymise_each", "suggestions.may_answer", "suggestions.receive", "catalogue.import_file", "catalogue.import_address", "catalogue.import_catalogue",
    "ledger.allowed", "ledger.theirs_to_record", "ledger.to_strike", "undo.undoable", "sample.remove", "import_log.import_log", "import_undo.undo_import",
}  # fmt: skip
NOTHING_OF_THEIR_OWN = {"city.check_role", "city.audit", "closing.preview", "config.preview", "mail_server.send_test", "backup_schedule.back_up_now", "saved_views.views", "saved_views.may_change", "sample.why_not"}


def taking_staff() -> set[str]:
    """Every public function of the model that is told who acts."""
    found = set()
    for each in pkgutil.iter_modules(records_desk.db.__path__):
        module = importlib.import_module(f"records_desk.db.{each.name}")
        for name, function in vars(module).items():
            if inspect.isfunction(function) and function.__module__ == module.__name__ and not (name + each.name).startswith("_") and not each.name.startswith("_"):
                if any(parameter.annotation is Staff for parameter in inspect.signature(function).parameters.values()):
                    found.add(f"{each.name}.{name}")
    return found


def settings_of(store) -> dict[str, list]:
    return {name: store.query(f"from store.{name} order by all") for name in whole_log.tables(store) if name not in LOG}


def test_every_function_that_is_told_who_acts_is_walked_below():
    assert taking_staff() - OF_REQUESTS - NOTHING_OF_THEIR_OWN == set(WAYS)
    assert (OF_REQUESTS | NOTHING_OF_THEIR_OWN) <= taking_staff()


@pytest.mark.parametrize("name", WAYS)
def test_no_setting_changes_without_its_old_and_new_value(store, name):
    for act in WAYS[name]:
        before, told_before = settings_of(store), len(changes(store))
        act(store)
        assert settings_of(store) != before
        told = changes(store)[told_before:]
        assert told and {row["changed_by"] for row in told} == {"administrator"}
        assert all(row["what"] and row["old_value"] != row["new_value"] for row in told)


@pytest.mark.parametrize("name", sorted(set(WAYS) - {"intake_key.make", "intake_key.end", "feed.make", "feed.revoke", "feed.end_all", "exemptions.decide", "exemptions.take_back", "fees.drop_rate", "wording.save",
                                                     "wording.restore", "closing.apply", "city.keep_row", "city.save_person", "saved_views.move", "saved_views.drop"}))  # fmt: skip
def test_what_is_saved_as_it_was_leaves_no_row(store, name):
    for way in WAYS[name]:
        way(store)
    before = changes(store)
    WAYS[name][-1](store)
    assert changes(store) == before


def test_no_other_place_writes_settings():
    """Files whose text writes a table of settings: each audits what it writes, but the invented city, whose people sample.py audits, and the first desks."""
    tables = (
        "desk|person|role_group|closure|receipt_policy|fee_rate|city_exemption|letter_wording|logo|setting|feed|intake_key|saved_mapping|enterprise_system|saved_view"
    )
    writes = re.compile(rf"""(insert into|delete from|update) store\.({tables})\b|insert\(cursor, "({tables})"|(insert into|delete from) store\.\{{table\}}""")
    root = Path(records_desk.db.__file__).parent
    found = {str(file.relative_to(root)) for kind in ("py", "sql") for file in root.rglob(f"*.{kind}") if writes.search(file.read_text(encoding="utf-8"))}
    audited = {file for file in found if "audit(" in (text := (root / file).read_text(encoding="utf-8")) or "store.setting_change" in text}
    by_way_of_city = {"letterhead.py"}  # the logo: its digest is a setting
    without_staff = {"clock.py", "demo/10_city.sql", "demo/91_people.sql", "schema/002_city.sql", "schema/005_first_desks.sql", "schema/007_clock.sql", "schema/017_routing.sql"}
    rebuilt = {"_upkeep.py", "_entry.py"}  # derived tables and rules, and a helper that others call
    assert found - audited - by_way_of_city - rebuilt <= without_staff


def words(store) -> list[tuple]:
    return [(row["person"], row["what"], row["old_value"], row["new_value"]) for row in listed(store)]


def listed(store, **chosen) -> list[dict]:
    filters = dict.fromkeys(("kind", "changed_by", "text")) | chosen
    return store.read("settings_changes", today=TODAY, page=1, page_size=100, **filters)


def test_a_change_reads_as_words_and_only_what_differs_is_told(store):
    city.save_person(store, ADMINISTRATOR, None, **PERSON)
    city.save_person(store, ADMINISTRATOR, 2, **PERSON | {"role": "official", "desk_id": None, "backup_id": 1, "away_from_on": DAY, "is_active": False})
    assert words(store) == [
        (
            "Desk administrator", "Person: Nia New", "role: staff\ndesk: City Clerk\nin use: yes\nbackup: none\naway from: none",
            "role: official\ndesk: none\nin use: no\nbackup: Desk administrator\naway from: 2026-07-06",
        ),
        ("Desk administrator", "Person: Nia New", None, "sign-in: new@example.org\nname: Nia New\nrole: staff\ndesk: City Clerk\nin use: yes"),
    ]  # fmt: skip


def test_every_change_has_a_kind_that_people_know(store):
    for ways in WAYS.values():
        kinds = {row["kind"] for row in store.query("from derived.setting_kinds()")}
    for name in ("city.save_desk", "closing.apply", "mail_server.save", "systems.import_systems", "letterhead.save", "fees.save_rate", "saved_views.save"):
        for act in WAYS[name]:
            act(store)
    assert {row["what"].split(" ")[0] for row in changes(store)} <= kinds
    assert not [row for row in listed(store) if "_" in row["what"]]


def test_changes_are_found_by_what_by_whom_and_by_words(store):
    city.save_local_review(store, ADMINISTRATOR, True)
    store.write(lambda cursor: city.write_setting(store, cursor, OFFICIAL, "portal_host", "data.example.gov"))
    assert [row["what"] for row in listed(store, kind="local_review")] == ["Review of decisions by the city"]
    assert [row["what"] for row in listed(store, changed_by="clerk")] == ["Open-data portal"] == [row["what"] for row in listed(store, text="EXAMPLE.gov")]
    assert [row["total"] for row in listed(store)] == [2, 2]


def test_the_moment_of_a_change_is_told_by_the_citys_clock(store):
    city.save_local_review(store, ADMINISTRATOR, True)
    assert listed(store)[0]["changed_at"].hour == 13
    closing.apply(store, ADMINISTRATOR, closing.set_zone("America/New_York"))
    assert {row["changed_at"].hour for row in listed(store)} == {16}


def test_the_changes_leave_as_a_file(store):
    wording.save(store, ADMINISTRATOR, "acknowledged", longer(store))
    made = export.export(store, "settings_changes")
    told = made.path.read_text()
    assert made.rows == 1 and "Wording of the letter: acknowledged" in told and told.count("Thank you.") == 1
