"""Work of placement that happens by the clock."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from talachse.accounts.actor import SYSTEM
from talachse.jobs.clock import periodic
from talachse.placements.services import reports, rounds, silence


@periodic(name="placements.watch_silence", period="day")
def watch_silence(due: dt.datetime) -> None:
    """Whoever owes an answer is reminded, then a human is asked. A day that was missed is not made up for."""
    if timezone.localdate(due) == timezone.localdate():
        silence.watch(by=SYSTEM, today=timezone.localdate(due))


@periodic(name="placements.monthly_reports", period="month")
def monthly_reports(due: dt.datetime) -> None:
    """On the first of a month every provider with people in its places owes the report of the month before."""
    reports.ask_for_reports(today=timezone.localdate(due), by=SYSTEM)


@periodic(name="placements.nightly_round", period="day")
def nightly_round(due: dt.datetime) -> None:
    """A fresh proposal every night, with the smallest sizes of groups; what nobody confirmed is replaced."""
    if timezone.localdate(due) == timezone.localdate():
        rounds.nightly(today=timezone.localdate(due))


@periodic(name="placements.forget_rounds", period="day")
def forget_rounds(due: dt.datetime) -> None:
    """Rounds of more than a year ago go."""
    rounds.forget_old(today=timezone.localdate(due))
