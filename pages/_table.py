"""The accessible table: real headers, links and check boxes, usable by keyboard and read by screen readers.

Text goes in as text: a requester's Markdown or HTML stays what it is.
"""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from records_desk.db.language import translated
from records_desk.pages import _files
from records_desk.pages._look import BADGE

Cell = str | list[str | tuple[str, str]]  # words; or parts below one another, those of two being words in a frame and the tone of it
Line = dict[str, Any]  # a Cell under each column's key, and what is about the whole line
LONG = 200  # signs of a text beyond which the rest of it is folded

CSS = (
    BADGE
    + """
.wrap { overflow-x: auto; }
.wrap:focus-visible, a:focus-visible, input:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: 0.9rem; color: var(--st-text-color); }
caption { text-align: left; padding: 0.25rem 0; font-weight: 600; }
th, td { padding: 0.4rem 0.55rem; border-bottom: 1px solid #c9ced6; text-align: left; vertical-align: top; font-weight: 400; }
thead th { background: var(--st-secondary-background-color); font-weight: 600; white-space: nowrap; }
td.figure, th.figure { text-align: right; font-variant-numeric: tabular-nums; }
td.short, th.short { white-space: nowrap; }
td.when { min-width: 8.5rem; }
thead th.tick { white-space: normal; width: 1%; }
td.lines { white-space: pre; }
tbody .long { min-width: 12rem; white-space: pre-line; overflow-wrap: anywhere; }
tbody tr:hover { background: var(--st-secondary-background-color); }
tr.late td.when .part:first-child, tr.late td.when:not(:has(.part)) { font-weight: 700; color: #8a1414; }
a { color: var(--st-link-color); display: inline-block; min-height: 24px; white-space: nowrap; }
input[type=checkbox] { width: 24px; height: 24px; margin: 0; }
.part { display: block; }
.badge { margin: 1px 0; }
button.more { font: inherit; color: var(--st-link-color); background: none; border: 0; padding: 0 0.3rem; min-height: 24px; min-width: 24px; text-decoration: underline; cursor: pointer; }
@media (max-width: 640px) {
  .many, .many caption, .many tbody, .many tr, .many th, .many td { display: block; width: auto; white-space: normal; text-align: left; border: 0; }
  .many thead { display: block; background: var(--st-secondary-background-color); }
  .many thead th:not(.tick) { position: absolute; width: 1px; height: 1px; padding: 0; overflow: hidden; clip-path: inset(50%); }
  .many tbody tr { border: 1px solid #c9ced6; border-radius: 0.4rem; padding: 0.3rem 0; margin: 0 0 0.6rem; }
  .many tbody :is(th, td) { padding: 0.15rem 0.6rem; min-width: 0; }
  .many tbody td:empty { display: none; }
  .many td[data-label]::before { content: attr(data-label) ': '; color: #3b424c; }
  .many td[data-label] .part:first-child { display: inline; }
}
button.more:focus-visible { outline: 3px solid var(--st-primary-color); outline-offset: 2px; }
"""
)

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
const roled = (element, role) => { element.setAttribute('role', role); return element; };  // said: a narrow window lays the table out as blocks
const heading = (line, text, kind) => {
  const cell = roled(document.createElement('th'), 'columnheader');
  cell.scope = 'col'; cell.textContent = text; if (kind) cell.className = kind;
  line.appendChild(cell);
};
const box = (name, choose) => {
  const input = document.createElement('input');
  input.type = 'checkbox';
  input.setAttribute('aria-label', name);
  input.onchange = () => choose(input.checked);
  return input;
};
const boxes = (data, tell) => {
  const ids = data.rows.map(row => row._id), chosen = new Set(data.chosen);
  const choose = (some, on) => { some.forEach(id => on ? chosen.add(id) : chosen.delete(id)); show(); tell([...chosen]); };
  const all = box(data.words.all, on => choose(ids, on));
  const each = data.rows.map(row => box(data.words.choose.replace('{line}', row[data.columns[0].key]), on => choose([row._id], on)));
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
const folded = (cell, text, data) => {
  const most = data.long, words = data.words;
  if (text.length <= most) return cell.append(text);
  const cut = text.lastIndexOf(' ', most) > most / 2 ? text.lastIndexOf(' ', most) : most;
  const rest = document.createElement('span'), more = document.createElement('button');
  const show = on => { rest.textContent = on ? text.slice(cut) : ' …'; more.textContent = on ? words.less : words.more; more.setAttribute('aria-expanded', on); };
  more.type = 'button'; more.className = 'more';
  more.onclick = () => show(more.getAttribute('aria-expanded') !== 'true');
  show(false);
  cell.append(text.slice(0, cut), rest, ' ', more);
};
const fill = (cell, value, kind, data) => {
  if (typeof value === 'string') return kind === 'long' ? folded(cell, value, data) : cell.append(value);
  (value ?? []).forEach(part => {
    const [text, tone] = typeof part === 'string' ? [part, ''] : part, place = document.createElement('span');
    place.className = tone ? 'badge ' + tone : 'part';
    place.textContent = text;
    cell.append(...(cell.childNodes.length && tone ? [' ', place] : [place]));
  });
};
export default function ({ parentElement, data, setTriggerValue, setStateValue }) {
  const wrap = region(parentElement);
  const told = JSON.stringify([data.rows, data.columns, data.caption, data.choose, data.words]);
  if (wrap.told === told) return;  // the same rows: leave the focus and the ticks where they are
  wrap.told = told;
  wrap.setAttribute('aria-label', data.caption);
  const ticks = data.choose && boxes(data, ids => setStateValue('chosen', ids));
  const table = roled(document.createElement('table'), 'table');
  if (data.columns.length > 3) table.className = 'many';
  table.createCaption().textContent = data.caption;
  const head = roled(roled(table.createTHead(), 'rowgroup').insertRow(), 'row');
  if (ticks) { heading(head, data.words.tick, 'tick'); head.cells[0].append(' ', ticks.all); }
  data.columns.forEach(column => heading(head, column.label, column.kind));
  const body = roled(table.createTBody(), 'rowgroup');
  data.rows.forEach((row, at) => {
    const line = roled(body.insertRow(), 'row');
    if (row._late) line.className = 'late';
    if (ticks) roled(line.insertCell(), 'cell').appendChild(ticks.each[at]);
    data.columns.forEach((column, place) => {
      const cell = roled(document.createElement(place ? 'td' : 'th'), place ? 'cell' : 'rowheader');
      if (place) cell.dataset.label = column.label; else cell.scope = 'row';
      if (column.kind) cell.className = column.kind;
      const value = row[column.key] ?? '';
      if (!place && row._href) cell.appendChild(link(row, value, id => setTriggerValue('open', id)));
      else fill(cell, value, column.kind, data);
      line.appendChild(cell);
    });
  });
  wrap.replaceChildren(table);
}
"""

_component = st.components.v2.component("records_desk_table", css=CSS, js=JS)


def table(
    rows: list[Line],
    columns: dict[str, str],
    caption: str,
    key: str,
    *,
    kinds: dict[str, str] | None = None,
    choose: bool = False,
    chosen: Sequence[str] = (),
    saved_as: str | None = None,
) -> Any:
    """Show rows of text under columns (key to heading, a message). Answers .open, the _id of a link that was followed, and .chosen.

    A cell is a text or a list of parts. A row may hold _id, _href and _late. kinds gives a column the look figure, short, when, lines or long. chosen: what is ticked at first.
    saved_as: what the link to these lines as a file is called; None for none.
    """
    columns = {name: translated(label) for name, label in columns.items()}
    described = [{"key": name, "label": label, "kind": (kinds or {}).get(name, "")} for name, label in columns.items()]
    shown = [{name: row.get(name) for name in (*columns, "_id", "_href", "_late")} for row in rows]
    data = {"rows": shown, "columns": described, "caption": caption, "choose": choose, "chosen": _chosen(key, chosen), "long": LONG, "words": _words()}
    answer = _component(data=data, key=key, default={"chosen": list(chosen)}, on_open_change=_nothing, on_chosen_change=_nothing)
    if saved_as and rows:
        _files.take_lines(rows, columns, saved_as, f"{key}_file")
    return answer


def _words() -> dict[str, str]:
    """What the browser's part says itself."""
    return {"all": translated("Choose all"), "choose": translated("Choose {line}"), "tick": translated("Choose"), "more": translated("more"), "less": translated("less")}


def _chosen(key: str, at_first: Sequence[str]) -> list[str]:
    state = st.session_state.get(key)
    return list(state.get("chosen") or []) if state else list(at_first)


def _nothing() -> None:
    """Streamlit reruns the page by itself; only the names of the events must be known."""
