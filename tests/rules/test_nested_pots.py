import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.placement.nested_pots import (
    Allotment,
    Budget,
    Measure,
    NestedPot,
    PotKind,
    may_fund,
    may_place,
    path_to_root,
    stays_inside,
)
from talachse.rules.placement.pots import Stay

DAY = dt.date(2026, 11, 2)
SIGNED = dt.date(2021, 7, 1)

JOBS = NestedPot("jobs", "620 Stellen", PotKind.COUNTING, Measure.STOCK, [(SIGNED, 620)])
CITY = NestedPot("city", "210 Stellen mit Geld der Stadt", PotKind.COUNTING, Measure.STOCK, [(SIGNED, 210)], "jobs")
TRAINING = NestedPot("training", "102 Ausbildungsplätze", PotKind.CAPPING, Measure.STOCK, [(SIGNED, 4)])
BIKES = NestedPot("bikes", "Fahrradwerkstatt", PotKind.CAPPING, Measure.STOCK, [(SIGNED, 2)], "training")
STAIRS = NestedPot("stairs", "Ufertreppen", PotKind.CAPPING, Measure.STOCK, [(SIGNED, 3)], "training")
HEALTH = NestedPot("health", "Bergauf", PotKind.CAPPING, Measure.CUMULATIVE, [(SIGNED, 2)])
POTS = [BIKES, CITY, HEALTH, JOBS, STAIRS, TRAINING]


def running(n: int, *, since: dt.date = SIGNED, until: dt.date | None = None) -> list[Stay]:
    return [(since, until)] * n


def test_a_counting_pot_never_refuses_and_says_so_at_every_level() -> None:
    verdict = may_place(POTS, "city", {"city": running(210), "jobs": running(410)}, day=DAY)
    assert verdict.is_yes
    assert "In „210 Stellen mit Geld der Stadt“ ist das Platz 211; vereinbart waren 210." in verdict.reason
    assert "In „620 Stellen“ ist das Platz 621; vereinbart waren 620." in verdict.reason


def test_below_the_agreed_number_there_is_nothing_to_say() -> None:
    assert may_place(POTS, "city", {"city": running(209)}, day=DAY).reason == "Es ist noch Platz."


def test_the_outer_pot_refuses_when_the_inner_one_still_has_a_place() -> None:
    stays = {"bikes": running(1), "stairs": running(3)}
    assert may_place(POTS, "bikes", stays, day=DAY).reason == "In „102 Ausbildungsplätze“ sind alle 4 Plätze besetzt."
    assert may_place(POTS, "stairs", stays, day=DAY).reason == "In „Ufertreppen“ sind alle 3 Plätze besetzt."


def test_an_exit_frees_a_stock_place_the_day_after_but_no_admission() -> None:
    last = DAY - dt.timedelta(days=1)
    gone = {"bikes": running(2, until=last), "health": running(2, until=last)}
    assert may_place(POTS, "bikes", gone, day=last).is_no
    assert may_place(POTS, "bikes", gone, day=DAY).is_yes
    assert may_place(POTS, "health", gone, day=DAY).reason == (
        "In „Bergauf“ sind alle 2 Aufnahmen vergeben. Wer ausscheidet, macht keinen Platz frei."
    )


def test_who_comes_later_or_a_lower_limit_counts_too_unless_the_stay_is_over_by_then() -> None:
    later = {"bikes": [(SIGNED, None), (dt.date(2027, 1, 4), None)]}
    refused = may_place(POTS, "bikes", later, day=DAY)
    assert refused.reason == "In „Fahrradwerkstatt“ sind ab dem 04.01.2027 alle 2 Plätze vergeben."
    assert may_place(POTS, "bikes", later, day=DAY, until=dt.date(2027, 1, 3)).is_yes
    falls = NestedPot(
        "bikes", "Fahrradwerkstatt", PotKind.CAPPING, Measure.STOCK, [(dt.date(2027, 1, 1), 1), (SIGNED, 2)]
    )
    assert may_place([falls], "bikes", {"bikes": running(1)}, day=DAY).is_no


def test_an_admission_that_is_recorded_late_counts_the_later_ones() -> None:
    stays = {"health": [(dt.date(2026, 12, 1), dt.date(2026, 12, 2)), (dt.date(2026, 12, 5), None)]}
    assert may_place(POTS, "health", stays, day=DAY, until=dt.date(2026, 11, 30)).is_no


