"""Handing work over: by name, after the transaction has been committed."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.tasks import Task, TaskResultStatus
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from talachse.jobs.models import Rescue

LOST_AFTER = dt.timedelta(minutes=15)
TRIES = 3
FINISHED_KEPT = dt.timedelta(days=7)


def later(name: str, **arguments: Any) -> None:
    """Enqueue ``app.tasks.name`` with JSON arguments once the current transaction is committed."""
    job: Task[Any, Any] = import_string(f"talachse.{name}")
    transaction.on_commit(partial(job.enqueue, **arguments))


def rescue_lost(*, now: dt.datetime, older_than: dt.timedelta = LOST_AFTER) -> int:
    """Put work back into the queue whose worker died; after three times it counts as failed. Returns how many moved."""
    moved = 0
    lost = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - older_than)
    for result in lost:
        with transaction.atomic():
            rescue, _ = Rescue.objects.get_or_create(task_id=result.id, defaults={"last_at": now})
            rescue.times += 1
            rescue.last_at = now
            rescue.save(update_fields=["times", "last_at"])
            status = TaskResultStatus.READY if rescue.times <= TRIES else TaskResultStatus.FAILED
            # Only if nobody finished it meanwhile.
            moved += DBTaskResult.objects.filter(pk=result.pk, status=TaskResultStatus.RUNNING).update(
                status=status, started_at=None if status == TaskResultStatus.READY else result.started_at
            )
    return moved


def tidy_up(*, now: dt.datetime) -> int:
    """Remove finished work after a week, with what was noted of its rescues, and ended sessions. Returns how much work."""
    done = DBTaskResult.objects.filter(
        status__in=[TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED], finished_at__lt=now - FINISHED_KEPT
    )
    with transaction.atomic():
        Rescue.objects.filter(task_id__in=done.values("pk")).delete()
        removed, _ = done.delete()
    call_command("clearsessions")
    return removed
