"""Reading persons: only those of the zones an actor works in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable

from django.db.models import Q, QuerySet

from talachse.accounts.actor import Actor
from talachse.people.models import Fact, Person, Zone
from talachse.rules.access import Action
from talachse.rules.agreement.document import Side

# Whose files a case manager of this side works with. The city's offices get their zones with their own memberships.
ZONE_OF_SIDE = {Side.JOBCENTER: Zone.SGB2}


def zones_of(actor: Actor) -> frozenset[str]:
    """Zones whose persons the actor may place; the system knows all of them."""
    if actor.is_system:
        return frozenset(Zone.values)
    sides = {m.side for m in actor.memberships if Action.PLACE_PEOPLE in m.role.actions}
    return frozenset(ZONE_OF_SIDE[side].value for side in sides if side in ZONE_OF_SIDE)


def person_by_code(code: str) -> Person | None:
    """Whoever bears the code, as it is stored; for services that have asked for the right to see already."""
    return Person.objects.filter(code=as_written(code)).first()


def person_for(actor: Actor, pk: int) -> Person | None:
    """A person, only for their own zone."""
    return Person.objects.filter(pk=pk, zone__in=zones_of(actor)).first()


def search_people(text: str, zone: Collection[str] | str) -> QuerySet[Person]:
    """Persons of the zone (or zones) by a part of the name, by code or by file number; nobody for an empty search."""
    text = text.strip()
    if not text:
        return Person.objects.none()
    named = Q()
    for word in text.split():
        named &= Q(name__icontains=word)
    known = named | Q(code=as_written(text)) | Q(file_number=text)
    return Person.objects.filter(known, zone__in=[zone] if isinstance(zone, str) else list(zone))


def persons_by_id(pks: Iterable[int]) -> dict[int, Person]:
    """Persons by their ids; whoever asks has seen to it that they may be seen."""
    return Person.objects.in_bulk(list(pks))


def as_written(code: str) -> str:
    """A code as stored, "BCD-234", however it was typed."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return f"{plain[:3]}-{plain[3:]}"


def facts_of(persons: Collection[int], *, on: dt.date) -> dict[int, dict[str, Fact]]:
    """What is known of each person on the day: the newest entry of each fact. One query."""
    found: dict[int, dict[str, Fact]] = {pk: {} for pk in persons}
    for fact in Fact.objects.filter(person__in=list(persons), as_of__lte=on).order_by("as_of"):
        found[fact.person_id][fact.key] = fact
    return found


def lock_person(pk: int) -> Person:
    """One person, locked until the transaction ends: two offers of help cannot use up the same months."""
    return Person.objects.select_for_update().get(pk=pk)
