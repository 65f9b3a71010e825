import datetime as dt
import itertools
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.entitlement import but
from talachse.rules.entitlement.but import (
    COMPONENTS,
    GATES,
    NO,
    PAYS,
    UNKNOWN,
    YES,
    Age,
    Doors,
    Fact,
    Situation,
    age_group,
    asylblg_opens,
    gate_of,
    kinderzuschlag_opens,
    lines,
    pays_class_trips,
    pays_excursions,
    pays_lunch,
    pays_participation,
    pays_school_supplies,
    pays_school_transport,
    pays_tutoring,
    sgb2_opens,
    sgb12_opens,
    unknown_facts,
    wohngeld_opens,
)
from talachse.rules.entitlement.but_need import (
    counted_for_need,
    need,
    needy_only_for_but,
    of_groups,
    only_for_but,
    uncovered,
)
from talachse.rules.entitlement.but_procedure import (
    DOORS,
    LAW,
    OFFICES,
    Component,
    Gate,
    amount,
    basis,
    details,
    how_far_back,
    how_paid,
    needs_own_application,
    responsible,
    school_supplies,
    still_open,
    what_is_paid,
)
from talachse.rules.entitlement.columns import from_households
from talachse.rules.entitlement.household import Household, read
from talachse.rules.entitlement.result import ButLine
from talachse.rules.parameters import Parameter, Parameters
from talachse.rules.verdict import Answer

TODAY = dt.date(2026, 11, 24)
ELSEWHERE = "05111000"
ALL = {component.value for component in Component}
SCHOOL_ONLY = {"schulbedarf", "schuelerbefoerderung", "lernfoerderung"}
DAYCARE_TOO = {"ausfluege", "klassenfahrten", "mittagsverpflegung"}


def make_household(*children: dict[str, Any], on: dt.date = TODAY) -> Household:
    """A mother and her children, each with Kindergeld paid to her."""
    mother = {"id": "mutter", "born": "1985-03-01"}
    own = [
        {"id": f"kind{i}", "parents": ["mutter"], "kindergeld_to": "mutter", **child}
        for i, child in enumerate(children)
    ]
    return read({"as_of": on.isoformat(), "persons": [mother, *own]}, today=on)


def check(
    *children: dict[str, Any], gate: str | None = "sgb2", on: dt.date = TODAY, municipality: str = "05124000"
) -> tuple[ButLine, ...]:
    """The lines of the household when one benefit is drawn for everybody."""
    household = make_household(*children, on=on)
    c = from_households([household]) | unknown_facts([household])
    gates = {gate: np.ones(len(c["age"]), dtype=bool)} if gate else {}
    return lines(c, [person.id for person in household.persons], gates, on, municipality=municipality)


def yes(found: tuple[ButLine, ...]) -> set[str]:
    """The components that are answered with yes."""
    return {line.component for line in found if line.verdict.is_yes}


def pupil(**facts: Any) -> dict[str, Any]:
    """A pupil of 13."""
    return {"born": "2013-05-05", "school": "allgemeinbildend", **facts}


def make_situation(**facts: Any) -> Situation:
    """A minor pupil with SGB II."""
    return Situation(**{"gate": Gate.SGB2, "age": Age.MINOR, "school": Fact.YES, **facts})


# ---------------------------------------------------------------------------------------------------------------------
# The anchors


@pytest.mark.parametrize("gate", [gate.value for gate in DOORS])
def test_a_pupil_of_17_gets_all_seven_parts_behind_every_door(gate: str) -> None:
    found = check(pupil(born="2009-01-10"), gate=gate)
    assert [line.component for line in found] == [component.value for component in Component]
    assert yes(found) == ALL
    assert {line.gate for line in found} == {gate}
    assert {line.person for line in found} == {"kind0"}


@pytest.mark.parametrize("gate", [gate.value for gate in DOORS])
def test_a_pupil_of_19_without_pay_gets_no_participation(gate: str) -> None:
    found = check(pupil(born="2007-01-10", school="berufsbildend"), gate=gate)
    assert yes(found) == ALL - {"teilhabe"}
    assert next(line for line in found if line.component == "teilhabe").verdict.is_no


