"""Verifying: whatever is changed past the desk is found and named, and what a record of chain ends proves beyond that."""

import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from records_desk.db import chain_ends, ledger, verify
from records_desk.db._refused import Refused
from records_desk.db._texts import files
from records_desk.db.commands import main
from records_desk.db.files import File, folder_of, kept_at
from records_desk.db.store import Store
from tests.conftest import OFFICIAL, TODAY, noon
from tests.db.test_commands import run

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1)
FIRST, SECOND = "PRA-2026-000001", "PRA-2026-000002"


@pytest.fixture(scope="module")
def built(template, tmp_path_factory):
    """The closed file of a log of two requests: five entries, four entries, words, people, letters, a fee, a file."""
    store, made = Store(shutil.copy(template, tmp_path_factory.mktemp("built") / "city.duckdb"), clock=noon), []
    file = File("plan.pdf", "application/pdf", b"a plan")
    for words in ("All permits of 2025", "Ferry tickets"):
        receipt = ledger.receive(store, OFFICIAL, track="records", on_date=date(2026, 4, 10), verbatim=words, name="Pat Example", files=(file,))
        made.append(receipt.request_id)
        for kind, day, values in (
            ("routed", 11, {"desk_id": 2}),
            ("fee_charged", 13, {"fee_kind": "media", "amount": 5}),
            ("acknowledged", 14, {}),
        ):
            ledger.record(store, receipt.request_id, kind, OFFICIAL, on_date=date(2026, 4, day), **values)
    ledger.record(store, made[0], "note", OFFICIAL, on_date=date(2026, 4, 15), note="Called back")
    store.close()
    return store.path


@pytest.fixture
def city(built, tmp_path):
    """A copy of it, with its folder of kept files."""
    shutil.copytree(folder_of(built), folder_of(tmp_path / "city.duckdb"))
    return Path(shutil.copy(built, tmp_path / "city.duckdb"))


def change(path: Path, statement: str, number: str = FIRST) -> None:
    """Change the file past the desk, as somebody with a database program would."""
    with duckdb.connect(str(path)) as engine:
        (request_id,) = engine.execute("select request_id from request where number = $number", {"number": number}).fetchone()
        ids = [event_id for (event_id,) in engine.execute("select event_id from event where request_id = $id order by event_id", {"id": request_id}).fetchall()]
        for one in statement.split(";"):
            named = {f"e{place}": event_id for place, event_id in enumerate(ids, 1)} | {"r": request_id}
            engine.execute(one, {name: value for name, value in named.items() if f"${name}" in one})


def found(path: Path, **asked) -> verify.Verified:
    store = Store(path, clock=noon, only_reads=True)
    try:
        return verify.verify(store, **asked)
    finally:
        store.close()


def told(path: Path, **asked) -> dict[str, str]:
    """What is broken: the first row of each check, in words."""
    return {check.name: check.first for check in found(path, **asked).checks if check.broken}


def rebuilt(path: Path) -> None:
    """Have the snapshot and the words made anew, as the next version of the rules would."""
    change(path, "delete from derived_state")
    Store(path, clock=noon).close()


def test_a_log_that_nobody_changed_is_whole(city):
    whole = found(city)
    assert whole.is_whole and told(city) == {}
    assert (whole.ends.requests, whole.entries) == (2, 9)
    assert {check.name for check in whole.checks} == {*(file.stem.replace("_", " ") for file in files("audits")), "changed rules", "broken files"}
    checked = {check.name: check.checked for check in whole.checks}
    assert (checked["broken chain"], checked["snapshot drift"], checked["broken files"]) == (9, 2, 1)


def test_verifying_leaves_the_file_as_it_is(city):
    before = city.read_bytes()
    found(city)
    assert city.read_bytes() == before and not city.with_name("city.duckdb.spool").exists()


