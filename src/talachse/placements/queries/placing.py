"""Reading who waits for a place and who holds one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Count, Q

from talachse.placements.models import Participation, Placement

# On the waiting list until somebody answers: neither begun nor declined.
WAITING = ("suggested", "waiting", "referred", "accepted")


def taken_by_group(groups: Collection[int], on: dt.date) -> dict[int, int]:
    """Held places on the day by id of the group; without a held place a group is not in it."""
    rows = (
        Participation.objects.filter(Q(ended_on=None) | Q(ended_on__gte=on), group__in=list(groups), started_on__lte=on)
        .order_by()
        .values_list("group")
        .annotate(n=Count("pk"))
    )
    return dict(rows)


def waiting_by_group(groups: Collection[int], on: dt.date) -> dict[int, int]:
    """People on the way to a place of the group, by its id."""
    rows = (
        Placement.objects.filter(group__in=list(groups), status__in=WAITING, waiting_since__lte=on)
        .order_by()
        .values_list("group")
        .annotate(n=Count("pk"))
    )
    return dict(rows)


def admitted_by_group(groups: Collection[int], on: dt.date) -> dict[int, int]:
    """All who ever began until the day, by id of the group."""
    rows = Participation.objects.filter(group__in=list(groups), started_on__lte=on).order_by().values_list("group")
    return dict(rows.annotate(n=Count("pk")))
