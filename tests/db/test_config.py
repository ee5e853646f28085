"""The configuration leaves as files and comes back the same; what is wrong with a file changes nothing."""

import io
import tomllib
import zipfile
from datetime import date, time

import pytest

from records_desk.db import _config_file as config_file
from records_desk.db import (
    city, closing, config, config_command, exemptions, fees, import_mappings, letterhead, mail_server, published, retention, sign_in, wording,
)  # fmt: skip
from records_desk.db._refused import Refused
from records_desk.db._guard import LAST_DAY
from records_desk.db.closing import Closure, Policy
from records_desk.db.store import Store
from tests.conftest import OFFICIAL, TODAY, failed_audits, noon
from tests.db.test_city import ADMINISTRATOR, PERSON, changes
from tests.db.test_setting_changes import MAPPING, RATE, picture, settings_of

ROBIN = {"sign_in": "robin@example.org", "name": "=Robin", "title": "Clerk, City", "role": "official", "desk_id": 4}


@pytest.fixture
def filled(store):
    """A city that has set everything that can be set."""
    city.save_desk(store, ADMINISTRATOR, None, "Harbor; Port", email="harbor@example.org", head_id=1, asks_acceptance=True, stale_days=3)
    city.save_person(store, ADMINISTRATOR, None, **ROBIN, backup_id=1, away_from_on=TODAY)
    city.save_person(store, ADMINISTRATOR, None, **PERSON, backup_id=2, is_active=False)
    sign_in.save_group(store, ADMINISTRATOR, "clerks", "staff", 4)
    closures = [Closure("Friday, off", date(2026, 4, 3), LAST_DAY, 14), Closure("Move", date(2026, 4, 27), date(2026, 4, 28))]
    closing.apply(store, ADMINISTRATOR, closing.add(closures))
    closing.apply(store, ADMINISTRATOR, closing.set_policy(Policy(date(2026, 5, 1), "next_open_day", time(17, 30), time(12))))
    closing.apply(store, ADMINISTRATOR, closing.set_zone("America/New_York"))
    fees.save_rate(store, ADMINISTRATOR, None, RATE)
    fees.save_rate(store, ADMINISTRATOR, None, fees.Rate("statutory", "Map", "sheet", "12.50", date(2026, 1, 1), date(2026, 12, 31), "Gov. Code 1"))
    exemptions.decide(store, ADMINISTRATOR, exemptions.Decision("7927.999", date(2026, 1, 1), "Invented", "Gov. Code 7927.999", "Read"), (date(2025, 12, 1), "Dana"))
    exemptions.decide(store, ADMINISTRATOR, exemptions.Decision("7927.999", date(2026, 6, 1), "", "", "Repealed", "S", is_withdrawn=True))
    wording.save(store, ADMINISTRATOR, "acknowledged", wording.current(store, "acknowledged") + '\n\nThank you – "all" of you.')
    letterhead.save(store, ADMINISTRATOR, "City of Harbor", "1 Main Street\nPhone 555 0100")
    letterhead.save_logo(store, ADMINISTRATOR, picture())
    city.save_portal_host(store, ADMINISTRATOR, "data.example.gov")
    city.save_escalation_days(store, ADMINISTRATOR, 5)
    city.save_local_review(store, ADMINISTRATOR, True)
    published.save(store, ADMINISTRATOR, True)
    retention.save_years(store, ADMINISTRATOR, 7)
    mail_server.save(store, ADMINISTRATOR, host="smtp.example.org", port=465, security="tls", sender="Desk <desk@example.org>", user="desk")
    import_mappings.save_mapping(store, "harbor", MAPPING, ADMINISTRATOR)
    return store


@pytest.fixture
def new(template, tmp_path):
    """A new store beside that city."""
    import shutil

    store = Store(shutil.copy(template, tmp_path / "new.duckdb"), clock=noon)
    yield store
    assert failed_audits(store) == {}
    store.close()


def told(store) -> dict[str, list]:
    """All settings, but when and under which id a wording was kept."""
    found = settings_of(store)
    found["letter_wording"] = store.query("select letter, body, written_by from store.letter_wording order by all")
    return found


def test_a_filled_city_comes_into_a_new_store_with_every_setting(filled, new):
    files = config_file.unzipped(config_file.as_zip(config.files(filled)))
    shown = config.preview(new, ADMINISTRATOR, files)
    assert told(new) != told(filled) and changes(new) == []
    assert config.apply(new, ADMINISTRATOR, files, shown) == shown
    assert told(new) == told(filled)
    assert config.files(new) == files
    assert {row["changed_by"] for row in changes(new)} == {"administrator"} and len(changes(new)) == len(shown.changes) > 25


def test_what_was_exported_changes_nothing_where_it_came_from(filled):
    before = changes(filled)
    assert config.apply(filled, ADMINISTRATOR, config.files(filled)) == config.Taken([], 0)
    assert changes(filled) == before


