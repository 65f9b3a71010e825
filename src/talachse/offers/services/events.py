"""What happens to events: announced, cancelled; seats taken, given back, filled at the door."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping

from django.core.cache import cache
from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat
from django.utils.crypto import constant_time_compare

from talachse.accounts.actor import Actor
from talachse.audit.services import record, record_read
from talachse.intake.queries import normalise_code
from talachse.intake.services import CODE_ALPHABET
from talachse.offers.models import Event, Seat
from talachse.offers.queries import events as queries
from talachse.rules.access import Action
from talachse.rules.apprenticeships import can_check_in, can_take_seats, seats_expire_before

TICKET_SIGNS, DOOR_SIGNS = 8, 4
# Long enough for any browser that sends again.
REMEMBER_SECONDS = 3600
# What stands in place of a code that was removed; no code can be typed that equals it.
GONE = "#"


class EventRefused(Exception):
    """The step is not possible; the message says why, in German."""


def _new_code(signs: int) -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(signs))


def announce(
    *,
    submission: uuid.UUID,
    organiser_id: int,
    title: str,
    place: str,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    seats: int,
    by: Actor,
    now: dt.datetime,
    text: str = "",
    district: int | None = None,
    project: str = "",
) -> Event | None:
    """An event is on the page from now on. None when the same ``submission`` has already been kept."""
    if not by.is_system and organiser_id not in by.organisations_for(Action.POST_APPRENTICESHIP):
        raise EventRefused("Sie laden nur für die eigene Organisation ein.")
    if starts_at <= now and not by.is_system:
        raise EventRefused("Der Beginn liegt in der Vergangenheit.")
    if ends_at <= starts_at:
        raise EventRefused("Das Ende liegt vor dem Beginn.")
    seen = f"event-announced:{submission}"
    if not cache.add(seen, 1, timeout=REMEMBER_SECONDS):
        return None
    try:
        with transaction.atomic():
            event = Event.objects.create(
                title=title.strip(),
                organiser_id=organiser_id,
                project=project,
                text=text.strip(),
                place=place.strip(),
                district=district,
                starts_at=starts_at,
                ends_at=ends_at,
                seats=seats,
                door_code=_new_code(DOOR_SIGNS),
            )
            record(by=by, verb="event_announced", subject=f"offers.event:{event.pk}", why=f"{seats} Plätze")
    except Exception:
        cache.delete(seen)  # nothing was kept: the same form may be sent again
        raise
    return event


def cancel(event: Event, *, by: Actor, now: dt.datetime) -> Event:
    """The event does not take place; whoever looks at the ticket or the list reads it. A second click changes nothing."""
    with transaction.atomic():
        fresh = Event.objects.select_for_update().get(pk=event.pk)
        if fresh.ends_at <= now:
            raise EventRefused("Die Veranstaltung ist schon vorbei.")
        if fresh.cancelled_at is None:
            fresh.cancelled_at = now
            fresh.save(update_fields=["cancelled_at"])
            record(by=by, verb="event_cancelled", subject=f"offers.event:{fresh.pk}")
    return fresh


def take_seat(
    event: Event, *, submission: uuid.UUID, people: int, by: Actor, now: dt.datetime, nickname: str = ""
) -> Seat:
    """Seats for so many people, without an account. Never more than there are; the same ``submission`` is one ticket."""
    with transaction.atomic():
        fresh = Event.objects.select_for_update().get(pk=event.pk)
        known = Seat.objects.filter(submission=submission, event=fresh).first()
        if known is not None:
            return known
        verdict = can_take_seats(
            seats=fresh.seats,
            taken=queries.taken(fresh.pk),
            people=people,
            starts_at=fresh.starts_at,
            cancelled=fresh.cancelled_at is not None,
            now=now,
        )
        if not verdict.is_yes:
            raise EventRefused(verdict.reason)
        seat = Seat.objects.create(
            event=fresh,
            submission=submission,
            code=_new_code(TICKET_SIGNS),
            nickname=nickname.strip(),
            people=people,
            taken_at=now,
        )
        record(by=by, verb="event_seat_taken", subject=f"offers.event:{fresh.pk}", why=f"{people}")
    return seat


def give_back(seat: Seat, *, by: Actor, now: dt.datetime) -> None:
    """Somebody else can have the seats; a second click changes nothing."""
    with transaction.atomic():
        # The event first, as when a seat is taken: two locks in one order never wait for each other.
        event = Event.objects.select_for_update().get(pk=seat.event_id)
        fresh = Seat.objects.select_for_update().get(pk=seat.pk)
        if fresh.came_at is not None:
            raise EventRefused("Du bist schon da. Der Platz bleibt deiner.")
        if event.ends_at <= now:
            raise EventRefused("Die Veranstaltung ist vorbei.")
        if fresh.given_back_at is None:
            fresh.given_back_at = now
            fresh.nickname = ""
            fresh.save(update_fields=["given_back_at", "nickname"])
            record(by=by, verb="event_seat_returned", subject=f"offers.event:{event.pk}", why=f"{fresh.people}")


def arrive(event: Event, *, door_code: str, code: str, by: Actor, now: dt.datetime) -> Seat:
    """At the door: the code on the wall and the own code. The second time says the same."""
    if not constant_time_compare(normalise_code(door_code), event.door_code):
        raise EventRefused("Der Code am Eingang stimmt nicht. Er steht auf dem Schild an der Tür.")
    seat = queries.seat_by_code(event, code)
    if seat is None:
        raise EventRefused("Zu deinem Code finden wir hier keinen Platz. Bitte prüfe ihn noch einmal.")
    return check_in(seat, came=True, by=by, now=now)


def check_in(seat: Seat, *, came: bool, by: Actor, now: dt.datetime) -> Seat:
    """Whoever holds the seat is there; ``came=False`` takes a wrong tick back."""
    with transaction.atomic():
        fresh = Seat.objects.select_for_update(of=("self",)).select_related("event").get(pk=seat.pk)
        if came == (fresh.came_at is not None):
            return fresh
        event = fresh.event
        verdict = can_check_in(
            starts_at=event.starts_at, ends_at=event.ends_at, cancelled=event.cancelled_at is not None, now=now
        )
        if not verdict.is_yes:
            raise EventRefused(verdict.reason)
        if fresh.given_back_at is not None:
            raise EventRefused("Dieser Platz wurde zurückgegeben.")
        fresh.came_at = now if came else None
        fresh.save(update_fields=["came_at"])
        verb = "event_checked_in" if came else "event_check_in_undone"
        record(by=by, verb=verb, subject=f"offers.event:{event.pk}", why=f"{fresh.people}")
    return fresh


def tick(event: Event, came: Mapping[int, bool], *, by: Actor, now: dt.datetime) -> int:
    """What the organiser ticked in the list, by id of the seat; all of it or nothing. Returns how many changed."""
    with transaction.atomic():
        seats = Seat.objects.filter(event=event, pk__in=list(came), given_back_at=None)
        changed = [seat for seat in seats if came[seat.pk] != (seat.came_at is not None)]
        for seat in changed:
            check_in(seat, came=came[seat.pk], by=by, now=now)
    return len(changed)


def read_seats(event: Event, *, by: Actor) -> None:
    """Somebody of the organiser looks at the codes."""
    record_read(by=by, subject=f"offers.event:{event.pk}", why="Codes der Gäste angesehen")


def forget_guests(*, today: dt.date, by: Actor) -> int:
    """Nicknames and codes of long past events go, the numbers stay; returns how many seats were emptied."""
    with transaction.atomic():
        old = Seat.objects.filter(event__ends_at__date__lt=seats_expire_before(today=today)).exclude(
            code__startswith=GONE
        )
        emptied = old.update(nickname="", code=Concat(Value(GONE), Cast(F("pk"), CharField())))
        if emptied:
            record(by=by, verb="event_guests_expired", subject="offers.seat", why=f"{emptied}")
    return emptied
