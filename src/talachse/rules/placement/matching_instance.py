"""A placement round as data: pots, places, people and what is fixed already; and what can be wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

# A row number of a database, or a text out of a file.
type Key = str | int

MIN_SCORE, MAX_SCORE = 0, 1000


@dataclass(frozen=True, slots=True)
class PotSpec:
    """A ceiling over places or other pots. Without ``cap`` it only counts and never refuses; ``parent`` is the pot around it."""

    id: Key
    cap: int | None = None
    parent: Key | None = None


@dataclass(frozen=True, slots=True)
class PlaceSpec:
    """A group of ``capacity`` equal places; ``pot`` is the innermost pot around it, if any."""

    id: Key
    capacity: int
    pot: Key | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """A place a person may get, and how well it fits: 0 to 1000."""

    place: Key
    score: int


@dataclass(frozen=True, slots=True)
class PersonSpec:
    """Somebody who wants one place. Priority 1 comes first; what is not among ``options`` is never given."""

    id: Key
    priority: int
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Assignment:
    """One person at one place."""

    person: Key
    place: Key


@dataclass(frozen=True, slots=True)
class Instance:
    """One round. ``fixed`` people keep their place, use it up, and appear in the result."""

    pots: tuple[PotSpec, ...]
    places: tuple[PlaceSpec, ...]
    persons: tuple[PersonSpec, ...]
    fixed: tuple[Assignment, ...] = ()


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A person who got no place, and a German sentence why."""

    person: Key
    reason: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many people of one priority took part in the round, and how many of them got a place."""

    persons: int
    placed: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """The result of a round, a proposal until a person confirms it.

    ``placed``, ``score`` and ``by_priority`` contain the fixed people. ``lot`` seeds the draw among equals. ``optimal``
    is true only when the solver has proven it.
    """

    assignments: tuple[Assignment, ...]
    placed: int
    score: int
    by_priority: Mapping[int, Tally]
    unplaced: tuple[Unplaced, ...]
    optimal: bool
    input_hash: str
    lot: str
    objective: str
    solver: str


def in_order(key: Key) -> tuple[str, bool]:
    """Sorts numbers and texts together, always the same way."""
    return str(key), isinstance(key, int)


def draw(lot: str, key: Key) -> bytes:
    """The lot of one person in one round: smaller wins. Nobody can tell it from the name, and everybody can recompute it.

    SHA-256 of ``lot``, a stroke, and the key written as JSON.
    """
    return hashlib.sha256(f"{lot}|{json.dumps(key)}".encode()).digest()


def inside_out(pots: Sequence[PotSpec]) -> list[PotSpec]:
    """Each pot after all pots inside it. Pots that lie in a circle are left out."""
    by_id = {pot.id: pot for pot in pots}
    inner = Counter(pot.parent for pot in pots if pot.parent is not None)
    ready = [pot for pot in pots if not inner[pot.id]]
    for pot in ready:
        if pot.parent in by_id:
            inner[pot.parent] -= 1
            if not inner[pot.parent]:
                ready.append(by_id[pot.parent])
    return ready


def input_hash(instance: Instance) -> str:
    """SHA-256 of the round in one fixed spelling, as 64 hex digits; the order of the lists does not matter.

    The spelling is compact JSON in ASCII, an array of four arrays, each sorted by its first entry as text:
    pots ``[id, cap, parent]``, places ``[id, capacity, pot]``, people ``[id, priority, [places], [scores]]`` with the
    options sorted by place, and fixed ``[person, place]``. KeyError for an option whose place does not exist.
    """
    rank = {place.id: number for number, place in enumerate(sorted(instance.places, key=lambda p: in_order(p.id)))}
    people = []
    for person in sorted(instance.persons, key=lambda person: in_order(person.id)):
        options = sorted(person.options, key=lambda option: rank[option.place])
        people.append(
            [person.id, person.priority, [option.place for option in options], [option.score for option in options]]
        )
    spelling = json.dumps(
        [
            [[pot.id, pot.cap, pot.parent] for pot in sorted(instance.pots, key=lambda pot: in_order(pot.id))],
            [[place.id, place.capacity, place.pot] for place in sorted(instance.places, key=lambda p: in_order(p.id))],
            people,
            [[fixed.person, fixed.place] for fixed in sorted(instance.fixed, key=lambda fixed: in_order(fixed.person))],
        ],
        separators=(",", ":"),
    )
    return hashlib.sha256(spelling.encode()).hexdigest()


def problems(instance: Instance) -> list[str]:
    """What makes the round impossible to compute, in German, each with the path of the faulty field. Empty: nothing."""
    found = [
        *_pot_problems(instance.pots),
        *_place_problems(instance),
        *_person_problems(instance),
        *_fixed_problems(instance),
    ]
    return found or list(_overfilled(instance))


def _twice(name: str, keys: Iterable[Key]) -> Iterator[str]:
    seen = set[Key]()
    for number, key in enumerate(keys):
        if key in seen:
            yield f"{name}[{number}].id: „{key}“ gibt es doppelt."
        seen.add(key)


def _pot_problems(pots: Sequence[PotSpec]) -> Iterator[str]:
    yield from _twice("pots", (pot.id for pot in pots))
    known = {pot.id for pot in pots}
    straight = {pot.id for pot in inside_out(pots)}
    for number, pot in enumerate(pots):
        if pot.cap is not None and pot.cap < 0:
            yield f"pots[{number}].cap: {pot.cap} ist kleiner als 0."
        if pot.parent is not None and pot.parent not in known:
            yield f"pots[{number}].parent: Den Topf „{pot.parent}“ gibt es nicht."
        if pot.id not in straight:
            yield f"pots[{number}].parent: Der Topf „{pot.id}“ liegt über andere Töpfe in sich selbst."


def _place_problems(instance: Instance) -> Iterator[str]:
    yield from _twice("places", (place.id for place in instance.places))
    pots = {pot.id for pot in instance.pots}
    for number, place in enumerate(instance.places):
        if place.capacity < 0:
            yield f"places[{number}].capacity: {place.capacity} ist kleiner als 0."
        if place.pot is not None and place.pot not in pots:
            yield f"places[{number}].pots: Den Topf „{place.pot}“ gibt es nicht."


def _person_problems(instance: Instance) -> Iterator[str]:
    yield from _twice("persons", (person.id for person in instance.persons))
    places = {place.id for place in instance.places}
    for number, person in enumerate(instance.persons):
        if person.priority < 1:
            yield f"persons[{number}].priority: {person.priority} ist kleiner als 1. Die erste Priorität ist 1."
        if not _options_are_fine(person.options, places):
            yield from _option_problems(f"persons[{number}].options", person.options, places)


def _options_are_fine(options: Sequence[Option], places: set[Key]) -> bool:
    # Whole sets at once: a large round has 600,000 options.
    wanted = {option.place for option in options}
    scores = [option.score for option in options] or [MIN_SCORE]
    return len(wanted) == len(options) and wanted <= places and min(scores) >= MIN_SCORE and max(scores) <= MAX_SCORE


def _option_problems(path: str, options: Sequence[Option], places: set[Key]) -> Iterator[str]:
    seen = set[Key]()
    for number, option in enumerate(options):
        if option.place not in places:
            yield f"{path}[{number}].place: Den Platz „{option.place}“ gibt es nicht."
        if option.place in seen:
            yield f"{path}[{number}].place: „{option.place}“ steht bei dieser Person doppelt."
        if not MIN_SCORE <= option.score <= MAX_SCORE:
            yield f"{path}[{number}].score: {option.score} liegt nicht zwischen {MIN_SCORE} und {MAX_SCORE}."
        seen.add(option.place)


def _fixed_problems(instance: Instance) -> Iterator[str]:
    persons = {person.id for person in instance.persons}
    places = {place.id for place in instance.places}
    seen = set[Key]()
    for number, fixed in enumerate(instance.fixed):
        if fixed.person not in persons:
            yield f"fixed[{number}].person: Die Person „{fixed.person}“ gibt es nicht."
        if fixed.place not in places:
            yield f"fixed[{number}].place: Den Platz „{fixed.place}“ gibt es nicht."
        if fixed.person in seen:
            yield f"fixed[{number}].person: „{fixed.person}“ ist doppelt fest zugeordnet."
        seen.add(fixed.person)


def _overfilled(instance: Instance) -> Iterator[str]:
    at_places, in_pots = load(instance, Counter(fixed.place for fixed in instance.fixed), int.__add__, 0)
    for number, place in enumerate(instance.places):
        if at_places[place.id] > place.capacity:
            yield (
                f"places[{number}].capacity: „{place.id}“ hat {place.capacity} Plätze, "
                f"fest zugeordnet sind aber {at_places[place.id]} Menschen."
            )
    for number, pot in enumerate(instance.pots):
        if pot.cap is not None and in_pots[pot.id] > pot.cap:
            yield (
                f"pots[{number}].cap: Im Topf „{pot.id}“ sind höchstens {pot.cap} Menschen erlaubt, "
                f"fest zugeordnet sind aber {in_pots[pot.id]}."
            )


def load[T](
    instance: Instance, at_places: Mapping[Key, T], add: Callable[[T, T], T], nothing: T
) -> tuple[dict[Key, T], dict[Key, T]]:
    """What is at the places, and the same added up for every pot, however deeply they are nested."""
    places = {place.id: at_places.get(place.id, nothing) for place in instance.places}
    pots = {pot.id: nothing for pot in instance.pots}
    for place in instance.places:
        if place.pot is not None:
            pots[place.pot] = add(pots[place.pot], places[place.id])
    for pot in inside_out(instance.pots):
        if pot.parent is not None:
            pots[pot.parent] = add(pots[pot.parent], pots[pot.id])
    return places, pots
