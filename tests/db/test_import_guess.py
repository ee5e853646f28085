"""What is proposed for a log that nobody described: from values as much as from names, with the doubtful marked."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records_desk.db import import_mappings
from records_desk.db._import_dates import day_of, written
from records_desk.db._import_mapping import ImportRefused, load_mapping
from records_desk.db._import_words import code_of
from records_desk.db._refused import Refused
from records_desk.db.import_log import import_log, mapping_of, preview
from tests.conftest import OFFICIAL, shared


@pytest.fixture
def propose(store, tmp_path):
    """What is proposed for a text as a log, or for a file."""

    def run(log):
        file = log
        if isinstance(log, str):
            file = tmp_path / "Town log 2026.csv"
            file.write_text(log, encoding="utf-8")
        return import_mappings.propose_mapping(store, file)[0]

    return run


def asked(found):
    return {doubt.about for doubt in found.doubts if doubt.asks}


def doubtful(found):
    return {doubt.about for doubt in found.doubts}


def log_of(*rows, header="Request #,Date Received,Date Closed,Description of records"):
    return "\n".join([header, *rows]) + "\n"


def test_the_newspapers_dates_are_told_apart_by_their_values_and_marked(propose):
    found = propose(shared("logs/unc-newspaper.csv"))
    assert (found.given["columns"]["received_on"], found.given["columns"]["closed_on"]) == ("Date Requested", "Date Received")
    assert {"received_on", "closed_on"} <= doubtful(found) and not asked(found)


@pytest.mark.parametrize(
    ("name", "file"), [("nps", "nps-fy2023.csv"), ("opra", "opra-windows1252.csv"), ("doj", "doj-oip-2017.csv"), ("edmonton", "edmonton.csv")]
)
def test_a_known_log_is_known_again(propose, name, file):
    found = propose(shared(f"logs/{file}"))
    assert found.known == name and mapping_of(found.given) == load_mapping(name)


@pytest.mark.parametrize(
    ("file", "columns"),
    [
        ("cdc-fy15_q1.csv", {"identifier": "Request ID", "received_on": "Received Date", "closed_on": "Closed Date", "verbatim": "Request Description"}),
        ("chicago-buildings-12h.csv", {"identifier": "Service Request Number", "received_on": "Date/Time Opened", "closed_on": "Date/Time Closed"}),
        ("education-2023-12.xlsx", {"identifier": "Request ID", "status": "Request Status", "outcome": "Final Disposition", "office": "Action Office"}),
    ],
)
def test_real_logs_without_a_mapping_are_understood(propose, file, columns):
    found = propose(shared(f"logs/{file}"))
    assert found.known is None and columns.items() <= found.given["columns"].items() and not asked(found)


def test_a_proposal_for_a_real_log_imports_as_the_shipped_mapping_does(store, propose, tmp_path, monkeypatch):
    monkeypatch.setattr(import_mappings, "known_mappings", lambda store: {})
    file = shared("logs/nps-fy2023.csv")
    import_log(store, file, mapping_of(propose(file).given), OFFICIAL, rejects=tmp_path / "rejects.csv")
    figures = store.query("select count(days) as n, median(days) as middle, round(avg(days), 2) as mean from (select closed_on - received_on as days from store.snapshot)")
    assert tuple(figures[0].values()) == (1495, 27, 63.13)


def test_dates_that_can_be_read_both_ways_are_asked_for(propose):
    found = propose(log_of("1,3/4/2026,5/4/2026,maps of streets", "2,4/4/2026,,permits of 2025"))
    assert asked(found) == {"date_formats"}


@pytest.mark.parametrize(("day", "order", "formats"), [("30/4/2026", "day", ["%d/%m/%Y"]), ("4/30/2026", "month", ["%m/%d/%Y"])])
def test_one_date_that_can_be_read_one_way_decides_for_all(propose, day, order, formats):
    found = propose(log_of(f"1,{day},,maps of streets", "2,4/4/2026,5/5/2026,permits of 2025"))
    assert found.given["date_formats"] == formats and not asked(found) and written([day]).order == order


def test_dates_of_both_orders_in_one_log_are_asked_about(propose):
    assert asked(propose(log_of("1,30/4/2026,,maps of streets", "2,4/30/2026,,permits of 2025"))) == {"date_formats"}


def test_midnights_in_utc_are_taken_for_days_and_marked(propose):
    found = propose(log_of("1,2026-03-01T00:00:00.000Z,2026-03-09T00:00:00.000Z,maps of streets", "2,2026-03-02T00:00:00.000Z,,permits"))
    assert found.given["midnights_are_days"] and found.given["utc"] and "midnights_are_days" in doubtful(found)


def test_serial_dates_are_read_under_a_dates_name_alone(propose):
    found = propose(log_of("1,40452.0,40460.0,maps of streets", "2,40453.0,,permits of 2025"))
    assert found.given["date_formats"] == ["excel"] and found.given["columns"]["closed_on"] == "Date Closed"
    assert "received_on" not in propose("Request #,Parcel,Text\n1,40452,maps\n2,40453,plans\n").given["columns"]


def test_null_marks_and_a_name_in_two_columns_are_found(propose):
    header = "Request #,Date Received,Requester First Name,Requester Last Name,Records Requested"
    found = propose(log_of("1,2026-03-01,Ann,Sample,maps of streets", "2,N/A,-,Sample,permits", "3,2026-03-02,Bo,Sample,n/a", header=header))
    assert found.given["nulls"] == ["-", "N/A", "n/a"]
    assert found.given["columns"]["name"] == ["Requester First Name", "Requester Last Name"]


def test_words_get_codes_and_unknown_ones_are_named(propose):
    header = "Request #,Date Received,Status,Disposition"
    rows = ["1,2026-03-01,Closed,Granted in part", "2,2026-03-02,On hold - clarification,", "3,2026-03-03,In progress,", "4,2026-03-04,Closed,Zugzwang"]
    found = propose(log_of(*rows, header=header))
    assert found.given["status"] == {"Closed": "closed", "On hold - clarification": "waiting_on_requester", "In progress": "open"}
    assert found.given["outcomes"] == {"Granted in part": "partly_granted", "Zugzwang": "other"}
    assert [doubt.sentence for doubt in found.doubts if doubt.about == "outcomes"] == ["Nothing says what “Zugzwang” means: taken as other."]


def test_repeated_identifiers_are_asked_about(propose):
    rows = [f"{place // 2},2026-03-0{place},,maps of streets" for place in range(1, 9)]
    found = propose(log_of(*rows))
    assert found.given["rows"] == "part" and "rows" in asked(found)


def test_columns_of_money_are_proposed_as_fees_and_marked(propose):
    header = "Request #,Date Received,Date Closed,Fees Charged,Amount Paid,Fee Waiver Requested"
    found = propose(log_of("1,2026-03-01,2026-03-05,$5.00,5.00,True", "2,2026-03-02,2026-03-06,12.50,,False", header=header))
    assert [(fee["column"], fee["kind"]) for fee in found.given["fees"]] == [("Fees Charged", "charged"), ("Amount Paid", "paid")]
    assert "fees" in doubtful(found)


def test_an_event_log_is_known_by_its_repeated_cases_and_stamps(propose, monkeypatch):
    monkeypatch.setattr(import_mappings, "known_mappings", lambda store: {})
    found = propose(shared("events/wabo-receipt.csv"))
    assert found.given["rows"] == "event" and found.given["columns"]["routed_on"] == "time:timestamp"
    assert found.given["columns"]["received_on"] == "case:startdate" and found.given["columns"]["office"] == "org:group"


POOLS = [
    ["3/4/2026", "5/6/2026", "13/2/2026"], ["2026-01-05", "2026-02-07", "1301-01-01"], ["40452.0", "40460"], ["2020-03-01T00:00:00Z", "June 2012"],
    ["granted", "Denied", "Zugzwang"], ["Open", "Closed", "On hold"], ["$5.00", "12.50", "-"], ["maps, plans; and\nletters", "=1+1", "Señor"], ["1", "2", "3", "4", "5"],
]  # fmt: skip
HEADS = ["Request #", "Date Received", "Date Closed", "Due", "Status", "Disposition", "Fees", "Description", "", "Department"]
CELL = st.sampled_from(["", "N/A", "total", "x", "12/31/3101", '"'])


@st.composite
def logs(draw):
    """A log of some columns that are nearly what they say."""
    columns = draw(st.lists(st.tuples(st.sampled_from(HEADS), st.sampled_from(POOLS)), min_size=2, max_size=6))
    cells = [st.one_of(*[st.sampled_from(pool)] * 5, CELL) for _, pool in columns]
    rows = draw(st.lists(st.tuples(*cells), max_size=12))
    out = io.StringIO()
    csv.writer(out, delimiter=draw(st.sampled_from(",;\t"))).writerows([[name for name, _ in columns], *rows])
    return out.getvalue().encode(draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"])))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(logs())
def test_whatever_stands_in_a_log_it_is_read_as_previewed_or_refused_in_a_sentence(store, tmp_path, log):
    file = tmp_path / "any.csv"
    file.write_bytes(log)
    try:
        how = mapping_of(import_mappings.propose_mapping(store, file)[0].given)
        seen = preview(store, file, how).result
    except Refused as refused:
        assert str(refused).endswith(".")
        return
    done = import_log(store, file, how, OFFICIAL, rejects=tmp_path / "rejects.csv")
    assert done.as_json() == seen.as_json() and done.read == done.added + done.changed + done.unchanged + sum(done.rejected.values())


def test_a_log_without_dates_is_asked_about(propose):
    assert "received_on" in asked(propose("Request #,Text\n1,maps\n2,plans\n"))


def test_a_proposal_is_a_mapping_file_that_reads_the_same(propose, tmp_path):
    given = propose(shared("logs/education-2023-12.csv")).given
    file = tmp_path / "town.toml"
    file.write_text(import_mappings.as_toml(given), encoding="utf-8")
    assert load_mapping(file) == mapping_of(given)


def test_a_saved_mapping_is_known_by_its_name_and_its_columns_and_audited(store, propose):
    log = log_of("1,2026-03-01,2026-03-05,maps of streets", "2,2026-03-02,,permits")
    given = {**propose(log).given, "source": "harbor"}
    import_mappings.save_mapping(store, "harbor", given, OFFICIAL)
    assert propose(log).known == "harbor" and import_mappings.chosen_mapping(store, "harbor").source == "harbor"
    import_mappings.save_mapping(store, "harbor", {**given, "track": "data"}, OFFICIAL)
    assert import_mappings.chosen_mapping(store, "harbor").track == "data"
    assert [row["old_value"] is None for row in store.query("select old_value from store.setting_change where what = 'mapping harbor' order by change_id")] == [True, False]


@pytest.mark.parametrize(("name", "change", "why"), [("Harbor Log", {}, "no name for a mapping"), ("harbor", {"track": "sea"}, "unknown track")])
def test_a_wrong_name_or_mapping_is_not_saved(store, propose, name, change, why):
    given = propose(log_of("1,2026-03-01,,maps", "2,2026-03-02,,plans")).given
    with pytest.raises(Refused, match=why):
        import_mappings.save_mapping(store, name, {**given, **change}, OFFICIAL)
    with pytest.raises(ImportRefused):
        import_mappings.chosen_mapping(store, "harbor")


@pytest.mark.parametrize("name", ["govqa", "nextrequest", "foiaonline"])
def test_each_profile_is_a_valid_mapping(name):
    assert {"identifier", "received_on", "closed_on", "status"} <= set(load_mapping(name).columns)


@pytest.mark.parametrize(
    ("cell", "order", "day"),
    [
        ("9/15/2020 2:41 PM", None, "2020-09-15"), ("9/15/2020 11:30 p.m.", None, "2020-09-15"), ("30/10/2012", "day", "2012-10-30"), ("40452.0", None, "2010-10-01"),
        ("March 5, 2020", None, "2020-03-05"), ("05-Jan-21", None, "2021-01-05"), ("2/30/2020", "month", None), ("5.00", None, None), ("June 2012", None, None),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_the_day_it_names_or_as_none(cell, order, day):
    assert str(day_of(cell, order)) == str(day)


@pytest.mark.parametrize(
    ("table", "word", "code"),
    [
        ("outcomes", "Not granted", "denied"), ("outcomes", "Unsuccessful", "denied"), ("outcomes", "Disapproved", "denied"), ("outcomes", "Absent", None),
        ("outcomes", "Released in full, no exemptions", "granted"), ("outcomes", "Released; non-exempt", "granted"), ("outcomes", "Contested", None),
        ("outcomes", "Withheld under an exemption", "denied"), ("outcomes", "Granted in part", "partly_granted"), ("outcomes", "not_held", "no_records"),
        ("status", "Pending final review", "open"), ("status", "Awaiting final approval", "open"), ("status", "Not closed", "open"), ("status", "Incomplete", "open"),
        ("status", "Not yet released", "open"), ("status", "Completed", "closed"), ("status", "Awaiting requester", "waiting_on_requester"), ("status", "G", None),
    ],
)  # fmt: skip
def test_words_are_not_turned_into_their_opposite(table, word, code):
    assert code_of(table, word) == code


def test_a_known_mapping_is_asked_for_dates_that_can_be_read_both_ways(propose):
    header = "Id,Request Date,Due Date,Closed Date,Status,Closure Reasons,Departments,Request Text"
    found = propose(log_of("1,3/4/2026,5/4/2026,4/4/2026,Closed,Fulfilled,Clerk,maps", "2,4/4/2026,6/4/2026,,Open,,Clerk,plans", header=header))
    assert found.known == "nextrequest" and asked(found) == {"date_formats"}
    clear = propose(log_of("1,30/4/2026,5/5/2026,,Open,,Clerk,maps", "2,4/4/2026,6/4/2026,,Open,,Clerk,plans", header=header))
    assert clear.given["date_formats"][0] == "%d/%m/%Y" and not asked(clear)
    mapping_of(clear.given)


def test_the_same_file_under_another_name_is_known_again(store, propose, tmp_path):
    log = log_of("1,2026-03-01,2026-03-05,maps of streets", "2,2026-03-02,,permits of 2025")
    first = propose(log)
    import_log(store, tmp_path / "Town log 2026.csv", mapping_of(first.given), OFFICIAL, rejects=tmp_path / "rejects.csv")
    copy = tmp_path / "copy.csv"
    copy.write_text(log)
    found = propose(copy)
    assert found.given["source"] == first.given["source"] and "imported before" in next(doubt.sentence for doubt in found.doubts if doubt.about == "source")
    copy.write_text(log + "3,2026-03-03,,notes\n")
    grown = propose(copy)
    assert grown.given["source"] == first.given["source"] and "2 of 3 identifiers" in next(doubt.sentence for doubt in grown.doubts if doubt.about == "source")


def test_free_text_is_never_proposed_as_an_identifier(propose):
    found = propose("Date,Requester,Request,Closed\n2026-03-01,Ann Sample,maps,2026-03-02\n2026-03-03,Bo Sample,plans,\n")
    assert "identifier" not in found.given["columns"] and "identifier" in asked(found)


def test_a_receipt_that_is_partly_unreadable_stays_the_receipt_and_is_marked(propose):
    rows = [f"{place},{'2026-03-0' + str(place) if place < 7 else 'soon after'},2026-04-0{place},maps of streets" for place in range(1, 10)]
    found = propose(log_of(*rows))
    assert (found.given["columns"]["received_on"], found.given["columns"]["closed_on"]) == ("Date Received", "Date Closed")
    assert "received_on" in doubtful(found)


def test_status_words_that_nobody_knows_do_not_hide_closing_dates(propose):
    header = "Request #,Date Received,Date Closed,Status"
    found = propose(log_of("1,2026-03-01,2026-03-05,G", "2,2026-03-02,2026-03-06,O", header=header))
    assert "status" not in found.given["columns"] and "status" in doubtful(found)
    mixed = propose(log_of("1,2026-03-01,2026-03-05,Zugzwang", "2,2026-03-02,,Open", "3,2026-03-02,2026-03-09,Zugzwang", header=header))
    assert mixed.given["status"] == {"Zugzwang": "closed", "Open": "open"}


def test_midnights_are_judged_column_by_column(propose):
    found = propose(log_of("1,2026-03-01T15:30:00Z,2026-03-09T00:00:00Z,maps", "2,2026-03-02T16:00:00Z,2026-03-10T00:00:00Z,permits"))
    assert found.given["midnights_are_days"]
