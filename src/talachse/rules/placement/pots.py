"""How many may be placed: pots that count, and pots that cap."""

from __future__ import annotations

from talachse.rules._book import rule
from talachse.rules.verdict import Verdict


@rule(
    question="Ist in einer Platzgruppe noch ein Platz frei?",
    basis="Eigene Regel: Obergrenzen gehören zu Platzgruppen und bewilligten Mitteln",
)
def has_free_place(*, capacity: int, occupied: int) -> Verdict:
    """Capping: a group never holds more people than places."""
    if occupied < capacity:
        return Verdict.yes(f"{capacity - occupied} von {capacity} Plätzen sind frei.")
    return Verdict.no(f"Alle {capacity} Plätze dieser Gruppe sind besetzt.")


@rule(
    question="Gibt es einen Hinweis, weil eine Zahl der Vereinbarung überschritten wird?",
    basis="I-11 und I-12: der Stand bei der Unterzeichnung ist keine Obergrenze",
)
def notice_above_agreed(*, agreed: int, occupied_after: int) -> str:
    """Counting: more than agreed is welcome and never refused; the notice says so. Empty when there is nothing to say."""
    if occupied_after <= agreed:
        return ""
    return f"Das ist Platz {occupied_after}; vereinbart waren {agreed}. Die Zahl der Vereinbarung ist keine Obergrenze."
