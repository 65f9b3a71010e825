"""Every intermediate value of a calculation, person by person, as the federal rules and ours made it; for who has to check it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from talachse.rules._book import rule
from talachse.rules.entitlement import check, routes
from talachse.rules.entitlement.columns import Column
from talachse.rules.entitlement.engine import Computed, Federal, sofortzuschlag
from talachse.rules.entitlement.household import Household
from talachse.rules.entitlement.housing import Table
from talachse.rules.entitlement.words import euros

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Line:
    """One value: its name, the paragraph, and for each person of the household the words ("390 €", "–" for none)."""

    label: str
    basis: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Intermediate:
    """All values of one route; ``persons`` are the ids over the columns."""

    route: str  # "sgb2" or "wohngeld_kinderzuschlag"
    persons: tuple[str, ...]
    lines: tuple[Line, ...]


type Get = Callable[[Computed], Column]


def _federal(name: str) -> Get:
    return lambda done: done.federal[name]


def _once(name: str, group: Callable[[Computed], Column]) -> Get:
    """A value of a group stands at its first member."""
    return lambda done: _at_first(done.federal[name], group(done))


def _at_first(values: Column, group: Column) -> Column:
    return np.where(routes.first_of(group), values, 0.0)


def _bg(done: Computed) -> Column:
    return done.variant.bg


def _wthh(done: Computed) -> Column:
    return done.variant.wthh


def _tax(done: Computed) -> Column:
    """Income tax with its surcharge; of people who are taxed together each one's share."""
    both: Column = done.federal["einkommensteuer__betrag_m_sn"] + done.federal["solidaritätszuschlag__betrag_m_sn"]
    return both / done.federal["familie__anzahl_personen_sn"]


_BOTH: tuple[tuple[str, str, Get], ...] = (
    ("Einkommensteuer mit Solidaritätszuschlag", "§ 32a EStG, § 4 SolzG", _tax),
    (
        "Beiträge zur Sozialversicherung",
        "§ 20 SGB IV",
        _federal("sozialversicherung__beiträge_versicherter_m"),
    ),
    ("Kindergeld", "§ 66 EStG, § 6 BKGG", _federal("kindergeld__betrag_m")),
    ("Unterhaltsvorschuss", "§ 2 UhVorschG", _federal("unterhaltsvorschuss__betrag_m")),
)
_JOBCENTER: tuple[tuple[str, str, Get], ...] = (
    (
        "Regelbedarf, mit Mehrbedarf für Alleinerziehende",
        "§§ 20, 21 Abs. 3, 23 SGB II",
        _federal("bürgergeld__regelsatz_m"),
    ),
    ("Anderer Mehrbedarf", "§ 21 SGB II", lambda done: done.own.further_needs),
    ("Miete, die zählt (Kopfteil)", "§ 22 Abs. 1 SGB II", lambda done: done.own.housing.rent),
    ("Heizung, die zählt (Kopfteil)", "§ 22 Abs. 1 SGB II", lambda done: done.own.housing.heating),
    (
        "Mietobergrenze der Stadt für die Bedarfsgemeinschaft",
        "§ 22 Abs. 1 SGB II",
        lambda done: _at_first(done.own.housing.limit, done.variant.bg),
    ),
    ("Bedarf", "§ 19 Abs. 1 SGB II", _federal("bürgergeld__regelbedarf_m")),
    (
        "Einkommen nach Steuern und Beiträgen",
        "§ 11, § 11b Abs. 1 SGB II",
        _federal("bürgergeld__nettoeinkommen_vor_abzug_freibetrag_m"),
    ),
    ("Freibetrag auf Arbeit", "§ 11b Abs. 2 und 3 SGB II", _federal("bürgergeld__anrechnungsfreies_einkommen_m")),
    (
        "Einkommen nach Freibetrag",
        "§ 11b SGB II",
        _federal("bürgergeld__nettoeinkommen_nach_abzug_freibetrag_m"),
    ),
    (
        "Kindergeld, das den Bedarf des Kindes deckt",
        "§ 11 Abs. 1 S. 5 SGB II",
        _federal("bürgergeld__kindergeld_zur_bedarfsdeckung_m"),
    ),
    (
        "Kindergeld, das beim Elternteil zählt",
        "§ 11 Abs. 1 S. 5 SGB II",
        _federal("bürgergeld__kindergeldübertrag_m"),
    ),
    ("Einkommen, das angerechnet wird", "§§ 9, 11 SGB II", _federal("bürgergeld__anzurechnendes_einkommen_m")),
    ("Vermögen, das zählt", "§ 12 SGB II", lambda done: done.own.wealth.counted),
    (
        "Freies Vermögen der Bedarfsgemeinschaft",
        "§ 12 Abs. 2 SGB II",
        lambda done: _at_first(done.own.wealth.sgb2_total, done.variant.bg),
    ),
    ("Anspruch ohne Sofortzuschlag", "§ 19 Abs. 1 SGB II", _federal("bürgergeld__anspruchshöhe_m")),
    ("Sofortzuschlag", "§ 72 SGB II", sofortzuschlag),
    (
        "Bedarf, viertes Kapitel",
        "§ 42 SGB XII",
        lambda done: np.where(done.own.chapter_four, done.federal["grundsicherung__im_alter__bedarf_m"], 0.0),
    ),
    (
        "Einkommen, viertes Kapitel",
        "§ 82 SGB XII",
        lambda done: np.where(done.own.chapter_four, done.federal["grundsicherung__im_alter__einkommen_m"], 0.0),
    ),
    (
        "Anspruch, viertes Kapitel",
        "§ 41 SGB XII",
        lambda done: np.where(done.own.chapter_four, done.federal["grundsicherung__im_alter__anspruchshöhe_m"], 0.0),
    ),
)
_HOUSING: tuple[tuple[str, str, Get], ...] = (
    ("Wohngeld: Miete, die zählt", "§§ 11, 12 WoGG", _once("wohngeld__miete_m_wthh", _wthh)),
    ("Wohngeld: Einkommen, das zählt", "§§ 13–18 WoGG", _once("wohngeld__einkommen_m_wthh", _wthh)),
    ("Wohngeld nach der Formel", "§ 19 WoGG", _once("wohngeld__basisbetrag_m_wthh", _wthh)),
    (
        "Wohngeld nach Prüfung von Einkommen und Vermögen",
        "§§ 19–21 WoGG",
        _once("wohngeld__anspruchshöhe_m_wthh", _wthh),
    ),
    (
        "Kinderzuschlag: Bruttoeinkommen der Eltern",
        "§ 6a Abs. 1 Nr. 2 BKGG",
        _once("kinderzuschlag__bruttoeinkommen_eltern_m_bg", _bg),
    ),
    (
        "Kinderzuschlag: Mindesteinkommen",
        "§ 6a Abs. 1 Nr. 2 BKGG",
        _once("kinderzuschlag__mindestbruttoeinkommen_m_bg", _bg),
    ),
    (
        "Kinderzuschlag: Höchstbetrag nach Einkommen des Kindes",
        "§ 6a Abs. 2 und 3 BKGG",
        _federal("kinderzuschlag__basisbetrag_kind_m"),
    ),
    (
        "Kinderzuschlag: Nettoeinkommen der Eltern",
        "§ 6a Abs. 3 BKGG",
        _once("kinderzuschlag__nettoeinkommen_eltern_m_bg", _bg),
    ),
    (
        "Kinderzuschlag: Bedarf der Eltern",
        "§ 6a Abs. 5 BKGG",
        _once("kinderzuschlag__erwachsenenbedarf_m_bg", _bg),
    ),
    (
        "Kinderzuschlag: Einkommen der Eltern, das abgezogen wird",
        "§ 6a Abs. 6 BKGG",
        _once("kinderzuschlag__anzurechnendes_einkommen_eltern_m_bg", _bg),
    ),
    ("Kinderzuschlag", "§ 6a BKGG", _once("kinderzuschlag__anspruchshöhe_m_bg", _bg)),
)


