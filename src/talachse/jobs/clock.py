"""Periodic work by name; what was missed while the machine was off is caught up."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.db import IntegrityError, transaction
from django.db.models import Min
from django.utils import timezone

from talachse.jobs.models import Run

logger = logging.getLogger("talachse.jobs")

type Work = Callable[[dt.datetime], None]
# After a long downtime nobody needs the reminders of last month.
CATCH_UP = {"hour": 6, "day": 7, "month": 3}
# A run that has not ended by then died with its process, and is made again.
LOST_AFTER = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Periodic:
    """One piece of periodic work."""

    name: str
    period: Literal["hour", "day", "month"]
    work: Work


_REGISTRY: dict[str, Periodic] = {}


def periodic(*, name: str, period: Literal["hour", "day", "month"]) -> Callable[[Work], Work]:
    """Enter a function ``(due) -> None`` of an app's ``tasks.py``; it runs once in each period."""

    def enter(work: Work) -> Work:
        _REGISTRY[name] = Periodic(name, period, work)
        return work

    return enter


def registered() -> list[Periodic]:
    """All periodic work, by name."""
    return [_REGISTRY[name] for name in sorted(_REGISTRY)]


def _periods(kind: str, now: dt.datetime) -> Iterator[tuple[str, dt.datetime]]:
    """The current period and those before it that are still worth catching up, oldest first."""
    local = timezone.localtime(now)
    starts = []
    for back in range(CATCH_UP[kind]):
        if kind == "hour":
            start = local.replace(minute=0, second=0, microsecond=0) - dt.timedelta(hours=back)
            starts.append((f"{start:%Y-%m-%dT%H}", start))
        elif kind == "day":
            start = local.replace(hour=0, minute=0, second=0, microsecond=0) - dt.timedelta(days=back)
            starts.append((f"{start:%Y-%m-%d}", start))
        else:
            month = local.year * 12 + local.month - 1 - back
            start = local.replace(
                year=month // 12, month=month % 12 + 1, day=1, hour=0, minute=0, second=0, microsecond=0
            )
            starts.append((f"{start:%Y-%m}", start))
    return reversed(starts)


def tick(now: dt.datetime) -> list[str]:
    """Run everything that is due and has not run; returns "name period" of what ran.

    Nothing is caught up from before the first run of a work: there is no downtime before a beginning.
    """
    ran = []
    for job in registered():
        periods = list(_periods(job.period, now))
        begun = Run.objects.filter(name=job.name).aggregate(first=Min("period"))["first"] or periods[-1][0]
        # Keys sort like their days.
        ran += [f"{job.name} {key}" for key, start in periods if key >= begun and _run_once(job, key, start, now)]
    return ran


def _run_once(job: Periodic, key: str, start: dt.datetime, now: dt.datetime) -> bool:
    run = Run.objects.filter(name=job.name, period=key).first()
    if run is None:
        try:
            with transaction.atomic():
                run = Run.objects.create(name=job.name, period=key, started_at=now)
        except IntegrityError:  # another clock was faster
            return False
    else:
        lost = Run.objects.filter(pk=run.pk, finished_at__isnull=True, started_at__lt=now - LOST_AFTER)
        if not lost.update(started_at=now):
            return False
    try:
        job.work(start)
    except Exception as error:  # one failing job must not stop the others
        logger.exception("Periodic work %s failed for %s", job.name, key)
        run.error = type(error).__name__
    run.finished_at = timezone.now()
    run.save(update_fields=["finished_at", "error"])
    return True
