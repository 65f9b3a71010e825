"""What counts of rent and heating: the share by heads, the city's limit, the first year.

Readings: a flat's costs are split by heads (BSG 15.4.2008, B 14/7b AS 58/06 R; 9.3.2016, B 14 KG 1/15 R). A Bedarfsgemeinschaft
that shares a flat with others is measured by its own number of persons against its own share of the rent, relatives or not
(BSG 18.6.2008, B 14/11b AS 61/06 R; 18.2.2010, B 14 AS 73/08 R). A number of persons that the city's table lacks has no limit: the
rent counts as stated and the answer is a range down to the limit of the largest number that the table has.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

import numpy as np
import yaml

from talachse.rules._book import rule
from talachse.rules.entitlement.columns import Column, Columns, group_any, group_count
from talachse.rules.entitlement.household import BadHousehold, Problem
from talachse.rules.entitlement.result import Step
from talachse.rules.entitlement.words import euros, in_cents, persons
from talachse.rules.parameters import Parameter, Parameters

PACKAGE = "talachse.rules.entitlement"
LAW = Parameters(PACKAGE, "housing.yaml")

HALF_A_CENT = 0.005

type Statute = Literal["sgb2", "sgb12"]
PARAGRAPH: Mapping[Statute, str] = {"sgb2": "§ 22 Abs. 1 SGB II", "sgb12": "§ 35 Abs. 1 SGB XII"}
# Who draws one of these has had a first month, also when nobody said which.
DRAWN: Mapping[Statute, tuple[str, ...]] = {
    "sgb2": ("grundsicherungsgeld",),
    "sgb12": ("grundsicherungsgeld", "grundsicherung_im_alter", "hilfe_zum_lebensunterhalt"),
}


class BadTable(ValueError):
    """A city's file cannot be used; the message says which file and where it is wrong."""


@dataclass(frozen=True, slots=True)
class Table:
    """The dated limits of one municipality: gross cold rent in euros a month by number of persons."""

    municipality: str
    values: Parameters

    def limits(self, on: dt.date) -> Parameter:
        """The limits on the day, with their source; ``value`` maps persons to euros.

        :raises BadHousehold: the table begins later.
        """
        try:
            return self.values.on("mietobergrenze", on)
        except LookupError as error:
            first = self.values.history("mietobergrenze")[0].since
            text = f"Für die Gemeinde {self.municipality} beginnen die Mietobergrenzen erst am {first:%d.%m.%Y}."
            raise BadHousehold((Problem("as_of", text),)) from error

    def said(self, name: str, on: dt.date) -> Parameter | None:
        """``quadratmeterhoechstmiete`` or ``mietpreisbremse`` on the day; None when the city has said nothing."""
        known = [one for one in self.values.history(name) if one.since <= on]
        return known[-1] if known else None


class Tables:
    """The packaged tables with the dated files that cities have handed in: municipality -> YAML text."""

    def __init__(self, files_of_cities: Mapping[str, str] | None = None) -> None:
        self._handed_in = dict(files_of_cities or {})
        self._read: dict[str, Table] = {}

    def of(self, municipality: str) -> Table:
        """The table of a municipality (AGS, eight digits).

        :raises BadHousehold: there is none; the message names the missing file.
        :raises BadTable: the city's file is wrong.
        """
        if municipality not in self._read:
            self._read[municipality] = self._load(municipality)
        return self._read[municipality]

    def _load(self, municipality: str) -> Table:
        name = f"housing/{municipality}.yaml"
        packaged = files(PACKAGE).joinpath("parameters", name).is_file()
        if not packaged and municipality not in self._handed_in:
            text = f"Für die Gemeinde {municipality} fehlt die Tabelle der Mietobergrenzen (parameters/{name})"
            raise BadHousehold((Problem("municipality", text),))
        try:
            values = Parameters(PACKAGE, name if packaged else None, self._handed_in.get(municipality, ""))
        except (yaml.YAMLError, AttributeError, KeyError, TypeError) as error:
            raise BadTable(f"{name}: Die Datei hat nicht die Form „Name: {{Tag: {{value, source}}}}“.") from error
        _check(name, values)
        return Table(municipality, values)


def _check(file: str, values: Parameters) -> None:
    for name in values.names():
        if name not in _FORMS:
            raise BadTable(f"{file}: „{name}“ ist nicht bekannt. Möglich sind: {', '.join(_FORMS)}.")
        for one in values.history(name):
            if type(one.since) is not dt.date:
                raise BadTable(f"{file}, {name}, {one.since}: Hier muss ein Tag stehen, zum Beispiel 2027-01-01.")
            wrong = _FORMS[name](one.value)
            if wrong:
                raise BadTable(f"{file}, {name}, {one.since}: {wrong}")
    if not values.history("mietobergrenze"):
        raise BadTable(f"{file}: Es fehlen die Mietobergrenzen („mietobergrenze“).")


