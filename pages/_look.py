"""The look of every page: spacing, headings, focus, badges. Drawn by the page itself, so that a host's own pages keep theirs.

Colours are those of .streamlit/config.toml; each text has a contrast of 4.5 at least on what lies behind it.
"""

from html import escape

import streamlit as st

# Of a status: text, ground, edge. Its word and glyph stand there as well: a colour is never the only mark.
TONES = {
    "new": ("#0b3a66", "#e8f1fa", "#0b4f8a"),
    "work": ("#0b3a66", "#ffffff", "#0b4f8a"),
    "wait": ("#6b3a00", "#fdf3e1", "#b45309"),
    "late": ("#8a1414", "#fdeceb", "#9b1c1c"),
    "done": ("#0f4f49", "#e5f4f1", "#0f766e"),
    "gone": ("#3b424c", "#f3f5f7", "#6b7280"),
}
TONE_OF = {
    "received": "new", "open": "work", "waiting_on_requester": "wait", "in_review": "wait", "determined": "work", "producing": "work",
    "in_service": "done", "closed": "done", "voided": "gone",
}  # fmt: skip
Fact = tuple[str, str, str | None, str | None]  # its name, what it is, more of it, its tone; the last two None for nothing
BADGE = """
.badge { display: inline-block; padding: 0.05rem 0.5rem; border: 1px solid; border-radius: 1rem; font-size: 0.85rem; line-height: 1.35; white-space: nowrap; }
""" + "\n".join(f".badge.{name} {{ color: {ink}; background: {ground}; border-color: {edge}; }}" for name, (ink, ground, edge) in TONES.items())  # fmt: skip

CSS = f"""
.stMainBlockContainer {{ padding: 4.2rem 2.5rem 3rem; max-width: 96rem; }}
.stMain {{ scroll-padding: 4.5rem 0 1rem; }}
.stMain h1 {{ font-size: 1.75rem !important; padding: 0.1rem 0 0.3rem !important; overflow-wrap: anywhere; }}
.stMainBlockContainer h2 {{ font-size: 1.2rem !important; padding: 0.2rem 0 !important; }}
.stMainBlockContainer h3 {{ font-size: 1rem !important; padding: 0.2rem 0 !important; }}
.stMain h1:focus {{ outline: none; }}
.stApp :is(h1, a, button, input, textarea, summary, [role=combobox], [role=spinbutton], [role=tab], [tabindex="0"]):focus-visible {{
  outline: 3px solid #0b3a66 !important; outline-offset: 2px !important;
}}
.stApp :is(input, textarea, [role=combobox], [role=spinbutton]):focus-visible {{ outline-offset: -3px !important; }}
.stApp [role=spinbutton] {{ display: inline-flex; align-items: center; justify-content: center; min-width: 24px; min-height: 24px; }}
.stApp a {{ display: inline-block; min-height: 24px; }}
.stApp :is(button[aria-label^="Help"], button[aria-label="Choose date"]) {{ min-width: 24px; min-height: 24px; }}
.stApp :is([data-testid="stCheckbox"], [data-testid="stRadio"]) label {{ min-height: 24px; }}
[data-testid="stLinkButton"] a[kind="tertiary"] {{ color: #0b3a66; text-decoration: underline; }}
[data-testid="stPageLink"] a p {{ color: #0b4f8a; text-decoration: underline; }}
.st-key-desk_focus, .st-key-desk_listen, .st-key-desk_making, .st-key-desk_unsent, .st-key-desk_cookie {{ position: absolute; }}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p {{ color: #3b424c !important; opacity: 1; }}
.st-key-desk_heading > :first-child {{ order: 1; }} /* after the title for the eye, before it for Tab: from the title the first act is next */
.st-key-intake_sides [data-testid="stText"] {{ font-size: 0.85rem; line-height: 1.35; }}
.st-key-sample_city {{ padding: 0 0.75rem; background: #fdf3e1; border-left: 4px solid #b45309; }}
.stApp button[kind="tertiary"] p {{ text-decoration: underline; }}
.desk-facts {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 0.6rem 1.5rem; margin: 0 !important; padding: 0 !important; }}
.desk-facts dt {{ font-size: 0.85rem; font-weight: 400; color: #3b424c; }}
.desk-facts dd {{ margin: 0 !important; font-size: 1.05rem; font-weight: 600; overflow-wrap: anywhere; }}
.desk-facts dd + dd {{ font-size: 0.9rem; font-weight: 400; color: #3b424c; }}
.desk-facts dd.late {{ color: #8a1414; font-weight: 700; }}
.desk-facts .badge {{ font-size: 0.95rem; }}
.stMain [data-testid="stColumn"] {{ min-width: min(8rem, 100%) !important; }}
@media (max-width: 1000px) {{ .st-key-intake_sides > div > [data-testid="stColumn"] {{ min-width: 100% !important; }} }}
@media (max-width: 640px) {{
  .stMainBlockContainer {{ padding: 3.8rem 1rem 2rem; }}
  .stMain [data-testid="stColumn"] {{ min-width: calc(50% - 1rem) !important; }}
  .desk-facts {{ grid-template-columns: 1fr 1fr; }}
  .st-key-queue_views {{ flex-wrap: nowrap !important; overflow-x: auto; padding: 3px; }}
  .st-key-queue_views button {{ white-space: nowrap; }}
  .st-key-queue_acts .stElementContainer:has(button:disabled) {{ display: none; }}
}}
@media (max-width: 360px) {{ .stMain [data-testid="stColumn"] {{ min-width: 100% !important; }} }}
@media (prefers-reduced-motion: reduce) {{
  *, ::before, ::after {{ animation-duration: 0.01ms !important; animation-iteration-count: 1 !important; transition-duration: 0.01ms !important; scroll-behavior: auto !important; }}
  [data-testid="stExpander"] details {{ height: auto !important; }}
}}
{BADGE}
"""


def dress() -> None:
    """Give this page the desk's look."""
    st.html(f"<style>{CSS}</style>")


def badge(text: str, tone: str) -> str:
    """A word with its glyph in a frame, as HTML; tone: one of TONES."""
    return f'<span class="badge {tone}">{escape(text)}</span>'


def facts(told: list[Fact]) -> None:
    """What is to be seen in one look."""
    st.html(f'<dl class="desk-facts">{"".join(map(_fact, told))}</dl>')


def _fact(fact: Fact) -> str:
    name, value, more, tone = fact
    shown = f"<dd>{badge(value, tone)}</dd>" if tone and tone != "late" else f'<dd class="{tone or ""}">{escape(value)}</dd>'
    return f"<div><dt>{escape(name)}</dt>{shown}{f'<dd>{escape(more)}</dd>' if more else ''}</div>"
