"""The directory of offers, postings of apprenticeships, and the inventory of places behind the measures."""

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
    NOT_STATED = "not_stated", "in der Vereinbarung nicht genannt"
    REHAPRO = "rehapro", "§ 11 SGB IX rehapro"


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


class OfferStatus(models.TextChoices):
    ACTIVE = "active", "gibt es"
    ENDED = "ended", "beendet"
    UNCLEAR = "unclear", "wird geprüft"


class Offer(models.Model):
    """Something a person can go to. Every entry says where it was read and when somebody last checked it."""

    key = models.SlugField("Schlüssel", max_length=80, unique=True)
    title = models.CharField("Name", max_length=200)
    kind = models.CharField("Art", max_length=80)
    theme = models.CharField("Thema", max_length=20)
    provider = models.CharField("Träger", max_length=200, blank=True)
    audience = models.CharField("Für wen", max_length=300, blank=True)
    address = models.CharField("Adresse", max_length=200, blank=True)
    # Empty: the whole city.
    district = models.PositiveSmallIntegerField("Stadtbezirk", null=True, blank=True)
    status = models.CharField("Stand", max_length=8, choices=OfferStatus, default=OfferStatus.ACTIVE)
    note = models.CharField("Hinweis", max_length=300, blank=True)
    source_url = models.URLField("Quelle", max_length=400)
    checked_on = models.DateField("Zuletzt geprüft am")
    check_by = models.DateField("Nächste Prüfung bis")
    # Lower case without umlauts: what the search compares.
    words = models.TextField(editable=False)

    class Meta:
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(district=None) | Q(district__lte=9), name="offer_in_a_district"),
            models.CheckConstraint(condition=Q(check_by__gte=F("checked_on")), name="offer_checked_before_next"),
        ]

    def __str__(self) -> str:
        return self.title


class Posting(models.Model):
    """A company offers apprenticeships. Open until it is withdrawn or its day has come."""

    submission = models.UUIDField(unique=True)
    company = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="postings")
    occupation = models.CharField("Beruf", max_length=200)
    places = models.PositiveSmallIntegerField("Plätze")
    starts_on = models.DateField("Beginn")
    site = models.CharField("Ort", max_length=200, blank=True)
    district = models.PositiveSmallIntegerField("Stadtbezirk", null=True, blank=True)
    text = models.TextField("Was man dort macht", blank=True)
    posted_on = models.DateField("Gemeldet am")
    withdrawn_on = models.DateField("Zurückgezogen am", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["starts_on", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(places__gte=1), name="posting_has_places"),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("posted_on")), name="posting_withdrawn_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.occupation}, {self.company}"