@pytest.mark.parametrize("gate", ["sgb2", "kinderzuschlag", "wohngeld"])
@pytest.mark.parametrize(("born", "expected"), [("2009-01-10", {"teilhabe"}), ("2008-01-10", set())])
def test_an_apprentice_with_pay_gets_participation_only_and_only_until_18(
    gate: str, born: str, expected: set[str]
) -> None:
    found = check(pupil(born=born, school="berufsbildend", training_pay=900.0), gate=gate)
    assert yes(found) == expected
    assert all(line.verdict.is_no for line in found if line.component not in expected)


@pytest.mark.parametrize("gate", ["sgb12", "asylblg"])
def test_sgb12_and_asylblg_name_no_limit_so_the_office_decides(gate: str) -> None:
    paid = check(pupil(born="2009-01-10", training_pay=900.0), gate=gate)
    assert {line.verdict.answer for line in paid if line.component != "teilhabe"} == {Answer.UNKNOWN}
    old = check(pupil(born="2000-01-10", school="berufsbildend"), gate=gate)
    assert {line.verdict.answer for line in old if line.component != "teilhabe"} == {Answer.UNKNOWN}


# ---------------------------------------------------------------------------------------------------------------------
# Boundaries


def test_the_18th_birthday_ends_participation() -> None:
    assert "teilhabe" in yes(check(pupil(born="2008-11-25")))
    assert "teilhabe" not in yes(check(pupil(born="2008-11-24")))
    assert [age_group(age, TODAY) for age in (17, 18, 24, 25)] == [Age.MINOR, Age.YOUNG, Age.YOUNG, Age.OLDER]


def test_the_25th_birthday_ends_the_help_for_school() -> None:
    assert yes(check(pupil(born="2001-11-25", school="berufsbildend"))) == ALL - {"teilhabe"}
    assert check(pupil(born="2001-11-24", school="berufsbildend")) == ()
    assert PAYS[Component.SCHULBEDARF](make_situation(age=Age.OLDER)).basis == "§ 28 Abs. 1 S. 2 SGB II"


def test_a_child_in_day_care_gets_excursions_trips_lunch_and_participation() -> None:
    found = check({"born": "2022-05-05", "daycare": True})
    assert yes(found) == {*DAYCARE_TOO, "teilhabe"}
    assert "erst in der Schule" in next(line for line in found if line.component == "schulbedarf").verdict.reason


def test_a_small_child_at_home_gets_participation_only() -> None:
    assert yes(check({"born": "2025-05-05"})) == {"teilhabe"}


def test_nobody_of_age_is_in_day_care() -> None:
    assert pays_lunch(make_situation(age=Age.YOUNG, school=Fact.NO, daycare=Fact.YES)).is_no


def test_parents_and_grown_children_who_do_not_learn_get_no_lines() -> None:
    assert check({"born": "2004-05-05"}, {"born": "1999-05-05"}) == ()


# ---------------------------------------------------------------------------------------------------------------------
# Components one by one


@pytest.mark.parametrize("gate", DOORS)
@pytest.mark.parametrize(
    ("rule", "component"),
    [
        (pays_excursions, Component.AUSFLUEGE),
        (pays_class_trips, Component.KLASSENFAHRTEN),
        (pays_school_supplies, Component.SCHULBEDARF),
        (pays_school_transport, Component.SCHUELERBEFOERDERUNG),
        (pays_tutoring, Component.LERNFOERDERUNG),
        (pays_lunch, Component.MITTAGSVERPFLEGUNG),
        (pays_participation, Component.TEILHABE),
    ],
)
def test_every_component_rests_on_the_paragraph_of_its_door(rule: Any, component: Component, gate: Gate) -> None:
    verdict = rule(make_situation(gate=gate))
    assert verdict.is_yes
    assert verdict.basis == basis(component, gate)
    assert {"sgb2": "SGB II", "sgb12": "SGB XII", "asylblg": "AsylbLG"}.get(gate.value, "BKGG") in verdict.basis


@pytest.mark.parametrize("component", Component)
def test_without_an_open_door_nothing_is_sure(component: Component) -> None:
    pay = PAYS[component]
    assert "Jobcenter" in pay(make_situation(gate=Gate.NONE)).reason
    assert pay(make_situation(gate=Gate.NONE)).is_no
    assert pay(make_situation(gate=Gate.UNKNOWN)).missing == ("Leistung der Familie",)
    assert pay(make_situation(gate=Gate.KINDERGELD)).missing == ("wer für dieses Kind Kindergeld bekommt",)


