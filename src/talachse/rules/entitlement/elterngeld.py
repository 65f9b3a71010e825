"""Elterngeld: who should ask for it, the least it is, and how much of it other benefits count.

It is not computed: it hangs on the income of the year before the birth and on how the parents divide the months.
All amounts are euros a month, one entry a person.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from talachse.rules._book import rule
from talachse.rules.entitlement.columns import Column, Columns, of_household
from talachse.rules.entitlement.household import Household
from talachse.rules.entitlement.means import euros
from talachse.rules.entitlement.offices import office_for
from talachse.rules.entitlement.result import Step
from talachse.rules.entitlement.words import euros as in_euros
from talachse.rules.parameters import Parameters
from talachse.rules.verdict import Verdict

PARAMETERS = Parameters("talachse.rules.entitlement", "elterngeld.yaml")
BASIS = "§§ 1, 2, 4 BEEG"
FACTS = (".parental_allowance", ".hours_per_week", ".receives")


@dataclass(frozen=True, slots=True)
class Elterngeld:
    """For each person: whether it may ask, and the least and the most that is possible; what is drawn is exact."""

    may_ask: Column
    drawn: Column
    least: Column
    most: Column


@rule(question="Wer kann Elterngeld beantragen?", basis="§ 1 Abs. 1, 6 und 7, § 2 Abs. 1 und 4, § 4 Abs. 1 BEEG")
def claims(c: Columns, on: dt.date) -> Elterngeld:
    """Parents who live with a child in its first 14 months and work 32 hours a week at most.

    Under the Asylbewerberleistungsgesetz it depends on the residence permit (§ 1 (7)): the least is 0 then.
    """
    baby = c["age_months"] < PARAMETERS.on("bis_lebensmonat", on).value
    has_baby = np.zeros(len(baby) + 1, dtype=bool)  # nobody's place, -1, is the last one
    has_baby[c["parent_1"][baby]] = True
    has_baby[c["parent_2"][baby]] = True
    drawn = c["receives_elterngeld"] | (c["parental_allowance"] > 0)
    may_ask = has_baby[:-1] & (c["hours_per_week"] <= PARAMETERS.on("stunden", on).value) & ~drawn
    least = np.where(may_ask & ~c["asylum_benefits"], PARAMETERS.on("mindestens", on).value, 0.0)
    most = np.where(may_ask, PARAMETERS.on("hoechstens", on).value, 0.0)
    exact = np.where(drawn, c["parental_allowance"], 0.0)
    return Elterngeld(may_ask, drawn, least + exact, most + exact)


@rule(
    question="Wie viel Elterngeld zählt bei Grundsicherungsgeld, Sozialhilfe und Kinderzuschlag als Einkommen?",
    basis="§ 10 Abs. 5 BEEG",
)
def counted(c: Columns, on: dt.date, worked_before_birth: Column | None = None) -> tuple[Column, Column]:
    """Least and most: all of it, but up to 300 € stay free for who worked before the birth. Without that fact both ends."""
    amount = c["parental_allowance"]
    free = np.minimum(amount, PARAMETERS.on("frei_bei_arbeit_vor_geburt", on).value)
    if worked_before_birth is None:
        return amount - free, amount
    exact = amount - np.where(worked_before_birth, free, 0.0)
    return exact, exact


@rule(question="Wen im Haushalt betrifft das Elterngeld, und was ist zu tun?", basis="§§ 1, 2, 4, 7 BEEG")
def claim(household: Household) -> tuple[tuple[str, ...], Verdict]:
    """Who draws Elterngeld or should ask for it, and what to tell them."""
    found = claims(of_household(household), household.as_of)
    mine = found.drawn | found.may_ask
    return tuple(p.id for p, one in zip(household.persons, mine, strict=True) if one), verdict(household, found)


@rule(question="Kann jemand im Haushalt Elterngeld bekommen?", basis="§§ 1, 2, 4, 7 BEEG")
def verdict(household: Household, found: Elterngeld) -> Verdict:
    """A yes only for what is drawn already; otherwise unknown with the least amount and the office."""
    on = household.as_of
    if found.drawn.any():
        amount = float(euros(found.least[found.drawn].sum()))
        return Verdict.yes(
            f"Wird schon bezogen: {in_euros(amount)} im Monat." if amount else "Wird schon bezogen.", basis=BASIS
        )
    office = office_for("elterngeld", on).name
    unknown = tuple(path for path in household.unknown if path.endswith(FACTS))
    if not found.may_ask.any():
        if unknown and (of_household(household)["age_months"] < PARAMETERS.on("bis_lebensmonat", on).value).any():
            return Verdict.unknown(
                f"Das hängt von der Arbeitszeit ab. Fragen Sie dort: {office}.", missing=unknown, basis=BASIS
            )
        return Verdict.no(
            "Eher nicht: Elterngeld gibt es für Eltern, die mit einem Kind unter 14 Monaten leben und höchstens 32 Stunden in "
            "der Woche arbeiten.",
            basis=BASIS,
        )
    least = float(euros(found.least.max()))
    how_much = (
        f"Möglich sind mindestens {in_euros(least)} im Monat, je nach Lohn vor der Geburt auch mehr, bei sehr hohem Einkommen nichts (§ 1 Abs. 8 BEEG)."
        if least
        else "Das hängt vom Aufenthaltstitel ab."
    )
    return Verdict.unknown(
        f"{how_much} Der Antrag wirkt nur drei Monate zurück. Fragen Sie dort: {office}.",
        missing=["Einkommen vor der Geburt" if least else "Aufenthaltstitel", *unknown],
        basis=f"{BASIS}, § 7 BEEG",
    )


def steps(household: Household, found: Elterngeld) -> tuple[Step, ...]:
    """What is drawn, or the least and the most of the household's parent with the least claim."""
    on = household.as_of
    if found.drawn.any():
        return (Step(label="Elterngeld, das Sie bekommen", value=euros(found.least[found.drawn].sum()), basis=BASIS),)
    if not found.may_ask.any():
        return ()
    return (
        Step(label="Mindestens", value=euros(found.least.max()), basis=PARAMETERS.on("mindestens", on).source),
        Step(label="Höchstens", value=euros(found.most.max()), basis=PARAMETERS.on("hoechstens", on).source),
    )
