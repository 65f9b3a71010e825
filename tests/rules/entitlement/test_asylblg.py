import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.entitlement import asylblg, groups
from talachse.rules.entitlement.asylblg import Asyl
from talachse.rules.entitlement.columns import from_households
from talachse.rules.entitlement.household import Household
from tests.rules.entitlement.people import DAY, amounts, born, columns, euros, families, household, net

NEW, LONG_AGO = "2026-01-01", "2023-11-01"  # 10 months and exactly 36 months before the day


def refugee(years: int, since: str | None = NEW, **more: Any) -> dict[str, Any]:
    """Somebody who falls under the law."""
    return {"born": born(years), "asylum_benefits": True, **({"asylum_since": since} if since else {}), **more}


def computed(
    *persons: dict[str, Any],
    housing: float = 0.0,
    kindergeld: dict[int, float] | None = None,
    others_surplus: dict[int, float] | None = None,
    on: dt.date = DAY,
) -> Asyl:
    """The calculation of one household; amounts by position of the person, ``housing`` for each."""
    c = columns(*persons, on=on)
    n = len(persons)
    income = net(c) + np.array([(kindergeld or {}).get(i, 0.0) for i in range(n)])
    surplus = None if others_surplus is None else np.array([others_surplus.get(i, 0.0) for i in range(n)])
    return asylblg.claims(c, groups.families(c, below=18), np.full(n, housing), income, on, others_surplus=surplus)


# ---------------------------------------------------------------------------------------------------------------------
# Who gets how much


@pytest.mark.parametrize(
    ("people", "stufen", "standard"),
    [
        # 253 + 202, 227 + 182, 202 + 163, 267 + 138, 202 + 135, 179 + 130
        ([refugee(30)], [1], [455]),
        ([refugee(30, partner="p1"), refugee(31)], [2, 2], [409, 409]),
        ([refugee(45), refugee(24, parents=["p0"])], [1, 3], [455, 365]),
        ([refugee(45), refugee(25, parents=["p0"])], [1, 1], [455, 455]),
        ([refugee(45), refugee(17, parents=["p0"]), refugee(14, parents=["p0"])], [1, 4, 4], [455, 405, 405]),
        ([refugee(45), refugee(13, parents=["p0"]), refugee(6, parents=["p0"])], [1, 5, 5], [455, 337, 337]),
        ([refugee(45), refugee(5, parents=["p0"]), refugee(0, parents=["p0"])], [1, 6, 6], [455, 309, 309]),
        ([refugee(16)], [1], [455]),  # alone: like an adult
        ([{"born": born(30)}], [0], [0]),
    ],
)
def test_the_six_stufen_of_2026(people: list[dict[str, Any]], stufen: list[int], standard: list[float]) -> None:
    found = computed(*people)
    assert found.stufe.tolist() == stufen
    assert euros(found.standard) == standard


def test_the_stufe_of_a_young_couple_is_that_of_a_couple() -> None:
    c = columns(refugee(45), refugee(20, parents=["p0"], partner="p2"), refugee(21))
    assert asylblg.stufe(c, DAY).tolist() == [1, 2, 2]


def test_rent_and_heating_come_on_top() -> None:
    found = computed(refugee(30), housing=420)
    assert euros(found.amount) == [875]
    assert euros(found.need) == [875]


def test_minors_and_young_adults_with_their_parents_get_25_more_as_long_as_they_get_something() -> None:
    family: Any = (refugee(45), refugee(20, parents=["p0"]), refugee(8, parents=["p0"]))
    # The son of 20 is a family of his own: 365 + 25. The child: 337 − 259 + 25 = 103.
    found = computed(*family, kindergeld={2: 259})
    assert euros(found.amount) == [455, 390, 103]
    assert euros(found.sofortzuschlag) == [0, 25, 25]
    # The child has 900: 563 over for the mother (§ 7 (1)): 455 covered, and nothing for the child.
    covered = computed(*family, kindergeld={2: 900})
    assert euros(covered.amount) == [0, 390, 0]


# ---------------------------------------------------------------------------------------------------------------------
# Analogleistungen


@pytest.mark.parametrize(("since", "analog"), [("2023-11-01", True), ("2023-11-02", False), (NEW, False)])
def test_after_36_months_the_amounts_of_the_sozialhilfe_hold(since: str, analog: bool) -> None:
    found = computed(refugee(30, since))
    assert found.analog.tolist() == [analog]
    assert euros(found.amount) == [563 if analog else 455]


def test_before_february_2024_18_months_were_enough() -> None:
    c = columns(refugee(30, "2022-07-01"), on=dt.date(2024, 2, 1))
    assert asylblg.analogleistungen(c, dt.date(2024, 2, 1), unknown_counts=False).tolist() == [True]
    c = columns(refugee(30, "2022-07-01"), on=dt.date(2024, 3, 1))
    assert asylblg.analogleistungen(c, dt.date(2024, 3, 1), unknown_counts=False).tolist() == [False]


