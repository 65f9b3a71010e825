"""How many may be placed: pots that count, and pots that cap."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from talachse.rules._book import rule
from talachse.rules.verdict import Verdict

# Agreed as a state at signing: above them nothing is refused, but said (I-11, I-12).
AGREED_JOBS, AGREED_MUNICIPAL_JOBS = 620, 210

type Stay = tuple[dt.date, dt.date | None]


@dataclass(frozen=True, slots=True)
class Pot:
    """A group as the rule sees it: its time, its places from day to day, and who holds one from when to when."""

    begins_on: dt.date
    ends_on: dt.date | None
    places: Sequence[tuple[dt.date, int]]
    stays: Sequence[Stay]


@rule(
    question="Ist in einer Platzgruppe noch ein Platz frei?",
    basis="Eigene Regel: Obergrenzen gehören zu Platzgruppen und bewilligten Mitteln",
)
def has_free_place(*, capacity: int, occupied: int) -> Verdict:
    """Capping: a group never holds more people than places."""
    if occupied < capacity:
        free = capacity - occupied
        return Verdict.yes(f"{free} von {capacity} Plätzen {'ist' if free == 1 else 'sind'} frei.")
    if capacity == 0:
        return Verdict.no("In dieser Gruppe gibt es an diesem Tag keine Plätze.")
    if capacity == 1:
        return Verdict.no("Der einzige Platz dieser Gruppe ist besetzt.")
    return Verdict.no(f"Alle {capacity} Plätze dieser Gruppe sind besetzt.")


@rule(
    question="Kann in einer Platzgruppe an einem Tag jemand beginnen und bleiben?",
    basis="Eigene Regel: an keinem Tag sind mehr Menschen da als Plätze; der erste und der letzte Tag zählen mit",
)
def may_begin(pot: Pot, *, starts_on: dt.date, until: dt.date | None = None) -> Verdict:
    """Capping over time. A start that is recorded late counts those who are there at the same time, not everybody since.

    ``until`` is the last day of a stay that is over already; without it somebody stays.
    """
    if starts_on < pot.begins_on:
        return Verdict.no(f"Diese Plätze gibt es erst ab dem {pot.begins_on:%d.%m.%Y}.")
    if pot.ends_on is not None and starts_on > pot.ends_on:
        return Verdict.no(f"Diese Plätze gab es bis zum {pot.ends_on:%d.%m.%Y}. Danach kann hier niemand beginnen.")
    begins = sorted(begin for begin, _ in pot.stays)
    ends = sorted(end for _, end in pot.stays if end is not None)
    steps = sorted(pot.places)

    def on(day: dt.date) -> tuple[int, int]:
        known = bisect_right(steps, day, key=lambda step: step[0])
        return steps[known - 1][1] if known else 0, bisect_right(begins, day) - bisect_left(ends, day)

    capacity, occupied = on(starts_on)
    at_start = has_free_place(capacity=capacity, occupied=occupied)
    if at_start.is_no:
        return at_start
    # Only where somebody comes or the number of places changes can it become too tight later.
    for day in sorted({day for day in (*begins, *(since for since, _ in steps)) if day > starts_on}):
        if any(last is not None and day > last for last in (pot.ends_on, until)):
            break
        capacity, occupied = on(day)
        if has_free_place(capacity=capacity, occupied=occupied).is_no:
            return Verdict.no(f"Ab dem {day:%d.%m.%Y} sind alle {capacity} Plätze dieser Gruppe vergeben.")
    return at_start


@rule(
    question="Reichen die Plätze einer Gruppe von einem Tag an für die Menschen, die dort sind?",
    basis="Eigene Regel: wer einen Platz hat, verliert ihn nur durch eine Kürzung, über die jemand entscheidet",
)
def places_suffice(*, places: Sequence[tuple[dt.date, int]], stays: Sequence[Stay], since: dt.date) -> Verdict:
    """On the day itself, and later wherever somebody comes or the number of places changes."""
    steps = sorted(places)
    ends = sorted(end for _, end in stays if end is not None)
    begins = sorted(begin for begin, _ in stays)
    days = {since, *(day for day in (*begins, *(day for day, _ in steps)) if day > since)}
    for day in sorted(days):
        known = bisect_right(steps, day, key=lambda step: step[0])
        capacity = steps[known - 1][1] if known else 0
        people = bisect_right(begins, day) - bisect_left(ends, day)
        if people > capacity:
            return Verdict.no(
                f"Am {day:%d.%m.%Y} haben hier {people} Menschen einen Platz, es gäbe aber nur {capacity} {'Platz' if capacity == 1 else 'Plätze'}. "
                "Weniger Plätze, als besetzt sind, gibt es nur mit einer Kürzung."
            )
    return Verdict.yes("Alle, die dort sind, behalten ihren Platz.")


@rule(
    question="Gibt es einen Hinweis, weil eine Zahl der Vereinbarung überschritten wird?",
    basis="I-11 und I-12: der Stand bei der Unterzeichnung ist keine Obergrenze",
)
def notice_above_agreed(*, agreed: int, occupied_after: int) -> str:
    """Counting: more than agreed is welcome and never refused; the notice says so. Empty when there is nothing to say."""
    if occupied_after <= agreed:
        return ""
    return f"Das ist Platz {occupied_after}; vereinbart waren {agreed}. Die Zahl der Vereinbarung ist keine Obergrenze."
