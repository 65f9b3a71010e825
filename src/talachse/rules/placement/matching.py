"""A placement round: who gets which place, proven to be the best under the stated objective.

The solver is OR-tools' ``SimpleMinCostFlow`` (cost scaling). People are handed to it in the order of their lots, so neither
the order of a list nor a name decides anything.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import ortools
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from talachse.rules._book import rule
from talachse.rules.placement.matching_instance import (
    MAX_SCORE,
    Allocation,
    Assignment,
    Instance,
    Key,
    Option,
    PersonSpec,
    PlaceSpec,
    PotSpec,
    Tally,
    Unplaced,
    draw,
    in_order,
    input_hash,
    load,
    problems,
)
from talachse.rules.placement.matching_reasons import (
    Comparison,
    Move,
    blockers,
    compare,
    moves,
    unplaced_reason,
    why_not,
)

__all__ = [
    "OBJECTIVE",
    "Allocation",
    "Assignment",
    "BadInstance",
    "Comparison",
    "Instance",
    "Key",
    "Move",
    "NotSolved",
    "Option",
    "PersonSpec",
    "PlaceSpec",
    "PotSpec",
    "Tally",
    "Unplaced",
    "allocate",
    "compare",
    "draw",
    "input_hash",
    "moves",
    "problems",
    "result_of",
    "solver_version",
    "what_if",
    "why_not",
    "with_reserve",
]

OBJECTIVE = (
    "Zuerst möglichst viele Menschen mit Priorität 1, dann mit Priorität 2 und so weiter. "
    "Danach die höchste Summe der Punkte. Unter Gleichen entscheidet je Priorität ein Los, das aus den Eingaben der Runde "
    "berechnet wird."
)

type Ints = npt.NDArray[np.int64]

# The solver multiplies costs by the number of nodes, in signed 64 bits, and keeps prices of the same size beside them.
_LARGEST_COST = 2**61


class BadInstance(ValueError):
    """The round cannot be computed; ``problems`` says why, in German, one sentence for each fault."""

    def __init__(self, found: Sequence[str]) -> None:
        super().__init__(found[0])
        self.problems = tuple(found)


class NotSolved(RuntimeError):
    """The solver gave no proven result."""


def solver_version() -> str:
    """Name and version of what computes a round."""
    return f"OR-tools {ortools.__version__} SimpleMinCostFlow"


@rule(
    question="Wer bekommt in einer Runde welchen Platz?",
    basis="Eigene Regel: zuerst möglichst viele je Priorität, dann die höchste Summe der Punkte, unter Gleichen das Los",
)
def allocate(instance: Instance, *, lot: str | None = None, keep: Iterable[Assignment] = ()) -> Allocation:
    """Compute a round; BadInstance when something is wrong with it, NotSolved when the solver proves nothing.

    ``lot`` seeds the draw among equals and is the input's own hash unless given: a simulation hands in the lot of the
    round it is compared with. ``keep`` decides last, after the draw: where it costs nothing, people stay where they are.
    """
    if found := problems(instance):
        raise BadInstance(found)
    digest = input_hash(instance)
    lot = lot or digest
    network = _network(instance, lot, keep)
    assignments = [*instance.fixed, *_solve(network)] if network.options.size else [*instance.fixed]
    return result_of(instance, assignments, digest=digest, lot=lot)


def result_of(
    instance: Instance,
    assignments: Iterable[Assignment],
    *,
    digest: str,
    lot: str,
    closed: Sequence[Key] = (),
    objective: str = OBJECTIVE,
    solver: str | None = None,
) -> Allocation:
    """Count proven assignments and give everybody without a place the reason. ``closed``: groups that do not run."""
    rows = tuple(sorted(assignments, key=lambda assignment: in_order(assignment.person)))
    place_of = {row.person: row.place for row in rows}
    full = blockers(instance, rows)
    people = Counter(person.priority for person in instance.persons)
    placed = Counter(person.priority for person in instance.persons if person.id in place_of)
    score, unplaced = 0, []
    for person in sorted(instance.persons, key=lambda person: in_order(person.id)):
        if person.id not in place_of:
            unplaced.append(Unplaced(person.id, unplaced_reason(person, full, closed)))
        else:
            place = place_of[person.id]
            score += next((option.score for option in person.options if option.place == place), 0)
    return Allocation(
        assignments=rows,
        placed=len(rows),
        score=score,
        by_priority={priority: Tally(people[priority], placed[priority]) for priority in sorted(people)},
        unplaced=tuple(unplaced),
        optimal=True,
        input_hash=digest,
        lot=lot,
        objective=objective,
        solver=solver or solver_version(),
    )


@dataclass(frozen=True, slots=True)
class _Network:
    """The round as arrays. Nodes: people, then places, then capping pots, then one sink; the arcs up to it in ``up``.

    ``options`` has a row per option: person, place, score, kept (0 or 1). ``up`` has a row per arc from a place or pot to
    what is around it: tail, head, capacity.
    """

    persons: tuple[PersonSpec, ...]
    places: tuple[PlaceSpec, ...]
    pots: int
    tiers: Ints
    draws: Ints
    options: Ints
    up: Ints

    @property
    def sink(self) -> int:
        return len(self.persons) + len(self.places) + self.pots


def _network(instance: Instance, lot: str, keep: Iterable[Assignment]) -> _Network:
    """Only what is left to decide: fixed people are gone, and so are the places they use."""
    fixed = {assignment.person for assignment in instance.fixed}
    persons = tuple(
        sorted(
            (person for person in instance.persons if person.options and person.id not in fixed),
            key=lambda person: draw(lot, person.id),
        )
    )
    # The places' order decides nothing that is stated, yet must not follow names either.
    places = tuple(sorted(instance.places, key=lambda place: draw(lot + "/places", place.id)))
    tier_of = {priority: tier for tier, priority in enumerate(sorted({person.priority for person in persons}))}
    tiers = np.array([tier_of[person.priority] for person in persons], dtype=np.int64)
    up, pots = _arcs_up(instance, places, first=len(persons))
    return _Network(persons, places, pots, tiers, _draws(tiers), _option_rows(persons, places, keep), up)


def _draws(tiers: Ints) -> Ints:
    """For people in the order of their lots: which one they are among those of their priority, from 0."""
    drawn: defaultdict[int, int] = defaultdict(int)
    numbers = []
    for tier in tiers.tolist():
        numbers.append(drawn[tier])
        drawn[tier] += 1
    return np.array(numbers, dtype=np.int64)


def _option_rows(persons: Sequence[PersonSpec], places: Sequence[PlaceSpec], keep: Iterable[Assignment]) -> Ints:
    number = {place.id: position for position, place in enumerate(places)}
    place = np.array([number[option.place] for person in persons for option in person.options], dtype=np.int64)
    score = np.array([option.score for person in persons for option in person.options], dtype=np.int64)
    person = np.repeat(np.arange(len(persons)), [len(person.options) for person in persons])
    stays = {assignment.person: number.get(assignment.place, -1) for assignment in keep}
    kept = np.array([stays.get(person.id, -1) for person in persons], dtype=np.int64)
    rows = np.stack([person, place, score, kept[person] == place]) if person.size else np.zeros((4, 0), dtype=np.int64)
    return rows[:, np.lexsort((rows[1], rows[0]))]


def _arcs_up(instance: Instance, places: Sequence[PlaceSpec], *, first: int) -> tuple[Ints, int]:
    """Rows tail, head, capacity from each place and each capping pot to the next ceiling; and how many pots cap.

    Counting pots never refuse, so they are not there: what lies in them lies in the next capping pot.
    """
    used_places, used_pots = load(instance, Counter(fixed.place for fixed in instance.fixed), int.__add__, 0)
    capping = [(pot.id, pot.cap, pot.parent) for pot in instance.pots if pot.cap is not None]
    node = {pot: first + len(places) + position for position, (pot, _, _) in enumerate(capping)}
    sink = first + len(places) + len(capping)
    parent = {pot.id: pot.parent for pot in instance.pots}
    ceilings: dict[Key | None, int] = {None: sink}

    def ceiling(pot: Key | None) -> int:
        passed = []
        while pot not in ceilings and pot not in node:
            passed.append(pot)
            pot = parent[pot] if pot is not None else None
        found = node[pot] if pot is not None and pot in node else ceilings[pot]
        ceilings.update(dict.fromkeys(passed, found))
        return found

    rows = [
        (first + position, ceiling(place.pot), place.capacity - used_places[place.id])
        for position, place in enumerate(places)
    ]
    rows += [(node[pot], ceiling(around), cap - used_pots[pot]) for pot, cap, around in capping]
    # More than everybody never comes; so no capacity is too large for the solver.
    return np.array([(tail, head, min(room, first)) for tail, head, room in rows], dtype=np.int64).T, len(capping)


def _solve(network: _Network) -> list[Assignment]:
    """First how many of each priority, then the best score for exactly these numbers.

    Why this is exact. The difference of two flows falls apart into simple cycles of the residual network, each of
    which can be applied alone, and an optimal flow has none of negative cost.

    1. *Numbers.* Everybody may stay without a place. A cycle passes the sink at most once, so it brings in at most one
       person and takes out at most one. If another flow placed more people of the first t priorities taken together, one
       cycle would bring in a person of these and take out none of these. With K priorities and weights K, K-1, ..., 1
       this gains at least 1: not optimal. So small weights suffice, whatever the scores, and for every t the number of
       people of the first t priorities is the largest possible.
    2. *Score, draw, kept places.* The numbers are now supplies of one node per priority. A cycle passes each place
       once, so it changes the number of kept places by at most m = min(people, places); it passes each priority's node once,
       so it changes the sum of draws by at most the sum of (people of it - 1), less than the number of people N. With
       ``keep`` counting 1, a draw m + 1 and a point of score N (m + 1), no gain below outweighs a loss above.

    That the draws make the set of placed people unique: the sets that are best up to the score are the bases of a matroid,
    all with the same numbers of each priority, and within a priority no two draws are equal.
    """
    person, place, score, kept = network.options
    people = len(network.persons)
    kinds = int(network.tiers.max()) + 1
    most = _flow(network, -(kinds - network.tiers)[person], None, np.zeros(people, dtype=np.int64))
    numbers = np.bincount(network.tiers[person[most]], minlength=kinds)
    keep_weight = min(people, len(network.places)) + 1 if kept.any() else 1
    _refuse_too_large(keep_weight * people * MAX_SCORE, nodes=network.sink + kinds + 1)
    best = _flow(network, -score * people * keep_weight - kept, numbers, network.draws * keep_weight)
    return [
        Assignment(network.persons[one].id, network.places[there].id)
        for one, there in zip(person[best].tolist(), place[best].tolist(), strict=True)
    ]


def _refuse_too_large(cost: int, *, nodes: int) -> None:
    if cost * nodes > _LARGEST_COST:
        raise NotSolved("Diese Runde ist zu groß, um sie genau zu rechnen. Bitte in mehreren Runden rechnen.")


def _flow(network: _Network, option_costs: Ints, numbers: Ints | None, person_costs: Ints) -> npt.NDArray[np.bool_]:
    """Which options are used. ``numbers``: how many to place of each tier; None: as many as it costs least, for each."""
    solver = SimpleMinCostFlow()
    person, place = network.options[:2]
    people = len(network.persons)
    everyone = np.arange(people, dtype=np.int64)
    one = np.ones(people, dtype=np.int64)
    sink = network.sink

    def add(tails: Ints, heads: Ints, capacities: Ints, costs: Ints) -> None:
        solver.add_arcs_with_capacity_and_unit_cost(
            tails.astype(np.int32), heads.astype(np.int32), capacities.astype(np.int64), costs.astype(np.int64)
        )

    add(person, people + place, np.ones_like(person), option_costs)
    tails, heads, room = network.up
    add(tails, heads, room, np.zeros_like(room))
    if numbers is None:
        add(everyone, np.full_like(everyone, sink), one, person_costs)
        solver.set_nodes_supplies(everyone.astype(np.int32), one)
        solver.set_node_supply(sink, -people)
    else:
        add(sink + 1 + network.tiers, everyone, one, person_costs)
        solver.set_nodes_supplies(np.arange(sink + 1, sink + 1 + len(numbers), dtype=np.int32), numbers)
        solver.set_node_supply(sink, -int(numbers.sum()))
    status = solver.solve()
    if status != SimpleMinCostFlow.OPTIMAL:
        raise NotSolved(f"Die Runde ließ sich nicht rechnen: {status.name}.")
    flows = np.asarray(solver.flows(np.arange(person.size, dtype=np.int32)))
    return flows > 0


@rule(
    question="Wer zieht um, wenn eine Person einen bestimmten Platz bekommt oder verzichtet?",
    basis="Eigene Regel: eine Runde ist ein Vorschlag und lässt sich durchspielen, bevor ein Mensch sie bestätigt",
)
def what_if(
    instance: Instance, allocation: Allocation, person: Key, place: Key | None = None
) -> tuple[Allocation, Comparison]:
    """The same round with the person fixed at ``place``, or without the person when it is None, and what changes.

    Same lots as before, and where it costs nothing people stay. LookupError for an unknown person, BadInstance for a place
    that is unknown or taken by other fixed people.
    """
    if all(one.id != person for one in instance.persons):
        raise LookupError(f"No such person in this round: {person!r}")
    fixed = tuple(one for one in instance.fixed if one.person != person)
    if place is None:
        changed = replace(instance, fixed=fixed, persons=tuple(one for one in instance.persons if one.id != person))
    else:
        changed = replace(instance, fixed=(*fixed, Assignment(person, place)))
    after = allocate(changed, lot=allocation.lot, keep=allocation.assignments)
    return after, compare(allocation, after)


@rule(
    question="Wie viele Plätze bleiben in einer Runde frei für Menschen, die später besser passen?",
    basis="Eigene Regel: ein genannter Anteil jeder Platzgruppe, abgerundet; mindestens ein Platz wird vergeben",
)
def with_reserve(instance: Instance, share: Fraction) -> Instance:
    """The round with ``share`` (0 to 1) of each group's capacity held back; ValueError outside.

    Fixed people keep their place. What the reserve costs: ``compare`` a round without it and one with it, both with the
    lot of the first.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"A share lies between 0 and 1, not {share}.")
    fixed = Counter(assignment.place for assignment in instance.fixed)

    def left(place: PlaceSpec) -> int:
        least = max(min(1, place.capacity), fixed[place.id])
        return max(place.capacity - int(place.capacity * share), least)

    return replace(instance, places=tuple(replace(place, capacity=left(place)) for place in instance.places))
