"""Monthly alignment and quarterly meeting: agenda, presence, decisions, minutes."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from talachse.agreement.constraints import CompositeForeignKey
from talachse.agreement.models.document import SIDES, Agreement, Project
from talachse.agreement.models.steering import Seat


class MeetingKind(models.TextChoices):
    MONTHLY = "monthly", "Monatlicher Abgleich"
    QUARTERLY = "quarterly", "Quartalsgespräch"


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", "geplant"
    INVITED = "invited", "eingeladen"
    HELD = "held", "durchgeführt"
    CLOSED = "closed", "abgeschlossen"
    CANCELLED = "cancelled", "ausgefallen"


class Meeting(models.Model):
    """One meeting of a series. ``period`` is "2026-11" (monthly) or "2026Q4" (quarterly) and stands once per series.

    Closed means: result note confirmed by both sides (monthly), minutes approved at the next meeting (quarterly).
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField("Art", max_length=10, choices=MeetingKind)
    period = models.CharField("Zeitraum", max_length=7)
    starts_at = models.DateTimeField("Beginn")
    place = models.CharField("Ort", max_length=200, blank=True)
    status = models.CharField("Stand", max_length=10, choices=MeetingStatus, default=MeetingStatus.PLANNED)
    invited_at = models.DateTimeField("Eingeladen am", null=True, blank=True)
    held_on = models.DateField("Durchgeführt am", null=True, blank=True)
    city_present = models.BooleanField("Stadt anwesend", default=False)
    jobcenter_present = models.BooleanField("Jobcenter anwesend", default=False)
    both_sides_present = models.BooleanField("Beide Seiten anwesend", default=False, editable=False)
    minutes = models.TextField("Ergebnis", blank=True)
    minutes_submitted_on = models.DateField("Protokoll vorgelegt am", null=True, blank=True)
    closed_on = models.DateField("Abgeschlossen am", null=True, blank=True)
    cancelled_on = models.DateField("Abgesagt am", null=True, blank=True)
    cancel_reason = models.TextField("Warum abgesagt", blank=True)
    # Counts every change: a form filled in on an older state is not written over a newer one.
    revision = models.PositiveIntegerField(default=1, editable=False)
    approved_in = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="approves", verbose_name="Genehmigt in"
    )

    class Meta:
        ordering: ClassVar = ["-starts_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "kind", "period"], name="meeting_once_per_period"),
            models.UniqueConstraint(fields=["id", "kind", "both_sides_present"], name="meeting_presence"),
            models.CheckConstraint(
                condition=(
                    Q(both_sides_present=True, city_present=True, jobcenter_present=True)
                    | (Q(both_sides_present=False) & (Q(city_present=False) | Q(jobcenter_present=False)))
                ),
                name="both_present_means_both",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["held", "closed"]) | Q(held_on__isnull=False), name="held_has_day"
            ),
            models.CheckConstraint(
                condition=Q(status="closed", closed_on__isnull=False) | (~Q(status="closed") & Q(closed_on=None)),
                name="closed_has_day",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(closed_on__gte=F("held_on")),
                name="closed_after_held",
                violation_error_message="Ein Gespräch kann nicht vor seinem Tag abgeschlossen werden.",
            ),
            models.CheckConstraint(
                condition=Q(status="cancelled", cancelled_on__isnull=False)
                | (~Q(status="cancelled") & Q(cancelled_on=None)),
                name="cancelled_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period}"


class MeetingConfirmation(models.Model):
    """One side confirms the result note of a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="confirmations")
    side = models.CharField("Seite", max_length=10, choices=SIDES)
    by = models.CharField("Von", max_length=80)
    at = models.DateTimeField("Am")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["meeting", "side"], name="meeting_word_per_side")]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.side}"


class AgendaItem(models.Model):
    """One item of an agenda: drafted by the system (``drafted_from``) or set by a person."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField("Nummer")
    kind = models.CharField(
        "Art",
        max_length=12,
        choices=[
            ("follow_up", "Rückblick"),
            ("action", "Auftrag"),
            ("figure", "Zahl"),
            ("vacancy", "Unbesetzte Funktion"),
            ("question", "Frage"),
            ("profile", "Steckbrief"),
            ("decision", "Entscheidung"),
            ("new_project", "Neues Projekt"),
            ("minutes", "Protokoll genehmigen"),
            ("other", "Verschiedenes"),
        ],
    )
    title = models.CharField("Titel", max_length=300)
    text = models.TextField("Sachverhalt", blank=True)
    proposal = models.TextField("Beschlussvorschlag", blank=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    drafted_from = models.CharField("Entstanden aus", max_length=120, blank=True)
    is_public = models.BooleanField("Öffentlich", default=False)
    # A paper that comes after the invitation is marked, so that nobody is surprised.
    is_late = models.BooleanField("Tischvorlage", default=False)
    outcome = models.TextField("Ergebnis", blank=True)
    # A new draft leaves alone what a person wrote, and does not bring back what a person left out.
    is_edited = models.BooleanField("Von Hand geändert", default=False, editable=False)
    is_dropped = models.BooleanField("Weggelassen", default=False, editable=False)
    added_at = models.DateTimeField("Aufgenommen am")

    class Meta:
        ordering: ClassVar = ["meeting", "position", "id"]
        constraints: ClassVar = [
            # The draft can be made again without writing an item twice.
            models.UniqueConstraint(
                fields=["meeting", "drafted_from"], condition=~Q(drafted_from=""), name="drafted_once"
            )
        ]

    def __str__(self) -> str:
        return self.title


class AgendaPaper(models.Model):
    """An attachment of an agenda item."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="papers")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    title = models.CharField("Titel", max_length=200)
    is_late = models.BooleanField("Tischvorlage", default=False)

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Who is invited, and who was there; a voting deputy names the seat."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    guest = models.CharField("Gast", max_length=200, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    invited_at = models.DateTimeField("Eingeladen am", null=True, blank=True)
    present = models.BooleanField("Anwesend", default=False)
    by_deputy = models.BooleanField("Durch Stellvertretung", default=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(seat__isnull=False) & Q(guest="")) | (Q(seat=None) & ~Q(guest="")), name="seat_or_guest"
            ),
            models.UniqueConstraint(
                fields=["meeting", "seat"], condition=Q(seat__isnull=False), name="seat_invited_once"
            ),
            models.UniqueConstraint(fields=["meeting", "guest"], condition=~Q(guest=""), name="guest_invited_once"),
        ]

    def __str__(self) -> str:
        return str(self.seat or self.guest)


class ConflictOfInterest(models.Model):
    """Somebody is biased on one item and neither advises nor votes there."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="conflicts")
    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="conflicts")
    note = models.CharField("Grund", max_length=300)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "attendance"], name="conflict_once")]

    def __str__(self) -> str:
        return f"{self.attendance}: {self.item}"