def test_minor_children_get_as_much_as_a_parent_who_is_here_long_enough() -> None:
    family: Any = (
        refugee(40, LONG_AGO, partner="p1"),
        refugee(38, NEW),
        refugee(8, NEW, parents=["p0", "p1"]),
        refugee(19, NEW, parents=["p0", "p1"]),
    )
    found = computed(*family)
    assert found.analog.tolist() == [True, False, True, False]
    # 506, 227 + 182, 390 + 25, 202 + 163 + 25
    assert euros(found.amount) == [506, 409, 415, 390]


def test_a_young_adult_with_parents_gets_stufe_3_of_the_sozialhilfe() -> None:
    found = computed(refugee(45, LONG_AGO), refugee(20, LONG_AGO, parents=["p0"]))
    assert found.stufe.tolist() == [1, 3]
    assert euros(found.standard) == [563, 451]


def test_without_a_date_the_amount_is_a_range() -> None:
    found = computed(refugee(30, None), housing=300)
    assert (euros(found.low), euros(found.high), euros(found.amount)) == ([755], [863], [755])
    assert found.duration_unknown.tolist() == [True]
    known = computed(refugee(30), housing=300)
    assert euros(known.low) == euros(known.high)


def test_a_child_without_a_date_came_with_its_parents_or_was_born_here() -> None:
    c = columns(
        refugee(40, LONG_AGO), refugee(8, None, parents=["p0"]), refugee(1, None, parents=["p0"]), refugee(2, None)
    )
    # The baby lives for 16 months, the child of two alone for 28: both too short for 36, so nothing is unknown.
    assert asylblg.months_here(c).tolist() == [36, 36, 16, -1]
    assert asylblg.duration_unknown(c, DAY).tolist() == [False] * 4
    c = columns(refugee(40, None), refugee(8, None, parents=["p0"]))
    assert asylblg.months_here(c).tolist() == [-1, -1]
    found = computed(refugee(40, None), refugee(8, None, parents=["p0"]))
    assert (euros(found.low), euros(found.high)) == ([455, 362], [563, 415])


# ---------------------------------------------------------------------------------------------------------------------
# Income and wealth


@pytest.mark.parametrize(("wage", "free"), [(0, 0), (400, 100), (910, 227.5), (911, 227.5), (3000, 227.5)])
def test_a_quarter_of_earnings_stays_free_up_to_half_of_the_stufe(wage: float, free: float) -> None:
    # 455 / 2 = 227.50 = a quarter of 910
    found = computed(refugee(30, gross_wage=wage), housing=400)
    assert euros(found.allowance) == [free]
    assert euros(found.amount) == [max(855 - (wage - free), 0)]


def test_with_analogleistungen_the_allowance_of_the_sozialhilfe_holds() -> None:
    # 30 per cent of 1,000 = 300, at most 281.50
    assert euros(computed(refugee(30, LONG_AGO, gross_wage=1000.0)).allowance) == [281.5]
    c = columns(refugee(30, gross_wage=1000.0))
    assert euros(asylblg.allowance(c, np.array([455.0]), np.array([True]), DAY)) == [281.5]
    assert euros(asylblg.allowance(c, np.array([455.0]), np.array([False]), DAY)) == [227.5]


def test_the_family_uses_its_income_together() -> None:
    # 409 + 300 each; he has 1,000 net: 227.50 → at most 204.50 free; 795.50 − 709 = 86.50 over; hers 709 − 86.50 = 622.50.
    found = computed(refugee(30, gross_wage=1000.0, partner="p1"), refugee(31), housing=300)
    assert euros(found.allowance) == [204.5, 0]
    assert euros(found.amount) == [0, 622.5]


def test_with_analogleistungen_a_childs_income_stays_with_the_child() -> None:
    family: Any = (refugee(40, LONG_AGO), refugee(8, LONG_AGO, parents=["p0"]))
    assert euros(computed(*family, kindergeld={1: 900}).amount) == [563, 0]


def test_what_a_partner_of_another_law_has_over_counts_and_the_rest_of_that_partner_does_not() -> None:
    pair: Any = (refugee(30, partner="p1"), {"born": born(31), "gross_wage": 2000.0})
    assert euros(computed(*pair).amount) == [409, 0]
    assert euros(computed(*pair, others_surplus={0: 999.0, 1: 150.0}).amount) == [259, 0]


@pytest.mark.parametrize(
    ("since", "wealth", "gets"),
    [(NEW, 400, True), (NEW, 401, False), (LONG_AGO, 10_500, True), (LONG_AGO, 10_501, False)],
)
def test_the_family_keeps_200_each_or_what_the_sozialhilfe_leaves(since: str, wealth: float, gets: bool) -> None:
    found = computed(refugee(40, since, wealth=wealth), refugee(8, since, parents=["p0"]))
    assert euros(found.wealth_limit) == [400 if since == NEW else 10_500] * 2
    assert (found.amount > 0).tolist() == [gets, gets]


