"""Place groups with their numbers of places, many at once."""

from __future__ import annotations

from collections.abc import Collection
from itertools import batched

from talachse.offers.models import PlaceGroup

CHUNK = 500


def groups_by_key(keys: Collection[str]) -> dict[str, PlaceGroup]:
    """Groups with provider and capacities; two queries for each 500."""
    found: dict[str, PlaceGroup] = {}
    for chunk in batched(sorted(keys), CHUNK, strict=False):
        groups = PlaceGroup.objects.filter(key__in=chunk).select_related("provider").prefetch_related("capacities")
        found |= {group.key: group for group in groups}
    return found


def groups_by_title(titles: Collection[str]) -> dict[str, list[PlaceGroup]]:
    """Groups with one of these names, several where a name is not clear."""
    found: dict[str, list[PlaceGroup]] = {}
    for chunk in batched(sorted(titles), CHUNK, strict=False):
        for group in PlaceGroup.objects.filter(title__in=chunk).prefetch_related("capacities"):
            found.setdefault(group.title, []).append(group)
    return found


def all_groups() -> list[PlaceGroup]:
    """Every group by key with provider and capacities; two queries."""
    return list(PlaceGroup.objects.select_related("provider").prefetch_related("capacities").order_by("key"))
