"""Suggestions: from thousands of places the few to which one person could go, with reasons, fast."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from talachse.rules._book import rule
from talachse.rules.districts import DISTANCES
from talachse.rules.parameters import Parameters

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


def _wish(person: Person, place: Place, full: int) -> tuple[int, str]:
    """Share of the occupation's words that the person wants; half the points when no wish is known."""
    if not person.words:
        return full // 2, ""
    shared = person.words & place.words
    if not shared:
        return 0, ""
    return full * len(shared) // len(place.words), f"Passt zum Wunsch: {place.occupation}."


def _way(steps: int | None, weights: Weights) -> tuple[int, str]:
    """Fewer points with every district in between; half of them when one of the two is not known."""
    if steps is None:
        return weights.distance // 2, ""
    reason = ("Im selben Stadtbezirk.", "Im Nachbarbezirk.")[steps] if steps < 2 else ""
    return weights.distance * (weights.steps + 1 - steps) // (weights.steps + 1), reason


def _hours(person: Person, place: Place, full: int) -> tuple[int, str]:
    """All points when the hours are possible, none when they are too many, half when unknown."""
    if person.hours is None or place.hours is None:
        return full // 2, ""
    return (full, f"{place.hours} Stunden in der Woche sind möglich.") if place.hours <= person.hours else (0, "")


def _start(place: Place, weights: Weights, on: dt.date) -> tuple[int, str]:
    """The sooner the better; a place that has begun can be entered at once."""
    days = (place.starts_on - on).days
    if days <= 0:
        return weights.start, "Der Beginn ist sofort möglich."
    points = weights.start * max(weights.weeks * 7 - days, 0) // (weights.weeks * 7)
    return points, f"Beginn am {place.starts_on:%d.%m.%Y}."


def _free(place: Place, weights: Weights) -> tuple[int, str]:
    points = weights.free * min(place.free, weights.enough_free) // weights.enough_free
    return points, "Ein Platz ist frei." if place.free == 1 else f"{place.free} Plätze sind frei."


@rule(
    question="Kommt ein Platz als Vorschlag für jemanden in Frage, und wie gut passt er?",
    basis="Eigene Regel: erst Vorauswahl nach freiem Platz, Rechtsgrundlage, Alter, Geschlecht und Stadtbezirk, dann Punkte",
)
def suitable(person: Person, place: Place, *, on: dt.date, weights: Weights) -> Suggestion | None:
    """None: not in the preselection (``PRESELECTION`` says it in words). A suggestion decides nothing."""
    steps = None
    if person.district is not None and place.district is not None:
        steps = DISTANCES[person.district, place.district]
    if not _possible(person, place, steps, weights):
        return None
    parts = (
        _wish(person, place, weights.occupation),
        _way(steps, weights),
        _hours(person, place, weights.hours),
        _start(place, weights, on),
        _free(place, weights),
    )
    return Suggestion(sum(points for points, _ in parts), tuple(reason for _, reason in parts if reason))


@rule(
    question="Welche Plätze werden für jemanden zuerst vorgeschlagen?",
    basis="Eigene Regel: die meisten Punkte zuerst; bei Gleichstand in der Reihenfolge der Schlüssel",
)
def best_places(
    person: Person, places: Iterable[Place], *, on: dt.date, limit: int = 20
) -> list[tuple[Place, Suggestion]]:
    """At most ``limit`` places. The same input gives the same order."""
    weights = weights_on(on)
    found = [(place, made) for place in places if (made := suitable(person, place, on=on, weights=weights)) is not None]
    found.sort(key=lambda pair: (-pair[1].score, pair[0].key))
    return found[:limit]


@rule(
    question="Welche Menschen werden für einen Platz zuerst vorgeschlagen?",
    basis="Eigene Regel: die meisten Punkte zuerst; bei Gleichstand bleibt die Reihenfolge der Liste",
)
def best_persons(
    place: Place, persons: Iterable[tuple[int, Person]], *, on: dt.date, limit: int = 20
) -> list[tuple[int, Suggestion]]:
    """``persons`` with their keys, longest waiting first: with equal points waiting counts."""
    weights = weights_on(on)
    found = [
        (key, made) for key, person in persons if (made := suitable(person, place, on=on, weights=weights)) is not None
    ]
    found.sort(key=lambda pair: -pair[1].score)
    return found[:limit]
