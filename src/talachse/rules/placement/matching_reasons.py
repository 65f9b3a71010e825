"""Why somebody got no place in a round, or not this one, and what changes between two rounds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from talachse.rules._book import rule
from talachse.rules.placement.matching_instance import (
    Allocation,
    Assignment,
    Instance,
    Key,
    Option,
    PersonSpec,
    in_order,
    load,
)
from talachse.rules.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Holders:
    """Those who are somewhere: how many, the last priority among them (0: nobody whom the round placed), anybody fixed."""

    count: int = 0
    last: int = 0
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class Blocker:
    """What lets nobody more in: the place itself, or the innermost full pot above it. ``size`` is its ceiling."""

    pot: Key | None
    size: int
    holders: Holders


@dataclass(frozen=True, slots=True)
class Move:
    """A person whose place differs between two allocations; None is no place."""

    person: Key
    before: Key | None
    after: Key | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The second allocation against the first: more or fewer people placed, more or less score, and who moves."""

    placed: int
    score: int
    moves: tuple[Move, ...]


def moves(before: Allocation, after: Allocation) -> list[Move]:
    """Everybody whose place differs, sorted by person."""
    old = {assignment.person: assignment.place for assignment in before.assignments}
    new = {assignment.person: assignment.place for assignment in after.assignments}
    return [
        Move(person, old.get(person), new.get(person))
        for person in sorted(old.keys() | new.keys(), key=in_order)
        if old.get(person) != new.get(person)
    ]


def compare(before: Allocation, after: Allocation) -> Comparison:
    """What ``after`` gains or costs against ``before``, for instance a round with a reserve against one without."""
    return Comparison(after.placed - before.placed, after.score - before.score, tuple(moves(before, after)))


def _together(one: Holders, other: Holders) -> Holders:
    return Holders(one.count + other.count, max(one.last, other.last), one.fixed or other.fixed)


def blockers(instance: Instance, assignments: Iterable[Assignment]) -> dict[Key, Blocker]:
    """For every place that is full, or lies in a full pot, what blocks it. Places with room are missing."""
    priority = {person.id: person.priority for person in instance.persons}
    fixed = {assignment.person for assignment in instance.fixed}
    holders: dict[Key, Holders] = {}
    for assignment in assignments:
        here = assignment.person in fixed
        one = Holders(1, 0 if here else priority[assignment.person], here)
        holders[assignment.place] = _together(holders.get(assignment.place, Holders()), one)
    at_places, in_pots = load(instance, holders, _together, Holders())
    pots = {pot.id: pot for pot in instance.pots}

    def around(pot: Key | None) -> Blocker | None:
        while pot is not None:
            cap = pots[pot].cap
            if cap is not None and in_pots[pot].count >= cap:
                return Blocker(pot, cap, in_pots[pot])
            pot = pots[pot].parent
        return None

    full = {}
    for place in instance.places:
        if at_places[place.id].count >= place.capacity:
            full[place.id] = Blocker(None, place.capacity, at_places[place.id])
        elif (blocker := around(place.pot)) is not None:
            full[place.id] = blocker
    return full


def unplaced_reason(person: PersonSpec, full: Mapping[Key, Blocker], closed: Collection[Key] = ()) -> str:
    """Why a person without a place has none. ``closed`` are groups that do not run, as they miss their minimum.

    Every option is closed or in ``full``: an option with room would have been given. KeyError where it is not so.
    """
    if not person.options:
        return "Für diese Person ist kein Platz eingetragen, der passt."
    fitting = [option.place for option in person.options]
    open_ones = [place for place in fitting if place not in closed]
    parts = _closed_part(len(fitting), [place for place in fitting if place in closed])
    if open_ones:
        met = {place: full[place] for place in open_ones}
        parts += _full_part(met, alone=len(open_ones) == len(fitting))
        parts += _holders_part(met.values(), person.priority)
    return " ".join(parts)


def _closed_part(fitting: int, closed: list[Key]) -> list[str]:
    if not closed:
        return []
    if fitting == 1:
        return [
            f"Die einzige Gruppe, die passt, „{closed[0]}“, kommt nicht zustande: Die Mindestgröße wird in dieser Runde nicht erreicht."
        ]
    names = _some([f"„{place}“" for place in sorted(closed, key=in_order)])
    return [f"Ihre Mindestgröße {'erreicht' if len(closed) == 1 else 'erreichen'} in dieser Runde nicht: {names}."]


