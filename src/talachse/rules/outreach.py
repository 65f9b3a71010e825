"""Outreach to a young person who lost contact to school: the ladder, and what needs the young person's yes."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from talachse.rules._book import rule
from talachse.rules.verdict import Verdict


class Stage(StrEnum):
    """How far the contact has come."""

    NEW = "new"
    REACHED = "reached"
    HANDED_OVER = "handed_over"
    ENDED = "ended"


STAGE_LABELS = {
    Stage.NEW: "neu",
    Stage.REACHED: "erreicht",
    Stage.HANDED_OVER: "übergeben",
    Stage.ENDED: "beendet",
}

# One table: from a stage to the next ones. After-care ends a hand-over; nobody is handed over unreached.
NEXT_STAGES: dict[Stage, frozenset[Stage]] = {
    Stage.NEW: frozenset({Stage.REACHED, Stage.ENDED}),
    Stage.REACHED: frozenset({Stage.HANDED_OVER, Stage.ENDED}),
    Stage.HANDED_OVER: frozenset({Stage.ENDED}),
    Stage.ENDED: frozenset(),
}


class HandOverTo(StrEnum):
    """Where a young person can be handed over to."""

    SCHOOL = "school"
    ZENTRUM_ZUKUNFT = "zentrum_zukunft"
    JOBCENTER = "jobcenter"
    YOUTH_OFFICE = "youth_office"
    OTHER = "other"


@rule(
    question="Darf die aufsuchende Arbeit diesen Schritt gehen?",
    basis="§ 16h SGB II, § 13 SGB VIII; III-11 und III-13 der Vereinbarung",
)
def may_move(current: Stage, wanted: Stage) -> Verdict:
    """The ladder: new, reached, handed over, ended."""
    if wanted in NEXT_STAGES[current]:
        return Verdict.yes("Dieser Schritt ist möglich.")
    if wanted is Stage.HANDED_OVER and current is Stage.NEW:
        return Verdict.no("Bitte halten Sie erst fest, dass Sie den jungen Menschen erreicht haben.")
    return Verdict.no("Dieser Schritt ist nicht mehr möglich. Der Kontakt ist schon weiter.")


@rule(
    question="Darf die aufsuchende Arbeit einen jungen Menschen an eine andere Stelle übergeben?",
    basis="§ 67b SGB X Einwilligung; § 64 SGB VIII Zweckbindung",
)
def may_hand_over(*, agreed: bool) -> Verdict:
    """Only with the yes of the young person: outreach is voluntary."""
    if agreed:
        return Verdict.yes("Der junge Mensch ist einverstanden.")
    return Verdict.no("Ohne das Einverständnis des jungen Menschen wird nichts weitergegeben.")


@rule(
    question="Passt die gemeldete Anzahl verlorener Kontakte zur Anzahl der Schüler*innen?",
    basis="Eigene Regel; III-8 der Vereinbarung: nur Anzahlen, keine Namen",
)
def is_plausible_report(*, pupils: int, lost: int) -> Verdict:
    """Lost contacts cannot outnumber the pupils."""
    if pupils < 1:
        return Verdict.no("Bitte geben Sie an, wie viele Schüler*innen Ihre Schule hat.")
    if lost > pupils:
        return Verdict.no("Es sind mehr verlorene Kontakte als Schüler*innen angegeben. Bitte prüfen Sie die Zahlen.")
    return Verdict.yes("Die Zahlen passen zusammen.")


@rule(
    question="Zu welchem Schulquartal gehört ein Tag?",
    basis="Eigene Regel: Kalenderquartal",
)
def quarter_of(day: dt.date) -> str:
    """Calendar quarter, for example "2026Q4"."""
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"
