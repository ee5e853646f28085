"""A desk whose every field holds texts made to do harm, in a real browser: nothing runs, nothing is asked elsewhere, nothing bursts."""

import pytest

from tests.browser.conftest import settled, today, visit
from tests.hostile import TEXTS, fill

SHOWN = {name: text for name, text in TEXTS.items() if name not in ("many lines", "scripts", "right to left", "calendar", "line ends", "sql two")}
PAGES = ("/", "/intake", "/turnaround", "/catalogue", "/accesses", "/misuse", "/reports", "/import_log", "/retention", "/settings")
YEAR = today().year


@pytest.fixture(scope="module")
def filled():
    """The texts in every field of words."""
    return lambda store: fill(store, today(), SHOWN)


def all_open(tab) -> None:
    """Unfold what is folded."""
    for section in tab.locator("main summary").all():
        if section.evaluate("element => !element.parentElement.open"):
            section.click()
            settled(tab)


def looked_at(tab) -> None:
    """Assert that no text became an element that acts, and that no script of one ran. What else a browser tells, `Watch` fails on."""
    assert tab.evaluate("window.hostile === undefined")
    assert tab.locator("main iframe, main object, main embed, main script, main .katex, main link").count() == 0
    assert tab.locator("main img:not([src^='data:']):not([src^='/'])").count() == 0
    # An e-mail address may lead to itself: nothing is asked for until somebody writes.
    links = "links => links.map(link => link.href).filter(to => to.includes('192.0.2.1') || !/^(https?:|blob:|mailto:)/.test(to))"
    assert tab.locator("main a[href]").evaluate_all(links) == []
    assert tab.locator("[onerror], [onload], [onmouseover], [onfocus]").count() == 0


@pytest.mark.parametrize("path", PAGES)
def test_no_text_acts_on_any_page(new_tab, desk, path):
    tab = new_tab()
    visit(tab, desk, path)
    all_open(tab)
    looked_at(tab)


@pytest.mark.parametrize("place", range(0, len(SHOWN), 4))
def test_no_text_acts_on_a_request_s_page(new_tab, desk, place):
    tab = new_tab()
    visit(tab, desk, f"/request?number=PRA-{YEAR}-{place + 1:06}")
    all_open(tab)
    looked_at(tab)


@pytest.mark.parametrize("text", ["script", "image", "handler", "path", "header"])
def test_no_text_acts_from_the_address(new_tab, desk, text):
    tab = new_tab()
    tab.goto(f"{desk.url}/request?" + "number=" + tab.evaluate("text => encodeURIComponent(text)", TEXTS[text]))
    settled(tab)
    looked_at(tab)
    tab.goto(f"{desk.url}/?queue_words=" + tab.evaluate("text => encodeURIComponent(text)", TEXTS[text]))
    settled(tab)
    looked_at(tab)


@pytest.mark.parametrize("path", ["/", "/catalogue", "/reports", "/settings", "/turnaround", *(f"number={name}" for name in ("long word", "long wide word"))])
def test_a_word_of_300_letters_makes_no_page_wider_than_a_phone(new_tab, desk, path):
    if path.startswith("number="):
        path = f"/request?number=PRA-{YEAR}-{list(SHOWN).index(path.removeprefix('number=')) + 1:06}"
    tab = new_tab(width=390, height=844)
    visit(tab, desk, path)
    wide = "() => [document.documentElement, document.querySelector('[data-testid=stMain]')].map(each => each.scrollWidth - each.clientWidth)"
    assert max(tab.evaluate(wide)) <= 1
    looked_at(tab)
