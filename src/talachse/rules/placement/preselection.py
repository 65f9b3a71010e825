"""Suggestions: from thousands of places the few to which one person could go, with reasons, fast."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest
from typing import NamedTuple

from talachse.rules._book import rule
from talachse.rules.districts import DISTANCES
from talachse.rules.parameters import Parameters
from talachse.rules.placement.criteria import last_birthday

PARAMETERS = Parameters("talachse.rules.placement", "preselection.yaml")

PRESELECTION = (
    "Vorgeschlagen werden nur Plätze, die an diesem Tag frei sind, deren Rechtsgrundlage für die Person nicht "
    "ausgeschlossen ist, zu deren Alter sie passt und die höchstens drei Stadtbezirke entfernt liegen. Was nur für Frauen "
    "oder nur für Männer ist, wird den anderen nicht vorgeschlagen; diversen Menschen schon. Ein Platz ohne Stadtbezirk gilt "
    "für die ganze Stadt; ist Alter, Geschlecht oder Stadtbezirk nicht bekannt, schließt das nichts aus. "
    "Erst danach zählen Wunsch, Weg, Stunden, Beginn und freie Plätze. Der Vorschlag ist keine Entscheidung."
)


class Person(NamedTuple):
    """What a suggestion needs of a person; None is unknown, and so is an empty ``sex`` ("f", "m" or "d").

    ``words``: wanted occupations and skills as ``search.plain_words`` writes them. ``bases``: legal bases that were
    assessed and not stopped.
    """

    age: int | None
    district: int | None
    words: frozenset[str]
    hours: int | None
    bases: frozenset[str]
    sex: str = ""


class Place(NamedTuple):
    """What a suggestion needs of a place group.

    ``occupation`` as people read it, ``words`` of it as for a person; ages are inclusive; hours are per week; ``only_for``
    is "f" or "m" where the offer says so, else empty.
    """

    key: int
    occupation: str
    legal_basis: str
    district: int | None
    words: frozenset[str]
    free: int
    starts_on: dt.date
    hours: int | None = None
    age_from: int | None = None
    age_to: int | None = None
    only_for: str = ""


OTHER_SEX = {"f": "m", "m": "f"}


def is_for(place: Place, sex: str) -> bool:
    """Not when the place is for the other sex only; diverse people and those of whom it is not known decide themselves."""
    return OTHER_SEX.get(place.only_for, "") != sex or not sex


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Score from 0 to 1000 and the reasons, the weightiest first."""

    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """The points as they hold on a day, read once for many places."""

    occupation: int
    distance: int
    hours: int
    start: int
    free: int
    weeks: int
    enough_free: int
    steps: int


def weights_on(day: dt.date) -> Weights:
    """Own rule, dated; LookupError before the agreement."""
    names = ("punkte_beruf", "punkte_weg", "punkte_stunden", "punkte_beginn", "punkte_frei")
    rest = ("wochen_bis_beginn", "freie_plaetze_voll", "schritte_hoechstens")
    return Weights(*(PARAMETERS.on(name, day).value for name in (*names, *rest)))


def _possible(person: Person, place: Place, steps: int | None, weights: Weights) -> bool:
    """The preselection, in the order of what excludes most."""
    if place.free <= 0 or place.legal_basis not in person.bases:
        return False
    if steps is not None and steps > weights.steps:
        return False
    if not is_for(place, person.sex):
        return False
    if person.age is None:
        return True
    return (place.age_from is None or place.age_from <= person.age) and (
        place.age_to is None or person.age <= place.age_to
    )


@dataclass(frozen=True, slots=True)
class Bounds:
    """Who is in the preselection of a place by age and district, so that a database need not hand out the others.

    ``districts``: None is all of them; a person without a district is always in. ``born_after`` is exclusive, ``born_until``
    inclusive; None is no bound.
    """

    districts: frozenset[int] | None
    born_after: dt.date | None
    born_until: dt.date | None


@rule(
    question="Wen braucht man für einen Platz gar nicht erst anzusehen?",
    basis="Eigene Regel: dieselbe Vorauswahl nach Alter und Stadtbezirk, als Grenzen für die Datenbank",
)
def bounds_of(place: Place, *, on: dt.date) -> Bounds:
    """The same answer as ``suitable`` gives for age and district of each single person."""
    near = None
    if place.district is not None:
        most = weights_on(on).steps
        near = frozenset(
            there for here, there in DISTANCES if here == place.district and DISTANCES[here, there] <= most
        )
    return Bounds(
        near,
        None if place.age_to is None else last_birthday(place.age_to + 1, on),
        None if place.age_from is None else last_birthday(place.age_from, on),
    )


def _steps(person: Person, place: Place) -> int | None:
    """Districts between the two; None when one of them is not known."""
    if person.district is None or place.district is None:
        return None
    return DISTANCES[person.district, place.district]