def test_the_same_settings_give_the_same_bytes(filled):
    assert config_file.as_zip(config.files(filled)) == config_file.as_zip(config.files(filled))


def test_a_new_store_is_brought_back_to_how_it_came(filled, new):
    files = config.files(new)
    config.apply(filled, ADMINISTRATOR, files)
    after = config.files(filled)
    stay = {"desks.csv", "people.csv", "mappings/harbor.toml"}  # requests and imports name them
    assert {name: content for name, content in after.items() if name not in stay} == {name: content for name, content in files.items() if name not in stay}
    assert stay & set(after) == stay and b"Harbor; Port" in after["desks.csv"]


def test_the_preview_tells_old_and_new_and_what_moves_and_leaves_no_trace(store, story):
    row = story("2026-04-17 received")  # due Monday, April 27
    before = settings_of(store)
    files = config.files(store) | {"closures.csv": b"label,first_on,last_on,every_days\nMove,2026-04-27,2026-04-27,\n"}
    files["settings.toml"] = files["settings.toml"].replace(b"retention_years = 2", b"retention_years = 9")
    shown = config.preview(store, ADMINISTRATOR, files)
    assert shown.changes == [("Years that requests are kept", None, "9"), ("Closure of City Hall: 1", None, "Move, Mon 2026-04-27")]
    assert shown.moved == 1 and settings_of(store) == before and changes(store) == []
    config.apply(store, ADMINISTRATOR, files)
    assert store.query("from store.snapshot where request_id = $id", id=row["request_id"])[0]["due_on"] == date(2026, 4, 28)


def test_what_was_changed_since_the_preview_is_looked_at_again(store):
    files = config.files(store)
    city.save_escalation_days(store, ADMINISTRATOR, 9)
    shown = config.preview(store, ADMINISTRATOR, files)
    city.save_escalation_days(store, ADMINISTRATOR, 8)
    with pytest.raises(Refused, match="changed since this was shown"):
        config.apply(store, ADMINISTRATOR, files, shown)
    assert city.escalation_days(store) == 8


def test_a_part_that_is_left_out_stays_as_it_is(filled):
    part = {"manifest.toml": b'format = "records-desk configuration"\nversion = 1\nparts = ["settings"]\n', "settings.toml": b'portal_host = ""\n'}
    assert config.apply(filled, ADMINISTRATOR, part).changes == [("Open-data portal", "data.example.gov", None)]


def test_one_wrong_line_takes_all_back_and_is_named(filled, new):
    files = config.files(filled)
    files["fees.csv"] += b"Copies,certification,page,-1,2026-01-01,,\n"
    with pytest.raises(Refused, match=r"fees.csv, Copies: .*Nothing was changed\.$"):
        config.apply(new, ADMINISTRATOR, files)
    assert changes(new) == [] and config.files(new) != files


