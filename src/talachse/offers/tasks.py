"""Work of the offers by the clock."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from talachse.accounts.actor import SYSTEM
from talachse.jobs.clock import periodic
from talachse.offers.services.events import forget_guests
from talachse.offers.services.wishes import forget_left_lists


@periodic(name="offers.forget_guests", period="day")
def forget_old_guests(due: dt.datetime) -> None:
    """Nicknames and codes of events go 30 days after the end."""
    forget_guests(today=timezone.localdate(due), by=SYSTEM)


@periodic(name="offers.forget_left_lists", period="day")
def forget_old_lists(due: dt.datetime) -> None:
    """Lists of wishes go half a year after they were left."""
    forget_left_lists(today=timezone.localdate(due), by=SYSTEM)
