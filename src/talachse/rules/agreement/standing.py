"""How a statement or a project stands on a day, and what deviates from what was promised."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from talachse.rules._book import rule
from talachse.rules.agreement.document import ClauseStatus, FigureKind, Modality

NEVER_LATE = frozenset({Modality.POSS, Modality.CTX})
# Kinds that say how many there should be; the others are context, money or time.
COUNTED = frozenset({FigureKind.STATE, FigureKind.OFFER, FigureKind.DUTY})
TOLERANCE = Decimal("0.95")


@rule(
    question="Ist eine Aussage der Vereinbarung überfällig?",
    basis="Eigene Regel: Möglichkeiten und Feststellungen binden niemanden und sind nie überfällig",
)
def is_late(modality: Modality, status: ClauseStatus, due_on: dt.date | None, *, on: dt.date) -> bool:
    """Late is what has a day, binds somebody, and is neither fulfilled nor overtaken after that day."""
    if modality in NEVER_LATE:
        return False
    if due_on is None:
        return False
    if status in {ClauseStatus.FULFILLED, ClauseStatus.OVERTAKEN}:
        return False
    return on > due_on


@rule(
    question="Weicht eine Zahl von dem ab, was vereinbart ist?",
    basis="Eigene Regel: weniger als 95 % der vereinbarten Anzahl; eine Obergrenze weicht nur nach oben ab",
)
def deviates(kind: FigureKind, target: Decimal, actual: Decimal | None) -> bool:
    """Counted figures deviate below 95 %, ceilings above 100 %; an unknown value is no deviation but a gap."""
    if actual is None:
        return False
    if kind is FigureKind.CEILING:
        return actual > target
    if kind not in COUNTED:
        return False
    return actual < target * TOLERANCE


@rule(
    question="Wie viel von einer Jahrespflicht müsste heute erreicht sein?",
    basis="§0-8 und §0-9: zwölf Abgleiche und vier Quartalsgespräche im Jahr",
)
def due_by_now(per_year: int, *, on: dt.date) -> int:
    """Whole periods of the calendar year that have ended before the day."""
    return (on.month - 1) * per_year // 12


@rule(
    question="Ist eine gemeldete Zahl veraltet?",
    basis="Eigene Regel: ein Rhythmus und die Wartezeit der Quelle sind vergangen",
)
def is_stale(rhythm: str, waiting_months: int, last_on: dt.date | None, *, on: dt.date) -> bool:
    """Stale when one period plus the waiting time of the source lies between the last value and the day.

    Without any value it is stale at once: then the first value is what is missing.
    """
    if last_on is None:
        return True
    months = {"month": 1, "quarter": 3, "year": 12}[rhythm] + waiting_months
    passed = (on.year - last_on.year) * 12 + on.month - last_on.month
    # A value for the last day of a period covers the whole period after it.
    return passed > months


@rule(
    question="Wurde eine Tatsache erst im Nachhinein eingetragen?",
    basis="Eigene Regel: „Stand am“ meint den Tag der Tatsache; Nachträge werden gezeigt und gekennzeichnet",
)
def is_back_dated(since: dt.date, recorded_on: dt.date) -> bool:
    """Entered more than a week after the day from which it holds."""
    return recorded_on - since > dt.timedelta(days=7)
