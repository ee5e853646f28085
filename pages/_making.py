"""That a file is being made, from the click on its link until it comes: the answer to a link carries a cookie that says so."""

import streamlit as st

from records_desk.db.language import translated

COOKIE, SECONDS = "desk_made", 60
JS = """
const PATIENCE = 600, COMES = 15 * 60 * 1000;  // milliseconds
const made = (name, token) => document.cookie.split('; ').includes(name + '=' + token);
export default function ({ parentElement, data }) {
  const place = parentElement.querySelector('span');
  const follow = event => {
    const link = event.target.closest?.('a[href*="/download/"]');
    if (!link) return;
    const token = link.href.split('/').pop().slice(0, data.signs), since = Date.now();
    const look = () => {
      const waits = !made(data.cookie, token) && Date.now() - since < COMES;
      place.hidden = !waits || Date.now() - since < PATIENCE;
      if (waits) setTimeout(look, 200);
    };
    look();
  };
  place.firstChild.textContent = data.told;
  place.lastChild.setAttribute('aria-label', data.told);
  document.addEventListener('click', follow, true);
  return () => document.removeEventListener('click', follow, true);
}
"""
CSS = """
span:not([hidden]) { position: fixed; right: 1rem; bottom: 1rem; z-index: 999; padding: 0.6rem 1rem; display: flex; gap: 0.75rem; align-items: center;
  background: var(--st-secondary-background-color); color: var(--st-text-color); border: 1px solid #5c6672; border-radius: 0.4rem; font-size: 0.9rem; }
"""
SIGNS = 16  # of a token, by which its file is known

_component = st.components.v2.component("records_desk_making", html='<span role="status" hidden><i></i><progress></progress></span>', css=CSS, js=JS)


def told() -> None:
    """Tell of each file that is followed on this page how it comes along."""
    _component(data={"told": translated("The file is being made …"), "cookie": COOKIE, "signs": SIGNS}, key="desk_making")
