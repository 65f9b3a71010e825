"""The agreement and its versions; what the file says stays whole, what can be counted over time becomes rows."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from talachse.agreement.constraints import CompositeForeignKey
from talachse.rules.agreement.document import Badge, ClauseStatus, FigureKind, ProjectStatus, Side

BADGES = [(b.value, b.value) for b in Badge]
SIDES = [(s.value, s.value) for s in Side]


class Agreement(models.Model):
    """One cooperation agreement. Several fit into one installation."""

    key = models.SlugField("Schlüssel", max_length=80, unique=True)
    title = models.CharField("Titel", max_length=200)
    signed_on = models.DateField("Unterzeichnet am")
    effective_on = models.DateField("In Kraft seit")

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One wording of the agreement, as loaded from a file. Governs the days from ``valid_from`` on.

    Two versions with the same ``valid_from``: the later number corrects the earlier one.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField("Nummer")
    label = models.CharField("Bezeichnung", max_length=200)
    valid_from = models.DateField("Gilt ab")
    loaded_at = models.DateTimeField("Geladen am")
    loaded_by = models.CharField("Geladen von", max_length=80)
    digest = models.CharField("SHA-256 der Datei", max_length=64)
    content = models.JSONField("Inhalt")
    # The signature block names both sides: that is what a project's origin may point at.
    signed_by_both = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["agreement", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "number"], name="version_number_once"),
            models.UniqueConstraint(fields=["id", "signed_by_both"], name="version_signature"),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} – {self.label}"


class Project(models.Model):
    """A project of the agreement, with its origin: the signed agreement itself, or a quarterly decision of both sides.

    The columns behind the origin are part of composite foreign keys: the database refuses a project whose decision was
    not taken in a quarterly meeting, or in which a side was missing.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="projects")
    key = models.SlugField("Schlüssel", max_length=80)
    title = models.CharField("Titel", max_length=200)
    section = models.CharField("Feld", max_length=4)
    parent_key = models.CharField("Teil von", max_length=80, blank=True)
    purpose = models.TextField("Zweck", blank=True)
    audience = models.TextField("Für wen", blank=True)
    legal_bases = models.JSONField("Rechtsgrundlagen", default=list, blank=True)
    site = models.CharField("Ort", max_length=200, blank=True)
    district = models.PositiveSmallIntegerField("Stadtbezirk", null=True, blank=True)
    starts_on = models.DateField("Beginn", null=True, blank=True)
    ends_on = models.DateField("Ende", null=True, blank=True)
    added_on = models.DateField("Aufgenommen am")
    origin_version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    origin_signed = models.BooleanField(null=True, blank=True, editable=False)
    origin_decision = models.ForeignKey(
        "agreement.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="projects"
    )
    origin_kind = models.CharField(max_length=10, null=True, blank=True, editable=False)  # noqa: DJ001 - NULL frees the key
    origin_both_present = models.BooleanField(null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["agreement", "section", "key"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agreement", "key"], name="project_key_once"),
            models.CheckConstraint(
                condition=(
                    Q(
                        origin_version__isnull=False,
                        origin_signed=True,
                        origin_decision=None,
                        origin_kind=None,
                        origin_both_present=None,
                    )
                    | Q(
                        origin_version=None,
                        origin_signed=None,
                        origin_decision__isnull=False,
                        origin_kind="quarterly",
                        origin_both_present=True,
                    )
                ),
                name="project_has_one_origin",
                violation_error_message=(
                    "Ein Projekt stammt aus der Vereinbarung selbst oder aus einem Beschluss des Quartalsgesprächs, "
                    "bei dem beide Seiten anwesend waren (§0-11)."
                ),
            ),
            CompositeForeignKey(
                fields=("origin_version", "origin_signed"),
                to="agreement.Version",
                to_fields=("id", "signed_by_both"),
                name="project_origin_signature",
                violation_error_message="Diese Fassung der Vereinbarung ist nicht von beiden Seiten unterzeichnet.",
            ),
            CompositeForeignKey(
                fields=("origin_decision", "origin_kind", "origin_both_present"),
                to="agreement.Decision",
                to_fields=("id", "meeting_kind", "both_sides_present"),
                name="project_origin_decision",
                violation_error_message="Der Beschluss stammt nicht aus einem Quartalsgespräch mit beiden Seiten (§0-11).",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Standing(models.Model):
    """Dated status of a clause or a project, with source. ``file_version`` is empty for what people entered."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="standings")
    file_version = models.ForeignKey(Version, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    anchor = models.CharField("Aussage", max_length=12, blank=True)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="standings")
    status = models.CharField(
        "Stand", max_length=12, choices=[(s.value, s.value) for s in (*ClauseStatus, *ProjectStatus) if s.value]
    )
    since = models.DateField("Seit")
    note = models.TextField("Erläuterung", blank=True)
    source = models.CharField("Quelle", max_length=300)
    badge = models.CharField(max_length=10, choices=BADGES)
    recorded_at = models.DateTimeField("Eingetragen am", db_default=Now())
    recorded_by = models.CharField("Eingetragen von", max_length=80)
    is_correction = models.BooleanField("Korrektur", default=False)

    class Meta:
        ordering: ClassVar = ["since", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(Q(anchor="") & Q(project__isnull=False)) | (~Q(anchor="") & Q(project=None)),
                name="standing_of_clause_or_project",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["agreement", "anchor", "since"], name="standing_by_anchor")]

    def __str__(self) -> str:
        return f"{self.anchor or self.project}: {self.status} seit {self.since:%d.%m.%Y}"


class Indicator(models.Model):
    """A number that is followed: a figure of the agreement (``figure`` true), or an indicator of a project."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="indicators")
    key = models.SlugField("Schlüssel", max_length=80)
    is_figure = models.BooleanField("Zahl der Vereinbarung", default=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="indicators")
    label = models.CharField("Bezeichnung", max_length=200)
    unit = models.CharField("Einheit", max_length=60)
    definition = models.TextField("Was wird gezählt")
    kind = models.CharField("Art", max_length=10, blank=True, choices=[(k.value, k.value) for k in FigureKind])
    direction = models.CharField("Besser ist", max_length=5, default="none")
    rhythm = models.CharField("Rhythmus", max_length=8, default="quarter")
    area = models.CharField("Bereich", max_length=80, blank=True)
    waiting_months = models.PositiveSmallIntegerField("Wartezeit in Monaten", default=0)
    target = models.DecimalField("Zielwert", max_digits=16, decimal_places=2, null=True, blank=True)
    target_on = models.DateField("Ziel bis", null=True, blank=True)
    metric = models.CharField("Live-Zählung", max_length=60, blank=True)
    metric_filters = models.JSONField(default=dict, blank=True)
    file_version = models.ForeignKey(Version, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["agreement", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["agreement", "key"], name="indicator_key_once")]

    def __str__(self) -> str:
        return self.label


class Measurement(models.Model):
    """A planned or actual value of an indicator for a day. Another ``definition`` means another series, always."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="measurements")
    file_version = models.ForeignKey(Version, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    series = models.CharField("Reihe", max_length=6, choices=[("actual", "Ist"), ("plan", "Plan")], default="actual")
    as_of = models.DateField("Stichtag")
    value = models.DecimalField("Wert", max_digits=16, decimal_places=2)
    definition = models.CharField("Andere Zählweise", max_length=300, blank=True)
    precision = models.CharField("Genauigkeit", max_length=5, default="day")
    source = models.CharField("Quelle", max_length=300)
    badge = models.CharField(max_length=10, choices=BADGES)
    note = models.TextField("Erläuterung", blank=True)
    recorded_at = models.DateTimeField("Eingetragen am", db_default=Now())
    recorded_by = models.CharField("Eingetragen von", max_length=80)
    # A correction names what it corrects; both stay, the newer one counts.
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")

    class Meta:
        ordering: ClassVar = ["as_of", "id"]
        indexes: ClassVar = [models.Index(fields=["indicator", "series", "-as_of"], name="measurement_latest")]

    def __str__(self) -> str:
        return f"{self.indicator}: {self.value} am {self.as_of:%d.%m.%Y}"


class Confirmation(models.Model):
    """One side's word on a reported value: confirmed, or dissent with the reason. Both keys are needed."""

    measurement = models.ForeignKey(Measurement, on_delete=models.PROTECT, related_name="confirmations")
    side = models.CharField("Seite", max_length=10, choices=SIDES)
    agrees = models.BooleanField("Bestätigt")
    note = models.TextField("Begründung", blank=True)
    by = models.CharField("Von", max_length=80)
    at = models.DateTimeField("Am")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["measurement", "side"], name="one_word_per_side"),
            models.CheckConstraint(
                condition=Q(agrees=True) | ~Q(note=""),
                name="dissent_has_reason",
                violation_error_message="Bitte begründen Sie, warum Sie die Zahl nicht bestätigen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side}: {'bestätigt' if self.agrees else 'Einwand'}"


class Release(models.Model):
    """An indicator is shown on the public page from this day on, released by a named seat."""

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="releases")
    since = models.DateField("Seit")
    until = models.DateField("Bis", null=True, blank=True)
    seat = models.ForeignKey("agreement.Seat", on_delete=models.PROTECT, related_name="+")
    by = models.CharField("Von", max_length=80)

    def __str__(self) -> str:
        return f"{self.indicator} öffentlich seit {self.since:%d.%m.%Y}"
