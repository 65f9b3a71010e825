"""The directory: what a person can go to, when it is open, what it is about, who keeps the entry right."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

WEEKDAYS = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]


class OfferStatus(models.TextChoices):
    ACTIVE = "active", "gibt es"
    ENDED = "ended", "beendet"
    UNCLEAR = "unclear", "wird geprüft"


class Access(models.TextChoices):
    """How one gets in."""

    OPEN = "open", "einfach hingehen"
    APPOINTMENT = "appointment", "mit Termin"
    REGISTRATION = "registration", "mit Anmeldung"
    REFERRAL = "referral", "über Jobcenter, Schule oder Amt"


class Cost(models.TextChoices):
    FREE = "free", "kostenlos"
    FEE = "fee", "kostet etwas"


class Gender(models.TextChoices):
    """Whom an offer is for, where it is not for everybody."""

    WOMEN = "f", "Frauen und Mädchen"
    MEN = "m", "Männer und Jungen"
    QUEER = "q", "queere Menschen"


class Offer(models.Model):
    """Something a person can go to. Every entry says where it was read and when somebody last checked it."""

    key = models.SlugField("Schlüssel", max_length=80, unique=True)
    title = models.CharField("Name", max_length=200)
    kind = models.CharField("Art", max_length=80)
    summary = models.TextField("Was man dort macht", max_length=2000, blank=True)
    # The first theme; further ones are tags.
    theme = models.CharField("Thema", max_length=20)
    provider = models.CharField("Träger", max_length=200, blank=True)
    # Who keeps the entry right; empty: the editors of the directory.
    owner = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="offers"
    )
    phone = models.CharField("Telefon", max_length=40, blank=True)
    email = models.EmailField("E-Mail", blank=True)
    website = models.URLField("Internetseite", max_length=400, blank=True)
    address = models.CharField("Adresse", max_length=200, blank=True)
    # Empty: the whole city.
    district = models.PositiveSmallIntegerField("Stadtbezirk", null=True, blank=True)
    quarter = models.CharField("Quartier", max_length=80, blank=True)
    remote = models.BooleanField("Auch ohne hinzugehen (Telefon, Internet)", default=False)
    hours_note = models.CharField("Hinweis zu den Zeiten", max_length=200, blank=True)
    audience = models.CharField("Für wen", max_length=300, blank=True)
    age_from = models.PositiveSmallIntegerField("Alter ab", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("Alter bis", null=True, blank=True)
    school_year_from = models.PositiveSmallIntegerField("Schuljahr ab", null=True, blank=True)
    school_year_to = models.PositiveSmallIntegerField("Schuljahr bis", null=True, blank=True)
    gender = models.CharField("Nur für", max_length=1, choices=Gender, blank=True)
    care_level = models.PositiveSmallIntegerField("Pflegegrad ab", null=True, blank=True)
    access = models.CharField("Wie kommt man hinein", max_length=12, choices=Access, blank=True)
    barrier_free = models.BooleanField("Ohne Stufen", null=True, blank=True)
    cost = models.CharField("Kosten", max_length=4, choices=Cost, blank=True)
    cost_note = models.CharField("Hinweis zu den Kosten", max_length=200, blank=True)
    # Part of Bildung und Teilhabe that can pay for it (key of decisions.md); empty: none, or not known.
    but_component = models.CharField("Bezahlbar mit Bildung und Teilhabe", max_length=24, blank=True)
    legal_basis = models.CharField("Rechtsgrundlage", max_length=120, blank=True)
    pillar = models.CharField("Säule im Zentrum Zukunft", max_length=20, blank=True)
    # By key, since the agreement stands above the directory.
    project = models.SlugField("Projekt der Vereinbarung", max_length=80, blank=True)
    valid_from = models.DateField("Gibt es ab", null=True, blank=True)
    valid_until = models.DateField("Gibt es bis", null=True, blank=True)
    status = models.CharField("Stand", max_length=8, choices=OfferStatus, default=OfferStatus.ACTIVE)
    note = models.CharField("Hinweis", max_length=300, blank=True)
    source_url = models.URLField("Quelle", max_length=400, blank=True)
    checked_on = models.DateField("Zuletzt geprüft am")
    check_by = models.DateField("Nächste Prüfung bis")
    reminded_on = models.DateField("Erinnert am", null=True, blank=True)
    # Opens the page "still right" for whoever got the mail; made with the reminder, gone with the answer.
    renew_code = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    changed_at = models.DateTimeField("Geändert", default=timezone.now)
    # Lower case without umlauts: what the search compares. The name apart, since it counts more.
    words = models.TextField(editable=False)
    title_words = models.TextField(editable=False, default="")

    class Meta:
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(district=None) | Q(district__lte=9), name="offer_in_a_district"),
            models.CheckConstraint(condition=Q(check_by__gte=F("checked_on")), name="offer_checked_before_next"),
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_to__gte=F("age_from")),
                name="offer_ages_in_order",
                violation_error_message="Das Alter „bis“ liegt unter dem Alter „ab“.",
            ),
            models.CheckConstraint(
                condition=Q(school_year_from=None)
                | Q(school_year_to=None)
                | Q(school_year_to__gte=F("school_year_from")),
                name="offer_school_years_in_order",
                violation_error_message="Das Schuljahr „bis“ liegt unter dem Schuljahr „ab“.",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="offer_ends_after_it_begins",
                violation_error_message="Das Ende liegt vor dem Beginn.",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | ~Q(source_url=""),
                name="offer_has_keeper_or_source",
                violation_error_message="Ein Angebot hat jemanden, der es pflegt, oder eine Quelle.",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["title", "id"], name="offer_by_title"),
            # Everything that decides whether an entry is listed: counted by district without reading the entries.
            models.Index(fields=["district", "status", "check_by", "valid_from", "valid_until"], name="offer_counted"),
            models.Index(fields=["check_by"], name="offer_check_due"),
            models.Index(fields=["changed_at", "id"], name="offer_changed"),
        ]

    def __str__(self) -> str:
        return self.title


class TagKind(models.TextChoices):
    THEME = "theme", "Thema"
    SITUATION = "situation", "Lebenslage"
    LANGUAGE = "language", "Sprache"


class OfferTag(models.Model):
    """A further theme, a life situation or a language of an offer (keys of ``offers.vocabulary``)."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="tags")
    kind = models.CharField("Art", max_length=9, choices=TagKind)
    value = models.CharField("Wert", max_length=30)

    class Meta:
        ordering: ClassVar = ["offer", "kind", "value"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "value", "offer"], name="offer_tag_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"


