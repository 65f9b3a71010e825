"""A round: many people and many places at once, computed as a proposal until a person confirms it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class RoundKind(models.TextChoices):
    ALLOCATION = "allocation", "Plätze vergeben"
    STABLE = "stable", "Ausbildung: beide Seiten wünschen"


class RoundStatus(models.TextChoices):
    PROPOSED = "proposed", "Vorschlag"
    CONFIRMED = "confirmed", "bestätigt"
    DROPPED = "dropped", "verworfen"


class Round(models.Model):
    """What went in, what came out, and how it was computed: enough to compute it again."""

    kind = models.CharField("Art", max_length=10, choices=RoundKind)
    title = models.CharField("Name", max_length=200)
    status = models.CharField("Stand", max_length=9, choices=RoundStatus, default=RoundStatus.PROPOSED)
    instance = models.JSONField("Ausgangslage")
    result = models.JSONField("Ergebnis")
    input_hash = models.CharField("Prüfwert der Ausgangslage", max_length=64)
    objective = models.TextField("Ziel")
    solver = models.CharField("Rechenprogramm", max_length=80)
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField("Gerechnet")
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("Entschieden", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status="proposed", decided_at=None) | (~Q(status="proposed") & Q(decided_at__isnull=False)),
                name="round_decided_once",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | Q(decided_at__gte=F("made_at")), name="round_decided_after_made"
            ),
        ]

    def __str__(self) -> str:
        return self.title
