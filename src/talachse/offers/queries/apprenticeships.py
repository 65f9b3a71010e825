"""Reading postings of apprenticeships."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet, Sum

from talachse.intake.queries import requests_by_reference
from talachse.offers.models import Posting


def open_postings(*, on: dt.date) -> QuerySet[Posting]:
    """Apprenticeships one can still ask for on the day: posted, not withdrawn, not begun."""
    return (
        Posting.objects.filter(Q(withdrawn_on=None) | Q(withdrawn_on__gt=on), posted_on__lte=on, starts_on__gte=on)
        .select_related("company")
        .order_by("starts_on", "occupation", "pk")
    )


def open_posting(pk: int, *, on: dt.date) -> Posting | None:
    """One posting that is open on the day."""
    return open_postings(on=on).filter(pk=pk).first()


@dataclass(frozen=True, slots=True)
class PostingWithInterest:
    """An own posting and how many young people have asked for it."""

    posting: Posting
    interested: int


def postings_of(organisations: Collection[int], *, on: dt.date) -> list[PostingWithInterest]:
    """Postings of the own company with counts of interest, never persons; two queries."""
    counts = requests_by_reference("posting:", on=on)
    found = Posting.objects.filter(company__in=organisations).order_by("-posted_on", "-pk")
    return [PostingWithInterest(p, counts.get(f"posting:{p.pk}", 0)) for p in found]


def posting_of(organisations: Collection[int], pk: int) -> Posting | None:
    """One posting, only for its company."""
    return Posting.objects.filter(pk=pk, company__in=organisations).first()


def apprenticeships_offered(*, on: dt.date) -> tuple[int, int]:
    """(open places in companies, wishes for them until the day): counts for the steering."""
    places = open_postings(on=on).aggregate(n=Sum("places"))["n"]
    return int(places or 0), sum(requests_by_reference("posting:", on=on).values())
