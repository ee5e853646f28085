"""What is kept, how long, and what is left when a request was anonymised: everything but words and people."""

from datetime import date

import pytest

from records_desk.db import city, demo, export, ledger, measure, retention, search, whole_log
from records_desk.db._refused import Refused
from records_desk.db.files import File, kept_at
from tests.conftest import OFFICIAL, STAFF, TODAY, failed_audits, snapshot

ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1)
APPROVAL = {"reference": "Resolution 2026-12", "reason": "Retention schedule, series 4"}
LONG_AGO = date(2023, 3, 1)
MARKS = ("Quillfeather", "zanzibar", "quill@example.org", "555-0199", "Ottersea")


def old(store, on_date=LONG_AGO, **details) -> int:
    """A request with words, requester, letter, note and file, closed on the day it came."""
    given = {"name": "Quillfeather", "email": "quill@example.org", "phone": "555-0199", "organization": "Ottersea", "desk_id": 2}
    files = details.pop("files", (File("zanzibar.pdf", "application/pdf", b"%PDF-1.7 zanzibar"),))
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=on_date, verbatim="Ferry zanzibar tickets", files=files, **given | details)
    for kind, values in (("acknowledged", {}), ("note", {"note": "Quillfeather rang"}), ("closed", {"outcome": "withdrawn"})):
        ledger.record(store, receipt.request_id, kind, OFFICIAL, on_date=on_date, **values)
    return receipt.request_id


def seal(store, request_id, by=ADMINISTRATOR, on_date=TODAY, **values):
    return ledger.record(store, request_id, "anonymised", by, on_date=on_date, **APPROVAL | values)


def words(store, request_id) -> str:
    """Whatever is left of words and people of one request, letters and search words included."""
    tables = {"requester": "concat_ws(' ', name, organization, email, phone, language)", "request_text": "body", "letter_text": "concat_ws(' ', body, language)", "request_word": "word"}
    found = [store.query(f"select {column} as words from store.{table} where request_id = $id", id=request_id) for table, column in tables.items()]
    return " ".join(row["words"] for rows in found for row in rows if row["words"])


def test_anonymising_takes_words_people_letters_and_files_and_keeps_the_rest(store):
    request_id = old(store)
    before, path = snapshot(store, request_id), kept_at(store, File("", "", b"%PDF-1.7 zanzibar").sha256)
    assert all(mark in words(store, request_id) for mark in MARKS) and path.exists()
    digests = store.query("select sha256 from store.request_text union all select sha256 from store.requester union all select sha256 from store.letter_text")
    seal(store, request_id)
    assert words(store, request_id) == APPROVAL["reason"]
    assert not path.exists()
    after = snapshot(store, request_id)
    moved = {"sealed_on", "events", "last_event_id", "hash", "last_on"}
    assert {name for name in after if after[name] != before[name]} == moved and after["sealed_on"] == TODAY
    kept = {row["sha256"] for row in store.query("select sha256 from store.request_text union all select sha256 from store.requester union all select sha256 from store.letter_text")}
    assert {row["sha256"] for row in digests} <= kept
    assert store.query("select reference from store.event where kind = 'anonymised'") == [{"reference": "Resolution 2026-12"}]


def test_what_a_mail_server_answered_goes_with_the_letter(store):
    request_id = old(store)
    sent = "insert into store.letter_sending select event_id, request_id, 'refused', timestamp '2023-03-02 10:00', 'clerk', 'no quill@example.org here' from store.letter_text"
    store.write(lambda cursor: cursor.execute(sent))
    seal(store, request_id)
    assert store.query("select status, answer from store.letter_sending") == [{"status": "refused", "answer": None}]


def test_only_an_administrator_may_anonymise(store):
    request_id = old(store)
    for by in (OFFICIAL, STAFF):
        with pytest.raises(Refused, match="needs the role administrator"):
            seal(store, request_id, by)


def test_before_the_period_it_is_refused_with_the_day_and_the_citation(store):
    request_id = old(store, date(2024, 4, 21))
    with pytest.raises(Refused, match=r"may be anonymised from 2026-04-21 on, 2 years later \(Gov\. Code 34090\)"):
        seal(store, request_id)
    seal(store, old(store, date(2024, 4, 20)))
    retention.save_years(store, ADMINISTRATOR, 3)
    with pytest.raises(Refused, match="from 2027-04-20 on, 3 years later"):
        seal(store, old(store, date(2024, 4, 20)))


