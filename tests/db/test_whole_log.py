"""The whole log leaves in one file and comes back the same; a file that is not whole comes not at all."""

import json
import shutil
import stat
import zipfile
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from records_desk.db import city, ledger, whole_log
from records_desk.db._plain_text import says
from records_desk.db._refused import Refused
from records_desk.db.files import File, kept_at
from records_desk.db.store import Store
from tests.conftest import OFFICIAL, TODAY, failed_audits, noon

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1)
EVENTS = ("routed", "note", "clarification_asked", "clarification_answered", "fee_charged", "extended", "determined", "released", "closed", "reopened")


def everything(store: Store) -> dict[str, list]:
    """Every row of every table, those that the program makes included."""
    names = [row["name"] for row in store.read("tables")]
    return {name: store.query(f"from store.{name} order by all") for name in names}


@pytest.fixture
def full(store, story):
    """A store with a bit of everything: words, a requester, a file, a letter, money, a correction, a changed setting."""
    story(
        "2026-04-01 received",
        "2026-04-09 determined outcome=denied sections=[7927.700] reason=Personnel official_name=R.Example official_title=Clerk",
    )
    story("2026-04-02 received", "2026-04-03 fee_charged fee_kind=duplication amount=12", "2026-04-06 fee_paid amount=5")
    receipt = ledger.receive(
        store, OFFICIAL, track="data", on_date=date(2026, 4, 3), verbatim='=1+1 "quoted",\r\n\ttwo lines; Ω 日本 🚲', name="Pat Example",
        email="pat@example.org", files=(File("plan.pdf", "application/pdf", b"%PDF-1.7 sample"),), desk_id=2, token="form-1",
    )  # fmt: skip
    ledger.correct(store, receipt.event_id, OFFICIAL, summary="Bicycle counts")
    city.save_desk(store, ADMINISTRATOR, None, name="Harbor", is_active=True)
    return store


@pytest.fixture
def packed(full, tmp_path):
    """The pack of that store."""
    return whole_log.pack(full).path.rename(tmp_path / "city-log.zip")


def rewritten(pack: Path, change, compression: int = zipfile.ZIP_STORED) -> Path:
    """The pack with its parts, name to bytes, changed."""
    with zipfile.ZipFile(pack) as zipped:
        parts = {name: zipped.read(name) for name in zipped.namelist()}
    change(parts)
    target = pack.with_name("changed.zip")
    with zipfile.ZipFile(target, "w", compression) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    return target


def with_manifest(**changes):
    """A change of the manifest's values."""

    def change(parts):
        parts["manifest.json"] = json.dumps(json.loads(parts["manifest.json"]) | changes).encode()

    return change


