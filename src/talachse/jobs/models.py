"""Which periodic work has run for which period, and how often lost work was tried again."""

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