CHANGES = {
    "a day of an entry": ("update event set on_date = date '2026-04-12' where event_id = $e2", "broken chain", "entry 2 of 5 (Routed, 2026-04-12): its hash does not follow"),
    "who recorded it": ("update event set recorded_by = 'nobody' where event_id = $e5", "broken chain", "entry 5 of 5 (Note, 2026-04-15): its hash"),
    "an entry in the middle is gone": ("delete from event where event_id = $e2", "broken chain", "entry 2 of 4 (Fee charged, 2026-04-13): its hash does not follow"),
    "the last entry is gone": ("delete from event where event_id = $e5", "broken chain", "PRA-2026-000001: its newest entry is not the one recorded last"),
    "two entries changed places": (
        "update event set event_id = 1 where event_id = $e2; update event set event_id = $e2 where event_id = $e3; update event set event_id = $e3 where event_id = 1",
        "broken chain", "entry 2 of 5 (Fee charged, 2026-04-13): its hash",
    ),
    "an entry with a hash of its own": (
        "insert into event by name select * replace (event_id + 1 as event_id, 'released' as kind) from event where event_id = $e5", "broken chain", "entry 6 of 6 (Released",
    ),
    "the number of a request": ("update request set number = 'PRA-2026-000009' where request_id = $r", "broken chain", "PRA-2026-000009, entry 1 of 5"),
    "a text": ("update request_text set body = 'No permits' where event_id = $e1 and part = 'verbatim'", "broken details", "entry 1 of 5 (Received, 2026-04-10): one of its texts was changed"),
    "a text with its digest": (
        "update request_text set body = 'x', sha256 = sha256('x') where event_id = $e5", "broken details", "entry 5 of 5 (Note, 2026-04-15): a text, a letter or the requester",
    ),
    "a text is gone": ("delete from request_text where event_id = $e5", "broken details", "entry 5 of 5 (Note, 2026-04-15): a text, a letter"),
    "the requester": ("update requester set name = 'Sam Example' where event_id = $e1", "broken details", "entry 1 of 5 (Received, 2026-04-10): the requester's name"),
    "a letter": ("update letter_text set body = 'Dear all' where event_id = $e4", "broken details", "entry 4 of 5 (Acknowledged, 2026-04-14): its letter was changed"),
    "a fee line": ("update fee_line set amount = 6 where event_id = $e3", "uneven fees", "entry 3 of 5 (Fee charged, 2026-04-13): its lines add up to 6.00, its amount is 5.00"),
    "a fee line and its sum": (
        "update fee_line set amount = 6 where event_id = $e3; update event set amount = 6 where event_id = $e3", "broken details", "entry 3 of 5 (Fee charged, 2026-04-13): its exemptions",
    ),
    "a file's digest": (f"update event_file set sha256 = '{'ab' * 32}' where event_id = $e1", "broken files", "entry 1 of 5 (Received, 2026-04-10), file 1: it is not in the folder"),
    "the receipt is gone": ("delete from event where event_id = $e1", "orphans", "entry with the id"),
    "all entries of a request are gone": ("delete from event where request_id = $r", "snapshot drift", "PRA-2026-000001: it has a snapshot and no entries"),
    "a counter": ("update counter set last = 7", "repeated numbers", "records requests of 2026: the counter stands at 7, numbers given are 2"),
    "a request is gone": ("delete from request where request_id = $r", "repeated numbers", "the counter stands at 2, numbers given are 1"),
    "a status": ("update snapshot set status = 'closed' where request_id = $r", "snapshot drift", "PRA-2026-000001: status is closed in its snapshot and "),
    "an entry stands twice": ("insert into event select * from event where event_id = $e3", "repeated ids", "its id stands 2 times"),
    "a word of the search": ("delete from request_word where request_id = $r", "search drift", "PRA-2026-000001: the words that it is searched by"),
    "a status of the rules": ("delete from status where status = 'closed'", "shipped status", "names the status closed, which is not there"),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_changed_past_the_desk_is_found_and_named(city, what):
    statement, check, sentence = CHANGES[what]
    change(city, statement)
    assert sentence in told(city).get(check, f"not found, but: {told(city)}")


RULES = {
    "event_kind": ("update event_kind set roles = 'viewer|' || roles where act is not null", r"lacks \d\d rows that are shipped and has \d\d others"),
    "judicial_holiday": ("delete from judicial_holiday", r"lacks \d\d rows that are shipped and has 0 others"),
    "exemption": ("insert into exemption select * replace ('ours' as section) from exemption limit 1", "lacks 0 rows that are shipped and has 1 others"),
}


@pytest.mark.parametrize("table", RULES)
def test_rules_that_were_changed_past_the_desk_are_found_and_mended_by_opening(city, table):
    statement, sentence = RULES[table]
    change(city, statement)
    assert re.fullmatch(f"the table {table} {sentence}. The desk loads them anew when it opens the store.", told(city)["changed rules"])
    for was_changed in (True, False):
        store = Store(city, clock=noon)
        assert store.had_other_rules is was_changed
        store.close()
    assert told(city) == {}


def test_a_command_that_finds_other_rules_says_so(city):
    change(city, RULES["event_kind"][0])
    said = [CliRunner().invoke(main, ["measure", "headline", "--store", str(city)]).stderr for _ in range(2)]
    assert ["They were loaded anew." in one for one in said] == [True, False]


def test_of_several_tables_each_is_named(city):
    change(city, "delete from closing_fit; delete from search_word")
    whole = {check.name: check for check in found(city).checks}["changed rules"]
    assert whole.broken == 2 and "the table closing_fit lacks" in whole.first and "the table search_word lacks" in whole.first


def test_no_sentence_tells_what_somebody_wrote(city):
    change(city, "update request_text set body = 'zanzibar'; update requester set name = 'Quillfeather'; delete from request_word; update letter_text set body = 'zanzibar'")
    said = json.dumps(told(city))
    assert "zanzibar" not in said and "Quillfeather" not in said and "permit" not in said


def test_a_kept_file_that_was_changed_is_found(city):
    store = Store(city, only_reads=True)
    kept_at(store, File("", "", b"a plan").sha256).write_bytes(b"another plan")
    store.close()
    assert told(city) == {"broken files": f"{FIRST}, entry 1 of 5 (Received, 2026-04-10), file 1: it was changed."}


def test_a_sealed_store_verifies_and_what_was_sealed_stays_proven(city):
    store = Store(city, clock=noon)
    old = ledger.receive(store, OFFICIAL, track="records", on_date=date(2023, 3, 1), verbatim="Old", name="Pat Example", files=(File("a", "x/y", b"old"),))
    ledger.record(store, old.request_id, "closed", OFFICIAL, on_date=date(2023, 3, 1), outcome="withdrawn")
    ledger.record(store, old.request_id, "anonymised", ADMINISTRATOR, on_date=TODAY, reference="Resolution 1", reason="Schedule")
    store.close()
    assert told(city) == {}
    change(city, "update request_text set sha256 = sha256('other') where body is null")
    assert "a text, a letter or the requester of it was added, taken away or exchanged" in told(city)["broken details"]


# What only a record of chain ends tells.


@pytest.fixture
def recorded(city, tmp_path):
    """A record of where the chains ended."""
    found(city, record=tmp_path / "april.ends")
    return tmp_path / "april.ends"


def test_the_newest_entry_taken_away_and_the_snapshot_rebuilt_is_found_by_a_record_alone(city, recorded):
    change(city, "delete from request_text where event_id = $e5; delete from event where event_id = $e5")
    rebuilt(city)
    assert told(city) == {}
    (first,) = told(city, expected=recorded).values()
    assert first == f"{FIRST}: what was its newest entry on 2026-04-20T20:00:00Z is not among its entries any more: entries were taken away or written anew."


def test_a_request_taken_away_with_all_its_traces_is_found_by_a_record_alone(city, recorded):
    tables = ("request_text", "requester", "letter_text", "fee_line", "event_file", "event", "request")
    change(city, ";".join(["update counter set last = 1", *(f"delete from {table} where request_id = $r" for table in tables)]), SECOND)
    rebuilt(city)
    assert told(city) == {}
    (first,) = told(city, expected=recorded).values()
    assert first == f"{SECOND}: it was in the log on 2026-04-20T20:00:00Z and is not any more."


def test_a_log_that_grew_continues_its_record(city, recorded):
    store = Store(city, clock=noon)
    (row,) = store.query("from store.request where number = $number", number=SECOND)
    noted = ledger.record(store, row["request_id"], "note", OFFICIAL, on_date=TODAY, note="Later")
    ledger.strike(store, noted.event_id, OFFICIAL)
    ledger.receive(store, OFFICIAL, track="data", on_date=TODAY, verbatim="New")
    store.close()
    whole = found(city, expected=recorded)
    assert whole.is_whole and whole.checks[-1].checked == 2


def test_the_digest_is_that_of_the_lines_as_any_program_computes_it(city, recorded):
    *lines, last = recorded.read_bytes().splitlines(keepends=True)
    digest = hashlib.sha256(b"".join(lines)).hexdigest()
    assert last.decode() == f"records-desk-chain-ends-1 2026-04-20T20:00:00Z 2 {digest}\n"
    assert found(city).ends == chain_ends.Ends(2, digest)
    assert [line.split()[0].decode() for line in lines] == [FIRST, SECOND]


def test_a_packed_record_says_the_same(city, recorded, tmp_path):
    found(city, record=tmp_path / "april.ends.gz")
    assert gzip.decompress((tmp_path / "april.ends.gz").read_bytes()) == recorded.read_bytes()
    assert found(city, expected=tmp_path / "april.ends.gz").is_whole


def test_no_record_is_made_of_a_broken_log(city, tmp_path):
    change(city, "delete from event where event_id = $e5")
    found(city, record=tmp_path / "broken.ends")
    assert [file.name for file in tmp_path.iterdir() if "ends" in file.name] == []


DAMAGE = {
    "a hash": (lambda text: text.replace(text[16:18], b"00" if text[16:18] != b"00" else b"11", 1), "was changed"),
    "a line is gone": (lambda text: text[text.index(b"\n") + 1 :], "was changed"),
    "cut off": (lambda text: text[:150], "or it was cut off"),
    "the last line is gone": (lambda text: text[: text.index(b"records-desk")], "or it was cut off"),
    "something behind it": (lambda text: text + b"x", "is not a record of chain ends"),
    "another file": (lambda text: b"Buy paper", "is not a record of chain ends"),
    "nothing": (lambda text: b"", "is not a record of chain ends"),
    "packed and cut off": (lambda text: gzip.compress(text)[:-20], "was cut off or damaged"),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_record_that_was_changed_is_refused(city, recorded, what):
    damage, sentence = DAMAGE[what]
    recorded.write_bytes(damage(recorded.read_bytes()))
    with pytest.raises(Refused, match=sentence):
        found(city, expected=recorded)


# The command.


def test_the_command_prints_a_line_a_check_and_ends_with_zero(city, tmp_path):
    lines = run("verify", "--store", city, "--record", tmp_path / "april.ends").splitlines()
    assert len(lines) == len(files("audits")) + 5
    assert lines[0].startswith("broken chain: none in 9 (") and lines[-1] == "Nothing is broken."
    digest = (tmp_path / "april.ends").read_text().split()[-1]
    assert lines[-3] == f"2 requests, 9 entries, chain ends {digest}"


def test_the_command_names_what_is_broken_and_ends_with_one(city, tmp_path):
    change(city, "update event set recorded_by = 'nobody' where event_id = $e2")
    done = subprocess.run([Path(sys.executable).with_name("records-desk"), "verify", "--store", city], capture_output=True, text=True, timeout=120)
    assert done.returncode == 1 and done.stderr == ""
    assert f"  first: {FIRST}, entry 2 of 5 (Routed, 2026-04-11): its hash does not follow" in done.stdout
    assert done.stdout.endswith("The log is broken.\n")


def test_the_command_tells_the_same_as_json(city):
    told = json.loads(run("verify", "--store", city, "--json"))
    assert told["is_whole"] and told["requests"] == 2 and told["entries"] == 9 and len(told["chain_ends_sha256"]) == 64
    assert {"name", "checked", "broken", "first", "seconds"} == set(told["checks"][0])


def test_a_record_is_not_written_over_a_store_nor_into_nowhere(city, tmp_path):
    assert "is a store: name another file with --record" in run("verify", "--store", city, "--record", city, code=1)
    assert "does not exist: make it first" in run("verify", "--store", city, "--record", tmp_path / "none" / "a.ends", code=1)
    assert "nowhere.ends cannot be read" in run("verify", "--store", city, "--expect", tmp_path / "nowhere.ends", code=1)


def test_a_store_that_another_version_opened_last_is_left_to_it(city):
    change(city, "update derived_state set fingerprint = 'another'")
    before = city.read_bytes()
    assert "was last opened by another version" in run("verify", "--store", city, code=1)
    assert city.read_bytes() == before
