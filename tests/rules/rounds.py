"""Small placement rounds for tests: a builder, a strategy, and the best result by trying everything."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from hypothesis import strategies as st

from talachse.rules.placement.matching import (
    Assignment,
    Instance,
    Key,
    Option,
    PersonSpec,
    PlaceSpec,
    PotSpec,
    draw,
    problems,
)


def person(key: Key, /, *, priority: int = 1, **scores: int) -> PersonSpec:
    """A person with one option for each named place."""
    return PersonSpec(key, priority, tuple(Option(place, score) for place, score in scores.items()))


def make_round(
    *persons: PersonSpec,
    pots: tuple[PotSpec, ...] = (),
    fixed: Mapping[str, str] | None = None,
    inside: Mapping[str, str] | None = None,
    **capacities: int,
) -> Instance:
    """A round with one place for each named capacity; ``inside`` names the pot of a place."""
    places = tuple(PlaceSpec(key, capacity, (inside or {}).get(key)) for key, capacity in capacities.items())
    return Instance(pots, places, persons, tuple(Assignment(p, place) for p, place in (fixed or {}).items()))


@st.composite
def rounds(draw_from: st.DrawFn, *, people: int = 5) -> Instance:
    """Up to ``people`` people, four places and four nested pots, with many ties and some fixed people."""
    pots = [
        PotSpec(
            f"pot{n}",
            draw_from(st.none() | st.integers(0, 4)),
            f"pot{draw_from(st.integers(0, n - 1))}" if n and draw_from(st.booleans()) else None,
        )
        for n in range(draw_from(st.integers(0, 4)))
    ]
    places = [
        PlaceSpec(
            f"place{n}", draw_from(st.integers(0, 2)), draw_from(st.sampled_from([None, *(pot.id for pot in pots)]))
        )
        for n in range(draw_from(st.integers(1, 4)))
    ]
    scores = st.sampled_from([0, 1, 2, 500, 1000])
    persons = []
    for n in range(draw_from(st.integers(0, people))):
        wanted = draw_from(st.lists(st.sampled_from([place.id for place in places]), unique=True))
        options = tuple(Option(place, draw_from(scores)) for place in wanted)
        persons.append(PersonSpec(f"p{n}", draw_from(st.sampled_from([1, 2, 5])), options))
    instance = Instance(tuple(pots), tuple(places), tuple(persons))
    for one in persons:
        if draw_from(st.integers(0, 4)) == 0:
            place = draw_from(st.sampled_from([place.id for place in places]))
            more = Instance(
                instance.pots, instance.places, instance.persons, (*instance.fixed, Assignment(one.id, place))
            )
            instance = instance if problems(more) else more
    return instance


def every_result(instance: Instance) -> Iterator[dict[Key, Key]]:
    """Each way to give places: nothing oversold, fixed people kept."""
    fixed = {one.person: one.place for one in instance.fixed}
    free = [one for one in instance.persons if one.id not in fixed]

    def go(number: int, so_far: dict[Key, Key]) -> Iterator[dict[Key, Key]]:
        if not fits(instance, so_far):
            return
        if number == len(free):
            yield dict(so_far)
            return
        yield from go(number + 1, so_far)
        for option in free[number].options:
            yield from go(number + 1, {**so_far, free[number].id: option.place})

    yield from go(0, fixed)


def fits(instance: Instance, place_of: Mapping[Key, Key]) -> bool:
    """Whether no place and no pot holds more than it may."""
    places = {place.id: place for place in instance.places}
    pots = {pot.id: pot for pot in instance.pots}
    used = Counter[tuple[str, Key]]()
    for place in place_of.values():
        used["place", place] += 1
        pot = places[place].pot
        while pot is not None:
            used["pot", pot] += 1
            pot = pots[pot].parent
    return all(used["place", place.id] <= place.capacity for place in places.values()) and all(
        pot.cap is None or used["pot", pot.id] <= pot.cap for pot in pots.values()
    )


def worth(instance: Instance, place_of: Mapping[Key, Key]) -> tuple[tuple[int, ...], int]:
    """How many of each priority, then the score: the larger is the better."""
    priorities = sorted({one.priority for one in instance.persons})
    counts = tuple(sum(one.id in place_of for one in instance.persons if one.priority == p) for p in priorities)
    score = sum(
        option.score for one in instance.persons for option in one.options if place_of.get(one.id) == option.place
    )
    return counts, score


def luck(instance: Instance, place_of: Mapping[Key, Key], lot: str) -> int:
    """Sum of the draws of those who got a place: the smaller wins among equals."""
    fixed = {one.person for one in instance.fixed}
    number, drawn = 0, Counter[int]()
    for one in sorted(instance.persons, key=lambda one: draw(lot, one.id)):
        if one.options and one.id not in fixed:
            number += drawn[one.priority] if one.id in place_of else 0
            drawn[one.priority] += 1
    return number