def test_an_own_no_stands_before_the_question_of_the_door() -> None:
    assert "18. Geburtstag" in pays_participation(make_situation(gate=Gate.UNKNOWN, age=Age.YOUNG)).reason
    assert pays_tutoring(make_situation(gate=Gate.NONE, age=Age.OLDER)).basis == "§ 28 Abs. 1 S. 2 SGB II"


def test_unknown_school_leaves_the_school_parts_open() -> None:
    found = check(pupil(school=None))
    open_lines = {line.component: line.verdict.missing for line in found if line.verdict.is_unknown}
    assert open_lines == dict.fromkeys(DAYCARE_TOO | SCHOOL_ONLY, ("Schule",))
    assert yes(found) == {"teilhabe"}


def test_unknown_pay_leaves_the_school_parts_open() -> None:
    found = check(pupil(training_pay=None))
    assert {line.verdict.missing for line in found if line.verdict.is_unknown} == {("Ausbildungsvergütung",)}


def test_unknown_day_care_leaves_what_day_care_opens_open() -> None:
    found = check({"born": "2022-05-05", "daycare": None})
    assert {line.component for line in found if line.verdict.is_unknown} == DAYCARE_TOO
    assert {line.component for line in found if line.verdict.is_no} == SCHOOL_ONLY


def test_the_fourth_chapter_has_no_participation_and_is_for_grown_ups() -> None:
    found = check(pupil(born="2007-01-10", fully_incapacitated=True), gate="sgb12")
    line = next(line for line in found if line.component == "teilhabe")
    assert line.verdict.basis == "§ 42 Nr. 3 SGB XII"
    assert "teilhabe" in yes(check(pupil(fully_incapacitated=True), gate="sgb12"))


# ---------------------------------------------------------------------------------------------------------------------
# Doors


def test_each_benefit_alone_opens_its_door() -> None:
    opens = {"sgb2": sgb2_opens, "sgb12": sgb12_opens, "asylblg": asylblg_opens}
    for name, rule in opens.items():
        assert rule(Doors(**{name: True})).is_yes
        assert rule(Doors()).is_no
    assert kinderzuschlag_opens(Doors(kinderzuschlag=True, kindergeld=True)).is_yes
    assert wohngeld_opens(Doors(wohngeld=True, kindergeld=True)).is_yes
    assert kinderzuschlag_opens(Doors(kindergeld=True)).is_no
    assert wohngeld_opens(Doors(kindergeld=True)).is_no


def test_kinderzuschlag_and_wohngeld_need_kindergeld_for_the_child() -> None:
    assert kinderzuschlag_opens(Doors(kinderzuschlag=True)).is_unknown
    assert wohngeld_opens(Doors(wohngeld=True)).is_unknown
    assert gate_of(Doors(wohngeld=True)) is Gate.KINDERGELD
    assert gate_of(Doors(kinderzuschlag=True, sgb2=True)) is Gate.SGB2


def test_the_kindergeld_law_displaces_every_other_door() -> None:
    doors = Doors(sgb2=True, sgb12=True, asylblg=True, wohngeld=True, kindergeld=True)
    assert gate_of(doors) is Gate.WOHNGELD
    assert sgb2_opens(doors).basis == "§ 19 Abs. 2 S. 2 SGB II"
    assert sgb12_opens(doors).basis == "§ 2 SGB XII"
    assert asylblg_opens(doors).basis == "§ 8 Abs. 1 AsylbLG"


def test_asylblg_shuts_out_sgb2_and_sgb12() -> None:
    doors = Doors(sgb2=True, sgb12=True, asylblg=True)
    assert gate_of(doors) is Gate.ASYLBLG
    assert sgb2_opens(doors).basis == "§ 7 Abs. 1 S. 2 Nr. 3 SGB II"
    assert sgb12_opens(doors).basis == "§ 23 Abs. 2 SGB XII"


