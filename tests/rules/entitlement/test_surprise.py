"""The three inputs that move a result most."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from talachse.rules.entitlement import check, surprise
from talachse.rules.entitlement.engine import Federal
from talachse.rules.entitlement.household import Household, read
from talachse.rules.entitlement.housing import Tables
from talachse.rules.entitlement.surprise import Driver, drivers, signed, tries
from tests.rules.entitlement.made import TODAY, child, person, rented

WUPPERTAL = Tables().of("05124000")


@pytest.fixture
def rules(federal: Callable[[dt.date], Federal]) -> Federal:
    return federal(TODAY)


def home(*persons: dict[str, Any], **facts: Any) -> Household:
    return read({"as_of": TODAY.isoformat(), "persons": list(persons), **facts}, today=TODAY)


def tried(household: Household) -> dict[str, list[str]]:
    """By path: what is tried."""
    found: dict[str, list[str]] = {}
    for one in tries(household, check.known(household)[0]):
        found.setdefault(one.path, []).append(one.change)
    return found


def test_alone_at_the_jobcenter_the_rent_counts_to_the_euro(rules: Federal) -> None:
    # 563 + 420 + 80: every euro of rent below the city's limit is a euro more (§ 22 SGB II).
    found = drivers(home(person("a", 35), dwelling=rented(320, 80)), rules, WUPPERTAL)
    rent = next(one for one in found if one.path == "dwelling.rent_cold")
    assert rent.change in {"Miete ohne Heizung: 100 € mehr", "Miete ohne Heizung: 100 € weniger"}
    assert rent.effect.startswith("Grundsicherungsgeld ")
    assert abs(rent.in_hand) == 100
    assert rent.first == ""
    assert len(found) == 3
    assert [one.moved for one in found] == sorted((one.moved for one in found), reverse=True)


def test_a_lone_parent_learns_that_the_other_parent_decides(rules: Federal) -> None:
    family = home(
        person("Mutter", 36, gross_wage=1400.0, hours_per_week=25.0),
        child("Kind 1", 10, "Mutter"),
        child("Kind 2", 5, "Mutter"),
        dwelling=rented(620, 90, area_m2=70.0),
    )
    most = drivers(family, rules, WUPPERTAL)[0]
    assert most.change == "Alleinerziehend (Mutter): nein statt ja"
    assert "Unterhaltsvorschuss −526 €" in most.effect
    assert "in der Hand −" in most.effect


def test_what_the_law_puts_first_may_turn(rules: Federal) -> None:
    # 50 € more wealth than the step of a 25-year-old allows (§ 12 Abs. 2 SGB II).
    found = drivers(home(person("a", 25, wealth=5050.0), dwelling=rented(420, 80)), rules, WUPPERTAL)
    wealth = next(one for one in found if one.path == "persons.a.wealth")
    assert wealth.change == "Vermögen (a): 5.000 € weniger"
    assert "zuerst kommt dann: Grundsicherungsgeld" in wealth.effect


def test_the_declared_steps_give_the_same_as_a_check_of_that_household(rules: Federal) -> None:
    before = home(person("a", 35), dwelling=rented(320, 80))
    after = home(person("a", 35, gross_wage=100.0), dwelling=rented(320, 80))
    in_hand = [check.check(one, rules, WUPPERTAL).disposable_income for one in (before, after)]
    many = check.compute([before, after], rules, WUPPERTAL)
    change = surprise.Try("persons.a.gross_wage", "", after)
    (driver,) = surprise._moves(many, [change])
    assert driver.in_hand == in_hand[1] - in_hand[0]


def test_unknown_facts_are_tried_at_their_other_end(rules: Federal) -> None:
    open_rent = home(person("a", 35), dwelling={"rent_cold": None, "heating": 80.0})
    assert tried(open_rent)["dwelling.rent_cold"] == ["Miete ohne Heizung (nicht bekannt): 1.500 €"]
    assert drivers(open_rent, rules, WUPPERTAL)[0].path == "dwelling.rent_cold"


def test_what_nobody_said_is_tried_only_where_it_is_often_forgotten() -> None:
    found = tried(home(person("Mutter", 36), child("Kind", 8, "Mutter"), dwelling=rented(400)))
    assert found["persons.Mutter.gross_wage"] == ["Lohn brutto (Mutter): 100 € mehr"]
    assert found["persons.Kind.maintenance_received"] == ["Unterhalt, der ankommt (Kind): 100 € mehr"]
    assert found["persons.Kind.school"] == ["Schule (Kind): keine"]
    assert found["dwelling.heating"] == ["Heizkosten: 50 € mehr"]
    assert found["dwelling.water_heated_in_flat"] == ["Warmes Wasser in der Wohnung erzeugt: ja statt nein"]
    assert not {
        "persons.Mutter.pension",
        "persons.Mutter.maintenance_received",
        "persons.Mutter.asylum_benefits",
        "persons.Kind.gross_wage",
        "persons.Kind.single_parent",
        "dwelling.area_m2",
        "dwelling.owner",
    } & set(found)


def test_what_was_said_is_tried_in_both_directions_and_a_yes_taken_back() -> None:
    found = tried(
        home(
            person("a", 40, pension=50.0, hours_per_week=20.0, mark_g=True, receives=["wohngeld"], daycare=False),
            dwelling={"rent_cold": 400.0, "area_m2": 50.0, "owner": True},
            sgb2_first_month="2026-05-01",
            sgb2_grant_start="2026-05-01",
        )
    )
    assert found["persons.a.pension"] == ["Gesetzliche Rente (a): 100 € mehr", "Gesetzliche Rente (a): 100 € weniger"]
    assert found["persons.a.hours_per_week"][0] == "Arbeitsstunden in der Woche (a): 5 Stunden mehr"
    assert found["dwelling.area_m2"] == ["Wohnfläche: 10 m² mehr", "Wohnfläche: 10 m² weniger"]
    assert found["dwelling.owner"] == ["Eigentum: nein statt ja"]
    assert found["persons.a.mark_g"] == ["Merkzeichen G oder aG (a): nein statt ja"]
    assert found["persons.a.receives"] == ["Bezieht schon (a): nichts davon"]
    assert found["sgb2_first_month"] == ["Erster Monat mit SGB II: noch keiner"]
    assert "persons.a.daycare" not in found


def test_an_amount_never_falls_below_nothing() -> None:
    one = home(person("a", 40, pension=50.0))
    lower = [t.household for t in tries(one, one) if t.change == "Gesetzliche Rente (a): 100 € weniger"]
    assert [found.person("a").pension for found in lower] == [0.0]


def test_a_couple_is_tried_as_none_once_and_for_both() -> None:
    pair = home(person("a", 40, partner="b", married=True), person("b", 41))
    found = [t for t in tries(pair, pair) if t.path == "persons.a.partner"]
    assert [t.change for t in found] == ["a und b: kein Paar"]
    assert [(p.partner, p.married) for p in found[0].household.persons] == [(None, False)] * 2
    assert not [t for t in tries(pair, pair) if t.path == "persons.b.partner"]


def test_birthdays_move_by_a_year_but_not_into_the_future() -> None:
    baby = home(person("a", 35), {"id": "k", "born": "2026-09-01", "parents": ["a"]})
    assert tried(baby)["persons.k.born"] == ["Geburtstag (k): ein Jahr früher"]
    leap = home({"id": "a", "born": "1992-02-29"})
    days = [t.household.person("a").born for t in tries(leap, leap) if t.path == "persons.a.born"]
    assert days == [dt.date(1991, 3, 1), dt.date(1993, 3, 1)]


def test_what_moves_nothing_is_not_named(rules: Federal) -> None:
    rich = home(person("a", 40, gross_wage=9000.0, hours_per_week=40.0), dwelling=rented(500))
    assert {one.path for one in drivers(rich, rules, WUPPERTAL)} == {"persons.a.gross_wage", "persons.a.other_income"}


def test_the_effect_is_said_in_words() -> None:
    driver = Driver("x", "Warmmiete 100 € höher", (("wohngeld", Decimal("45.5")),), Decimal("-5"), "sgb12")
    assert driver.effect == "Wohngeld +45,50 €, in der Hand −5 €, zuerst kommt dann: Hilfe vom Sozialamt"
    assert driver.moved == Decimal("45.5")
    assert signed(Decimal("0.00")) == "0 €"


def test_the_whole_of_the_largest_household_is_one_pass(rules: Federal) -> None:
    calls: list[int] = []

    def counted(columns: Any) -> Any:
        calls.append(len(columns["p_id"]))
        return rules(columns)

    people = [person("a", 40, gross_wage=900.0), *(child(f"k{i}", 3 + i, "a") for i in range(12))]
    drivers(home(*people, dwelling=rented(900)), counted, WUPPERTAL)
    # Both routes at once, and once more for families whose children leave the Bedarfsgemeinschaft.
    assert len(calls) <= 2
