"""The frame around each of the desk's pages, whoever serves it: who is let in, look and title, and at its foot the choice of files."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from records_desk.db.language import translated
from records_desk.db.ledger import Refused, Staff
from records_desk.pages import _files, _language, _look, _making, _session
from records_desk.pages._words import dated, plain


class DeskPage(StreamlitPage):
    """A page of the desk in some st.navigation: a host runs it as any other, and what belongs around it comes with it."""

    def run(self) -> None:
        """Draw the page in its frame."""
        st.set_page_config(page_title=f"{self.named()} · Records Desk", layout="wide")
        with told_what_is_broken():
            if st.session_state["desk_prefix"]:  # in a host; the desk's own shell did so before it offered any page
                admit()
            _making.told()
            super().run()
            _files.choose()

    def named(self) -> str:
        """A request's page is called after its number: several stand open beside one another."""
        return (self.url_path.endswith("request") and st.query_params.get("number", "")[:20]) or self.title


def admit() -> Staff:
    """Who is here; anybody else is told why they see nothing, and the page stops."""
    _session.require_sign_in()
    me = _session.staff()
    if me is None:
        _look.dress()
        st.title("Records Desk", anchor=False)
        st.error(translated("You are not on the desk's list of staff: ask its administrator to add you."))
        _language.ways()
        st.stop()
    return me


@contextmanager
def told_what_is_broken() -> Iterator[None]:
    """Where the store cannot be read, say so in a sentence in the place of what would follow."""
    try:
        yield
    except Refused as refused:
        st.error(plain(dated(str(refused))), icon=None)
