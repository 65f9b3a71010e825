"""Contracts, certificates and reports of providers: what runs out, what is due."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from talachse.rules._book import rule

WARN_DAYS = 60


class PaperState(StrEnum):
    """How a paper stands; the value is the kind of its status tag."""

    FINE = "good"
    SOON = "warning"
    LATE = "danger"
    OPEN = "info"


@dataclass(frozen=True, slots=True)
class PaperOnDay:
    """State and the German words for it."""

    state: PaperState
    text: str


@rule(
    question="Läuft ein Vertrag oder eine Zulassung bald ab, oder fehlt eine Unterlage?",
    basis="Eigene Regel: Hinweis 60 Tage vor dem Ablauf; § 178 SGB III: Zulassung des Trägers",
)
def paper_on(
    on: dt.date, *, valid_until: dt.date | None, due_on: dt.date | None, submitted_on: dt.date | None
) -> PaperOnDay:
    """What is due comes before what is valid: a report that somebody owes is late even if its month is over."""
    if due_on is not None:
        return _owed(on, due_on, submitted_on)
    if valid_until is None:
        return PaperOnDay(PaperState.FINE, "gilt ohne Ende")
    if valid_until < on:
        return PaperOnDay(PaperState.LATE, f"abgelaufen am {valid_until:%d.%m.%Y}")
    if valid_until <= on + dt.timedelta(days=WARN_DAYS):
        return PaperOnDay(PaperState.SOON, f"läuft ab am {valid_until:%d.%m.%Y}")
    return PaperOnDay(PaperState.FINE, f"gilt bis {valid_until:%d.%m.%Y}")


def _owed(on: dt.date, due_on: dt.date, submitted_on: dt.date | None) -> PaperOnDay:
    if submitted_on is not None:
        return PaperOnDay(PaperState.FINE, f"eingegangen am {submitted_on:%d.%m.%Y}")
    if due_on < on:
        return PaperOnDay(PaperState.LATE, f"überfällig seit dem {due_on:%d.%m.%Y}")
    return PaperOnDay(PaperState.OPEN, f"fällig am {due_on:%d.%m.%Y}")
