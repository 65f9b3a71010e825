"""Apprenticeships: people and firms choose each other, and no two of them would rather have each other.

Deferred acceptance (Gale and Shapley 1962) with the people proposing. Of all stable results everybody gets the best place
that any of them gives. Nobody gains by hiding what they want most (Roth 1982): for the people, telling the truth is
never a disadvantage, and the page that asks for wishes may say so. This does not hold for firms.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talachse.rules._book import rule
from talachse.rules.placement.matching_instance import Assignment, Key, draw, in_order

# P: key of a person, L: key of a place.
type Wishes[P, L] = Mapping[P, Sequence[L]]
type Rankings[P, L] = Mapping[L, Mapping[P, int]]


@dataclass(frozen=True, slots=True)
class BlockingPair:
    """A person and a place that both would rather have each other than what they have."""

    person: Key
    place: Key


def problems_of[P: Key, L: Key](wishes: Wishes[P, L], rankings: Rankings[P, L], quotas: Mapping[L, int]) -> list[str]:
    """What makes the round impossible to compute, in German with the path of the faulty field. Empty: nothing."""
    found = []
    for person, wanted in wishes.items():
        if len(set(wanted)) != len(wanted):
            found.append(f"wishes.{person}: Ein Platz steht doppelt auf der Liste.")
        found += [f"wishes.{person}: Den Platz „{p}“ gibt es nicht." for p in wanted if p not in quotas]
    for place, ranked in rankings.items():
        if place not in quotas:
            found.append(f"rankings.{place}: Den Platz „{place}“ gibt es nicht.")
        found += [f"rankings.{place}: Die Person „{p}“ gibt es nicht." for p in ranked if p not in wishes]
    found += [f"quotas.{place}: {quota} ist kleiner als 0." for place, quota in quotas.items() if quota < 0]
    return found


@rule(
    question="Wer bekommt welchen Ausbildungsplatz, wenn beide Seiten wählen?",
    basis="Eigene Regel: stabil, also möchten keine Person und kein Betrieb lieber einander; die Menschen fragen zuerst",
)
def stable_match[P: Key, L: Key](
    wishes: Wishes[P, L], rankings: Rankings[P, L], quotas: Mapping[L, int], *, lot: str = ""
) -> tuple[Assignment, ...]:
    """The stable result that is best for every person, sorted by person.

    ``wishes``: for each person the places it would take, best first. ``rankings``: for each place a rank for each person it
    would take, 1 is best; who is missing is not taken. Equal ranks are put in order by the lot of the round, the same
    one at every place. ``quotas``: how many each place takes. ValueError with a German sentence when something is wrong.
    """
    if found := problems_of(wishes, rankings, quotas):
        raise ValueError(found[0])
    order = _strict(rankings, lot)
    held: dict[L, list[P]] = {place: [] for place in quotas}
    asked = dict.fromkeys(wishes, 0)
    free = deque(sorted(wishes, key=in_order))
    while free:
        person = free.popleft()
        if asked[person] == len(wishes[person]):
            continue
        place = wishes[person][asked[person]]
        asked[person] += 1
        if person not in order.get(place, {}):
            free.append(person)
            continue
        held[place].append(person)
        if len(held[place]) > quotas[place]:
            last = max(held[place], key=order[place].__getitem__)
            held[place].remove(last)
            free.append(last)
    pairs = [Assignment(person, place) for place, people in held.items() for person in people]
    return tuple(sorted(pairs, key=lambda pair: in_order(pair.person)))


def _strict[P: Key, L: Key](rankings: Rankings[P, L], lot: str) -> dict[Key, dict[Key, int]]:
    """Ranks without ties: 0 is best."""
    lots = {person: draw(lot, person) for ranked in rankings.values() for person in ranked}
    order: dict[Key, dict[Key, int]] = {}
    for place, ranked in rankings.items():
        best_first = sorted((rank, lots[person], person) for person, rank in ranked.items())
        order[place] = {person: position for position, (_, _, person) in enumerate(best_first)}
    return order


def blocking_pairs[P: Key, L: Key](
    wishes: Wishes[P, L],
    rankings: Rankings[P, L],
    quotas: Mapping[L, int],
    match: Sequence[Assignment],
    *,
    lot: str = "",
) -> list[BlockingPair]:
    """Everybody who would rather have each other; empty proves that the result is stable.

    Works from the definition, without the procedure that made the result. Who has a place that is not on the own list, or
    is not taken there, would rather have none; such a pair is listed too, and so is a place with too many people.
    """
    order = _strict(rankings, lot)
    listed = {(person, place) for person, wanted in wishes.items() for place in wanted}
    room: dict[Key, int] = dict(quotas.items())
    place_of = {pair.person: pair.place for pair in match}
    people_at: dict[Key, list[Key]] = {place: [] for place in quotas}
    for pair in match:
        people_at[pair.place].append(pair.person)
    found = [
        BlockingPair(person, place)
        for person, place in place_of.items()
        if (person, place) not in listed or person not in order.get(place, {}) or len(people_at[place]) > room[place]
    ]
    for person, wanted in wishes.items():
        for place in wanted:
            if place == place_of.get(person):
                break
            if _would_take(person, order.get(place, {}), people_at[place], quotas[place]):
                found.append(BlockingPair(person, place))
    return found


def _would_take(person: Key, ranks: Mapping[Key, int], there: Sequence[Key], quota: int) -> bool:
    if person not in ranks:
        return False
    worst = len(ranks)
    return len(there) < quota or any(ranks.get(other, worst) > ranks[person] for other in there)
