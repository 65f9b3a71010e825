"""What goes in and out as tables: few queries, however many rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import batched
from typing import Any

from django.db.models import QuerySet

from talachse.placements.models import Participation

CHUNK = 500


def taken_codes(codes: Collection[str]) -> set[str]:
    """Which of these codes somebody bears who takes or took part."""
    found: set[str] = set()
    for chunk in batched(sorted(codes), CHUNK, strict=False):
        found |= set(Participation.objects.filter(code__in=chunk).values_list("code", flat=True))
    return found


def participations_of(codes: Collection[str]) -> dict[tuple[str, int], list[Participation]]:
    """By code and id of the group, oldest first; one query for each 500 codes."""
    found: dict[tuple[str, int], list[Participation]] = defaultdict(list)
    for chunk in batched(sorted(codes), CHUNK, strict=False):
        for one in Participation.objects.filter(code__in=chunk).select_related("group").order_by("started_on", "pk"):
            found[one.code, one.group_id].append(one)
    return found


def participations_by_pk(pks: Collection[int]) -> dict[int, Participation]:
    """By number; one query for each 500."""
    found: dict[int, Participation] = {}
    for chunk in batched(sorted(pks), CHUNK, strict=False):
        found |= {one.pk: one for one in Participation.objects.filter(pk__in=chunk)}
    return found


def stays_by_group(groups: Collection[int]) -> dict[int, list[tuple[dt.date, dt.date | None]]]:
    """First and last days of everybody in these groups; one query."""
    found: dict[int, list[tuple[dt.date, dt.date | None]]] = defaultdict(list)
    rows = Participation.objects.filter(group__in=list(groups)).values_list("group_id", "started_on", "ended_on")
    for group, started_on, ended_on in rows:
        found[group].append((started_on, ended_on))
    return found


def admissions_by_project(projects: Collection[str]) -> dict[str, int]:
    """All who ever began in a project of the health programme; one query for each project."""
    return {project: Participation.objects.filter(group__project=project).count() for project in projects}


def all_participations(*, without: QuerySet[Any] | None = None) -> Iterator[Participation]:
    """Every participation by group and start, in chunks; ``without``: codes that must not be among them."""
    found = Participation.objects.select_related("group").order_by("group__key", "started_on", "pk")
    if without is not None:
        found = found.exclude(code__in=without)
    yield from found.iterator(chunk_size=2000)
