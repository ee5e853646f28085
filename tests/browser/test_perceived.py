"""For people who see little, other colours, or no mouse: small windows, focus, motion, and what colours alone would tell."""

import re
from io import BytesIO

import pytest
from PIL import Image

from records_desk.pages import _charts, _look
from tests.browser.conftest import settled, visit
from tests.browser.test_accessibility import PATHS, act_refused
from tests.browser.test_looks import AUDIT, filled  # noqa: F401

SIGHTS = ("deuteranopia", "protanopia", "tritanopia", "achromatopsia")
# A ring that the browser draws around what has the focus, wherever it is: also within a component.
RING = """() => { let at = document.activeElement; while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    if (!at || at === document.body) return null;
    const style = getComputedStyle(at), box = at.closest('[data-baseweb], label') ?? at, rect = at.getBoundingClientRect();
    const around = [at, at.parentElement, box].filter(part => part).map(part => getComputedStyle(part));
    return { what: at.outerHTML.slice(0, 100), wide: rect.width, ring: around.some(part => part.outlineStyle !== 'none' && parseFloat(part.outlineWidth) >= 2
        || part.boxShadow.includes('0px 0px 0px')) }; }"""
MOVES = """() => document.getAnimations().filter(move => move instanceof CSSAnimation || move instanceof CSSTransition)
    .filter(move => move.playState === 'running' && move.effect.getComputedTiming().duration > 50).length"""
UNFOLDS = """async () => { const place = document.querySelector('details:not([open])'), high = () => place.getBoundingClientRect().height;
    place.querySelector('summary').click();
    await new Promise(done => setTimeout(done, 60)); const at_once = high();
    await new Promise(done => setTimeout(done, 900)); return [at_once, high()]; }"""
SMALL = """() => { const found = []; const look = root => { for (const at of root.querySelectorAll('*')) { if (at.shadowRoot) look(at.shadowRoot);
    if (!at.matches('a[href], button, input, select, textarea, summary, [role=button], [role=combobox], [role=checkbox]')) continue;
    const box = at.getBoundingClientRect(), style = getComputedStyle(at);
    if (box.width <= 1 || at.tabIndex < 0 || style.visibility === 'hidden' || style.opacity === '0' || at.closest('[aria-hidden=true], [data-testid=stHeaderActionElements]')) continue;
    const label = at.labels?.[0]?.getBoundingClientRect() ?? box, wide = Math.max(box.width, label.width), high = Math.max(box.height, label.height);
    if (wide < 23.5 || high < 23.5) found.push(`${wide.toFixed(0)}x${high.toFixed(0)} ${at.outerHTML.slice(0, 120)}`); } }; look(document.body); return found; }"""


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("width", [320, 640], ids=["400 % of 1280", "200 % of 1280"])
def test_nothing_is_lost_when_a_page_is_enlarged(new_tab, desk, path, width):
    tab = new_tab(width=width, height=256 if width == 320 else 400)
    visit(tab, desk, path)
    assert tab.evaluate(AUDIT) == []


@pytest.mark.parametrize("path", PATHS)
def test_what_is_pressed_is_at_least_24_points_wide_and_high(new_tab, desk, path):
    tab = new_tab()
    visit(tab, desk, path)
    assert tab.evaluate(SMALL) == []


@pytest.mark.parametrize("path", ["/queue", "/intake", "/turnaround", "/settings"])
def test_whatever_has_the_focus_shows_it(new_tab, desk, path):
    tab, unseen, stops = new_tab(), [], 0
    visit(tab, desk, path)
    for _ in range(40):
        tab.keyboard.press("Tab")
        if found := tab.evaluate(RING):
            stops += found["wide"] > 0
            unseen += [] if found["ring"] else [found["what"]]
    assert (unseen, stops > 10) == ([], True)


def test_nothing_moves_for_who_asked_for_less_motion(new_tab, desk):
    tab = new_tab()
    tab.emulate_media(reduced_motion="reduce")
    visit(tab, desk, "/settings")
    at_once, then = tab.evaluate(UNFOLDS)
    assert at_once == then > 60
    assert tab.evaluate(MOVES) == 0


