"""Counting participations on any day, and reading those of the own places."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from django.db.models import Count, Q, QuerySet

from talachse.offers.models import PlaceGroup
from talachse.offers.queries.places import group_filter, group_of, groups_of
from talachse.placements.models import Participation, Pause
from talachse.rules.placement.lifecycle import END_LABELS, EndReason
from talachse.rules.placement.rehapro import latest_end, months_taken_part

# A maximum over a handful of people would be one person's record.
FEWEST_FOR_A_MAXIMUM = 5


def _running(on: dt.date) -> Q:
    # Where the end of a person was never recorded, the end of the measure is one.
    return (
        Q(started_on__lte=on)
        & (Q(ended_on=None) | Q(ended_on__gte=on))
        & (Q(group__ends_on=None) | Q(group__ends_on__gte=on))
    )


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
        months_taken_part(started_on, _last_day(ended_on, group_end), pauses.get(pk, []), on=on)
        for pk, started_on, ended_on, group_end in participations.values_list(
            "pk", "started_on", "ended_on", "group__ends_on"
        )
    ]
    return max(months) if len(months) >= FEWEST_FOR_A_MAXIMUM else None


def _last_day(ended_on: dt.date | None, group_end: dt.date | None) -> dt.date | None:
    known = [day for day in (ended_on, group_end) if day is not None]
    return min(known) if known else None


# Before the list of the life cycle was asked for, both good ends were one answer.
EARLIER_REASONS = {"Arbeit oder Ausbildung aufgenommen": EndReason.JOB, "abgeschlossen": EndReason.TERM_OVER}
REASONS = {label: reason for reason, label in END_LABELS.items()} | EARLIER_REASONS


def exits_by_reason(project: str, *, until: dt.date) -> dict[EndReason, int]:
    """How many left the places of a project until the day, by reason; what is not on the list counts as another reason."""
    rows = (
        Participation.objects.filter(group__project=project, ended_on__lte=until)
        .order_by()
        .values_list("end_reason")
        .annotate(n=Count("pk"))
    )
    found: dict[EndReason, int] = defaultdict(int)
    for said, n in rows:
        found[REASONS.get(said, EndReason.OTHER)] += n
    return dict(found)


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
    """Participations in the group on the day."""
    return Participation.objects.filter(_running(on), group=group_id).count()


def stays_in(group_id: int, *, since: dt.date) -> list[tuple[dt.date, dt.date | None]]:
    """First and last days of everybody who holds a place of the group on the day or later."""
    found = Participation.objects.filter(Q(ended_on=None) | Q(ended_on__gte=since), group=group_id)
    return list(found.values_list("started_on", "ended_on"))


def code_is_taken(code: str) -> bool:
    """Somebody bears this pseudonym, wherever."""
    return Participation.objects.filter(code=code).exists()


def own_groups(organisations: Collection[int], *, on: dt.date) -> QuerySet[PlaceGroup]:
    """Own groups of the day, each with ``places``."""
    return groups_of(organisations, on=on)


def own_group(organisations: Collection[int], key: str) -> PlaceGroup | None:
    """A group, only for its provider."""
    return group_of(organisations, key)


def participations_in(group: PlaceGroup, *, running_only: bool = False) -> QuerySet[Participation]:
    """Participations of a group, newest first, with their pauses."""
    found = (
        Participation.objects.filter(group=group)
        .select_related("group")
        .prefetch_related("pauses")
        .order_by("-started_on", "-pk")
    )
    return found.filter(ended_on=None) if running_only else found


def own_participation(organisations: Collection[int], pk: int) -> Participation | None:
    """A participation, only for the provider of its place."""
    return Participation.objects.select_related("group").filter(pk=pk, group__provider__in=organisations).first()


def states_by_code(code: str, *, on: dt.date) -> list[tuple[Participation, bool]]:
    """For the Jobcenter: does the person behind the code take part on the day, yes or no; nothing else."""
    found = Participation.objects.select_related("group").filter(code=_as_written(code), started_on__lte=on)
    return [(p, takes_part(p, on=on)) for p in found.order_by("-started_on")]


def takes_part(participation: Participation, *, on: dt.date) -> bool:
    """On the day, both days counted; without a recorded end until the measure ends."""
    last = _last_day(participation.ended_on, participation.group.ends_on)
    return participation.started_on <= on and (last is None or last >= on)


def latest_end_of(participation: Participation, *, on: dt.date) -> dt.date:
    """Last possible day in the programme; a break that still runs counts until the day."""
    pauses = [(p.since, p.until or max(on, p.since)) for p in participation.pauses.all()]
    return latest_end(participation.started_on, pauses)


def _as_written(code: str) -> str:
    """As stored, "BCD-234", however it was typed."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return f"{plain[:3]}-{plain[3:]}"
