"""Reading what wants to be kept right: own entries, waiting changes, entries that want a check."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from talachse.offers.models import ChangeStatus, Offer, OfferChange, OfferStatus, PeopleInDistrict
from talachse.offers.queries.directory import listed
from talachse.offers.vocabulary import AUDIENCES
from talachse.rules import offers as rules


@dataclass(frozen=True, slots=True)
class Kept:
    """An own entry with how fresh and how good it is."""

    offer: Offer
    freshness: rules.Freshness
    quality: rules.Quality
    waits: bool


def own_offers(organisations: Collection[int], *, on: dt.date) -> list[Kept]:
    """Entries of the own organisations, most urgent check first; four queries."""
    found = (
        Offer.objects.filter(owner__in=organisations)
        .select_related("owner")
        .prefetch_related("hours", "tags", "changes")
        .order_by("check_by", "title")
    )
    return [
        Kept(
            offer,
            rules.freshness(offer.check_by, on),
            quality_of(offer, on=on),
            any(change.status == ChangeStatus.WAITING for change in offer.changes.all()),
        )
        for offer in found
    ]


def quality_of(offer: Offer, *, on: dt.date) -> rules.Quality:
    """How well the entry helps, and what to do next. Hours and tags should be prefetched."""
    kinds = {tag.kind for tag in offer.tags.all()}
    return rules.quality(
        rules.OfferFacts(
            description=offer.summary,
            has_contact=bool(offer.phone or offer.email),
            has_place=bool(offer.address or offer.remote),
            has_hours=bool(offer.hours.all() or offer.hours_note),
            has_audience=bool(offer.audience),
            has_cost=bool(offer.cost),
            has_way_in=bool(offer.access),
            has_themes="situation" in kinds,
            has_languages="language" in kinds,
            has_access=offer.barrier_free is not None,
            is_checked=offer.check_by >= on,
        )
    )


def own_offer(organisations: Collection[int], key: str) -> Offer | None:
    """One entry, only for its organisation."""
    return (
        Offer.objects.filter(owner__in=organisations, key=key)
        .select_related("owner")
        .prefetch_related("hours", "exceptions", "tags")
        .first()
    )


def own_waiting(organisations: Collection[int]) -> QuerySet[OfferChange]:
    """Changes of the own organisations that wait or came back, newest first."""
    return (
        OfferChange.objects.filter(owner__in=organisations)
        .filter(Q(status=ChangeStatus.WAITING) | Q(status=ChangeStatus.RETURNED))
        .select_related("offer")
        .order_by("-submitted_at")[:20]
    )


def waiting_changes() -> QuerySet[OfferChange]:
    """Changes that wait for a second person, oldest first."""
    return (
        OfferChange.objects.filter(status=ChangeStatus.WAITING)
        .select_related("offer", "owner")
        .order_by("submitted_at", "pk")
    )


def change_by_pk(pk: int) -> OfferChange | None:
    """One change with its entry."""
    return (
        OfferChange.objects.select_related("offer", "owner")
        .prefetch_related("offer__hours", "offer__exceptions", "offer__tags")
        .filter(pk=pk)
        .first()
    )


def by_renew_code(code: UUID) -> Offer | None:
    """The entry behind the link of a reminder; None when it was used or replaced."""
    return Offer.objects.prefetch_related("hours", "exceptions", "tags").filter(renew_code=code).first()


def to_check(*, on: dt.date) -> QuerySet[Offer]:
    """Entries whose cycle has begun and that somebody keeps; the rule decides on each."""
    soon = rules.next_check(on)
    return Offer.objects.filter(
        owner__isnull=False, check_by__lte=soon, check_by__gte=rules.shown_if_check_by(on)
    ).exclude(status=OfferStatus.ENDED)


def unkept(*, on: dt.date) -> QuerySet[Offer]:
    """Entries that nobody keeps and that are due: the editors check them. Most urgent first."""
    return (
        Offer.objects.filter(owner=None, check_by__lt=on).exclude(status=OfferStatus.ENDED).order_by("check_by", "pk")
    )


def offers_by_district_and_audience(*, on: dt.date) -> Counter[tuple[str, str]]:
    """How many offers of each district are for each audience, by (district, audience); for the whole city is not in it."""
    counted: Counter[tuple[str, str]] = Counter()
    rows = listed(on=on).filter(district__isnull=False).values_list("district", "age_from", "age_to")
    for district, first, last in rows:
        for key, (_label, begins, ends) in AUDIENCES.items():
            if (first or 0) <= ends and (last if last is not None else 200) >= begins:
                counted[str(district), key] += 1
    return counted


def people_by_district_and_audience(*, on: dt.date) -> dict[tuple[str, str], int]:
    """The latest known number of people by (district, audience)."""
    rows = (
        PeopleInDistrict.objects.filter(as_of__lte=on).order_by("as_of").values_list("district", "audience", "people")
    )
    return {(str(district), audience): people for district, audience, people in rows}


def people_rows(*, on: dt.date) -> QuerySet[PeopleInDistrict]:
    """What is known of the people, newest first."""
    return PeopleInDistrict.objects.filter(as_of__lte=on).order_by("audience", "district", "-as_of")
