from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.entitlement import groups, training
from talachse.rules.entitlement.columns import from_households
from talachse.rules.entitlement.training import NOT, PERHAPS, YES
from tests.rules.entitlement.people import DAY, born, columns, families, household

PARENT: dict[str, Any] = {"born": born(45)}
AT_HOME: dict[str, Any] = {"parents": ["p0"]}


def pupil(years: int, school: str = "berufsbildend", **more: Any) -> dict[str, Any]:
    return {"born": born(years), "school": school, **more}


@pytest.mark.parametrize(
    ("person", "bafoeg", "bab"),
    [
        (pupil(16), PERHAPS, NOT),
        (pupil(15), NOT, NOT),
        (pupil(44), PERHAPS, NOT),
        (pupil(45), NOT, NOT),
        (pupil(16, "allgemeinbildend"), PERHAPS, NOT),
        ({**pupil(17, "allgemeinbildend"), **AT_HOME}, NOT, NOT),
        ({**pupil(17), **AT_HOME}, PERHAPS, NOT),
        (pupil(18, training_pay=900.0), NOT, PERHAPS),
        ({**pupil(18, training_pay=900.0), **AT_HOME}, NOT, NOT),
        ({"born": born(22), "receives": ["bafoeg"]}, YES, NOT),
        ({"born": born(22), "receives": ["bab"], "training_pay": 900.0}, NOT, YES),
        ({"born": born(22)}, NOT, NOT),
    ],
)
def test_who_should_ask(person: dict[str, Any], bafoeg: int, bab: int) -> None:
    found = training.training_aid(columns(PARENT, person), DAY)
    assert (found.bafoeg[1], found.bab[1]) == (bafoeg, bab)
    assert (found.bafoeg[0], found.bab[0]) == (NOT, NOT)


@pytest.mark.parametrize(
    ("person", "state"),
    [
        ({"born": born(22), "receives": ["bafoeg"]}, YES),  # a student with a flat of her own
        ({"born": born(22), "receives": ["bafoeg"], **AT_HOME}, NOT),  # § 7 (6) Nr. 2
        (pupil(22, receives=["bafoeg"]), NOT),
        (pupil(22), PERHAPS),  # until the application
        (pupil(22, training_pay=900.0), NOT),  # § 7 (5) names BAföG only
        ({"born": born(22), "training_pay": 900.0, "receives": ["bab"]}, NOT),
        ({"born": born(22), "training_pay": 900.0, "receives": ["bafoeg"]}, NOT),
        ({"born": born(22)}, NOT),
    ],
)
def test_who_is_excluded_from_grundsicherungsgeld(person: dict[str, Any], state: int) -> None:
    c = columns(PARENT, person)
    assert training.exclusion_from_sgb2(c, DAY).tolist() == [NOT, state]
    assert training.excluded_from_sgb2(c, DAY).tolist() == [False, state == YES]
    verdict = training.sgb2_verdict(household(PARENT, person))
    assert (verdict.is_no, verdict.is_yes, verdict.is_unknown) == (state == NOT, state == YES, state == PERHAPS)


@pytest.mark.parametrize(
    ("people", "state"),
    [
        ([{"born": born(22), "receives": ["bafoeg"]}], YES),
        ([{"born": born(22), "receives": ["bab"]}], YES),
        ([{"born": born(22), "receives": ["bafoeg"], "partner": "p1"}, {"born": born(23)}], NOT),
        ([{"born": born(22), "receives": ["bafoeg"], "partner": "p1"}, pupil(23)], PERHAPS),
        ([{"born": born(22), "receives": ["bafoeg"], "partner": "p1"}, {"born": born(23), "receives": ["bab"]}], YES),
        ([pupil(19, training_pay=900.0)], PERHAPS),
    ],
)
def test_wohngeld_ends_only_when_training_aid_is_due_to_all(people: list[dict[str, Any]], state: int) -> None:
    c = columns(*people)
    group = groups.wohngeld_households(c)
    assert training.exclusion_from_wohngeld(c, group, DAY).tolist() == [state] * len(people)
    verdict = training.wohngeld_verdict(household(*people), group)
    assert (verdict.is_no, verdict.is_yes, verdict.is_unknown) == (state == NOT, state == YES, state == PERHAPS)