def test_sgb2_comes_before_the_third_chapter_and_after_the_fourth() -> None:
    assert gate_of(Doors(sgb2=True, sgb12=True)) is Gate.SGB2
    assert sgb12_opens(Doors(sgb2=True, sgb12=True)).basis == "§ 5 Abs. 2 SGB II"
    assert gate_of(Doors(sgb2=True, sgb12=True, chapter_four=True)) is Gate.SGB12
    assert sgb2_opens(Doors(sgb2=True, sgb12=True, chapter_four=True)).basis == "§ 19 Abs. 2 S. 1 SGB II"


def test_without_any_benefit_the_door_is_shut_or_unknown() -> None:
    assert gate_of(Doors()) is Gate.NONE
    assert gate_of(Doors(unknown=True)) is Gate.UNKNOWN
    assert gate_of(Doors(unknown=True, sgb2=True)) is Gate.SGB2


def test_kinderzuschlag_for_one_child_opens_the_door_for_every_kindergeld_child() -> None:
    found = check(pupil(), pupil(), pupil(kindergeld_to=None), gate="kinderzuschlag")
    by_child = {key: {line.gate for line in found if line.person == key} for key in ("kind0", "kind1", "kind2")}
    assert by_child == {"kind0": {"kinderzuschlag"}, "kind1": {"kinderzuschlag"}, "kind2": {None}}
    assert {line.verdict.answer for line in found if line.person == "kind2"} == {Answer.UNKNOWN}


# ---------------------------------------------------------------------------------------------------------------------
# Application, office, money, time


def test_only_tutoring_needs_an_application_of_its_own_in_sgb2_and_sgb12() -> None:
    for gate in ("sgb2", "sgb12"):
        assert [line.component for line in check(pupil(), gate=gate) if line.application_needed] == ["lernfoerderung"]
    for gate in ("kinderzuschlag", "wohngeld"):
        assert all(line.application_needed is True for line in check(pupil(), gate=gate))
    assert all(line.application_needed is False for line in check(pupil(), gate="asylblg"))
    assert all(line.application_needed is None for line in check(pupil(), gate=None))
    assert needs_own_application(Gate.SGB12, Component.LERNFOERDERUNG).basis == "§ 34a Abs. 1 SGB XII"
    assert "von selbst" in needs_own_application(Gate.SGB2, Component.SCHULBEDARF).reason


@pytest.mark.parametrize(
    ("gate", "here", "elsewhere"),
    [
        ("sgb2", "Jobcenter Wuppertal", "Kommunaler Träger"),
        ("sgb12", "Sozialamt (Ressort 201)", "Kommunaler Träger"),
        ("kinderzuschlag", "Sozialamt (Ressort 201)", "Kommunaler Träger"),
        ("wohngeld", "Sozialamt (Ressort 201)", "Kommunaler Träger"),
        ("asylblg", "Ressort Zuwanderung", "Kommunaler Träger"),
        (None, "Jobcenter oder Sozialamt", "Jobcenter oder Sozialamt"),
    ],
)
def test_the_office_comes_from_the_table_of_the_city_or_from_the_law(
    gate: str | None, here: str, elsewhere: str
) -> None:
    assert all(line.responsible.startswith(here) for line in check(pupil(), gate=gate))
    found = check(pupil(), gate=gate, municipality=ELSEWHERE)
    assert all(line.responsible.startswith(elsewhere) for line in found)
    assert responsible(Gate(gate or "none"), on=TODAY).source


def test_school_supplies_are_130_and_65_and_the_open_amount_is_named() -> None:
    assert [(one.due, one.euros, one.settled) for one in school_supplies(TODAY)] == [
        (dt.date(2026, 8, 1), Decimal(130), True),
        (dt.date(2027, 2, 1), Decimal(65), False),
    ]
    assert school_supplies(dt.date(2026, 7, 31))[1].due == dt.date(2026, 2, 1)
    assert still_open(dt.date(2026, 7, 31)) == ""
    assert still_open(dt.date(2027, 2, 2)) == "Der Betrag für Februar 2027 steht noch nicht fest."
    assert still_open(dt.date(2027, 8, 1)) == "Die Beträge für August 2027 und Februar 2028 stehen noch nicht fest."