def test_a_day_in_the_past_does_not_shorten_the_period(store):
    request_id = old(store, date(2024, 4, 21))
    with pytest.raises(Refused):
        seal(store, request_id, on_date=date(2024, 4, 21))


@pytest.mark.parametrize("missing", ["reference", "reason"])
def test_without_an_approval_and_a_reason_it_is_refused(store, missing):
    request_id = old(store)
    with pytest.raises(Refused, match="needs"):
        seal(store, request_id, **{missing: " "})


def test_while_open_or_in_service_it_is_refused(store, story):
    with pytest.raises(Refused, match="not possible while the request is received"):
        seal(store, story("2023-03-01 received")["request_id"])


def test_a_request_is_sealed_once(store):
    request_id = old(store)
    receipt = seal(store, request_id, token="form-1")
    assert seal(store, request_id, token="form-1") == receipt
    with pytest.raises(Refused, match="was sealed on 2026-04-20"):
        seal(store, request_id)


def test_it_cannot_be_recorded_as_irregular(store, story):
    request_id = story("2026-04-01 received")["request_id"]
    with pytest.raises(Refused, match="only as the rules allow"):
        seal(store, request_id, irregular_reason="It was done by hand")


def test_a_voided_request_may_be_anonymised(store, story):
    request_id = story("2023-03-01 received", "2023-03-02 voided reason=Twice")["request_id"]
    seal(store, request_id)
    assert snapshot(store, request_id)["status"] == "voided" and words(store, request_id) == APPROVAL["reason"]


def test_nothing_is_recorded_corrected_or_struck_out_on_a_sealed_request(store):
    request_id = old(store)
    receipt = store.query("select min(event_id) as event_id from store.event")[0]["event_id"]
    sealed = seal(store, request_id)
    acts = [
        lambda: ledger.record(store, request_id, "note", OFFICIAL, on_date=TODAY, note="Quillfeather again"),
        lambda: ledger.record(store, request_id, "reopened", OFFICIAL, on_date=TODAY, reason="Quillfeather"),
        lambda: ledger.record(store, request_id, "note", OFFICIAL, on_date=TODAY, note="x", irregular_reason="x"),
        lambda: ledger.correct(store, receipt, OFFICIAL, name="Quillfeather"),
        lambda: ledger.strike(store, sealed.event_id, ADMINISTRATOR),
    ]
    for act in acts:
        with pytest.raises(Refused, match="nothing more is recorded on it"):
            act()
    assert ledger.allowed(store, snapshot(store, request_id), ADMINISTRATOR) == []


def test_a_legal_hold_blocks_until_it_is_lifted(store):
    request_id = old(store)
    with pytest.raises(Refused, match="No legal hold stands"):
        ledger.record(store, request_id, "hold_lifted", OFFICIAL, on_date=LONG_AGO, reason="Over")
    ledger.record(store, request_id, "hold_set", OFFICIAL, on_date=LONG_AGO, reason="Litigation")
    assert snapshot(store, request_id)["held_since_on"] == LONG_AGO
    with pytest.raises(Refused, match="stands already, since 2023-03-01"):
        ledger.record(store, request_id, "hold_set", OFFICIAL, on_date=LONG_AGO, reason="Again")
    with pytest.raises(Refused, match="A legal hold has stood since 2023-03-01: lift it first"):
        seal(store, request_id)
    ledger.record(store, request_id, "hold_lifted", OFFICIAL, on_date=LONG_AGO, reason="Settled")
    assert snapshot(store, request_id)["held_since_on"] is None
    seal(store, request_id)


def on(day: int) -> date:
    return date(2026, 4, day)


def hold(store, request_id: int, kind: str, day: int):
    return ledger.record(store, request_id, kind, OFFICIAL, on_date=on(day), reason="Litigation")


def test_a_hold_is_not_set_before_the_last_one_was_lifted_nor_lifted_before_it_was_set(store):
    request_id = old(store)
    hold(store, request_id, "hold_set", 8)
    with pytest.raises(Refused, match="was set on 2026-04-08: one lifted before that day would have no effect. Give that day or a later one"):
        hold(store, request_id, "hold_lifted", 7)
    hold(store, request_id, "hold_lifted", 15)
    with pytest.raises(Refused, match="was lifted on 2026-04-15: one set before that day would have no effect. Give that day or a later one"):
        hold(store, request_id, "hold_set", 14)
    hold(store, request_id, "hold_set", 15)
    assert snapshot(store, request_id)["held_since_on"] == on(15)


