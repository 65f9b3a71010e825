"""A question to a health guide: anonymous, opened with a code, read by guides only."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class GuideRequest(models.Model):
    """One question. No name, no address, no account; the answer waits behind the code."""

    submission = models.UUIDField(unique=True)
    code = models.CharField("Code", max_length=12, unique=True)
    text = models.TextField("Frage", max_length=4000)
    received_on = models.DateField("Eingegangen am", db_index=True)
    answer_due_on = models.DateField("Antwort bis")
    answer = models.TextField("Antwort", blank=True)
    answered_on = models.DateField("Beantwortet am", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["answer_due_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(answer_due_on__gte=F("received_on")), name="guide_answer_due_later"),
            models.CheckConstraint(
                condition=Q(answer="", answered_on=None) | (~Q(answer="") & Q(answered_on__isnull=False)),
                name="guide_answer_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Frage {self.pk}"
