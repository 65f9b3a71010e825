"""Where a series is heading, said with its basis; and what a cut would hit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from talachse.rules._book import rule

FEWEST_POINTS = 3
MOST_POINTS = 8


@dataclass(frozen=True, slots=True)
class Forecast:
    """Expected value on a day, and in words what it rests on."""

    value: Decimal
    on: dt.date
    basis: str


@rule(
    question="Welcher Wert ist zum Zieltermin zu erwarten?",
    basis="Eigene Regel: gerade Linie durch die letzten vergleichbaren Werte, mindestens drei; nie über Zählweisen hinweg",
)
def forecast(points: Sequence[tuple[dt.date, Decimal]], *, target_on: dt.date) -> Forecast | None:
    """Least squares through the last values of one definition; None with fewer than three or when all lie on one day.

    Values below zero are cut to zero: nobody counts less than nothing.
    """
    last = sorted(points)[-MOST_POINTS:]
    if len(last) < FEWEST_POINTS:
        return None
    first = last[0][0]
    days = [Decimal((day - first).days) for day, _ in last]
    values = [value for _, value in last]
    count = Decimal(len(last))
    mean_day, mean_value = sum(days) / count, sum(values) / count
    spread = sum((day - mean_day) ** 2 for day in days)
    if spread == 0:
        return None
    slope = sum((day - mean_day) * (value - mean_value) for day, value in zip(days, values, strict=True)) / spread
    expected = mean_value + slope * (Decimal((target_on - first).days) - mean_day)
    rounded = max(expected, Decimal(0)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    basis = f"gerade Linie durch {len(last)} Werte vom {first:%d.%m.%Y} bis {last[-1][0]:%d.%m.%Y}"
    return Forecast(rounded, target_on, basis)


@dataclass(frozen=True, slots=True)
class CutShare:
    """What a cut takes from one project; ``amount`` None: how much it has is not known, so nothing is guessed."""

    project: str
    amount: Decimal | None
    cut: Decimal | None


@rule(
    question="Welche Projekte träfe eine Kürzung, und mit wie viel?",
    basis="Eigene Regel: alle Projekte der Mittelherkunft im selben Verhältnis; unbekannte Beträge werden genannt, nie geschätzt",
)
def what_if_cut(amounts: Mapping[str, Decimal | None], *, percent: Decimal) -> list[CutShare]:
    """Proportional cut, largest first; projects without a known amount come last. Percent from 0 to 100."""
    share = min(max(percent, Decimal(0)), Decimal(100)) / 100
    cuts = [
        CutShare(project, amount, None if amount is None else (amount * share).quantize(Decimal("0.01"), ROUND_HALF_UP))
        for project, amount in amounts.items()
    ]
    return sorted(cuts, key=lambda c: (c.cut is None, -(c.cut or 0), c.project))


@rule(
    question="Gilt eine gemeldete Zahl als bestätigt?",
    basis="Eigene Regel: Stadt und Jobcenter bestätigen je einmal; ein Einwand bleibt sichtbar stehen",
)
def confirmation_state(words: Mapping[str, bool]) -> str:
    """ "confirmed" with both keys, "dissent" as soon as one side disagrees, "half" with one key, "open" with none."""
    if any(not agrees for agrees in words.values()):
        return "dissent"
    if len(words) == 2:
        return "confirmed"
    return "half" if words else "open"
