"""Reading the inventory of places on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from talachse.offers.models import Capacity, HoursDelivered, PlaceGroup


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


def groups_without_places_on(on: dt.date) -> QuerySet[PlaceGroup]:
    """Groups that exist on the day, as they are."""
    return PlaceGroup.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on)


def groups_on(on: dt.date) -> QuerySet[PlaceGroup]:
    """Groups that exist on the day, each with ``places``: its capacity then."""
    return _with_places(groups_without_places_on(on), on)


def _with_places(groups: QuerySet[PlaceGroup], on: dt.date) -> QuerySet[PlaceGroup]:
    capacity = Capacity.objects.filter(group=OuterRef("pk"), since__lte=on).order_by("-since").values("places")[:1]
    return groups.annotate(places=Coalesce(Subquery(capacity), 0)).select_related("provider")


def places_offered(
    *,
    on: dt.date,
    legal_bases: Collection[str] | None = None,
    project: str | None = None,
    theme: str | None = None,
    municipal: bool | None = None,
) -> int:
    """Places on the day, occupied or not."""
    condition = group_filter(
        legal_bases=legal_bases, project=project, theme=theme, municipal=municipal, prefix="group__"
    )
    exists = Q(group__starts_on__lte=on) & (Q(group__ends_on=None) | Q(group__ends_on__gte=on))
    known = Capacity.objects.filter(exists, condition, since__lte=on).order_by("since").values_list("group", "places")
    # The last capacity of each group is the one that holds.
    return sum(dict(known).values())


def groups_of(organisations: Collection[int], *, on: dt.date, ended_too: bool = False) -> QuerySet[PlaceGroup]:
    """The groups of some providers on the day; with ``ended_too`` also those that were there before."""
    found = _with_places(PlaceGroup.objects.filter(starts_on__lte=on), on) if ended_too else groups_on(on)
    return found.filter(provider__in=organisations).order_by("title")


def group_by_key(key: str) -> PlaceGroup | None:
    """One group."""
    return PlaceGroup.objects.filter(key=key).first()


def group_of(organisations: Collection[int], key: str) -> PlaceGroup | None:
    """One group, only for its provider."""
    return PlaceGroup.objects.filter(key=key, provider__in=organisations).first()


def bases_of(project: str) -> set[str]:
    """Legal bases of the groups of a project."""
    return set(PlaceGroup.objects.filter(project=project).order_by().values_list("legal_basis", flat=True).distinct())


def places_by_district(project: str, *, on: dt.date) -> dict[int, int]:
    """Places of a project on the day by district; what is for the whole city is not in it. One query."""
    found: dict[int, int] = defaultdict(int)
    for group in groups_on(on).filter(project=project, district__isnull=False):
        found[group.district or 0] += group.places  # type: ignore[attr-defined]
    return dict(found)


def groups_by_id(pks: Iterable[int]) -> list[PlaceGroup]:
    """Groups by their ids, in the order of the ids."""
    return list(PlaceGroup.objects.filter(pk__in=list(pks)).order_by("pk"))


def places_by_group(groups: Iterable[int] | None = None, *, on: dt.date) -> dict[int, int]:
    """Places of every group, or of these, on the day by its id, whether the group exists then or not. One query."""
    known = Capacity.objects.filter(since__lte=on)
    if groups is not None:
        known = known.filter(group__in=list(groups))
    # The last capacity of each group is the one that holds.
    return dict(known.order_by("since").values_list("group", "places"))


def lock_group(pk: int) -> PlaceGroup:
    """One group, locked until the transaction ends: two people cannot take its last place."""
    return PlaceGroup.objects.select_for_update().get(pk=pk)


def lock_groups_of_project(project: str) -> None:
    """All groups of a project, locked until the transaction ends: what is counted over them stays so. In one order."""
    list(PlaceGroup.objects.select_for_update().filter(project=project).order_by("pk").values_list("pk"))


def places_over_time(group: PlaceGroup) -> list[tuple[dt.date, int]]:
    """Each number of places with the day from which it holds."""
    return list(group.capacities.order_by("since").values_list("since", "places"))


def capacity_of(group: PlaceGroup, on: dt.date) -> int:
    """Places of a group on the day; none outside its time."""
    if on < group.starts_on or (group.ends_on is not None and on > group.ends_on):
        return 0
    found = group.capacities.filter(since__lte=on).order_by("-since").first()
    return found.places if found else 0


def has_groups(
    *,
    on: dt.date,
    legal_bases: Collection[str] | None = None,
    project: str | None = None,
    theme: str | None = None,
    municipal: bool | None = None,
) -> bool:
    """Somebody has entered such places, and they had begun by the day: from then on they are counted."""
    condition = group_filter(legal_bases=legal_bases, project=project, theme=theme, municipal=municipal)
    return PlaceGroup.objects.filter(condition, starts_on__lte=on).exists()


def hours_delivered(*, on: dt.date, project: str | None = None) -> Decimal | None:
    """Hours that groups have worked for municipal projects in all weeks that had begun by the day; None before the first."""
    condition = Q() if project is None else Q(deployment__need__project=project)
    total: Decimal | None = HoursDelivered.objects.filter(condition, week__lte=on).aggregate(n=Sum("hours"))["n"]
    return total


def groups_with_health_advice(*, on: dt.date) -> tuple[int, int]:
    """How many measures of the day name their health advice (IV-4), and how many there are."""
    counts = groups_on(on).aggregate(named=Count("pk", filter=~Q(health_advice="")), everything=Count("pk"))
    return counts["named"], counts["everything"]


def inventory(
    *,
    on: dt.date,
    ended_too: bool = False,
    legal_basis: str = "",
    provider: str = "",
    project: str = "",
    district: str = "",
    without_advice: bool = False,
) -> QuerySet[PlaceGroup]:
    """All groups that run or are to come, with ``places`` on the day; filters that are empty do not count."""
    wanted = {"legal_basis": legal_basis, "provider__key": provider, "project": project, "district": district}
    found = PlaceGroup.objects.filter(**{name: value for name, value in wanted.items() if value})
    if not ended_too:
        found = found.filter(Q(ends_on=None) | Q(ends_on__gte=on))
    if without_advice:
        found = found.filter(health_advice="")
    return _with_places(found, on).select_related("provider", "pot").order_by("title", "pk")


def providers_with_groups() -> list[tuple[str, str]]:
    """Key and name of every organisation that has places."""
    return list(PlaceGroup.objects.order_by("provider__name").values_list("provider__key", "provider__name").distinct())


def projects_with_groups() -> list[str]:
    """Keys of the projects that have places."""
    return list(PlaceGroup.objects.exclude(project="").order_by("project").values_list("project", flat=True).distinct())


def group_in_full(key: str) -> PlaceGroup | None:
    """One group with provider, pot, offer, capacities and funding."""
    return (
        PlaceGroup.objects.select_related("provider", "pot", "offer")
        .prefetch_related("capacities", "funding")
        .filter(key=key)
        .first()
    )
