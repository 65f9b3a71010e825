"""Reading postings of apprenticeships."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from talachse.intake.queries import requests_by_reference
from talachse.offers.models import Event, Posting, Seat, Wish
from talachse.rules.districts import district_distance
from talachse.rules.search import plain_words

FAR = 99


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
class Wanted:
    """What somebody looks for; nothing set means: everything. ``district`` sorts near places first, it hides none."""

    occupation: str = ""
    words: tuple[str, ...] = ()
    district: int | None = None
    year: int | None = None


def search_postings(wanted: Wanted, *, on: dt.date) -> list[Posting]:
    """Open postings that fit, near ones first; one query."""
    found = [posting for posting in open_postings(on=on) if _fits(posting, wanted)]
    if wanted.district is None:
        return found
    home = wanted.district
    # Python sorts stably: equally near ones keep their order by day.
    return sorted(found, key=lambda p: FAR if p.district is None else district_distance(home, p.district))


def _fits(posting: Posting, wanted: Wanted) -> bool:
    if wanted.occupation and posting.occupation != wanted.occupation:
        return False
    if wanted.year is not None and posting.starts_on.year != wanted.year:
        return False
    if not wanted.words:
        return True
    text = " ".join(plain_words(f"{posting.occupation} {posting.text} {posting.company.name} {posting.site}"))
    return all(word in text for word in wanted.words)


# Name of a filter in the address: what it is when it is not set.
FILTERS: Mapping[str, dict[str, Any]] = {"q": {"words": ()}, "beruf": {"occupation": ""}, "jahr": {"year": None}}


def filters_set(wanted: Wanted) -> list[str]:
    """Filters that narrow the search, by their name in the address."""
    return [name for name, empty in FILTERS.items() if replace(wanted, **empty) != wanted]


def counter_without(wanted: Wanted, *, on: dt.date) -> Callable[[Sequence[str]], int]:
    """Says how many postings there would be without some of the filters; one query, however often it is asked."""
    postings = list(open_postings(on=on))

    def count_without(names: Sequence[str]) -> int:
        wider = wanted
        for name in names:
            wider = replace(wider, **FILTERS[name])
        return sum(_fits(posting, wider) for posting in postings)

    return count_without


def choices(*, on: dt.date) -> tuple[list[str], list[int]]:
    """Occupations and years of beginning among the open postings; one query."""
    rows = list(open_postings(on=on).order_by("occupation").values_list("occupation", "starts_on"))
    return list(dict.fromkeys(occupation for occupation, _ in rows)), sorted({day.year for _, day in rows})


@dataclass(frozen=True, slots=True)
class PostingWithInterest:
    """An own posting, how many young people have asked for it, and how many of their lists it is on."""

    posting: Posting
    asked: int
    wished: int

    @property
    def interested(self) -> int:
        return self.asked + self.wished


def postings_of(organisations: Collection[int]) -> QuerySet[Posting]:
    """Postings of the own company, the newest first."""
    return Posting.objects.filter(company__in=organisations).order_by("-posted_on", "-pk")


def with_interest(postings: QuerySet[Posting], *, on: dt.date) -> list[PostingWithInterest]:
    """These postings with counts of interest, never persons; three queries."""
    counts = requests_by_reference("posting:", on=on)
    found = list(postings)
    wished = dict(
        Wish.objects.filter(posting__in=[p.pk for p in found], applicant__left_on=None)
        .order_by()
        .values_list("posting")
        .annotate(n=Count("pk"))
    )
    return [PostingWithInterest(p, counts.get(f"posting:{p.pk}", 0), wished.get(p.pk, 0)) for p in found]


def posting_of(organisations: Collection[int], pk: int) -> Posting | None:
    """One posting, only for its company."""
    return Posting.objects.select_related("company").filter(pk=pk, company__in=organisations).first()


def apprenticeships_offered(*, on: dt.date) -> tuple[int, int]:
    """(open places in companies, wishes for them until the day): counts for the steering."""
    places = open_postings(on=on).aggregate(n=Sum("places"))["n"]
    wished = Wish.objects.filter(applicant__since__lte=on).count()
    return int(places or 0), sum(requests_by_reference("posting:", on=on).values()) + wished


def has_postings(*, on: dt.date) -> bool:
    """Somebody has ever posted an apprenticeship until the day."""
    return Posting.objects.filter(posted_on__lte=on).exists()


@dataclass(frozen=True, slots=True)
class Campaign:
    """What the campaign's page counts, live."""

    places: int
    companies: int
    events: int
    interested: int


def campaign(*, now: dt.datetime, on: dt.date) -> Campaign:
    """Open apprenticeships and their companies, events ahead, people who have shown interest and have not left."""
    totals = open_postings(on=on).order_by().aggregate(places=Sum("places"), companies=Count("company", distinct=True))
    lists = Wish.objects.filter(applicant__left_on=None).aggregate(n=Count("applicant", distinct=True))["n"]
    return Campaign(
        places=int(totals["places"] or 0),
        companies=totals["companies"],
        events=Event.objects.filter(starts_at__gt=now, cancelled_at=None).count(),
        interested=lists + sum(requests_by_reference("posting:", on=on).values()),
    )


# --- counts for the steering -------------------------------------------------------------------------------------


def _seats(on: dt.date, project: str | None) -> QuerySet[Seat]:
    return Seat.objects.filter(**({"event__project": project} if project else {}))


def has_events(*, on: dt.date, project: str | None = None) -> bool:
    """An event has ever taken place, or seats of one have been taken, until the day."""
    return events_held(on=on, project=project) > 0 or _seats(on, project).filter(taken_at__date__lte=on).exists()


def events_held(*, on: dt.date, project: str | None = None) -> int:
    """Events that had ended by the day and were not cancelled."""
    found = Event.objects.filter(ends_at__date__lte=on, cancelled_at=None)
    return (found.filter(project=project) if project else found).count()


def seats_taken(*, on: dt.date, project: str | None = None) -> int:
    """People who held a seat on the day, over all events ever; who gave it back before does not count."""
    held = Q(given_back_at=None) | Q(given_back_at__date__gt=on)
    return _seats(on, project).filter(held, taken_at__date__lte=on).aggregate(n=Sum("people"))["n"] or 0


def people_who_came(*, on: dt.date, project: str | None = None) -> int:
    """People who checked in at an event until the day."""
    return _seats(on, project).filter(came_at__date__lte=on).aggregate(n=Sum("people"))["n"] or 0
