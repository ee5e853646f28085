"""While a request is typed: what is published already and what was asked before stands beside the form and never in its way."""

import pytest
from playwright.sync_api import expect

from records_desk.db import catalogue, ledger
from tests.browser.conftest import has_focus, settled, today, visit
from tests.db.test_catalogue import PLACE, data_json, dataset

CLERK = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1, "Administrator")
ASKED = "What was asked"


@pytest.fixture(scope="module")
def filled():
    """A small catalogue and an earlier request."""

    def fill(store):
        permits = dataset("Building Permits", "1", description="Permits issued by the building division since 2010")
        told = data_json(permits, dataset("Street Trees", "2"), dataset("![x](https://elsewhere.example.org/x.png) Noise", "3"))
        catalogue.import_catalogue(store, CLERK, told, "data.json")
        ledger.receive(store, CLERK, track="records", on_date=today(), verbatim="Minutes of the harbor commission, 2019 to 2021")

    return fill


@pytest.fixture
def form(new_tab, desk):
    """The form of a new request."""
    tab = new_tab()
    visit(tab, desk, "/intake")
    return tab


def suggestion(tab, name: str):
    """A suggested dataset."""
    return tab.locator(".st-key-intake_sides").get_by_text(name, exact=True)


def test_scenario_b_a_phone_call_is_answered_by_what_is_published(form, stopwatch):
    with stopwatch("B", form, 40) as keys:
        keys.go_to("textbox", ASKED)
        keys.type("building permits 2025")
        expect(suggestion(form, "Building Permits")).to_be_visible()
        keys.choose("Channel", "Phone")
        settled(form)
        keys.button("Already published: Building Permits")
        expect(form.get_by_role("heading", name="Letter")).to_be_visible()
        expect(form.get_by_role("status").filter(has_text="Closed as already published")).to_be_visible()
        letter = form.get_by_test_id("stCode").inner_text()
        for told in ("Dataset: Building Permits", f"Dataset ID: {PLACE}/datasets/1", f"{PLACE}/rest/services/Building_Permits"):
            assert told in letter
        form.get_by_test_id("stCode").hover()
        form.get_by_test_id("stCode").get_by_role("button").first.click()
        form.get_by_role("button", name="Open the request").click()
        expect(form.locator(".desk-facts div").filter(has_text="Status")).to_contain_text("Closed")


def test_suggestions_come_while_typing_and_neither_move_the_focus_nor_touch_the_text(form):
    field = form.get_by_role("textbox", name=ASKED)
    field.focus()
    form.keyboard.type("street tr")
    expect(suggestion(form, "Street Trees")).to_be_visible()
    form.keyboard.type("ees with species, and")
    settled(form)
    assert has_focus(form)["name"].startswith(ASKED)
    assert field.input_value() == "street trees with species, and"
    form.keyboard.type(" the harbor commission minutes of 2019")
    expect(form.get_by_role("heading", name="Asked before?")).to_be_visible()
    assert field.input_value() == "street trees with species, and the harbor commission minutes of 2019"
    assert has_focus(form)["name"].startswith(ASKED)


def test_save_right_after_typing_keeps_every_letter(form):
    field = form.get_by_role("textbox", name=ASKED)
    field.focus()
    form.keyboard.type("All records on the water tower")
    form.keyboard.press("Control+Enter")
    expect(form.get_by_role("status").filter(has_text="Logged as PRA-")).to_be_visible()
    form.get_by_role("button", name="Open the request").click()
    expect(form.get_by_test_id("stText").filter(has_text="All records on the water tower")).to_be_visible()


def test_a_request_asked_before_is_saved_as_its_duplicate_and_stays_open(form):
    field = form.get_by_role("textbox", name=ASKED)
    field.fill("harbor commission minutes 2019 to 2021")
    form.get_by_role("button", name="Save as duplicate of PRA-").click()
    expect(form.get_by_role("status").filter(has_text="Linked as a duplicate of PRA-")).to_be_visible()


def test_a_title_with_markup_is_shown_as_text(form):
    form.get_by_role("textbox", name=ASKED).fill("noise levels")
    title = "![x](https\u2060://elsewhere.example.org/x.png) Noise"
    expect(suggestion(form, title)).to_be_visible()
    expect(form.get_by_role("button", name=f"Already published: {title}", exact=True)).to_be_visible()


@pytest.mark.parametrize("pause", [150, 250, 300, 350])
def test_save_is_carried_out_whenever_it_is_pressed(page, desk, pause):
    visit(page, desk, "/intake")
    page.get_by_role("textbox", name="What was asked").fill(f"Street trees, asked with a pause of {pause}")
    page.wait_for_timeout(pause)
    page.get_by_role("button", name="Save Shortcut").click()
    expect(page.get_by_role("heading", name="Acknowledgement")).to_be_visible()
