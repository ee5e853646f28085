"""A long list page by page. The page stands in the address as <list>_page; the list's rows stand in the container <list>_rows.

A long list within a page begins with its last part, where the newest are.
"""

from typing import Any

import streamlit as st

from records_desk.db.language import translated
from records_desk.pages import _filters, _focus, _session


def first_page(name: str) -> None:
    """Another filter shows its rows from the beginning; what the address said is past."""
    st.session_state[f"{name}_page"] = 1
    _filters.understood()


def rows(name: str, query: str, size: int, **filters: Any) -> list[dict[str, Any]]:
    """The rows of the page that is shown, of the first one where there are not so many. Each knows the `total`."""
    page = st.session_state.get(f"{name}_page", 1)
    found = _session.store().recall(query, **filters, today=_session.today(), page=page, page_size=size)
    if found or page == 1:
        return found
    first_page(name)
    return rows(name, query, size, **filters)


def pages(name: str, total: int, size: int) -> None:
    """The way to the other pages, where there are any; one that the address names is known only now."""
    if total <= size:
        return
    key = f"{name}_page"
    page = st.session_state.get(key, 1)
    asked = st.pagination(-(-total // size), key=key, on_change=_focus.focus, args=(f"{name}_rows",), **_filters.IN_ADDRESS)
    if asked != page:
        st.rerun()


def part(lines: list[Any], size: int, key: str) -> tuple[list[Any], str]:
    """The lines of a list on the part of it that is shown, and which they are in words; a short list is shown whole, without words."""
    count = -(-len(lines) // size)
    if count <= 1:
        return lines, ""
    after = (count - st.pagination(count, default=count, key=f"{key}_{count}")) * size
    first, last = max(len(lines) - after - size, 0), len(lines) - after
    return lines[first:last], translated(", {first} to {last} shown", first=first + 1, last=last)
