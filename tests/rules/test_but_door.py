import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.entitlement.but_door import (
    Benefit,
    Child,
    Component,
    Learning,
    door_for,
    may_claim,
    needs_own_application,
    what_is_paid,
)
from talachse.rules.entitlement.but_procedure import LAW, OFFICES

TODAY = dt.date(2026, 11, 24)


def make_child(
    *,
    benefit: Benefit = Benefit.SGB2,
    age: int | None = 10,
    learning: Learning = Learning.SCHOOL,
    component: Component = Component.MITTAGSVERPFLEGUNG,
) -> Child:
    """A pupil of ten with SGB II who wants lunch."""
    return Child(benefit, age, learning, component)


@pytest.mark.parametrize(
    ("benefit", "office"),
    [
        (Benefit.SGB2, "Jobcenter"),
        (Benefit.SGB12, "Sozialamt"),
        (Benefit.WOHNGELD, "Sozialamt"),
        (Benefit.KINDERZUSCHLAG, "Sozialamt"),
        (Benefit.ASYLBLG, "Ressort Zuwanderung"),
    ],
)
def test_the_main_benefit_decides_about_the_door(benefit: Benefit, office: str) -> None:
    door = door_for(benefit, today=TODAY)
    assert door is not None
    assert door.value.startswith(office)


def test_without_benefit_there_is_no_door_yet_and_the_answer_is_unknown() -> None:
    for benefit in (Benefit.NONE, Benefit.UNKNOWN):
        assert door_for(benefit, today=TODAY) is None
        assert may_claim(make_child(benefit=benefit), today=TODAY).is_unknown
        assert needs_own_application(benefit, Component.TEILHABE).is_unknown


def test_a_pupil_of_17_with_kinderzuschlag_gets_all_seven_parts() -> None:
    answers = {
        c: may_claim(make_child(benefit=Benefit.KINDERZUSCHLAG, age=17, component=c), today=TODAY) for c in Component
    }
    assert [c for c, verdict in answers.items() if not verdict.is_yes] == []


def test_a_pupil_of_19_without_pay_gets_all_but_participation() -> None:
    answers = {c: may_claim(make_child(age=19, component=c), today=TODAY) for c in Component}
    assert [c for c, verdict in answers.items() if not verdict.is_yes] == [Component.TEILHABE]


def test_an_apprentice_with_pay_gets_participation_only_until_18() -> None:
    paid = Learning.TRAINING_PAY
    assert may_claim(make_child(age=17, learning=paid, component=Component.TEILHABE), today=TODAY).is_yes
    assert may_claim(make_child(age=17, learning=paid, component=Component.SCHULBEDARF), today=TODAY).is_no


def test_the_25th_birthday_ends_the_help_for_school() -> None:
    assert may_claim(make_child(age=24), today=TODAY).is_yes
    assert may_claim(make_child(age=25), today=TODAY).is_no


def test_in_day_care_trips_and_lunch_are_paid_but_no_school_supplies() -> None:
    answers = {c: may_claim(make_child(age=4, learning=Learning.DAYCARE, component=c), today=TODAY) for c in Component}
    assert {c for c, verdict in answers.items() if verdict.is_no} == {
        Component.SCHULBEDARF,
        Component.SCHUELERBEFOERDERUNG,
        Component.LERNFOERDERUNG,
    }


def test_a_child_in_neither_school_nor_day_care_keeps_participation() -> None:
    assert may_claim(make_child(learning=Learning.NEITHER), today=TODAY).is_no
    assert may_claim(make_child(learning=Learning.NEITHER, component=Component.TEILHABE), today=TODAY).is_yes


def test_wohngeld_without_kindergeld_for_the_child_stays_open() -> None:
    assert may_claim(make_child(benefit=Benefit.KINDERGELD), today=TODAY).missing == (
        "wer für dieses Kind Kindergeld bekommt",
    )


def test_without_age_the_answer_is_open() -> None:
    assert may_claim(make_child(age=None), today=TODAY).missing == ("Alter des Kindes",)


def test_only_tutoring_needs_an_application_of_its_own_in_sgb2() -> None:
    needed = [c for c in Component if needs_own_application(Benefit.SGB2, c).is_yes]
    assert needed == [Component.LERNFOERDERUNG]


def test_families_with_wohngeld_always_apply_and_one_sentence_is_enough() -> None:
    verdicts = [needs_own_application(Benefit.WOHNGELD, c) for c in Component]
    assert all(verdict.is_yes for verdict in verdicts)
    assert "formloser Antrag" in verdicts[0].reason


def test_under_asylblg_it_is_enough_that_the_office_knows() -> None:
    assert needs_own_application(Benefit.ASYLBLG, Component.KLASSENFAHRTEN).is_no


def test_school_supplies_are_195_euros_a_school_year() -> None:
    assert what_is_paid(Component.SCHULBEDARF, today=TODAY) == (
        "130 Euro im August und 65 Euro im Februar, zusammen 195 Euro im Schuljahr. "
        "Der Betrag für Februar 2027 steht noch nicht fest. Das Geld kommt auf Ihr Konto."
    )


def test_every_part_says_what_is_paid() -> None:
    assert all(what_is_paid(component, today=TODAY).endswith(".") for component in Component)


def test_before_the_law_knew_a_value_there_is_none() -> None:
    with pytest.raises(LookupError, match="kein Wert"):
        LAW.on("teilhabe_monat", dt.date(2010, 1, 1))


def test_every_parameter_has_a_day_and_a_source() -> None:
    for parameters in (LAW, OFFICES):
        assert all(parameters.on(name, TODAY).source for name in parameters.names())
    assert LAW.on("teilhabe_monat", TODAY).euros == 15


@given(
    st.sampled_from(list(Benefit)),
    st.one_of(st.none(), st.integers(0, 30)),
    st.sampled_from(list(Learning)),
    st.sampled_from(list(Component)),
)
def test_every_combination_gets_a_reason(
    benefit: Benefit, age: int | None, learning: Learning, component: Component
) -> None:
    assert may_claim(Child(benefit, age, learning, component), today=TODAY).reason
    assert needs_own_application(benefit, component).reason
