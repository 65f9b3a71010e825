from typing import Any

import numpy as np
import pytest

from talachse.rules.entitlement import daycare
from talachse.rules.entitlement.columns import Column
from tests.rules.entitlement.people import born, columns, household

FAMILY: tuple[dict[str, Any], ...] = (
    {"born": born(30), "partner": "p1"},
    {"born": born(31)},
    {"born": born(4), "parents": ["p0", "p1"], "daycare": True},
    {"born": born(9), "parents": ["p1"]},
)


def gates(**open_for: int) -> dict[str, Column]:
    """The five gates, each open for the person at the position given."""
    return {name: np.arange(4) == open_for.get(name, -1) for name in daycare.GATES}


@pytest.mark.parametrize("gate", daycare.GATES)
@pytest.mark.parametrize("who", [0, 1, 2])
def test_the_fee_falls_away_when_the_child_or_a_parent_draws_one_of_five_benefits(gate: str, who: int) -> None:
    assert daycare.waived(columns(*FAMILY), gates(**{gate: who})).tolist() == [False, False, True, False]
    persons, verdict = daycare.claim(household(*FAMILY), gates(**{gate: who}))
    assert persons == ("p2",)
    assert verdict.is_yes
    assert daycare.GATES[gate] in verdict.reason
    assert "Tageseinrichtungen" in verdict.reason
    assert [int(step.value) for step in daycare.steps(household(*FAMILY), gates(**{gate: who}))] == [1]


def test_the_benefit_of_a_sister_does_not_help() -> None:
    assert not daycare.waived(columns(*FAMILY), gates(wohngeld=3)).any()


def test_without_a_benefit_the_family_is_told_of_the_other_way() -> None:
    persons, verdict = daycare.claim(household(*FAMILY), gates())
    assert persons == ("p2",)
    assert verdict.is_no
    assert verdict.basis == "§ 90 Abs. 4 S. 1 SGB VIII"
    assert daycare.steps(household(*FAMILY), gates()) == ()


def test_without_a_child_in_day_care_there_is_nothing_to_waive_and_unknown_stays_unknown() -> None:
    at_home = (*FAMILY[:2], {**FAMILY[2], "daycare": False}, FAMILY[3])
    persons, verdict = daycare.claim(household(*at_home), gates(sgb2=0))
    assert persons == ()
    assert verdict.is_no
    perhaps = (*FAMILY[:2], {**FAMILY[2], "daycare": None}, FAMILY[3])
    asked = daycare.verdict(household(*perhaps), gates(sgb2=0))
    assert asked.is_unknown
    assert asked.missing == ("persons.p2.daycare",)
