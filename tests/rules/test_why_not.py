"""What a place itself says to a person, and when a provider's report is due."""

import datetime as dt

import pytest

from talachse.rules.placement.preselection import Person, Place
from talachse.rules.placement.reporting import ReportState, report_due_on, report_state, report_text
from talachse.rules.placement.why_not import place_criteria

DAY = dt.date(2026, 11, 26)


def make_person(age: int | None = 40, district: int | None = 0) -> Person:
    return Person(age, district, frozenset(), None, frozenset({"sgb2_16d"}))


def make_place(
    free: int = 1, district: int | None = 0, age_from: int | None = None, age_to: int | None = None
) -> Place:
    return Place(1, "Holz", "sgb2_16d", district, frozenset(), free, DAY, None, age_from, age_to)


@pytest.mark.parametrize(("sex", "answer"), [("f", "yes"), ("d", "yes"), ("m", "no"), ("", "unknown")])
def test_an_offer_for_women_says_so(sex: str, answer: str) -> None:
    *_, found = place_criteria(make_person()._replace(sex=sex), make_place()._replace(only_for="f"))
    assert (found.key, found.verdict.answer.value) == ("fuer_wen", answer)
    assert found.verdict.reason == "Das Angebot ist für Frauen."
    assert not found.hard


@pytest.mark.parametrize(
    ("person", "place", "answers"),
    [
        (make_person(), make_place(), ("yes", "yes", "yes")),
        (make_person(), make_place(free=2), ("yes", "yes", "yes")),
        (make_person(), make_place(free=0), ("no", "yes", "yes")),
        (make_person(), make_place(age_from=16, age_to=24), ("yes", "no", "yes")),
        (make_person(age=20), make_place(age_from=16), ("yes", "yes", "yes")),
        (make_person(age=None), make_place(age_to=24), ("yes", "unknown", "yes")),
        (make_person(district=None), make_place(), ("yes", "yes", "unknown")),
        (make_person(), make_place(district=None), ("yes", "yes", "yes")),
        (make_person(district=3), make_place(district=8), ("yes", "yes", "yes")),
    ],
)
def test_a_place_says_whether_it_is_free_fits_the_age_and_lies_near(
    person: Person, place: Place, answers: tuple[str, str, str]
) -> None:
    found = place_criteria(person, place)
    assert tuple(one.verdict.answer.value for one in found) == answers
    assert not any(one.hard for one in found)


def test_a_full_place_names_the_waiting_list_and_a_far_one_the_distance() -> None:
    assert "Warteliste" in place_criteria(make_person(), make_place(free=0))[0].verdict.reason
    far = place_criteria(make_person(district=3), make_place(district=8))[2].verdict.reason
    assert "Stadtbezirke entfernt" in far


def test_a_report_is_due_on_the_tenth_of_the_following_month_and_late_the_day_after() -> None:
    due_on = report_due_on(dt.date(2026, 12, 31))
    assert due_on == dt.date(2027, 1, 10)
    assert report_state(due_on, None, on=due_on) is ReportState.DUE
    assert report_state(due_on, None, on=due_on + dt.timedelta(days=1)) is ReportState.OVERDUE
    assert report_state(due_on, due_on, on=dt.date(2027, 3, 1)) is ReportState.SUBMITTED


def test_a_report_counts_days_and_never_names_an_illness() -> None:
    text = report_text(2, {"present": 30, "excused": 4, "unexcused": 1})
    assert text == "2 Personen; Tage: anwesend 30, entschuldigt 4, nicht entschuldigt 1, Urlaub 0, geschlossen 0"
    assert report_text(1, {}).startswith("1 Person;")
