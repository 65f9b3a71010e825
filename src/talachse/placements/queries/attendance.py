"""Reading who was there on which day, and what providers have to report."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from talachse.offers.models import PlaceGroup
from talachse.offers.queries.places import groups_by_id
from talachse.placements.models import Attendance, Participation
from talachse.rules.placement.rehapro import add_months

DAY = dt.timedelta(days=1)
WORKING_DAYS = 5


def week_of(day: dt.date) -> list[dt.date]:
    """Monday to Friday of the week in which the day lies."""
    monday = day - dt.timedelta(days=day.weekday())
    return [monday + n * DAY for n in range(WORKING_DAYS)]


def there_between(group_id: int, first: dt.date, last: dt.date) -> QuerySet[Participation]:
    """Participations of the group that touch the days, by code."""
    return Participation.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=first), group=group_id, started_on__lte=last
    ).order_by("code", "pk")


def attendance_of(participations: Collection[int], days: Collection[dt.date]) -> dict[tuple[int, dt.date], Attendance]:
    """Entries by participation and day. One query."""
    found = Attendance.objects.filter(
        participation__in=list(participations), day__gte=min(days), day__lte=max(days)
    ).order_by("pk")
    return {(one.participation_id, one.day): one for one in found}


def by_code(group: PlaceGroup, codes: Collection[str]) -> dict[str, list[Participation]]:
    """Participations of the group by code; of other groups none. One query."""
    found: dict[str, list[Participation]] = defaultdict(list)
    for one in Participation.objects.filter(group=group, code__in=list(codes)).order_by("started_on"):
        found[one.code].append(one)
    return found


def counts_in_month(group_id: int, month: dt.date) -> dict[str, dict[str, int]]:
    """Days by kind for each code of the group in a month; who has no entry stands there with none. Two queries."""
    first = month.replace(day=1)
    last = add_months(first, 1) - DAY
    found: dict[str, dict[str, int]] = {p.code: {} for p in there_between(group_id, first, last)}
    rows = (
        Attendance.objects.filter(participation__group=group_id, day__gte=first, day__lte=last)
        .order_by()
        .values("participation__code", "kind")
        .annotate(n=Count("pk"))
        .values_list("participation__code", "kind", "n")
    )
    for code, kind, n in rows:
        found.setdefault(code, {})[kind] = n
    return found


def groups_with_people(first: dt.date, last: dt.date) -> list[PlaceGroup]:
    """Groups in which somebody took part in the time; the health programme reports elsewhere. Two queries."""
    taking_part = (
        Participation.objects.filter(Q(ended_on=None) | Q(ended_on__gte=first), started_on__lte=last)
        .filter(Q(group__ends_on=None) | Q(group__ends_on__gte=first))
        .exclude(group__legal_basis="rehapro")
        .order_by()
    )
    return groups_by_id(taking_part.values_list("group", flat=True).distinct())
