"""Counting participations on any day, and reading those of the own places."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Count, Q, QuerySet

from talachse.offers.models import PlaceGroup
from talachse.offers.queries import group_filter, group_of, groups_of
from talachse.placements.models import Participation, Pause
from talachse.rules.placement.rehapro import months_taken_part

# A maximum over a handful of people would be one person's record.
FEWEST_FOR_A_MAXIMUM = 5


def _running(on: dt.date) -> Q:
    return Q(started_on__lte=on) & (Q(ended_on=None) | Q(ended_on__gte=on))


def places_occupied(
    *,
    on: dt.date,
    legal_bases: Collection[str] | None = None,
    project: str | None = None,
    theme: str | None = None,
    municipal: bool | None = None,
) -> int:
    """Participations on the day; an exit frees the place the day after."""
    condition = group_filter(
        legal_bases=legal_bases, project=project, theme=theme, municipal=municipal, prefix="group__"
    )
    return Participation.objects.filter(_running(on), condition).count()


def admissions_cumulative(*, on: dt.date, project: str) -> int:
    """All who ever began until the day; it never falls."""
    return Participation.objects.filter(group__project=project, started_on__lte=on).count()


def longest_participation_months(*, on: dt.date, project: str) -> int | None:
    """Most months anybody has taken part until the day; None with fewer than five people (it would be one person's record)."""
    participations = Participation.objects.filter(group__project=project, started_on__lte=on)
    pauses: dict[int, list[tuple[dt.date, dt.date | None]]] = defaultdict(list)
    for pk, since, until in Pause.objects.filter(participation__in=participations).values_list(
        "participation_id", "since", "until"
    ):
        pauses[pk].append((since, until))
    # Plain values: the board asks this at every look, for hundreds of people.
    months = [
        months_taken_part(started_on, ended_on, pauses.get(pk, []), on=on)
        for pk, started_on, ended_on in participations.values_list("pk", "started_on", "ended_on")
    ]
    return max(months) if len(months) >= FEWEST_FOR_A_MAXIMUM else None


def occupied_by_district(*, on: dt.date, project: str | None = None) -> dict[int, int]:
    """Participations on the day by the district of the place."""
    condition = group_filter(project=project, prefix="group__")
    rows = (
        Participation.objects.filter(_running(on), condition, group__district__isnull=False)
        .values("group__district")
        .annotate(n=Count("pk"))
        .values_list("group__district", "n")
    )
    return {district: n for district, n in rows if district is not None}


def occupied_in(group_id: int, *, on: dt.date) -> int:
    """Participations that hold a place of the group on the day or begin later: the places that are taken."""
    return Participation.objects.filter(Q(ended_on=None) | Q(ended_on__gte=on), group=group_id).count()


def groups_with_occupied(organisations: Collection[int], *, on: dt.date) -> QuerySet[Any]:
    """Own groups with ``places`` and ``occupied`` on the day; one query."""
    running = Q(participations__started_on__lte=on) & (
        Q(participations__ended_on=None) | Q(participations__ended_on__gte=on)
    )
    return groups_of(organisations, on=on).annotate(occupied=Count("participations", filter=running))


def own_group(organisations: Collection[int], key: str) -> PlaceGroup | None:
    """A group, only for its provider."""
    return group_of(organisations, key)


def participations_in(group: PlaceGroup, *, running_only: bool = False) -> QuerySet[Participation]:
    """Participations of a group, newest first, with their pauses."""
    found = Participation.objects.filter(group=group).prefetch_related("pauses").order_by("-started_on", "-pk")
    return found.filter(ended_on=None) if running_only else found


def own_participation(organisations: Collection[int], pk: int) -> Participation | None:
    """A participation, only for the provider of its place."""
    return Participation.objects.select_related("group").filter(pk=pk, group__provider__in=organisations).first()


def states_by_code(code: str, *, on: dt.date) -> list[tuple[Participation, bool]]:
    """For the Jobcenter: does the person behind the code take part on the day, yes or no; nothing else."""
    found = Participation.objects.select_related("group").filter(code=code.strip().upper(), started_on__lte=on)
    return [(p, p.ended_on is None or p.ended_on >= on) for p in found.order_by("-started_on")]
