"""Rules of #Abflug: every branch, and that no two lists ever bear the same marker."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.apprenticeships import (
    MARKER_SIGNS,
    can_add_wish,
    can_check_in,
    can_take_seats,
    lists_expire_before,
    marker,
    seats_expire_before,
)
from talachse.rules.placement.matching_instance import Assignment
from talachse.rules.placement.stable_reasons import Move, fulfilled_wish, moves, why_unmatched

START = dt.datetime(2026, 12, 3, 16, tzinfo=dt.UTC)
END = START + dt.timedelta(hours=2)
HOUR = dt.timedelta(hours=1)
SECOND = dt.timedelta(seconds=1)
NUMBERS = st.integers(0, len(MARKER_SIGNS) ** 5 - 1)


@given(NUMBERS, NUMBERS)
def test_two_lists_never_bear_the_same_marker(one: int, other: int) -> None:
    assert (marker(one) == marker(other)) == (one == other)
    assert len(marker(one)) == 5
    assert set(marker(one)) <= set(MARKER_SIGNS)


@pytest.mark.parametrize("number", [-1, len(MARKER_SIGNS) ** 5])
def test_beyond_the_last_marker_there_is_none(number: int) -> None:
    with pytest.raises(ValueError, match="no marker"):
        marker(number)


def test_the_eleventh_wish_does_not_fit() -> None:
    assert can_add_wish(on_list=9).is_yes
    assert can_add_wish(on_list=10).is_no


@pytest.mark.parametrize(
    ("taken", "people", "cancelled", "now", "word"),
    [
        (0, 6, False, START - HOUR, "noch Plätze frei"),
        (9, 1, False, START - SECOND, "noch Plätze frei"),
        (9, 2, False, START - HOUR, "So viele"),
        (10, 1, False, START - HOUR, "Alle Plätze"),
        (0, 1, False, START, "schon begonnen"),
        (0, 1, True, START - HOUR, "abgesagt"),
    ],
)
def test_seats_are_given_until_the_beginning_and_never_more_than_there_are(
    taken: int, people: int, cancelled: bool, now: dt.datetime, word: str
) -> None:
    verdict = can_take_seats(seats=10, taken=taken, people=people, starts_at=START, cancelled=cancelled, now=now)
    assert word in verdict.reason
    assert verdict.is_yes == (word == "noch Plätze frei")


@pytest.mark.parametrize(
    ("now", "cancelled", "open_"),
    [
        (START - HOUR - SECOND, False, False),
        (START - HOUR, False, True),
        (END, False, True),
        (END + SECOND, False, False),
        (START, True, False),
    ],
)
def test_the_door_is_open_from_an_hour_before_until_the_end(now: dt.datetime, cancelled: bool, open_: bool) -> None:
    assert can_check_in(starts_at=START, ends_at=END, cancelled=cancelled, now=now).is_yes == open_


def test_terms_of_keeping_end_with_their_last_day() -> None:
    assert seats_expire_before(today=dt.date(2026, 12, 31)) == dt.date(2026, 12, 1)
    assert lists_expire_before(today=dt.date(2026, 7, 3)) == dt.date(2026, 1, 1)


def test_who_gets_nothing_reads_what_helps() -> None:
    wishes = {"A": ["x", "y"], "B": [], "C": ["y"]}
    rankings = {"x": {"A": 2}, "y": {}}
    assert fulfilled_wish("A", "y", wishes) == 2
    assert "eingereiht hat" in why_unmatched("A", wishes, rankings)
    assert "neue Plätze" in why_unmatched("B", wishes, rankings)
    assert "ein Treffen vermitteln" in why_unmatched("C", wishes, rankings)


def test_a_simulation_names_only_those_who_get_something_else() -> None:
    before = [Assignment("A", "x"), Assignment("B", "y"), Assignment("C", "z")]
    after = [Assignment("A", "y"), Assignment("C", "z"), Assignment("D", "x")]
    assert moves(before, after) == [Move("A", "x", "y"), Move("B", "y", None), Move("D", None, "x")]
