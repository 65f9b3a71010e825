"""Reading watched searches and what found nothing."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db.models import QuerySet, Sum

from talachse.offers.models import EmptySearch, SavedSearch
from talachse.rules.disclosure import GENERAL_THRESHOLD


def by_token(token: UUID, *, today: dt.date) -> SavedSearch | None:
    """The watched search behind a link of a mail; None when it has ended."""
    return SavedSearch.objects.filter(token=token, expires_on__gte=today).first()


def to_tell(*, today: dt.date) -> QuerySet[SavedSearch]:
    """Confirmed searches that still run."""
    return SavedSearch.objects.filter(confirmed_at__isnull=False, expires_on__gte=today).order_by("pk")


def empty_searches(*, since: dt.date) -> list[tuple[str, str, int]]:
    """(words, filters, how often) of what found nothing since the month, most often first; rare ones are not shown."""
    rows = (
        EmptySearch.objects.filter(month__gte=since)
        .values_list("words", "filters")
        .annotate(n=Sum("times"))
        .filter(n__gte=GENERAL_THRESHOLD)
        .order_by("-n", "words", "filters")
    )
    return [(words, filters, n) for words, filters, n in rows]
