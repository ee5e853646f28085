"""Why something was not done, where it is seen and read out first; with a way to each field that it is about."""

import secrets

import streamlit as st

from records_desk.db.language import translated
from records_desk.pages._words import plain

JS = """
const field = name => {
  const place = [...document.querySelectorAll('[class*="st-key-"]')].find(element =>
    [...element.classList].some(token => token.startsWith('st-key-') && token.endsWith('_' + name)));
  return place && place.querySelector('input, textarea, [role=spinbutton], button:not([aria-label^="Help"])');
};
const MARKS = { 'aria-invalid': 'true', 'aria-errormessage': 'desk-refusal', 'aria-describedby': 'desk-refusal' };
let marked = [];
const unmark = () => {
  marked.forEach(([found, before]) => Object.entries(before).forEach(([name, value]) => value === null ? found.removeAttribute(name) : found.setAttribute(name, value)));
  marked = [];
};
const way = ({ name, label }) => {
  const found = field(name);
  if (!found) return null;
  marked.push([found, Object.fromEntries(Object.keys(MARKS).map(mark => [mark, found.getAttribute(mark)]))]);
  Object.entries(MARKS).forEach(([mark, value]) => found.setAttribute(mark, value));
  const link = document.createElement('button');
  link.type = 'button'; link.textContent = label;
  link.onclick = () => found.focus();
  return link;
};
export default function ({ parentElement, data }) {
  const place = parentElement.querySelector('.ways'), told = document.querySelector('.st-key-desk_refusal [role=alert]');
  if (told) told.id = 'desk-refusal';
  unmark();
  const ways = data.fields.map(way).filter(link => link);
  if (place.mark === data.mark) return unmark;
  place.mark = data.mark;
  place.replaceChildren(...ways);
  if (told) { told.tabIndex = -1; told.focus(); told.scrollIntoView({ block: 'center' }); }
  return unmark;
}
"""
CSS = """
.ways { display: flex; flex-wrap: wrap; gap: 0.5rem; }
button { font: inherit; color: #0b3a66; background: none; border: 0; padding: 0 0.25rem; min-height: 24px; text-decoration: underline; cursor: pointer; }
button:focus-visible { outline: 3px solid #0b3a66; outline-offset: 2px; }
"""

_component = st.components.v2.component("records_desk_refusal", html='<span class="ways"></span>', css=CSS, js=JS)


def tell(sentence: str, fields: dict[str, str]) -> None:
    """Say it as it stands, put the keyboard on it, and offer the way to these fields, name to label, where the page shows them."""
    ways = [{"name": name, "label": translated("Go to: {field}", field=label)} for name, label in fields.items()]
    with st.container(key="desk_refusal"):
        st.error(plain(sentence), icon=None)
        _component(data={"mark": secrets.token_hex(8), "fields": ways}, key="desk_refusal_ways")
