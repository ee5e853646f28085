"""Holds and sealed requests on their page, the review list, and the period in Settings."""

from datetime import date

import pytest

from records_desk.db import ledger
from records_desk.db.files import File
from tests.pages.conftest import ADMINISTRATOR, press, refused, said, titles, well, widget

LONG_AGO = date(2023, 3, 1)


@pytest.fixture
def closed(store, received):
    """A request with a name, a file and a letter, closed three years ago."""
    file = File("plan.pdf", "application/pdf", b"a plan")
    receipt = received("Ferry tickets", on_date=LONG_AGO, name="Pat Example", email="pat@example.org", files=(file,))
    for kind, values in (("acknowledged", {}), ("closed", {"outcome": "withdrawn"})):
        ledger.record(store, receipt.request_id, kind, ADMINISTRATOR, on_date=LONG_AGO, **values)
    return receipt


def hold(store, receipt) -> None:
    ledger.record(store, receipt.request_id, "hold_set", ADMINISTRATOR, on_date=LONG_AGO, reason="Claim *12*")


def on_page(tab) -> str:
    """Every text of the page."""
    return "\n".join(str(item.value) for kind in ("text", "caption", "info", "warning", "markdown", "code") for item in getattr(tab, kind)).replace("\\", "")


def test_a_standing_hold_is_told_at_the_top_with_its_reason_as_text(visit, store, closed):
    hold(store, closed)
    tab = visit("request", "viewer", number=closed.number)
    assert [item.value.replace("\\", "") for item in tab.warning] == ["Legal hold since Wed 1 Mar 2023: nothing of this request may be sealed."]
    assert "Reason of the hold: Claim *12*" in [item.value for item in tab.text]


def test_a_sealed_request_says_when_and_under_what_where_its_words_were(visit, store, closed):
    assert "Ferry tickets" in on_page(visit("request", "viewer", number=closed.number))
    ledger.record(store, closed.request_id, "anonymised", ADMINISTRATOR, on_date=store.today(), reference="Resolution 2026-12", reason="Schedule 4")
    tab = visit("request", "administrator", number=closed.number)
    shown = on_page(tab)
    assert "Sealed on Mon 20 Apr 2026 under Resolution 2026-12." in [item.value for item in tab.text]
    assert not [word for word in ("Ferry", "Pat Example", "pat@example.org", "plan.pdf", "Acknowledg") if word in shown]
    assert f"SHA-256 {File('', '', b'a plan').sha256}" in shown
    labels = {item.label for item in tab.expander}
    assert not labels & {"Correct the facts", "Correct an entry", "Split off a part"} and not tab.selectbox("desk_files_as").disabled
    assert not [item for item in tab.button if (item.key or "").endswith("_send")]


def test_an_address_of_a_later_page_shows_that_page(visit, store, received, shown):
    for _ in range(103):
        receipt = received("Ferry tickets", on_date=LONG_AGO)
        ledger.record(store, receipt.request_id, "closed", ADMINISTRATOR, on_date=LONG_AGO, outcome="withdrawn")
    visit("retention", "auditor", retention_page="2")
    caption, rows = shown[next(key for key in shown if key.endswith("_table") and key.startswith("retention"))]
    assert caption == "103 due for review, oldest first: 3 on this page" and len(rows) == 3


def test_the_list_is_for_the_administrator_and_the_auditor(visit, closed, shown):
    for who in ("viewer", "staff", "official", "manager"):
        assert titles(visit("retention", who)) == ["Not for you"]
    for who in ("auditor", "administrator"):
        tab = visit("retention", who)
        caption, rows = shown[next(key for key in shown if key.endswith("_table") and key.startswith("retention"))]
        assert caption == "1 due for review, oldest first" and [row["number"] for row in rows] == [closed.number]
        assert ("Tick requests to anonymise them under one approval." in on_page(tab)) == (who == "administrator")


def test_the_filters_narrow_the_list_and_an_empty_one_says_so(visit, store, closed):
    tab = visit("retention")
    widget(tab, "retention_hold").set_value("held")
    assert "Nothing is due for review with these filters." in on_page(well(tab.run()))
    hold(store, closed)
    assert "held since" not in on_page(tab) and not [item for item in well(tab.run()).info]


def test_what_is_ticked_is_sealed_under_one_approval_and_each_result_is_told(visit, store, closed, received, shown, monkeypatch):
    other = received("Other words", on_date=LONG_AGO)
    ledger.record(store, other.request_id, "voided", ADMINISTRATOR, on_date=LONG_AGO, reason="Twice")
    hold(store, other)
    tick(monkeypatch, [closed.number, other.number])
    tab = visit("retention")
    press(tab, "_send")
    assert "“Anonymise the request” needs: Reference, Reason." in refused(tab)
    widget(tab, "_reference").set_value("Resolution 2026-12")
    widget(tab, "_reason").set_value("Schedule 4")
    press(tab, "_send")
    assert "1 anonymised, 1 refused." in said(tab)
    _, rows = shown["retention_results"]
    assert [(row["number"], row["stands"]) for row in rows] == [(other.number, "Refused"), (closed.number, "Done")]
    assert "legal hold has stood since 2023-03-01" in rows[0]["told"]
    assert store.query("select count(*) as n from store.request_text where body like 'Ferry%'") == [{"n": 0}]


def tick(monkeypatch, numbers) -> None:
    """Tick lines of the review list: the component that is ticked lives in the browser."""
    from records_desk.pages import _table

    component = _table._component

    class Ticked:
        open, chosen = None, numbers

    def draw(data, key, **rest):
        answer = component(data=data, key=key, **rest)
        return Ticked if key.startswith("retention_chosen") else answer

    monkeypatch.setattr(_table, "_component", draw)


def test_the_period_is_set_in_settings_and_less_than_two_years_are_refused(visit, store):
    tab = visit("settings")
    (years,) = [box for box in tab.number_input if box.label == "Years that requests are kept"]
    assert years.value == 2
    years.set_value(1)
    (send,) = [button for button in tab.button if button.label == "Save the period"]
    send.click()
    assert "34090" in refused(well(tab.run()))
    (years,) = [box for box in tab.number_input if box.label == "Years that requests are kept"]
    years.set_value(5)
    (send,) = [button for button in tab.button if button.label == "Save the period"]
    send.click()
    assert "Requests are kept 5 years." in said(well(tab.run()))
