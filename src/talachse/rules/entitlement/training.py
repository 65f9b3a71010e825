"""BAföG and Berufsausbildungsbeihilfe: who should ask for them, and what a training means for Grundsicherungsgeld and Wohngeld.

Neither is computed: both hang on the income of the parents and on the kind of school, which nobody is asked for here. The
answer is "unknown" with the most that is possible and the office that knows.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from talachse.rules._book import rule
from talachse.rules.entitlement.columns import SCHOOLS, Column, Columns, group_any, of_household
from talachse.rules.entitlement.household import Household
from talachse.rules.entitlement.means import euros
from talachse.rules.entitlement.offices import office_for
from talachse.rules.entitlement.result import Step
from talachse.rules.entitlement.words import euros as in_euros
from talachse.rules.parameters import Parameters
from talachse.rules.verdict import Verdict

PARAMETERS = Parameters("talachse.rules.entitlement", "training.yaml")

# Answers in a column: certainly not, certainly, and nobody can say from what was asked.
NOT, YES, PERHAPS = 0, 1, 2
GENERAL, VOCATIONAL = SCHOOLS["allgemeinbildend"], SCHOOLS["berufsbildend"]
BASIS = {"bafoeg": "§§ 2, 12, 13 BAföG", "bab": "§§ 56 bis 62 SGB III"}


@dataclass(frozen=True, slots=True)
class Training:
    """For each person whether it draws or may draw the two benefits (NOT, YES = drawn, PERHAPS)."""

    bafoeg: Column
    bab: Column


def _with_parents(c: Columns) -> Column:
    return c["parent_1"] >= 0


@rule(
    question="Wer sollte nach BAföG oder Berufsausbildungsbeihilfe fragen?",
    basis="§ 2 Abs. 1 und 1a, § 10 Abs. 3, § 12 BAföG; §§ 56, 57, 60 SGB III",
)
def training_aid(c: Columns, on: dt.date) -> Training:
    """BAföG: pupils from 16 at a vocational school, at a general school only away from the parents; BAB: trainees with pay
    away from the parents. Who draws one of them already says so."""
    of_age = (c["age"] >= PARAMETERS.on("schulfoerderung_ab_alter", on).value) & (
        c["age"] < PARAMETERS.on("hoechstalter", on).value
    )
    unpaid = c["training_pay"] <= 0
    pupil = (c["school"] == VOCATIONAL) | ((c["school"] == GENERAL) & ~_with_parents(c))
    bafoeg = np.where(of_age & unpaid & pupil, PERHAPS, NOT)
    bab = np.where(~unpaid & ~_with_parents(c), PERHAPS, NOT)
    return Training(np.where(c["receives_bafoeg"], YES, bafoeg), np.where(c["receives_bab"], YES, bab))


@rule(
    question="Schließt eine Ausbildung das Grundsicherungsgeld aus?",
    basis="§ 7 Abs. 5 und 6, § 27 SGB II",
)
def exclusion_from_sgb2(c: Columns, on: dt.date) -> Column:
    """NOT, YES or PERHAPS for each person.

    YES for who draws BAföG, goes to no school and does not live with the parents: a student at a Hochschule. Pupils and
    students with their parents who draw BAföG, and all trainees with pay, are not excluded. A pupil who could draw BAföG
    and has not said so is excluded only until the application: PERHAPS.
    """
    aid = training_aid(c, on)
    drawn = aid.bafoeg == YES
    student = drawn & (c["school"] == SCHOOLS[None]) & (c["training_pay"] <= 0) & ~_with_parents(c)
    return np.where(student, YES, np.where(aid.bafoeg == PERHAPS, PERHAPS, NOT))


@rule(
    question="Steht einer Person wegen ihrer Ausbildung kein Wohngeld zu?",
    basis="§ 20 Abs. 2 S. 1 und 2 WoGG",
)
def entitled_to_training_aid(c: Columns, on: dt.date) -> Column:
    """NOT, YES or PERHAPS for each person: whether BAföG or BAB is due to it on the merits, however much it is."""
    aid = training_aid(c, on)
    drawn = (aid.bafoeg == YES) | (aid.bab == YES)
    return np.where(drawn, YES, np.where((aid.bafoeg == PERHAPS) | (aid.bab == PERHAPS), PERHAPS, NOT))


@rule(
    question="Ist ein Haushalt wegen Ausbildung vom Wohngeld ausgeschlossen?",
    basis="§ 20 Abs. 2 WoGG",
)
def exclusion_from_wohngeld(c: Columns, wohngeld_household: Column, on: dt.date) -> Column:
    """Only when BAföG or BAB is due to all members; one member without opens the Wohngeld for the whole household."""
    each = entitled_to_training_aid(c, on)
    someone_free = group_any(each == NOT, wohngeld_household)
    in_doubt = group_any(each == PERHAPS, wohngeld_household)
    return np.where(someone_free, NOT, np.where(in_doubt, PERHAPS, YES))


def excluded_from_sgb2(c: Columns, on: dt.date) -> Column:
    """Who is certainly excluded."""
    return np.asarray(exclusion_from_sgb2(c, on) == YES)


def excluded_from_wohngeld(c: Columns, on: dt.date) -> Column:
    """Members to whom BAföG or BAB is certainly due; a household is out when all its members are."""
    return np.asarray(entitled_to_training_aid(c, on) == YES)


# ---------------------------------------------------------------------------------------------------------------------
# In words, for one household


@rule(
    question="Wen im Haushalt betrifft BAföG oder Berufsausbildungsbeihilfe, und was ist zu tun?",
    basis="BAföG; §§ 56 bis 62 SGB III",
)
def claim(benefit: str, household: Household) -> tuple[tuple[str, ...], Verdict]:
    """Who should ask for "bafoeg" or "bab", and what to tell them."""
    on = household.as_of
    column = getattr(training_aid(of_household(household), on), benefit)
    persons = tuple(person.id for person, state in zip(household.persons, column, strict=True) if state)
    return persons, verdict(benefit, household, on=on)


@rule(
    question="Kann jemand im Haushalt BAföG oder Berufsausbildungsbeihilfe bekommen?",
    basis="BAföG; §§ 56 bis 62 SGB III",
)
def verdict(benefit: str, household: Household, *, on: dt.date) -> Verdict:
    """``benefit`` is "bafoeg" or "bab". A yes only for what is drawn already."""
    c = of_household(household)
    states = getattr(training_aid(c, on), benefit)
    basis, office = BASIS[benefit], office_for(benefit, on).name
    if (states == YES).any():
        more = f" Für weitere Personen ist es möglich. Fragen Sie dort: {office}." if (states == PERHAPS).any() else ""
        return Verdict.yes(f"Wird schon bezogen.{more}", basis=basis)
    field = "school" if benefit == "bafoeg" else "training_pay"
    unknown = tuple(path for path in household.unknown if path.endswith(f".{field}"))
    if not (states == PERHAPS).any():
        if unknown:
            return Verdict.unknown(
                f"Das hängt von Schule oder Ausbildung ab. Fragen Sie dort: {office}.", missing=unknown, basis=basis
            )
        return Verdict.no(_no(benefit), basis=basis)
    most = in_euros(float(sum(step.value for step in steps(benefit, household, on=on))))
    missing = (
        "Einkommen der Eltern",
        *(("Art der Schule",) if benefit == "bafoeg" else ("Wievielte Ausbildung",)),
        *unknown,
    )
    return Verdict.unknown(
        f"Möglich sind bis zu {most} im Monat. Es kommt auf das Einkommen der Eltern an. Fragen Sie dort: {office}.",
        missing=missing,
        basis=basis,
    )


def _no(benefit: str) -> str:
    if benefit == "bafoeg":
        return "Eher nicht: Niemand im Haushalt besucht ab 16 eine Schule, für die es BAföG gibt."
    return "Eher nicht: Berufsausbildungsbeihilfe gibt es in einer Ausbildung mit Lohn, wenn man nicht bei den Eltern wohnt."


def steps(benefit: str, household: Household, *, on: dt.date) -> tuple[Step, ...]:
    """The most that each person may get: the need the law sets, before income is taken off."""
    c = of_household(household)
    found = []
    for person in np.flatnonzero(getattr(training_aid(c, on), benefit) == PERHAPS):
        at_home = bool(_with_parents(c)[person])
        name = "bab_allein" if benefit == "bab" else "schueler_bei_eltern" if at_home else "schueler_allein"
        need = PARAMETERS.on(name, on)
        found.append(Step(label="Bedarf nach dem Gesetz", value=euros(need.value), basis=need.source))
        found += _for_children(benefit, household, int(person), on)
    return tuple(found)


def _for_children(benefit: str, household: Household, person: int, on: dt.date) -> list[Step]:
    """§ 14b BAföG adds an amount for each child below 14 with whom a person lives."""
    key = household.persons[person].id
    c = of_household(household)
    children = sum(key in one.parents and c["age"][i] < 14 for i, one in enumerate(household.persons))
    if benefit == "bab" or not children:
        return []
    more = PARAMETERS.on("kinderbetreuung", on)
    return [Step(label="Zuschlag für Kinder", value=euros(more.value * children), basis=more.source)]


@rule(question="Was bedeutet die Ausbildung für das Grundsicherungsgeld?", basis="§ 7 Abs. 5 und 6, § 27 SGB II")
def sgb2_verdict(household: Household) -> Verdict:
    """Yes means: somebody of the household is excluded."""
    states = exclusion_from_sgb2(of_household(household), household.as_of)
    if (states == YES).any():
        return Verdict.yes(
            "Wer studiert und nicht bei den Eltern wohnt, bekommt kein Grundsicherungsgeld für den Lebensunterhalt. Möglich "
            "bleiben ein Mehrbedarf, zum Beispiel für Alleinerziehende, und in Härtefällen ein Darlehen. Partner und Kinder "
            "sind nicht ausgeschlossen.",
            basis="§ 7 Abs. 5, § 27 SGB II",
        )
    if (states == PERHAPS).any():
        return Verdict.unknown(
            "Stellen Sie zuerst den Antrag auf BAföG. Von da an ist das Grundsicherungsgeld möglich, auch wenn über das BAföG "
            "noch nicht entschieden ist.",
            missing=["Antrag auf BAföG"],
            basis="§ 7 Abs. 6 SGB II",
        )
    return Verdict.no(
        "Keine Ausbildung im Haushalt schließt das Grundsicherungsgeld aus.", basis="§ 7 Abs. 5 und 6 SGB II"
    )


@rule(question="Was bedeutet die Ausbildung für das Wohngeld?", basis="§ 20 Abs. 2 WoGG")
def wohngeld_verdict(household: Household, wohngeld_household: Column) -> Verdict:
    """Yes means: a Wohngeld household is excluded; ``wohngeld_household`` numbers them (``groups.wohngeld_households``)."""
    states = exclusion_from_wohngeld(of_household(household), wohngeld_household, household.as_of)
    if (states == YES).any():
        return Verdict.yes(
            "Wenn allen im Haushalt BAföG oder Berufsausbildungsbeihilfe zusteht, gibt es kein Wohngeld. Wird das BAföG nur "
            "als Darlehen gezahlt, ist Wohngeld möglich.",
            basis="§ 20 Abs. 2 WoGG",
        )
    if (states == PERHAPS).any():
        return Verdict.unknown(
            "Wohngeld gibt es nur, wenn mindestens einer Person BAföG und Berufsausbildungsbeihilfe gar nicht zustehen.",
            missing=["Ob BAföG oder Berufsausbildungsbeihilfe dem Grunde nach zusteht"],
            basis="§ 20 Abs. 2 WoGG",
        )
    return Verdict.no("Keine Ausbildung im Haushalt schließt das Wohngeld aus.", basis="§ 20 Abs. 2 WoGG")
