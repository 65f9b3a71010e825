"""What happens to a wish for help: it is stamped, answered, closed."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from talachse.accounts.actor import Actor
from talachse.audit.services import record, record_read
from talachse.intake.models import Request
from talachse.jobs.services import later, post
from talachse.rules.intake import DESKS, Channel, RequestStatus, answer_due, may_change, needs_address

# No vowels and nothing that looks alike: readable aloud on the telephone, and no words arise.
CODE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
CODE_TRIES = 10


class RequestRefused(Exception):
    """The step is not possible; the message says why, in German."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail to an office outside that must learn of a wish: once, together with the wish itself."""

    to: str
    subject: str
    body: str


def receive(
    *,
    submission: uuid.UUID,
    desk: str,
    text: str,
    channel: Channel,
    by: Actor,
    today: dt.date,
    address: str = "",
    nickname: str = "",
    reference: str = "",
    notice: Notice | None = None,
) -> Request:
    """Stamp a wish for help with the day of receipt and route it to its desk (§ 16 SGB I: the day counts).

    The same ``submission`` twice is one request: a double click, or a browser that sends again after a lost connection.
    """
    if desk not in DESKS:
        raise RequestRefused("Diese Anlaufstelle gibt es nicht.")
    if needs_address(channel) and not address.strip():
        raise RequestRefused("Für diesen Weg brauchen wir eine E-Mail-Adresse oder Telefonnummer.")
    with transaction.atomic():
        request, created = Request.objects.get_or_create(
            submission=submission,
            defaults={
                "code": "".join(secrets.choice(CODE_ALPHABET) for _ in range(8)),
                "desk": desk,
                "reference": reference,
                "nickname": nickname.strip(),
                "channel": channel,
                # What is not needed is not kept.
                "address": address.strip() if needs_address(channel) else "",
                "text": text.strip(),
                "received_at": timezone.now(),
                "received_on": today,
                "answer_due_on": answer_due(desk, today),
            },
        )
        if created:
            record(by=by, verb="received", subject=f"intake.request:{request.pk}", why=desk)
            if notice is not None:
                post(to=[notice.to], subject=notice.subject, body=notice.body)
    return request


def may_try_code(address: str) -> bool:
    """Ten codes in ten minutes from one address: guessing eight characters out of 27 is then hopeless.

    Only a digest of the address is kept, and only that long.
    """
    key = "intake-code:" + hashlib.sha256(address.encode()).hexdigest()[:24]
    cache.add(key, 0, timeout=600)
    return cache.incr(key) <= CODE_TRIES


def read_request(request: Request, *, by: Actor) -> None:
    """Somebody of the desk looks at what a person wrote."""
    record_read(by=by, subject=f"intake.request:{request.pk}", why="Anfrage angesehen")


def read_inbox(desks: Iterable[str], *, by: Actor) -> None:
    """Somebody looks at the list of their desks."""
    for desk in sorted(desks):
        record_read(by=by, subject=f"intake.desk:{desk}", why="Posteingang angesehen")


def take(request: Request, *, by: Actor) -> Request:
    """A person of the desk becomes the one who answers; the asker gets a name, not an office."""
    return _move(request, RequestStatus.IN_PROGRESS, by=by, verb="taken", owner=by.name)


def answer(request: Request, *, text: str, by: Actor, today: dt.date) -> Request:
    """Answer; by mail when the person left an address for that."""
    if not text.strip():
        raise RequestRefused("Bitte schreiben Sie eine Antwort.")
    answered = _move(
        request,
        RequestStatus.ANSWERED,
        by=by,
        verb="answered",
        owner=request.owner or by.name,
        answer=text.strip(),
        answered_on=today,
    )
    if answered.channel == Channel.EMAIL:
        later("intake.tasks.send_answer", request_id=answered.pk)
    return answered


def close(request: Request, *, outcome: str, by: Actor, today: dt.date) -> Request:
    """Close with what came of it; the address is no longer needed and goes."""
    return _move(
        request, RequestStatus.CLOSED, by=by, verb="closed", closed_on=today, outcome=outcome.strip(), address=""
    )


def _move(request: Request, wanted: RequestStatus, *, by: Actor, verb: str, **changes: object) -> Request:
    with transaction.atomic():
        fresh = Request.objects.select_for_update().get(pk=request.pk)
        verdict = may_change(RequestStatus(fresh.status), wanted)
        if not verdict.is_yes:
            raise RequestRefused(verdict.reason)
        fresh.status = wanted
        for name, value in changes.items():
            setattr(fresh, name, value)
        fresh.save(update_fields=["status", *changes])
        record(by=by, verb=verb, subject=f"intake.request:{fresh.pk}", why=fresh.desk)
    return fresh
