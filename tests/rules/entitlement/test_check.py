"""Whole households: what comes first, both routes, reasons, ranges. Amounts are computed by hand in the comments."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from talachse.rules.entitlement import check, turning, wording
from talachse.rules.entitlement.engine import Federal
from talachse.rules.entitlement.household import BENEFITS, BadHousehold, read
from talachse.rules.entitlement.housing import Tables
from talachse.rules.entitlement.result import ButLine, CheckResult, as_json
from talachse.rules.entitlement.routes import first_is_open, what_comes_first
from tests.rules.entitlement.made import TODAY, child, make_columns, person, rented

WUPPERTAL = Tables().of("05124000")
type Answer = Callable[..., CheckResult]


@pytest.fixture
def answer(federal: Callable[[dt.date], Federal]) -> Answer:
    """The check of one household, on 1 November 2026 unless said otherwise."""

    def checked(*persons: dict[str, Any], on: dt.date = TODAY, **facts: Any) -> CheckResult:
        home = read({"as_of": on.isoformat(), "persons": list(persons), **facts}, today=on)
        return check.check(home, federal(on), WUPPERTAL)

    return checked


def amounts(result: CheckResult) -> dict[str, float]:
    return {claim.benefit: float(claim.amount) for claim in result.claims if claim.amount}


def on_route(result: CheckResult, name: str) -> dict[str, float]:
    route = next(route for route in result.routes if route.name == name)
    return {claim.benefit: float(claim.amount) for claim in route.claims}


def test_alone_without_income(answer: Answer) -> None:
    found = answer(person("a", 35), dwelling=rented(420, 80))
    # Regelbedarf 563 + rent 420 + heating 80 (§§ 20, 22 SGB II)
    assert amounts(found) == {"grundsicherungsgeld": 1063.0}
    assert (found.first_by_law, found.disposable_income) == ("sgb2", Decimal("1063.00"))
    line = found.claim("grundsicherungsgeld")
    assert line.persons == ("a",)
    assert {step.label: float(step.value) for step in line.steps} == {
        "Regelbedarf": 563.0,
        "Miete, die zählt": 420.0,
        "Heizung": 80.0,
    }
    assert [claim.benefit for claim in found.claims] == list(BENEFITS)
    assert all(not claim.verdict.is_yes or claim.amount is None or claim.amount > 0 for claim in found.claims)


def test_a_lone_parent_for_whom_wohngeld_and_kinderzuschlag_come_first(answer: Answer) -> None:
    found = answer(
        person("a", 33, gross_wage=1400, hours_per_week=20),
        child("b", 4, "a", daycare=True),
        child("c", 9, "a"),
        dwelling=rented(620, 110, area_m2=72),
    )
    assert found.first_by_law == "wohngeld_kinderzuschlag"
    # Kindergeld 2 × 259; Unterhaltsvorschuss 227 + 299; each child 297 − 45 % of its Unterhaltsvorschuss:
    # 194.85 + 162.45 = 357.30, paid out as 357 (§ 11 (2) BKGG); the mother's income stays below her need.
    assert amounts(found) == {
        "wohngeld": 430.0,
        "kinderzuschlag": 357.0,
        "kindergeld": 518.0,
        "unterhaltsvorschuss": 526.0,
    }
    assert found.claim("kindergeld").persons == ("b", "c")
    assert found.claim("wohngeld").persons == ("a", "b", "c")
    sgb2 = found.claim("grundsicherungsgeld")
    assert sgb2.verdict.is_no
    assert "Wohngeld und Kinderzuschlag gehen vor" in sgb2.verdict.reason
    assert "Stunden weniger Arbeit" in sgb2.turning_point
    # Need 563 × 1.36 + 357 + 390 + 2 × 25 + 590 + 110 … less income: both routes stand beside each other.
    assert on_route(found, "sgb2")["grundsicherungsgeld"] > 0
    assert found.claim("kita_beitrag_erlass").verdict.is_yes
    assert {line.gate for line in found.but} <= {"kinderzuschlag", "wohngeld"}


def test_unterhaltsvorschuss_from_twelve_when_the_child_needs_no_sgb2(answer: Answer) -> None:
    mother, boy = person("a", 45), child("b", 14, "a")
    found = answer(mother, boy, dwelling=rented(500, 90))
    # The boy needs 471 + 25 + 295 = 791; 394 + 259 = 653 do not reach: no Unterhaltsvorschuss beside SGB II.
    # The mother 563 + 12 % (67.56) + 295 = 925.56; the boy 791 − 259 = 532.
    assert amounts(found) == {"grundsicherungsgeld": 1457.56, "kindergeld": 259.0}
    assert on_route(found, "wohngeld_kinderzuschlag") == {"kindergeld": 259.0, "unterhaltsvorschuss": 394.0}
    # With a rent of 200 + 20 he needs 471 + 110 = 581 and leaves the Bedarfsgemeinschaft; what he has beyond
    # his need of the Kindergeld, 653 − 581 = 72, is the mother's income less her flat 30 € … (§ 11 (1) S. 5 SGB II).
    cheap = answer(mother, boy, dwelling=rented(200, 20))
    assert amounts(cheap)["unterhaltsvorschuss"] == 394.0
    # Only the Kindergeld ends his need, so the 25 € of § 72 (1) SGB II stay his.
    assert cheap.claim("grundsicherungsgeld").persons == ("a", "b")


def test_old_age(answer: Answer) -> None:
    found = answer(person("a", 72, pension=750), dwelling=rented(400, 75))
    assert found.first_by_law == "sgb12"
    # Contributions of pensioners on 750 €: 8.75 % health with the additional rate, 4.2 % care (no child): 652.875 remain.
    assert amounts(found) == {"grundsicherung_im_alter": 385.13}
    assert found.disposable_income == Decimal("1038.00")


def test_an_asylum_household_and_one_with_enough(answer: Answer) -> None:
    found = answer(person("a", 30, asylum_benefits=True, asylum_since="2026-01-01"), dwelling=rented(300, 50))
    assert found.first_by_law == "asylblg"
    assert amounts(found) == {"asylblg": 805.0}  # 455 + 300 + 50
    rich = answer(person("a", 40, gross_wage=6000, hours_per_week=40), dwelling=rented(900, 100))
    assert (rich.first_by_law, amounts(rich)) == ("none", {})
    assert rich.first_reason.is_no


def test_children_of_old_parents_get_the_third_chapter(answer: Answer) -> None:
    found = answer(person("a", 70), child("b", 10, "a"), dwelling=rented(400, 60))
    assert found.first_by_law == "sgb12"
    assert amounts(found)["hilfe_zum_lebensunterhalt"] > 0
    assert "grundsicherungsgeld" not in amounts(found)


def test_an_unknown_fact_gives_a_range_and_names_itself(answer: Answer) -> None:
    found = answer(person("a", 35, wealth=None, gross_wage=None), dwelling=rented(420, 80))
    line = found.claim("grundsicherungsgeld")
    assert line.verdict.is_unknown
    assert line.amount is None
    assert (line.low, line.high) == (Decimal("0.00"), Decimal("1063.00"))
    assert set(found.decisive) == {"persons.a.wealth", "persons.a.gross_wage"}
    assert "Lohn" in line.verdict.missing or "Erspartes" in line.verdict.missing
    assert line.turning_point == ""


def test_what_is_due_between_both_ends_of_an_unknown_wage_is_in_the_range(answer: Answer) -> None:
    """Nothing at no wage and at 4,000 €, but in between: Wohngeld and Kinderzuschlag are not refused."""

    def of(wage: float | None) -> CheckResult:
        return answer(
            person("a", 36, gross_wage=wage, hours_per_week=20.0), child("b", 10, "a"), dwelling=rented(500, 90)
        )

    found = of(None)
    for wage in (0.0, 700.0, 1250.0, 1700.0, 2400.0, 4000.0):
        exact = of(wage)
        for benefit in check.COMPUTED:
            line, amount = found.claim(benefit), exact.claim(benefit).amount
            assert line.low is not None
            assert line.high is not None
            assert amount is not None
            # Between two values that are tried an amount may be a little more.
            assert line.low <= amount <= line.high * Decimal("1.1"), (wage, benefit)
    assert found.claim("wohngeld").verdict.is_unknown
    assert found.claim("kinderzuschlag").verdict.is_unknown


def test_the_sum_of_all_is_that_of_a_household_and_not_of_what_excludes_each_other(answer: Answer) -> None:
    mother, son = person("a", 36, gross_wage=1200.0, hours_per_week=20.0), child("b", 10, "a")
    found = answer(mother, son, dwelling={"rent_cold": None, "heating": 90.0})
    low, high = found.total_range
    sums = [
        sum(amounts(answer(mother, son, dwelling=rented(rent, 90))).values()) for rent in (0.0, 75.0, 400.0, 1500.0)
    ]
    assert low == Decimal(str(min(sums)))
    assert high == Decimal(str(max(sums)))
    assert high < sum(claim.high for claim in found.claims if claim.high)


def test_many_unknown_facts_are_tried_one_at_a_time(answer: Answer) -> None:
    unknown = dict.fromkeys(("gross_wage", "pension", "wealth", "other_income"))
    found = answer(person("a", 35, **unknown), dwelling={"rent_cold": None, "heating": 80.0})
    assert len(found.decisive) == 5
    assert found.claim("grundsicherungsgeld").low == 0


def test_a_child_whose_school_nobody_knows(answer: Answer) -> None:
    found = answer(person("a", 35), child("b", 16, "a", school=None), dwelling=rented(420, 80))
    assert any(line.verdict.is_unknown for line in found.but)
    # Named as everywhere, not as the form for machines calls it.
    assert found.claim("bafoeg").verdict.missing == ("Schule (b)",)


def test_with_an_unknown_wage_nobody_can_say_which_door_opens(answer: Answer) -> None:
    """At no wage the Jobcenter opens it, at 4,000 € nothing does; a known wage opens it for sure."""

    def lunch(wage: float | None) -> ButLine:
        found = answer(person("a", 36, gross_wage=wage), child("b", 4, "a", daycare=True), dwelling=rented(500, 90))
        fee = found.claim("kita_beitrag_erlass").verdict
        line = next(one for one in found.but if one.component == "mittagsverpflegung")
        assert fee.answer == line.verdict.answer
        return line

    assert lunch(0.0).verdict.is_yes
    assert lunch(4000.0).verdict.is_no
    unknown = lunch(None)
    assert unknown.verdict.is_unknown
    assert unknown.gate is None
    assert unknown.application_needed is None


def test_where_missing_answers_decide_what_comes_first_it_is_open(answer: Answer) -> None:
    found = answer(person("a", 36, gross_wage=None), child("b", 10, "a"), dwelling=rented(500, 90))
    assert found.first_reason.is_unknown
    assert found.first_reason == first_is_open(["Lohn (a)"])
    certain = answer(person("a", 36), child("b", 4, "a"), dwelling={"rent_cold": None, "heating": 90.0})
    assert certain.first_reason.is_yes


def test_a_door_that_every_answer_opens_is_open(answer: Answer) -> None:
    found = answer(person("a", 36), child("b", 4, "a", daycare=True), dwelling={"rent_cold": None, "heating": 90.0})
    line = next(one for one in found.but if one.component == "mittagsverpflegung")
    assert line.verdict.is_yes
    assert line.gate == "sgb2"


def test_the_form_for_machines(answer: Answer) -> None:
    found = as_json(answer(person("a", 35), child("b", 8, "a"), dwelling=rented(420, 80)))
    assert found["as_of"] == "2026-11-01"
    assert {route["name"] for route in found["routes"]} == {"sgb2", "wohngeld_kinderzuschlag"}
    assert {line["component"] for line in found["but"]} >= {"ausfluege", "klassenfahrten", "teilhabe"}
    assert found["claims"][0]["amount"] == pytest.approx(found["routes"][0]["claims"][-1]["amount"])
    assert found["later"] == []
    assert found["rules"]["engine"].startswith("GETTSIM ")


def test_a_municipality_without_rent_level_is_refused(federal: Callable[[dt.date], Federal]) -> None:
    text = "mietobergrenze:\n  2025-01-01: {value: {1: 500}, source: Probe}\n"
    home = read({"as_of": "2026-11-01", "municipality": "05111000", "persons": [person("a")]}, today=TODAY)
    with pytest.raises(BadHousehold, match="fehlt die Mietenstufe"):
        check.check(home, federal(TODAY), Tables({"05111000": text}).of("05111000"))


@pytest.mark.parametrize(
    ("first", "sgb2", "housing", "word"),
    [
        ("sgb2", 500, 200, "würden noch 100 €"),
        ("sgb2", 500, 0, "nicht in Frage"),
        ("wohngeld_kinderzuschlag", 300, 400, "alle im Haushalt genug"),
        ("wohngeld_kinderzuschlag", 0, 400, "reicht zum Leben"),
        ("sgb12", 0, 0, "Sozialamt"),
        ("asylblg", 0, 0, "Asylsuchende"),
        ("none", 0, 0, "trotzdem"),
    ],
)
def test_why_something_comes_first(first: str, sgb2: float, housing: float, word: str) -> None:
    assert word in what_comes_first(first, gap=100, sgb2=sgb2, housing=housing).reason


CHAINED: dict[str, tuple[dict[str, Any], list[tuple[str, float]]]] = {
    # 2 × 259
    "kindergeld": (
        {"persons": [person("a", 36, gross_wage=3000), child("b", 10, "a"), child("c", 4, "a")]},
        [("Kinder, für die es Kindergeld gibt", 2.0), ("Für jedes Kind", 259.0)],
    ),
    "unterhaltsvorschuss": (
        {"persons": [person("a", 36, gross_wage=3000), child("b", 10, "a"), child("c", 4, "a")]},
        [
            ("Mindestunterhalt weniger Kindergeld und Unterhalt (b)", 299.0),
            ("Mindestunterhalt weniger Kindergeld und Unterhalt (c)", 227.0),
        ],
    ),
    # The child of a pensioner: 390 + half of 580, less Kindergeld and Unterhaltsvorschuss (§§ 27, 27a, 145 SGB XII)
    "hilfe_zum_lebensunterhalt": (
        {
            "persons": [person("a", 70, pension=500.0), child("k", 10, "a")],
            "dwelling": rented(500, 80),
        },
        [
            ("Regelbedarf", 390.0),
            ("Miete und Heizung, Ihr Anteil", 290.0),
            ("Bedarf zusammen", 680.0),
            ("Angerechnetes eigenes Einkommen", -558.0),
            ("Sofortzuschlag", 25.0),
            ("Leistung im Monat", 147.0),
        ],
    ),
    "asylblg": (
        {"persons": [person("a", 30, asylum_benefits=True, asylum_since="2026-01-01")], "dwelling": rented(300, 50)},
        [("Grundleistung, Stufe 1", 455.0), ("Miete und Heizung, Ihr Anteil", 350.0), ("Leistung im Monat", 805.0)],
    ),
    "bafoeg": (
        {"persons": [person("a", 20, school="berufsbildend")], "dwelling": rented(300, 50)},
        [("Bedarf nach dem Gesetz", 666.0)],
    ),
    "kita_beitrag_erlass": (
        {"persons": [person("a", 30), child("b", 4, "a", daycare=True)], "dwelling": rented(300, 50)},
        [("Kinder ohne Beitrag", 1.0)],
    ),
}


@pytest.mark.parametrize("benefit", CHAINED)
def test_every_benefit_says_how_its_amount_came_about(answer: Answer, benefit: str) -> None:
    facts, expected = CHAINED[benefit]
    line = answer(*facts["persons"], dwelling=facts.get("dwelling", {})).claim(benefit)
    assert [(step.label, float(step.value)) for step in line.steps] == expected
    assert all(step.basis for step in line.steps)


def test_without_the_day_of_arrival_the_amount_is_a_range(answer: Answer) -> None:
    """Grundleistung 455 or, after three years, as in the Sozialhilfe 563 (§§ 2, 3a AsylbLG); rent 350 in both."""
    one = person("a", 30, asylum_benefits=True, asylum_since=None)
    line = answer(one, dwelling=rented(300, 50)).claim("asylblg")
    assert line.verdict.is_unknown
    assert (line.low, line.high) == (Decimal("805.00"), Decimal("913.00"))


def test_words_of_a_verdict() -> None:
    nothing = Decimal(0)
    possible = wording.verdict("wohngeld", nothing, (nothing, nothing), (), other_route=Decimal(50))
    assert "Die andere Möglichkeit geht vor" in possible.reason
    assert wording.fact("dwelling.rent_cold", read({"persons": [person("a")]}, today=TODAY)) == "Miete ohne Heizung"
    two = read({"persons": [person("a"), person("b")]}, today=TODAY)
    assert wording.fact("persons.b.wealth", two) == "Erspartes (b)"


def test_turning_points_in_words() -> None:
    one = np.array([True])
    wage = turning.Sweep("gross_wage", one, 1000.0, (950.0, 980.0, 1010.0), 10.0)
    rent = turning.Sweep("rent_cold", one, 500.0, (520.0, 540.0))
    assert turning.turning_point("Wohngeld", False, rent, [False, False]) == ""
    assert (
        turning.turning_point("Wohngeld", False, rent, [False, True])
        == "Ab etwa 540 € Miete im Monat gäbe es Wohngeld."
    )
    only_without = turning.Sweep("gross_wage", one, 1000.0, (0.0, 50.0))
    assert turning.turning_point("Wohngeld", True, only_without, [False, True]) == "Ohne Lohn gäbe es Wohngeld nicht."
    text = turning.turning_point("Wohngeld", True, wage, [False, True, False])
    assert text == (
        "Ab etwa 1.010 € Lohn im Monat gäbe es Wohngeld nicht. Das sind etwa 1 Stunde mehr Arbeit in der Woche."
    )


def test_owners_and_people_who_cannot_work_are_not_asked_to_change_rent_or_wage() -> None:
    assert turning.sweeps(make_columns(person("a", 80), dwelling={"owner": True}), TODAY) == []
    (rent,) = turning.sweeps(make_columns(person("a", 17, school="allgemeinbildend")), TODAY)
    assert rent.column == "rent_cold"


def test_a_sweep_is_the_household_once_for_each_value() -> None:
    c = make_columns(person("a", 40), child("b", 9, "a"), person("c", 38, gross_wage=900, hours_per_week=20))
    rent, wage = turning.sweeps(c, TODAY)
    assert (wage.now, wage.hourly) == (900, 45)
    many, (rents, wages) = turning.varied(c, [rent, wage])
    assert many["parent_1"].tolist()[:6] == [-1, 0, -1, -1, 3, -1]
    assert many["household"].tolist()[:6] == [0, 0, 0, 1, 1, 1]
    each = {name: many[name].reshape(-1, 3) for name in ("rent_cold", "gross_wage")}
    assert (rents, wages) == (slice(1, 77), slice(77, 168))
    assert each["rent_cold"][rents].tolist() == [[value] * 3 for value in turning.RENTS]
    assert each["gross_wage"][wages].tolist() == [[0, 0, value] for value in turning.WAGES]
    assert (each["gross_wage"][:77] == [0, 0, 900]).all()
    assert (each["rent_cold"][[0, *range(77, 168)]] == c["rent_cold"][0]).all()
