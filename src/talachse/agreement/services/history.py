"""Meetings that were held before the system came, taken over from minutes on paper."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from talachse.accounts.actor import Actor
from talachse.agreement.models import Agreement, Attendance, Meeting, MeetingConfirmation
from talachse.agreement.queries import meetings as queries
from talachse.agreement.queries import seats
from talachse.agreement.services.meetings import USUAL_TIME, MeetingRefused, subject_of
from talachse.audit.services import record
from talachse.rules.agreement.document import Side
from talachse.rules.agreement.meetings import Kind, Status


def take_over_meeting(
    agreement: Agreement,
    *,
    kind: Kind,
    period: str,
    held_on: dt.date,
    minutes: str,
    by: Actor,
    today: dt.date,
    closed_on: dt.date | None = None,
    approved_in: Meeting | None = None,
) -> Meeting:
    """Enter a meeting of the past with both sides present; who sat on a seat that day was there.

    ``closed_on``: day of the second confirmation (monthly) or of the approving meeting (quarterly). None: still open.
    The same period twice is one meeting.
    """
    if held_on > today or (closed_on is not None and closed_on > today):
        raise MeetingRefused("Übernommen wird nur, was schon stattgefunden hat.")
    with transaction.atomic():
        Agreement.objects.select_for_update().get(pk=agreement.pk)
        known = Meeting.objects.filter(agreement=agreement, kind=kind, period=period).first()
        if known is not None:
            return known
        meeting = Meeting.objects.create(
            agreement=agreement,
            kind=kind,
            period=period,
            starts_at=timezone.make_aware(dt.datetime.combine(held_on, USUAL_TIME[kind])),
            status=Status.CLOSED if closed_on else Status.HELD,
            held_on=held_on,
            city_present=True,
            jobcenter_present=True,
            both_sides_present=True,
            minutes=minutes,
            minutes_submitted_on=held_on if kind is Kind.QUARTERLY else None,
            closed_on=closed_on,
            approved_in=approved_in,
        )
        held = {row.seat.pk for row in seats.seats_on(agreement, on=held_on) if row.holder}
        Attendance.objects.bulk_create(
            Attendance(meeting=meeting, seat=seat, present=seat.pk in held)
            for seat in queries.usual_seats(agreement, kind, held_on)
        )
        if closed_on and kind is Kind.MONTHLY:
            MeetingConfirmation.objects.bulk_create(
                MeetingConfirmation(meeting=meeting, side=side, by=by.journal_id, at=timezone.now()) for side in Side
            )
        record(by=by, verb="meeting_taken_over", subject=subject_of(meeting), why=f"{held_on}")
    return meeting
