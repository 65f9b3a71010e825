"""Handing work over, after the transaction has been committed: tasks by name, mails until the server takes them."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Sequence
from email import message_from_bytes, policy
from functools import partial
from typing import Any

from django.core.management import call_command
from django.db import transaction
from django.db.models import F
from django.tasks import Task, TaskResultStatus
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from talachse.gateways import mail
from talachse.jobs.models import OutgoingMail, Rescue, Worker

logger = logging.getLogger("talachse.jobs")

# A living worker gives a sign every 30 seconds.
SILENT_AFTER = dt.timedelta(minutes=5)
TRIES = 3
# A delivery is over after 20 seconds; who died in it holds the mail back no longer than this.
CLAIMED_FOR = dt.timedelta(minutes=5)
LONGEST_WAIT = dt.timedelta(hours=4)
GIVEN_UP_AFTER = dt.timedelta(days=3)
FAILURES_KEPT = dt.timedelta(days=30)
FINISHED_KEPT = dt.timedelta(days=7)


def later(name: str, **arguments: Any) -> None:
    """Enqueue ``app.tasks.name`` with JSON arguments once the current transaction is committed."""
    job: Task[Any, Any] = import_string(f"talachse.{name}")
    transaction.on_commit(partial(job.enqueue, **arguments))


def post(*, to: Sequence[str], subject: str, body: str, attachments: Sequence[mail.Attachment] = ()) -> None:
    """Send a mail to each of these people as soon as the transaction is committed, and again until it arrives.

    Raises ValueError for an address with a line break.
    """
    now = timezone.now()
    for recipient in to:
        message = mail.compose(to=recipient, subject=subject, body=body, attachments=attachments)
        waiting = OutgoingMail.objects.create(message=bytes(message), created_at=now, next_try_at=now)
        later("jobs.tasks.deliver_mail", mail_id=waiting.pk)


def deliver(mail_id: int, *, now: dt.datetime) -> bool:
    """Try one waiting mail if it is due; whether it arrived. Two workers never try the same mail at once."""
    due = OutgoingMail.objects.filter(pk=mail_id, next_try_at__lte=now)
    if not due.update(next_try_at=now + CLAIMED_FOR, tries=F("tries") + 1):
        return False
    waiting = OutgoingMail.objects.get(pk=mail_id)
    try:
        mail.mailer().deliver(message_from_bytes(bytes(waiting.message), policy=policy.default))
    except mail.Refused as refusal:
        _give_up(waiting, refusal, now=now)
        return False
    except OSError as error:
        if now - waiting.created_at >= GIVEN_UP_AFTER:
            _give_up(waiting, error, now=now)
            return False
        waiting.next_try_at = now + min(dt.timedelta(minutes=2 ** min(waiting.tries - 1, 8)), LONGEST_WAIT)
        waiting.error = type(error).__name__
        waiting.save(update_fields=["next_try_at", "error"])
        logger.warning("Mail %s waits for its server (%s, try %s)", mail_id, waiting.error, waiting.tries)
        return False
    waiting.delete()
    return True


def _give_up(waiting: OutgoingMail, error: Exception, *, now: dt.datetime) -> None:
    logger.error("Mail %s was given up after %s tries (%s)", waiting.pk, waiting.tries, type(error).__name__)
    waiting.message, waiting.next_try_at, waiting.given_up_at = b"", None, now
    waiting.error = type(error).__name__
    waiting.save(update_fields=["message", "next_try_at", "given_up_at", "error"])


def deliver_due(*, now: dt.datetime) -> int:
    """Try every mail whose time has come; how many arrived. After the first that the server cannot take, wait."""
    arrived = 0
    for pk in OutgoingMail.objects.filter(next_try_at__lte=now).order_by("created_at").values_list("pk", flat=True):
        if deliver(pk, now=now):
            arrived += 1
        elif OutgoingMail.objects.filter(pk=pk, next_try_at__isnull=False).exists():
            break
    return arrived


def sign_of_life(worker_id: str, *, now: dt.datetime) -> None:
    """This worker lives: what it has begun is not lost, however long it takes."""
    Worker.objects.update_or_create(worker_id=worker_id, defaults={"seen_at": now})


def rescue_lost(*, now: dt.datetime) -> int:
    """Put work back into the queue whose worker died; after three times it counts as failed. Returns how many moved."""
    moved = 0
    alive = set(Worker.objects.filter(seen_at__gte=now - SILENT_AFTER).values_list("worker_id", flat=True))
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=now - SILENT_AFTER)
    for result in running:
        if result.worker_ids and result.worker_ids[-1] in alive:
            continue
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
        Worker.objects.filter(seen_at__lt=now - FINISHED_KEPT).delete()
        OutgoingMail.objects.filter(given_up_at__lt=now - FAILURES_KEPT).delete()
    call_command("clearsessions")
    return removed
