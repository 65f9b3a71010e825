import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.deadlines import add_working_days, answer_due_on, holidays_of, is_working_day
from talachse.rules.intake import (
    COMPLAINTS,
    NEXT_STATUSES,
    Channel,
    RequestStatus,
    answer_due,
    is_overdue,
    may_change,
    needs_address,
)

DUE = dt.date(2026, 11, 27)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (dt.date(2026, 11, 24), True),
        (dt.date(2026, 11, 28), False),  # Saturday
        (dt.date(2026, 6, 4), False),  # Fronleichnam, a holiday in North Rhine-Westphalia
        (dt.date(2026, 1, 6), True),  # Heilige Drei Könige is none here
    ],
)
def test_working_days_are_those_of_north_rhine_westphalia(day: dt.date, works: bool) -> None:
    assert is_working_day(day) is works


def test_an_answer_to_a_question_on_christmas_eve_waits_for_three_working_days() -> None:
    assert answer_due_on(dt.date(2026, 12, 24)) == dt.date(2026, 12, 30)


@given(st.dates(dt.date(2021, 1, 1), dt.date(2035, 1, 1)), st.integers(1, 20))
def test_a_deadline_is_a_later_working_day(start: dt.date, days: int) -> None:
    due = add_working_days(start, days)
    assert due > start
    assert is_working_day(due)


@pytest.mark.parametrize(
    ("status", "today", "overdue"),
    [
        (RequestStatus.NEW, DUE, False),
        (RequestStatus.NEW, DUE + dt.timedelta(days=1), True),
        (RequestStatus.ANSWERED, DUE + dt.timedelta(days=1), False),
    ],
)
def test_the_due_day_itself_is_in_time(status: RequestStatus, today: dt.date, overdue: bool) -> None:
    assert is_overdue(status, DUE, today=today) is overdue


def test_every_status_can_be_reached_and_only_closed_is_the_end() -> None:
    reached = frozenset().union(*NEXT_STATUSES.values())
    assert reached == frozenset(RequestStatus) - {RequestStatus.NEW}
    assert [status for status, following in NEXT_STATUSES.items() if not following] == [RequestStatus.CLOSED]


def test_a_closed_request_does_not_move() -> None:
    assert may_change(RequestStatus.CLOSED, RequestStatus.ANSWERED).is_no
    assert may_change(RequestStatus.NEW, RequestStatus.ANSWERED).is_yes


def test_only_mail_and_telephone_need_an_address() -> None:
    assert [channel for channel in Channel if needs_address(channel)] == [Channel.EMAIL, Channel.PHONE]


def test_a_complaint_has_ten_working_days_and_a_question_three() -> None:
    friday = dt.date(2026, 11, 27)
    assert answer_due("desk-advice", friday) == dt.date(2026, 12, 2)
    assert answer_due(COMPLAINTS, friday) == dt.date(2026, 12, 11)


def test_the_holidays_of_a_year_are_those_of_the_land() -> None:
    assert dt.date(2026, 11, 1) in holidays_of(2026)
    assert dt.date(2026, 10, 31) not in holidays_of(2026)
