"""What a stable round gave whom, in words: the fulfilled wish, why somebody got none, and who moves when a place is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from talachse.rules._book import rule
from talachse.rules.placement.matching_instance import Assignment, Key
from talachse.rules.placement.stable import Rankings, Wishes


@rule(
    question="Der wievielte Wunsch ist in der Ausbildungsrunde erfüllt?",
    basis="Eigene Regel: gezählt wird auf der Liste des jungen Menschen",
)
def fulfilled_wish[P: Key, L: Key](person: P, place: L, wishes: Wishes[P, L]) -> int:
    """1 is the first wish. ValueError when the place is not on the list."""
    return list(wishes[person]).index(place) + 1


@rule(
    question="Warum bekommt jemand in der Ausbildungsrunde keinen Platz?",
    basis="Eigene Regel: der Grund nennt, was als Nächstes hilft",
)
def why_unmatched[P: Key, L: Key](person: P, wishes: Wishes[P, L], rankings: Rankings[P, L]) -> str:
    """A German sentence for a person whom the round gave no place."""
    wanted = wishes[person]
    if not wanted:
        return "Kein Wunsch ist noch offen. Hilfe: neue Plätze zeigen."
    if not any(person in rankings.get(place, {}) for place in wanted):
        return "Noch kein Betrieb hat diesen Menschen kennengelernt und eingereiht. Hilfe: ein Treffen vermitteln."
    return "Alle Plätze gingen an Menschen, die der Betrieb vorher eingereiht hat. Hilfe: weitere Wünsche suchen."


@dataclass(frozen=True, slots=True)
class Move:
    """Somebody who would get another place than before; None means no place."""

    person: Key
    before: Key | None
    after: Key | None


@rule(
    question="Was ändert sich, wenn in der Ausbildungsrunde ein Platz wegfällt?",
    basis="Eigene Regel: gezeigt wird jeder Mensch, der etwas anderes bekäme",
)
def moves(before: Sequence[Assignment], after: Sequence[Assignment]) -> list[Move]:
    """Everybody whose place differs, sorted by person."""
    old = {pair.person: pair.place for pair in before}
    new = {pair.person: pair.place for pair in after}
    return [
        Move(person, old.get(person), new.get(person))
        for person in sorted(old.keys() | new.keys(), key=str)
        if old.get(person) != new.get(person)
    ]
