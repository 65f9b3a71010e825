"""Pots inside pots: which of them count and which cap, and whether a grant still holds."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from talachse.rules._book import rule
from talachse.rules.placement.pots import Stay
from talachse.rules.verdict import Verdict

# What a yes begins with; notices follow.
ROOM = "Es ist noch Platz."

# --- places ------------------------------------------------------------------------------------------------------


class PotKind(StrEnum):
    """What happens when a pot is full: it only says so, or it refuses."""

    COUNTING = "counting"
    CAPPING = "capping"


class Measure(StrEnum):
    """Stock: who is there on a day, an exit frees. Cumulative: who ever came, an exit frees nothing."""

    STOCK = "stock"
    CUMULATIVE = "cumulative"


@dataclass(frozen=True, slots=True)
class NestedPot:
    """A pot of places; ``limits`` are (since, places) in force from that day; ``parent`` is the key of the outer pot."""

    key: str
    title: str
    kind: PotKind
    measure: Measure
    limits: Sequence[tuple[dt.date, int]]
    parent: str | None = None

    def limit_on(self, day: dt.date) -> int | None:
        """None before the first known limit."""
        known = [places for since, places in sorted(self.limits) if since <= day]
        return known[-1] if known else None


def path_to_root(pots: Sequence[NestedPot], innermost: str) -> list[NestedPot]:
    """The pot and all around it, innermost first. LookupError for an unknown key, ValueError when pots go in a circle."""
    by_key = {pot.key: pot for pot in pots}
    path: list[NestedPot] = []
    key: str | None = innermost
    while key is not None:
        if key not in by_key:
            raise LookupError(f"Unknown pot: {key}")
        if by_key[key] in path:
            raise ValueError(f"Pots go in a circle at {key}")
        path.append(by_key[key])
        key = by_key[key].parent
    return path


def stays_inside(pots: Sequence[NestedPot], key: str, stays: Mapping[str, Sequence[Stay]]) -> list[Stay]:
    """Stays of a pot and of every pot within it; ``stays`` are given by innermost pot, each once."""
    inside = [pot.key for pot in pots if key in {outer.key for outer in path_to_root(pots, pot.key)}]
    return [stay for inner in inside for stay in stays.get(inner, ())]


class _Line:
    """Who is counted in a pot, day by day."""

    def __init__(self, pot: NestedPot, stays: Sequence[Stay]) -> None:
        self.pot = pot
        self.begins = sorted(begin for begin, _ in stays)
        stock = pot.measure is Measure.STOCK
        self.ends = sorted(end for _, end in stays if end is not None) if stock else []

    def taken(self, day: dt.date) -> int:
        return bisect_right(self.begins, day) - bisect_left(self.ends, day)

    def tight_from(self, day: dt.date, until: dt.date | None) -> dt.date | None:
        """The first day from ``day`` on where one more would be too many. Only starts and new limits can make it so."""
        changes = {*self.begins, *(since for since, _ in self.pot.limits)}
        last = until if self.pot.measure is Measure.STOCK else None
        for moment in (day, *sorted(change for change in changes if change > day)):
            if last is not None and moment > last:
                break
            limit = self.pot.limit_on(moment)
            if limit is not None and self.taken(moment) >= limit:
                return moment
        return None


def _refusal(line: _Line, tight: dt.date, day: dt.date) -> str:
    limit = line.pot.limit_on(tight)
    if line.pot.measure is Measure.CUMULATIVE:
        return f"In „{line.pot.title}“ sind alle {limit} Aufnahmen vergeben. Wer ausscheidet, macht keinen Platz frei."
    if tight == day:
        return f"In „{line.pot.title}“ sind alle {limit} Plätze besetzt."
    return f"In „{line.pot.title}“ sind ab dem {tight:%d.%m.%Y} alle {limit} Plätze vergeben."


@rule(
    question="Kann in geschachtelten Kontingenten noch jemand beginnen?",
    basis="Eigene Regel: zählende Kontingente weisen nie ab (I-11, I-12), begrenzende werden an keinem Tag überschritten",
)
def may_place(
    pots: Sequence[NestedPot],
    innermost: str,
    stays: Mapping[str, Sequence[Stay]],
    *,
    day: dt.date,
    until: dt.date | None = None,
) -> Verdict:
    """Checked over time, from ``day`` to ``until`` (None: open), for the innermost pot and every pot around it.

    Refuses by the innermost capping pot that is full. A counting pot above its number adds a notice. A capping pot
    without a known limit on the day makes the answer unknown.
    """
    notices: list[str] = []
    unknown: list[str] = []
    for pot in path_to_root(pots, innermost):
        line = _Line(pot, stays_inside(pots, pot.key, stays))
        if pot.kind is PotKind.CAPPING and pot.limit_on(day) is None:
            unknown.append(pot.title)
        tight = line.tight_from(day, until)
        if tight is None:
            continue
        if pot.kind is PotKind.CAPPING:
            return Verdict.no(_refusal(line, tight, day))
        notices.append(
            f"In „{pot.title}“ ist das Platz {line.taken(tight) + 1}; vereinbart waren {pot.limit_on(tight)}. "
            "Diese Zahl ist keine Obergrenze."
        )
    if unknown:
        return Verdict.unknown(
            f"Für „{unknown[0]}“ ist am {day:%d.%m.%Y} keine Obergrenze eingetragen.",
            missing=[f"Obergrenze von „{title}“" for title in unknown],
        )
    return Verdict.yes(" ".join([ROOM, *notices]))


# --- euros -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Budget:
    """Euros that may be committed for the months from the first to the last day (full months), for instance a year."""

    begins_on: dt.date
    ends_on: dt.date
    euros: Decimal


@dataclass(frozen=True, slots=True)
class Allotment:
    """A funding allotment with its budgets; a year beyond the granted ones needs a budget of its own."""

    key: str
    title: str
    budgets: Sequence[Budget]


def _euros(amount: Decimal) -> str:
    return f"{amount:,.2f} €".translate(str.maketrans(",.", ".,"))


@rule(
    question="Reichen die bewilligten Mittel für eine neue Zusage?",
    basis="Eigene Regel: in keinem Zeitraum einer Bewilligung wird mehr zugesagt als bewilligt ist",
)
def may_fund(
    allotment: Allotment,
    committed_by_month: Mapping[dt.date, Decimal],
    new_commitment_by_month: Mapping[dt.date, Decimal],
) -> Verdict:
    """Months by their first day, amounts in euros. Unknown where the new commitment reaches months without a budget."""
    uncovered = sorted(
        month
        for month, euros in new_commitment_by_month.items()
        if euros > 0 and not any(budget.begins_on <= month <= budget.ends_on for budget in allotment.budgets)
    )
    for budget in sorted(allotment.budgets, key=lambda one: one.begins_on):
        committed, new = (
            sum((euros for month, euros in amounts.items() if budget.begins_on <= month <= budget.ends_on), Decimal(0))
            for amounts in (committed_by_month, new_commitment_by_month)
        )
        if new > 0 and committed + new > budget.euros:
            return Verdict.no(
                f"In „{allotment.title}“ sind vom {budget.begins_on:%d.%m.%Y} bis zum {budget.ends_on:%d.%m.%Y} noch "
                f"{_euros(max(budget.euros - committed, Decimal(0)))} frei. Nötig sind {_euros(new)}."
            )
    if uncovered:
        return Verdict.unknown(
            f"Für die Zeit ab {uncovered[0]:%m/%Y} sind in „{allotment.title}“ noch keine Mittel bewilligt.",
            missing=[f"Bewilligung für {month:%m/%Y}" for month in uncovered],
        )
    return Verdict.yes(f"Die Mittel in „{allotment.title}“ reichen.")
