"""A Clerk's IT colleague brings an old log in: looks at it, answers what only the city knows, previews, imports, and takes it back."""

import csv
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.conftest import settled, visit

LOG = """Log of public records requests,,,,
Request #,Date Requested,Date Received,Result,Records Requested
1,3/4/2025,5/4/2025,Released,Maps of the harbor in <b>color</b>
2,4/4/2025,9/5/2025,Denied,![](http://example.org/x.png) permits of last year
3,5/4/2025,,,Minutes of the council
3,6/4/2025,,,Minutes of the council once more
"""


def pick(page, label, option):
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    settled(page)


def test_a_log_whose_names_mislead_and_whose_dates_are_ambiguous_comes_in_right(page, desk, tmp_path):
    visit(page, desk, "/import_log")
    expect(page.get_by_text("Nothing was imported yet.")).to_be_visible()
    file = tmp_path / "Harbor log.csv"
    file.write_text(LOG)
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("Harbor log.csv: utf-8, commas between cells; lines above the header: 1; 5 columns.")).to_be_visible()
    settled(page)
    expect(page.get_by_text("Look at this: “Date Received” is later than “Date Requested”")).to_be_visible()
    expect(page.get_by_text("Nothing can be imported before this is answered: Every date of this log")).to_be_visible()
    expect(page.get_by_role("button", name="Preview")).to_have_count(0)
    page.get_by_text("Day first: 3/4/2026 is 3 April").click()
    settled(page)
    expect(page.get_by_text("Answer this: “Request #” repeats")).to_be_visible()
    page.get_by_text("a request", exact=True).click()
    settled(page)
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("4 rows read: 3 added, 0 changed, 0 unchanged, 1 rejected (1 repeated identifier)")).to_be_visible()
    seen = page.get_by_role("region", name="The first rows of each kind")
    expect(seen.get_by_role("row").nth(1)).to_contain_text("Thu 3 Apr 2025")
    expect(seen.get_by_role("row").nth(2)).to_contain_text("![](http://example.org/x.png)")
    expect(seen.get_by_role("row").nth(4)).to_contain_text("rejected: repeated identifier")
    page.get_by_role("button", name="Import 3 rows").click()
    expect(page.get_by_text("Imported. What was done with each file stands below.")).to_be_visible()
    settled(page)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Rejected rows, with line and reason").click()
    rows = list(csv.reader(waiting.value.path().open(encoding="utf-8", newline="")))
    assert rows[1] == ["6", "repeated identifier", "3", "6/4/2025", "", "", "Minutes of the council once more"]
    settled(page)
    runs = page.get_by_role("region", name="The last 20 imports")
    expect(runs).to_contain_text("can be taken back")
    page.get_by_role("button", name="Void all requests that it added").click()
    expect(page.get_by_text("Voided: 3 requests; the rows may be imported again.")).to_be_visible()
    expect(runs).to_contain_text("taken back by")


def test_a_mapping_is_kept_under_a_name_and_proposed_for_the_next_file_of_its_kind(page, desk, tmp_path):
    visit(page, desk, "/import_log")
    file = tmp_path / "march.csv"
    file.write_text("Request #,Received,Closed,Records Requested\n9,2025-03-14,2025-03-20,Street maps\n10,2025-03-15,,Budgets\n")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("button", name="Preview")).to_be_visible()
    settled(page)
    page.get_by_text("Keep this mapping").click()
    page.get_by_role("textbox", name="Name to keep it under").fill("clerks-list")
    page.get_by_role("textbox", name="Name to keep it under").press("Enter")
    settled(page)
    page.get_by_role("button", name="Save this mapping").click()
    expect(page.get_by_text("Saved as clerks-list")).to_be_visible()
    visit(page, desk, "/import_log")
    later = tmp_path / "april.csv"
    later.write_text(file.read_text().replace("2025-03", "2025-04").replace("\n9,", "\n11,"))
    page.locator("input[type=file]").set_input_files(later)
    expect(page.get_by_role("combobox", name="Mapping")).to_have_value("clerks-list")


def test_the_commands_work_while_the_desk_runs(desk, tmp_path):
    file = tmp_path / "served.csv"
    file.write_text("Request #,Received,Closed,Records Requested\n71,2025-03-14,2025-03-20,Street maps\n,2025-03-15,,Budgets\n")

    def command(*words):
        program = Path(sys.executable).parent / "records-desk"
        return subprocess.run([program, *words, "--store", desk.path], cwd=tmp_path, capture_output=True, text=True, check=True).stdout

    told = command("import", "served.csv")
    assert "1 added" in told and (tmp_path / "served.rejects.csv").read_text().splitlines()[1].startswith("3,no identifier")
    number = command("imports").split()[0]
    assert command("undo-import", number) == "Voided: 1 request; the rows may be imported again.\n"


def test_a_hostile_file_is_refused_in_a_sentence_and_the_page_goes_on(page, desk, tmp_path):
    visit(page, desk, "/import_log")
    file = tmp_path / "bad.csv"
    file.write_bytes(b"ID,Received\n1,\x00\n")
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("holds a NUL byte on line 2: it is no text. Nothing was imported.")).to_be_visible()
    expect(page.get_by_role("heading", name="Imports so far")).to_be_visible()
