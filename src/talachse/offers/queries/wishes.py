"""Reading lists of wishes: by code for whom they belong to, by marker for companies, all together for a round."""

from __future__ import annotations

import datetime as dt
import hmac
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from talachse.intake.queries import normalise_code
from talachse.offers import live
from talachse.offers.models import Applicant, Posting, Wish
from talachse.offers.queries.apprenticeships import open_postings
from talachse.rules.apprenticeships import marker


def applicant(pk: int | None) -> Applicant | None:
    """The list a browser has opened."""
    return Applicant.objects.select_related("request").filter(pk=pk).first() if pk else None


def by_code(code: str) -> Applicant | None:
    """The list this code opens; spaces, hyphens and case do not matter."""
    plain = normalise_code(code)
    found = Applicant.objects.filter(code=plain).first() if plain else None
    return found if found is not None and hmac.compare_digest(found.code, plain) else None


@dataclass(frozen=True, slots=True)
class ListedWish:
    """One line of a list: is the place still there, and does the company want to meet."""

    wish: Wish
    is_open: bool
    invited: bool


def wishes_of(owner: Applicant, *, on: dt.date) -> list[ListedWish]:
    """The wishes in their order, with what came of the last round."""
    wishes = list(owner.wishes.select_related("posting__company").order_by("rank", "pk"))
    still = set(open_postings(on=on).filter(pk__in=[w.posting_id for w in wishes]).values_list("pk", flat=True))
    invited = live.count("invited", [owner.pk], on=on).get(owner.pk)
    return [ListedWish(w, w.posting_id in still, w.posting_id == invited) for w in wishes]


def is_on_list(owner: Applicant | None, posting: Posting) -> bool:
    """The posting is one of the wishes."""
    return owner is not None and owner.wishes.filter(posting=posting).exists()


@dataclass(frozen=True, slots=True)
class Interested:
    """Whoever would like a posting, as its company sees them: a marker, and what the company said."""

    wish_id: int
    marker: str
    rank: int | None
    declined: bool
    invited: bool


def interested_in(posting: Posting, *, on: dt.date) -> list[Interested]:
    """Everybody who has the posting on a list; in the order of the marker, which says nothing. Without what they like more."""
    rows = Wish.objects.filter(posting=posting, applicant__left_on=None).values_list(
        "pk", "applicant_id", "company_rank", "company_declined"
    )
    found = list(rows.order_by("pk"))
    invited = live.count("invited", [owner for _, owner, _, _ in found], on=on)
    lines = [
        Interested(pk, marker(owner), rank, bool(declined), invited.get(owner) == posting.pk)
        for pk, owner, rank, declined in found
    ]
    return sorted(lines, key=lambda line: line.marker)


def wishes_for_company(posting: Posting, ids: Collection[int]) -> QuerySet[Wish]:
    """Wishes for this posting of people who are still looking."""
    return Wish.objects.filter(posting=posting, pk__in=ids, applicant__left_on=None)


@dataclass(frozen=True, slots=True)
class RoundWish:
    """One wish as a round needs it: markers and numbers only."""

    marker: str
    posting: int
    rank: int
    company_rank: int | None
    company_declined: bool


@dataclass(frozen=True, slots=True)
class RoundPosting:
    """One open posting as a round needs it."""

    pk: int
    company: int
    label: str
    places: int


def for_round(*, on: dt.date) -> tuple[list[RoundPosting], list[RoundWish]]:
    """Open postings, and wishes for them of everybody who is still looking; two queries."""
    postings = [
        RoundPosting(p.pk, p.company_id, f"{p.occupation}, {p.company.name}", p.places) for p in open_postings(on=on)
    ]
    rows = (
        Wish.objects.filter(
            Q(applicant__left_on=None) | Q(applicant__left_on__gt=on), posting__in=[p.pk for p in postings]
        )
        .order_by("applicant_id", "rank", "pk")
        .values_list("applicant_id", "posting_id", "rank", "company_rank", "company_declined")
    )
    wishes = [
        RoundWish(marker(owner), posting, rank, met, bool(declined)) for owner, posting, rank, met, declined in rows
    ]
    return postings, wishes
