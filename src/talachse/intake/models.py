"""A wish for help, as it came in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from talachse.rules.intake import DESKS, Channel, RequestStatus


class Request(models.Model):
    """One wish for help: desk, channel, day of receipt, answer due, outcome. A nickname suffices.

    ``code`` opens it for whoever asked; it is secret and never stands in an address.
    """

    submission = models.UUIDField("Sendung", unique=True, help_text="Verhindert, dass ein Doppelklick zweimal zählt.")
    code = models.CharField("Code", max_length=12, unique=True)
    desk = models.CharField("Anlaufstelle", max_length=40, choices=[(d.key, d.label) for d in DESKS.values()])
    reference = models.CharField("Bezug", max_length=80, blank=True, help_text="Zum Beispiel posting:12")
    nickname = models.CharField("Spitzname", max_length=60, blank=True)
    channel = models.CharField("Antwort über", max_length=5, choices=[(c.value, c.value) for c in Channel])
    address = models.CharField("E-Mail oder Telefon", max_length=254, blank=True)
    text = models.TextField("Anliegen", max_length=4000)
    received_at = models.DateTimeField("Eingegangen")
    received_on = models.DateField("Eingangsdatum", db_index=True)
    answer_due_on = models.DateField("Antwort bis")
    status = models.CharField(
        "Stand", max_length=11, choices=[(s.value, s.value) for s in RequestStatus], default="new"
    )
    owner = models.CharField("Zuständig", max_length=120, blank=True)
    answer = models.TextField("Antwort", blank=True)
    answered_on = models.DateField("Beantwortet am", null=True, blank=True)
    closed_on = models.DateField("Abgeschlossen am", null=True, blank=True)
    outcome = models.CharField("Ergebnis", max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["answer_due_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(answer_due_on__gte=F("received_on")), name="answer_due_after_receipt"),
            models.CheckConstraint(
                condition=~Q(status="answered") | Q(answered_on__isnull=False), name="answered_request_has_day"
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_on__isnull=False) | (~Q(status="closed") & Q(closed_on=None)),
                name="closed_request_has_day",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["desk", "status", "answer_due_on"], name="request_inbox")]

    def __str__(self) -> str:
        return f"Anfrage {self.pk} an {self.desk}"
