"""Wrong tokens from one address: free at first, then slower, then refused for a while; nobody else notices."""

import pytest

from records_desk.pages import _slowing
from records_desk.pages._slowing import FREE, LONGEST_PAUSE, MOST_WRONG, WINDOW_SECONDS, Slowing, address_of


def asked_from(address: str) -> dict:
    """A request from an address."""
    return {"type": "http", "client": (address, 40_000)}


@pytest.fixture
def at(monkeypatch):
    """Set the clock: `at(60)` is a minute after the beginning."""
    now = {"seconds": 1_000.0}
    monkeypatch.setattr(_slowing.time, "monotonic", lambda: now["seconds"])
    return lambda seconds: now.update(seconds=1_000.0 + seconds)


def test_the_first_wrong_tokens_are_answered_at_once_the_next_ever_later_and_then_none(at):
    slowing, scope = Slowing(), asked_from("198.51.100.7")
    pauses = [slowing.wrong(scope) for _ in range(MOST_WRONG)]
    assert pauses[:FREE] == [0.0] * FREE and pauses[FREE:] == sorted(pauses[FREE:]) and 0 < pauses[FREE] <= pauses[-1] == LONGEST_PAUSE
    assert slowing.refused_for(scope) == WINDOW_SECONDS
    assert slowing.refused_for(asked_from("198.51.100.8")) == 0


def test_who_is_refused_is_told_how_long_still_and_let_in_again(at):
    slowing, scope = Slowing(), asked_from("198.51.100.7")
    for _ in range(MOST_WRONG):
        slowing.wrong(scope)
    at(100)
    assert slowing.refused_for(scope) == WINDOW_SECONDS - 100
    at(WINDOW_SECONDS)
    assert slowing.refused_for(scope) == 0 and slowing.wrong(scope) == 0.0


def test_not_more_addresses_are_kept_than_there_is_room_for_and_the_quiet_ones_go_first(at, monkeypatch):
    monkeypatch.setattr(_slowing, "MOST_ADDRESSES", 3)
    slowing = Slowing()
    for last in (1, 2, 3, 1, 4, 5):
        slowing.wrong(asked_from(f"198.51.100.{last}"))
    assert list(slowing._wrong) == ["198.51.100.1", "198.51.100.4", "198.51.100.5"]


@pytest.mark.parametrize(
    ("told", "counted_as"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:198.51.100.7", "::ffff:c633:6407"),
        ("not an address", "unknown"),
    ],
)
def test_an_address_is_counted_by_whoever_has_it(told, counted_as):
    assert address_of(asked_from(told)) == counted_as
    assert address_of({"type": "http", "client": None}) == "unknown"
