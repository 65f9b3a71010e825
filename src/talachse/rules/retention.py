"""When data must go."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from talachse.rules._book import rule
from talachse.rules.parameters import Parameters

# Half a year, and ten years: in days, so that every day has one answer.
READS_KEPT_DAYS = 183
ACTS_KEPT_DAYS = 3653
GUIDE_QUESTIONS_KEPT_DAYS = 183
ADVISER = Parameters("talachse.rules.entitlement", "adviser.yaml")


@dataclass(frozen=True, slots=True)
class Kept:
    """How long something stays and what for, in German; on ``delete_on`` it goes."""

    delete_on: dt.date
    purpose: str


@rule(
    question="Bis wann bleibt der personenbezogene Teil eines Journaleintrags?",
    basis="§ 79 SGB X: Abrufprotokolle enden nach sechs Monaten; § 84 SGB X; Aufbewahrung von Akten zehn Jahre",
)
def journal_payload_kept_until(written_on: dt.date, *, is_read: bool) -> dt.date:
    """The last day; the line itself stays, with a digest in place of the content."""
    return written_on + dt.timedelta(days=READS_KEPT_DAYS if is_read else ACTS_KEPT_DAYS)


@rule(
    question="Muss der personenbezogene Teil heute gelöscht werden?",
    basis="§ 84 Abs. 2 SGB X: löschen, was nicht mehr erforderlich ist",
)
def payload_is_expired(kept_until: dt.date, *, today: dt.date) -> bool:
    """The last day itself still belongs to the term."""
    return today > kept_until


@rule(
    question="Welche beantworteten Fragen an Gesundheitslots*innen müssen heute gelöscht werden?",
    basis="Art. 9 DSGVO, § 84 Abs. 2 SGB X: Gesundheitsdaten nur so lange, bis die Antwort gelesen sein kann; ein halbes Jahr",
)
def guide_questions_expire_before(*, today: dt.date) -> dt.date:
    """Questions answered before this day go; the half year ends with its last day."""
    return today - dt.timedelta(days=GUIDE_QUESTIONS_KEPT_DAYS)


@rule(
    question="Wann wird ein gespeichertes Ergebnis des Leistungsrechners gelöscht, und wofür bleibt es bis dahin?",
    basis="§ 84 Abs. 2 SGB X: löschen, was nicht mehr erforderlich ist; Dauer in parameters/adviser.yaml, eigene Festlegung",
)
def stored_check_kept(*, stored_on: dt.date) -> Kept:
    """By the term that holds on the day of storing: a later term does not prolong what was promised."""
    term = ADVISER.on("ergebnis_gespeichert", stored_on).value
    return Kept(stored_on + dt.timedelta(days=term["tage"]), term["zweck"])