def test_the_wealth_limit_counts_only_people_of_this_law() -> None:
    c = columns(refugee(40, partner="p1"), {"born": born(39), "wealth": 5_000.0})
    family = groups.families(c, below=18)
    assert euros(asylblg.wealth_limit(c, family, np.array([False, False]), DAY)) == [200, 200]
    assert euros(computed(refugee(40, partner="p1"), {"born": born(39), "wealth": 5_000.0}).amount) == [409, 0]


def test_a_year_without_a_table_is_an_error_only_for_who_needs_it() -> None:
    day = dt.date(2025, 6, 1)
    assert euros(computed({"born": born(30)}, on=day).amount) == [0]
    with pytest.raises(LookupError):
        computed(refugee(30, "2025-01-01"), on=day)


# ---------------------------------------------------------------------------------------------------------------------
# In words


def verdict(*persons: dict[str, Any]) -> Any:
    home: Household = household(*persons)
    return asylblg.verdict(home, computed(*persons))


def test_the_verdict_says_how_much_and_by_which_law() -> None:
    basic = verdict(refugee(30))
    assert basic.is_yes
    assert "455 €" in basic.reason
    assert "Sammelunterkunft" in basic.reason
    assert basic.basis == "§§ 3, 3a AsylbLG"
    more = verdict(refugee(30, LONG_AGO))
    assert "563 €" in more.reason
    assert more.basis == "§ 2 AsylbLG"


def test_the_verdict_without_a_date_names_the_range_and_the_question() -> None:
    open_one = verdict(refugee(30, None), refugee(31, NEW))
    assert open_one.is_unknown
    assert open_one.missing == ("persons.p0.asylum_since",)
    assert "910 €" in open_one.reason  # 455 + 455
    assert "1.018 €" in open_one.reason  # 563 + 455


def test_the_verdict_is_no_for_other_people_and_for_who_has_enough() -> None:
    assert "Niemand" in verdict({"born": born(30)}).reason
    assert "reichen" in verdict(refugee(30, pension=2_000.0)).reason
    assert verdict(refugee(30, None, pension=2_000.0)).is_no


def test_whoever_does_not_know_the_law_is_told_where_it_stands() -> None:
    asked = verdict({"born": born(30), "asylum_benefits": None})
    assert asked.is_unknown
    assert asked.missing == ("persons.p0.asylum_benefits",)


def test_the_steps_lead_to_the_amount() -> None:
    pair: Any = (refugee(30, gross_wage=1000.0, partner="p1"), refugee(31))
    found = computed(*pair, housing=300)
    assert [(step.label, float(step.value)) for step in asylblg.steps(found, 1)] == [
        ("Grundleistung, Stufe 2", 409.0),
        ("Miete und Heizung, Ihr Anteil", 300.0),
        ("Einkommen der anderen in der Familie", -86.5),
        ("Leistung im Monat", 622.5),
    ]
    long = computed(refugee(30, LONG_AGO, gross_wage=100.0))
    assert [(step.label, float(step.value)) for step in asylblg.steps(long, 0)] == [
        ("Regelbedarf, Stufe 1", 563.0),
        ("Bleibt vom Lohn frei", 30.0),
        ("Angerechnetes eigenes Einkommen", -70.0),
        ("Leistung im Monat", 493.0),
    ]


# ---------------------------------------------------------------------------------------------------------------------
# Whatever the household


def of_family(people: list[dict[str, Any]]) -> Asyl:
    c = from_households([household(*people)])
    income = net(c) + np.where(groups.is_dependent_child(c, 18), 259.0, 0.0)
    return asylblg.claims(c, groups.families(c, below=18), np.full(len(people), 200.0), income, DAY)


@given(families())
def test_no_amount_is_negative_or_unreal_and_the_range_is_one(people: list[dict[str, Any]]) -> None:
    found = of_family(people)
    for name in Asyl.__slots__:
        column = getattr(found, name)
        assert np.isfinite(column).all(), name
        assert (column >= 0).all(), name
    assert found.low.sum() <= found.high.sum() + 1e-9


@given(families(), amounts, st.integers(0, 4), st.sampled_from(["pension", "gross_wage", "other_income", "wealth"]))
def test_more_income_or_wealth_never_raises_what_the_family_gets(
    people: list[dict[str, Any]], more: float, who: int, field: str
) -> None:
    one = people[who % len(people)]
    richer = [{**p, field: p.get(field, 0.0) + more} if p is one else p for p in people]
    assert of_family(richer).low.sum() <= of_family(people).low.sum() + 1e-6
    assert of_family(richer).high.sum() <= of_family(people).high.sum() + 1e-6


@given(families(), st.randoms(use_true_random=False))
def test_the_order_of_persons_never_matters(people: list[dict[str, Any]], random: Any) -> None:
    mixed = list(people)
    random.shuffle(mixed)
    a, b = of_family(people), of_family(mixed)
    for name in Asyl.__slots__:
        mine = {p["id"]: float(v) for p, v in zip(people, getattr(a, name), strict=True)}
        theirs = {p["id"]: float(v) for p, v in zip(mixed, getattr(b, name), strict=True)}
        assert theirs == pytest.approx(mine), name
