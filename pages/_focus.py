"""Puts the keyboard where the work is, once: after a change of page, after choosing an act, after an answer.

Streamlit loses the focus when it replaces a page; who works without a mouse would begin at the top each time. A list or a
calendar opens over what follows when it gets the focus: who works with the mouse only gets it into view.
"""

import secrets

import streamlit as st

JS = """
const FIELDS = 'input, textarea, [role=spinbutton], .wrap, button:not([aria-label^="Help"], [aria-label^="Remove"]), a';
const OPENS = '[role=combobox], [role=spinbutton]';
const shown = element => element.getClientRects().length > 0;
const within = root => {
  for (const element of root.querySelectorAll('*')) {
    if (element.matches(FIELDS) && shown(element)) return element;
    const found = element.shadowRoot && within(element.shadowRoot);
    if (found) return found;
  }
  return null;
};
const wanted = key => {
  if (!key) {
    const heading = document.querySelector('.stMain h1');
    if (heading) heading.tabIndex = -1;
    return heading;
  }
  const place = document.querySelector('.st-key-' + key);
  return place && !place.querySelector('[data-testid=stSkeleton]') && standing(within(place));
};
const standing = field => {  // a field that has the focus before the button of its form is there would not send it by Enter
  const form = field?.closest('[data-testid=stForm]');
  return form && !form.querySelector('[data-testid=stFormSubmitButton]') ? null : field;
};
const ENDS = ['Enter', 'Tab', 'Escape'];
const HELP = 'button[aria-label^="Help"]';
const quiet = () => {  // help stays out of the way of Tab: F1 opens it from its field
  for (const button of document.querySelectorAll(HELP)) if (button.tabIndex >= 0) button.tabIndex = -1;
};
const toHelp = event => {
  const active = document.activeElement, back = window.recordsDeskAsked;
  const element = active.matches(HELP) ? back : active.closest('[data-testid=stElementContainer]')?.querySelector(HELP);
  if (!element) return;
  event.preventDefault();
  if (element !== back) window.recordsDeskAsked = active;
  element.focus();
};
const writes = event => {  // Option and a letter write a sign on a Mac: in a field of text they act on nothing
  const typed = event.key === 'Dead' || event.key.length === 1 && event.code.startsWith('Key') && event.key.toUpperCase() !== event.code.slice(3);
  if (event.altKey && typed && event.target.matches('textarea, input[type=text], input:not([type])')) event.stopImmediatePropagation();
};
const hold = event => { if (document.querySelector('[role=listbox]')) event.stopImmediatePropagation(); };
const holdLists = () => {  // a list closes when the page scrolls: not where only getting the focus scrolled it
  window.addEventListener('scroll', hold, true);
  requestAnimationFrame(() => window.removeEventListener('scroll', hold, true));
};
const listen = keys => {
  window.recordsDeskKeys = keys;
  if (window.recordsDeskListens) return;
  window.recordsDeskListens = true;
  document.addEventListener('pointerdown', () => { window.recordsDeskMouse = true; window.recordsDeskAt = null; }, true);
  document.addEventListener('keydown', event => {
    window.recordsDeskMouse = false;
    if (ENDS.includes(event.key)) window.recordsDeskAt = null;
  }, true);
  document.addEventListener('focusin', holdLists, true);
  window.addEventListener('keydown', writes, true);
  quiet();
  new MutationObserver(quiet).observe(document.body, { childList: true, subtree: true });
  document.addEventListener('keydown', event => {
    if (event.key === 'F1' || event.key === 'Escape' && document.activeElement.matches(HELP)) return toHelp(event);
    if (!event.altKey) return;  // what a browser fills in by itself comes as a key without a name
    const keys = window.recordsDeskKeys, name = keys[event.key.toLowerCase()] || keys[event.code.replace('Key', '').toLowerCase()];
    const place = name && document.querySelector('.st-key-' + name);
    const element = place && within(place);
    if (element) { event.preventDefault(); element.focus(); window.recordsDeskAt = element; }
  });
};
export default function ({ data }) {
  listen(data.keys);
  if (!data.mark || window.recordsDeskFocus === data.mark) return;
  window.recordsDeskFocus = data.mark;
  if (window.recordsDeskAt?.matches(':focus')) return;  // who went to a field while the page was on its way writes on there
  let tries = 0, kept = 0, had = false, left = false;
  const leave = () => { left = true; };
  window.addEventListener('keydown', leave, { once: true, capture: true });
  window.addEventListener('pointerdown', leave, { once: true, capture: true });
  const look = () => {
    if (left || window.recordsDeskFocus !== data.mark) return;
    const element = wanted(data.key);
    if (element && window.recordsDeskMouse && element.matches(OPENS)) return element.scrollIntoView({ block: 'nearest' });
    const has = element && element.matches(':focus'), lost = document.activeElement === document.body;
    if (had && !has && !lost) return;  // somebody went elsewhere, without a key or a mouse
    kept = has ? kept + 1 : 0;
    had ||= has;
    if (element && !kept) element.focus();
    if (kept < 20 && tries++ < 500) setTimeout(look, 20);  // what is drawn again right after loses the focus
  };
  look();
}
"""

KEYS = {"m": "request_more", "j": "desk_jump"}  # Alt and this letter put the keyboard into the container with this key

_component = st.components.v2.component("records_desk_focus", js=JS, html="<span></span>")


def focus(key: str = "") -> None:
    """Ask that the first field of the container with this key gets the focus, or without a key the heading."""
    st.session_state["desk_focus_on"] = {"mark": secrets.token_hex(8), "key": key}


def listen() -> None:
    """Take the keys from here on: before what they lead to is drawn, so that none is pressed in vain."""
    _component(data={"mark": "", "key": "", "keys": KEYS}, key="desk_listen")


def show() -> None:
    """Carry out what was asked for last; the browser does it once."""
    _component(data=st.session_state.get("desk_focus_on", {"mark": "", "key": ""}) | {"keys": KEYS}, key="desk_focus")
