"""What happens to a person's entry: made, completed with facts, looked at."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from talachse.accounts.actor import Actor
from talachse.audit.services import record, record_read
from talachse.people import queries
from talachse.people.codes import ALPHABET, new_code
from talachse.people.facts import value_of
from talachse.people.models import Fact, Person, Zone

# No vowels and nothing that looks like something else.
TRIES = 5


class PersonRefused(Exception):
    """The entry is not possible; the message says why, in German."""


def code_of(submission: uuid.UUID) -> str:
    """The pseudonym that a form makes: the same form sent twice makes the same one."""
    number, signs = submission.int, []
    for _ in range(6):
        number, rest = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[rest])
    return "".join(signs[:3]) + "-" + "".join(signs[3:])


def add_person(
    *,
    name: str,
    born_on: dt.date,
    zone: Zone | str,
    by: Actor,
    today: dt.date | None = None,
    submission: uuid.UUID | None = None,
    **more: Any,
) -> Person:
    """Enter a person. ``more`` are further columns of ``Person``; the code is made here.

    The same ``submission`` twice is one person. PersonRefused when the file number is known in this zone already:
    nobody is entered twice.
    """
    code = code_of(submission) if submission else new_code()
    entered_on = more.pop("entered_on", None) or today or timezone.localdate()
    facts = {"name": name.strip(), "born_on": born_on, "zone": zone}
    for _ in range(TRIES):
        try:
            return _create(by, code=code, entered_on=entered_on, **facts, **more)
        except IntegrityError as error:
            bearer = queries.person_by_code(code)
            if bearer is None:
                raise PersonRefused("Zu diesem Aktenzeichen gibt es schon eine Person.") from error
            if submission and all(getattr(bearer, key) == value for key, value in facts.items()):
                return bearer
            code = new_code()
    raise PersonRefused("Es ließ sich kein freier Code finden. Bitte versuchen Sie es noch einmal.")


def _create(by: Actor, **columns: Any) -> Person:
    with transaction.atomic():
        person = Person.objects.create(**columns)
        record(by=by, verb="person_added", subject=f"people.person:{person.pk}", why=f"{person.zone}")
    return person


def put_fact(person: Person, key: str, value: Any, proof: str, as_of: dt.date, *, by: Actor) -> Fact:
    """Enter a fact with its proof as of a day; the same day again corrects it. KeyError and ValueError as ``value_of``."""
    value_of(key, value)
    with transaction.atomic():
        fact, _ = Fact.objects.update_or_create(
            person=person, key=key, as_of=as_of, defaults={"value": value, "proof": proof.strip()}
        )
        record(
            by=by,
            verb="fact_recorded",
            subject=f"people.person:{person.pk}",
            why=key,
            payload={"key": key, "value": value, "proof": proof, "as_of": as_of},
        )
    return fact


def change_person(person: Person, *, by: Actor, **columns: Any) -> Person:
    """Correct how somebody is reached, what they want, where they live.

    PersonRefused when the file number belongs to somebody else.
    """
    try:
        return _change(person, by, columns)
    except IntegrityError as error:
        raise PersonRefused("Zu diesem Aktenzeichen gibt es schon eine Person.") from error


def _change(person: Person, by: Actor, columns: dict[str, Any]) -> Person:
    with transaction.atomic():
        fresh = queries.lock_person(person.pk)
        changed = {name: value for name, value in columns.items() if getattr(fresh, name) != value}
        for name, value in changed.items():
            setattr(fresh, name, value)
        if changed:
            fresh.save(update_fields=list(changed))
            record(
                by=by,
                verb="person_changed",
                subject=f"people.person:{person.pk}",
                why=", ".join(sorted(changed)),
                payload=changed,
            )
    return fresh


def read_person(person: Person, *, by: Actor, why: str = "Person angesehen") -> None:
    """Somebody looks at the entry of a person."""
    record_read(by=by, subject=f"people.person:{person.pk}", why=why)


def read_search(number: int, *, by: Actor) -> None:
    """Somebody searched for persons; what was typed is not kept, only how many were shown."""
    record_read(by=by, subject="people.person:search", why=f"Suche mit {number} Treffern")
