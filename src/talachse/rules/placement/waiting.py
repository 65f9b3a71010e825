"""The waiting list: who is next, and an honest word on how long it takes."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate
from math import ceil, exp, lgamma, log, sqrt

from talachse.rules._book import rule
from talachse.rules.parameters import Parameters
from talachse.rules.placement.rehapro import add_months

PARAMETERS = Parameters("talachse.rules.placement", "waiting.yaml")
MONTHS_LOOKED_AT = 12


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """One person on the list: priority (1 is first), waiting since, and a fixed number that decides between equal days.

    ``provider`` is where the person is to go; it plays no part in the rank.
    """

    person: str
    priority: int
    since: dt.date
    tie: int
    provider: str = ""


@rule(
    question="Wer ist auf der Warteliste als Nächstes dran?",
    basis="Eigene Regel: nach Vorrang, dann wer länger wartet, dann nach einer festen Nummer",
)
def rank(entries: Iterable[WaitingEntry]) -> list[WaitingEntry]:
    """First to last; a later priority never overtakes. The number was given at entry, so nobody can improve it."""
    return sorted(entries, key=lambda one: (one.priority, one.since, one.tie, one.person))


@rule(
    question="Behält jemand beim Wechsel zu einem anderen Träger den Rang auf der Warteliste?",
    basis="Eigene Regel: ja, die Wartezeit zählt ab dem ersten Tag",
)
def transfer(entry: WaitingEntry, *, provider: str) -> WaitingEntry:
    """The same entry at another provider: priority, first day and number stay."""
    return replace(entry, provider=provider)


@dataclass(frozen=True, slots=True)
class WaitForecast:
    """How long it takes to the place: whole months from ``lowest_months`` to ``highest_months``, with its basis.

    Both are None when nothing can be said; ``highest_months`` alone is None when it may be longer than is forecast.
    ``text`` and ``basis_text`` are German.
    """

    lowest_months: int | None
    highest_months: int | None
    text: str
    basis_text: str

    @property
    def is_known(self) -> bool:
        return self.lowest_months is not None


@lru_cache(maxsize=256)
def _fewer(exits: int, months: int) -> list[float]:
    """Chance that fewer than 1, 2, 3 … places come free within ``months``, after ``exits`` in twelve months.

    A Poisson flow whose rate is itself only known from those twelve months: negative binomial with ``exits`` and
    12 / (12 + months). The list ends where nothing is left of the chance of more.
    """
    share = MONTHS_LOOKED_AT / (MONTHS_LOOKED_AT + months)
    mean = exits * months / MONTHS_LOOKED_AT
    last = ceil(mean + 12 * sqrt(mean / share)) + 20
    # In logarithms: for large groups no power of a share can be written as a number.
    first, each = exits * log(share) - lgamma(exits), log(1 - share)
    return list(accumulate(exp(lgamma(n + exits) - lgamma(n + 1) + first + n * each) for n in range(last)))


def _chance_of_at_least(wanted: int, exits: int, months: int) -> float:
    fewer = _fewer(exits, months)
    return 1 - fewer[wanted - 1] if wanted <= len(fewer) else 0.0


def _first_month(wanted: int, exits: int, chance: float, longest: int) -> int | None:
    """The first month with this chance; None beyond ``longest``. The chance never falls with the months."""
    months = range(1, longest + 1)
    at = bisect_left(months, x=chance, key=lambda month: _chance_of_at_least(wanted, exits, month))
    return months[at] if at < len(months) else None


def _months_to_planned_end(position: int, planned_ends: Iterable[dt.date], on: dt.date) -> int | None:
    """Months until so many contracts have ended by plan; the place is free the day after."""
    coming = sorted(day for day in planned_ends if day >= on)
    if len(coming) < position:
        return None
    months = 1
    while add_months(on, months) <= coming[position - 1]:
        months += 1
    return months


def _unknown(basis: str) -> WaitForecast:
    return WaitForecast(None, None, "Wie lange es dauert, können wir nicht sagen.", basis)


def _count(number: int) -> str:
    return "1 Platz" if number == 1 else f"{number} Plätze"


def _text(lowest: int, highest: int | None) -> str:
    if highest is None:
        return f"mindestens {lowest} {'Monat' if lowest == 1 else 'Monate'}, vielleicht viel länger"
    if lowest == highest:
        return f"etwa {highest} {'Monat' if highest == 1 else 'Monate'}"
    return f"etwa {lowest} bis {highest} Monate"


@rule(
    question="Wie lange wartet jemand voraussichtlich auf einen Platz?",
    basis="Eigene Regel: aus den frei gewordenen Plätzen der letzten zwölf Monate, als Spanne; unter drei keine Aussage",
)
def forecast(
    position: int, exits_by_month: Sequence[int], planned_ends: Iterable[dt.date] = (), *, on: dt.date
) -> WaitForecast:
    """``position`` 1 is next; ``exits_by_month`` are the last twelve months, oldest first; ``planned_ends`` of contracts.

    In 8 of 10 cases the wait lies in the range. Planned ends can only shorten it. ValueError for a position below 1.
    """
    if position < 1:
        raise ValueError("The first position is 1.")
    if len(exits_by_month) != MONTHS_LOOKED_AT:
        return _unknown("Für die letzten 12 Monate fehlen Zahlen.")
    exits = sum(exits_by_month)
    basis = f"In den letzten 12 Monaten {'wurde' if exits == 1 else 'wurden'} {_count(exits)} frei."
    if exits < PARAMETERS.on("mindestens_frei_geworden", on).value:
        return _unknown(f"{basis} Das sind zu wenige für eine Vorhersage.")
    longest: int = PARAMETERS.on("laengste_vorhersage_monate", on).value
    outside = (1 - PARAMETERS.on("sicherheit_prozent", on).value / 100) / 2
    lowest = _first_month(position, exits, outside, longest) or longest
    highest = _first_month(position, exits, 1 - outside, longest)
    planned = _months_to_planned_end(position, planned_ends, on)
    if planned is not None and (highest is None or planned < highest):
        highest, lowest = planned, min(lowest, planned)
        basis += f" {_count(position)} {'wird' if position == 1 else 'werden'} nach Plan in dieser Zeit frei."
    return WaitForecast(lowest, highest, _text(lowest, highest), basis)
