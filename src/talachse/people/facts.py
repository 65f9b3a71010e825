"""What can be entered of a person for a decision: the facts of ``rules.placement.eligibility`` with German words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """How a fact is asked for and stored: true or false, whole months, an ISO day, earlier participations."""

    YES_NO = "yes_no"
    MONTHS = "months"
    DAY = "day"
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class Spec:
    """One fact: what the form asks, and what settles it."""

    label: str
    kind: Kind
    paper: str = ""


# In the order of the page: first what nearly every benefit asks for.
FACTS: dict[str, Spec] = {
    "employable": Spec("Ist erwerbsfähig", Kind.YES_NO, "Feststellung der Erwerbsfähigkeit"),
    "receives_sgb2": Spec("Bekommt Leistungen nach dem SGB II", Kind.YES_NO, "Aktueller Bescheid"),
    "entitled_in_principle": Spec("Anspruch ist wahrscheinlich oder dem Grunde nach da", Kind.YES_NO),
    "months_on_sgb2_in_last_84": Spec(
        "Monate mit Leistungen in den letzten sieben Jahren", Kind.MONTHS, "Bescheide der letzten sieben Jahre"
    ),
    "months_on_sgb2_in_last_60": Spec(
        "Monate mit Leistungen in den letzten fünf Jahren", Kind.MONTHS, "Bescheide der letzten fünf Jahre"
    ),
    "months_on_sgb2_in_last_24": Spec(
        "Monate mit Leistungen in den letzten zwei Jahren", Kind.MONTHS, "Bescheide der letzten zwei Jahre"
    ),
    "months_unemployed": Spec("Monate arbeitslos", Kind.MONTHS, "Meldung als arbeitslos"),
    "only_briefly_employed": Spec(
        "Hat in dieser Zeit nicht oder nur kurz gearbeitet", Kind.YES_NO, "Versicherungsverlauf der Rentenversicherung"
    ),
    "minor_child_in_household": Spec("Ein minderjähriges Kind lebt im Haushalt", Kind.YES_NO, "Geburtsurkunde"),
    "severely_disabled": Spec("Ist schwerbehindert", Kind.YES_NO, "Schwerbehindertenausweis"),
    "holistic_support_months": Spec("Monate ganzheitlicher Unterstützung", Kind.MONTHS, "Kooperationsplan"),
    "lives_alone": Spec("Lebt allein", Kind.YES_NO),
    "school_duty_done": Spec("Hat die Schulpflicht erfüllt", Kind.YES_NO, "Zeugnis"),
    "has_vocational_degree": Spec("Hat einen Berufsabschluss", Kind.YES_NO, "Zeugnis"),
    "learning_impaired_or_disadvantaged": Spec("Braucht beim Lernen besondere Hilfe", Kind.YES_NO, "Stellungnahme"),
    "training_ended_early": Spec("Hat eine Ausbildung vorzeitig beendet", Kind.YES_NO, "Vertrag oder Aufhebung"),
    "training_ended_on": Spec("Ausbildung beendet am", Kind.DAY, "Vertrag oder Aufhebung"),
    "unplaced_applicant": Spec("Hat sich beworben und keinen Ausbildungsplatz gefunden", Kind.YES_NO),
    "not_ready_for_training": Spec("Ist noch nicht bereit für eine Ausbildung", Kind.YES_NO),
    "earlier_eq_in_firm": Spec("War schon zur Einstiegsqualifizierung in diesem Betrieb", Kind.YES_NO),
    "insured_job_in_firm_last_3_years": Spec(
        "Hat in den letzten drei Jahren in diesem Betrieb gearbeitet", Kind.YES_NO
    ),
    "firm_of_family": Spec("Der Betrieb gehört der Familie", Kind.YES_NO),
    "earlier_stays": Spec(
        "Frühere Förderungen, auch bei anderen Jobcentern", Kind.STAYS, "Auskunft der anderen Jobcenter"
    ),
}
MONTHS_AT_MOST = 600


def value_of(key: str, value: Any) -> Any:
    """A stored value as the rules want it; KeyError for an unknown key, ValueError for what does not fit."""
    kind = FACTS[key].kind
    if kind is Kind.DAY:
        return dt.date.fromisoformat(value)
    if kind is Kind.STAYS:
        return [_stay(one) for one in value]
    fits = isinstance(value, bool) if kind is Kind.YES_NO else type(value) is int and 0 <= value <= MONTHS_AT_MOST
    if not fits:
        raise ValueError(f"{key} cannot be {value!r}")
    return value


def _stay(one: dict[str, str]) -> tuple[str, dt.date, dt.date]:
    first, last = dt.date.fromisoformat(one["starts_on"]), dt.date.fromisoformat(one["ends_on"])
    if last < first:
        raise ValueError("An earlier participation ends before it begins.")
    return one["legal_basis"], first, last


def shown(key: str, value: Any) -> str:
    """A stored value as people read it."""
    kind = FACTS[key].kind
    if kind is Kind.YES_NO:
        return "ja" if value else "nein"
    if kind is Kind.DAY:
        return f"{dt.date.fromisoformat(value):%d.%m.%Y}"
    if kind is Kind.MONTHS:
        return f"{value} {'Monat' if value == 1 else 'Monate'}"
    stays = [f"{first:%d.%m.%Y} bis {last:%d.%m.%Y}" for _, first, last in value_of(key, value)]
    return ", ".join(stays) or "keine"
