"""The monthly report of a provider: when it is due and what stands in it. Never an illness, never a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from talachse.rules._book import rule
from talachse.rules.parameters import Parameters
from talachse.rules.placement.lifecycle import ATTENDANCE_LABELS, Attendance
from talachse.rules.placement.rehapro import add_months

PARAMETERS = Parameters("talachse.rules.placement", "reporting.yaml")


class ReportState(StrEnum):
    """How far a report is."""

    DUE = "due"
    OVERDUE = "overdue"
    SUBMITTED = "submitted"


@rule(
    question="Bis wann muss ein Träger die Fehlzeiten eines Monats melden?",
    basis="§ 61 Abs. 2 SGB II; eigene Regel: bis zum zehnten des Folgemonats",
)
def report_due_on(month: dt.date) -> dt.date:
    """``month`` is any day of the month reported on."""
    following = add_months(month.replace(day=1), 1)
    day: int = PARAMETERS.on("faellig_am_tag_des_folgemonats", following).value
    return following.replace(day=day)


@rule(
    question="Ist ein Monatsbericht noch offen?",
    basis="§ 61 Abs. 2 SGB II; eigene Regel: am Tag der Frist ist noch Zeit",
)
def report_state(due_on: dt.date, submitted_on: dt.date | None, *, on: dt.date) -> ReportState:
    """The due day itself is not late yet."""
    if submitted_on is not None:
        return ReportState.SUBMITTED
    return ReportState.OVERDUE if on > due_on else ReportState.DUE


@rule(
    question="Was steht im Monatsbericht eines Trägers über Fehlzeiten?",
    basis="§ 61 SGB II; § 35 SGB I: nur entschuldigt oder nicht entschuldigt, nie ein Grund und nie eine Krankheit",
)
def report_text(people: int, days: Mapping[str, int]) -> str:
    """Counts of days by kind of attendance, over all people of the group."""
    counted = [f"{ATTENDANCE_LABELS[kind]} {days.get(kind.value, 0)}" for kind in Attendance]
    return f"{people} {'Person' if people == 1 else 'Personen'}; Tage: {', '.join(counted)}"
