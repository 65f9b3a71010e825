"""The inventory of places: what a measure offers, where, on which legal basis, with which money."""

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
