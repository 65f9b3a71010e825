import datetime as dt
from decimal import Decimal

import pytest

from talachse.rules.agreement.document import ClauseStatus, FigureKind, Modality
from talachse.rules.agreement.standing import deviates, due_by_now, is_back_dated, is_late, is_stale

DUE = dt.date(2025, 12, 31)
AFTER = dt.date(2026, 1, 1)


@pytest.mark.parametrize("modality", [Modality.POSS, Modality.CTX])
@pytest.mark.parametrize("status", list(ClauseStatus))
def test_what_binds_nobody_is_never_late(modality: Modality, status: ClauseStatus) -> None:
    assert not is_late(modality, status, DUE, on=dt.date(2099, 1, 1))


@pytest.mark.parametrize(
    ("status", "due_on", "on", "late"),
    [
        (ClauseStatus.RUNNING, DUE, DUE, False),
        (ClauseStatus.RUNNING, DUE, AFTER, True),
        (ClauseStatus.OPEN, DUE, AFTER, True),
        (ClauseStatus.FULFILLED, DUE, AFTER, False),
        (ClauseStatus.OVERTAKEN, DUE, AFTER, False),
        (ClauseStatus.RUNNING, None, AFTER, False),
    ],
)
def test_a_promise_is_late_the_day_after_its_day(
    status: ClauseStatus, due_on: dt.date | None, on: dt.date, late: bool
) -> None:
    assert is_late(Modality.WILL, status, due_on, on=on) is late


@pytest.mark.parametrize(
    ("kind", "actual", "expected"),
    [
        (FigureKind.STATE, "589", False),
        (FigureKind.STATE, "588", True),
        (FigureKind.OFFER, "700", False),
        (FigureKind.CEILING, "620", False),
        (FigureKind.CEILING, "621", True),
        (FigureKind.VOLUME, "1", False),
        (FigureKind.CONTEXT, "1", False),
        (FigureKind.DUTY, None, False),
    ],
)
def test_a_figure_deviates_below_95_percent_and_a_ceiling_only_above(
    kind: FigureKind, actual: str | None, expected: bool
) -> None:
    assert deviates(kind, Decimal(620), None if actual is None else Decimal(actual)) is expected


@pytest.mark.parametrize(
    ("per_year", "on", "due"),
    [
        (12, dt.date(2026, 1, 31), 0),
        (12, dt.date(2026, 2, 1), 1),
        (12, dt.date(2026, 11, 24), 10),
        (4, dt.date(2026, 3, 31), 0),
        (4, dt.date(2026, 4, 1), 1),
        (4, dt.date(2026, 12, 31), 3),
    ],
)
def test_a_duty_of_the_year_counts_periods_that_have_ended(per_year: int, on: dt.date, due: int) -> None:
    assert due_by_now(per_year, on=on) == due


@pytest.mark.parametrize(
    ("rhythm", "waiting", "last_on", "on", "stale"),
    [
        ("year", 0, None, dt.date(2026, 1, 1), True),
        ("year", 0, dt.date(2024, 12, 31), dt.date(2025, 12, 31), False),
        ("year", 0, dt.date(2024, 12, 31), dt.date(2026, 1, 1), True),
        ("year", 3, dt.date(2024, 12, 31), dt.date(2026, 3, 31), False),
        ("month", 0, dt.date(2026, 9, 30), dt.date(2026, 11, 1), True),
        ("quarter", 1, dt.date(2026, 6, 30), dt.date(2026, 10, 31), False),
        ("quarter", 1, dt.date(2026, 6, 30), dt.date(2026, 11, 1), True),
    ],
)
def test_a_number_is_stale_after_its_rhythm_and_the_waiting_time(
    rhythm: str, waiting: int, last_on: dt.date | None, on: dt.date, stale: bool
) -> None:
    assert is_stale(rhythm, waiting, last_on, on=on) is stale


def test_a_fact_entered_more_than_a_week_later_is_marked() -> None:
    since = dt.date(2026, 11, 1)
    assert not is_back_dated(since, dt.date(2026, 11, 8))
    assert is_back_dated(since, dt.date(2026, 11, 9))
