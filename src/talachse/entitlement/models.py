"""Results of the calculation that an adviser stored on demand. The citizens' check stores nothing."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class StoredCheck(models.Model):
    """One or more variants of a household with their results, as they were computed then.

    ``variants`` is a list of ``{"name", "household", "result", "values"}``: the household and the result in their documented forms
    (docs/schemas/household.json, "talachse check"), the intermediate values as they were shown. It belongs to the organisation that stored it (§ 67 Abs. 4 SGB X) and goes on ``delete_on``.
    """

    submission = models.UUIDField(unique=True)
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="stored_checks")
    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="stored_checks")
    reference = models.CharField("Ihr Zeichen", max_length=40, blank=True)
    variants = models.JSONField("Varianten")
    as_of = models.DateField("Gerechnet für")
    law_set = models.CharField("Rechtsstand", max_length=20)
    parameter_version = models.CharField("Stand der Parameter", max_length=12)
    engine = models.CharField("Rechenkern", max_length=60)
    stored_at = models.DateTimeField("Gespeichert am")
    stored_on = models.DateField("Gespeichert am Tag")
    delete_on = models.DateField("Wird gelöscht am", db_index=True)
    purpose = models.CharField("Zweck", max_length=120)

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(delete_on__gt=F("stored_on")), name="stored_check_goes_later"),
            models.CheckConstraint(condition=Q(law_set__in=["in force", "bill"]), name="stored_check_known_law"),
            models.CheckConstraint(
                condition=~Q(purpose="") & ~Q(parameter_version="") & ~Q(engine=""), name="stored_check_says_its_basis"
            ),
        ]

    def __str__(self) -> str:
        return f"Gespeichertes Ergebnis {self.pk}"
