"""What is known of a project day by day, who sits where, and what somebody has to do next."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from talachse.agreement.models.document import BADGES, SIDES, Agreement, Project, Version


class Milestone(models.Model):
    """A dated step of a project. ``due_on`` is the first plan; later plans are shifts."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="milestones")
    file_version = models.ForeignKey(Version, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    key = models.SlugField("Schlüssel", max_length=80)
    title = models.CharField("Titel", max_length=200)
    due_on = models.DateField("Geplant für", null=True, blank=True)
    done_on = models.DateField("Erreicht am", null=True, blank=True)
    source = models.CharField("Quelle", max_length=300)
    badge = models.CharField(max_length=10, choices=BADGES)
    note = models.TextField("Erläuterung", blank=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["due_on", "id"]

    def __str__(self) -> str:
        return self.title


class MilestoneShift(models.Model):
    """A milestone was moved, with the reason."""

    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="shifts")
    shifted_on = models.DateField("Verschoben am")
    new_due_on = models.DateField("Neu geplant für", null=True, blank=True)
    reason = models.TextField("Grund", blank=True)
    by = models.CharField("Von", max_length=80)

    class Meta:
        ordering: ClassVar = ["shifted_on", "id"]

    def __str__(self) -> str:
        return f"{self.milestone} → {self.new_due_on}"


class Risk(models.Model):
    """What could go wrong, and what is done about it. Risk is a fact of its own, never derived from progress."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="risks")
    file_version = models.ForeignKey(Version, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    title = models.CharField("Risiko", max_length=200)
    level = models.CharField("Höhe", max_length=6, choices=[("low", "gering"), ("medium", "mittel"), ("high", "hoch")])
    since = models.DateField("Seit")
    until = models.DateField("Bis", null=True, blank=True)
    answer = models.TextField("Was dagegen getan wird", blank=True)
    source = models.CharField("Quelle", max_length=300)
    badge = models.CharField(max_length=10, choices=BADGES)
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["-since", "id"]

    def __str__(self) -> str:
        return self.title


class ProjectNote(models.Model):
    """The contacts of both sides exchanged on a project (§0-10): when, what, and when next."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="notes")
    exchanged_on = models.DateField("Ausgetauscht am")
    next_on = models.DateField("Nächster Austausch", null=True, blank=True)
    text = models.TextField("Vermerk")
    side = models.CharField("Seite", max_length=10, blank=True, choices=SIDES)
    by = models.CharField("Von", max_length=80)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["-exchanged_on", "-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(next_on=None) | Q(next_on__gte=F("exchanged_on")),
                name="next_exchange_is_later",
                violation_error_message="Der nächste Austausch liegt vor dem letzten.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project} {self.exchanged_on:%d.%m.%Y}"


class Funding(models.Model):
    """Money of a project: source, year and state of planning."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="fundings")
    file_version = models.ForeignKey(Version, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    source_of_money = models.CharField("Mittelherkunft", max_length=12)
    amount = models.DecimalField("Betrag in Euro", max_digits=14, decimal_places=2, null=True, blank=True)
    plan_state = models.CharField("Planstand", max_length=10, default="announced")
    year = models.PositiveSmallIntegerField("Jahr", null=True, blank=True)
    since = models.DateField("Bekannt seit")
    note = models.TextField("Erläuterung", blank=True)
    source = models.CharField("Quelle", max_length=300)
    badge = models.CharField(max_length=10, choices=BADGES)
    recorded_at = models.DateTimeField(db_default=Now())
    recorded_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["-year", "id"]

    def __str__(self) -> str:
        return f"{self.project}: {self.source_of_money} {self.amount}"


class ProjectPaper(models.Model):
    """A paper attached to a project; the file itself lies in ``documents``."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="papers")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("Titel", max_length=200)
    added_on = models.DateField("Hinzugefügt am")
    by = models.CharField("Von", max_length=80)

    class Meta:
        ordering: ClassVar = ["-added_on", "-id"]

    def __str__(self) -> str:
        return self.title


class Seat(models.Model):
    """A function in the steering of an agreement, or the contact of one side for one project."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="seats")
    key = models.SlugField("Schlüssel", max_length=80)
    title = models.CharField("Funktion", max_length=200)
    side = models.CharField("Seite", max_length=10, blank=True, choices=SIDES)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="seats")
    purpose = models.TextField("Aufgabe", blank=True)
    # §0-7 obliges; contacts per project (§0-10) are possible, so their vacancy is shown but never late.
    required = models.BooleanField("Muss besetzt sein", default=True)
    since = models.DateField("Seit")
    until = models.DateField("Bis", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["agreement", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["agreement", "key"], name="seat_key_once")]

    def __str__(self) -> str:
        return self.title


class Tenure(models.Model):
    """Who holds a seat, or deputises on it, from when to when. The name is what colleagues know anyway."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="tenures")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    holder_name = models.CharField("Name", max_length=120, blank=True)
    is_deputy = models.BooleanField("Stellvertretung", default=False)
    valid_from = models.DateField("Ab")
    valid_until = models.DateField("Bis", null=True, blank=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["seat", "is_deputy", "-valid_from"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="tenure_ends_after_it_begins",
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(holder_name=""),
                name="tenure_has_holder",
                violation_error_message="Bitte nennen Sie, wer die Funktion übernimmt.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.holder_name or self.user}"


class ActionItem(models.Model):
    """Something a seat has to do until a day; from a meeting, a decision, or by hand."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="actions")
    title = models.CharField("Was", max_length=300)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    owner = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="actions", verbose_name="Wer")
    created_on = models.DateField("Vereinbart am")
    due_on = models.DateField("Bis wann")
    done_on = models.DateField("Erledigt am", null=True, blank=True)
    delay_reason = models.TextField("Grund der Verzögerung", blank=True)
    meeting = models.ForeignKey(
        "agreement.Meeting", on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )

    class Meta:
        ordering: ClassVar = ["due_on", "id"]

    def __str__(self) -> str:
        return self.title


class Question(models.Model):
    """A question the desk officers carry up to the quarterly meeting."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="questions")
    text = models.TextField("Frage")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="questions")
    side = models.CharField("Seite", max_length=10, blank=True, choices=SIDES)
    raised_on = models.DateField("Gestellt am")
    answered_on = models.DateField("Beantwortet am", null=True, blank=True)
    answer = models.TextField("Antwort", blank=True)
    carried_to = models.ForeignKey(
        "agreement.Meeting", on_delete=models.PROTECT, null=True, blank=True, related_name="questions"
    )

    class Meta:
        ordering: ClassVar = ["raised_on", "id"]

    def __str__(self) -> str:
        return self.text[:80]
