"""A decision from opening the request to its close, by keyboard alone, on a wide and on a narrow screen."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from records_desk.db import ledger
from tests.browser.conftest import Keyboard, settled, today, visit

CLERK = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1, "Administrator")
SIZES = {"wide": (1280, 800), "narrow": (390, 844)}
REASON = "Home addresses of permit holders are left out: their privacy clearly outweighs."


@pytest.fixture(scope="module")
def filled():
    """A request for each screen and each test, with a desk and acknowledged."""

    def fill(store):
        asked = today() - timedelta(days=9)
        for words in ("Tree permits", "Street lights", "Bus stops", "Salaries"):
            receipt = ledger.receive(store, CLERK, track="records", on_date=asked, verbatim=words, summary=words, desk_id=1)
            ledger.record(store, receipt.request_id, "acknowledged", CLERK, on_date=asked)

    return fill


@pytest.fixture(params=SIZES)
def tab(request, new_tab):
    """A tab of one of the two sizes."""
    width, height = SIZES[request.param]
    return new_tab(width=width, height=height)


def wanted(tab, desk, words: str) -> str:
    """The number of a request as the queue has it; the desk's request page then waits for it."""
    visit(tab, desk, "/queue")
    number = tab.locator("tbody tr", has_text=words).locator("a").inner_text()
    visit(tab, desk, "/request")
    expect(tab.get_by_role("textbox", name="Request number")).to_be_focused()
    return number


def opened(tab, keys: Keyboard, number: str) -> None:
    """Open the request with this number, pasted into the field of the desk's request page."""
    keys.paste(number)
    keys.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_have_text(number)
    settled(tab)
    expect(tab.get_by_role("heading", level=1)).to_be_focused()


def taken(tab, keys: Keyboard) -> None:
    """Take the first of the list that has the focus."""
    tab.get_by_role("option").first.wait_for()
    keys.press("Enter")
    settled(tab)


def told(tab, sentence: str) -> None:
    """Wait until the page tells this."""
    expect(tab.get_by_role("status").filter(has_text=sentence)).to_be_visible()
    settled(tab)


def decide(tab, keys: Keyboard, outcome: str) -> None:
    """Withhold in part or in full: section and reason are text, official and time of availability stand there already."""
    keys.button("Record the determination")
    expect(tab.get_by_role("combobox", name="Outcome")).to_be_focused()
    settled(tab)
    keys.type(outcome)
    taken(tab, keys)


def withhold(tab, keys: Keyboard) -> None:
    """The section and the reason."""
    expect(tab.get_by_role("combobox", name="Exemptions")).to_be_focused()
    settled(tab)
    keys.paste("personnel")  # other sections have the word too: Enter takes the first of them alone
    taken(tab, keys)
    keys.go_to("textbox", "Reason")
    settled(tab)
    assert chosen(tab) == ["7927.700"]
    keys.paste(REASON)


def chosen(tab) -> list[str]:
    """The sections that stand in the form."""
    chips = tab.get_by_test_id("stMultiSelect").filter(has=tab.get_by_role("combobox", name="Exemptions")).locator("[data-tag], [role=row]")
    return [text.split()[0] for text in chips.all_inner_texts()]


def act(tab, keys: Keyboard, name: str, fact: str, ticked: str | None = None) -> None:
    """One of the likeliest acts, as its form stands but for a box that is ticked."""
    keys.button(name)
    tab.get_by_test_id("stForm").get_by_role("button", name=name, exact=True).wait_for()
    settled(tab)
    keys.press("Tab")
    if ticked:
        keys.go_to("checkbox", ticked)
        keys.press("Space")
    keys.button(name)
    told(tab, f"{fact} recorded on")


def of_size(tab, words: dict[int, str]) -> str:
    return words[tab.viewport_size["width"]]


def test_scenario_c_a_denial_is_in_hand_after_twelve_keystrokes(tab, desk, stopwatch):
    words = of_size(tab, {1280: "Tree permits", 390: "Street lights"})
    number = wanted(tab, desk, words)
    with stopwatch(f"C, denial, {tab.viewport_size['width']} px", tab, seconds=60, keystrokes=12) as keys:
        opened(tab, keys, number)
        decide(tab, keys, "den")
        withhold(tab, keys)
        keys.press("Control+Enter")
        told(tab, "Determined recorded on")
        letter = tab.get_by_test_id("stCode").filter(has_text=REASON)
        expect(letter).to_be_visible()
    for said in ("7927.700", "Desk administrator, Administrator", "7923.000"):
        expect(letter).to_contain_text(said)


def test_scenario_c_a_part_is_withheld_the_rest_released_a_week_later_and_the_request_closed(tab, desk, stopwatch):
    words = of_size(tab, {1280: "Bus stops", 390: "Salaries"})
    number = wanted(tab, desk, words)
    with stopwatch(f"C, {tab.viewport_size['width']} px", tab, seconds=90) as keys:
        opened(tab, keys, number)
        decide(tab, keys, "partly")
        expect(tab.get_by_role("spinbutton", name="year, Estimated date")).to_be_focused()
        settled(tab)
        keys.type(f"{today():%Y%m%d}")
        keys.go_to("combobox", "Exemptions")
        withhold(tab, keys)
        keys.date("On", today() - timedelta(days=7))
        keys.button("Record the determination")
        told(tab, "Determined recorded on")
        expect(tab.get_by_test_id("stCode").filter(has_text=REASON)).to_be_visible()
        act(tab, keys, "Release an installment", "Released", ticked="No fee applies")
        act(tab, keys, "Close", "Closed")
    expect(tab.locator(".desk-facts div").filter(has_text="Status")).to_contain_text("Closed")
