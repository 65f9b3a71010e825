"""How the background work stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min

from talachse.jobs.models import OutgoingMail

# A mail usually leaves within seconds.
LATE_AFTER = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class MailTrouble:
    """Mails that wait longer than usual, since when, and how many were given up in the last 30 days."""

    waiting: int
    since: dt.datetime | None
    given_up: int


def mail_trouble(*, now: dt.datetime) -> MailTrouble:
    """Counts only: whom a mail is for stays with the mail."""
    late = OutgoingMail.objects.filter(given_up_at=None, created_at__lt=now - LATE_AFTER)
    found = late.aggregate(waiting=Count("pk"), since=Min("created_at"))
    given_up = OutgoingMail.objects.filter(given_up_at__isnull=False).count()
    return MailTrouble(found["waiting"], found["since"], given_up)
