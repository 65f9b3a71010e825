"""Reminders by mail: what is worth one, and how often a person may be reminded."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from talachse.rules._book import rule
from talachse.rules.agreement.meetings import INVITATION_DAYS, Kind, Status, invite_by

DAYS_BETWEEN = 7


class Missing(StrEnum):
    """The one thing that is missing."""

    RESULT_NOTE = "result_note"
    CONFIRMATION = "confirmation"
    MINUTES = "minutes"
    INVITATION = "invitation"
    ACTION = "action"
    DECISION = "decision"
    FIGURE = "figure"


@rule(
    question="Darf diese Person heute an diese Sache erinnert werden?",
    basis="Eigene Regel: jede Sache höchstens einmal in der Woche; wer Ruhe möchte, bekommt sie",
)
def may_remind(*, paused_until: dt.date | None, last_sent_on: dt.date | None, today: dt.date) -> bool:
    """Not while the person pauses (the last day counts), and at most weekly for each thing."""
    if paused_until is not None and today <= paused_until:
        return False
    return last_sent_on is None or (today - last_sent_on).days >= DAYS_BETWEEN


@rule(
    question="Was fehlt an einem Gespräch, das eine Erinnerung wert ist?",
    basis="§0-8 und §0-9 der Vereinbarung; Eigene Regel: Einladung sieben Tage vorher",
)
def missing_at(
    kind: Kind, status: Status, *, starts_on: dt.date, has_minutes: bool, submitted: bool, today: dt.date
) -> Missing | None:
    """Invitation from a week before its deadline on, then the note, then the confirmations or the submission."""
    if status is Status.PLANNED and today <= starts_on:
        near = (invite_by(starts_on) - today).days <= INVITATION_DAYS
        return Missing.INVITATION if kind is Kind.QUARTERLY and near else None
    if status in {Status.PLANNED, Status.INVITED}:
        return Missing.RESULT_NOTE if today > starts_on else None
    if status is not Status.HELD:
        return None
    if not has_minutes:
        return Missing.RESULT_NOTE
    if kind is Kind.MONTHLY:
        return Missing.CONFIRMATION
    return None if submitted else Missing.MINUTES
