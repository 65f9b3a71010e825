"""Many people at once, as the office's own case system has them: found, entered and brought up to date in few statements.

Everything here is called inside the transaction of the act, and only by services that have asked for the right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import batched
from typing import Any

from django.db.models import QuerySet

from talachse.accounts.actor import Actor
from talachse.audit.services import record_many
from talachse.people.codes import free_codes
from talachse.people.models import Person

CHUNK = 500


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """What a list says of a person; fields as in ``models.Person``."""

    name: str
    born_on: dt.date
    file_number: str = ""
    contact: str = ""
    sex: str = ""
    nationality_group: str = ""
    district: int | None = None
    wishes: str = ""
    hours_per_week: int | None = None


FIELDS = tuple(f.name for f in fields(PersonFacts))


def facts_of(person: Person) -> PersonFacts:
    """What is known now."""
    return PersonFacts(**{name: getattr(person, name) for name in FIELDS})


def people_of(zone: str) -> QuerySet[Person]:
    """Everybody a zone knows, by file number."""
    return Person.objects.filter(zone=zone).order_by("file_number", "code")


def people_by(column: str, values: Iterable[Any], *, zone: str | None = None, lock: bool = False) -> list[Person]:
    """People whose ``column`` has one of the values; one query for each 500. ``lock``: until the transaction ends."""
    found: list[Person] = []
    for chunk in batched(sorted({value for value in values if value}), CHUNK, strict=False):
        people = Person.objects.filter(**{f"{column}__in": chunk}).order_by("pk")
        people = people if zone is None else people.filter(zone=zone)
        found += people.select_for_update() if lock else people
    return found


def taken_codes(codes: Collection[str]) -> set[str]:
    """Which of these codes a person bears."""
    return {person.code for person in people_by("code", codes)}


def codes_outside(zone: str) -> QuerySet[Any]:
    """Codes of people of other zones: what concerns them does not leave theirs."""
    return Person.objects.exclude(zone=zone).values("code")


def add_people(
    people: Sequence[PersonFacts], *, zone: str, by: Actor, today: dt.date, is_demo: bool = False
) -> list[Person]:
    """Enter many, each with a code that nobody bears. IntegrityError when the zone knows a file number already."""
    codes = free_codes(len(people))
    made = Person.objects.bulk_create(
        (
            Person(**asdict(facts), code=code, zone=zone, entered_on=today, is_demo=is_demo)
            for facts, code in zip(people, codes, strict=True)
        ),
        batch_size=CHUNK,
    )
    record_many(by=by, verb="person_added", lines=[(f"people.person:{person.pk}", zone) for person in made])
    return made


def change_people(changes: Iterable[tuple[Person, Mapping[str, Any]]], *, by: Actor) -> None:
    """New values by field for locked people. What is the same is not written and not journalled."""
    touched, lines = [], []
    for person, values in changes:
        changed = [name for name, value in values.items() if getattr(person, name) != value]
        for name in changed:
            setattr(person, name, values[name])
        if changed:
            touched.append(person)
            lines.append((f"people.person:{person.pk}", ", ".join(sorted(changed))))
    if touched:
        Person.objects.bulk_update(touched, FIELDS, batch_size=200)
    record_many(by=by, verb="person_changed", lines=lines)


def record_look(people: Iterable[Person], *, by: Actor, why: str) -> None:
    """Somebody sees these people: one line for each, so that each can be told who looked."""
    record_many(by=by, verb="read", lines=[(f"people.person:{person.pk}", why) for person in people], is_read=True)