class Decision(models.Model):
    """A decision with addressee and deadline. Only one of a quarterly meeting with both sides can carry a project."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="decisions")
    number = models.CharField("Nummer", max_length=20)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    meeting_kind = models.CharField(
        "Entstanden in",
        max_length=10,
        choices=[("monthly", "Abgleich"), ("quarterly", "Quartalsgespräch"), ("circular", "Umlaufbeschluss")],
    )
    both_sides_present = models.BooleanField(default=False, editable=False)
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="decisions")
    title = models.CharField("Titel", max_length=300)
    text = models.TextField("Beschluss")
    reason = models.TextField("Begründung", blank=True)
    adds_project = models.BooleanField("Nimmt ein Projekt auf", default=False)
    decided_on = models.DateField("Beschlossen am")
    addressee = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField("Frist", null=True, blank=True)
    done_on = models.DateField("Umgesetzt am", null=True, blank=True)
    delay_reason = models.TextField("Grund der Verzögerung", blank=True)
    is_public = models.BooleanField("Öffentlich", default=False)
    # Number of the form it was sent with: a second click is the same decision.
    submission = models.UUIDField(null=True, blank=True, unique=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-decided_on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="decision_number_once"),
            models.UniqueConstraint(fields=["id", "meeting_kind", "both_sides_present"], name="decision_presence"),
            models.CheckConstraint(
                condition=Q(meeting=None, meeting_kind="circular", both_sides_present=False)
                | (Q(meeting__isnull=False) & ~Q(meeting_kind="circular")),
                name="circular_has_no_meeting",
            ),
            models.CheckConstraint(
                condition=Q(adds_project=False) | Q(meeting_kind="quarterly", both_sides_present=True),
                name="projects_only_quarterly",
                violation_error_message="Ein Projekt kann nur im Quartalsgespräch mit beiden Seiten aufgenommen werden (§0-11).",
            ),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(done_on__gte=F("decided_on")),
                name="done_after_decided",
                violation_error_message="Ein Beschluss kann nicht vor dem Tag umgesetzt sein, an dem er gefasst wurde.",
            ),
            # Kind and presence are those of the meeting, not a claim of the row.
            CompositeForeignKey(
                fields=("meeting", "meeting_kind", "both_sides_present"),
                to="agreement.Meeting",
                to_fields=("id", "kind", "both_sides_present"),
                name="decision_of_its_meeting",
                violation_error_message="Art und Anwesenheit müssen zum Gespräch passen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class FrozenReport(models.Model):
    """The quarter as it was known when it was frozen. Later corrections do not change it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="reports")
    period = models.CharField("Quartal", max_length=7)
    on = models.DateField("Stand am")
    frozen_at = models.DateTimeField("Eingefroren am")
    frozen_by = models.CharField(max_length=80)
    content = models.JSONField("Inhalt")
    digest = models.CharField("SHA-256", max_length=64)

    class Meta:
        ordering: ClassVar = ["-period"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "period"], name="report_once_per_quarter")
        ]

    def __str__(self) -> str:
        return f"Bericht {self.period}"


class ReminderSent(models.Model):
    """One reminder to one person about one missing thing on one day, so that a catch-up never sends it twice."""

    user_id = models.BigIntegerField()
    about = models.CharField(max_length=120)
    sent_on = models.DateField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user_id", "about", "sent_on"], name="reminded_once")]

    def __str__(self) -> str:
        return f"{self.about} {self.sent_on}"
