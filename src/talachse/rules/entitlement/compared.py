"""Households side by side: which facts differ, and what a fact and its value are called where staff read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from talachse.rules._book import rule
from talachse.rules.entitlement.columns import AMOUNTS
from talachse.rules.entitlement.household import Dwelling, Household, Person
from talachse.rules.entitlement.wording import NAMES
from talachse.rules.entitlement.words import euros

# Short names for staff; ``wording.FACTS`` speaks to citizens.
LABELS = {
    "as_of": "Gerechnet für",
    "municipality": "Gemeinde",
    "sgb2_grant_start": "Beginn der laufenden Bewilligung (SGB II)",
    "sgb2_first_month": "Erster Monat mit SGB II",
    "rent_cold": "Miete ohne Heizung",
    "heating": "Heizkosten",
    "area_m2": "Wohnfläche",
    "owner": "Eigentum",
    "water_heated_in_flat": "Warmes Wasser in der Wohnung erzeugt",
    "born": "Geburtstag",
    "partner": "Paar mit",
    "married": "Verheiratet",
    "parents": "Eltern im Haushalt",
    "kindergeld_to": "Kindergeld geht an",
    "single_parent": "Alleinerziehend",
    "gross_wage": "Lohn brutto",
    "hours_per_week": "Arbeitsstunden in der Woche",
    "self_employed_income": "Gewinn selbständig",
    "pension": "Gesetzliche Rente",
    "company_pension": "Betriebsrente",
    "unemployment_benefit": "Arbeitslosengeld",
    "parental_allowance": "Elterngeld",
    "maintenance_received": "Unterhalt, der ankommt",
    "other_income": "Anderes Einkommen",
    "wealth": "Vermögen",
    "school": "Schule",
    "training_pay": "Ausbildungsvergütung",
    "daycare": "Kita oder Tagespflege",
    "pregnant_week": "Schwangerschaftswoche",
    "disability_degree": "Grad der Behinderung",
    "mark_g": "Merkzeichen G oder aG",
    "fully_incapacitated": "Voll erwerbsgemindert auf Dauer",
    "asylum_benefits": "AsylbLG",
    "asylum_since": "In Deutschland seit",
    "receives": "Bezieht schon",
}
EUROS = (AMOUNTS.keys() - {"hours_per_week"}) | {"rent_cold", "heating"}
UNITS = {"area_m2": "m²", "hours_per_week": "Stunden"}
OF_HOUSEHOLD = ("as_of", "municipality", "sgb2_grant_start", "sgb2_first_month")
# None is "nobody", "never" or "none" here, not only "nobody knows".
NOTHING = {"partner", "kindergeld_to", "sgb2_grant_start", "sgb2_first_month", "school", "asylum_since"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that is not the same: its name with the person, and both values in words."""

    fact: str
    before: str
    after: str


@rule(
    question="Worin unterscheiden sich zwei Varianten eines Haushalts?",
    basis="§ 14 SGB I (Beratung): wer vergleicht, muss sehen, was verglichen wird",
)
def differences(first: Household, other: Household) -> tuple[Difference, ...]:
    """Every fact that differs, in the order of the form, with what follows from it ("alleinerziehend"); persons by their id."""
    return tuple(_differences(first, other))


def _differences(first: Household, other: Household) -> Iterator[Difference]:
    for field in OF_HOUSEHOLD:
        yield from _one(field, "", getattr(first, field), getattr(other, field))
    for field in Dwelling.model_fields:
        yield from _one(field, "", getattr(first.dwelling, field), getattr(other.dwelling, field))
    before, after = ({person.id: person for person in one.persons} for one in (first, other))
    for key in dict.fromkeys((*before, *after)):
        if key not in before or key not in after:
            yield Difference(key, _there(key in before), _there(key in after))
            continue
        for field in Person.model_fields:
            yield from _one(field, key, getattr(before[key], field), getattr(after[key], field))


def _one(field: str, person: str, before: object, after: object) -> Iterator[Difference]:
    if before != after:
        yield Difference(named(field, person), said(field, before), said(field, after))


def _there(is_there: bool) -> str:
    return "im Haushalt" if is_there else "nicht im Haushalt"


def named(field: str, person: str = "") -> str:
    """A fact by its short name, with whose it is."""
    return f"{LABELS[field]} ({person})" if person else LABELS[field]


def said(field: str, value: object) -> str:
    """The value of a fact as it is read: "1.400 €", "ja", "nicht bekannt"."""
    match value:
        case None:
            return "–" if field in NOTHING else "nicht bekannt"
        case bool():
            return "ja" if value else "nein"
        case dt.date():
            return f"{value:%d.%m.%Y}"
        case tuple():
            return ", ".join(NAMES.get(str(one), str(one)) for one in value) or "–"
        case _:
            return _number(field, value) if isinstance(value, float | int) else str(value)


def _number(field: str, value: float) -> str:
    if field in EUROS:
        return euros(value)
    unit = UNITS.get(field)
    text = f"{value:g}".replace(".", ",")
    return f"{text} {unit}" if unit else text
