import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.placement.pots import Pot, has_free_place, may_begin, notice_above_agreed
from talachse.rules.placement.rehapro import (
    add_months,
    full_end,
    latest_end,
    latest_full_length_entry,
    may_admit,
    may_end_on,
    months_taken_part,
    programme_facts,
)

DAYS = st.dates(dt.date(2021, 1, 1), dt.date(2026, 12, 31))


def test_a_group_caps_at_its_places() -> None:
    assert has_free_place(capacity=12, occupied=11).reason == "1 von 12 Plätzen ist frei."
    assert has_free_place(capacity=12, occupied=12).is_no


def test_the_agreed_number_is_no_ceiling_the_621st_only_gets_a_notice() -> None:
    assert notice_above_agreed(agreed=620, occupied_after=620) == ""
    assert notice_above_agreed(agreed=620, occupied_after=621).startswith("Das ist Platz 621; vereinbart waren 620.")


def test_the_689th_admission_is_refused() -> None:
    day = dt.date(2024, 5, 2)
    assert may_admit(starts_on=day, admitted_so_far=687).is_yes
    refused = may_admit(starts_on=day, admitted_so_far=688)
    assert refused.is_no
    assert "Alle 688 Aufnahmen" in refused.reason


@pytest.mark.parametrize(
    ("day", "allowed"),
    [
        (dt.date(2021, 12, 31), False),
        (dt.date(2022, 1, 1), True),
        (dt.date(2026, 10, 31), True),
        (dt.date(2026, 11, 1), False),
    ],
)
def test_an_admission_lies_inside_the_programme(day: dt.date, allowed: bool) -> None:
    assert may_admit(starts_on=day, admitted_so_far=0).is_yes is allowed


def test_thirty_six_months_end_the_day_before_and_pauses_come_on_top() -> None:
    start = dt.date(2022, 3, 1)
    assert latest_end(start, []) == dt.date(2025, 2, 28)
    assert latest_end(start, [(dt.date(2023, 1, 1), dt.date(2023, 1, 10))]) == dt.date(2025, 3, 10)


def test_nobody_takes_part_after_the_programme() -> None:
    assert latest_end(dt.date(2024, 6, 1), []) == dt.date(2026, 10, 31)


def test_the_last_entry_that_leaves_the_full_time() -> None:
    day = latest_full_length_entry(on=dt.date(2026, 1, 1))
    assert day == dt.date(2023, 11, 1)
    assert latest_end(day, []) == dt.date(2026, 10, 31)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (dt.date(2024, 1, 31), 1, dt.date(2024, 2, 29)),
        (dt.date(2023, 1, 31), 1, dt.date(2023, 2, 28)),
        (dt.date(2023, 12, 15), 1, dt.date(2024, 1, 15)),
        (dt.date(2026, 11, 1), -36, dt.date(2023, 11, 1)),
        (dt.date(2023, 3, 31), 1, dt.date(2023, 4, 30)),
    ],
)
def test_a_missing_day_becomes_the_last_of_its_month(day: dt.date, months: int, expected: dt.date) -> None:
    assert add_months(day, months) == expected


@given(DAYS, st.one_of(st.none(), DAYS), st.lists(st.tuples(DAYS, st.one_of(st.none(), DAYS)), max_size=1), DAYS)
def test_months_are_the_days_taken_part_by_thirty(
    start: dt.date, end: dt.date | None, pauses: list[tuple[dt.date, dt.date | None]], on: dt.date
) -> None:
    last = min(end or on, on)
    days = [start + dt.timedelta(days=n) for n in range((last - start).days + 1)]
    taken = [day for day in days if not any(since <= day <= (until or last) for since, until in pauses)]
    assert months_taken_part(start, end, pauses, on=on) == len(taken) // 30


SIGNED = dt.date(2021, 7, 1)


def pot(*stays: tuple[dt.date, dt.date | None], places: Any = ((SIGNED, 2),), ends_on: dt.date | None = None) -> Pot:
    """Two places since the signing, and who holds one."""
    return Pot(begins_on=SIGNED, ends_on=ends_on, places=places, stays=stays)


def test_the_last_place_is_free_until_somebody_takes_it() -> None:
    one = (dt.date(2026, 1, 1), None)
    assert may_begin(pot(one), starts_on=dt.date(2026, 2, 1)).reason == "1 von 2 Plätzen ist frei."
    refused = may_begin(pot(one, one), starts_on=dt.date(2026, 2, 1))
    assert (refused.is_no, refused.reason) == (True, "Alle 2 Plätze dieser Gruppe sind besetzt.")


@pytest.mark.parametrize(
    ("places", "taken", "reason"),
    [
        (1, 1, "Der einzige Platz dieser Gruppe ist besetzt."),
        (0, 0, "In dieser Gruppe gibt es an diesem Tag keine Plätze."),
        (5, 2, "3 von 5 Plätzen sind frei."),
    ],
)
def test_the_reason_can_be_read_aloud(places: int, taken: int, reason: str) -> None:
    stays = [(dt.date(2026, 1, 1), None)] * taken
    assert may_begin(pot(*stays, places=((SIGNED, places),)), starts_on=dt.date(2026, 2, 1)).reason == reason


