"""The inventory of places behind the measures."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class LegalBasis(models.TextChoices):
    SGB2_16D = "sgb2_16d", "§ 16d SGB II Arbeitsgelegenheit"
    SGB2_16E = "sgb2_16e", "§ 16e SGB II Eingliederung von Langzeitleistungsbeziehenden"
    SGB2_16H = "sgb2_16h", "§ 16h SGB II schwer zu erreichende junge Menschen"
    SGB2_16I = "sgb2_16i", "§ 16i SGB II Teilhabe am Arbeitsmarkt"
    SGB3_76 = "sgb3_76", "§ 16 Abs. 1 SGB II mit § 76 SGB III außerbetriebliche Ausbildung"
    SGB2_16K = "sgb2_16k", "§ 16k SGB II ganzheitliche Betreuung"
    SGB3_45 = "sgb3_45", "§ 16 Abs. 1 SGB II mit § 45 SGB III Aktivierung und Vorbereitung"
    SGB3_51 = "sgb3_51", "§ 51 SGB III Berufsvorbereitung (nur Agentur für Arbeit)"
    SGB3_54A = "sgb3_54a", "§ 16 Abs. 1 SGB II mit § 54a SGB III Einstiegsqualifizierung"
    NOT_STATED = "not_stated", "in der Vereinbarung nicht genannt"
    REHAPRO = "rehapro", "§ 11 SGB IX rehapro"


class EmployerKind(models.TextChoices):
    PRIVATE = "private", "Betrieb"
    NON_PROFIT = "non_profit", "gemeinnützig"
    CITY = "city", "Amt der Stadt"
    COMPANY = "company", "städtisches Unternehmen"


class PotKind(models.TextChoices):
    COUNTING = "counting", "zählt nur"
    CAPPING = "capping", "Obergrenze"


class PotMeasure(models.TextChoices):
    STOCK = "stock", "wer gerade da ist"
    CUMULATIVE = "cumulative", "alle Aufnahmen"


class Pot(models.Model):
    """Places seen together: what was agreed, or what was granted. Pots lie in each other (620 ⊃ 210; 102 ⊃ 12, 18)."""

    key = models.SlugField("Schlüssel", max_length=80, unique=True)
    title = models.CharField("Name", max_length=200)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    kind = models.CharField("Wirkung", max_length=8, choices=PotKind)
    measure = models.CharField("Zählweise", max_length=10, choices=PotMeasure, default=PotMeasure.STOCK)
    project = models.SlugField("Projekt der Vereinbarung", max_length=80, blank=True)

    class Meta:
        ordering: ClassVar = ["key"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(parent=F("id")), name="pot_not_in_itself"),
        ]

    def __str__(self) -> str:
        return self.title


class PotLimit(models.Model):
    """From this day on the pot holds so many places. The history stays: a cut is a new row."""

    pot = models.ForeignKey(Pot, on_delete=models.CASCADE, related_name="limits")
    since = models.DateField("Seit")
    places = models.PositiveIntegerField("Plätze")
    source = models.CharField("Quelle oder Beschluss", max_length=300)

    class Meta:
        ordering: ClassVar = ["pot", "since"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["pot", "since"], name="one_pot_limit_a_day")]

    def __str__(self) -> str:
        return f"{self.pot}: {self.places} ab {self.since:%d.%m.%Y}"


class PlaceGroup(models.Model):
    """Places of one measure at one provider with one legal basis. Its capacity is a hard cap."""

    key = models.SlugField("Schlüssel", max_length=80, unique=True)
    title = models.CharField("Name", max_length=200)
    # By key, since the agreement stands above the inventory.
    project = models.SlugField("Projekt der Vereinbarung", max_length=80, blank=True)
    provider = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="place_groups")
    legal_basis = models.CharField("Rechtsgrundlage", max_length=10, choices=LegalBasis)
    occupation = models.CharField("Tätigkeit oder Beruf", max_length=200, blank=True)
    theme = models.CharField("Thema", max_length=20, blank=True)
    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, null=True, blank=True, related_name="groups")
    offer = models.ForeignKey(
        "offers.Offer", on_delete=models.SET_NULL, null=True, blank=True, related_name="place_groups"
    )
    employer = models.CharField("Arbeitgeber", max_length=200, blank=True)
    employer_kind = models.CharField("Art des Arbeitgebers", max_length=10, choices=EmployerKind, blank=True)
    supervision = models.CharField("Anleitung", max_length=200, blank=True)
    months = models.PositiveSmallIntegerField("Dauer in Monaten", null=True, blank=True)
    hours_per_week = models.PositiveSmallIntegerField("Stunden in der Woche", null=True, blank=True)
    age_from = models.PositiveSmallIntegerField("Alter ab", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("Alter bis", null=True, blank=True)
    smallest = models.PositiveSmallIntegerField("Kleinste Gruppe", null=True, blank=True)
    next_start_on = models.DateField("Nächster Einstieg", null=True, blank=True)
    cost_per_month = models.DecimalField(
        "Kosten je Platz und Monat", max_digits=9, decimal_places=2, null=True, blank=True
    )
    municipal = models.BooleanField("Mit Geld der Stadt", default=False)
    site = models.CharField("Ort", max_length=200, blank=True)
    district = models.PositiveSmallIntegerField("Stadtbezirk", null=True, blank=True)
    health_advice = models.CharField("Gesundheitsberatung", max_length=200, blank=True)
    starts_on = models.DateField("Beginn")
    ends_on = models.DateField("Ende", null=True, blank=True)
    is_demo = models.BooleanField("Demo", default=False)

    class Meta:
        ordering: ClassVar = ["project", "title"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="place_group_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=Q(district=None) | Q(district__lte=9), name="place_group_in_a_district"),
        ]
        indexes: ClassVar = [models.Index(fields=["legal_basis", "project"], name="place_group_counted")]

    def __str__(self) -> str:
        return self.title


class Capacity(models.Model):
    """From this day on the group has so many places."""

    group = models.ForeignKey(PlaceGroup, on_delete=models.CASCADE, related_name="capacities")
    since = models.DateField("Seit")
    places = models.PositiveIntegerField("Plätze")
    source = models.CharField("Quelle", max_length=300)

    class Meta:
        ordering: ClassVar = ["group", "-since"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["group", "since"], name="one_capacity_a_day")]

    def __str__(self) -> str:
        return f"{self.group}: {self.places} seit {self.since:%d.%m.%Y}"


class Payer(models.TextChoices):
    FEDERAL = "federal", "Bund (über das Jobcenter)"
    CITY = "city", "Stadt"
    LAND = "land", "Land oder ESF"
    EMPLOYER = "employer", "Arbeitgeber"
    OTHER = "other", "andere"


class FundingShare(models.Model):
    """From this month on the payer carries so much of the cost of one place a month, in percent."""

    group = models.ForeignKey(PlaceGroup, on_delete=models.CASCADE, related_name="funding")
    payer = models.CharField("Wer zahlt", max_length=8, choices=Payer)
    since = models.DateField("Seit (Monat)")
    percent = models.DecimalField("Anteil in Prozent", max_digits=5, decimal_places=2)
    source = models.CharField("Quelle", max_length=300)

    class Meta:
        ordering: ClassVar = ["group", "since", "payer"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["group", "payer", "since"], name="one_funding_share_a_month"),
            models.CheckConstraint(
                condition=Q(percent__gte=0) & Q(percent__lte=100), name="funding_share_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_payer_display()}: {self.percent} %"


class Allotment(models.Model):
    """Money granted for a pot or a budget line over a time; more than that is never committed."""

    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="allotments")
    payer = models.CharField("Wer zahlt", max_length=8, choices=Payer)
    begins_on = models.DateField("Von")
    ends_on = models.DateField("Bis")
    amount = models.DecimalField("Betrag in Euro", max_digits=12, decimal_places=2)
    source = models.CharField("Bescheid oder Beschluss", max_length=300)

    class Meta:
        ordering: ClassVar = ["pot", "begins_on"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("begins_on")), name="allotment_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="allotment_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.pot}: {self.amount} Euro bis {self.ends_on:%d.%m.%Y}"


class PaperKind(models.TextChoices):
    CONTRACT = "contract", "Vertrag"
    CERTIFICATE = "certificate", "Zulassung (AZAV)"
    PROOF_OF_USE = "proof_of_use", "Verwendungsnachweis"
    MONTHLY_REPORT = "monthly_report", "Monatsbericht"


class ProviderPaper(models.Model):
    """A contract or certificate with its validity, or something a provider owes by a day (proof of use, monthly report)."""

    organisation = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="papers")
    group = models.ForeignKey(PlaceGroup, on_delete=models.CASCADE, null=True, blank=True, related_name="papers")
    kind = models.CharField("Art", max_length=14, choices=PaperKind)
    title = models.CharField("Bezeichnung", max_length=200)
    valid_from = models.DateField("Gilt ab oder Zeitraum von", null=True, blank=True)
    valid_until = models.DateField("Gilt bis oder Zeitraum bis", null=True, blank=True)
    due_on = models.DateField("Fällig am", null=True, blank=True)
    submitted_on = models.DateField("Eingegangen am", null=True, blank=True)
    amount = models.DecimalField("Betrag in Euro", max_digits=12, decimal_places=2, null=True, blank=True)
    note = models.CharField("Hinweis", max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["organisation", "kind", "valid_until", "due_on"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="provider_paper_ends_after_it_begins",
            ),
            models.UniqueConstraint(
                fields=["group", "kind", "valid_from"],
                condition=Q(kind="monthly_report"),
                name="one_monthly_report_a_month",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CutStatus(models.TextChoices):
    SIMULATED = "simulated", "durchgerechnet"
    DECIDED = "decided", "beschlossen"
    DROPPED = "dropped", "verworfen"


class Cut(models.Model):
    """Fewer places in a pot from a day on: first as a simulation, then as a decision. What falls is kept as it was computed."""

    pot = models.ForeignKey(Pot, on_delete=models.PROTECT, related_name="cuts")
    since = models.DateField("Ab")
    places = models.PositiveIntegerField("Neue Zahl der Plätze")
    status = models.CharField("Stand", max_length=9, choices=CutStatus, default=CutStatus.SIMULATED)
    result = models.JSONField("Ergebnis")
    made_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("Gerechnet")
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("Beschlossen", null=True, blank=True)
    reason = models.CharField("Grundlage", max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.pot}: {self.places} ab {self.since:%d.%m.%Y}"


class NeedStatus(models.TextChoices):
    OPEN = "open", "offen"
    MATCHED = "matched", "Hände gefunden"
    DONE = "done", "erledigt"
    WITHDRAWN = "withdrawn", "zurückgezogen"


class HandsNeed(models.Model):
    """A department of the city needs hands: task, site, weeks, skills (R8)."""

    submission = models.UUIDField(unique=True)
    department = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="needs")
    project = models.SlugField("Projekt der Vereinbarung", max_length=80, blank=True)
    task = models.CharField("Aufgabe", max_length=200)
    site = models.CharField("Ort", max_length=200, blank=True)
    district = models.PositiveSmallIntegerField("Stadtbezirk", null=True, blank=True)
    starts_on = models.DateField("Ab")
    weeks = models.PositiveSmallIntegerField("Wochen")
    hands = models.PositiveSmallIntegerField("Wie viele Menschen")
    skills = models.CharField("Was man können sollte", max_length=300, blank=True)
    status = models.CharField("Stand", max_length=9, choices=NeedStatus, default=NeedStatus.OPEN)
    posted_on = models.DateField("Gemeldet am")
    contact_user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["starts_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(weeks__gte=1) & Q(hands__gte=1), name="need_has_weeks_and_hands"),
            models.CheckConstraint(condition=Q(district=None) | Q(district__lte=9), name="need_in_a_district"),
        ]

    def __str__(self) -> str:
        return self.task


class Deployment(models.Model):
    """A group lends so many hands to a need."""

    need = models.ForeignKey(HandsNeed, on_delete=models.PROTECT, related_name="deployments")
    group = models.ForeignKey(PlaceGroup, on_delete=models.PROTECT, related_name="deployments")
    hands = models.PositiveSmallIntegerField("Menschen")
    agreed_on = models.DateField("Vereinbart am")
    ended_on = models.DateField("Beendet am", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["need", "group"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["need", "group"], name="one_deployment_of_a_group"),
            models.CheckConstraint(condition=Q(hands__gte=1), name="deployment_has_hands"),
        ]

    def __str__(self) -> str:
        return f"{self.hands} für {self.need}"


class HoursDelivered(models.Model):
    """Hours of work delivered in a week, by all hands together."""

    deployment = models.ForeignKey(Deployment, on_delete=models.CASCADE, related_name="hours")
    week = models.DateField("Woche ab Montag")
    hours = models.DecimalField("Stunden", max_digits=7, decimal_places=2)
    recorded_on = models.DateField("Eingetragen am")

    class Meta:
        ordering: ClassVar = ["deployment", "week"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deployment", "week"], name="hours_of_a_week_once"),
            models.CheckConstraint(condition=Q(hours__gte=0), name="hours_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.hours} Stunden ab {self.week:%d.%m.%Y}"