def test_without_a_limit_a_capping_pot_is_unknown() -> None:
    verdict = may_place(POTS, "bikes", {}, day=dt.date(2020, 1, 1))
    assert verdict.is_unknown
    assert verdict.missing == ("Obergrenze von „Fahrradwerkstatt“", "Obergrenze von „102 Ausbildungsplätze“")


def test_pots_are_a_forest() -> None:
    assert [pot.key for pot in path_to_root(POTS, "bikes")] == ["bikes", "training"]
    with pytest.raises(LookupError, match="Unknown pot"):
        path_to_root([BIKES], "bikes")
    circle = [
        NestedPot("a", "A", PotKind.COUNTING, Measure.STOCK, [], "b"),
        NestedPot("b", "B", PotKind.COUNTING, Measure.STOCK, [], "a"),
    ]
    with pytest.raises(ValueError, match="circle"):
        path_to_root(circle, "a")


DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 20))
STAYS = st.tuples(DAYS, st.none() | st.integers(0, 10)).map(
    lambda pair: (pair[0], None if pair[1] is None else pair[0] + dt.timedelta(days=pair[1]))
)


@given(requests=st.lists(st.tuples(st.sampled_from(["bikes", "stairs", "health"]), STAYS), max_size=15))
def test_however_people_come_no_capping_pot_is_ever_oversold(requests: list[tuple[str, Stay]]) -> None:
    stays: dict[str, list[Stay]] = {}
    for key, (begin, end) in requests:
        if may_place(POTS, key, stays, day=begin, until=end).is_yes:
            stays.setdefault(key, []).append((begin, end))
    for pot in (BIKES, STAIRS, TRAINING, HEALTH):
        inside = stays_inside(POTS, pot.key, stays)
        for n in range(40):
            day = dt.date(2026, 1, 1) + dt.timedelta(days=n)
            there = [stay for stay in inside if stay[0] <= day]
            if pot.measure is Measure.STOCK:
                there = [stay for stay in there if stay[1] is None or stay[1] >= day]
            limit = pot.limit_on(day)
            assert limit is not None
            assert len(there) <= limit


@given(stays=st.lists(STAYS, max_size=6), wanted=STAYS)
def test_a_refusal_is_never_wrong(stays: list[Stay], wanted: Stay) -> None:
    begin, end = wanted
    refused = may_place([BIKES, TRAINING], "bikes", {"bikes": stays}, day=begin, until=end).is_no
    days = [begin + dt.timedelta(days=n) for n in range(((end or dt.date(2026, 3, 1)) - begin).days + 1)]
    too_many = any(sum(since <= day <= (until or day) for since, until in stays) >= 2 for day in days)
    assert refused is too_many


# --- euros -------------------------------------------------------------------------------------------------------

YEARS = Allotment(
    "city-money",
    "Kommunale Mitfinanzierung",
    [
        Budget(dt.date(2027, 1, 1), dt.date(2027, 12, 31), Decimal(3000)),
        Budget(dt.date(2026, 1, 1), dt.date(2026, 12, 31), Decimal(5000)),
    ],
)
NOVEMBER, JANUARY, LATER = dt.date(2026, 11, 1), dt.date(2027, 1, 1), dt.date(2028, 1, 1)


def test_a_grant_holds_to_the_last_cent_of_its_year() -> None:
    committed = {dt.date(2026, 3, 1): Decimal("3999.99")}
    assert may_fund(YEARS, committed, {NOVEMBER: Decimal("1000.01")}).is_yes
    refused = may_fund(YEARS, committed, {NOVEMBER: Decimal("1000.02")})
    assert refused.reason == (
        "In „Kommunale Mitfinanzierung“ sind vom 01.01.2026 bis zum 31.12.2026 noch 1.000,01 € frei. "
        "Nötig sind 1.000,02 €."
    )


def test_each_year_stands_for_itself_and_an_overdrawn_year_does_not_block_another() -> None:
    committed = {NOVEMBER: Decimal(6000)}
    assert may_fund(YEARS, committed, {JANUARY: Decimal(3000)}).is_yes
    assert "noch 0,00 € frei" in may_fund(YEARS, committed, {NOVEMBER: Decimal(1)}).reason


def test_a_commitment_beyond_the_granted_years_is_unknown() -> None:
    verdict = may_fund(YEARS, {}, {JANUARY: Decimal(1), LATER: Decimal(1), dt.date(2028, 2, 1): Decimal(0)})
    assert verdict.is_unknown
    assert verdict.missing == ("Bewilligung für 01/2028",)
