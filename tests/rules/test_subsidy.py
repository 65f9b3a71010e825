import datetime as dt
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.placement.rehapro import add_months
from talachse.rules.placement.subsidy import (
    CITY_READING,
    Contract,
    Step,
    ending_soon,
    forecast,
    next_step,
    share_in_month,
    step_warnings,
    total_city_rest,
)

START = dt.date(2022, 1, 1)


def make_contract(
    *,
    basis: str = "sgb2_16i",
    starts_on: dt.date = START,
    ends_on: dt.date = dt.date(2026, 12, 31),
    cost: str = "2400.00",
    municipal: bool = True,
    key: str = "",
) -> Contract:
    """A municipal job of five years by § 16i for 2,400 euros a month."""
    return Contract(basis, starts_on, ends_on, Decimal(cost), municipal, key)


# --- share -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("basis", "month", "share"),
    [
        ("sgb2_16i", dt.date(2022, 1, 1), "1"),
        ("sgb2_16i", dt.date(2023, 12, 15), "1"),
        ("sgb2_16i", dt.date(2024, 1, 1), "0.9"),
        ("sgb2_16i", dt.date(2025, 1, 1), "0.8"),
        ("sgb2_16i", dt.date(2026, 12, 1), "0.7"),
        ("sgb2_16i", dt.date(2027, 1, 1), "0"),
        ("sgb2_16e", dt.date(2022, 12, 1), "0.75"),
        ("sgb2_16e", dt.date(2023, 1, 1), "0.5"),
        ("sgb2_16e", dt.date(2024, 1, 1), "0"),
    ],
)
def test_the_subsidy_falls_from_year_to_year(basis: str, month: dt.date, share: str) -> None:
    assert share_in_month(basis, START, month) == Decimal(share)


def test_a_step_inside_a_month_is_weighted_by_days() -> None:
    start = dt.date(2022, 4, 16)
    assert share_in_month("sgb2_16i", start, dt.date(2024, 4, 1)) == Decimal("0.95")
    assert share_in_month("sgb2_16i", start, start) == 1
    assert share_in_month("sgb2_16i", start, dt.date(2024, 4, 1), ends_on=dt.date(2024, 4, 20)) == Decimal("0.975")


def test_who_begins_on_29_february_has_the_step_on_1_march() -> None:
    leap = dt.date(2024, 2, 29)
    assert share_in_month("sgb2_16e", leap, dt.date(2025, 2, 1)) == Decimal("0.75")
    assert share_in_month("sgb2_16e", leap, dt.date(2025, 3, 1)) == Decimal("0.5")


@pytest.mark.parametrize(
    ("basis", "starts_on", "month"),
    [
        ("sgb2_16d", START, START),
        ("sgb2_16i", dt.date(2018, 12, 31), START),
        ("sgb2_16i", START, dt.date(2021, 12, 1)),
    ],
)
def test_no_share_is_made_up(basis: str, starts_on: dt.date, month: dt.date) -> None:
    assert share_in_month(basis, starts_on, month) is None


# --- forecast ----------------------------------------------------------------------------------------------------


def test_the_city_pays_what_the_subsidy_leaves() -> None:
    months = forecast(make_contract())
    assert len(months) == 60
    assert months[0].city == Decimal("0.00")
    assert [row.city for row in (months[24], months[36], months[48])] == [Decimal(240), Decimal(480), Decimal(720)]
    assert sum(row.city for row in months) == 12 * (240 + 480 + 720)
    assert "Unsere Lesart" in CITY_READING


def test_without_municipal_money_the_employer_pays_the_rest() -> None:
    row = forecast(make_contract(municipal=False))[-1]
    assert (row.rest, row.city) == (Decimal(720), Decimal(0))


def test_months_in_part_are_paid_by_days_and_half_a_cent_goes_up() -> None:
    contract = make_contract(
        basis="sgb2_16e", starts_on=dt.date(2024, 4, 16), ends_on=dt.date(2026, 4, 15), cost="100.02"
    )
    first, second = forecast(contract)[:2]
    assert (first.wage, first.subsidy, first.rest) == (Decimal("50.01"), Decimal("37.51"), Decimal("12.50"))
    assert (second.wage, second.subsidy) == (Decimal("100.02"), Decimal("75.02"))


def test_a_forecast_can_be_cut_to_some_months() -> None:
    rows = forecast(make_contract(), since=dt.date(2026, 11, 20), until=dt.date(2027, 3, 1))
    assert [row.month for row in rows] == [dt.date(2026, 11, 1), dt.date(2026, 12, 1)]
    assert forecast(make_contract(), until=dt.date(2021, 1, 1)) == []


def test_without_a_known_subsidy_there_is_no_forecast() -> None:
    with pytest.raises(LookupError, match="kein Zuschuss"):
        forecast(make_contract(basis="sgb2_16d"))


def test_a_contract_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="ends on"):
        make_contract(ends_on=dt.date(2021, 12, 31))


