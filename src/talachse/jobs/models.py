"""Which periodic work has run for which period, which worker lives, what was tried again, which mail waits."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Run(models.Model):
    """One run of one periodic work. The pair of name and period stands once: two clocks cannot run it twice."""

    name = models.CharField(max_length=80)
    period = models.CharField(max_length=16)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-started_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "period"], name="one_run_per_period")]

    def __str__(self) -> str:
        return f"{self.name} {self.period}"


class Rescue(models.Model):
    """Lost work that was put back into the queue."""

    task_id = models.UUIDField(unique=True)
    times = models.PositiveSmallIntegerField(default=0)
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.task_id}: {self.times}"


class Worker(models.Model):
    """A background worker and its last sign of life: what a silent one had begun is lost."""

    worker_id = models.CharField(max_length=64, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.worker_id


class OutgoingMail(models.Model):
    """One mail to one person that is not delivered yet.

    Written in the transaction of the act it tells about, gone with its delivery. Of a mail that was given up only the
    error stays: neither address nor text.
    """

    message = models.BinaryField()
    created_at = models.DateTimeField()
    # Also the claim: who delivers puts it off first, so that no second worker takes the same mail.
    next_try_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=200, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(given_up_at__isnull=True, next_try_at__isnull=False)
                | models.Q(given_up_at__isnull=False, next_try_at__isnull=True, message=b""),
                name="mail_waits_or_was_given_up_without_text",
            )
        ]

    def __str__(self) -> str:
        return f"E-Mail {self.pk}"
