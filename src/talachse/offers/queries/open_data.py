"""Reading offers for the open data: whole, in an order that stays while others write."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import QuerySet

from talachse.offers.models import Offer
from talachse.offers.queries.directory import Criteria, listed, matching
from talachse.offers.queries.places import groups_on


def fitting(criteria: Criteria, *, on: dt.date, changed_since: dt.datetime | None = None) -> QuerySet[Offer]:
    """Fitting offers by id: an entry keeps its place when it changes, a new one comes last."""
    found = matching(criteria, on=on)
    if changed_since is not None:
        found = found.filter(changed_at__gte=changed_since)
    return found.order_by("pk")


def with_places(*, on: dt.date) -> QuerySet[Offer]:
    """Offers that everybody may find and behind which there are places on the day, by id."""
    groups = groups_on(on).filter(offer__isnull=False).order_by().values("offer")
    return listed(on=on).filter(pk__in=groups).order_by("pk")


def some(offers: QuerySet[Offer], *, after: int, limit: int) -> tuple[list[Offer], int | None]:
    """The first offers behind an id, without their parts; (offers, id behind which it goes on, or None)."""
    rows = list(offers.filter(pk__gt=after)[: limit + 1])
    return rows[:limit], rows[limit - 1].pk if len(rows) > limit else None


def whole(offers: QuerySet[Offer]) -> QuerySet[Offer]:
    """With hours, exceptions, tags and owner: four queries, however many there are."""
    return offers.select_related("owner").prefetch_related("hours", "exceptions", "tags")


def latest_change(offers: Iterable[Offer]) -> dt.datetime | None:
    """When one of them changed last."""
    return max((offer.changed_at for offer in offers), default=None)


def findable(key: str, *, on: dt.date) -> bool:
    """Everybody may find the entry on the day."""
    return listed(on=on).filter(key=key).exists()