def test_a_corrected_day_never_makes_a_hold_and_its_lifting_change_places(store):
    request_id = old(store)
    first = hold(store, request_id, "hold_set", 8)
    last = hold(store, request_id, "hold_lifted", 15)
    with pytest.raises(Refused, match="would change places with it"):
        ledger.correct(store, first.event_id, OFFICIAL, on_date=on(16))
    with pytest.raises(Refused, match="would change places with it"):
        ledger.correct(store, last.event_id, OFFICIAL, on_date=on(7))
    ledger.correct(store, last.event_id, OFFICIAL, on_date=on(8))
    assert snapshot(store, request_id)["held_since_on"] is None


def test_a_hold_recorded_by_mistake_is_struck_out_and_its_reason_may_be_corrected(store):
    request_id = old(store)
    hold = ledger.record(store, request_id, "hold_set", OFFICIAL, on_date=LONG_AGO, reason="Litigation")
    hold = ledger.correct(store, hold.event_id, OFFICIAL, reason="Subpoena")
    ledger.strike(store, hold.event_id, OFFICIAL)
    assert snapshot(store, request_id)["held_since_on"] is None


def test_staff_may_not_set_a_hold(store):
    with pytest.raises(Refused, match="needs the role official or administrator"):
        ledger.record(store, old(store), "hold_set", STAFF, on_date=TODAY, reason="x")


def test_less_than_two_years_are_refused_and_a_change_is_kept(store):
    assert retention.years(store) == 2
    with pytest.raises(Refused, match="34090"):
        retention.save_years(store, ADMINISTRATOR, 1)
    with pytest.raises(Refused, match="administrator"):
        retention.save_years(store, OFFICIAL, 5)
    retention.save_years(store, ADMINISTRATOR, 5)
    assert retention.years(store) == 5
    (change,) = store.query("from store.setting_change where what = 'retention_years'")
    assert (change["old_value"], change["new_value"], change["changed_by"]) == (None, "5", "administrator")


def test_a_file_that_another_request_keeps_too_stays_until_that_one_is_sealed(store):
    same = File("plan.pdf", "application/pdf", b"%PDF-1.7 the same")
    first, second = old(store, files=(same,)), old(store, files=(same,))
    seal(store, first)
    assert kept_at(store, same.sha256).exists()
    assert [row["is_kept"] for row in store.read("request_files", request_id=first)] == [False]
    assert [row["is_kept"] for row in store.read("request_files", request_id=second)] == [True]
    seal(store, second)
    assert not kept_at(store, same.sha256).exists()


def test_a_file_that_comes_again_after_it_was_deleted_is_kept_again(store):
    same = File("plan.pdf", "application/pdf", b"%PDF-1.7 the same")
    seal(store, old(store, files=(same,)))
    receipt = ledger.receive(store, OFFICIAL, track="records", on_date=TODAY, verbatim="x", files=(same,))
    assert kept_at(store, same.sha256).exists()
    assert store.read("request_files", request_id=receipt.request_id)[0]["is_kept"]


def test_a_refusal_takes_no_file_and_no_word(store):
    request_id = old(store)
    before = words(store, request_id)
    ledger.record(store, request_id, "hold_set", OFFICIAL, on_date=LONG_AGO, reason="Litigation")
    with pytest.raises(Refused):
        seal(store, request_id)
    assert words(store, request_id).startswith(before.split()[0]) and "zanzibar" in words(store, request_id)
    assert kept_at(store, File("", "", b"%PDF-1.7 zanzibar").sha256).exists()


def test_its_words_are_suggested_no_more(store):
    request_id = old(store)
    assert [row["request_id"] for row in search.requests_like(store, "Ferry zanzibar tickets")] == [request_id]
    seal(store, request_id)
    assert search.requests_like(store, "Ferry zanzibar tickets") == []


@pytest.fixture
def invented(store):
    """An invented city of 2022 and 2023, each closed request of which is due for review."""
    demo.build(store, 300, date(2023, 12, 31))
    return store


def figures(store) -> dict[str, list]:
    """Every measure, and every export but for what the sealing entry itself adds."""
    told = {}
    for name, found in measure.measures().items():
        for by in measure.BY if "by" in found.takes else (None,):
            asked = {"by": by} if by else {}
            told[name, by] = measure.measure(store, name, TODAY, **asked)
    own = {"sealed_on", "events", "last_event_id", "last_on", "hash"}
    for name in ("queue", "requests", "fees", "public_log", "events"):
        query, values = export._asked(store, name, TODAY, {})
        rows = [row for row in store.query(query, **values) if row.get("kind") != "anonymised"]
        told[name] = [{column: value for column, value in row.items() if column not in own} for row in rows]
    return told


