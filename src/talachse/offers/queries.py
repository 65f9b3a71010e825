"""Reading the inventory of places on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from talachse.offers.models import Capacity, PlaceGroup


def group_filter(
    *,
    legal_bases: Collection[str] | None = None,
    project: str | None = None,
    theme: str | None = None,
    municipal: bool | None = None,
    prefix: str = "",
) -> Q:
    """The groups a figure speaks of, as a condition; ``prefix`` leads from another table to the group."""
    wanted: dict[str, Any] = {}
    if legal_bases is not None:
        wanted["legal_basis__in"] = list(legal_bases)
    if project is not None:
        wanted["project"] = project
    if theme is not None:
        wanted["theme"] = theme
    if municipal is not None:
        wanted["municipal"] = municipal
    return Q(**{prefix + name: value for name, value in wanted.items()})


def groups_on(on: dt.date) -> QuerySet[PlaceGroup]:
    """Groups that exist on the day, each with ``places``: its capacity then."""
    capacity = Capacity.objects.filter(group=OuterRef("pk"), since__lte=on).order_by("-since").values("places")[:1]
    return (
        PlaceGroup.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)
        .annotate(places=Coalesce(Subquery(capacity), 0))
        .select_related("provider")
    )


def places_offered(
    *,
    on: dt.date,
    legal_bases: Collection[str] | None = None,
    project: str | None = None,
    theme: str | None = None,
    municipal: bool | None = None,
) -> int:
    """Places on the day, occupied or not."""
    condition = group_filter(legal_bases=legal_bases, project=project, theme=theme, municipal=municipal)
    total = groups_on(on).filter(condition).aggregate(n=Sum("places"))["n"]
    return int(total or 0)


def groups_of(organisations: Collection[int], *, on: dt.date) -> QuerySet[PlaceGroup]:
    """The groups of some providers on the day."""
    return groups_on(on).filter(provider__in=organisations).order_by("title")


def group_by_key(key: str) -> PlaceGroup | None:
    """One group."""
    return PlaceGroup.objects.filter(key=key).first()


def group_of(organisations: Collection[int], key: str) -> PlaceGroup | None:
    """One group, only for its provider."""
    return PlaceGroup.objects.filter(key=key, provider__in=organisations).first()


def lock_group(pk: int) -> PlaceGroup:
    """One group, locked until the transaction ends: two people cannot take its last place."""
    return PlaceGroup.objects.select_for_update().get(pk=pk)


def capacity_of(group: PlaceGroup, on: dt.date) -> int:
    """Places of a group on the day; none outside its time."""
    if on < group.starts_on or (group.ends_on is not None and on > group.ends_on):
        return 0
    found = group.capacities.filter(since__lte=on).order_by("-since").first()
    return found.places if found else 0


def has_groups(*, on: dt.date) -> bool:
    """Somebody has entered places that existed by the day."""
    return PlaceGroup.objects.filter(starts_on__lte=on).exists()