def test_a_refusal_has_the_keyboard_and_leads_to_its_field(new_tab, desk):
    tab = new_tab()
    act_refused(tab, desk)
    settled(tab)
    alert = tab.get_by_role("alert").filter(has_text="needs: Question to the requester")
    tab.wait_for_function("() => document.activeElement.getAttribute('role') === 'alert'")
    assert alert.is_visible()
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    field = tab.get_by_role("textbox", name="Question to the requester")
    assert field.evaluate("field => [field === document.activeElement, field.getAttribute('aria-invalid')]") == [True, "true"]
    told = field.evaluate("field => ['aria-describedby', 'aria-errormessage'].map(name => document.getElementById(field.getAttribute(name))?.textContent)")
    assert [text is not None and "needs: Question to the requester" in text for text in told] == [True, True]


def test_a_field_is_marked_no_more_once_its_act_was_recorded(new_tab, desk):
    from playwright.sync_api import expect

    tab = new_tab()
    act_refused(tab, desk)
    settled(tab)
    assert tab.locator(".stMain [aria-invalid=true]").count() == 1
    tab.get_by_role("textbox", name="Question to the requester").fill("Which years?")
    tab.get_by_role("button", name="Ask for clarification").last.click()
    expect(tab.get_by_role("cell", name="Which years?")).to_be_visible()
    assert tab.locator(".stMain [aria-invalid=true]").count() == 0


def test_a_sign_that_option_and_a_letter_write_is_written_and_acts_on_nothing(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/queue")
    find = tab.get_by_role("textbox", name="Number or words")
    find.focus()
    session = tab.context.new_cdp_session(tab)
    for kind in ("keyDown", "keyUp"):
        session.send("Input.dispatchKeyEvent", {"type": kind, "modifiers": 1, "key": "¬", "code": "KeyL", "text": "¬"})
    settled(tab)
    assert (find.input_value(), tab.url.partition("?")[0]) == ("¬", f"{desk.url}/queue")
    find.fill("")
    tab.keyboard.press("Alt+l")
    tab.wait_for_url("**/intake")


def seen(tab, colors: list[str], sight: str) -> list[tuple[int, int, int]]:
    """Colours as Chromium shows them to somebody with this sight."""
    tab.set_content("".join(f'<div style="background:{color};width:20px;height:20px"></div>' for color in colors))
    tab.add_style_tag(content="body { margin: 0 }")
    session = tab.context.new_cdp_session(tab)
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": sight})
    picture = Image.open(BytesIO(tab.screenshot())).convert("RGB")
    return [picture.getpixel((10, 20 * place + 10)) for place in range(len(colors))]


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """The contrast of two colours as WCAG 2.1 defines it, 1 to 21."""

    def light(color):
        red, green, blue = (value / 255 / 12.92 if value <= 10 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in color)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("sight", SIGHTS)
def test_badges_are_read_with_any_sight(new_tab, sight):
    inks = [color for ink, ground, edge in _look.TONES.values() for color in (ink, ground, edge)]
    shown = seen(new_tab(), inks, sight)
    for ink, ground, edge in zip(shown[::3], shown[1::3], shown[2::3], strict=True):
        assert contrast(ink, ground) >= 4.5
        assert contrast(edge, (255, 255, 255)) >= 3


@pytest.mark.parametrize("sight", SIGHTS)
def test_lines_of_a_chart_are_seen_with_any_sight(new_tab, sight):
    tab = new_tab()
    assert min(contrast(color, (255, 255, 255)) for color in seen(tab, list(_charts.COLORS), sight)) >= 3


@pytest.mark.parametrize("sight", SIGHTS)
@pytest.mark.parametrize("pair", _charts.BESIDE)
def test_bars_beside_one_another_are_told_apart_with_any_sight(new_tab, sight, pair):
    assert contrast(*seen(new_tab(), list(pair), sight)) >= 2.5


def test_each_badge_has_a_glyph_and_a_word(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/queue?queue_status=All")
    badges = set(tab.locator("tbody .badge").all_inner_texts())
    assert len(badges) > 2
    assert [badge for badge in badges if not re.fullmatch(r"[^\w\s] \w.*", badge)] == []


def test_each_series_of_a_chart_has_a_dash_or_a_shape_of_its_own():
    assert len({tuple(dash) for dash in _charts.DASHES}) == len(_charts.DASHES) >= len(_charts.COLORS)


def test_who_goes_elsewhere_without_a_key_or_a_mouse_is_not_brought_back(new_tab, desk):
    tab = new_tab()
    visit(tab, desk, "/queue")
    tab.locator("tbody a").first.click()
    tab.wait_for_function("() => document.activeElement.matches('h1')")
    tab.get_by_role("combobox", name="More").evaluate("field => field.focus()")
    tab.wait_for_timeout(800)  # longer than the page holds on to its heading
    assert tab.evaluate("() => document.activeElement.getAttribute('role')") == "combobox"
