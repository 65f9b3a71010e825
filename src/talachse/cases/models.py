"""Reports of lost contact as counts, and the way of an outreach contact."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from talachse.rules.outreach import HandOverTo, Stage


class LostContactReport(models.Model):
    """A school's count for a quarter. No names, on purpose. A correction is a new row; the newest counts."""

    school = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    period = models.CharField("Quartal", max_length=6)
    pupils = models.PositiveIntegerField("Schüler*innen")
    lost = models.PositiveIntegerField("Kontakt verloren")
    reported_on = models.DateField("Gemeldet am")
    reported_by = models.CharField(max_length=80)
    submission = models.UUIDField(unique=True)

    class Meta:
        ordering: ClassVar = ["-period", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(lost__lte=F("pupils")) & Q(pupils__gte=1),
                name="lost_contacts_within_pupils",
                violation_error_message="Es sind mehr verlorene Kontakte als Schüler*innen angegeben.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.period}"


class Outreach(models.Model):
    """The way of one contact, beside the request it began with. Who the person is stands nowhere here."""

    request = models.OneToOneField("intake.Request", on_delete=models.CASCADE, related_name="outreach")
    stage = models.CharField("Stand", max_length=11, choices=[(s.value, s.value) for s in Stage], default=Stage.NEW)
    reached_on = models.DateField("Erreicht am", null=True, blank=True)
    handed_over_on = models.DateField("Übergeben am", null=True, blank=True)
    handed_over_to = models.CharField(
        "Übergeben an", max_length=15, blank=True, choices=[(t.value, t.value) for t in HandOverTo]
    )
    ended_on = models.DateField("Beendet am", null=True, blank=True)
    end_reason = models.CharField("Wie es ausging", max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(handed_over_on=None, handed_over_to="")
                | (Q(handed_over_on__isnull=False) & ~Q(handed_over_to="")),
                name="handed_over_has_day_and_place",
            ),
            models.CheckConstraint(
                condition=Q(handed_over_on=None) | Q(reached_on__isnull=False), name="handed_over_after_reached"
            ),
            models.CheckConstraint(
                condition=Q(stage="ended", ended_on__isnull=False) | (~Q(stage="ended") & Q(ended_on=None)),
                name="ended_outreach_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"Aufsuchen {self.pk}: {self.stage}"