def with_table(name: str, statement: str):
    """A table made anew from its rows t, with a manifest that fits it: what a careful hand would do."""

    def change(parts):
        import hashlib
        import tempfile

        with tempfile.TemporaryDirectory() as folder, duckdb.connect() as engine:
            old, new = Path(folder, "old.parquet"), Path(folder, "new.parquet")
            old.write_bytes(parts[f"tables/{name}.parquet"])
            (rows,) = engine.execute(f"copy (with t as (from '{old}') {statement}) to '{new}'").fetchone()
            content = new.read_bytes()
        told = json.loads(parts["manifest.json"])
        told["tables"][name] = {"rows": rows, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        parts |= {f"tables/{name}.parquet": content, "manifest.json": json.dumps(told).encode()}

    return change


def test_a_whole_log_comes_back_the_same(full, packed, tmp_path):
    made = whole_log.take_in(packed, tmp_path / "new.duckdb", noon)
    back = Store(tmp_path / "new.duckdb", clock=noon)
    try:
        assert everything(back) == everything(full)
        assert failed_audits(back) == {}
        assert (made.requests, made.events, made.files) == (3, 8, 1)
        (sha256,) = [row["sha256"] for row in back.query("from store.event_file")]
        assert kept_at(back, sha256).read_bytes() == b"%PDF-1.7 sample"
        later = ledger.receive(back, OFFICIAL, track="data", on_date=TODAY, verbatim="One more")
        assert later.number == "API-2026-000002"
    finally:
        back.close()
    assert [file.name for file in tmp_path.glob("new*incoming*")] == []


LINES = some.tuples(some.integers(0, 3), some.integers(0, 20), some.sampled_from(EVENTS), some.text(some.characters(exclude_categories=["Cs"]), max_size=40))


@settings(max_examples=15, deadline=None)
@given(told=some.lists(LINES, max_size=12), words=some.text(some.characters(exclude_categories=["Cs"]), min_size=1).filter(says))
def test_any_story_comes_back_the_same(template, tmp_path_factory, told, words):
    folder = tmp_path_factory.mktemp("whole")
    store = Store(shutil.copy(template, folder / "city.duckdb"), clock=noon)
    happened(store, told, words)
    before, pack = everything(store), whole_log.pack(store).path.rename(folder / "log.zip")
    store.close()
    whole_log.take_in(pack, folder / "new.duckdb", noon)
    back = Store(folder / "new.duckdb", clock=noon)
    after, failed = everything(back), failed_audits(back)
    back.close()
    shutil.rmtree(folder)
    assert after == before
    assert failed == {}


def happened(store: Store, told: list[tuple], words: str) -> None:
    """Four requests and what is told of them; what the rules refuse is recorded as having happened all the same, or not at all."""
    values = {"note": {"note": 1}, "clarification_asked": {"question": 1}, "clarification_answered": {"answer": 1}}
    fixed = {
        "routed": {"desk_id": 2}, "fee_charged": {"fee_kind": "duplication", "amount": 3}, "closed": {"outcome": "no_records"},
        "extended": {"reason_code": "2", "extended_to_on": date(2026, 4, 28)}, "determined": {"outcome": "no_records"},
    }  # fmt: skip
    receipts = [
        ledger.receive(store, OFFICIAL, track=track, on_date=date(2026, 3, 30), verbatim=words.strip("\x00") or "x", name=words)
        for track in ("records", "data") * 2
    ]
    for which, days, kind, text in told:
        given_values = fixed.get(kind, {}) | dict.fromkeys(values.get(kind, {}), text.replace("\x00", "").strip() or "x")
        asked = {"on_date": date(2026, 3, 30) + timedelta(days), "token": None, **given_values}
        for extra in ({}, {"irregular_reason": "It happened"}):
            try:
                ledger.record(store, receipts[which].request_id, kind, OFFICIAL, **asked, **extra)
                break
            except Refused:
                continue


def test_the_same_log_gives_the_same_file(full, packed):
    assert whole_log.pack(full).path.read_bytes() == packed.read_bytes()
    with zipfile.ZipFile(packed) as zipped:
        assert {member.date_time for member in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_table_is_packed_but_those_that_the_program_makes(full):
    made_by_the_program = {row["name"] for row in full.read("tables")} - set(whole_log.tables(full))
    assert {"snapshot", "deadline", "calendar", "event_kind", "rule_set", "schema_file", "derived_state"} <= made_by_the_program
    assert {"request", "event", "requester", "request_text", "letter_text", "person", "desk", "closure", "setting_change", "submission"} <= set(whole_log.tables(full))


def test_sealed_words_stay_sealed(full, packed, tmp_path):
    sealed = rewritten(packed, with_table("requester", "select * replace (null::varchar as name, null::varchar as email) from t"))
    whole_log.take_in(sealed, tmp_path / "new.duckdb", noon)
    back = Store(tmp_path / "new.duckdb", clock=noon)
    people, audits = back.query("from store.requester"), failed_audits(back)
    back.close()
    assert {(person["name"], person["email"], len(person["sha256"])) for person in people} == {(None, None, 64)}
    assert audits == {}


def test_a_log_comes_into_a_store_that_is_there_and_empty(packed, template, tmp_path):
    target = shutil.copy(template, tmp_path / "empty.duckdb")
    assert whole_log.take_in(packed, target, noon).requests == 3


@pytest.mark.parametrize("what", ["a request", "a changed setting"])
def test_a_store_in_use_is_left_alone(packed, template, tmp_path, what):
    store = Store(shutil.copy(template, tmp_path / "used.duckdb"), clock=noon)
    if what == "a request":
        ledger.receive(store, OFFICIAL, track="data", on_date=TODAY, verbatim="Mine")
    else:
        city.save_desk(store, ADMINISTRATOR, None, name="Library", is_active=True)
    store.close()
    before = store.path.read_bytes()
    with pytest.raises(Refused, match="used.duckdb is in use"):
        whole_log.take_in(packed, store.path, noon)
    assert store.path.read_bytes() == before


def drop(name):
    return lambda parts: parts.pop(name)


def flipped(name):
    def change(parts):
        content = bytearray(parts[name])
        content[len(content) // 2] ^= 1
        parts[name] = bytes(content)

    return change


WRONG = {
    "a flipped bit": (flipped("tables/event.parquet"), "the table event has not the SHA-256"),
    "a missing table": (drop("tables/fee_line.parquet"), "does not hold the parts"),
    "no manifest": (drop("manifest.json"), "its manifest is missing"),
    "a manifest of nonsense": (lambda parts: parts.update({"manifest.json": b"[[["}), "its manifest is missing or cannot be read"),
    "a manifest of other kinds": (with_manifest(tables=[1, 2]), "its manifest is missing or cannot be read"),
    "another format": (with_manifest(format="records-desk whole log 9"), "of another format"),
    "a newer schema": (with_manifest(schema=["001_reference.sql", "999_later.sql"]), r"newer Records Desk \(999_later.sql\)"),
    "a stranger's part": (lambda parts: parts.update({"../evil": b"x"}), "does not hold the parts"),
    "a lost file": (lambda parts: parts.pop(next(name for name in parts if name.startswith("files/"))), "does not hold the parts"),
    "another file": (lambda parts: parts.update({next(name for name in parts if name.startswith("files/")): b"other"}), "a kept file is not the one"),
    "fewer rows than told": (
        lambda parts: with_manifest(tables={**(told := json.loads(parts["manifest.json"])["tables"]), "event": told["event"] | {"rows": 6}})(parts),
        "has not the rows",
    ),
    "other chains": (with_manifest(heads_sha256="0" * 64), "its chains do not end"),
    "an unknown column": (with_table("event", "select *, 1 as extra from t"), "not known here: event.extra"),
    "a column of another type": (with_table("event", "select * replace (kind::blob as kind) from t"), "not known here: event.kind"),
    "a missing column": (with_table("event", "select * exclude (recorded_by) from t"), "the table event is not as this version keeps it"),
    "a changed day": (with_table("event", "select * replace (on_date - 1 as on_date) from t"), "does not verify: broken chain"),
    "a changed word": (with_table("request_text", "select * replace ('other' as body) from t"), "does not verify: broken details"),
    "a lost event": (with_table("event", "from t where kind <> 'determined'"), "its chains do not end|does not verify"),
    "a request twice": (with_table("request", "from t union all from t"), "the table request is not as this version keeps it"),
    "a bomb of rows": (with_table("import_row", "select 1::bigint as request_id, 'x' as sha256 from range(3_000_000)"), "would grow beyond reason"),
    "a bomb of letters": (with_table("setting_change", "select t.* replace (repeat('x', 900_000) as what) from t, range(100)"), "would grow beyond reason"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_not_whole_is_refused_and_leaves_nothing(packed, tmp_path, what):
    change, sentence = WRONG[what]
    with pytest.raises(Refused, match=sentence):
        whole_log.take_in(rewritten(packed, change), tmp_path / "new.duckdb", noon)
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("new.duckdb") and file.is_file()] == []


def test_a_pack_that_was_compressed_is_refused(packed, tmp_path):
    with pytest.raises(Refused, match="was packed anew by another program"):
        whole_log.take_in(rewritten(packed, lambda parts: None, zipfile.ZIP_DEFLATED), tmp_path / "new.duckdb", noon)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_a_pack_that_was_cut_off_is_refused(packed, tmp_path, share):
    content = packed.read_bytes()
    packed.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(Refused, match="no whole log, or it was cut off"):
        whole_log.take_in(packed, tmp_path / "new.duckdb", noon)
    assert not (tmp_path / "new.duckdb").exists()


def test_a_refused_log_leaves_the_empty_store_as_it_was(packed, template, tmp_path):
    target = Path(shutil.copy(template, tmp_path / "empty.duckdb"))
    before = target.read_bytes()
    with pytest.raises(Refused):
        whole_log.take_in(rewritten(packed, flipped("tables/event.parquet")), target, noon)
    assert target.read_bytes() == before


def test_the_file_is_its_owners_alone(packed):
    assert stat.S_IMODE(packed.stat().st_mode) == 0o600


def test_a_failed_packing_leaves_nothing_in_the_spool(loose_store):
    loose_store.write(lambda cursor: cursor.execute("drop table store.request"))
    with pytest.raises(duckdb.Error):
        whole_log.pack(loose_store)
    assert list(loose_store.spool.iterdir()) == []
