"""What an import takes from a log, what it rejects, and what it does the second time."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from records_desk.db import export, ledger
from records_desk.db.import_log import Fee, ImportRefused, Mapping, import_log, load_mapping, preview
from records_desk.db.import_undo import undo_import
from tests.conftest import OFFICIAL, shared

EXAMPLES = Path(__file__).parents[1] / "examples"

FIGURES = """
    select
        count(days) filter (not is_negative)                                as closed,
        count(*) filter (closed_on is null and received_on is not null)     as open,
        count(*) filter (is_negative)                                       as negative,
        quantile_cont(days, 0.5) filter (not is_negative)                   as median,
        round(avg(days) filter (not is_negative), 2)                        as mean,
        round(quantile_cont(days, 0.9) filter (not is_negative), 1)         as p90
    from (select *, closed_on - received_on as days from store.snapshot)
"""
REFERENCE = {
    "nps": ("nps-fy2023.csv", {"closed": 1495, "open": 505, "negative": 0, "median": 27, "mean": 63.13, "p90": 132.6}),
    "opra": ("opra-windows1252.csv", {"closed": 7156, "open": 3942, "negative": 0, "median": 7, "mean": 13.14, "p90": 25}),
    "edmonton": ("edmonton.csv", {"closed": 1572, "open": 23, "negative": 18, "median": 15, "mean": 29.26, "p90": 65.9}),
    "sudbury": ("sudbury-fees.csv", {"closed": 309, "open": 24, "negative": 4, "median": 24, "mean": 24.31, "p90": 34}),
    "doj": ("doj-oip-2017.csv", {"closed": 244, "open": 0, "negative": 0, "median": 48, "mean": 317.10, "p90": 1121.6}),
}
HEADER = "ID,Received,Due,Closed,Result,Fee,Text,Who\n"
COLUMNS = {
    "identifier": ("ID",), "received_on": ("Received",), "stated_due_on": ("Due",), "determined_on": ("Closed",), "closed_on": ("Closed",),
    "outcome": ("Result",), "verbatim": ("Text",), "name": ("Who",),
}  # fmt: skip
SMALL = Mapping(
    "town",
    COLUMNS,
    ("%m/%d/%Y",),
    nulls=("-", "N/A"),
    outcomes={"granted": "granted", "denied": "denied", "lost": "other"},
    fees=(Fee("Fee", on="Closed"),),
)
GOOD = "source = 'x'\ndate_formats = ['%Y-%m-%d']\n"
CDC = Mapping(
    "cdc",
    {"identifier": ("Request ID",), "received_on": ("Received Date",), "verbatim": ("Request Description",), "name": ("Requester Name",)},
    ("%Y-%m-%d",),
    nulls=("-",),
)


def real(name: str):
    """A log of the shared data."""
    return shared(f"logs/{name}")


@pytest.fixture
def take(store, tmp_path):
    """Import a text as a log, or a file; checks that every row read is accounted for."""

    def run(log, mapping=SMALL, **changes):
        file = log
        if not hasattr(log, "read_bytes"):
            file = tmp_path / "log.csv"
            file.write_bytes(log if isinstance(log, bytes) else log.encode())
        mapping = replace(mapping, **changes)
        result = import_log(store, file, mapping, OFFICIAL, rejects=tmp_path / "log.rejects.csv")
        assert result.read == result.added + result.changed + result.unchanged + sum(result.rejected.values())
        return result

    return run


@pytest.fixture
def refuse(store, take):
    """Import a log that must be refused with nothing written; returns the sentence."""

    def run(log, mapping=SMALL, **changes):
        before = store.query("select count(*) as events from store.event")
        with pytest.raises(ImportRefused) as refused:
            take(log, mapping, **changes)
        assert store.query("select count(*) as events from store.event") == before
        assert not list(store.spool.glob("import-*"))
        return str(refused.value)

    return run


def rows_of(file):
    with open(file, encoding="utf-8", newline="") as text:
        return list(csv.reader(text))


def one(store, source_id, relation="snapshot"):
    found = store.query(
        f"select that.* from store.{relation} as that join store.request as request using (request_id) where source_id = $id",
        id=source_id,
    )
    assert len(found) == 1
    return found[0]


def standing(store, source_id):
    """What counts of a request: kind, day and mark, in order."""
    return [
        (row["kind"], str(row["on_date"]), row["irregular"])
        for row in store.query(
            "select event.* from store.event as event join store.request as request using (request_id) "
            "where source_id = $id and kind <> 'corrected' "
            "and event_id not in (select supersedes from store.event where supersedes is not null) order by event_id",
            id=source_id,
        )
    ]


@pytest.mark.parametrize("name", REFERENCE)
def test_the_reference_figures_of_a_real_log_come_out(store, take, name):
    file, expected = REFERENCE[name]
    result = take(real(file), load_mapping(name))
    assert store.query(FIGURES) == [expected]
    assert (result.rejected, result.rejects, result.negative) == ({}, None, expected["negative"])


@pytest.mark.parametrize("name", REFERENCE)
def test_importing_the_same_file_twice_adds_nothing(store, take, name):
    file, _ = REFERENCE[name]
    first = take(real(file), load_mapping(name))
    events = store.query("select count(*) as events from store.event")
    assert take(real(file), load_mapping(name)).as_json() == {
        "read": first.read, "added": 0, "changed": 0, "unchanged": first.read, "rejected": {},
    }  # fmt: skip
    assert store.query("select count(*) as events from store.event") == events


def test_nps_requests_closed_after_their_due_date_are_those_of_the_reference(store, take):
    take(real("nps-fy2023.csv"), load_mapping("nps"))
    late = """
        select count(*) filter (closed_on > stated_due_on) as late, count(*) as dated
        from store.snapshot
        where received_on is not null and closed_on is not null and stated_due_on is not null
    """
    assert store.query(late) == [{"late": 497, "dated": 1150}]


def test_nps_exemptions_are_kept_in_the_sources_own_words(store, take):
    take(real("nps-fy2023.csv"), load_mapping("nps"))
    sections = {row["section"] for row in store.query("select distinct section from store.event_exemption")}
    assert {"Ex. 6", "Ex. 7(C)"} <= sections
    assert not any("," in section for section in sections)
    loose = store.query("select count(*) as open from store.request_text where part = 'exemptions'")
    assert loose[0]["open"] > 0


def test_sudbury_fees_add_up_to_the_reference(store, take):
    file = real("sudbury-fees.csv")
    take(file, load_mapping("sudbury"))
    sums = "select line_no, fee_kind, count(*) as fees, sum(amount) as amount from store.fee_line group by all order by all"
    assert store.query(sums) == [
        {"line_no": 1, "fee_kind": "application_fee", "fees": 330, "amount": Decimal("1650.00")},
        {"line_no": 2, "fee_kind": "processing_fee", "fees": 148, "amount": Decimal("6787.28")},
    ]
    header, *rows = rows_of(file)
    entries = [Decimal(row[header.index("processing_fee")]) for row in rows if row[header.index("processing_fee")]]
    assert (len(entries), entries.count(Decimal(0)), sum(entries)) == (184, 184 - 148, Decimal("6787.28"))


def test_sudbury_rows_without_a_receipt_stay_out_of_the_figures_and_keep_their_fees(store, take):
    assert take(real("sudbury-fees.csv"), load_mapping("sudbury")).undated == 9
    request = one(store, "FOI2016-125")
    assert (request["received_on"], request["closed_on"], request["charged"], request["is_open"]) == (None, None, Decimal("5.00"), True)


@pytest.mark.parametrize(("name", "both", "received", "decided", "neither"), [("sudbury", 313, 24, 6, 3), ("edmonton", 1590, 23, 6, 0)])
def test_the_counts_that_docs_import_explains_are_those_of_the_log(store, take, name, both, received, decided, neither):
    file, figures = REFERENCE[name]
    header, *rows = rows_of(real(file))
    dates = [(bool(row[header.index("date_accepted")]), bool(row[header.index("date")])) for row in rows]
    assert [dates.count(filled) for filled in ((True, True), (True, False), (False, True), (False, False))] == [both, received, decided, neither]
    assert (both - figures["negative"], received) == (figures["closed"], figures["open"])
    take(real(file), load_mapping(name))
    queue = store.read("queue", reader=None, **export.NO_FILTER, today=store.today(), page=1, page_size=1)
    assert queue[0]["total"] == received + neither


def test_a_decision_without_a_date_is_kept_as_undated(store, take):
    take(real("sudbury-fees.csv"), load_mapping("sudbury"))
    request = one(store, "FOI2015-42")
    assert (request["status"], request["determination"], request["determined_on"]) == ("determined", "withdrawn", None)


def test_opra_states_that_are_final_close_with_or_without_a_date(store, take):
    take(real("opra-windows1252.csv"), load_mapping("opra"))
    counted = "select status, count(*) as requests, count(closed_on) as dated from store.snapshot group by status order by status"
    assert store.query(counted) == [
        {"status": "closed", "requests": 7536, "dated": 7156},
        {"status": "received", "requests": 3455, "dated": 0},
        {"status": "waiting_on_requester", "requests": 107, "dated": 0},
    ]


def test_the_broken_doj_file_is_refused_whole(refuse):
    assert "broken over lines: 25 of 270" in refuse(real("doj-oip-2017-broken.csv"), load_mapping("doj"))


def test_a_delimiter_that_is_not_the_files_is_refused_by_the_column_it_misses(refuse):
    sentence = refuse(real("doj-oip-2017-broken.csv"), load_mapping("doj"), delimiter=",")
    assert "no column “Tracking Number”" in sentence and "delimiter" in sentence


@pytest.mark.parametrize(
    ("name", "added", "still_open", "rejected"),
    [("cdc-fy15_q1.csv", 254, 124, {}), ("cdc-fy15_q2.csv", 257, 141, {"unreadable date": 1})],
)
def test_cdc_headers_with_leading_blanks_and_in_any_order_are_found(store, take, name, added, still_open, rejected):
    mapping = replace(CDC, columns=CDC.columns | {"closed_on": ("Closed Date",)})
    result = take(real(name), mapping)
    assert (result.added, result.rejected) == (added, rejected)  # one cell of the second is #VALUE!
    assert store.query(FIGURES)[0]["open"] == still_open


def test_a_flood_of_blank_rows_is_rejected_by_reason_and_adds_nothing_again(take):
    assert take(real("cdc-fy20_q2.csv"), CDC).as_json() == {
        "read": 13354, "added": 439, "changed": 0, "unchanged": 0, "rejected": {"blank row": 12915},
    }  # fmt: skip
    assert take(real("cdc-fy21_q1.csv"), CDC).as_json() == {
        "read": 13354, "added": 0, "changed": 0, "unchanged": 439, "rejected": {"blank row": 12915},
    }  # fmt: skip


def test_the_twelve_hour_clock_of_chicago_is_read(store, take):
    columns = {"identifier": ("Service Request Number",), "received_on": ("Date/Time Opened",), "closed_on": ("Date/Time Closed",)}
    result = take(real("chicago-buildings-12h.csv"), Mapping("chicago", columns, ("%m/%d/%Y %I:%M %p",)))
    assert (result.read, result.added, result.rejected) == (3486, 3455, {"repeated identifier": 29, "blank row": 2})
    assert one(store, "SR20-05069003")["closed_on"] == date(2020, 9, 25)


def test_half_days_written_with_points_are_read(store, take, tmp_path):
    log = tmp_path / "points.csv"
    log.write_text("No,Opened\n1,9/15/2020 11:30 p.m.\n2,9/16/2020 8:05 A. M.\n", encoding="utf-8")
    mapping = Mapping("points", {"identifier": ("No",), "received_on": ("Opened",)}, ("%m/%d/%Y %I:%M %p",))
    assert take(log, mapping).added == 2
    assert [one(store, number)["received_on"] for number in "12"] == [date(2020, 9, 15), date(2020, 9, 16)]


EDUCATION = Mapping(
    "education",
    {
        "identifier": ("Request ID",), "received_on": ("Received Date",), "status": ("Request Status",), "outcome": ("Final Disposition",),
        "exemptions": ("Exemption Cited",), "office": ("Action Office",), "verbatim": ("Request Description",),
    },
    ("%Y-%m-%d",),
    nulls=("-",),
    exemption_separator=";",
    outcomes={"granted in full": "granted", "denied in full": "denied", "*": "other"},
    status={"closed": "closed", "*": "open"},
)  # fmt: skip


def test_education_cells_over_many_lines_are_one_row_each(store, take):
    assert take(real("education-2023-12.csv"), EDUCATION).added == 210
    counted = "select status, count(*) as n, count(closed_on) as dated from store.snapshot group by status order by status"
    assert [tuple(row.values()) for row in store.query(counted)] == [("closed", 79, 0), ("determined", 4, 0), ("received", 127, 0)]


def test_a_newspapers_own_tracker_is_read_by_its_mapping_and_not_by_its_names(store, take):
    columns = {"identifier": ("Email Number",), "received_on": ("Date Requested",), "closed_on": ("Date Received",)}
    result = take(real("unc-newspaper.csv"), Mapping("unc", columns, ("%m/%d/%Y",), nulls=("N/A",)))
    assert (result.added, result.rejected) == (79, {"no identifier": 24, "repeated identifier": 3})
    assert one(store, "273")["received_on"] == date(2009, 9, 1) and one(store, "273")["closed_on"] == date(2009, 10, 12)


def test_every_reason_to_reject_is_counted_and_written_with_its_line(take):
    rows = [
        "1,01/05/2026,,01/09/2026,granted,,a,Ann",
        ",,,,,,,",
        ",01/05/2026,,,,,b,Bo",
        "2,13/05/2026,,,,,c,",
        "3,01/05/1301,,,,,d,",
        "4,01/05/2026,,05/05/2026,,,e,",
        "5,01/05/2026,05/05/2026,,,,f,",
        '6,01/05/2026,,,maybe,,"two\nlines",',
        "7,01/05/2026,,,,five,g,",
        "1,01/06/2026,,,,,h,",
        "Total,,,,,99.00,,",
        "January 2026,,,,,,,",
        "ID,Received,Due,Closed,Result,Fee,Text,Who",
    ]
    result = take(HEADER + "\n".join(rows) + "\n")
    assert (result.read, result.added) == (13, 2)
    assert result.rejected == {
        "heading or total": 3, "impossible date": 2, "blank row": 1, "no identifier": 1, "repeated identifier": 1,
        "unknown outcome": 1, "unreadable amount": 1, "unreadable date": 1,
    }  # fmt: skip
    header, *rejects = rows_of(result.rejects)
    assert header == ["line", "reason", "ID", "Received", "Due", "Closed", "Result", "Fee", "Text", "Who"]
    assert [row[:2] for row in rejects][5:8] == [["9", "unknown outcome"], ["11", "unreadable amount"], ["12", "repeated identifier"]]
    assert rejects[5][2:] == ["6", "01/05/2026", "", "", "maybe", "", "two\nlines", ""]


def test_an_unknown_status_is_rejected(take):
    mapping = replace(SMALL, columns=SMALL.columns | {"status": ("Who",)}, status={"done": "closed"})
    assert take(HEADER + "1,01/05/2026,,,,,a,Done\n2,01/05/2026,,,,,a,Lost\n", mapping).rejected == {"unknown status": 1}


def test_a_request_closed_before_it_was_received_is_kept_marked_and_reported(store, take):
    assert take(HEADER + "1,01/09/2026,,01/05/2026,granted,,a,\n").negative == 1
    assert standing(store, "1") == [
        ("received", "2026-01-09", None), ("determined", "2026-01-05", "chronology"), ("closed", "2026-01-05", "chronology"),
    ]  # fmt: skip
    assert one(store, "1")["is_negative"]


def test_words_and_people_are_kept_apart_from_the_ledger(store, take):
    take(HEADER + "1,01/05/2026,,,,,What was asked,Ann\n")
    assert one(store, "1", "request_text")["body"] == "What was asked"
    assert one(store, "1", "requester")["name"] == "Ann"
    assert one(store, "1", "event")["recorded_by"] == "clerk (import town)"


def test_what_no_code_says_is_kept_as_a_note(store, take):
    take(HEADER + "1,01/05/2026,,01/06/2026,LOST,,,\n")
    assert (one(store, "1")["closing_outcome"], one(store, "1", "request_text")["body"]) == ("other", "LOST")


def test_an_office_that_is_a_desk_gets_the_request_and_another_is_kept_in_words(store, take):
    mapping = replace(SMALL, columns=SMALL.columns | {"office": ("Text",)}, desks={"clerk's": "City Clerk"})
    mapping.columns.pop("verbatim")
    take(HEADER + "1,01/05/2026,,,,,Clerk's,\n2,01/05/2026,,,,,information technology,\n3,01/05/2026,,,,,Harbor,\n", mapping)
    assert [one(store, name)["desk_id"] for name in "123"] == [1, 2, None]
    assert one(store, "3", "request_text")["part"] == "office"


def test_a_byte_order_mark_is_no_part_of_the_first_column(take):
    assert take(b"\xef\xbb\xbf" + (HEADER + "1,01/05/2026,,,,,a,\n").encode()).added == 1


def test_another_encoding_is_read_as_the_mapping_says(store, take):
    take((HEADER + "1,01/05/2026,,,,,“Señor”,\n").encode("cp1252"), encoding="cp1252")
    assert one(store, "1", "request_text")["body"] == "“Señor”"


def test_a_byte_that_stands_for_nothing_refuses_the_file_and_is_named(refuse):
    log = (HEADER + "1,01/05/2026,,,,,Señor,\n").encode("cp1252")
    assert f"byte {log.index(0xF1)} on line 2" in refuse(log, encoding="utf-8")


def test_an_encoding_that_the_mapping_leaves_open_is_found_out(store, take):
    take((HEADER + "1,01/05/2026,,,,,“Señor Muñoz”,\n").encode("cp1252"))
    assert one(store, "1", "request_text")["body"] == "“Señor Muñoz”"


def test_columns_without_a_name_are_called_by_their_place(store, take):
    mapping = replace(SMALL, columns={"identifier": ("column 1",), "received_on": ("Day",), "closed_on": ("column 3",)})
    take(",Day,Day\n7,01/05/2026,01/06/2026\n", mapping, outcomes={}, fees=())
    assert str(one(store, "7")["closed_on"]) == "2026-01-06"


@pytest.mark.parametrize("row", ["2,01/05/2026,,", "2,01/05/2026,,,,,a,,x"])
def test_a_row_with_other_cells_than_the_header_is_rejected_with_its_line_and_as_it_stands(take, row):
    result = take(HEADER + '1,01/05/2026,,,,,"a\nb",\n' + row + "\n3,01/05/2026,,,,,c,\n")
    assert (result.added, result.rejected) == (2, {"too few or too many cells": 1})
    assert rows_of(result.rejects)[1] == ["4", "too few or too many cells", *row.split(",")]


def test_titles_of_sections_and_totals_without_commas_are_told_as_such(take):
    result = take(HEADER + "January\n1,01/05/2026,,,,,a,\nTotal: 1\nFebruary\n2,02/05/2026,,,,,b,\n")
    assert (result.added, result.rejected) == (2, {"heading or total": 3})


def test_a_file_of_many_uneven_rows_is_refused_whole(refuse):
    sentence = refuse(HEADER + "".join(f"{place},01/05/2026,,\n" for place in range(9)))
    assert "the row on line 2 has 4 cells and the header 8, and 8 more" in sentence


def test_a_quotation_mark_that_is_not_closed_refuses_the_file(refuse):
    assert "quotation mark" in refuse(HEADER + '1,01/05/2026,,,,,"a,\n')


def test_an_empty_file_is_refused(refuse):
    assert "empty" in refuse("")


def test_a_file_whose_dates_are_written_another_way_is_refused(refuse):
    rows = "".join(f"{day},{day}/10/2025,,,,,a,\n" for day in range(1, 29))
    assert "date_formats" in refuse(HEADER + rows)


def test_line_ends_of_any_kind_give_the_same_import(take):
    log = HEADER + '1,01/05/2026,,,,,"a\nb",\n2,01/05/2026,,,,,,\n'
    assert take(log).added == 2
    assert take(log.replace("\n", "\r\n")).unchanged == 2
    assert take(log.replace("\n", "\r")).unchanged == 2


def test_lines_before_the_header_are_skipped_and_counted(take):
    result = take("My town\n\n" + HEADER + "1,x,,,,,a,\n", skip_lines=2)
    assert rows_of(result.rejects)[1][:2] == ["4", "unreadable date"]


@pytest.mark.parametrize(("cell", "formats", "day"), [("30/10/2012", ("%d/%m/%Y",), "2012-10-30"), ("40452.0", ("excel",), "2010-10-01")])
def test_day_first_and_spreadsheet_dates_are_read(store, take, cell, formats, day):
    take(HEADER + f"1,{cell},,,,,a,\n", date_formats=formats)
    assert str(one(store, "1")["received_on"]) == day


def test_moments_in_utc_fall_on_the_citys_day_and_plain_days_stay(store, take):
    formats = ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S%z", "%Y-%m-%d")
    rows = ["1,2026-01-05T00:00:00Z", "2,2026-01-05", "3,2026-01-05 23:00:00-0200", "4,2026-01-05T09:00:00Z"]
    take(HEADER + "".join(row + ",,,,,a,\n" for row in rows), date_formats=formats, utc=True)
    assert [str(one(store, name)["received_on"]) for name in "1234"] == ["2026-01-04", "2026-01-05", "2026-01-05", "2026-01-05"]


def test_a_name_in_two_columns_is_put_together(store, take):
    columns = SMALL.columns | {"name": ("Text", "Who")}
    take(HEADER + "1,01/05/2026,,,,,Ann,Lee\n", columns={key: value for key, value in columns.items() if key != "verbatim"})
    assert one(store, "1", "requester")["name"] == "Ann Lee"


def test_amounts_are_read_as_people_write_them(store, take):
    take(HEADER + '1,01/05/2026,,,,"$1,234.5",a,\n2,01/05/2026,,,,0.00,a,\n3,01/05/2026,,,,47.50000,a,\n')
    assert [one(store, name)["charged"] for name in "123"] == [Decimal("1234.50"), Decimal(0), Decimal("47.50")]


def test_a_changed_closing_date_replaces_what_was_imported_and_keeps_it_in_the_timeline(store, take):
    take(HEADER + "1,01/05/2026,,01/09/2026,granted,,a,Ann\n2,01/05/2026,,,,,b,\n")
    result = take(HEADER + "1,01/05/2026,,01/12/2026,granted,,a,Ann\n2,01/05/2026,,,,,b,\n")
    assert (result.changed, result.unchanged) == (1, 1)
    assert standing(store, "1") == [("received", "2026-01-05", None), ("determined", "2026-01-12", None), ("closed", "2026-01-12", None)]
    assert one(store, "1")["events"] == 5


def test_a_changed_text_replaces_the_receipt_with_all_its_words(store, take):
    take(HEADER + "1,01/05/2026,,,,,a,Ann\n")
    take(HEADER + "1,01/05/2026,,,,,b,Ann\n")
    assert standing(store, "1") == [("received", "2026-01-05", None)]
    assert [row["name"] for row in store.query("select name from store.requester")] == ["Ann", "Ann"]


def test_a_denial_without_official_and_a_fee_for_searching_come_in_marked_and_what_completes_them_takes_the_mark_off(store, take):
    fees = (Fee("Search fee", on="Closed"),)
    take(HEADER.replace("Fee", "Search fee") + "1,01/05/2026,,01/09/2026,denied,20,a,\n2,01/05/2026,,01/09/2026,granted,,a,\n", fees=fees)
    marks = {(kind, mark) for kind, _, mark in standing(store, "1")}
    assert marks == {("received", None), ("fee_charged", "incomplete"), ("determined", "incomplete"), ("closed", None)}
    assert {mark for *_, mark in standing(store, "2")} == {None}
    (denied,) = store.query("select event_id from store.event where irregular = 'incomplete' and kind = 'determined'")
    named = ledger.correct(store, denied["event_id"], OFFICIAL, official_name="Casey Sample", official_title="City Clerk").event_id
    assert ("determined", "2026-01-09", "incomplete") in standing(store, "1")
    ledger.correct(store, named, OFFICIAL, sections=("7927.700",), reason="A personnel file.")
    assert ("determined", "2026-01-09", None) in standing(store, "1")


def test_an_added_fee_is_one_more_entry(store, take):
    take(HEADER + "1,01/05/2026,,01/09/2026,granted,,a,\n")
    take(HEADER + "1,01/05/2026,,01/09/2026,granted,5,a,\n")
    assert (one(store, "1")["charged"], one(store, "1")["events"]) == (Decimal(5), 4)


def test_a_closing_date_that_vanished_opens_the_request_again(store, take):
    take(HEADER + "1,01/05/2026,,01/09/2026,granted,,a,\n")
    assert take(HEADER + "1,01/05/2026,,,,,a,\n").changed == 1
    assert (one(store, "1")["status"], one(store, "1")["closed_on"]) == ("received", None)
    assert take(HEADER + "1,01/05/2026,,01/15/2026,granted,,a,\n").changed == 1
    assert str(one(store, "1")["closed_on"]) == "2026-01-15"


def test_a_request_that_lost_its_receipt_and_got_it_back_is_counted_again(store, take):
    take(HEADER + "1,,,01/09/2026,granted,3,a,\n")
    assert (one(store, "1")["received_on"], one(store, "1")["closed_on"]) == (None, date(2026, 1, 9))
    take(HEADER + "1,01/05/2026,,01/09/2026,granted,3,a,\n")
    assert str(one(store, "1")["received_on"]) == "2026-01-05"
    assert standing(store, "1")[0] == ("fee_charged", "2026-01-09", None)


def test_what_staff_recorded_since_is_never_replaced(store, take):
    take(HEADER + "1,01/05/2026,,01/09/2026,granted,,a,\n")
    closed = store.query("select event_id from store.event where kind = 'closed'")[0]["event_id"]
    ledger.correct(store, closed, OFFICIAL, on_date=date(2026, 1, 10), outcome="withdrawn", note="By e-mail")
    take(HEADER + "1,01/05/2026,,01/12/2026,granted,,a,\n")
    assert standing(store, "1") == [("received", "2026-01-05", None), ("closed", "2026-01-10", None), ("determined", "2026-01-12", None)]
    take(HEADER + "1,01/05/2026,,,,,a,\n")
    assert standing(store, "1") == [("received", "2026-01-05", None), ("closed", "2026-01-10", None)]


def test_what_staff_struck_out_does_not_come_back(store, take):
    take(HEADER + "1,01/05/2026,,01/09/2026,granted,,a,\n")
    ledger.strike(store, store.query("select event_id from store.event where kind = 'closed'")[0]["event_id"], OFFICIAL)
    take(HEADER + "1,01/05/2026,,01/12/2026,granted,,a,\n")
    assert [kind for kind, *_ in standing(store, "1")] == ["received", "determined"]


def test_a_voided_request_stays_voided_and_its_changed_row_is_reported(store, take):
    take(HEADER + "1,01/05/2026,,,,,a,\n")
    ledger.record(store, one(store, "1")["request_id"], "voided", OFFICIAL, on_date=date(2026, 4, 1), reason="imported wrongly")
    assert take(HEADER + "1,01/05/2026,,04/09/2026,granted,,a,\n").rejected == {"voided here": 1}
    assert one(store, "1")["status"] == "voided"


def test_an_anonymized_request_does_not_get_its_words_back(store, take):
    take(HEADER + "1,01/05/2026,,,,,a,Ann\n")
    store.write(lambda cursor: cursor.execute("update store.requester set name = null"))
    take(HEADER + "1,01/05/2026,,01/09/2026,granted,,a,Ann\n")
    assert store.query("select name from store.requester") == [{"name": None}]
    assert one(store, "1")["status"] == "closed"


@pytest.mark.parametrize("row", ["1,01/05/2022,,01/10/2022,granted,,a,Ann\n", "1,02/05/2022,,01/10/2023,granted,,other words,Bob\n"])
def test_a_sealed_request_gets_no_words_back_whichever_way_its_row_comes_again(store, take, row):
    first = HEADER + "1,01/05/2022,,01/09/2022,granted,,a,Ann\n"
    take(first)
    administrator = ledger.Staff("administrator", "Desk administrator", "administrator", 1)
    approval = {"reference": "Resolution 2026-12", "reason": "Retention schedule"}
    ledger.record(store, one(store, "1")["request_id"], "anonymised", administrator, on_date=store.today(), **approval)
    assert take(first).unchanged == 1
    assert take(HEADER + row).rejected == {"sealed here": 1}
    assert [text["body"] for text in store.query("from store.request_text") if text["body"]] == ["Retention schedule"]
    assert store.query("select name from store.requester") == [{"name": None}]
    assert store.query("from store.request_word") == []


def test_a_request_of_an_import_that_was_taken_back_and_sealed_does_not_come_again(store, take):
    first = HEADER + "1,01/05/2022,,01/09/2022,granted,,a,Ann\n"
    undo_import(store, take(first).import_id, OFFICIAL)
    store.write(lambda cursor: cursor.execute("update store.snapshot set last_on = date '2022-01-09'"))
    administrator = ledger.Staff("administrator", "Desk administrator", "administrator", 1)
    approval = {"reference": "Resolution 2026-12", "reason": "Retention schedule"}
    ledger.record(store, one(store, "1")["request_id"], "anonymised", administrator, on_date=store.today(), **approval)
    assert take(first).unchanged == 1
    assert take(HEADER + "1,01/05/2022,,01/10/2022,granted,,a,Ann\n").rejected == {"sealed here": 1}


def test_a_fee_that_vanished_no_longer_counts(store, take):
    take(HEADER + "1,01/05/2026,,01/09/2026,granted,5,a,\n")
    take(HEADER + "1,01/05/2026,,01/09/2026,granted,,a,\n")
    assert (one(store, "1")["charged"], one(store, "1")["closed_on"]) == (Decimal(0), date(2026, 1, 9))


def test_another_person_may_bring_the_changes(store, take, tmp_path):
    take(HEADER + "1,01/05/2026,,01/09/2026,granted,,a,\n")
    (tmp_path / "later.csv").write_text(HEADER + "1,01/05/2026,,01/12/2026,granted,,a,\n")
    assert import_log(store, tmp_path / "later.csv", SMALL, replace(OFFICIAL, sign_in="deputy")).changed == 1
    assert len(standing(store, "1")) == 3


def test_a_date_written_another_way_is_no_change(take):
    take(HEADER + "1,01/05/2026,,,,,a,\n")
    assert take(HEADER + "1,2026-01-05,,,,,a,\n", date_formats=("%m/%d/%Y", "%Y-%m-%d")).unchanged == 1


def test_a_question_to_the_requester_waits_from_its_day(store, take):
    columns = SMALL.columns | {"status": ("Who",), "asked_on": ("Closed",)}
    mapping = replace(SMALL, columns=columns, status={"asked": "waiting_on_requester", "done": "closed"})
    take(HEADER + "1,01/05/2026,,01/09/2026,,,a,asked\n2,01/05/2026,,,,,a,asked\n", mapping)
    assert (one(store, "1")["status"], str(one(store, "1")["waiting_since_on"])) == ("waiting_on_requester", "2026-01-09")
    assert one(store, "2")["status"] == "received"
    take(HEADER + "1,01/05/2026,,01/12/2026,granted,,a,done\n", mapping)
    assert (one(store, "1")["status"], str(one(store, "1")["closed_on"])) == ("closed", "2026-01-12")


def test_an_import_tells_its_steps(store, tmp_path):
    (tmp_path / "log.csv").write_text(HEADER + "1,01/05/2026,,,,,a,\n")
    steps = []
    import_log(store, tmp_path / "log.csv", SMALL, OFFICIAL, steps.append)
    assert steps[:3] == ["decode", "read", "compare"] and steps[-1] == "append"


def test_a_result_tells_people_what_to_look_at(take):
    result = take(HEADER + "1,01/09/2026,,01/05/2026,granted,,a,\n2,x,,,,,,\n")
    assert result.sentence() == (
        "2 rows read: 1 added, 0 changed, 0 unchanged, 1 rejected (1 unreadable date). "
        f"Closed before they were received, and marked: 1. The rejected rows are in {result.rejects}."
    )


def test_the_same_identifier_in_two_sources_is_two_requests(take):
    take(HEADER + "1,01/05/2026,,,,,a,\n")
    assert take(HEADER + "1,01/05/2026,,,,,a,\n", source="village").added == 1


def test_a_rejects_file_is_never_the_log_itself(store, tmp_path):
    (tmp_path / "log.csv").write_text(HEADER)
    with pytest.raises(ImportRefused, match="is the log itself"):
        import_log(store, tmp_path / "log.csv", SMALL, OFFICIAL, rejects=tmp_path / "log.csv")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("source = ", "cannot be read"),
        ("colour = 'red'", "unknown key colour"),
        ("date_formats = ['%Y']", "has no source"),
        ("source = 'desk'\ndate_formats = ['%Y-%m-%d']\ncolumns = {identifier = 'a', received_on = 'b'}", "the program's own"),
        (GOOD + "columns = {identifier = 'a'}", "does not say which column is received_on"),
        (GOOD + "columns = {identifier = 'a', received = 'b'}", "unknown column received"),
        ("source = 'x'\ndate_formats = ['%Q']\ncolumns = {identifier = 'a', received_on = 'b'}", "the date format '%Q', which is none"),
        (GOOD.replace("%Y-%m-%d", "%B %Y") + "columns = {identifier = 'a', received_on = 'b'}", "names no day"),
        (GOOD.replace("'%Y-%m-%d'", "'%m/%d/%Y', '%d/%m/%Y'") + "columns = {identifier = 'a', received_on = 'b'}", "could be either"),
        (GOOD + "rows = 'page'\ncolumns = {identifier = 'a', received_on = 'b'}", "a row is one of request, part, event"),
        (GOOD + "rows = 'event'\ncolumns = {identifier = 'a', received_on = 'b'}", "which column is routed_on"),
        (GOOD + "columns = {identifier = 'a', received_on = 'b', activity = 'c'}\nactivities = {done = 'closed'}", "the unknown act closed"),
        (GOOD + "encoding = 'klingon'\ncolumns = {identifier = 'a', received_on = 'b'}", "unknown encoding"),
        (GOOD + "columns = {identifier = 'a', received_on = 'b', outcome = 'c'}\noutcomes = {yes = 'done'}", "the unknown outcome done"),
    ],
)
def test_a_wrong_mapping_is_refused_in_one_sentence(tmp_path, text, sentence):
    (tmp_path / "town.toml").write_text(text)
    with pytest.raises(ledger.Refused, match=sentence):
        load_mapping(tmp_path / "town.toml")


def test_a_mapping_that_is_not_there_names_those_that_are():
    with pytest.raises(ImportRefused, match="doj, edmonton, foiaonline, form, govqa, nextrequest, nps, opra, sudbury, wabo"):
        load_mapping("atlantis")


def test_a_workbook_and_its_csv_give_the_same_import(store, take):
    columns = {ours: theirs for ours, theirs in EDUCATION.columns.items() if ours != "verbatim"}  # its words were withheld in one of them
    mapping = replace(EDUCATION, columns=columns)
    assert take(real("education-2023-12.csv"), mapping).added == 210
    again = take(real("education-2023-12.xlsx"), mapping)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 210)


def test_a_true_xls_with_titles_and_totals_is_read_and_its_rejects_name_the_sheets_rows(store, take):
    columns = {"identifier": ("Request #",), "received_on": ("Date Received",), "closed_on": ("Date Closed",), "name": ("First Name", "Last Name")}
    result = take(EXAMPLES / "log.xls", Mapping("harbor", columns, ("%m/%d/%Y",)))
    assert (result.added, result.rejected) == (2, {"heading or total": 1})
    assert one(store, "1")["closed_on"] == date(2026, 1, 9) and one(store, "2", "requester")["name"] == "Bo Sample"
    assert rows_of(result.rejects)[1][:3] == ["6", "heading or total", "Total: 2"]


def test_other_names_of_a_column_are_read_as_the_mapping_calls_it(take):
    aliases = {"Date Rec'd": "Received", "Request No.": "ID"}
    assert take(HEADER + "1,01/05/2026,,,,,a,\n", aliases=aliases).added == 1
    drifted = HEADER.replace("ID,Received", "Request No.,Date Rec'd")
    again = take(drifted + "1,01/05/2026,,,,,a,\n2,01/06/2026,,,,,b,\n", aliases=aliases)
    assert (again.added, again.unchanged) == (1, 1)


@pytest.mark.parametrize("cell", [
    "June 2012", "Jun. 2012", "Jun-12", "6/2012", "2012", "6/1/2012 - 6/5/2012", "6/1-6/5/2012", "6/1/2012; 6/5/2012", "June 1-5, 2012", "1-5 June 2012",
    "June-July 2012", "2012-2013", "Jan 2012 - Mar 2012", "Spring 2012", "FY 2012", "Q1 2012",
])  # fmt: skip
def test_a_month_or_a_range_is_kept_in_words_and_no_day_is_made_up(store, take, cell):
    result = take(HEADER + f'1,"{cell}",,,,,a,\n2,01/05/2026,,"{cell}",granted,,b,\n')
    assert (result.added, result.vague, result.undated) == (2, 2, 1)
    assert one(store, "1")["received_on"] is None
    assert (one(store, "2")["status"], one(store, "2")["closed_on"], one(store, "2")["closing_outcome"]) == ("closed", None, "granted")
    notes = store.query("select body from store.request_text where part = 'note' order by event_id")
    assert [row["body"] for row in notes] == [f"Received: {cell}", f"Determined: {cell}; Closed: {cell}"]


@pytest.mark.parametrize("cell", ["soon", "13/45/2026", "see above", "2 copies", "Oct 3, 2022", "3 Oct 2022", "30/10/2012 14:05", "5"])
def test_what_is_neither_a_day_nor_a_month_is_an_unreadable_date(take, cell):
    assert take(HEADER + f"1,01/05/2026,,{cell},,,a,\n").rejected == {"unreadable date": 1}


def test_midnights_in_utc_are_days_where_the_mapping_says_so(store, take):
    log = HEADER + "1,2026-01-05T00:00:00Z,,2026-01-07T08:00:00Z,,,a,\n"
    take(log, date_formats=("%Y-%m-%dT%H:%M:%SZ",), utc=True, midnights_are_days=True)
    assert (one(store, "1")["received_on"], one(store, "1")["closed_on"]) == (date(2026, 1, 5), date(2026, 1, 7))


def test_damaged_letters_are_kept_and_counted(store, take):
    result = take(HEADER + "1,01/05/2026,,,,,SeÃ±or,\n2,01/05/2026,,,,,a\ufffdb,\n3,01/05/2026,,,,,Señor Ãlvaro,\n")
    assert (result.garbled, one(store, "1", "request_text")["body"]) == (2, "SeÃ±or")


def test_rows_that_are_parts_of_a_request_are_put_together(store, take):
    rows = ["1,01/05/2026,,01/09/2026,denied,5.00,maps,Ann", "1,01/05/2026,,01/12/2026,denied,7.50,plans,Ann", "2,01/06/2026,,01/07/2026,,,a,", "2,01/06/2026,,,,,b,"]
    result = take(HEADER + "\n".join(rows) + "\n", rows="part")
    assert (result.read, result.added) == (4, 4)
    first = one(store, "1")
    assert (first["received_on"], first["closed_on"], first["charged"]) == (date(2026, 1, 5), date(2026, 1, 12), Decimal("12.50"))
    assert one(store, "1", "request_text")["body"] == "maps\nplans" and one(store, "1", "requester")["name"] == "Ann"
    assert one(store, "2")["closed_on"] is None  # a part is open
    again = take(HEADER + "\n".join(rows) + "\n", rows="part")
    assert (again.unchanged, again.added, again.changed) == (4, 0, 0)


def test_a_part_that_cannot_be_read_keeps_the_whole_request_out_with_all_its_rows(take):
    result = take(HEADER + "1,01/05/2026,,,,,a,\n1,someday,,,,,b,\n2,01/05/2026,,,,,c,\n", rows="part")
    assert (result.added, result.rejected) == (1, {"unreadable date": 2})
    assert [row[0] for row in rows_of(result.rejects)[1:]] == ["2", "3"]


def test_the_permit_log_of_a_municipality_comes_in_with_its_steps(store, take):
    result = take(shared("events/wabo-receipt.csv"), load_mapping("wabo"))
    assert (result.read, result.added, result.rejected) == (8577, 8577, {})
    counts = store.query("select count(*) as n, count(closed_on) as closed, median(closed_on - received_on) as days from store.snapshot")[0]
    assert tuple(counts.values()) == (1434, 1329, 51)
    stamped = store.query("select count(*) as n from store.event where kind = 'routed' and happened_at is not null")[0]["n"]
    assert stamped > 6000 and {"Group 1", "Group 4"} <= {row["name"] for row in store.read("desks")}
    assert take(shared("events/wabo-receipt.csv"), load_mapping("wabo")).unchanged == 8577


EVENTS = Mapping(
    "permits",
    {"identifier": ("Case",), "routed_on": ("At",), "office": ("Group",), "activity": ("Step",)},
    ("%Y-%m-%d %H:%M",),
    rows="event",
    activities={"receipt confirmed": "acknowledged"},
    desks={"front": "City Clerk", "back": "Information Technology"},
)
STEPS = ["A,2026-01-05 09:00,front,Receipt confirmed", "A,2026-01-05 10:00,front,Check", "A,2026-01-06 08:00,back,Check", "A,2026-01-07 08:00,front,Check"]


def stepped(*steps):
    return "Case,At,Group,Step\n" + "\n".join(steps) + "\n"


def test_steps_of_an_event_log_are_routings_and_acts_in_their_order(store, take):
    assert take(stepped(*STEPS), EVENTS).added == 4
    assert [row[:2] for row in standing(store, "A")] == [
        ("received", "2026-01-05"), ("routed", "2026-01-05"), ("acknowledged", "2026-01-05"), ("routed", "2026-01-06"), ("routed", "2026-01-07"),
    ]  # fmt: skip
    assert one(store, "A")["desk_id"] == 1
    moments = store.query("select happened_at from store.event where kind = 'routed' order by event_id")
    assert str(moments[0]["happened_at"]) == "2026-01-05 17:00:00"  # nine in the morning, in UTC


def test_a_step_that_came_or_went_is_appended_and_the_others_stay(store, take):
    take(stepped(*STEPS), EVENTS)
    before = store.query("select count(*) as n from store.event")[0]["n"]
    longer = take(stepped(*STEPS, "A,2026-01-08 08:00,back,Check"), EVENTS)
    assert (longer.changed, store.query("select count(*) as n from store.event")[0]["n"] - before) == (5, 1)
    assert one(store, "A")["desk_id"] == 2
    take(stepped(*STEPS), EVENTS)
    assert one(store, "A")["desk_id"] == 1 and len(standing(store, "A")) == 5


def test_a_preview_tells_what_would_be_and_writes_nothing(store, tmp_path, take):
    take(HEADER + "1,01/05/2026,,,,,a,\n2,01/05/2026,,,,,b,\n")
    file = tmp_path / "next.csv"
    file.write_text(HEADER + "1,01/05/2026,,01/09/2026,granted,,a,\n2,01/05/2026,,,,,b,\n3,01/06/2026,,,,,c,\n,01/06/2026,,,,,d,\n")
    before = store.query("select count(*) as n from store.event")
    seen = preview(store, file, SMALL)
    assert (seen.result.added, seen.result.changed, seen.result.unchanged, seen.result.rejected) == (1, 1, 1, {"no identifier": 1})
    told = {row["identifier"]: (row["line"], row["fate"] or row["reason"], row["closed_before"], row["closed_on"]) for row in seen.rows}
    assert told == {"1": (2, "changed", None, date(2026, 1, 9)), "2": (3, "unchanged", None, None), "3": (4, "added", None, None), None: (5, "no identifier", None, None)}
    assert store.query("select count(*) as n from store.event") == before and not list(store.spool.glob("import-*"))
    result = import_log(store, file, SMALL, OFFICIAL, rejects=tmp_path / "left.csv")
    assert result.as_json() == seen.result.as_json()


def test_an_identifier_that_begins_anew_is_no_change_of_the_request_that_has_it(store, take):
    take(HEADER + "1,01/05/2026,,,,,Maps of the harbor,Ann\n2,01/06/2026,,,,,Plans,Ann\n")
    result = take(HEADER + "1,02/05/2026,,,,,Minutes of the council,Bo\n2,01/07/2026,,,,,Plans,Ann\n")
    assert (result.changed, result.rejected) == (1, {"identifier of another request": 1})  # the day of the second was corrected
    assert one(store, "1", "requester")["name"] == "Ann"


def test_what_staff_voided_after_an_import_came_back_stays_voided(store, take):
    log = HEADER + "1,01/05/2026,,,,,a,\n"
    undo_import(store, take(log).import_id, OFFICIAL)
    assert take(log).added == 1
    ledger.record(store, one(store, "1")["request_id"], "voided", OFFICIAL, on_date=store.today(), reason="Opened in error")
    assert take(log).as_json()["unchanged"] == 1 and take(log.replace(",a,", ",b,")).rejected == {"voided here": 1}
    assert one(store, "1")["status"] == "voided"


def test_a_log_without_identifiers_gets_them_from_what_its_rows_say(store, take):
    columns = {"received_on": ("Received",), "verbatim": ("Text",)}
    log = "Received,Text\n01/05/2026,Maps\n01/05/2026,Plans\n,\n01/05/2026,Maps\n"
    mapping = Mapping("town", columns, ("%m/%d/%Y",), identifier_from_row=True)
    result = take(log, mapping)
    assert (result.added, result.rejected) == (2, {"blank row": 1, "repeated identifier": 1})
    assert take(log, mapping).unchanged == 2


def test_a_column_that_may_be_missing_is_read_where_it_is_there(store, take):
    mapping = Mapping("town", {"identifier": ("ID",), "received_on": ("Received",), "closed_on": ("Closed",)}, ("%m/%d/%Y",), optional=("closed_on",))
    assert take("ID,Received\n1,01/05/2026\n", mapping).added == 1
    assert take("ID,Received,Closed\n1,01/05/2026,01/09/2026\n", mapping).changed == 1


def test_an_expression_that_the_engine_cannot_read_is_refused_in_a_sentence(refuse):
    assert "use no look-around" in refuse(HEADER + "1,01/05/2026,,,,,a,\n", identifier_pattern="(?<=a)b")


@pytest.mark.parametrize("row", ["February 2022,,,,20 requests,,,", "Count: 38,,,,38,,,", "March,,,,x,,,"])
def test_titles_and_counts_with_more_than_one_cell_are_told_as_such(take, row):
    mapping = replace(SMALL, outcomes={**SMALL.outcomes, "*": ""})
    assert take(HEADER + row + "\n1,01/05/2026,,,,,a,\n", mapping).rejected == {"heading or total": 1}


def test_years_of_two_and_four_figures_stand_in_one_log(store, take):
    take(HEADER + "1,7/4/22,,7/9/2022,,,a,\n", date_formats=("%m/%d/%y", "%m/%d/%Y"))
    assert (one(store, "1")["received_on"], one(store, "1")["closed_on"]) == (date(2022, 7, 4), date(2022, 7, 9))
