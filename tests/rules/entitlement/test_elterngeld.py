from typing import Any

import numpy as np
import pytest
from hypothesis import given

from talachse.rules.entitlement import elterngeld
from talachse.rules.entitlement.columns import from_households
from talachse.rules.entitlement.household import Household
from tests.rules.entitlement.people import DAY, born, columns, euros, families, household

BABY = {"id": "baby", "born": "2026-06-01", "parents": ["p0"]}


def said(*persons: dict[str, Any]) -> tuple[Household, tuple[str, ...], Any]:
    home = household(*persons)
    return home, *elterngeld.claim(home)


@pytest.mark.parametrize(
    ("birthday", "hours", "may_ask"),
    [
        ("2026-11-01", 0, True),
        ("2025-09-02", 0, True),  # 13 months and 30 days
        ("2025-09-01", 0, False),  # 14 months
        ("2026-06-01", 32, True),
        ("2026-06-01", 32.5, False),
    ],
)
def test_parents_of_a_child_in_its_first_14_months_may_ask(birthday: str, hours: float, may_ask: bool) -> None:
    c = columns({"born": born(30), "hours_per_week": hours}, {**BABY, "born": birthday})
    found = elterngeld.claims(c, DAY)
    assert found.may_ask.tolist() == [may_ask, False]
    assert euros(found.least) == [300 if may_ask else 0, 0]
    assert euros(found.most) == [1800 if may_ask else 0, 0]


def test_both_parents_may_ask_and_grandparents_may_not() -> None:
    c = columns(
        {"born": born(60)},
        {"born": born(30), "parents": ["p0"], "partner": "p2"},
        {"born": born(31)},
        {**BABY, "parents": ["p1", "p2"]},
    )
    assert elterngeld.claims(c, DAY).may_ask.tolist() == [False, True, True, False]


def test_unknown_with_the_least_amount_and_the_office() -> None:
    home, persons, verdict = said({"born": born(30)}, BABY)
    assert persons == ("p0",)
    assert verdict.is_unknown
    assert "mindestens 300 €" in verdict.reason
    assert "§ 1 Abs. 8" in verdict.reason
    assert "Elterngeldstelle der Stadt Wuppertal" in verdict.reason
    found = elterngeld.claims(from_households([home]), DAY)
    assert [(s.label, float(s.value)) for s in elterngeld.steps(home, found)] == [
        ("Mindestens", 300.0),
        ("Höchstens", 1800.0),
    ]


def test_under_the_asylum_law_the_permit_decides() -> None:
    _, persons, verdict = said({"born": born(30), "asylum_benefits": True}, BABY)
    assert persons == ("p0",)
    assert verdict.is_unknown
    assert verdict.missing == ("Aufenthaltstitel",)


def test_what_is_drawn_is_a_yes_with_its_amount() -> None:
    home, persons, verdict = said({"born": born(30), "parental_allowance": 640.5}, BABY)
    assert persons == ("p0",)
    assert verdict.is_yes
    assert "640,50 €" in verdict.reason
    found = elterngeld.claims(from_households([home]), DAY)
    assert euros(found.least) == euros(found.most) == [640.5, 0]
    assert [float(s.value) for s in elterngeld.steps(home, found)] == [640.5]
    _, _, without_amount = said({"born": born(30), "receives": ["elterngeld"]}, BABY)
    assert without_amount.reason == "Wird schon bezogen."


def test_without_a_baby_it_is_a_no_and_with_unknown_hours_it_stays_open() -> None:
    home, persons, verdict = said({"born": born(30), "hours_per_week": None}, {**BABY, "born": "2020-01-01"})
    assert persons == ()
    assert verdict.is_no
    assert elterngeld.steps(home, elterngeld.claims(from_households([home]), DAY)) == ()
    pair: Any = ({"born": born(30), "hours_per_week": 40.0, "parental_allowance": None}, BABY)
    _, _, asked = said(*pair)
    assert asked.is_unknown
    assert asked.missing == ("persons.p0.parental_allowance",)


@pytest.mark.parametrize(("amount", "least"), [(0, 0), (200, 0), (300, 0), (650, 350)])
def test_300_stay_free_for_who_worked_before_the_birth(amount: float, least: float) -> None:
    c = columns({"born": born(30), "parental_allowance": amount})
    low, high = elterngeld.counted(c, DAY)
    assert (euros(low), euros(high)) == ([least], [amount])
    for worked, expected in ((True, least), (False, amount)):
        low, high = elterngeld.counted(c, DAY, np.array([worked]))
        assert euros(low) == euros(high) == [expected]


@given(families())
def test_the_least_never_exceeds_the_most(people: list[dict[str, Any]]) -> None:
    found = elterngeld.claims(from_households([household(*people)]), DAY)
    assert (found.least <= found.most).all()
    assert (found.least >= 0).all()
