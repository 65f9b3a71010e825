"""Stays that are over already, and fewer places than people."""

import datetime as dt

import pytest

from talachse.rules.placement.pots import Pot, Stay, may_begin, places_suffice


def d(day: int, month: int = 1) -> dt.date:
    return dt.date(2026, month, day)


def test_a_stay_that_is_over_needs_a_place_only_on_its_own_days() -> None:
    pot = Pot(d(1), None, [(d(1), 1)], [(d(20), None)])
    assert may_begin(pot, starts_on=d(5)).is_no
    assert may_begin(pot, starts_on=d(5), until=d(19)).is_yes
    assert may_begin(pot, starts_on=d(5), until=d(20)).is_no


@pytest.mark.parametrize(
    ("places", "stays", "enough"),
    [
        ([(d(1), 2)], [(d(1), None), (d(2), None)], True),
        ([(d(1), 1)], [(d(1), None), (d(2), None)], False),
        ([(d(1), 1)], [(d(1), d(9)), (d(2), d(9))], True),
        ([(d(1), 1)], [(d(1), d(10)), (d(2), d(10))], False),
        ([(d(1), 2), (d(20), 1)], [(d(1), None), (d(2), None)], False),
        ([(d(1), 1)], [(d(1), None), (d(15), None)], False),
        ([(d(20), 5)], [(d(1), None)], False),
        ([], [], True),
    ],
)
def test_fewer_places_than_people_are_not_set(
    places: list[tuple[dt.date, int]], stays: list[Stay], enough: bool
) -> None:
    assert places_suffice(places=places, stays=stays, since=d(10)).is_yes is enough


def test_the_reason_names_the_day_and_both_numbers() -> None:
    verdict = places_suffice(places=[(d(1), 1)], stays=[(d(1), None), (d(15), None)], since=d(10))
    assert verdict.reason.startswith("Am 15.01.2026 haben hier 2 Menschen einen Platz, es gäbe aber nur 1 Platz.")
