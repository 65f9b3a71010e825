"""What a person needs to live: Regelbedarf by Stufe, Mehrbedarfe, Sofortzuschlag."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from talachse.rules._book import rule
from talachse.rules.entitlement.columns import Column, Columns, of_pointer
from talachse.rules.entitlement.groups import ADULT, is_dependent_child
from talachse.rules.entitlement.housing import Statute
from talachse.rules.entitlement.result import Step
from talachse.rules.entitlement.words import in_cents
from talachse.rules.parameters import Parameters

LAW = Parameters("talachse.rules.entitlement", "needs.yaml")


def in_cents_each(amounts: Column) -> Column:
    """Two decimals, half a cent rounded up (§ 41 (2) SGB II)."""
    rounded: Column = np.floor(np.round(amounts * 100, 6) + 0.5) / 100
    return rounded


@rule(
    question="Welche Regelbedarfsstufe hat eine Person?",
    basis="§ 20 Abs. 2 bis 4, § 23 Nr. 1 SGB II; § 27a SGB XII mit Anlage zu § 28 SGB XII",
)
def stufe(c: Columns, statute: Statute = "sgb2") -> Column:
    """1 alone or lone parent, 2 couple of adults, 3 from 18 to 24 with the parents (SGB II only), 4 to 6 by age for minors.

    In SGB II a minor of 15 or more who lives without parents counts as alone (1), and an adult whose partner is a minor too. In
    SGB XII an adult child has Stufe 1 (Stufe 3 is for institutions), every minor the Stufe of the age, and an adult with a minor
    partner Stufe 2.
    """
    age = c["age"]
    by_age = 6 - np.searchsorted((6, 14, ADULT), age, side="right")
    partner_age = of_pointer(age, c["partner"], -1)
    if statute == "sgb12":
        return np.where(age < ADULT, by_age, np.where(c["partner"] >= 0, 2, 1))
    with_parents = is_dependent_child(c)
    alone = c["partner"] < 0
    adult = np.where((partner_age >= ADULT), 2, 1)
    able = age >= LAW.history("erwerbsfaehig_ab")[0].value
    minor = np.where(alone & able, 1, by_age)
    return np.where(with_parents, by_age, np.where(age < ADULT, minor, adult))


@rule(
    question="Wie hoch ist der Regelbedarf einer Person?",
    basis="§ 20 Abs. 1a, § 23 Nr. 1 SGB II; Anlage zu § 28 SGB XII",
)
def regelbedarf(c: Columns, on: dt.date, statute: Statute = "sgb2") -> Column:
    """Euros a month without Mehrbedarf, Sofortzuschlag and housing."""
    return regelbedarf_of(stufe(c, statute), on)


def regelbedarf_of(stufen: Column, on: dt.date) -> Column:
    """Euros a month for each Stufe 1 to 6."""
    return _by_stufe("regelbedarf", stufen, on)


@rule(question="Wer bekommt den Sofortzuschlag?", basis="§ 72 SGB II, § 145 SGB XII")
def sofortzuschlag(c: Columns, on: dt.date, statute: Statute = "sgb2") -> Column:
    """Euros a month for children, minors and young adults of Stufe 3 to 6; others 0."""
    return np.where(stufe(c, statute) >= 3, float(LAW.on("sofortzuschlag", on).value), 0.0)


@rule(
    question="Wer hat die Regelaltersgrenze erreicht?",
    basis="§ 41 Abs. 2 SGB XII, § 7a SGB II, §§ 35, 235 Abs. 2 SGB VI",
)
def past_retirement_age(c: Columns, on: dt.date) -> Column:
    """From the month after the one in which the age of the birth year's line is completed (65 years to 67)."""
    table = LAW.on("regelaltersgrenze", on).value
    limit = np.asarray(table["monate"])[np.searchsorted(table["geboren_ab"], c["birth_year"], side="right")]
    return np.asarray(c["age_months_first"] >= limit)


@dataclass(frozen=True, slots=True)
class Mehrbedarfe:
    """One entry a person, euros a month. ``total`` is everything except ``lone_parent``.

    ``disability_open``: a Mehrbedarf of 35 % is possible when benefits for taking part in work are paid, which nobody asks.
    """

    pregnant: Column
    lone_parent: Column
    mark_g: Column
    water: Column
    total: Column
    disability_open: Column


@rule(
    question="Welche Mehrbedarfe hat eine Person?",
    basis="§ 21 Abs. 2, 3, 4, 7, 8, § 23 Nr. 4 SGB II; § 30 Abs. 1, 2, 3, 6, 7 SGB XII",
)
def mehrbedarfe(c: Columns, on: dt.date, statute: Statute = "sgb2", *, granted: Column | float = 0.0) -> Mehrbedarfe:
    """Mehrbedarfe that can be said from the facts; diet (5) and special needs (6) (6a) are individual.

    The sum of those that § 21 (8) SGB II names ((2) to (5)), in § 30 (6) SGB XII also the one for mark G, stays within the Regelbedarf;
    ``granted`` are euros a month under (4) and (5) that the office has already recognised. What goes beyond is taken from
    ``pregnant`` (and ``mark_g`` in SGB XII), as GETTSIM adds the lone parent's part itself.
    """
    stufen = stufe(c, statute)
    need = _by_stufe("regelbedarf", stufen, on)
    lone_parent = _lone_parent(c, on, need, statute)
    week, percent = LAW.on("schwanger_ab_woche", on).value, LAW.on("schwanger_prozent", on).value
    pregnant = np.where(c["pregnant_week"] >= week, in_cents_each(need * percent / 100), 0.0)
    mark_g = np.where(
        c["mark_g"] & _may_have_mark_g(c, on, statute),
        in_cents_each(need * LAW.on("merkzeichen_g_prozent", on).value / 100),
        0.0,
    )
    room = np.maximum(need - lone_parent - granted, 0.0)
    pregnant = np.minimum(pregnant, room)
    if statute == "sgb12":
        mark_g = np.minimum(mark_g, room - pregnant)
    share = _by_stufe("warmwasser_prozent", stufen, on)
    water = np.where(c["water_heated_in_flat"], in_cents_each(need * share / 100), 0.0)
    return Mehrbedarfe(
        pregnant=pregnant,
        lone_parent=lone_parent,
        mark_g=mark_g,
        water=water,
        total=pregnant + mark_g + water,
        disability_open=_disability_open(c, on),
    )