@pytest.mark.parametrize(("on", "marked"), [(dt.date(2026, 7, 31), False), (dt.date(2027, 2, 2), True)])
def test_only_the_line_of_the_school_supplies_carries_the_mark(on: dt.date, marked: bool) -> None:
    found = check(pupil(), on=on)
    assert [line.component for line in found if "steht noch nicht fest" in line.verdict.reason] == (
        ["schulbedarf"] if marked else []
    )
    assert "nicht fest" not in "".join(line.verdict.reason for line in check(pupil(), gate=None, on=on))


def test_amounts_stand_where_the_law_names_them() -> None:
    found = {line.component: (line.amount, line.per) for line in check(pupil())}
    assert found == {
        **dict.fromkeys(ALL, (None, "")),
        "schulbedarf": (Decimal(195), "Schuljahr"),
        "teilhabe": (Decimal(15), "Monat"),
    }
    assert {line.amount for line in check(pupil(), gate=None)} == {None}
    assert amount(Component.TEILHABE, TODAY) == (Decimal(15), "Monat")


def test_every_part_says_what_is_paid() -> None:
    for component, gate in itertools.product(Component, Gate):
        assert what_is_paid(component, on=TODAY, gate=gate).endswith(".")
    assert "ersten Schultags" in what_is_paid(Component.SCHULBEDARF, on=TODAY, gate=Gate.SGB12)


class OwnTable(Parameters):
    """The table of another city, as its override file would give it."""

    def __init__(self, **values: str) -> None:
        self._values = {
            f"{ELSEWHERE}/{name}": [Parameter(value, dt.date(2020, 1, 1), "Satzung")] for name, value in values.items()
        }


def test_the_municipality_chooses_the_way_of_payment_but_for_money_by_law() -> None:
    def way(component: Component, gate: Gate = Gate.SGB2, **values: str) -> str:
        offices = OwnTable(**values) if values else OFFICES
        where = ELSEWHERE if values else "05124000"
        return how_paid(component, gate, on=TODAY, municipality=where, offices=offices)

    assert "direkt" in way(Component.MITTAGSVERPFLEGUNG)
    assert "§ 34b SGB XII" in way(Component.MITTAGSVERPFLEGUNG, Gate.ASYLBLG)
    assert "§ 30 SGB II" in way(Component.MITTAGSVERPFLEGUNG, Gate.WOHNGELD)
    assert "Gutschein" in way(Component.TEILHABE, zahlweg="gutschein")
    assert "Belege" in way(Component.TEILHABE, zahlweg="geld")
    assert "Kommune entscheidet" in how_paid(Component.TEILHABE, Gate.SGB2, on=TODAY, municipality=ELSEWHERE)
    for component in (Component.SCHULBEDARF, Component.SCHUELERBEFOERDERUNG):
        assert way(component, zahlweg="gutschein") == "Das Geld kommt auf Ihr Konto."


def test_how_far_back_differs_with_the_statute() -> None:
    lunch = Component.MITTAGSVERPFLEGUNG
    assert how_far_back(lunch, Gate.WOHNGELD, received=TODAY).since == dt.date(2025, 11, 1)
    assert how_far_back(lunch, Gate.KINDERZUSCHLAG, received=dt.date(2027, 1, 31)).since == dt.date(2026, 1, 1)
    assert how_far_back(lunch, Gate.WOHNGELD, received=TODAY).basis == "§ 6b Abs. 2a BKGG"
    assert how_far_back(lunch, Gate.ASYLBLG, received=TODAY).since == TODAY
    assert how_far_back(lunch, Gate.NONE, received=TODAY).since == dt.date(2026, 11, 1)
    for gate, paragraph in ((Gate.SGB2, "SGB II"), (Gate.SGB12, "SGB XII")):
        assert how_far_back(lunch, gate, received=TODAY).since is None
        tutoring = how_far_back(Component.LERNFOERDERUNG, gate, received=TODAY)
        assert tutoring.since == dt.date(2026, 11, 1)
        assert paragraph in tutoring.basis


