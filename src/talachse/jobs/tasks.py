"""Upkeep of the queue itself."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from talachse.jobs import services
from talachse.jobs.clock import periodic


@periodic(name="jobs.rescue", period="hour")
def rescue_lost(due: dt.datetime) -> None:
    """Put lost work back into the queue."""
    services.rescue_lost(now=timezone.now())