@rule(
    question="Welche Zwischenwerte stehen hinter einem Ergebnis, für jede Person und auf jedem Weg?",
    basis="§ 35 Abs. 1 SGB X: die wesentlichen tatsächlichen und rechtlichen Gründe; hier für die Beratung",
)
def intermediate(household: Household, federal: Federal, table: Table) -> tuple[Intermediate, Intermediate]:
    """The Jobcenter's route, then that of Wohngeld and Kinderzuschlag, in euros a month (wealth: euros).

    A value of a group stands at its first member; lines that are nothing for everybody are left out. Unknown facts stand at
    "nothing".
    """
    many = check.compute(check.known(household)[:1], federal, table)
    persons = tuple(person.id for person in household.persons)
    return (
        Intermediate(routes.SGB2, persons, tuple(_lines(many.jobcenter, (*_BOTH, *_JOBCENTER)))),
        Intermediate(routes.HOUSING, persons, tuple(_lines(many.housing, (*_BOTH, *_HOUSING)))),
    )


def _lines(done: Computed, wanted: tuple[tuple[str, str, Get], ...]) -> Iterator[Line]:
    for label, basis, get in wanted:
        amounts = [check.money(value) for value in get(done)]
        if any(amounts):
            yield Line(label, basis, tuple(euros(amount) if amount else NOTHING for amount in amounts))


def as_json(values: tuple[Intermediate, ...]) -> list[dict[str, Any]]:
    """To be kept with a stored result."""
    return [
        {
            "route": one.route,
            "persons": list(one.persons),
            "lines": [{"label": line.label, "basis": line.basis, "values": list(line.values)} for line in one.lines],
        }
        for one in values
    ]


def from_json(data: list[Mapping[str, Any]]) -> tuple[Intermediate, ...]:
    """As it was kept."""
    return tuple(
        Intermediate(
            one["route"],
            tuple(one["persons"]),
            tuple(Line(line["label"], line["basis"], tuple(line["values"])) for line in one["lines"]),
        )
        for one in data
    )