def test_the_checklist_names_payment_time_office_and_papers() -> None:
    found = details(Component.KLASSENFAHRTEN, Gate.WOHNGELD, TODAY)
    assert found.paid.startswith("Die wirklichen Kosten der Fahrt, ohne Taschengeld. Die Stelle zahlt direkt")
    assert found.back.startswith("Ab 01.11.2025")
    assert found.application.startswith("Ja. Ein formloser Antrag reicht")
    assert found.responsible.startswith("Sozialamt")
    assert found.papers == (
        "Wohngeldbescheid und Nachweis über Kindergeld",
        "Elternbrief mit Kosten, Datum und Konto der Schule oder Kita",
    )
    assert len(details(Component.KLASSENFAHRTEN, Gate.SGB2, TODAY).papers) == 1


def test_every_office_and_value_has_a_source() -> None:
    for parameters in (LAW, OFFICES):
        assert all(parameters.on(name, TODAY).source for name in parameters.names())


# ---------------------------------------------------------------------------------------------------------------------
# Needy only because of these costs


def test_excursions_count_3_euros_and_a_trip_a_sixth() -> None:
    assert counted_for_need(Component.AUSFLUEGE, Decimal(40), TODAY) == 3
    assert counted_for_need(Component.KLASSENFAHRTEN, Decimal(300), TODAY) == 50
    assert counted_for_need(Component.TEILHABE, Decimal(40), TODAY) == 15
    assert counted_for_need(Component.MITTAGSVERPFLEGUNG, Decimal(80), TODAY) == 80
    assert counted_for_need(Component.MITTAGSVERPFLEGUNG, Decimal(0), TODAY) == 0
    assert counted_for_need(Component.SCHULBEDARF, Decimal(1), TODAY) == 0
    assert counted_for_need(Component.SCHULBEDARF, Decimal(1), dt.date(2026, 8, 24)) == 130
    assert counted_for_need(Component.SCHULBEDARF, Decimal(1), dt.date(2026, 2, 1)) == 65


def test_the_need_of_a_family_is_what_its_children_may_have() -> None:
    c = from_households([make_household(pupil(), {"born": "2025-05-05"})])
    stated = {
        name: np.array([cost, cost, cost])
        for name, cost in (
            ("ausfluege", 40.0),
            ("klassenfahrten", 300.0),
            ("mittagsverpflegung", 80.0),
            ("teilhabe", 30.0),
        )
    }
    needs = need(c, stated, TODAY)
    assert needs.sum(axis=0) == pytest.approx([0, 3 + 50 + 80 + 15, 15])
    assert of_groups(needs, np.zeros(3, dtype=int)).sum() == pytest.approx(163)


def test_income_covers_the_components_in_the_order_of_the_law() -> None:
    needs = np.array([[3.0], [50.0], [0.0], [0.0], [0.0], [80.0], [15.0]])
    assert uncovered(needs, np.array([60.0]))[:, 0].tolist() == [0, 0, 0, 0, 0, 73, 15]
    assert uncovered(needs, np.array([-10.0]))[:, 0].tolist() == needs[:, 0].tolist()


def test_a_family_needy_only_because_of_the_costs_gets_them_and_the_supplement() -> None:
    found = needy_only_for_but(Decimal(60), Decimal(148), TODAY)
    assert found.verdict.is_yes
    assert found.open_euros == 88
    assert found.immediate_supplement is not None
    assert found.immediate_supplement.euros == 25
    assert "25 Euro" in found.verdict.reason


def test_a_family_with_enough_or_with_too_little_anyway_is_not_needy_only_for_them() -> None:
    assert needy_only_for_but(Decimal(148), Decimal(148), TODAY).verdict.is_no
    assert needy_only_for_but(Decimal(0), Decimal(0), TODAY).open_euros == 0
    assert needy_only_for_but(Decimal(-1), Decimal(148), TODAY).verdict.basis == "§ 9 SGB II"


@given(st.lists(st.tuples(st.integers(-50, 200), st.lists(st.integers(0, 60), min_size=7, max_size=7)), min_size=1))
def test_columns_and_words_agree_on_who_is_needy_only_for_but(families: list[tuple[int, list[int]]]) -> None:
    surplus = np.array([float(money) for money, _ in families])
    needs = np.array([costs for _, costs in families], dtype=float).T
    words = [needy_only_for_but(Decimal(money), Decimal(sum(costs)), TODAY) for money, costs in families]
    assert only_for_but(needs, surplus).tolist() == [one.verdict.is_yes for one in words]
    assert uncovered(needs, surplus).sum(axis=0).tolist() == [float(one.open_euros) for one in words]


