"""The accessible table: real headers, links and check boxes, usable by keyboard and read by screen readers.

Text goes in as text: a requester's Markdown or HTML stays what it is.
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from records_desk.pages import _files

CSS = """
.wrap { overflow-x: auto; }
.wrap:focus-visible, a:focus-visible, input:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; color: var(--st-text-color); }
caption { text-align: left; padding: 0.25rem 0; font-weight: 600; }
th, td { padding: 0.4rem 0.55rem; border-bottom: 1px solid #c9ced6; text-align: left; vertical-align: top; font-weight: 400; }
thead th { background: var(--st-secondary-background-color); font-weight: 600; white-space: nowrap; }
td.figure, th.figure { text-align: right; font-variant-numeric: tabular-nums; }
td.short, th.short { white-space: nowrap; }
td.when { min-width: 7.5rem; }
thead th.tick { white-space: normal; width: 1%; }
td.lines { white-space: pre; }
tbody .long { min-width: 12rem; white-space: pre-line; overflow-wrap: anywhere; }
tbody tr:hover { background: var(--st-secondary-background-color); }
tr.late td.when { font-weight: 700; color: #9b1c1c; }
a { color: var(--st-link-color); display: inline-block; min-height: 24px; white-space: nowrap; }
input[type=checkbox] { width: 20px; height: 20px; margin: 2px; }
"""

JS = """
const region = parent => {
  let wrap = parent.querySelector('.wrap');
  if (!wrap) {
    wrap = document.createElement('div');
    wrap.className = 'wrap';
    wrap.tabIndex = 0;
    wrap.setAttribute('role', 'region');
    parent.appendChild(wrap);
  }
  return wrap;
};
const heading = (line, text, kind) => {
  const cell = document.createElement('th');
  cell.scope = 'col'; cell.textContent = text; if (kind) cell.className = kind;
  line.appendChild(cell);
};
const box = (name, choose) => {
  const input = document.createElement('input');
  input.type = 'checkbox';
  input.setAttribute('aria-label', 'Choose ' + name);
  input.onchange = () => choose(input.checked);
  return input;
};
const boxes = (data, tell) => {
  const ids = data.rows.map(row => row._id), chosen = new Set(data.chosen);
  const choose = (some, on) => { some.forEach(id => on ? chosen.add(id) : chosen.delete(id)); show(); tell([...chosen]); };
  const all = box('all', on => choose(ids, on));
  const each = data.rows.map(row => box(row[data.columns[0].key], on => choose([row._id], on)));
  const show = () => {
    each.forEach((input, at) => { input.checked = chosen.has(ids[at]); });
    all.checked = ids.every(id => chosen.has(id));
    all.indeterminate = !all.checked && ids.some(id => chosen.has(id));
  };
  show();
  return { all, each };
};
const link = (row, text, open) => {
  const anchor = document.createElement('a');
  anchor.href = row._href; anchor.textContent = text;
  anchor.onclick = event => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault(); open(row._id);
  };
  return anchor;
};
export default function ({ parentElement, data, setTriggerValue, setStateValue }) {
  const wrap = region(parentElement);
  const told = JSON.stringify([data.rows, data.columns, data.caption, data.choose]);
  if (wrap.told === told) return;  // the same rows: leave the focus and the ticks where they are
  wrap.told = told;
  wrap.setAttribute('aria-label', data.caption);
  const ticks = data.choose && boxes(data, ids => setStateValue('chosen', ids));
  const table = document.createElement('table');
  table.createCaption().textContent = data.caption;
  const head = table.createTHead().insertRow();
  if (ticks) { heading(head, 'Choose', 'tick'); head.cells[0].append(' ', ticks.all); }
  data.columns.forEach(column => heading(head, column.label, column.kind));
  const body = table.createTBody();
  data.rows.forEach((row, at) => {
    const line = body.insertRow();
    if (row._late) line.className = 'late';
    if (ticks) line.insertCell().appendChild(ticks.each[at]);
    data.columns.forEach((column, place) => {
      const cell = document.createElement(place ? 'td' : 'th');
      if (!place) cell.scope = 'row';
      if (column.kind) cell.className = column.kind;
      const text = row[column.key] ?? '';
      if (!place && row._href) cell.appendChild(link(row, text, id => setTriggerValue('open', id)));
      else cell.textContent = text;
      line.appendChild(cell);
    });
  });
  wrap.replaceChildren(table);
}
"""

_component = st.components.v2.component("records_desk_table", css=CSS, js=JS)


def table(
    rows: list[dict[str, str]],
    columns: dict[str, str],
    caption: str,
    key: str,
    *,
    kinds: dict[str, str] | None = None,
    choose: bool = False,
    chosen: Sequence[str] = (),
    saved_as: str | None = None,
) -> Any:
    """Show rows of text under columns (key to heading). Answers .open, the _id of a link that was followed, and .chosen.

    A row may hold _id, _href and _late. kinds gives a column the look figure, short, when, lines or long. chosen: what is ticked at first.
    saved_as: what the link to these lines as a file is called; None for none.
    """
    described = [{"key": name, "label": label, "kind": (kinds or {}).get(name, "")} for name, label in columns.items()]
    shown = [{name: row.get(name) for name in (*columns, "_id", "_href", "_late")} for row in rows]
    data = {"rows": shown, "columns": described, "caption": caption, "choose": choose, "chosen": _chosen(key, chosen)}
    answer = _component(data=data, key=key, default={"chosen": list(chosen)}, on_open_change=_nothing, on_chosen_change=_nothing)
    if saved_as and rows:
        _files.take_lines(rows, columns, saved_as, f"{key}_file")
    return answer


def _chosen(key: str, at_first: Sequence[str]) -> list[str]:
    state = st.session_state.get(key)
    return list(state.get("chosen") or []) if state else list(at_first)


def _nothing() -> None:
    """Streamlit reruns the page by itself; only the names of the events must be known."""
