"""Apprenticeships: postings of companies, events, and who would like what, with nearly no data."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q


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


class Applicant(models.Model):
    """A young person who looks for an apprenticeship without an account: a code, a nickname, a way back."""

    code = models.CharField("Code", max_length=12, unique=True)
    nickname = models.CharField("Spitzname", max_length=60, blank=True)
    request = models.OneToOneField(
        "intake.Request", on_delete=models.SET_NULL, null=True, blank=True, related_name="applicant"
    )
    school_year = models.PositiveSmallIntegerField("Schuljahr", null=True, blank=True)
    district = models.PositiveSmallIntegerField("Stadtbezirk", null=True, blank=True)
    since = models.DateField("Dabei seit")
    left_on = models.DateField("Nicht mehr dabei seit", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["since", "id"]

    def __str__(self) -> str:
        return self.code


class Wish(models.Model):
    """One posting a young person would like, in their order; and what the company says about meeting them."""

    applicant = models.ForeignKey(Applicant, on_delete=models.CASCADE, related_name="wishes")
    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="wishes")
    rank = models.PositiveSmallIntegerField("Reihenfolge")
    # The company's order of those it has met; empty: not ranked, 0 never.
    company_rank = models.PositiveSmallIntegerField("Reihenfolge des Betriebs", null=True, blank=True)
    company_declined = models.CharField("Absage des Betriebs", max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["applicant", "rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["applicant", "posting"], name="one_wish_for_a_posting"),
            models.CheckConstraint(condition=Q(rank__gte=1), name="wish_rank_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.applicant}: {self.posting}"


class Event(models.Model):
    """An evening at the company, a fair, an open workshop: with seats and a code at the door."""

    title = models.CharField("Name", max_length=200)
    organiser = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="events")
    project = models.SlugField("Projekt der Vereinbarung", max_length=80, blank=True)
    text = models.TextField("Worum es geht", max_length=2000, blank=True)
    place = models.CharField("Ort", max_length=200)
    district = models.PositiveSmallIntegerField("Stadtbezirk", null=True, blank=True)
    starts_at = models.DateTimeField("Beginn")
    ends_at = models.DateTimeField("Ende")
    seats = models.PositiveSmallIntegerField("Plätze")
    # Stands on the wall; who comes types it in.
    door_code = models.CharField("Code am Eingang", max_length=8)
    cancelled_at = models.DateTimeField("Abgesagt", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["starts_at", "id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="event_has_seats"),
        ]

    def __str__(self) -> str:
        return self.title


class Seat(models.Model):
    """A seat at an event, for a nickname; the code is the ticket."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="taken")
    submission = models.UUIDField(unique=True, default=uuid.uuid4)
    code = models.CharField("Code", max_length=12, unique=True)
    nickname = models.CharField("Spitzname", max_length=60, blank=True)
    people = models.PositiveSmallIntegerField("Personen", default=1)
    taken_at = models.DateTimeField("Reserviert")
    given_back_at = models.DateTimeField("Zurückgegeben", null=True, blank=True)
    came_at = models.DateTimeField("Gekommen", null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["taken_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(people__gte=1) & Q(people__lte=6), name="seat_for_some_people"),
        ]

    def __str__(self) -> str:
        return self.code