def _some(names: list[str]) -> str:
    """The first three, and how many more; a sentence that is read aloud must end."""
    more = f" und {len(names) - 3} weitere" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def _full_part(met: Mapping[Key, Blocker], *, alone: bool) -> list[str]:
    full_places = [place for place, blocker in met.items() if blocker.pot is None]
    pots = sorted({blocker.pot: blocker for blocker in met.values() if blocker.pot is not None}.values(), key=_by_pot)
    names = _some([f"„{blocker.pot}“ ({blocker.holders.count} von {blocker.size})" for blocker in pots])
    the_pot = "ist der Topf" if len(pots) == 1 else "sind die Töpfe"
    if not pots:
        return [_full_places(full_places, alone=alone)]
    if not full_places:
        where = "Bei dem Platz, der passt," if len(met) == 1 else f"Bei den {len(met)} Plätzen, die passen,"
        return [f"{where} {the_pot} voll: {names}."]
    in_pots = len(met) - len(full_places)
    return [f"{_count(len(full_places))} voll. Bei {in_pots} weiteren {the_pot} voll: {names}."]


def _by_pot(blocker: Blocker) -> tuple[str, bool]:
    return in_order(blocker.pot if blocker.pot is not None else "")


def _count(number: int) -> str:
    return "1 Platz, der passt, ist" if number == 1 else f"{number} Plätze, die passen, sind"


def _full_places(places: list[Key], *, alone: bool) -> str:
    if not alone:
        return f"{_count(len(places))} voll."
    if len(places) == 1:
        return f"Der einzige Platz, der passt, „{places[0]}“, ist voll."
    return f"Alle {len(places)} Plätze, die passen, sind voll."


def _holders_part(met: Iterable[Blocker], priority: int) -> list[str]:
    there = [blocker.holders for blocker in met if blocker.holders.count]
    if not there:
        return ["In dieser Runde ist dort kein Platz zu vergeben."]
    last = max(holders.last for holders in there)
    if not last:
        return ["Dort sind nur Menschen, die ihren Platz schon vor der Runde hatten."]
    if last > priority:
        return ["Wer dort ist, wird gebraucht, damit eine Gruppe genug Menschen hat."]
    sentence = "Dort sind nur Menschen mit derselben oder einer höheren Priorität"
    if any(holders.fixed for holders in there):
        sentence += " und Menschen, die ihren Platz schon vor der Runde hatten"
    return [f"{sentence}."]


@rule(
    question="Warum bekommt eine Person in einer Runde diesen Platz nicht?",
    basis="Eigene Regel: für jede Person und jeden Platz lässt sich der Grund nennen",
)
def why_not(
    instance: Instance, allocation: Allocation, person: Key, place: Key, closed: Collection[Key] = ()
) -> Verdict:
    """Yes when the person has the place; otherwise no with the reason.

    ``closed`` are groups that do not run, as they miss their minimum. LookupError for a person or place of another round.
    """
    about = next((one for one in instance.persons if one.id == person), None)
    if about is None or all(one.id != place for one in instance.places):
        raise LookupError(f"No such person or place in this round: {person!r}, {place!r}")
    has = next((one.place for one in allocation.assignments if one.person == person), None)
    if has == place:
        return Verdict.yes(f"Die Person hat den Platz „{place}“.")
    if any(one.person == person for one in instance.fixed):
        return Verdict.no(f"Die Person hatte schon vor der Runde einen Platz: „{has}“.")
    option = next((option for option in about.options if option.place == place), None)
    if option is None:
        return Verdict.no(f"„{place}“ gehört nicht zu den Plätzen, die für diese Person passen.")
    if place in closed:
        return Verdict.no(
            f"Die Gruppe „{place}“ kommt nicht zustande: Die Mindestgröße wird in dieser Runde nicht erreicht."
        )
    return _why_not_this_option(instance, allocation, about, option, has)


def _why_not_this_option(
    instance: Instance, allocation: Allocation, person: PersonSpec, option: Option, has: Key | None
) -> Verdict:
    had = next((other.score for other in person.options if other.place == has), None)
    if had is not None and had >= option.score:
        fits = "besser" if had > option.score else "gleich gut"
        return Verdict.no(f"Die Person hat „{has}“. Das passt {fits} ({had} statt {option.score} Punkte).")
    # Without the person itself: who changes inside a full pot needs no more room in it.
    others = [one for one in allocation.assignments if one.person != person.id]
    blocker = blockers(instance, others).get(option.place)
    if blocker is None:
        return Verdict.no(
            f"„{option.place}“ ist frei, aber diese Verteilung gibt den Platz der Person nicht. Bitte die Runde neu rechnen."
        )
    if blocker.pot is None:
        what = f"„{option.place}“ ist voll ({blocker.holders.count} von {blocker.size})."
    else:
        what = f"Der Topf „{blocker.pot}“ ist voll ({blocker.holders.count} von {blocker.size})."
    if has is None:
        return Verdict.no(" ".join([what, *_holders_part([blocker], person.priority)]))
    return Verdict.no(
        f"{what} Die Person hat stattdessen „{has}“. So haben zuerst möglichst viele Menschen einen Platz, "
        "und dann passen alle Plätze zusammen am besten."
    )
