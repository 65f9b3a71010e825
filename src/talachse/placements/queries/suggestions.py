"""The best places for one person, and the best persons for one place, out of all of them: a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Count, Q

from talachse.offers.models import PlaceGroup
from talachse.offers.queries.places import capacity_of, groups_without_places_on, places_by_group
from talachse.people.models import Person
from talachse.people.queries import persons_by_id
from talachse.placements.models import Participation, Placement
from talachse.placements.queries import placing
from talachse.placements.queries.eligibility import (
    NOT_HERE,
    Known,
    employer_of,
    first_day_in,
    known_of,
    known_of_all,
    planned_end_in,
)
from talachse.rules.placement import preselection
from talachse.rules.placement.criteria import age_on
from talachse.rules.placement.eligibility import BASES, Assessment, Criterion, Outcome, assess
from talachse.rules.placement.preselection import Place, Suggestion
from talachse.rules.placement.why_not import place_criteria
from talachse.rules.search import plain_words

BEST = 8
LOOKED_AT = 5
NOT_SUGGESTED = {Outcome.STOPPED, Outcome.ONLY_REFER}
ON_THE_WAY = ("accepted",)
COLUMNS = (
    *("pk", "title", "occupation", "legal_basis", "district", "starts_on", "next_start_on"),
    *("hours_per_week", "age_from", "age_to", "offer__gender"),
)


@dataclass(frozen=True, slots=True)
class Suggested:
    """A place with its reasons and what the law says about it."""

    group: PlaceGroup
    suggestion: Suggestion
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class SuggestedPerson:
    """A person with reasons and what the law says."""

    person: Person
    suggestion: Suggestion
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Fit:
    """Everything that speaks for and against one person at one place, on the day it could begin."""

    assessment: Assessment
    place: tuple[Criterion, ...]
    free: int
    starts_on: dt.date
    planned_end: dt.date | None

    @property
    def stops(self) -> bool:
        return self.assessment.outcome is Outcome.STOPPED


@lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    return frozenset(plain_words(text))


def free_by_group(*, on: dt.date) -> dict[int, int]:
    """Free places of every group on the day: neither taken nor promised. Three queries over everything."""
    places = places_by_group(on=on)
    running = Participation.objects.filter(Q(ended_on=None) | Q(ended_on__gte=on), started_on__lte=on)
    taken = Counter(dict(running.order_by().values_list("group").annotate(n=Count("pk"))))
    promised = Placement.objects.filter(status__in=ON_THE_WAY).order_by().values_list("group").annotate(n=Count("pk"))
    taken.update(dict(promised))
    return {group: number - taken[group] for group, number in places.items()}


def all_places(*, on: dt.date) -> list[Place]:
    """Every group of the day as the preselection wants it. Four queries."""
    free = free_by_group(on=on)
    groups = groups_without_places_on(on).exclude(legal_basis=NOT_HERE).order_by("pk").values_list(*COLUMNS)
    return [
        Place(
            pk,
            occupation or title,
            basis,
            district,
            _words(occupation or title),
            free.get(pk, 0),
            max(starts_on, next_start_on or starts_on),
            hours,
            age_from,
            age_to,
            only_for or "",
        )
        for pk, title, occupation, basis, district, starts_on, next_start_on, hours, age_from, age_to, only_for in groups
    ]


def _place(group: PlaceGroup, *, free: int, on: dt.date) -> Place:
    title = group.occupation or group.title
    return Place(
        group.pk,
        title,
        group.legal_basis,
        group.district,
        _words(title),
        free,
        first_day_in(group, on=on),
        group.hours_per_week,
        group.age_from,
        group.age_to,
        group.offer.gender if group.offer else "",
    )


def _assessed(known: Known, group: PlaceGroup, *, on: dt.date, planned: bool = True) -> Assessment:
    starts_on = first_day_in(group, on=on)
    facts = known.for_place(
        group.legal_basis,
        starts_on=starts_on,
        planned_end=planned_end_in(group, starts_on) if planned else None,
        employer=employer_of(group),
    )
    return assess(group.legal_basis, facts, starts_on=starts_on)


def _not_stopped(known: Known, bases: Collection[str], *, on: dt.date) -> frozenset[str]:
    found = set()
    for basis in bases:
        assessment = assess(basis, known.for_place(basis, starts_on=on), starts_on=on)
        if assessment.outcome not in NOT_SUGGESTED:
            found.add(basis)
    return frozenset(found)


def _as_rule(known: Known, bases: frozenset[str], *, on: dt.date) -> preselection.Person:
    person = known.person
    return preselection.Person(
        age_on(person.born_on, on), person.district, _words(person.wishes), person.hours_per_week, bases, person.sex
    )


def places_for(person: Person, *, on: dt.date, limit: int = BEST) -> list[Suggested]:
    """Rolling suggestions: the best places of all, none twice, none to which the person is on the way already.

    What somebody does not meet is said with each place and leaves it on the list; only used-up durations take it off.
    """
    known = known_of(person, on=on)
    places = all_places(on=on)
    on_the_way = set(Placement.objects.filter(person=person, status__in=placing.OPEN).values_list("group", flat=True))
    bases = _not_stopped(known, {place.legal_basis for place in places} & set(BASES) - {NOT_HERE}, on=on)
    me = _as_rule(known, bases, on=on)
    best = preselection.best_places(me, (p for p in places if p.key not in on_the_way), on=on, limit=limit)
    groups = {
        group.pk: group for group in placing.groups_to_place(on=on).filter(pk__in=[place.key for place, _ in best])
    }
    return [Suggested(groups[place.key], made, _assessed(known, groups[place.key], on=on)) for place, made in best]


def persons_for(group: PlaceGroup, zones: Collection[str], *, on: dt.date, limit: int = BEST) -> list[SuggestedPerson]:
    """Who waits or was suggested anywhere and would fit here, the longest waiting first among equals.

    Points need a person's own columns only; durations are looked at for the best ones, five for each that is shown.
    """
    place = _place(group, free=free_in(group, on=on), on=on)
    if place.free <= 0:
        return []
    here = Placement.objects.filter(group=group, status__in=placing.OPEN).values("person")
    waiting = (
        Placement.objects.filter(status__in=("suggested", "waiting"), person__zone__in=list(zones))
        .exclude(person__in=here)
        .order_by("priority", "waiting_since", "pk")
        .values_list(
            "person", "person__born_on", "person__district", "person__wishes", "person__hours_per_week", "person__sex"
        )
    )
    bases = frozenset({group.legal_basis})
    rows = {
        pk: preselection.Person(age_on(born_on, on), district, _words(wishes), hours, bases, sex)
        for pk, born_on, district, wishes, hours, sex in waiting
    }
    best = preselection.best_persons(place, rows.items(), on=on, limit=limit * LOOKED_AT)
    persons = persons_by_id(pk for pk, _ in best)
    known = known_of_all(list(persons.values()), on=on)
    found = []
    for pk, made in best:
        assessment = _assessed(known[pk], group, on=on)
        if assessment.outcome not in NOT_SUGGESTED:
            found.append(SuggestedPerson(persons[pk], made, assessment))
    return found[:limit]


def free_in(group: PlaceGroup, *, on: dt.date) -> int:
    """Free places of one group on the day: neither taken nor promised."""
    taken = placing.taken_by_group([group.pk], on).get(group.pk, 0)
    return capacity_of(group, on) - taken - Placement.objects.filter(group=group, status__in=ON_THE_WAY).count()


def fit_of(person: Person, group: PlaceGroup, *, on: dt.date) -> Fit:
    """ "Warum nicht?": every criterion of law and place for this pair, computed on request."""
    known = known_of(person, on=on)
    free = free_in(group, on=on)
    starts_on = first_day_in(group, on=on)
    return Fit(
        _assessed(known, group, on=on),
        place_criteria(_as_rule(known, frozenset({group.legal_basis}), on=on), _place(group, free=free, on=on)),
        free,
        starts_on,
        planned_end_in(group, starts_on),
    )
