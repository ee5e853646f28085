"""What somebody types and has not sent: the tab of their browser keeps it, and puts it back after a reload or when they come back to its form.

It stays in that tab, gone when the tab is closed, when it was sent, or when somebody else works there. The server is told nothing of it.
"""

import streamlit as st

from records_desk.db.language import translated
from records_desk.db.ledger import Staff

DONE, MOST = "desk_sent", 50  # forms that were sent, by token
JS = """
const NAME = 'recordsDeskUnsent';
const OFFER = '[class*="st-key-"][class*="_left"]';  // a draft that the page offers: it is taken up whole, and then gets back what it lacked
const FIELD = /^st-key-(.+)_([0-9a-f]{24})_(.+)$/;
const read = () => { try { return JSON.parse(sessionStorage.getItem(NAME)) || {}; } catch { return {}; } };
const write = state => { try { sessionStorage.setItem(NAME, JSON.stringify(state)); } catch { /* this browser keeps nothing */ } };
const described = input => {
  if (!input.matches?.('input[type=text], textarea') || input.matches('[role=combobox]')) return null;
  for (let place = input.parentElement; place; place = place.parentElement) {
    const found = [...place.classList].map(name => FIELD.exec(name)).find(match => match);
    if (found) return { name: [here(), found[1], found[3]].join(' '), token: found[2] };
  }
  return null;
};
const here = () => location.pathname + ' ' + (new URLSearchParams(location.search).get('number') || '');
const put = (input, text) => {
  const kind = input.tagName === 'TEXTAREA' ? HTMLTextAreaElement : HTMLInputElement;
  Object.getOwnPropertyDescriptor(kind.prototype, 'value').set.call(input, text);
  input.dispatchEvent(new Event('input', { bubbles: true }));
  input.dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
};
const back = (state, tell) => {  // what was typed before this visit of the page, into fields that stand as they stood then
  for (const input of document.querySelectorAll('.stMain input[type=text], .stMain textarea')) {
    const field = described(input), kept = field && state.texts[field.name];
    if (!kept || kept.visit === state.visit) continue;
    if (kept.text === input.value) {
      if (kept.text) kept.visit = state.visit;  // an empty field may only be waiting for what it holds
      continue;
    }
    if (kept.token !== field.token && (document.querySelector(OFFER) || kept.start !== input.value)) continue;
    kept.visit = state.visit; kept.token = field.token;
    put(input, kept.text);
    tell();
  }
};
const begin = () => {
  const kept = read();
  const state = { person: kept.person, texts: kept.texts || {}, visit: (kept.visit || 0) + 1, at: here(), starts: new WeakMap() };
  const save = () => write({ person: state.person, texts: state.texts, visit: state.visit });
  document.addEventListener('focusin', event => { if (event.target.matches?.('input, textarea')) state.starts.set(event.target, event.target.value); });
  document.addEventListener('input', event => {
    const field = event.isTrusted && described(event.target);
    if (!field) return;
    const before = state.texts[field.name];
    const start = before && before.token === field.token ? before.start : state.starts.get(event.target) ?? '';
    state.texts[field.name] = { text: event.target.value, start, token: field.token, visit: state.visit };
    save();
  }, true);  // before Streamlit draws the field with it: back() must not take it for a field that stands as it stood
  let again = 0;
  new MutationObserver(() => {
    back(state, state.tell);
    clearTimeout(again);
    again = setTimeout(() => back(state, state.tell), 300);  // a field may get what it holds after it stands
  }).observe(document.body, { childList: true, subtree: true });
  return Object.assign(state, { save });
};
export default function ({ parentElement, data }) {
  const state = window[NAME] = window[NAME] || begin();
  if (state.person !== data.person) { state.person = data.person; state.texts = {}; }
  for (const [name, kept] of Object.entries(state.texts)) if (data.done.includes(kept.token)) delete state.texts[name];
  if (state.at !== here()) { state.at = here(); state.visit += 1; }
  state.tell = () => { parentElement.querySelector('span').textContent = data.told; };
  state.save();
  back(state, state.tell);
}
"""
CSS = """
span:not(:empty) { position: fixed; left: 1rem; bottom: 1rem; z-index: 999; padding: 0.6rem 1rem; background: var(--st-secondary-background-color);
  color: var(--st-text-color); border: 1px solid #5c6672; border-radius: 0.4rem; font-size: 0.9rem; }
"""

_component = st.components.v2.component("records_desk_unsent", html='<span aria-live="polite"></span>', css=CSS, js=JS)


def keep(me: Staff) -> None:
    """Have the browser keep what is typed on this page."""
    told = translated("What you had typed here and not sent is back in its field.")
    data = {"person": me.person_id, "done": st.session_state.get(DONE, []), "told": told}
    _component(data=data, key="desk_unsent")


def sent(form: str) -> None:
    """What was typed into this form is not to be put back."""
    st.session_state[DONE] = [*st.session_state.get(DONE, []), form.rpartition("_")[2]][-MOST:]