# ---------------------------------------------------------------------------------------------------------------------
# The columns and the words

PERSONS = st.lists(
    st.fixed_dictionaries(
        {
            "age": st.integers(0, 40),
            "school": st.integers(0, 2),
            "daycare": st.booleans(),
            "training_pay": st.sampled_from([0.0, 0.01, 900.0]),
            "fully_incapacitated": st.booleans(),
            "kindergeld_to": st.integers(-1, 3),
            "school_unknown": st.booleans(),
            "daycare_unknown": st.booleans(),
            "training_pay_unknown": st.booleans(),
            "gates": st.fixed_dictionaries({name: st.booleans() for name in (*(g.value for g in DOORS), "unknown")}),
        }
    ),
    min_size=1,
    max_size=20,
)


def columns_of(persons: list[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The columns and gates of drawn persons."""
    c = {name: np.array([person[name] for person in persons]) for name in persons[0] if name != "gates"}
    gates = {name: np.array([person["gates"][name] for person in persons]) for name in persons[0]["gates"]}
    return c, gates


def fact(person: dict[str, Any], field: str) -> Fact:
    """What the columns say of a person's fact."""
    return Fact.UNKNOWN if person[f"{field}_unknown"] else Fact(bool(person[field]))


@given(PERSONS)
def test_the_columns_say_what_the_rules_say_of_each_person(persons: list[dict[str, Any]]) -> None:
    c, gates = columns_of(persons)
    codes = but.components(c, gates, TODAY)
    for i, person in enumerate(persons):
        of_age = person["age"] >= 18
        four = of_age and person["fully_incapacitated"]
        gate = gate_of(Doors(**person["gates"], kindergeld=person["kindergeld_to"] >= 0, chapter_four=four))
        assert GATES[codes.gate[i]] is gate
        s = Situation(
            gate=gate,
            age=age_group(person["age"], TODAY),
            school=fact(person, "school"),
            daycare=fact(person, "daycare"),
            pay=fact(person, "training_pay"),
            chapter_four=four,
        )
        for j, component in enumerate(COMPONENTS):
            verdict = PAYS[component](s)
            assert codes.verdicts[codes.reason[j, i]] == verdict
            assert codes.answer[j, i] == {Answer.NO: NO, Answer.YES: YES, Answer.UNKNOWN: UNKNOWN}[verdict.answer]
            application = needs_own_application(gate, component).answer
            assert codes.application[j, i] == but.ANSWERS.index(application)
    ids = [str(i) for i in range(len(persons))]
    for line in lines(c, ids, gates, TODAY):
        reason = codes.verdicts[codes.reason[COMPONENTS.index(Component(line.component)), int(line.person)]].reason
        assert line.verdict.reason.startswith(reason)


@given(PERSONS, st.randoms(use_true_random=False))
def test_the_order_of_the_persons_does_not_matter(persons: list[dict[str, Any]], random: Any) -> None:
    order = list(range(len(persons)))
    random.shuffle(order)
    ids = [f"p{i}" for i in range(len(persons))]
    shuffled = [persons[i] for i in order]
    straight = lines(columns_of(persons)[0], ids, columns_of(persons)[1], TODAY)
    turned = lines(columns_of(shuffled)[0], [ids[i] for i in order], columns_of(shuffled)[1], TODAY)
    assert sorted(straight, key=lambda one: (one.person, one.component)) == sorted(
        turned, key=lambda one: (one.person, one.component)
    )


@given(PERSONS)
def test_a_line_without_a_door_is_never_a_yes(persons: list[dict[str, Any]]) -> None:
    c, gates = columns_of(persons)
    for line in lines(c, [str(i) for i in range(len(persons))], gates, TODAY):
        assert line.gate is not None or not line.verdict.is_yes
        assert line.responsible


def test_the_columns_need_no_unknown_columns_and_no_gates() -> None:
    c = from_households([make_household(pupil())])
    codes = but.components(c, {}, TODAY)
    assert codes.answer.shape == (7, 2)
    assert set(codes.answer.ravel().tolist()) == {NO}
    assert but.offices_by_gate(TODAY)[int(codes.gate[0])].startswith("Jobcenter oder Sozialamt")
