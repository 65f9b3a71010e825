"""Every household of ``cases/*.yaml``, computed by hand from the paragraphs, against the rules, to the cent."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache

import pytest

from talachse.rules.entitlement import check
from talachse.rules.entitlement.check import Many
from talachse.rules.entitlement.household import read
from talachse.rules.entitlement.housing import Tables
from talachse.rules.entitlement.law import LawSet
from tests.rules.entitlement import whole
from tests.rules.entitlement.whole import Case

CASES = list(whole.cases())


@cache
def together(day: dt.date, law: LawSet) -> tuple[list[Case], Many]:
    """All cases of a day and a law set in one batch."""
    chosen = [case for case in CASES if case.household.as_of == day and case.law == law]
    return chosen, whole.many([case.household for case in chosen], law)


def money(expected: dict[str, float]) -> dict[str, Decimal]:
    return {name: Decimal(str(amount)).quantize(Decimal("0.01")) for name, amount in expected.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_rules_say_what_the_paragraphs_say(case: Case) -> None:
    chosen, found = together(case.household.as_of, case.law)
    i = chosen.index(case)
    want = case.expect
    assert found.first(i) == want["first_by_law"]
    assert whole.amounts(found, i, found.on_first_route(i)) == money(want["benefits"])
    for name, route in whole.ROUTES.items():
        if name in want.get("routes", {}):
            assert whole.amounts(found, i, route) == money(want["routes"][name]), name


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_answer_to_one_household_is_that_of_the_batch(case: Case) -> None:
    rules = whole.federal(case.household.as_of, case.law)
    result = check.check(case.household, rules, whole.table(), law=case.law)
    want = case.expect
    assert result.first_by_law == want["first_by_law"]
    assert result.disposable_income == money({"": want["disposable_income"]})[""]
    paid = {claim.benefit: claim.amount for claim in result.claims if claim.benefit in check.COMPUTED and claim.amount}
    assert paid == money(want["benefits"])
    for benefit, answer in want.get("verdicts", {}).items():
        assert result.claim(benefit).verdict.answer.value == answer, benefit
    lines = {(line.person, line.component): line for line in result.but}
    for expected in want.get("but", []):
        line = lines[expected["person"], expected["component"]]
        assert line.verdict.answer.value == expected["verdict"], expected
        if "gate" in expected:
            assert line.gate == expected["gate"]


def test_each_case_shows_its_steps_and_has_a_name_of_its_own() -> None:
    names = [case.name for case in CASES]
    assert len(set(names)) == len(names) >= 40
    assert all(case.steps and all(isinstance(step, str) and step for step in case.steps) for case in CASES)


# Formula of § 19 WoGG on M and Y, as the ministry's examples publish them; Mietenstufe VII leaves room for the high rent.
ANCHORS = [
    pytest.param(1, 445.40, 1162.35, 110, id="eine Person, 1.162,35"),
    pytest.param(1, 580.40, 1350.00, 88, id="eine Person, 1.350"),
    pytest.param(3, 720.80, 1638.00, 320, id="drei Personen"),
    pytest.param(4, 1371.20, 2227.25, 691, id="vier Personen"),
    pytest.param(5, 1095.40, 1853.25, 747, id="fünf Personen"),
]
HEATING = {1: 110.40, 3: 170.20, 4: 197.80, 5: 225.40}


@pytest.mark.parametrize(("persons", "rent", "income", "expected"), ANCHORS)
def test_the_wohngeld_formula_meets_the_examples_of_the_ministry(
    persons: int, rent: float, income: float, expected: int
) -> None:
    raw = {
        "as_of": whole.TODAY.isoformat(),
        "dwelling": {"rent_cold": round(rent - HEATING[persons], 2)},
        "persons": [
            {"id": "a", "born": "1986-03-10", "other_income": income},
            *({"id": f"k{i}", "born": "2004-03-10", "parents": ["a"]} for i in range(1, persons)),
        ],
    }
    high = Tables({"05124000": "mietenstufe:\n  2023-01-01: {value: 7, source: Beispiel}\n"}).of("05124000")
    found = check.compute([read(raw, today=whole.TODAY)], whole.federal(whole.TODAY), high)
    assert found.housing.federal["wohngeld__miete_m_wthh"][0] == pytest.approx(rent)
    assert found.housing.federal["wohngeld__einkommen_m_wthh"][0] == pytest.approx(income)
    assert found.housing.federal["wohngeld__basisbetrag_m_wthh"][0] == expected
