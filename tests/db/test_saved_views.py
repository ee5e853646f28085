"""Saved views of the queue: whose they are, what they are called, and that they count what the queue shows."""

from datetime import timedelta

import pytest

from records_desk.db import city, config, export, ledger, routing, saved_views
from records_desk.db._refused import Refused
from records_desk.db.saved_views import Filters
from tests.conftest import TODAY
from tests.db.test_city import ADMINISTRATOR, changes

MAKER = ledger.Staff("maker", "Mary Maker", "staff", 21, 1)
OTHER = ledger.Staff("other", "Otto Other", "manager", 22, 2)
VIEWER = ledger.Staff("viewer", "Val Viewer", "viewer", 23)
LATE = Filters(due="overdue", desk_id=1)


def seen(store, by) -> list[str]:
    return [row["name"] for row in saved_views.views(store, by)]


def test_an_own_view_is_seen_by_its_maker_alone_and_a_shared_one_by_everybody(store):
    saved_views.save(store, MAKER, None, "Late", LATE)
    saved_views.save(store, MAKER, None, "Everybody's", Filters(), is_shared=True)
    assert seen(store, MAKER) == ["Late", "Everybody's"]
    assert seen(store, OTHER) == seen(store, VIEWER) == ["Everybody's"]


def test_a_view_keeps_its_filters(store):
    filters = Filters("closed", "irregular", 2, 1, "data", "ferry")
    saved_views.save(store, MAKER, None, "  All   of it ", filters)
    (row,) = saved_views.views(store, MAKER)
    assert row["name"] == "All of it" and {name: row[name] for name in vars(filters)} == vars(filters)


def test_who_only_looks_saves_views_of_the_own_and_shares_none(store):
    saved_views.save(store, VIEWER, None, "Mine", LATE)
    with pytest.raises(Refused, match="To share a view needs the role staff"):
        saved_views.save(store, VIEWER, None, "Ours", LATE, is_shared=True)
    assert seen(store, VIEWER) == ["Mine"]


def test_a_name_is_used_once_among_the_views_that_one_sees(store):
    saved_views.save(store, MAKER, None, "Late", LATE)
    saved_views.save(store, OTHER, None, "Ferries", LATE, is_shared=True)
    for name in ("LATE", "ferries"):
        with pytest.raises(Refused, match="There is a view “.*” already: choose another name."):
            saved_views.save(store, MAKER, None, name, LATE)
    saved_views.save(store, OTHER, None, "Late", LATE)
    saved_views.save(store, MAKER, 1, "LATE", LATE)
    assert seen(store, MAKER) == ["LATE", "Ferries"]


@pytest.mark.parametrize(("name", "sentence"), [(" ", "The view needs a name."), ("x" * 41, "The view has a name of more than 40 letters: shorten it.")])
def test_a_name_that_no_button_could_show_is_refused(store, name, sentence):
    with pytest.raises(Refused, match=sentence):
        saved_views.save(store, MAKER, None, name, LATE)


@pytest.mark.parametrize(("is_shared", "sentence"), [(False, "12 views of your own"), (True, "12 shared views")])
def test_there_are_only_so_many(store, is_shared, sentence):
    for place in range(12):
        saved_views.save(store, MAKER, None, f"View {place}", LATE, is_shared)
    with pytest.raises(Refused, match=f"There are {sentence} already: delete one first."):
        saved_views.save(store, MAKER, None, "One more", LATE, is_shared)
    saved_views.save(store, MAKER, None, "The other kind", LATE, not is_shared)
    with pytest.raises(Refused, match="already"):
        saved_views.save(store, MAKER, 13, "The other kind", LATE, is_shared)
    saved_views.save(store, MAKER, 3, "Still changed", LATE, is_shared)


def test_a_shared_view_is_changed_by_its_maker_and_the_administrator_alone(store):
    view_id = saved_views.save(store, MAKER, None, "Late", LATE, is_shared=True)
    for act in (lambda: saved_views.drop(store, OTHER, view_id), lambda: saved_views.move(store, OTHER, view_id, 1), lambda: saved_views.save(store, OTHER, view_id, "x", LATE, True)):
        with pytest.raises(Refused, match="Only who made this view, or the administrator, can change or delete it."):
            act()
    saved_views.save(store, ADMINISTRATOR, view_id, "Very late", LATE, is_shared=True)
    assert seen(store, MAKER) == ["Very late"]
    saved_views.drop(store, ADMINISTRATOR, view_id)
    with pytest.raises(Refused, match="This view was deleted already."):
        saved_views.drop(store, MAKER, view_id)


def test_nobody_touches_what_is_not_shared_with_them(store):
    view_id = saved_views.save(store, MAKER, None, "Late", LATE)
    with pytest.raises(Refused, match="deleted already"):
        saved_views.drop(store, ADMINISTRATOR, view_id)


