"""Needs of departments, groups with free hands, hours delivered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from talachse.offers import live
from talachse.offers.models import Deployment, HandsNeed, HoursDelivered, LegalBasis, NeedStatus, PlaceGroup
from talachse.offers.queries.directory import plain
from talachse.offers.queries.places import groups_on
from talachse.rules.placement import deployment as rules

WEEK = dt.timedelta(days=7)
# A programme for health lends nobody.
NEVER = (LegalBasis.REHAPRO,)


def last_day(need: HandsNeed) -> dt.date:
    """The last day of a need."""
    return need.starts_on + need.weeks * WEEK - dt.timedelta(days=1)


def hands_lent(need: HandsNeed) -> int:
    """Hands that groups have promised."""
    total: int | None = need.deployments.aggregate(n=Sum("hands"))["n"]
    return total or 0


def free_hands(groups: Collection[PlaceGroup], *, first: dt.date, last: dt.date) -> dict[int, int]:
    """People of each group on the first day, less those who work for a need in that time; two queries."""
    ids = [group.pk for group in groups]
    people = live.count("taken", ids, on=first)
    busy = dict.fromkeys(ids, 0)
    rows = Deployment.objects.filter(
        Q(ended_on=None) | Q(ended_on__gte=first), group__in=ids, need__starts_on__lte=last
    )
    for row in rows.select_related("need"):
        if last_day(row.need) >= first:
            busy[row.group_id] += row.hands
    return {pk: max(people.get(pk, 0) - busy[pk], 0) for pk in ids}


def _with_counts(needs: QuerySet[HandsNeed]) -> QuerySet[HandsNeed]:
    lent = Deployment.objects.filter(need=OuterRef("pk")).order_by().values("need").annotate(n=Sum("hands")).values("n")
    hours = (
        HoursDelivered.objects.filter(deployment__need=OuterRef("pk"))
        .order_by()
        .values("deployment__need")
        .annotate(n=Sum("hours"))
        .values("n")
    )
    return needs.annotate(lent=Coalesce(Subquery(lent), 0), delivered=Subquery(hours)).select_related("department")


def needs_of(departments: Collection[int]) -> QuerySet[HandsNeed]:
    """The own needs, newest first, with ``lent`` hands and ``delivered`` hours."""
    return _with_counts(HandsNeed.objects.filter(department__in=departments)).order_by("-starts_on", "-pk")


def need_of(departments: Collection[int], pk: int) -> HandsNeed | None:
    """One need, only for its department."""
    return needs_of(departments).filter(pk=pk).first()


def needs_to_match() -> QuerySet[HandsNeed]:
    """Needs that still miss hands, the next to begin first."""
    return _with_counts(HandsNeed.objects.filter(status=NeedStatus.OPEN)).order_by("starts_on", "pk")


def need(pk: int) -> HandsNeed | None:
    """One need, for the placement desk."""
    return _with_counts(HandsNeed.objects.filter(pk=pk)).first()


def deployments_in(found: HandsNeed) -> list[Deployment]:
    """Who lends hands to a need, with hours week by week."""
    return list(found.deployments.select_related("group__provider").prefetch_related("hours").order_by("pk"))


@dataclass(frozen=True, slots=True)
class Suggested:
    """A group that fits a need, with its free hands, points and reasons."""

    group: PlaceGroup
    free: int
    score: int
    reasons: tuple[str, ...]


def suggested_for(found: HandsNeed, *, on: dt.date, most: int = 10) -> list[Suggested]:
    """Groups for a need, the best first."""
    first, last = max(found.starts_on, on), last_day(found)
    lending = set(found.deployments.values_list("group", flat=True))
    groups = {g.key: g for g in groups_on(first).exclude(legal_basis__in=NEVER) if g.pk not in lending}
    free = free_hands(groups.values(), first=first, last=last)
    missing = max(found.hands - hands_lent(found), 1)
    wanted = rules.Need(
        task_words=plain(found.task),
        district=_district(found.district),
        weeks=found.weeks,
        hands=missing,
        skills=[word for word in found.skills.split(",") if word.strip()],
    )
    fitting = rules.suggestions(wanted, _as_rules_know(groups.values(), free, first))
    return [Suggested(groups[s.group], free[groups[s.group].pk], s.score, s.reasons) for s in fitting[:most]]


def _district(district: int | None) -> str:
    return "" if district is None else str(district)


def _as_rules_know(groups: Iterable[PlaceGroup], free: dict[int, int], on: dt.date) -> list[rules.Group]:
    return [
        rules.Group(
            key=group.key,
            occupation_words=[group.occupation, group.title],
            district=_district(group.district),
            free_hands=free[group.pk],
            free_weeks=(group.ends_on - on).days // 7 if group.ends_on else None,
            legal_basis=group.legal_basis,
        )
        for group in groups
    ]


def deployments_of(providers: Collection[int]) -> QuerySet[Deployment]:
    """Where the own people work for the city, the latest first."""
    hours = HoursDelivered.objects.filter(deployment=OuterRef("pk")).order_by().values("deployment")
    return (
        Deployment.objects.filter(group__provider__in=providers)
        .select_related("need__department", "group")
        .annotate(delivered=Subquery(hours.annotate(n=Sum("hours")).values("n")))
        .order_by("-need__starts_on", "-pk")
    )


def deployment_of(providers: Collection[int], pk: int) -> Deployment | None:
    """One deployment, only for the provider whose people work there."""
    return deployments_of(providers).filter(pk=pk).first()