@pytest.mark.parametrize(
    ("name", "old", "new", "why"),
    [
        ("manifest.toml", b"version = 1", b"version = 2", "has the version 2, and this program reads 1"),
        ("manifest.toml", b"version = 1", b'version = "1"', "names neither its format nor its version"),
        ("manifest.toml", b"version = 1", b"version = 1\nextra = 1", "manifest.toml knows no extra"),
        ("manifest.toml", b'"mail"', b'"males"', "must name its parts"),
        ("manifest.toml", b'    "mail",\n', b"", "mail.toml belongs to no part"),
        ("settings.toml", b"portal_host", b"portal", "settings.toml knows no portal"),
        ("settings.toml", b"retention_years = 2", b"retention_years = true", "retention_years must be a whole number"),
        ("settings.toml", b"retention_years = 2", b"retention_years = 1", "settings.toml: Records of a city are kept at least 2 years"),
        ("settings.toml", b"America/Los_Angeles", b"America/Oxnard", "There is no time zone America/Oxnard"),
        ("settings.toml", b"time_zone = ", b"time_zone = [", "settings.toml cannot be read as TOML"),
        ("mail.toml", b'host = ""', b'password = "x"\nhost = ""', "mail.toml knows no password"),
        ("letterhead.toml", b'logo = ""', b'logo = "../logo.png"', 'must say logo = "logo.png"'),
        ("desks.csv", b"stale_days", b"stale", "must have the columns name,reminders_to,"),
        ("desks.csv", b"City Clerk,,,no,7,yes", b"City Clerk,,,no,7,perhaps", "desks.csv, row 1: in_use must be yes or no"),
        ("desks.csv", b"City Clerk,,,no,7,yes", b"City Clerk,,,no,7,", "desks.csv, row 1: in_use must be yes or no"),
        ("desks.csv", b"City Clerk,,,no,7,yes", b"City Clerk,,,no,999,yes", "desks.csv, City Clerk: A request is stale after 1 to 365 days. Nothing was changed."),
        ("desks.csv", b"City Clerk,,,no,7,yes", b"City Clerk,,nobody,no,7,yes", "desks.csv, City Clerk: Nobody signs in as nobody."),
        ("desks.csv", b"Information Technology", b"city clerk", "desks.csv names the same twice"),
        ("people.csv", b",administrator,City", b",king,City", "people.csv, administrator: A role is one of"),
        ("people.csv", b",administrator,City", b",staff,City", "This is the last administrator"),
        ("people.csv", b"City Clerk,yes", b"Moon,yes", "There is no desk Moon"),
        ("closures.csv", b"every_days\n", b"every_days\nMove,2026-04-27,2026-04-26,\n", "closures.csv|cannot be before its first"),
        ("receipt_policy.csv", b"1990-01-01,actual", b"1990-01-01,never", "counts from one of"),
        ("people.csv", b"sign_in", b"\xffsign_in", "not written in UTF-8"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_one_sentence_and_nothing_is_changed(store, name, old, new, why):
    files = config.files(store)
    assert old in files[name]
    files[name] = files[name].replace(old, new)
    with pytest.raises(Refused, match=why) as refused:
        config.apply(store, ADMINISTRATOR, files)
    assert "\n" not in str(refused.value) and str(refused.value).endswith("Nothing was changed.")
    assert changes(store) == []


def test_only_an_administrator_takes_a_configuration_in(store):
    for act in (config.preview, config.apply):
        with pytest.raises(Refused, match="needs the role administrator"):
            act(store, OFFICIAL, config.files(store))


def zipped(parts: dict[str, bytes], **how) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"no zip", "it is no zip"),
        (zipped({"../x": b""}), r"\.\./x is no file of a configuration"),
        (zipped({"/etc/passwd": b""}), "is no file of a configuration"),
        (zipped({"letters/../../x.md": b""}), "is no file of a configuration"),
        (zipped({"configuration/manifest.toml": b""}), "without a folder around them"),
        (zipped({"desks.csv": b"0" * 30_000_000}), "larger than a configuration can be"),
        (zipped({f"letters/{'x' * n}.md": b"0" * 2_000_000 for n in range(1, 20)}), "larger than a configuration can be"),
        (zipped({f"letters/{'x' * n}.md": b"" for n in range(1, 502)}), "more than 500 files"),
        (zipped({"manifest.toml": b"x"})[:-30], "it is no zip"),
    ],
    ids=["nothing", "above", "absolute", "above in letters", "a folder around", "one too large", "many too large", "too many", "cut off"],
)
def test_a_zip_that_is_none_or_too_much_is_refused(content, why):
    with pytest.raises(Refused, match=why):
        config_file.unzipped(content)


def test_a_folder_holds_the_same_files_and_loses_those_that_are_gone(filled, tmp_path):
    folder = tmp_path / "configuration"
    config_file.put(config.files(filled), folder)
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("kept")
    assert config_file.from_path(folder) == config.files(filled)
    wording.restore(filled, ADMINISTRATOR, "acknowledged", None)
    config_file.put(config.files(filled), folder)
    assert not (folder / "letters" / "acknowledged.md").exists() and (folder / ".git" / "HEAD").read_text() == "kept"
    assert tomllib.loads((folder / "mail.toml").read_text())["host"] == "smtp.example.org"
    (folder / "README.md").write_text("mine")
    for act in (lambda: config_file.put(config.files(filled), folder), lambda: config_file.from_path(folder)):
        with pytest.raises(Refused, match="README.md is no file of a configuration"):
            act()


def test_a_file_that_is_no_zip_is_not_written_over(store, tmp_path):
    (tmp_path / "c.zip").write_text("a store, or something else of worth")
    with pytest.raises(Refused, match="c.zip is there already and no zip"):
        config_file.put(config.files(store), tmp_path / "c.zip")
    assert (tmp_path / "c.zip").read_text().startswith("a store")


def test_a_cell_that_a_spreadsheet_takes_for_a_formula_leaves_with_an_apostrophe(filled):
    assert b",'=Robin," in config.files(filled)["people.csv"]


def test_the_command_takes_the_changes_of_the_one_administrator_or_of_the_named_one(filled, new, tmp_path):
    config_file.put(config.files(filled), tmp_path / "c.zip")
    lines = config_command.taken(new, str(tmp_path / "c.zip"), None, is_preview=True)
    assert lines[-1].endswith("changes would be made.") and changes(new) == []
    city.save_person(new, ADMINISTRATOR, None, **PERSON | {"role": "administrator"})
    with pytest.raises(Refused, match="--by the sign-in of one of the administrators: administrator, new@example.org"):
        config_command.taken(new, str(tmp_path / "c.zip"), None, is_preview=False)
    assert "Time zone: America/Los_Angeles -> America/New_York" in config_command.taken(new, str(tmp_path / "c.zip"), "New@example.org", is_preview=False)
    assert changes(new)[-1]["changed_by"] == "new@example.org"
