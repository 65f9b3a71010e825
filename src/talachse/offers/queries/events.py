"""Reading events: what is ahead, how many seats are left, who comes (codes only)."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from talachse.intake.queries import normalise_code
from talachse.offers.models import Event, Seat


def _with_taken(events: QuerySet[Event]) -> QuerySet[Event]:
    held = Seat.objects.filter(event=OuterRef("pk"), given_back_at=None).order_by().values("event")
    came = held.filter(came_at__isnull=False)
    return events.select_related("organiser").annotate(
        people=Coalesce(Subquery(held.annotate(n=Sum("people")).values("n")), 0),
        came=Coalesce(Subquery(came.annotate(n=Sum("people")).values("n")), 0),
    )


@dataclass(frozen=True, slots=True)
class EventWithSeats:
    """An event with people who hold seats and people who came."""

    event: Event
    people: int
    came: int

    @property
    def free(self) -> int:
        return max(0, self.event.seats - self.people)


def _rows(events: QuerySet[Event]) -> list[EventWithSeats]:
    return [EventWithSeats(e, e.people, e.came) for e in _with_taken(events)]  # type: ignore[attr-defined]


def ahead(*, now: dt.datetime) -> QuerySet[Event]:
    """Events that have not ended; a cancelled one stays so that nobody comes in vain."""
    return Event.objects.filter(ends_at__gte=now).order_by("starts_at", "pk")


def with_seats(events: QuerySet[Event]) -> list[EventWithSeats]:
    """These events with their seats; one query."""
    return _rows(events)


def event(pk: int) -> EventWithSeats | None:
    """One event that the public may see: all of them."""
    return next(iter(_rows(Event.objects.filter(pk=pk))), None)


def events_of(organisations: Collection[int]) -> QuerySet[Event]:
    """Events of the own organisation, the latest first."""
    return Event.objects.filter(organiser__in=organisations).order_by("-starts_at", "-pk")


def event_of(organisations: Collection[int], pk: int) -> EventWithSeats | None:
    """One event, only for its organiser."""
    return next(iter(_rows(Event.objects.filter(pk=pk, organiser__in=organisations))), None)


def taken(pk: int) -> int:
    """People who hold seats of the event now."""
    return Seat.objects.filter(event=pk, given_back_at=None).aggregate(n=Sum("people"))["n"] or 0


def seats_of(found: Event) -> QuerySet[Seat]:
    """Who comes: codes and numbers of people, sorted as one looks for them at the door."""
    return Seat.objects.filter(event=found, given_back_at=None).order_by("code")


def seat_in(found: Event, ids: Collection[int]) -> Seat | None:
    """The seat among these that belongs to the event and was not given back: the browser's own ticket."""
    return Seat.objects.filter(event=found, pk__in=ids, given_back_at=None).first()


def seat_by_code(found: Event, code: str) -> Seat | None:
    """The seat of this event that the code stands for."""
    plain = normalise_code(code)
    seat = Seat.objects.filter(event=found, code=plain, given_back_at=None).first() if plain else None
    return seat if seat is not None and hmac.compare_digest(seat.code, plain) else None
