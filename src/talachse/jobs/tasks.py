"""Delivery of mails, and upkeep of the queue itself."""

from __future__ import annotations

import datetime as dt

from django.tasks import task
from django.utils import timezone

from talachse.jobs import services
from talachse.jobs.clock import periodic


@task
def deliver_mail(mail_id: int) -> None:
    """First try of one mail; the clock makes the later ones."""
    services.deliver(mail_id, now=timezone.now())


@periodic(name="jobs.rescue", period="hour")
def rescue_lost(due: dt.datetime) -> None:
    """Put lost work back into the queue."""
    services.rescue_lost(now=timezone.now())


@periodic(name="jobs.tidy_up", period="day")
def tidy_up(due: dt.datetime) -> None:
    """Remove what is finished and no longer needed."""
    services.tidy_up(now=timezone.now())