def test_the_rest_of_all_contracts_in_a_month() -> None:
    contracts = [make_contract(), make_contract(municipal=False), make_contract(ends_on=dt.date(2025, 1, 31))]
    assert total_city_rest(contracts, dt.date(2025, 1, 1)) == Decimal(960)
    assert total_city_rest(contracts, dt.date(2025, 2, 1)) == Decimal(480)
    assert total_city_rest([], START) == 0


STARTS = st.dates(dt.date(2019, 1, 1), dt.date(2027, 12, 31))


@given(
    basis=st.sampled_from(["sgb2_16i", "sgb2_16e"]),
    starts_on=STARTS,
    length=st.integers(0, 5 * 366),
    cost=st.decimals("0", "5000", places=2),
)
def test_a_forecast_adds_up_day_by_day(basis: str, starts_on: dt.date, length: int, cost: Decimal) -> None:
    contract = Contract(basis, starts_on, starts_on + dt.timedelta(days=length), cost, True)
    shares = {"sgb2_16i": (100, 100, 90, 80, 70), "sgb2_16e": (75, 50)}[basis]
    by_month: dict[dt.date, list[int]] = {}
    for n in range(length + 1):
        day = starts_on + dt.timedelta(days=n)
        years = day.year - starts_on.year - ((day.month, day.day) < (starts_on.month, starts_on.day))
        by_month.setdefault(day.replace(day=1), []).append(shares[years] if years < len(shares) else 0)
    rows = forecast(contract)
    assert [row.month for row in rows] == list(by_month)
    for row in rows:
        days = by_month[row.month]
        whole = (add_months(row.month, 1) - row.month).days
        exact = Fraction(cost) * sum(days) / (100 * whole)
        assert row.wage == row.subsidy + row.rest
        assert abs(Fraction(row.subsidy) - exact) <= Fraction(1, 200)
        assert row.rest >= 0
        share = share_in_month(basis, starts_on, row.month, ends_on=contract.ends_on)
        assert share is not None
        assert abs(Fraction(share) - Fraction(sum(days), 100 * len(days))) < Fraction(1, 10**12)


# --- steps -------------------------------------------------------------------------------------------------------


def test_from_hundred_to_hundred_is_no_step() -> None:
    assert next_step(START, "sgb2_16i", START) == Step(dt.date(2024, 1, 1), Decimal(1), Decimal("0.9"))
    assert next_step(START, "sgb2_16i", dt.date(2024, 1, 1)) == Step(
        dt.date(2025, 1, 1), Decimal("0.9"), Decimal("0.8")
    )
    assert next_step(START, "sgb2_16e", dt.date(2023, 6, 1)) == Step(dt.date(2024, 1, 1), Decimal("0.5"), Decimal(0))
    assert next_step(START, "sgb2_16i", dt.date(2027, 1, 1)) is None
    assert next_step(START, "sgb2_16d", START) is None


@pytest.mark.parametrize(
    ("on", "warned"),
    [
        (dt.date(2023, 9, 30), False),
        (dt.date(2023, 10, 1), True),
        (dt.date(2023, 12, 31), True),
        (dt.date(2024, 1, 1), False),
    ],
)
def test_a_step_is_announced_three_months_before(on: dt.date, warned: bool) -> None:
    assert bool(step_warnings([make_contract()], on)) is warned


def test_a_warning_says_the_step_and_what_it_costs() -> None:
    later = make_contract(starts_on=dt.date(2022, 2, 1), ends_on=dt.date(2027, 1, 31), key="b")
    first, second = step_warnings([later, make_contract(key="a")], dt.date(2023, 12, 1))
    assert (first.contract.key, second.contract.key) == ("a", "b")
    assert first.text == "Ab dem 01.01.2024 sinkt der Zuschuss von 100 % auf 90 %."
    assert first.more_per_month == Decimal("240.00")


def test_a_step_after_the_end_or_before_the_start_warns_nobody() -> None:
    short = make_contract(ends_on=dt.date(2023, 12, 31))
    future = make_contract(basis="sgb2_16e", starts_on=dt.date(2024, 1, 1))
    assert step_warnings([short, future, make_contract(basis="sgb2_16d")], dt.date(2023, 12, 1)) == []


def test_the_way_on_is_to_be_cleared_half_a_year_before_the_end() -> None:
    contract = make_contract(key="b")
    assert ending_soon([contract], dt.date(2026, 6, 29)) == []
    assert ending_soon([contract], dt.date(2026, 6, 30)) == []
    assert ending_soon([contract], dt.date(2026, 7, 1)) == [contract]
    assert ending_soon([contract], dt.date(2026, 12, 31)) == [contract]
    assert ending_soon([contract], dt.date(2027, 1, 1)) == []
    sooner = replace(contract, ends_on=dt.date(2026, 11, 30), key="a")
    assert ending_soon([contract, sooner], dt.date(2026, 11, 1)) == [sooner, contract]
