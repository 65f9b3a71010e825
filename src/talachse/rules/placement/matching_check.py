"""A second opinion on a round: checks a result without the solver that found it.

Proven for every size: nobody is at two places, nobody at a place that is not among the own options, no place and no pot holds
more than it may, the fixed people are where they were, and every number adds up. With ``best`` also that no other result is
better: not in the number of people of any priority, not in score, not in the draw among equals.

That proof looks for a cycle of exchanges that would gain something (people in, out and moving along; Bellman and Ford's
algorithm on the residual network). A result without such a cycle is the best one. What is not checked: which of several
results with the same people and the same score was chosen, and whether ``input_hash`` is that of the instance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from talachse.rules.placement.matching_instance import (
    MAX_SCORE,
    Allocation,
    Instance,
    Key,
    PersonSpec,
    draw,
    in_order,
)

type Ints = npt.NDArray[np.int64]

_LARGEST = 2**62


def check(instance: Instance, allocation: Allocation, *, best: bool = True) -> list[str]:
    """Faults of the result, in German; empty when it is fine. ``instance`` itself must be free of problems."""
    found = [
        *_people(instance, allocation),
        *_room(instance, allocation),
        *_numbers(instance, allocation),
    ]
    if not found and best:
        found += _better(instance, allocation)
    return found


def _people(instance: Instance, allocation: Allocation) -> Iterator[str]:
    place_of = {one.person: one.place for one in allocation.assignments}
    for key, times in Counter(one.person for one in allocation.assignments).items():
        if times > 1:
            yield f"„{key}“ hat {times} Plätze."
    yield from _only_own_options(instance, place_of)
    without = sorted({person.id for person in instance.persons} - place_of.keys(), key=in_order)
    if without != sorted((one.person for one in allocation.unplaced), key=in_order):
        yield "Die Liste der Menschen ohne Platz stimmt nicht."


def _only_own_options(instance: Instance, place_of: Mapping[Key, Key]) -> Iterator[str]:
    fixed = {one.person: one.place for one in instance.fixed}
    persons = {person.id: person for person in instance.persons}
    for key, place in place_of.items():
        if key not in persons:
            yield f"Die Person „{key}“ gehört nicht zu dieser Runde."
        elif key not in fixed and all(option.place != place for option in persons[key].options):
            yield f"„{key}“ hat den Platz „{place}“, der nicht passt."
    for key, place in fixed.items():
        if place_of.get(key) != place:
            yield f"„{key}“ war fest bei „{place}“ und ist es nicht mehr."


def _room(instance: Instance, allocation: Allocation) -> Iterator[str]:
    """Counted person by person, up through every pot; so not the way the allocation itself adds up."""
    pot_of = {place.id: place.pot for place in instance.places}
    parent = {pot.id: pot.parent for pot in instance.pots}
    at_places, in_pots = Counter[Key](), Counter[Key]()
    for one in allocation.assignments:
        at_places[one.place] += 1
        around = pot_of.get(one.place)
        while around is not None:
            in_pots[around] += 1
            around = parent[around]
    for place in instance.places:
        if at_places[place.id] > place.capacity:
            yield f"„{place.id}“ hat {place.capacity} Plätze, aber {at_places[place.id]} Menschen."
    for pot in instance.pots:
        if pot.cap is not None and in_pots[pot.id] > pot.cap:
            yield f"Im Topf „{pot.id}“ sind höchstens {pot.cap} erlaubt, es sind aber {in_pots[pot.id]}."
    for key in at_places.keys() - pot_of.keys():
        yield f"Den Platz „{key}“ gibt es in dieser Runde nicht."


def _numbers(instance: Instance, allocation: Allocation) -> Iterator[str]:
    place_of = {one.person: one.place for one in allocation.assignments}
    score = sum(
        option.score
        for person in instance.persons
        if person.id in place_of
        for option in person.options
        if option.place == place_of[person.id]
    )
    if allocation.score != score:
        yield f"Die Summe der Punkte ist {score}, nicht {allocation.score}."
    if allocation.placed != len(place_of):
        yield f"Einen Platz haben {len(place_of)} Menschen, nicht {allocation.placed}."
    people = Counter(person.priority for person in instance.persons)
    placed = Counter(person.priority for person in instance.persons if person.id in place_of)
    if {(p, tally.persons, tally.placed) for p, tally in allocation.by_priority.items()} != {
        (priority, people[priority], placed[priority]) for priority in people
    }:
        yield "Die Zahlen je Priorität stimmen nicht."


@dataclass(frozen=True, slots=True)
class _Edges:
    """Possible changes, each from ``tails`` to ``heads`` at ``costs``; grouped by head, each group from ``starts`` on."""

    tails: Ints
    heads: Ints
    costs: Ints
    starts: Ints

    @classmethod
    def of(cls, rows: Sequence[Ints]) -> _Edges:
        """``rows``: blocks of shape (3, n). Between two nodes only the cheapest change counts."""
        tails, heads, costs = np.concatenate(rows, axis=1)
        order = np.lexsort((costs, tails, heads))
        tails, heads, costs = tails[order], heads[order], costs[order]
        first = np.ones(len(tails), dtype=np.bool_)
        first[1:] = (tails[1:] != tails[:-1]) | (heads[1:] != heads[:-1])
        tails, heads, costs = tails[first], heads[first], costs[first]
        return cls(tails, heads, costs, np.flatnonzero(np.diff(heads, prepend=-1)))


def _better(instance: Instance, allocation: Allocation) -> list[str]:
    fixed = {one.person for one in instance.fixed}
    people = [person for person in instance.persons if person.options and person.id not in fixed]
    point, gap, largest = weights(len(people), len(instance.places), len({person.priority for person in people}))
    if largest > _LARGEST:
        return ["Diese Runde ist zu groß für den Nachweis, dass es keine bessere gibt."]
    nodes, rows = _structure(instance, allocation, fixed)
    edges = _Edges.of([*rows, *_exchanges(instance, allocation, people, point=point, gap=gap)])
    return ["Es gibt eine bessere Verteilung."] if _gains(nodes, edges) else []


def weights(people: int, places: int, priorities: int) -> tuple[int, int, int]:
    """Worth of one point of score and of one step of priority, counted in draws; and the largest sum that can occur.

    A cycle of exchanges without detours passes each place once: with m = min(people, places) it changes the score by at
    most 1000 m. It brings in at most one person and takes out at most one, so the draws change by less than the number of
    people N. So a point is worth N, and a step of priority N (1000 m + 1): what stands behind never outweighs what stands
    before.
    """
    point = max(people, 1)
    gap = point * (MAX_SCORE * min(people, places) + 1)
    return point, gap, 4 * gap * (priorities + 1)


def _structure(instance: Instance, allocation: Allocation, fixed: set[Key]) -> tuple[int, list[Ints]]:
    """Places are nodes 0, 1, …, pots follow, the last node is "without a place". Moving within a pot costs nothing."""
    place_node = {place.id: number for number, place in enumerate(instance.places)}
    pot_node = {pot.id: len(place_node) + number for number, pot in enumerate(instance.pots)}
    outside = len(place_node) + len(pot_node)
    parent = {pot.id: pot.parent for pot in instance.pots}
    pot_of = {place.id: place.pot for place in instance.places}
    used, movable = Counter[int](), Counter[int]()
    for one in allocation.assignments:
        pot, passed = pot_of[one.place], [place_node[one.place]]
        while pot is not None:
            passed.append(pot_node[pot])
            pot = parent[pot]
        used.update(passed)
        if one.person not in fixed:
            movable.update(passed)
    ups = [
        *((place_node[place.id], place.capacity, place.pot) for place in instance.places),
        *((pot_node[pot.id], pot.cap, pot.parent) for pot in instance.pots),
    ]
    edges = []
    for node, size, around in ups:
        above = outside if around is None else pot_node[around]
        if size is None or used[node] < size:
            edges.append((node, above, 0))
        if movable[node]:
            edges.append((above, node, 0))
    return outside + 1, [np.array(edges, dtype=np.int64).reshape(-1, 3).T]


def _exchanges(
    instance: Instance, allocation: Allocation, people: Sequence[PersonSpec], *, point: int, gap: int
) -> Iterator[Ints]:
    """What it costs when a person leaves where it is for another option, or comes in, or goes out.

    An edge a → b is a person that gives up a and takes b. Each person is at one place or without one, so a person is no
    node of its own.
    """
    outside = len(instance.places) + len(instance.pots)
    node = {place.id: number for number, place in enumerate(instance.places)}
    at = {one.person: node[one.place] for one in allocation.assignments}
    tiers = sorted({person.priority for person in people}, reverse=True)
    step = {priority: (number + 1) * gap for number, priority in enumerate(tiers)}
    drawn = Counter[int]()
    worth = {}
    for person in sorted(people, key=lambda person: draw(allocation.lot, person.id)):
        worth[person.id] = step[person.priority] - drawn[person.priority]
        drawn[person.priority] += 1

    sizes = [len(person.options) for person in people]
    here = np.array([at.get(person.id, outside) for person in people], dtype=np.int64)
    coming = np.array([worth[person.id] for person in people], dtype=np.int64)
    there = np.array([node[option.place] for person in people for option in person.options], dtype=np.int64)
    scores = np.array([option.score for person in people for option in person.options], dtype=np.int64) * point
    rows = np.repeat(np.arange(len(people)), sizes)
    # What each person counts for now: nothing without a place.
    now = np.zeros(len(people), dtype=np.int64)
    current = here[rows] == there
    now[rows[current]] = scores[current]
    now[here != outside] += coming[here != outside]
    other = ~current
    yield np.stack([here[rows], there, now[rows] - scores - coming[rows]])[:, other]
    placed = here != outside
    yield np.stack([here, np.full_like(here, outside), now])[:, placed]


def _gains(nodes: int, edges: _Edges) -> bool:
    """Whether some cycle of changes costs less than nothing.

    Every node starts at 0 and takes the cheapest offer of its neighbours, round by round. Prices that no longer change
    prove that there is none: along every edge they satisfy price(head) <= price(tail) + cost, and summed over a cycle the
    prices cancel. A circle among "whose offer I took" is such a cycle, and if one exists, such a circle appears.
    """
    price = np.zeros(nodes, dtype=np.int64)
    taken_from = np.full(nodes + 1, nodes, dtype=np.int64)  # the last entry stands for "nobody"
    if not edges.heads.size:
        return False
    receivers = edges.heads[edges.starts]
    while True:
        offers = price[edges.tails] + edges.costs
        cheapest = np.minimum.reduceat(offers, edges.starts)
        better = cheapest < price[receivers]
        if not better.any():
            return False
        price[receivers[better]] = cheapest[better]
        improved = np.zeros(nodes, dtype=np.bool_)
        improved[receivers[better]] = True
        source = np.flatnonzero((offers == price[edges.heads]) & improved[edges.heads])
        taken_from[edges.heads[source]] = edges.tails[source]
        if _in_a_circle(taken_from):
            return True


def _in_a_circle(taken_from: Ints) -> bool:
    """Follow everybody at once, twice as far each time: who has not arrived at nobody after n steps runs in a circle."""
    far = taken_from
    for _ in range(len(taken_from).bit_length()):
        far = far[far]
    return bool((far != len(taken_from) - 1).any())