def test_every_figure_and_every_export_is_the_same_before_and_after(invented):
    store = invented
    due = [row["number"] for row in store.read("due_for_review", reader=None, **retention.NO_FILTER, today=TODAY, page=1, page_size=1000)]
    before = figures(store)
    told = retention.anonymise_each(store, due, ADMINISTRATOR, **APPROVAL, token="all")
    assert len(due) > 100 and set(told.values()) == {None}
    after = figures(store)
    assert [name for name in before if before[name] != after[name]] == []
    assert failed_audits(store) == {}
    store.write(lambda cursor: cursor.execute("update store.event set on_date = on_date + 1 where kind = 'anonymised' and event_id = (select max(event_id) from store.event)"))
    assert "broken_chain" in failed_audits(store)
    store.write(lambda cursor: cursor.execute("update store.event set on_date = on_date - 1 where kind = 'anonymised' and event_id = (select max(event_id) from store.event)"))


def test_many_are_sealed_under_one_approval_and_each_tells_its_own_result(store):
    free, held, young = old(store), old(store), old(store, date(2026, 4, 1))
    ledger.record(store, held, "hold_set", OFFICIAL, on_date=LONG_AGO, reason="Litigation")
    numbers = {request_id: snapshot(store, request_id)["number"] for request_id in (free, held, young)}
    told = retention.anonymise_each(store, list(numbers.values()), ADMINISTRATOR, **APPROVAL, token="form")
    assert told[numbers[free]] is None and "legal hold" in told[numbers[held]] and "34090" in told[numbers[young]]
    again = retention.anonymise_each(store, [numbers[free]], ADMINISTRATOR, **APPROVAL, token="form")
    assert again == {numbers[free]: None} and len(store.query("from store.event where kind = 'anonymised'")) == 1


def due(store, **filters):
    asked = retention.NO_FILTER | {"today": TODAY, "page": 1, "page_size": 50} | filters
    return [row["request_id"] for row in store.read("due_for_review", reader=None, **asked)]


def test_due_for_review_are_closed_and_voided_requests_past_the_period_and_not_yet_sealed(store, story):
    closed, sealed, held = old(store), old(store), old(store)
    voided = story("2023-03-01 received", "2023-03-02 voided reason=Twice")["request_id"]
    story("2023-03-01 received")
    old(store, date(2025, 1, 1))
    ledger.record(store, held, "hold_set", OFFICIAL, on_date=LONG_AGO, reason="Litigation")
    seal(store, sealed)
    assert set(due(store)) == {closed, voided, held}
    assert due(store, status="voided") == [voided]
    assert due(store, hold="held") == [held] and set(due(store, hold="free")) == {closed, voided}
    assert due(store, text=snapshot(store, closed)["number"]) == [closed]
    assert len(due(store, page_size=2)) == 2 and len(due(store, page_size=2, page=2)) == 1
    retention.save_years(store, ADMINISTRATOR, 10)
    assert due(store) == []


def test_the_review_list_leaves_as_a_file_with_as_many_rows_as_it_shows(store):
    old(store)
    old(store)
    made = export.export(store, "due_for_review")
    lines = made.path.read_text("utf-8-sig").splitlines()
    assert made.rows == 2 and len(lines) == 3 and lines[0].startswith("number,")


def test_a_whole_log_carries_sealed_requests_and_comes_back_verified(store, tmp_path):
    request_id = old(store)
    seal(store, request_id)
    taken = whole_log.pack(store).path.rename(tmp_path / "log.zip")
    whole_log.take_in(taken, tmp_path / "new.duckdb")
    from records_desk.db.store import Store

    again = Store(tmp_path / "new.duckdb")
    try:
        assert words(again, request_id) == APPROVAL["reason"]
        assert snapshot(again, request_id) == snapshot(store, request_id)
        assert failed_audits(again) == {}
    finally:
        again.close()


def test_a_changed_setting_is_the_citys_and_goes_with_the_whole_log(store):
    retention.save_years(store, ADMINISTRATOR, 7)
    assert city.portal_host(store) is None and store.read("setting", name="retention_years") == [{"value": "7"}]
