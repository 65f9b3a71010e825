import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.placement.pots import has_free_place, notice_above_agreed
from talachse.rules.placement.rehapro import (
    add_months,
    latest_end,
    latest_full_length_entry,
    may_admit,
    months_taken_part,
)

DAYS = st.dates(dt.date(2021, 1, 1), dt.date(2026, 12, 31))


def test_a_group_caps_at_its_places() -> None:
    assert has_free_place(capacity=12, occupied=11).reason == "1 von 12 Plätzen sind frei."
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