def test_a_place_is_free_the_day_after_the_last_day() -> None:
    here, left = (dt.date(2026, 1, 1), None), (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
    assert may_begin(pot(here, left), starts_on=dt.date(2026, 3, 31)).is_no
    assert may_begin(pot(here, left), starts_on=dt.date(2026, 4, 1)).is_yes


def test_a_start_recorded_late_counts_only_who_was_there_at_the_same_time() -> None:
    one_after_another = [(dt.date(2026, month, 1), dt.date(2026, month, 28)) for month in (1, 2, 3, 4)]
    assert may_begin(pot(*one_after_another), starts_on=dt.date(2026, 1, 15)).is_yes


def test_somebody_who_comes_later_keeps_the_place_promised() -> None:
    here, coming = (dt.date(2026, 1, 1), None), (dt.date(2026, 5, 1), None)
    refused = may_begin(pot(here, coming), starts_on=dt.date(2026, 4, 1))
    assert refused.reason == "Ab dem 01.05.2026 sind alle 2 Plätze dieser Gruppe vergeben."


def test_a_cut_that_is_already_known_counts() -> None:
    cut = ((SIGNED, 2), (dt.date(2027, 1, 1), 1))
    assert may_begin(pot((dt.date(2026, 1, 1), None), places=cut), starts_on=dt.date(2026, 4, 1)).is_no
    gone_by_then = pot((dt.date(2026, 1, 1), dt.date(2026, 12, 31)), places=cut)
    assert may_begin(gone_by_then, starts_on=dt.date(2026, 4, 1)).is_yes


def test_what_comes_after_the_end_of_the_group_does_not_matter() -> None:
    after = (dt.date(2027, 1, 1), None)
    ended = pot(after, after, ends_on=dt.date(2026, 12, 31))
    assert may_begin(ended, starts_on=dt.date(2026, 4, 1)).is_yes


def test_outside_its_time_a_group_says_why() -> None:
    ended = pot(ends_on=dt.date(2025, 6, 30))
    assert "erst ab dem 01.07.2021" in may_begin(ended, starts_on=dt.date(2021, 6, 30)).reason
    assert "bis zum 30.06.2025" in may_begin(ended, starts_on=dt.date(2025, 7, 1)).reason
    assert may_begin(ended, starts_on=dt.date(2025, 6, 30)).is_yes


def test_a_group_without_places_has_none_free() -> None:
    assert may_begin(pot(places=()), starts_on=dt.date(2026, 1, 1)).is_no


@given(
    st.lists(st.tuples(DAYS, st.integers(0, 400)), max_size=8),
    st.lists(st.tuples(DAYS, st.integers(0, 4)), max_size=3, unique_by=lambda step: step[0]),
    DAYS,
)
def test_on_no_day_are_there_more_people_than_places(
    stays: list[tuple[dt.date, int]], steps: list[tuple[dt.date, int]], starts_on: dt.date
) -> None:
    begins = dt.date(2021, 1, 1)
    places = dict([(begins, 2), *steps])
    held = [(begin, begin + dt.timedelta(days=days)) for begin, days in stays]
    may = may_begin(Pot(begins, None, tuple(places.items()), held), starts_on=starts_on).is_yes
    horizon = [starts_on + dt.timedelta(days=n) for n in range((dt.date(2028, 3, 1) - starts_on).days)]
    room = [
        places[max(since for since in places if since <= day)] > sum(begin <= day <= end for begin, end in held)
        for day in horizon
    ]
    assert may is all(room)


def test_nobody_is_recorded_beyond_the_latest_day() -> None:
    latest = dt.date(2026, 10, 31)
    assert may_end_on(latest, latest=latest).is_yes
    assert "spätestens am 31.10.2026" in may_end_on(dt.date(2026, 11, 1), latest=latest).reason


def test_the_programme_is_over_the_day_after_its_last() -> None:
    assert not programme_facts(on=dt.date(2026, 10, 31)).is_over
    over = programme_facts(on=dt.date(2026, 11, 1))
    assert (over.first, over.last, over.admissions, over.is_over) == (
        dt.date(2022, 1, 1),
        dt.date(2026, 10, 31),
        688,
        True,
    )


def test_a_start_after_the_programme_is_refused_with_its_time() -> None:
    refused = may_admit(starts_on=dt.date(2026, 11, 24), admitted_so_far=0)
    assert "01.01.2022 bis zum 31.10.2026" in refused.reason
    assert "24.11.2026 liegt außerhalb" in refused.reason


def test_36_months_from_a_leap_day_end_with_the_month() -> None:
    assert full_end(dt.date(2024, 2, 29)) == dt.date(2027, 2, 28)
    assert full_end(dt.date(2023, 3, 1)) == dt.date(2026, 2, 28)