def test_a_member_counts_as_entitled_whatever_the_others_are() -> None:
    c = columns({"born": born(22), "receives": ["bafoeg"], "partner": "p1"}, pupil(23))
    assert training.entitled_to_training_aid(c, DAY).tolist() == [YES, PERHAPS]
    assert training.excluded_from_wohngeld(c, DAY).tolist() == [True, False]


@pytest.mark.parametrize(
    ("benefit", "people", "who", "most", "office"),
    [
        ("bafoeg", [pupil(18)], ("p0",), "666 €", "Amt für Ausbildungsförderung"),
        ("bafoeg", [PARENT, {**pupil(18), **AT_HOME}], ("p1",), "276 €", "Amt für Ausbildungsförderung"),
        ("bab", [pupil(18, training_pay=900.0)], ("p0",), "822 €", "Agentur für Arbeit Solingen-Wuppertal"),
        # 666 and 160 for a child below 14
        ("bafoeg", [pupil(20), {"born": born(2), "parents": ["p0"]}], ("p0",), "826 €", "Amt für Ausbildungsförderung"),
        ("bab", [pupil(20, training_pay=900.0), {"born": born(2), "parents": ["p0"]}], ("p0",), "822 €", "Agentur"),
    ],
)
def test_unknown_with_the_most_and_the_office(
    benefit: str, people: list[dict[str, Any]], who: tuple[str, ...], most: str, office: str
) -> None:
    persons, verdict = training.claim(benefit, household(*people))
    assert persons == who
    assert verdict.is_unknown
    assert f"bis zu {most}" in verdict.reason
    assert office in verdict.reason
    assert "Einkommen der Eltern" in verdict.missing


@pytest.mark.parametrize("benefit", ["bafoeg", "bab"])
def test_a_household_without_training_gets_a_no_with_the_reason(benefit: str) -> None:
    persons, verdict = training.claim(benefit, household(PARENT))
    assert persons == ()
    assert verdict.is_no
    assert training.steps(benefit, household(PARENT), on=DAY) == ()


def test_what_is_drawn_is_a_yes_and_others_are_told_to_ask() -> None:
    drawn = {"born": born(22), "receives": ["bafoeg"], "partner": "p1"}
    assert training.verdict("bafoeg", household(drawn, {"born": born(23)}), on=DAY).reason == "Wird schon bezogen."
    both = training.verdict("bafoeg", household(drawn, pupil(23)), on=DAY)
    assert both.is_yes
    assert "Für weitere Personen" in both.reason


def test_an_unknown_school_or_pay_leaves_the_answer_open() -> None:
    asked = training.verdict("bafoeg", household({"born": born(18), "school": None}), on=DAY)
    assert asked.is_unknown
    assert asked.missing == ("persons.p0.school",)
    pay = training.verdict("bab", household({"born": born(18), "training_pay": None}), on=DAY)
    assert pay.missing == ("persons.p0.training_pay",)


@given(families(), st.randoms(use_true_random=False))
def test_the_order_of_persons_never_matters(people: list[dict[str, Any]], random: Any) -> None:
    people = [{**p, "school": "berufsbildend"} if p["id"] == "a0" else p for p in people]
    mixed = list(people)
    random.shuffle(mixed)
    answers = []
    for order in (people, mixed):
        states = training.exclusion_from_sgb2(from_households([household(*order)]), DAY)
        assert np.isin(states, [NOT, YES, PERHAPS]).all()
        answers.append({p["id"]: int(s) for p, s in zip(order, states, strict=True)})
    assert answers[0] == answers[1]
