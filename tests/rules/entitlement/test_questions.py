"""The questions of the check: only what matters, in order, and what becomes of the answers."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talachse.rules.entitlement import household, questions
from talachse.rules.entitlement.questions import (
    INCOMES,
    SPECIAL,
    Field,
    Kind,
    asked,
    before,
    changed,
    household_of,
    is_answered,
    link_lives,
    next_question,
    pause_after,
    savings_bound,
)

type Said = dict[str, dict[str, Any]]

TODAY = dt.date(2026, 11, 26)
MOTHER: Said = {
    "people": {"partner": "no", "children": 2},
    "born": {"born__me": "1990-03-01", "born__k1": "2016-05-01", "born__k2": "2021-08-01"},
    "children": {"learning__k2": "daycare"},
    "dwelling": {"owner": "no", "rent_cold": 620.0, "heating": 90.0, "area_m2": 70.0, "water": "unknown"},
    "work": {"gross_wage": 1400.0, "hours_per_week": 25.0},
    "income": {},
    "savings": {"more": "no"},
    "special": {},
    "received": {},
}
COUPLE: Said = {
    "people": {"partner": "married", "children": 1},
    "born": {"born__me": "1990-03-01", "born__mate": "2001-01-01", "born__k1": "2009-05-01"},
}


def keys(answers: Said) -> list[str]:
    return [question.key for question in asked(answers, TODAY)]


def names(question: str, answers: Said) -> list[str]:
    return [field.name for field in questions.BY_KEY[question].fields(answers, TODAY)]


def person(answers: Said, key: str) -> dict[str, Any]:
    raw = household_of(answers, TODAY)
    found: dict[str, Any] = next(one for one in raw["persons"] if one["id"] == questions.name_of(key))
    return found


def some_value(field: Field) -> st.SearchStrategy[Any]:
    match field.kind:
        case Kind.CHOICE:
            return st.sampled_from([value for value, _ in field.choices])
        case Kind.MANY:
            return st.lists(st.sampled_from([value for value, _ in field.choices]), unique=True)
        case Kind.DATE:
            return st.dates(dt.date(2024, 1, 1), TODAY).map(dt.date.isoformat)
        case Kind.COUNT:
            return st.integers(int(field.low), int(field.high))
        case _:
            return st.floats(field.low, min(field.high, 5000))


@settings(max_examples=50)
@given(st.data())
def test_a_lone_parent_with_two_children_is_never_asked_on_more_than_twelve_pages(data: st.DataObject) -> None:
    answers: Said = {"people": {"partner": "no", "children": 2}}
    years = data.draw(st.tuples(st.integers(1960, 2006), st.integers(2007, 2025), st.integers(2007, 2025)))
    answers["born"] = {f"born__{key}": f"{year}-06-01" for key, year in zip(("me", "k1", "k2"), years, strict=True)}
    pages = 2
    while question := next_question(answers, TODAY):
        answers[question.key] = {field.name: data.draw(some_value(field)) for field in question.fields(answers, TODAY)}
        pages += 1
    received = answers["received"]
    received["first_month"] = min(received["first_month"], received["grant_start"])
    assert pages == len(asked(answers, TODAY)) <= 12
    household.read(household_of(answers, TODAY), today=TODAY)


def test_the_questions_come_in_order_and_end() -> None:
    answers: Said = {}
    order = []
    while question := next_question(answers, TODAY):
        order.append(question.key)
        answers[question.key] = MOTHER[question.key]
    assert order == list(MOTHER)


def test_who_lives_alone_is_asked_about_no_child_and_no_partner() -> None:
    assert keys({"people": {"partner": "no", "children": 0}}) == [
        "people",
        "born",
        "dwelling",
        "work",
        "income",
        "savings",
        "special",
        "received",
    ]


def test_amounts_are_asked_only_of_what_was_ticked() -> None:
    answers = {**MOTHER, "income": {"income__me": ["pension", "other_income"]}}
    assert names("amounts", answers) == ["pension__me", "other_income__me"]
    assert "amounts" not in keys(MOTHER)


def test_savings_are_asked_in_euros_only_above_the_bound() -> None:
    assert "wealth" in keys({**MOTHER, "savings": {"more": "yes"}})
    assert "wealth" not in keys(MOTHER)


def test_details_follow_what_was_ticked() -> None:
    answers = {**MOTHER, "special": {"special__me": list(SPECIAL)}}
    assert names("details", answers) == [
        "pregnant_week__me",
        "disability_degree__me",
        "mark_g__me",
        "asylum_since__me",
    ]
    assert "details" not in keys({**MOTHER, "special": {"special__me": ["incapacitated"]}})


def test_what_is_asked_of_a_child_depends_on_its_age() -> None:
    ages: Said = {
        "born": {
            "born__me": "1980-01-01",
            "born__k1": "2024-01-01",
            "born__k2": "2016-01-01",
            "born__k3": "2009-01-01",
            "born__k4": "1999-01-01",
        }
    }
    answers: Said = {"people": {"partner": "no", "children": 4}, **ages}
    assert names("children", answers) == [
        "learning__k1",
        "maintenance__k1",
        "maintenance__k2",
        "learning__k3",
        "pay__k3",
        "maintenance__k3",
    ]
    [toddler] = [f for f in questions.BY_KEY["children"].fields(answers, TODAY) if f.name == "learning__k1"]
    assert [value for value, _ in toddler.choices] == ["daycare", "nothing"]


def test_one_grown_up_child_is_no_reason_for_a_page() -> None:
    answers: Said = {
        "people": {"partner": "no", "children": 1},
        "born": {"born__me": "1960-01-01", "born__k1": "1990-01-01"},
    }
    assert "children" not in keys(answers)


def test_only_who_may_be_in_training_is_asked_for_it() -> None:
    assert "learning" not in names("work", {**MOTHER, "born": {**MOTHER["born"], "born__me": "1980-01-01"}})
    assert "learning" in names("partner_work", COUPLE)


def test_a_page_is_open_again_when_a_child_is_added() -> None:
    answers = {**MOTHER, "people": {"partner": "no", "children": 3}}
    assert not is_answered(questions.BY_KEY["born"], answers, TODAY)
    question = next_question(answers, TODAY)
    assert question is not None
    assert question.key == "born"
    assert is_answered(questions.BY_KEY["people"], answers, TODAY)
    assert not is_answered(questions.BY_KEY["received"], {}, TODAY)


def test_the_answers_about_somebody_who_left_are_not_used() -> None:
    raw = household_of({**MOTHER, "people": {"partner": "no", "children": 1}}, TODAY)
    assert [one["id"] for one in raw["persons"]] == ["Sie", "Kind 1"]


def test_back_leads_to_the_page_before_and_never_before_the_first() -> None:
    found = before("dwelling", MOTHER, TODAY)
    assert found is not None
    assert found.key == "children"
    assert before("people", MOTHER, TODAY) is None
    assert before("amounts", MOTHER, TODAY) is None  # it does not matter any more


def test_the_bound_for_savings_is_the_smallest_allowance_that_can_matter() -> None:
    young: Said = {"people": {"partner": "no", "children": 0}, "born": {"born__me": "2000-01-01"}}
    assert savings_bound(young, TODAY) == 5_000  # § 12 (2) SGB II, under 30
    # Over 50 the ladder says 20,000 €, but SGB XII leaves 10,000 € only.
    assert savings_bound({**young, "born": {"born__me": "1970-01-01"}}, TODAY) == 10_000
    assert savings_bound(COUPLE, TODAY) == 15_000  # 10,000 € and 5,000 €


def test_what_nobody_said_is_left_to_the_usual() -> None:
    raw = household_of({}, TODAY)
    assert raw["dwelling"] == {}
    assert raw["persons"] == [{"id": "Sie", "born": "1986-11-01", "receives": []}]
    assert person({"people": {"partner": "no", "children": 1}}, "k1")["born"] == "2016-11-01"


def test_the_household_of_a_mother_is_read_without_complaint() -> None:
    known = household.read(household_of(MOTHER, TODAY), today=TODAY)
    assert known.unknown == ("dwelling.water_heated_in_flat",)
    assert [one.single_parent for one in known.persons] == [True, False, False]
    assert known.person("Kind 2").daycare is True
    assert known.person("Sie").wealth == 0


@pytest.mark.parametrize(
    ("said", "parents"),
    [("both", ["Sie", "Partner*in"]), ("me", ["Sie"]), ("mate", ["Partner*in"])],
)
def test_couples_say_whose_child_it_is(said: str, parents: list[str]) -> None:
    assert person({**COUPLE, "children": {"parents__k1": said}}, "k1")["parents"] == parents


def test_a_couple_is_linked_both_ways() -> None:
    assert person(COUPLE, "me")["partner"] == "Partner*in"
    assert person(COUPLE, "mate") == {"id": "Partner*in", "born": "2001-01-01", "partner": "Sie", "married": True}


@pytest.mark.parametrize(
    ("learning", "field", "school"),
    [
        ("training", "training_pay", None),
        ("vocational", "gross_wage", "berufsbildend"),
        ("school", "gross_wage", "allgemeinbildend"),
        ("nothing", "gross_wage", None),
    ],
)
def test_pay_in_training_is_training_pay(learning: str, field: str, school: str | None) -> None:
    child = person({**COUPLE, "children": {"learning__k1": learning, "pay__k1": 900.0, "maintenance__k1": None}}, "k1")
    assert child[field] == 900.0
    assert child.get("school") == school
    assert child["maintenance_received"] is None
    adult = person({**COUPLE, "partner_work": {"learning": learning, "gross_wage": 900.0}}, "mate")
    assert adult[field] == 900.0


def test_savings_in_every_form() -> None:
    assert person({**MOTHER, "savings": {"more": "unknown"}}, "me")["wealth"] is None
    assert person({**MOTHER, "savings": {"more": "yes"}, "wealth": {"wealth": 30_000.0}}, "me")["wealth"] == 30_000
    assert "wealth" not in person({**MOTHER, "savings": {"more": "yes"}}, "me")
    assert "wealth" not in person({**MOTHER, "savings": {}}, "me")


def test_special_circumstances_become_facts_and_unknowns() -> None:
    ticked = {**MOTHER, "special": {"special__me": list(SPECIAL)}}
    details = {
        "pregnant_week__me": 20,
        "disability_degree__me": 50,
        "mark_g__me": "yes",
        "asylum_since__me": "2024-01-01",
    }
    found = person({**ticked, "details": details}, "me")
    assert (found["pregnant_week"], found["disability_degree"], found["mark_g"]) == (20, 50, True)
    assert (found["fully_incapacitated"], found["asylum_benefits"], found["asylum_since"]) == (True, True, "2024-01-01")
    assert person(ticked, "me")["mark_g"] is None


def test_other_income_counts_only_while_it_is_ticked() -> None:
    answers = {**MOTHER, "amounts": {"pension__me": 300.0}}
    assert "pension" not in person(answers, "me")
    assert person({**answers, "income": {"income__me": list(INCOMES)}}, "me")["pension"] == 300.0


def test_days_of_the_jobcenter_count_only_for_who_gets_money_there() -> None:
    days = {"first_month": "2025-03-01", "grant_start": "2026-03-01"}
    assert "sgb2_first_month" not in household_of({**MOTHER, "received": days}, TODAY)
    raw = household_of({**MOTHER, "received": {"receives": ["grundsicherungsgeld"], **days}}, TODAY)
    assert (raw["sgb2_first_month"], raw["sgb2_grant_start"]) == ("2025-03-01", "2026-03-01")
    raw = household_of({**MOTHER, "received": {"receives": ["grundsicherungsgeld"]}}, TODAY)
    assert "sgb2_grant_start" not in raw


def test_what_if_changes_one_thing_and_leaves_the_answers_alone() -> None:
    raw = household_of(MOTHER, TODAY)
    then = changed(raw, rent=700.0, wage=2000.0, child=True, today=TODAY)
    assert then["dwelling"]["rent_cold"] == 700
    assert then["persons"][0]["gross_wage"] == 2000
    assert then["persons"][-1] == {"id": "Kind 3", "born": "2026-11-26", "parents": ["Sie"]}
    household.read(then, today=TODAY)
    assert changed(raw, rent=None, wage=None, child=False, today=TODAY) == raw == household_of(MOTHER, TODAY)


def test_every_text_is_known_to_the_catalogues() -> None:
    listed = set(questions.texts())
    answers = {**COUPLE, "income": {"income__mate": ["pension"]}, "special": {"special__mate": list(SPECIAL)}}
    for question in questions.QUESTIONS:
        for field in question.fields(answers, TODAY):
            assert {field.label, *(label for _, label in field.choices)} <= listed


def test_nobody_is_told_that_they_must() -> None:
    assert [text for text in questions.texts() if "Sie müssen" in text] == []


def test_a_pause_of_two_hours_and_thirty_days_on_paper() -> None:
    assert pause_after(TODAY) == dt.timedelta(hours=2)
    assert link_lives(TODAY) == dt.timedelta(days=30)
