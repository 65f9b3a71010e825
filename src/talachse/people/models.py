"""A person as placing needs them: name, birth date, a way to reach them, the zone that knows them, and facts with proofs."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Zone(models.TextChoices):
    """The office that carries the statute is the controller (§ 67 Abs. 4 SGB X); a record belongs to one."""

    SGB2 = "sgb2", "Jobcenter (SGB II)"
    SGB8 = "sgb8", "Jugendamt (SGB VIII)"
    SGB12 = "sgb12", "Sozialamt (SGB XII)"


class Sex(models.TextChoices):
    FEMALE = "f", "weiblich"
    MALE = "m", "männlich"
    DIVERSE = "d", "divers"


class NationalityGroup(models.TextChoices):
    """Wide groups, for the fairness report only."""

    GERMAN = "german", "deutsch"
    EU = "eu", "EU"
    REFUGE = "refuge", "Herkunftsland mit Fluchthintergrund"
    OTHER = "other", "anderes Land"


class Person(models.Model):
    """Somebody an office looks after. ``code`` is what providers and the steering know of them."""

    code = models.CharField("Code", max_length=12, unique=True)
    name = models.CharField("Name", max_length=120)
    born_on = models.DateField("Geburtsdatum")
    contact = models.CharField("Erreichbar unter", max_length=254, blank=True)
    zone = models.CharField("Zuständig", max_length=5, choices=Zone)
    # The file number in the office's own case system: so that nobody types twice what it knows.
    file_number = models.CharField("Aktenzeichen", max_length=40, blank=True)
    sex = models.CharField("Geschlecht", max_length=1, choices=Sex, blank=True)
    nationality_group = models.CharField(
        "Gruppe der Staatsangehörigkeit", max_length=6, choices=NationalityGroup, blank=True
    )
    district = models.PositiveSmallIntegerField("Stadtbezirk", null=True, blank=True)
    wishes = models.CharField("Was die Person möchte und kann", max_length=300, blank=True)
    hours_per_week = models.PositiveSmallIntegerField("Stunden in der Woche", null=True, blank=True)
    entered_on = models.DateField("Eingetragen am")
    is_demo = models.BooleanField("Erfunden (Demo)", default=False)

    class Meta:
        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["zone", "file_number"], condition=~Q(file_number=""), name="person_file_number_once"
            ),
            models.CheckConstraint(condition=Q(district=None) | Q(district__lte=9), name="person_in_a_district"),
        ]

    def __str__(self) -> str:
        return self.code


class Fact(models.Model):
    """What a decision needs to know of a person (a key of ``rules.placement.eligibility``), with its proof and its day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="facts")
    key = models.CharField("Angabe", max_length=60)
    value = models.JSONField("Wert")
    proof = models.CharField("Nachweis", max_length=200, blank=True)
    as_of = models.DateField("Stand")

    class Meta:
        ordering: ClassVar = ["person", "key", "-as_of"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "key", "as_of"], name="fact_once_a_day")]

    def __str__(self) -> str:
        return f"{self.key} am {self.as_of:%d.%m.%Y}"
