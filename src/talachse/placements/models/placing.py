"""The way of a person to a place: suggested, waiting, referred, accepted or declined, started, ended, after-care."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Said(models.TextChoices):
    """Who declined; both count equally."""

    PERSON = "person", "die Person"
    PROVIDER = "provider", "der Träger"


class Placement(models.Model):
    """One person and one group, from the first suggestion to the end of after-care. States: ``rules.placement.lifecycle``."""

    submission = models.UUIDField(unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="placements")
    group = models.ForeignKey("offers.PlaceGroup", on_delete=models.PROTECT, related_name="placements")
    participation = models.OneToOneField(
        "placements.Participation", on_delete=models.PROTECT, null=True, blank=True, related_name="placement"
    )
    status = models.CharField("Stand", max_length=12)
    status_since = models.DateField("Stand seit")
    # 1 is first; classes are never overtaken.
    priority = models.PositiveSmallIntegerField("Vorrang", default=2)
    # Counts for the place in the queue; kept when somebody moves to another group.
    waiting_since = models.DateField("Wartet seit")
    decline_reason = models.CharField("Grund der Ablehnung", max_length=24, blank=True)
    declined_by = models.CharField("Abgelehnt von", max_length=8, choices=Said, blank=True)
    end_reason = models.CharField("Grund des Endes", max_length=24, blank=True)
    planned_start_on = models.DateField("Geplanter Beginn", null=True, blank=True)
    after_care_until = models.DateField("Nachbetreuung bis", null=True, blank=True)
    reminded_on = models.DateField("Erinnert am", null=True, blank=True)
    escalated_on = models.DateField("An einen Menschen gegeben am", null=True, blank=True)
    moved_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="moved_to")
    round = models.ForeignKey(
        "placements.Round", on_delete=models.SET_NULL, null=True, blank=True, related_name="placements"
    )

    class Meta:
        ordering: ClassVar = ["waiting_since", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "group"],
                condition=Q(
                    status__in=["suggested", "waiting", "referred", "accepted", "started", "paused", "after_care"]
                ),
                name="one_open_placement_in_a_group",
            ),
            models.CheckConstraint(condition=Q(priority__gte=1), name="placement_priority_from_one"),
            models.CheckConstraint(
                condition=~Q(status="declined") | (~Q(decline_reason="") & ~Q(declined_by="")),
                name="declined_placement_says_why_and_who",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["group", "status", "waiting_since"], name="placement_queue"),
            # Thousands of open placements are counted and put in order without reading their rows.
            models.Index(
                fields=["status", "status_since", "escalated_on", "reminded_on", "person"], name="placement_open"
            ),
            # The fairness report counts years of placements without reading their rows.
            models.Index(fields=["waiting_since", "status", "person"], name="placement_counted"),
        ]

    def __str__(self) -> str:
        return f"Vermittlung {self.pk}: {self.status}"


class PlacementStep(models.Model):
    """One change of state, for the history that the person may read."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="steps")
    on = models.DateField("Tag")
    at = models.DateTimeField("Zeitpunkt")
    old = models.CharField("Vorher", max_length=12, blank=True)
    new = models.CharField("Nachher", max_length=12)
    note = models.CharField("Hinweis", max_length=300, blank=True)
    by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["placement", "at", "id"]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


class ChecklistSignature(models.Model):
    """One point of a check list that somebody has looked at and signed for a group (for instance: additional work)."""

    group = models.ForeignKey("offers.PlaceGroup", on_delete=models.CASCADE, related_name="signatures")
    item = models.CharField("Punkt", max_length=60)
    signed_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField("Unterschrieben am")
    note = models.CharField("Hinweis", max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["group", "item"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "item"], name="checklist_item_signed_once")]

    def __str__(self) -> str:
        return self.item
