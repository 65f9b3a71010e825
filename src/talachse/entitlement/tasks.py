"""Work of the entitlement questions beside the web processes: compiling the federal rules, deleting what was stored."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

from django.conf import settings
from django.tasks import task
from django.utils import timezone

from talachse.entitlement import services
from talachse.entitlement.cache import Cache
from talachse.jobs.clock import periodic
from talachse.jobs.services import later
from talachse.rules.entitlement.engine import GIVEN, TARGETS
from talachse.rules.entitlement.law import LAW_SETS

# A grant period that begins today reaches so far: the law that is known for its end is prepared too.
AHEAD = dt.timedelta(days=366)


@cache
def engine_cache(folder: Path) -> Cache:
    """One for each process: what has been read once is kept."""
    return Cache(folder, targets=TARGETS, given=GIVEN)


def _cache() -> Cache:
    return engine_cache(Path(settings.TALACHSE_ENGINE))


@task
def build_engine(today: str) -> None:
    """Compile the rules of this day and of the known changes after it; nothing to do when they are there."""
    day = dt.date.fromisoformat(today)
    _cache().prepare_all(day, day + AHEAD)


@task
def build_engine_of(day: str) -> None:
    """Compile the rules of a day that somebody has asked for, under the law in force first."""
    for law in LAW_SETS:
        _cache().prepare(dt.date.fromisoformat(day), law=law)


def build_if_missing(today: dt.date) -> bool:
    """Put the building into the queue when something is missing; whether it was."""
    missing = _cache().first_missing(today, today + AHEAD) is not None
    if missing:
        later("entitlement.tasks.build_engine", today=today.isoformat())
    return missing


@periodic(name="entitlement.engine", period="day")
def look_for_engine(due: dt.datetime) -> None:
    """A new day may bring a new interval into reach."""
    build_if_missing(timezone.localdate(due))


@periodic(name="entitlement.delete_stored_checks", period="day")
def delete_stored_checks(due: dt.datetime) -> None:
    """Stored results go on the day that was promised when they were stored."""
    services.delete_due_checks(today=timezone.localdate(due))