def test_a_view_is_moved_among_those_it_is_listed_with(store):
    for name in ("A", "B", "C"):
        saved_views.save(store, MAKER, None, name, LATE)
    saved_views.save(store, MAKER, None, "Shared", LATE, is_shared=True)
    saved_views.move(store, MAKER, 3, -1)
    saved_views.move(store, MAKER, 1, 1)
    assert seen(store, MAKER) == ["C", "A", "B", "Shared"]
    saved_views.move(store, MAKER, 3, -1)
    saved_views.move(store, MAKER, 2, 1)
    assert seen(store, MAKER) == ["C", "A", "B", "Shared"]


def test_what_others_see_is_told_under_changes_and_no_word_to_look_for_is(store):
    saved_views.save(store, MAKER, None, "Own", Filters(words="Jane Doe"))
    assert changes(store) == []
    view_id = saved_views.save(store, MAKER, None, "Ours", Filters(due="overdue", desk_id=1, words="Jane Doe"), is_shared=True)
    saved_views.save(store, MAKER, view_id, "Ours", Filters(due="overdue", desk_id=1, words="John Doe"), is_shared=True)
    saved_views.save(store, MAKER, view_id, "Ours", LATE, is_shared=False)
    told = [(row["what"], row["old_value"], row["new_value"]) for row in changes(store)]
    assert [what for what, _, _ in told] == ["saved_view Ours"] * 3
    assert "desk: City Clerk" in told[0][2] and told[0][1] is None and told[2][2] is None
    assert told[1][1] != told[1][2] and "Doe" not in str(told)


def test_a_configuration_takes_no_view_away_and_holds_none(store):
    before = config.files(store)
    saved_views.save(store, MAKER, None, "Ours", LATE, is_shared=True)
    assert config.files(store) == before
    config.apply(store, ADMINISTRATOR, before)
    assert seen(store, OTHER) == ["Ours"]


DUE = "any overdue today week unassigned irregular due_soon not_accepted stale called clarification_unanswered promise_passed fee_unpaid".split()
CHOSEN = [
    *({"due": due} for due in DUE), *({"due": due, "desk_id": 2} for due in ("called", "overdue", "not_accepted")), {"person_id": 1}, {"person_id": 2}, {"track": "data"},
    {"status": "closed"}, {"status": "all", "due": "irregular"}, {"status": "waiting_on_requester", "desk_id": 1},
]  # fmt: skip


@pytest.fixture
def busy(store, story):
    """Some of everything that a view can ask for, and a person whose backup stands in."""
    city.save_person(store, ADMINISTRATOR, None, sign_in="maker", name="Mary Maker", title=None, role="staff", desk_id=1, backup_id=1, away_from_on=TODAY)
    city.save_desk(store, ADMINISTRATOR, 2, "Information Technology", asks_acceptance=True)
    ago = lambda days: str(TODAY - timedelta(days))  # noqa: E731
    story(f"{ago(40)} received")
    story(f"{ago(40)} received", f"{ago(40)} routed desk_id=2 person_id=2")
    story(f"{ago(10)} received", f"{ago(9)} routed desk_id=1 person_id=1")
    story(f"{ago(8)} received", f"{ago(2)} records_called called_desk_id=2 answer_due_on={ago(1)}")
    story(f"{ago(39)} received", f"{ago(38)} routed desk_id=1", f"{ago(38)} clarification_asked question=Which?")
    story(f"{ago(5)} received", f"{ago(4)} closed outcome=withdrawn")
    story(f"{ago(3)} received", track="data")
    return ledger.Staff("administrator", "Desk administrator", "administrator", 1, 1)


def test_every_view_counts_what_the_queue_shows(store, busy):
    by_id = {}
    for place, chosen in enumerate(CHOSEN):
        is_shared = place >= saved_views.MOST_OWN
        if place == 2 * saved_views.MOST_OWN:
            break
        by_id[saved_views.save(store, busy, None, f"View {place}", Filters(**chosen), is_shared)] = chosen
    counted = {row["view_id"]: row["requests"] for row in store.read("saved_view_counts", person_id=1, reader=1, today=TODAY)}
    shown = {}
    for view_id, chosen in by_id.items():
        filters = export.NO_FILTER | {name: value for name, value in chosen.items() if name != "person_id"}
        if "person_id" in chosen:
            filters["person_ids"] = routing.held_for(store, chosen["person_id"])
        rows = store.read("queue", **filters, today=TODAY, page=1, page_size=1, reader=1)
        shown |= {view_id: rows[0]["total"]} if rows else {}
    assert counted == shown and len(shown) >= 10


def test_a_view_counts_no_request_that_its_reader_may_not_see(store, story):
    hidden = story("2026-04-06 received")
    story("2026-04-06 received")
    ledger.record(store, hidden["request_id"], "restricted", ADMINISTRATOR, on_date=TODAY, readers=[1])
    saved_views.save(store, ADMINISTRATOR, None, "All", Filters(), is_shared=True)
    assert [[row["requests"] for row in store.read("saved_view_counts", person_id=reader, reader=reader, today=TODAY)] for reader in (1, 2)] == [[2], [1]]
