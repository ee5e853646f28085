"""The desk's frame run without a browser, on a real store and a fixed day; audits follow each test."""

import html
import re
import shutil

import pytest
from streamlit.testing.v1 import AppTest

import records_desk
from records_desk.db import city, ledger, roles
from records_desk.db.store import Store
from records_desk.pages import _routes, _session
from tests.conftest import failed_audits, noon

SHELL = str(_session.HERE / "_shell.py")
ADMINISTRATOR = ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1, "Administrator")


@pytest.fixture(scope="session")
def staffed(template, tmp_path_factory):
    """The closed file of a store with one member of staff a role, who signs in by the role's name."""
    path = shutil.copy(template, tmp_path_factory.mktemp("staffed") / "city.duckdb")
    store = Store(path, clock=noon)
    for role in roles.ROLES:
        if role != "administrator":
            values = {"sign_in": role, "name": f"Sam {role.title()}", "title": role.title(), "role": role, "desk_id": 1}
            city.save_person(store, ADMINISTRATOR, None, **values)
    store.close()
    return path


@pytest.fixture
def store(staffed, tmp_path):
    """The store that the pages open."""
    records_desk.configure(database=shutil.copy(staffed, tmp_path / "city.duckdb"), clock=noon)
    opened = _session.store()
    yield opened
    broken = failed_audits(opened) if opened.version else {}
    _routes._offers.clear()
    _session.close_store()
    _session.configured.update(_session.DEFAULTS)
    assert broken == {}


@pytest.fixture
def visit(store):
    """Open a page as someone: `visit("request", "staff", number="PRA-2026-000001")`; in the language of desk_language where one is given."""

    def open_page(name: str = "queue", who: str = "administrator", desk_language: str = "en", **query: str) -> AppTest:
        records_desk.configure(current_user=lambda: who)
        tab = AppTest.from_file(SHELL, default_timeout=30)
        tab.session_state["desk_language"] = desk_language
        tab.run()
        if name != "home":
            for key, value in query.items():
                tab.query_params[key] = value
            tab.switch_page(f"{name}.py").run()
        return well(tab)

    return open_page


@pytest.fixture
def received(store):
    """Log a request and answer its receipt."""

    def log(words: str = "All permits", track: str = "records", **details) -> ledger.Receipt:
        on_date = details.pop("on_date", store.today())
        return ledger.receive(store, ADMINISTRATOR, track=track, on_date=on_date, verbatim=words, **details)

    return log


@pytest.fixture
def shown(monkeypatch):
    """The tables that a page drew, by key: the table component keeps its rows for the browser."""
    from records_desk.pages import _table

    drawn, component = {}, _table._component

    def draw(data, key, **rest):
        drawn[key] = (data["caption"], data["rows"])
        return component(data=data, key=key, **rest)

    monkeypatch.setattr(_table, "_component", draw)
    return drawn


@pytest.fixture
def asked(store, monkeypatch):
    """The names of the queries that were run, in order; what is recalled is not run again."""
    names, read = [], store.read
    monkeypatch.setattr(store, "read", lambda query, **parameters: (names.append(query), read(query, **parameters))[1])
    return names


def offered() -> dict[str, bytes]:
    """Every file that was offered since the last look, by its name, as it is made when its link is followed."""
    made = {kept.file_name: kept.make().read_bytes() for kept in list(_routes._offers.values())}
    _routes._offers.clear()
    return made


def well(tab: AppTest) -> AppTest:
    """The same page, which did not fail."""
    assert not tab.exception, tab.exception[0].value
    return tab


def widget(tab: AppTest, ending: str):
    """The widget whose key ends so: keys of forms hold a token."""
    kinds = ("text_input", "text_area", "selectbox", "multiselect", "date_input", "time_input", "checkbox", "radio", "button")
    (found,) = [item for kind in kinds for item in getattr(tab, kind) if (item.key or "").endswith(ending)]
    return found


def labelled(tab: AppTest, label: str):
    """The field with this label."""
    kinds = ("text_input", "text_area", "selectbox", "multiselect", "date_input", "time_input", "checkbox")
    (found,) = [item for kind in kinds for item in getattr(tab, kind) if item.label == label]
    return found


def press(tab: AppTest, ending: str) -> AppTest:
    """Press the button whose key ends so."""
    widget(tab, ending).click()
    return well(tab.run())


def to_correct(tab: AppTest, place: int = 0) -> AppTest:
    """Choose an entry under “Correct an entry”, newest first."""
    box = next(box for box in tab.selectbox if box.key.startswith("request_entry_"))
    box.set_value(list(box.format_func.__self__)[place])  # the codes of the list, whose names it looks up
    return well(tab.run())


def titles(tab: AppTest) -> list[str]:
    """The headings of the page."""
    return [title.value for title in tab.title]


def facts(tab: AppTest) -> dict[str, list[str]]:
    """What stands at the top of a request: by its name each fact, and more of it."""
    (list_,) = [item.proto.body for item in tab.get("html") if "desk-facts" in item.proto.body and "<dl" in item.proto.body]
    told = {}
    for part in list_.split("<dt>")[1:]:
        name, _, rest = part.partition("</dt>")
        told[name] = [html.unescape(re.sub("<[^>]*>", "", one)) for one in re.findall("<dd.*?</dd>", rest)]
    return told


def said(tab: AppTest) -> str:
    """What the last act did, as shown."""
    return " ".join(item.value for item in tab.success).replace("\\", "")


def refused(tab: AppTest) -> str:
    """What the page says against an act."""
    return " ".join(item.value for item in tab.error).replace("\\", "")