class OpeningHours(models.Model):
    """Open on a weekday from a time to a time; until a time before that means: after midnight."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField("Wochentag", choices=list(enumerate(WEEKDAYS)))
    opens = models.TimeField("von")
    closes = models.TimeField("bis")

    class Meta:
        ordering: ClassVar = ["offer", "weekday", "opens"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offer", "weekday", "opens"], name="opening_hours_once"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="opening_hours_weekday"),
            models.CheckConstraint(condition=~Q(opens=F("closes")), name="opening_hours_last"),
        ]

    def __str__(self) -> str:
        return f"{WEEKDAYS[self.weekday]} {self.opens:%H:%M}–{self.closes:%H:%M}"


class OpeningException(models.Model):
    """On this day it is otherwise: closed, or open from a time to a time."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="exceptions")
    day = models.DateField("Tag")
    opens = models.TimeField("von", null=True, blank=True)
    closes = models.TimeField("bis", null=True, blank=True)
    note = models.CharField("Grund", max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["offer", "day"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offer", "day"], name="opening_exception_once"),
            models.CheckConstraint(
                condition=Q(opens=None, closes=None) | Q(opens__isnull=False, closes__isnull=False),
                name="opening_exception_closed_or_times",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}: {'geschlossen' if self.opens is None else f'{self.opens:%H:%M}'}"


class ChangeStatus(models.TextChoices):
    WAITING = "waiting", "wartet auf eine zweite Person"
    ACCEPTED = "accepted", "übernommen"
    RETURNED = "returned", "zurückgegeben"


class OfferChange(models.Model):
    """A change of a sensitive entry that a second person looks at before everybody reads it."""

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, null=True, blank=True, related_name="changes")
    owner = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    data = models.JSONField("Inhalt")
    status = models.CharField("Stand", max_length=8, choices=ChangeStatus, default=ChangeStatus.WAITING)
    submitted_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField("Eingereicht")
    decided_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField("Entschieden", null=True, blank=True)
    note = models.CharField("Hinweis", max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["submitted_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("submitted_by")),
                name="offer_change_four_eyes",
                violation_error_message="Eine zweite Person muss entscheiden.",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_at=None) | (~Q(status="waiting") & Q(decided_at__isnull=False)),
                name="offer_change_decided_once",
            ),
        ]

    def __str__(self) -> str:
        return f"Änderung {self.pk}: {self.status}"


class SavedSearch(models.Model):
    """Somebody wants a mail when something new fits. Confirmed by the mail itself (double opt-in), ends by itself."""

    email = models.EmailField("E-Mail")
    # The choices of the search as in its address, without the page.
    query = models.CharField("Suche", max_length=300)
    language = models.CharField("Sprache", max_length=8, default="de")
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asked_at = models.DateTimeField("Angefragt")
    confirmed_at = models.DateTimeField("Bestätigt", null=True, blank=True)
    expires_on = models.DateField("Endet am", db_index=True)
    sent_until = models.DateTimeField("Benachrichtigt bis", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["email", "query"], name="saved_search_once")]

    def __str__(self) -> str:
        return f"Gemerkte Suche {self.pk}"


class EmptySearch(models.Model):
    """How often a search found nothing in a month: shows what is missing. Counts, never who asked."""

    month = models.DateField("Monat")
    words = models.CharField("Suchwörter", max_length=120)
    filters = models.CharField("Filter", max_length=200, blank=True)
    times = models.PositiveIntegerField("Wie oft", default=0)

    class Meta:
        ordering: ClassVar = ["-month", "-times", "words"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "words", "filters"], name="empty_search_once_a_month")
        ]

    def __str__(self) -> str:
        return f"{self.words}: {self.times}"


class PeopleInDistrict(models.Model):
    """How many people of an audience live in a district: the need that offers are compared with."""

    district = models.PositiveSmallIntegerField("Stadtbezirk")
    audience = models.CharField("Für wen", max_length=20)
    as_of = models.DateField("Stichtag")
    people = models.PositiveIntegerField("Menschen")
    source = models.CharField("Quelle", max_length=300)

    class Meta:
        ordering: ClassVar = ["audience", "district", "-as_of"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["audience", "district", "as_of"], name="people_in_district_once"),
            models.CheckConstraint(condition=Q(district__lte=9), name="people_in_a_district"),
        ]

    def __str__(self) -> str:
        return f"{self.audience} in Bezirk {self.district}: {self.people}"