def _amount(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < math.inf


def _wrong_limits(value: object) -> str:
    if not isinstance(value, dict) or not value or list(value) != list(range(1, len(value) + 1)):
        return "Die Personenzahlen müssen bei 1 beginnen und lückenlos steigen."
    limits = list(value.values())
    if not all(map(_amount, limits)) or limits != sorted(limits):
        return "Jede Grenze muss eine Zahl über 0 sein und darf mit den Personen nicht sinken."
    return ""


def _wrong_amount(value: object) -> str:
    return "" if _amount(value) else "Hier muss eine Zahl über 0 stehen."


def _wrong_flag(value: object) -> str:
    return "" if isinstance(value, bool) else "Hier muss true oder false stehen."


# What a city may say, and what is wrong with a value of it ("" for nothing).
_FORMS: Mapping[str, Callable[[object], str]] = {
    "mietenstufe": lambda value: "" if value in range(1, 8) else "Die Mietenstufe ist eine Zahl von 1 bis 7.",
    "mietobergrenze": _wrong_limits,
    "quadratmeterhoechstmiete": _wrong_amount,
    "mietpreisbremse": _wrong_flag,
}


@dataclass(frozen=True, slots=True)
class Housing:
    """Recognised costs, one entry a person; ``rent``, ``heating``, ``total``, ``low`` are the person's share in euros a month.

    ``limit`` is the city's limit for the person's Bedarfsgemeinschaft in euros a month, 0 where the table has none. ``capped``:
    less than the real rent counts. ``unknown``: the law's answer lies between ``low`` and ``rent``. ``karenz``: within the first
    year. ``discretion``: capped in the first year although minor children live there (the office may recognise more).
    """

    rent: Column
    heating: Column
    total: Column
    limit: Column
    capped: Column
    unknown: Column
    karenz: Column
    low: Column
    discretion: Column


@rule(
    question="Läuft noch das erste Jahr (Karenzzeit) der Wohnung?",
    basis="§ 22 Abs. 1 S. 2, § 65 Abs. 2 SGB II, § 35 SGB XII",
)
def in_karenz(c: Columns, on: dt.date) -> Column:
    """One year from the first month with benefits; whoever never drew them begins it now. Months before 2023 do not count."""
    first = LAW.on("karenz_fruehestens", on).value
    since_2023 = (on.year - first.year) * 12 + on.month - first.month
    inside: Column = np.minimum(c["sgb2_months"], since_2023) < LAW.on("karenz_monate", on).value
    return inside


@rule(
    question="Welche Miete und welche Heizkosten zählen als Bedarf?",
    basis="§ 22 Abs. 1 SGB II (Fassung nach dem Tag der Rechnung, § 65a SGB II nennt § 22 nicht), § 35 SGB XII; "
    "Kopfteile: BSG B 14/7b AS 58/06 R, Größe der Bedarfsgemeinschaft: BSG B 14 AS 73/08 R",
)
def recognised(c: Columns, bg: Column, on: dt.date, table: Table, statute: Statute = "sgb2") -> Housing:
    """Costs of housing per person; ``bg`` numbers the Bedarfsgemeinschaften (SGB XII: Einsatzgemeinschaften).

    Within the first year the rent counts whole until 30 June 2026, then up to 1.5 times the limit; afterwards up to the limit.
    The cap for families with children stays, as more is up to the office (S. 7). Heating counts as stated: no city table says
    more. Costs of owners count as stated, with a range down to what a tenant would get. Six persons and more: no limit is known.
    """
    size = group_count(bg)
    heads = group_count(c["household"])
    rent = c["rent_cold"] / heads * size  # of the whole group
    limit, guess = _limits(size, table.limits(on).value)
    karenz = in_karenz(c, on)
    factor = LAW.on("karenz_faktor", on).value
    first_year = np.inf if factor is None else factor * guess
    cap = np.where(karenz, first_year, guess)
    within = np.minimum(rent, cap)
    lowest = np.where(_may_be_past_the_first_year(c, bg, statute), np.minimum(rent, guess), within)
    as_stated = c["owner"] | (limit == 0)
    counted = np.where(as_stated, rent, within)
    ceiling = _ceiling(c, on, table)
    if ceiling is not None:
        counted, lowest = np.minimum(counted, ceiling * size), np.minimum(lowest, ceiling * size)
    # splitting by heads and putting together again leaves a breath more or less than the limit itself
    capped, unknown = counted < rent - HALF_A_CENT, lowest < counted - HALF_A_CENT
    counted, lowest = counted / size, lowest / size
    heating = c["heating"] / heads
    return Housing(
        rent=counted,
        heating=heating,
        total=counted + heating,
        limit=limit,
        capped=capped,
        unknown=unknown,
        karenz=karenz,
        low=lowest,
        discretion=capped & karenz & group_any(c["age"] < 18, bg),
    )


def _limits(size: Column, limits: Mapping[int, float]) -> tuple[Column, Column]:
    """The limit for each size (0: not in the table), and the one that is at least reached: that of the largest number."""
    ladder = np.array([limits[persons] for persons in sorted(limits)], float)
    guess = ladder[np.minimum(size, len(ladder)) - 1]
    return np.where(size <= len(ladder), guess, 0.0), guess


def _may_be_past_the_first_year(c: Columns, bg: Column, statute: Statute) -> Column:
    """Somebody of the group already draws the benefit, and nobody said since when."""
    drawing = c[f"receives_{DRAWN[statute][0]}"]
    for benefit in DRAWN[statute][1:]:
        drawing = drawing | c[f"receives_{benefit}"]
    return group_any(drawing & (c["sgb2_months"] < 0), bg)


def _ceiling(c: Columns, on: dt.date, table: Table) -> Column | None:
    """Each head's share of what the flat may cost at most by its area (S. 8 Nr. 1), infinite where the area is not known.

    None when the city has no such ceiling or the law of the day does not know it.
    """
    per_m2 = table.said("quadratmeterhoechstmiete", on)
    if per_m2 is None or not LAW.on("immer_unangemessen", on).value:
        return None
    known = (c["area_m2"] > 0) & ~c["owner"]
    return np.where(known, per_m2.value * c["area_m2"] / group_count(c["household"]), np.inf)


def steps(
    c: Columns, bg: Column, on: dt.date, table: Table, *, group: int = 0, statute: Statute = "sgb2"
) -> tuple[Step, ...]:
    """The chain from the rent to the need, in words, for one group of one household."""
    housing = recognised(c, bg, on, table, statute)
    i = int(np.flatnonzero(bg == group)[0])
    size, flat = int(group_count(bg)[i]), int(group_count(c["household"])[i])
    rent, heating = float(c["rent_cold"][i]), float(c["heating"][i])
    basis = PARAGRAPH[statute]
    source = table.limits(on).source
    chain = [Step(label="Miete mit kalten Nebenkosten", value=in_cents(rent))]
    if size < flat:
        label = f"Ihr Anteil an der Miete ({size} von {persons(flat)})"
        chain.append(Step(label=label, value=in_cents(rent / flat * size), basis="Kopfteile, BSG B 14/7b AS 58/06 R"))
    label = f"Miete, die zählt ({_why(housing, c, on, i, size)})"
    chain.append(Step(label=label, value=in_cents(housing.rent[i] * size), basis=f"{basis}; {source}"))
    chain.append(Step(label="Heizkosten, die zählen", value=in_cents(heating / flat * size), basis=basis))
    chain.append(Step(label="Bedarf für Miete und Heizung", value=in_cents(housing.total[i] * size), basis=basis))
    return tuple(chain)


def _why(housing: Housing, c: Columns, on: dt.date, i: int, size: int) -> str:
    limit, factor = float(housing.limit[i]), LAW.on("karenz_faktor", on).value
    if c["owner"][i]:
        return "eigene Wohnung: wie angegeben"
    if housing.karenz[i] and factor is None:
        return "im ersten Jahr die ganze Miete"
    if not limit:
        return f"für {persons(size)} ist keine Grenze bekannt"
    if housing.karenz[i]:
        return f"im ersten Jahr höchstens {euros(limit * factor)}, das {_times(factor)}-Fache der Grenze für {persons(size)}"
    return f"Grenze {euros(limit)} für {persons(size)}"


def _times(factor: float) -> str:
    return f"{factor:g}".replace(".", ",")


def notes(
    c: Columns, bg: Column, on: dt.date, table: Table, *, group: int = 0, statute: Statute = "sgb2"
) -> tuple[str, ...]:
    """German sentences on what the amount leaves open, for one group of one household."""
    housing = recognised(c, bg, on, table, statute)
    i = int(np.flatnonzero(bg == group)[0])
    size = int(group_count(bg)[i])
    brake = table.said("mietpreisbremse", on)
    owner, capped, first_year = bool(c["owner"][i]), bool(housing.capped[i]), bool(housing.karenz[i])
    months = LAW.on("kostensenkung_monate", on).value
    said = {
        "Ob die Heizkosten angemessen sind, wird geprüft.": c["heating"][i] > 0,
        f"Für {persons(size)} nennt die Stadt keine Grenze. Das Amt entscheidet im Einzelfall.": not housing.limit[i],
        "Bei einer eigenen Wohnung zählen Zinsen und Nebenkosten, aber in der Regel keine Tilgung. "
        "Auch diese Kosten werden geprüft.": owner,
        f"Ist die Miete zu hoch, zählt sie meist noch bis zu {months} Monate, nachdem das Amt Sie darauf hingewiesen hat.": (
            capped and not first_year
        ),
        "Mit Kindern kann das Amt im ersten Jahr auch eine höhere Miete anerkennen.": housing.discretion[i],
        "Wann das erste Jahr begonnen hat, ist nicht angegeben. Danach zählt die Miete nur bis zur Grenze.": (
            housing.unknown[i] and c["sgb2_months"][i] < 0 and not owner and bool(housing.limit[i])
        ),
        "Nach drei Jahren ohne diese Leistungen beginnt das erste Jahr neu.": capped and c["sgb2_months"][i] >= 36,
        "Ist die Miete höher, als die Mietpreisbremse erlaubt, zählt der Teil darüber nicht. Lassen Sie sich beraten.": (
            brake is not None and brake.value
        ),
    }
    return tuple(text for text, true in said.items() if true)