def _wish(person: Person, place: Place, full: int) -> int:
    """Share of the occupation's words that the person wants; half the points when no wish is known."""
    if not person.words:
        return full // 2
    shared = person.words & place.words
    return full * len(shared) // len(place.words) if shared else 0


def _way(steps: int | None, weights: Weights) -> int:
    """Fewer points with every district in between; half of them when one of the two is not known."""
    if steps is None:
        return weights.distance // 2
    return weights.distance * (weights.steps + 1 - steps) // (weights.steps + 1)


def _hours(person: Person, place: Place, full: int) -> int:
    """All points when the hours are possible, none when they are too many, half when unknown."""
    if person.hours is None or place.hours is None:
        return full // 2
    return full if place.hours <= person.hours else 0


def _of_the_place(place: Place, weights: Weights, on: dt.date) -> int:
    """Points that are the same for everybody: the sooner and the more free places, the better; what has begun can be entered."""
    days = max((place.starts_on - on).days, 0)
    start = weights.start * max(weights.weeks * 7 - days, 0) // (weights.weeks * 7)
    return start + weights.free * min(place.free, weights.enough_free) // weights.enough_free


def _score(person: Person, place: Place, of_the_place: int, weights: Weights) -> int | None:
    """From 0 to 1000; None: not in the preselection. No words yet: thousands are compared, a few are shown."""
    steps = _steps(person, place)
    if not _possible(person, place, steps, weights):
        return None
    return (
        of_the_place
        + _wish(person, place, weights.occupation)
        + _way(steps, weights)
        + _hours(person, place, weights.hours)
    )


def _reasons(person: Person, place: Place, on: dt.date) -> tuple[str, ...]:
    """What speaks for the two, the weightiest first."""
    steps = _steps(person, place)
    said = (
        f"Passt zum Wunsch: {place.occupation}." if person.words & place.words else "",
        ("Im selben Stadtbezirk.", "Im Nachbarbezirk.")[steps] if steps is not None and steps < 2 else "",
        f"{place.hours} Stunden in der Woche sind möglich."
        if person.hours is not None and place.hours is not None and place.hours <= person.hours
        else "",
        "Der Beginn ist sofort möglich." if place.starts_on <= on else f"Beginn am {place.starts_on:%d.%m.%Y}.",
        "Ein Platz ist frei." if place.free == 1 else f"{place.free} Plätze sind frei.",
    )
    return tuple(reason for reason in said if reason)


@rule(
    question="Kommt ein Platz als Vorschlag für jemanden in Frage, und wie gut passt er?",
    basis="Eigene Regel: erst Vorauswahl nach freiem Platz, Rechtsgrundlage, Alter, Geschlecht und Stadtbezirk, dann Punkte",
)
def suitable(person: Person, place: Place, *, on: dt.date, weights: Weights) -> Suggestion | None:
    """None: not in the preselection (``PRESELECTION`` says it in words). A suggestion decides nothing."""
    score = _score(person, place, _of_the_place(place, weights, on), weights)
    return None if score is None else Suggestion(score, _reasons(person, place, on))


@rule(
    question="Welche Plätze werden für jemanden zuerst vorgeschlagen?",
    basis="Eigene Regel: die meisten Punkte zuerst; bei Gleichstand in der Reihenfolge der Schlüssel",
)
def best_places(
    person: Person, places: Iterable[Place], *, on: dt.date, limit: int = 20
) -> list[tuple[Place, Suggestion]]:
    """At most ``limit`` places. The same input gives the same order."""
    weights = weights_on(on)
    found = (
        (score, place)
        for place in places
        if (score := _score(person, place, _of_the_place(place, weights, on), weights)) is not None
    )
    best = nsmallest(limit, found, key=lambda pair: (-pair[0], pair[1].key))
    return [(place, Suggestion(score, _reasons(person, place, on))) for score, place in best]


@rule(
    question="Welche Menschen werden für einen Platz zuerst vorgeschlagen?",
    basis="Eigene Regel: die meisten Punkte zuerst; bei Gleichstand bleibt die Reihenfolge der Liste",
)
def best_persons(
    place: Place, persons: Iterable[tuple[int, Person]], *, on: dt.date, limit: int = 20
) -> list[tuple[int, Suggestion]]:
    """``persons`` with their keys, longest waiting first: with equal points waiting counts."""
    weights = weights_on(on)
    of_the_place = _of_the_place(place, weights, on)
    found = (
        (score, key, person)
        for key, person in persons
        if (score := _score(person, place, of_the_place, weights)) is not None
    )
    # Whoever came first stays first with equal points.
    best = nsmallest(limit, found, key=lambda one: -one[0])
    return [(key, Suggestion(score, _reasons(person, place, on))) for score, key, person in best]
