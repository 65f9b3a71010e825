"""Who sat where on a day, and which seats were empty."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from talachse.agreement.models import ActionItem, Agreement, Decision, Project, Seat, Tenure


def _valid(on: dt.date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_until=None) | Q(valid_until__gte=on))


def _existing(agreement: Agreement, on: dt.date) -> QuerySet[Seat]:
    return agreement.seats.filter(Q(until=None) | Q(until__gte=on), since__lte=on)


def vacant(agreement: Agreement, *, on: dt.date) -> QuerySet[Seat]:
    """Seats that must be held and were not on the day."""
    held = Tenure.objects.filter(_valid(on), seat=OuterRef("pk"), is_deputy=False)
    return _existing(agreement, on).filter(~Exists(held), required=True).order_by("pk")


@dataclass(frozen=True, slots=True)
class SeatOnDay:
    """A seat with holder and deputy on a day; None: nobody."""

    seat: Seat
    holder: Tenure | None
    deputy: Tenure | None


def seats_on(agreement: Agreement, *, on: dt.date, project: Project | None = None) -> list[SeatOnDay]:
    """Seats of the agreement, or the contacts of one project, with who holds them; two queries."""
    return _with_holders(_existing(agreement, on).filter(project=project), on)


def contact_seats_on(agreement: Agreement, *, on: dt.date) -> list[SeatOnDay]:
    """Contacts of all projects, with who holds them; two queries."""
    return _with_holders(_existing(agreement, on).filter(project__isnull=False), on)


def _with_holders(existing: QuerySet[Seat], on: dt.date) -> list[SeatOnDay]:
    tenures = Prefetch("tenures", Tenure.objects.filter(_valid(on)).select_related("user"), to_attr="valid")
    found = existing.prefetch_related(tenures).order_by("pk")
    rows = []
    for seat in found:
        valid: list[Tenure] = seat.valid  # set by the prefetch
        holder = next((t for t in valid if not t.is_deputy), None)
        rows.append(SeatOnDay(seat, holder, next((t for t in valid if t.is_deputy), None)))
    return rows


def seat_by_key(agreement: Agreement, key: str) -> Seat | None:
    """One seat."""
    return agreement.seats.select_related("project").filter(key=key).first()


def tenures_of(seat: Seat) -> QuerySet[Tenure]:
    """Everybody who held the seat or deputised on it, newest first."""
    return seat.tenures.select_related("user").order_by("-valid_from", "is_deputy")


@dataclass(frozen=True, slots=True)
class HandOver:
    """What the next holder of a seat must know."""

    actions: list[ActionItem]
    decisions: list[Decision]


def hand_over(seat: Seat, *, on: dt.date) -> HandOver:
    """Open actions and decisions of a seat on the day, most urgent first."""
    open_then = Q(done_on=None) | Q(done_on__gt=on)
    actions = ActionItem.objects.filter(open_then, owner=seat, created_on__lte=on).select_related("project")
    decisions = Decision.objects.filter(open_then, addressee=seat, decided_on__lte=on)
    return HandOver(list(actions.order_by("due_on")), list(decisions.order_by("due_on")))
