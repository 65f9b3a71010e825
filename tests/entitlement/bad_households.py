"""What somebody sends instead of a household; the command line and the API refuse it in the same words."""

from __future__ import annotations

import json
from typing import Any

ALONE: dict[str, Any] = {
    "as_of": "2026-11-01",
    "dwelling": {"rent_cold": 420, "heating": 80},
    "persons": [{"id": "a", "born": "1991-01-05"}],
}


def person(**facts: Any) -> str:
    """Somebody who is right but for these facts."""
    return json.dumps({"persons": [{"id": "a", "born": "1991-01-05"} | facts]})


def family(*parents: tuple[str, str, list[str]]) -> str:
    """Persons by id, year of birth and parents."""
    return json.dumps({"persons": [{"id": i, "born": f"{year}-01-01", "parents": p} for i, year, p in parents]})


# What is sent, the field that is named, and what is said about it.
BAD: dict[str, tuple[str, str, str]] = {
    "negative money": (person(gross_wage=-1), "persons.0.gross_wage", "darf nicht kleiner als 0 sein"),
    "negative rent": (
        json.dumps(ALONE | {"dwelling": {"rent_cold": -5}}),
        "dwelling.rent_cold",
        "darf nicht kleiner als 0 sein",
    ),
    "too much money": (person(wealth=2e6), "persons.0.wealth", "darf nicht größer als 1.000.000 sein"),
    "born in the future": (person(born="2077-01-01"), "persons.0.born", "liegt in der Zukunft"),
    "born too long ago": (person(born="1877-01-01"), "persons.0.born", "liegt zu weit zurück"),
    "no such day": (person(born="1990-02-30"), "persons.0.born", "Diesen Tag gibt es nicht"),
    "a day as a number": (person(born=631152000), "persons.0.born", "Hier muss ein Tag stehen"),
    "a day with a time": (person(born="1990-01-01T00:00:00Z"), "persons.0.born", "Diesen Tag gibt es nicht"),
    "40 persons": (
        json.dumps({"persons": [{"id": str(i), "born": "1990-01-01"} for i in range(40)]}),
        "persons",
        "zu viele Einträge, höchstens 30",
    ),
    "nobody": ('{"persons": []}', "persons", "mindestens eine Person"),
    "unknown municipality": (
        json.dumps(ALONE | {"municipality": "05111000"}),
        "municipality",
        "fehlt die Tabelle der Mietobergrenzen (parameters/housing/05111000.yaml)",
    ),
    "municipality by name": (json.dumps(ALONE | {"municipality": "Wuppertal"}), "municipality", "acht Ziffern"),
    "parents of each other": (
        family(("a", "1990", ["b"]), ("b", "1991", ["a"])),
        "persons.0.parents",
        "gegenseitig als Eltern",
    ),
    "a circle of three": (
        family(("a", "1990", ["b"]), ("b", "1991", ["c"]), ("c", "1992", ["a"])),
        "persons.0.parents",
        "muss älter sein",
    ),
    "own child": (person(parents=["a"]), "persons.0.parents", "Niemand ist das eigene Kind"),
    "an unknown partner": (person(partner="x"), "persons.0.partner", "„x“ gibt es im Haushalt nicht"),
    "half a character": (person(partner="\ud800"), "persons.0.partner", "passt nicht"),
    "NaN": ('{"persons": [{"id": "a", "born": "1990-01-01", "wealth": NaN}]}', "persons.0.wealth", "endliche Zahl"),
    "NaN hours": (
        '{"persons": [{"id": "a", "born": "1990-01-01", "hours_per_week": NaN}]}',
        "persons.0.hours_per_week",
        "endliche Zahl",
    ),
    "infinite": (
        '{"dwelling": {"area_m2": -Infinity}, "persons": [{"id": "a", "born": "1990-01-01"}]}',
        "dwelling.area_m2",
        "endliche Zahl",
    ),
    "a number with 5,000 digits": (
        '{"persons": [{"id": "a", "born": "1990-01-01", "pension": %s}]}' % ("9" * 5000),
        "persons.0.pension",
        "endliche Zahl",
    ),
    "text for money": (person(gross_wage="viel"), "persons.0.gross_wage", "Hier muss eine Zahl stehen"),
    "true for money": (person(pension=True), "persons.0.pension", "Hier muss eine Zahl stehen"),
    "a number for yes": (person(daycare=1), "persons.0.daycare", "ja oder nein"),
    "a list for a text": (person(id=["a"]), "persons.0.id", "Hier muss ein Text stehen"),
    "text for a list": (person(parents="a"), "persons.0.parents", "Hier muss eine Liste stehen"),
    "an object for a list": ('{"persons": {"id": "a"}}', "persons", "Hier muss eine Liste stehen"),
    "nothing for an object": (json.dumps(ALONE | {"dwelling": None}), "dwelling", "Hier muss ein Objekt"),
    "an unknown name": (person(colour="red"), "persons.0.colour", "ist nicht bekannt"),
    "a name with half a character": ('{"persons": [], "\\ud800": 1, "\\ud800": 2}', "?", "steht doppelt"),
    "a name twice": ('{"persons": [], "persons": []}', "persons", "steht doppelt"),
    "missing": ('{"persons": [{"id": "a"}]}', "persons.0.born", "Diese Angabe fehlt"),
    "before our law": (json.dumps(ALONE | {"as_of": "2019-01-01"}), "as_of", "Gerechnet wird für Tage vom"),
    "the last day of all": (
        json.dumps(
            {"as_of": "9999-12-31", "sgb2_grant_start": "9999-12-31", "persons": [{"id": "a", "born": "9990-01-01"}]}
        ),
        "as_of",
        "Gerechnet wird für Tage vom",
    ),
    "a list": ("[]", "", "Objekt in geschweiften Klammern"),
    "only a number": ("17", "", "Objekt in geschweiften Klammern"),
}

NOT_JSON: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "Kein gültiges JSON in Zeile 1"),
    "broken off": (b'{"persons": [', "Kein gültiges JSON in Zeile 1"),
    "not UTF-8": ('{"persons": "ä"}'.encode("latin-1"), "kein Text in UTF-8"),
    "too deep": (b"[" * 100_000, "zu tief verschachtelt"),
}
