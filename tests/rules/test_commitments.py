"""What places cost and what papers are due: decided without a database."""

import datetime as dt
from decimal import Decimal

import pytest

from talachse.rules.placement.commitments import Share, beyond_the_year, committed_by_month, is_whole, share_of
from talachse.rules.placement.papers import PaperState, paper_on

ON = dt.date(2026, 11, 26)
JANUARY, FEBRUARY = dt.date(2027, 1, 1), dt.date(2027, 2, 1)


def test_a_month_in_part_counts_by_its_days() -> None:
    stays = [(dt.date(2027, 1, 17), dt.date(2027, 2, 14)), (dt.date(2026, 5, 1), None)]
    found = committed_by_month(stays, Decimal(310), since=JANUARY, until=dt.date(2027, 2, 28))
    assert found == {JANUARY: Decimal("460.00"), FEBRUARY: Decimal("465.00")}


def test_a_payer_carries_its_share_and_the_whole_where_no_split_is_known() -> None:
    shares = [Share("federal", FEBRUARY, Decimal(90)), Share("city", FEBRUARY, Decimal(10))]
    stays = [(JANUARY, dt.date(2027, 2, 28))]
    found = committed_by_month(
        stays, Decimal(1000), since=JANUARY, until=dt.date(2027, 3, 31), payer="city", shares=shares
    )
    assert found == {JANUARY: Decimal("1000.00"), FEBRUARY: Decimal("100.00")}
    assert share_of("land", shares, FEBRUARY) == 0


def test_what_binds_later_years_is_summed_by_year() -> None:
    months = {dt.date(2026, 12, 1): Decimal(5), JANUARY: Decimal(10), FEBRUARY: Decimal(10)}
    assert beyond_the_year(months, year=2026) == {2027: Decimal(20)}


def test_shares_of_a_month_are_the_whole() -> None:
    assert is_whole([Decimal("33.30"), Decimal("66.70")])
    assert not is_whole([Decimal(90)])


@pytest.mark.parametrize(
    ("facts", "state", "text"),
    [
        ({}, PaperState.FINE, "gilt ohne Ende"),
        ({"valid_until": dt.date(2026, 11, 25)}, PaperState.LATE, "abgelaufen am 25.11.2026"),
        ({"valid_until": ON}, PaperState.SOON, "läuft ab am 26.11.2026"),
        ({"valid_until": dt.date(2027, 1, 25)}, PaperState.SOON, "läuft ab am 25.01.2027"),
        ({"valid_until": dt.date(2027, 1, 26)}, PaperState.FINE, "gilt bis 26.01.2027"),
        ({"due_on": dt.date(2026, 11, 25)}, PaperState.LATE, "überfällig seit dem 25.11.2026"),
        ({"due_on": ON, "valid_until": dt.date(2026, 10, 31)}, PaperState.OPEN, "fällig am 26.11.2026"),
        ({"due_on": ON, "submitted_on": ON}, PaperState.FINE, "eingegangen am 26.11.2026"),
    ],
)
def test_a_paper_says_how_it_stands(facts: dict[str, dt.date], state: PaperState, text: str) -> None:
    rest = dict.fromkeys(("valid_until", "due_on", "submitted_on")) | facts
    found = paper_on(ON, valid_until=rest["valid_until"], due_on=rest["due_on"], submitted_on=rest["submitted_on"])
    assert (found.state, found.text) == (state, text)
