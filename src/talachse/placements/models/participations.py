"""Who takes a place: a code instead of a name, from a day to a day, with pauses."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Participation(models.Model):
    """One person (pseudonymous code) on one place. Both days count; no end means: still there."""

    submission = models.UUIDField(unique=True)
    code = models.CharField("Code", max_length=12)
    group = models.ForeignKey("offers.PlaceGroup", on_delete=models.PROTECT, related_name="participations")
    started_on = models.DateField("Beginn")
    ended_on = models.DateField("Ende", null=True, blank=True)
    end_reason = models.CharField("Grund des Endes", max_length=200, blank=True)
    district = models.PositiveSmallIntegerField("Stadtbezirk", null=True, blank=True)
    recorded_by = models.CharField(max_length=80)
    # Running measures keep the law of their first day (§ 66 SGB II).
    law_version = models.CharField("Rechtsstand bei Beginn", max_length=80, blank=True)
    planned_end_on = models.DateField("Geplantes Ende", null=True, blank=True)
    # What the employer pays a month, for the forecast of subsidies and of the city's rest.
    wage_cost = models.DecimalField("Lohnkosten im Monat", max_digits=9, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-started_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="participation_ends_after_it_begins",
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
            models.UniqueConstraint(
                fields=["code", "group"], condition=Q(ended_on=None), name="running_once_per_group"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["group", "started_on", "ended_on"], name="participation_on_a_day"),
            # The durations of a person, and whether a code is free, among all participations of all years.
            models.Index(fields=["code"], name="participation_by_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} seit {self.started_on:%d.%m.%Y}"


class Pause(models.Model):
    """Days on which somebody does not take part but keeps the place; they do not count towards the ledger."""

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="pauses")
    since = models.DateField("Von")
    until = models.DateField("Bis", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["since"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="pause_ends_after_it_begins"
            ),
            models.UniqueConstraint(fields=["participation"], condition=Q(until=None), name="one_open_pause"),
        ]

    def __str__(self) -> str:
        return f"Pause ab {self.since:%d.%m.%Y}"


class AttendanceKind(models.TextChoices):
    PRESENT = "present", "anwesend"
    EXCUSED = "excused", "entschuldigt"
    UNEXCUSED = "unexcused", "unentschuldigt"
    HOLIDAY = "holiday", "Urlaub"
    CLOSED = "closed", "geschlossen"


class Attendance(models.Model):
    """One day of one participation. No reason is asked for: illness is nobody's business here."""

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="attendance")
    day = models.DateField("Tag")
    kind = models.CharField("Anwesenheit", max_length=9, choices=AttendanceKind)
    hours = models.DecimalField("Stunden", max_digits=4, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["participation", "day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participation", "day"], name="attendance_once_a_day"),
            models.CheckConstraint(
                condition=Q(hours=None) | (Q(hours__gte=0) & Q(hours__lte=24)), name="attendance_hours_of_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}: {self.kind}"
