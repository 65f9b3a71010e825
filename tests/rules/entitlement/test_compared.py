"""What differs between two variants of a household, in words."""

from typing import Any

import pytest

from talachse.rules.entitlement.compared import LABELS, OF_HOUSEHOLD, Difference, differences, named, said
from talachse.rules.entitlement.household import Dwelling, Household, Person, read
from tests.rules.entitlement.made import TODAY, child, person, rented


def home(*persons: dict[str, Any], **facts: Any) -> Household:
    return read({"as_of": TODAY.isoformat(), "persons": list(persons), **facts}, today=TODAY)


def test_only_what_differs_is_named_with_whose_it_is() -> None:
    before = home(person("Mutter", gross_wage=800.0), dwelling=rented(620))
    after = home(person("Mutter", gross_wage=1600.5), dwelling=rented(700))
    assert differences(before, before) == ()
    assert differences(before, after) == (
        Difference("Miete ohne Heizung", "620 €", "700 €"),
        Difference("Lohn brutto (Mutter)", "800 €", "1.600,50 €"),
    )


def test_who_moves_out_is_named_and_what_follows_from_it() -> None:
    alone, with_child = home(person("Mutter")), home(person("Mutter"), child("Kind", 5, "Mutter"))
    assert differences(with_child, alone) == (
        Difference("Alleinerziehend (Mutter)", "ja", "nein"),
        Difference("Kind", "im Haushalt", "nicht im Haushalt"),
    )


def test_the_other_way_round_before_and_after_change_places() -> None:
    one = home(person("a", wealth=100.0), sgb2_grant_start="2026-01-01", dwelling=rented(300))
    two = home(person("a"), person("b", 33, partner="a"), dwelling={"owner": True})
    turned = {(one.fact, one.after, one.before) for one in differences(two, one)}
    assert {(found.fact, found.before, found.after) for found in differences(one, two)} == turned


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("gross_wage", None, "nicht bekannt"),
        ("partner", None, "–"),
        ("owner", True, "ja"),
        ("owner", False, "nein"),
        ("born", TODAY, "01.11.2026"),
        ("receives", ("wohngeld", "kindergeld"), "Wohngeld, Kindergeld"),
        ("receives", (), "–"),
        ("parents", ("Mutter",), "Mutter"),
        ("area_m2", 62.5, "62,5 m²"),
        ("hours_per_week", 20.0, "20 Stunden"),
        ("disability_degree", 50, "50"),
        ("heating", 0.0, "0 €"),
        ("school", "berufsbildend", "berufsbildend"),
    ],
)
def test_values_are_said_as_they_are_read(field: str, value: object, words: str) -> None:
    assert said(field, value) == words


def test_every_fact_of_a_household_has_a_name() -> None:
    facts = {*Person.model_fields, *Dwelling.model_fields, *OF_HOUSEHOLD} - {"id"}
    assert facts == set(LABELS)
    assert named("gross_wage") == "Lohn brutto"
