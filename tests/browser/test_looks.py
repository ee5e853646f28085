"""Every page at two widths: readable contrast, nothing cut off, one heading, no field without a name."""

import pytest

from records_desk.db import demo
from tests.browser.conftest import settled, visit

AUDIT = """() => {
  const found = [], seen = new Set();
  const numbers = color => (color.match(/[\\d.]+/g) || []).map(Number);
  const over = (top, below) => { const a = top[3] ?? 1; return [0, 1, 2].map(i => top[i] * a + below[i] * (1 - a)); };
  const light = color => { const [r, g, b] = color.map(v => v / 255).map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const parent = element => element.parentElement || (element.getRootNode().host ?? null);
  const behind = element => { const layers = []; for (let at = element; at; at = parent(at)) {
    const c = numbers(getComputedStyle(at).backgroundColor);
    if (c.length && (c[3] ?? 1) > 0) { layers.push(c); if ((c[3] ?? 1) === 1) break; } }
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]); };
  const solid = element => { let o = 1; for (let at = element; at; at = parent(at)) o *= Number(getComputedStyle(at).opacity); return o; };
  const look = root => { for (const element of root.querySelectorAll('*')) {
    if (element.shadowRoot) look(element.shadowRoot);
    const own = [...element.childNodes].filter(node => node.nodeType === 3).map(node => node.data.trim()).join('');
    if (!own || !element.getClientRects().length || element.closest('svg, [aria-hidden=true], :disabled, style, noscript')) continue;
    const style = getComputedStyle(element), size = parseFloat(style.fontSize), back = behind(element);
    if (style.visibility === 'hidden' || element.getBoundingClientRect().width < 2) continue;
    const ink = numbers(style.color); const front = over([ink[0], ink[1], ink[2], (ink[3] ?? 1) * solid(element)], back);
    const [a, b] = [light(front), light(back)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    if (ratio < least) found.push(`contrast ${ratio.toFixed(2)}: ${own.slice(0, 40)}`);
    if (style.textOverflow === 'ellipsis' && element.scrollWidth > element.clientWidth + 1) found.push(`cut off: ${own.slice(0, 40)}`);
  } };
  look(document.body);
  for (const field of document.querySelectorAll('main input, main textarea, main button, main select')) {
    const labels = [...(field.labels || [])].map(label => label.textContent).join('');
    const name = ['aria-label', 'aria-labelledby', 'title'].map(n => field.getAttribute(n) || '').join('') + field.textContent + labels;
    const reached = field.getClientRects().length && field.tabIndex >= 0 && !field.closest('[aria-hidden=true]');
    if (reached && !name.trim()) found.push('no name: ' + field.outerHTML.slice(0, 120));
  }
  if (document.querySelectorAll('h1').length !== 1) found.push('headings: ' + document.querySelectorAll('h1').length);
  const main = document.querySelector('[data-testid=stMain]');
  if (main.scrollWidth > main.clientWidth + 1) found.push(`wider than the window: ${main.scrollWidth} > ${main.clientWidth}`);
  return [...new Set(found)];
}"""
PATHS = ["/", "/queue", "/intake", "/turnaround", "/catalogue", "/reports", "/settings", "/request"]


@pytest.fixture(scope="module")
def filled():
    """The sample city, without its staff: the desk administrator sees every page."""

    def fill(store):
        demo.load_sample(store)
        store.write(lambda cursor: cursor.execute("update store.person set is_active = false where role <> 'administrator'"))

    return fill


@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_readable_and_fits(new_tab, desk, width):
    tab, found = new_tab(width=width, height=844 if width < 800 else 800), {}
    for path in PATHS:
        visit(tab, desk, path)
        if path == "/queue":
            number = tab.locator("tbody a").first.inner_text()
        if path == "/request":
            visit(tab, desk, f"/request?number={number}")
            tab.get_by_role("combobox", name="More").fill("Ask for")
            tab.get_by_role("option", name="Ask for clarification").click()
            tab.get_by_role("textbox", name="Question").wait_for()
            settled(tab)
        if wrong := tab.evaluate(AUDIT):
            found[path] = wrong
    assert found == {}