def _disability_open(c: Columns, on: dt.date) -> Column:
    is_open: Column = (c["age"] >= LAW.on("erwerbsfaehig_ab", on).value) & (
        c["disability_degree"] >= LAW.on("behinderung_grad", on).value
    )
    return is_open


def _lone_parent(c: Columns, on: dt.date, need: Column, statute: Statute) -> Column:
    law = LAW.on("alleinerziehend", on).value
    base = need if statute == "sgb2" else LAW.on("regelbedarf", on).value[1]  # § 30 (3) SGB XII names Stufe 1
    bounds = (law["ein_kind_unter"], law["zwei_oder_drei_unter"], ADULT)
    small, middle, children = _children_below(c, bounds)
    first = np.where((small == 1) | (middle == 2) | (middle == 3), law["prozent"], 0)
    each = np.minimum(children * law["je_kind_prozent"], law["hoechstens_prozent"])
    return np.where(c["single_parent"], in_cents_each(base * np.maximum(first, each) / 100), 0.0)


def _children_below(c: Columns, bounds: tuple[int, ...]) -> list[Column]:
    """For each person how many children of its own below each of these ages live in the household."""
    pointers = np.concatenate([c["parent_1"], c["parent_2"]])
    ages = np.concatenate([c["age"], c["age"]])
    known = np.flatnonzero((pointers >= 0) & (ages < max(bounds)))
    parents, ages = pointers[known], ages[known]
    return [np.bincount(parents[ages < bound], minlength=len(c["age"])) for bound in bounds]


def _may_have_mark_g(c: Columns, on: dt.date, statute: Statute) -> Column:
    """SGB II: only fully incapacitated persons of 15 and more; SGB XII: from pension age too."""
    unable: Column = c["fully_incapacitated"] & (c["age"] >= LAW.on("erwerbsfaehig_ab", on).value)
    if statute == "sgb12":
        unable = unable | past_retirement_age(c, on)
    return unable


def _by_stufe(name: str, stufen: Column, on: dt.date) -> Column:
    values = LAW.on(name, on).value
    of_person: Column = np.array([0.0, *(values[step] for step in range(1, 7))])[stufen]
    return of_person


STUFEN = {
    1: "Stufe 1, allein oder alleinerziehend",
    2: "Stufe 2, Paar",
    3: "Stufe 3, 18 bis 24 Jahre bei den Eltern",
    4: "Stufe 4, 14 bis 17 Jahre",
    5: "Stufe 5, 6 bis 13 Jahre",
    6: "Stufe 6, bis 5 Jahre",
}


def steps(c: Columns, on: dt.date, *, person: int = 0, statute: Statute = "sgb2") -> tuple[Step, ...]:
    """What one person needs without housing, in words; ``person`` is the position in the columns."""
    more = mehrbedarfe(c, on, statute)
    sgb2 = statute == "sgb2"
    said = (
        (
            f"Regelbedarf ({STUFEN[int(stufe(c, statute)[person])]})",
            regelbedarf(c, on, statute),
            "§ 20, § 23 Nr. 1 SGB II" if sgb2 else "§ 27a SGB XII",
        ),
        ("Sofortzuschlag", sofortzuschlag(c, on, statute), "§ 72 SGB II" if sgb2 else "§ 145 SGB XII"),
        ("Mehrbedarf: Schwangerschaft", more.pregnant, "§ 21 Abs. 2 SGB II" if sgb2 else "§ 30 Abs. 2 SGB XII"),
        ("Mehrbedarf: allein mit Kind", more.lone_parent, "§ 21 Abs. 3 SGB II" if sgb2 else "§ 30 Abs. 3 SGB XII"),
        ("Mehrbedarf: Merkzeichen G", more.mark_g, "§ 23 Nr. 4 SGB II" if sgb2 else "§ 30 Abs. 1 SGB XII"),
        ("Mehrbedarf: warmes Wasser", more.water, "§ 21 Abs. 7 SGB II" if sgb2 else "§ 30 Abs. 7 SGB XII"),
    )
    return tuple(Step(label=label, value=in_cents(of[person]), basis=basis) for label, of, basis in said if of[person])


def notes(c: Columns, on: dt.date) -> tuple[str, ...]:
    """German sentences on Mehrbedarfe that the answers of one household leave open."""
    if not _disability_open(c, on).any():
        return ()
    text = "Mit einer Behinderung kann es 35 % mehr geben, wenn Leistungen zur Teilhabe am Arbeitsleben laufen."
    return (f"{text} Fragen Sie danach.",)
