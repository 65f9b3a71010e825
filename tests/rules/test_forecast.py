import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.agreement.forecast import confirmation_state, forecast, what_if_cut

JANUARY = dt.date(2026, 1, 1)


def series(*values: int, days: int = 10) -> list[tuple[dt.date, Decimal]]:
    return [(JANUARY + dt.timedelta(days=days * i), Decimal(value)) for i, value in enumerate(values)]


def test_a_line_goes_on_as_it_went_and_says_what_it_rests_on() -> None:
    found = forecast(series(100, 110, 120), target_on=dt.date(2026, 1, 31))
    assert found is not None
    assert found.value == Decimal("130.0")
    assert found.on == dt.date(2026, 1, 31)
    assert found.basis == "gerade Linie durch 3 Werte vom 01.01.2026 bis 21.01.2026"


def test_only_the_last_eight_values_count() -> None:
    found = forecast(series(10_000, *range(0, 80, 10)), target_on=JANUARY + dt.timedelta(days=90))
    assert found is not None
    assert found.value == 80


@pytest.mark.parametrize("points", [[], series(1, 2), [(JANUARY, Decimal(n)) for n in (1, 2, 3)]])
def test_too_few_values_or_a_single_day_give_no_forecast(points: list[tuple[dt.date, Decimal]]) -> None:
    assert forecast(points, target_on=dt.date(2027, 1, 1)) is None


@given(st.lists(st.integers(0, 10_000), min_size=3, max_size=12), st.integers(0, 3000))
def test_nobody_counts_less_than_nothing(values: list[int], days: int) -> None:
    found = forecast(series(*values), target_on=JANUARY + dt.timedelta(days=days))
    assert found is not None
    assert found.value >= 0


def test_a_cut_hits_all_in_proportion_and_unknown_amounts_are_named_not_guessed() -> None:
    shares = what_if_cut({"hardt": None, "wecycle": Decimal(1000), "awg": Decimal("3000.33")}, percent=Decimal("12.5"))
    assert [(share.project, share.cut) for share in shares] == [
        ("awg", Decimal("375.04")),
        ("wecycle", Decimal("125.00")),
        ("hardt", None),
    ]


@pytest.mark.parametrize(("percent", "cut"), [(Decimal(-5), Decimal(0)), (Decimal(250), Decimal(1000))])
def test_a_cut_lies_between_nothing_and_all(percent: Decimal, cut: Decimal) -> None:
    assert what_if_cut({"wecycle": Decimal(1000)}, percent=percent)[0].cut == cut


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ({}, "open"),
        ({"city": True}, "half"),
        ({"city": True, "jobcenter": True}, "confirmed"),
        ({"city": False}, "dissent"),
        ({"city": True, "jobcenter": False}, "dissent"),
    ],
)
def test_a_reported_value_needs_both_keys_and_a_dissent_stays_visible(words: dict[str, bool], state: str) -> None:
    assert confirmation_state(words) == state
