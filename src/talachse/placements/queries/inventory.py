"""The placement desk's view of groups and pots: who is there, what is free, what it costs, what it binds."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from talachse.offers.models import Allotment, PlaceGroup, Pot, PotKind, ProviderPaper
from talachse.offers.queries.places import inventory
from talachse.offers.queries.pots import PotTree, allotments_of, groups_in, limit_on, pots_that_are_over
from talachse.placements.models import Participation
from talachse.placements.queries.placing import taken_by_group, waiting_by_group
from talachse.placements.queries.pots import committed, counted_in_pots, expected_stays
from talachse.rules.placement.commitments import beyond_the_year
from talachse.rules.placement.papers import PaperOnDay, paper_on
from talachse.rules.placement.rehapro import add_months

# How far ahead commitments are shown.
YEARS_AHEAD = 5


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group with its numbers of the day; ``monthly`` is what the taken places cost in a month."""

    group: PlaceGroup
    places: int
    taken: int
    waiting: int
    monthly: Decimal | None

    @property
    def free(self) -> int:
        return max(self.places - self.taken, 0)


def rows(groups: Iterable[PlaceGroup], *, on: dt.date) -> list[GroupRow]:
    """Groups that carry ``places``; two more queries for all of them."""
    found = list(groups)
    ids = [group.pk for group in found]
    taken, waiting = taken_by_group(ids, on), waiting_by_group(ids, on)
    return [_row(group, taken.get(group.pk, 0), waiting.get(group.pk, 0)) for group in found]


def _row(group: PlaceGroup, taken: int, waiting: int) -> GroupRow:
    monthly = None if group.cost_per_month is None else group.cost_per_month * taken
    return GroupRow(group, group.places, taken, waiting, monthly)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class PotRow:
    """One pot on the day: how deep it lies, how many it counts, its limit (None: none known), whether its groups have ended."""

    pot: Pot
    depth: int
    counted: int
    limit: int | None
    is_over: bool = False

    @property
    def free(self) -> int | None:
        if self.is_over:
            return 0
        return None if self.limit is None else max(self.limit - self.counted, 0)

    @property
    def state(self) -> tuple[str, str]:
        """Kind and words of its status tag."""
        if self.is_over:
            return "neutral", "beendet"
        if self.limit is None:
            return "neutral", "ohne Zahl"
        if self.pot.kind == PotKind.CAPPING:
            return ("warning", "voll") if self.counted >= self.limit else ("good", "Plätze frei")
        return ("info", "über der vereinbarten Zahl") if self.counted > self.limit else ("good", "zählt nur")


def pot_rows(tree: PotTree, *, on: dt.date) -> list[PotRow]:
    """All pots as a tree, each after the one it lies in."""
    counted = counted_in_pots(tree, on=on)
    over = pots_that_are_over(on=on)
    return [PotRow(pot, depth, counted[pot.pk], limit_on(pot, on), pot.pk in over) for depth, pot in tree.by_depth()]


@dataclass(frozen=True, slots=True)
class Budgeted:
    """A grant with what is promised from it already."""

    allotment: Allotment
    promised: Decimal

    @property
    def free(self) -> Decimal:
        return self.allotment.amount - self.promised


def budgets(tree: PotTree, pot: Pot, *, on: dt.date) -> list[Budgeted]:
    """Grants of a pot with what running participations bind in their time; three queries."""
    granted = allotments_of([pot.pk])
    if not granted:
        return []
    groups = groups_in(tree.inside(pot.pk))
    since = min(row.begins_on for row in granted).replace(day=1)
    stays = expected_stays([group.pk for group in groups], since=since, on=on)
    return [
        Budgeted(
            row,
            sum(
                committed(
                    groups, stays, since=row.begins_on.replace(day=1), until=row.ends_on, payer=row.payer
                ).values(),
                Decimal(0),
            ),
        )
        for row in granted
    ]


@dataclass(frozen=True, slots=True)
class Bound:
    """What the running participations of one provider bind in the years after this one."""

    provider: str
    by_year: list[Decimal]

    @property
    def total(self) -> Decimal:
        return sum(self.by_year, Decimal(0))


@dataclass(frozen=True, slots=True)
class Beyond:
    """Commitments beyond the budget year; ``open_ended`` participations have no planned end and are not in it."""

    years: list[int]
    rows: list[Bound]
    totals: list[Decimal]
    open_ended: int
    without_cost: int

    @property
    def total(self) -> Decimal:
        return sum(self.totals, Decimal(0))


def beyond_this_year(*, on: dt.date) -> Beyond:
    """Euros after 31 December by provider and year, of everybody who takes part and whose end is known or planned."""
    groups = list(inventory(on=on).prefetch_related("funding"))
    stays = expected_stays([group.pk for group in groups], since=on, on=on)
    until = dt.date(on.year + YEARS_AHEAD, 12, 31)
    years = list(range(on.year + 1, on.year + YEARS_AHEAD + 1))
    by_provider: dict[str, dict[int, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    open_ended = without_cost = 0
    for group in groups:
        ending = [stay for stay in stays.get(group.pk, ()) if stay[1] is not None]
        open_ended += len(stays.get(group.pk, ())) - len(ending)
        without_cost += len(ending) if group.cost_per_month is None else 0
        months = committed([group], {group.pk: ending}, since=on, until=until)
        for year, euros in beyond_the_year(months, year=on.year).items():
            by_provider[group.provider.name][year] += euros
    bound = [Bound(name, [euros[year] for year in years]) for name, euros in sorted(by_provider.items())]
    totals = [sum((row.by_year[n] for row in bound), Decimal(0)) for n in range(len(years))]
    return Beyond(years, bound, totals, open_ended, without_cost)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper with how it stands."""

    paper: ProviderPaper
    state: PaperOnDay

    @property
    def is_owed(self) -> bool:
        return self.paper.due_on is not None and self.paper.submitted_on is None


def paper_rows(found: Iterable[ProviderPaper], *, on: dt.date) -> list[PaperRow]:
    """Papers as they stand on the day."""
    return [
        PaperRow(
            paper,
            paper_on(on, valid_until=paper.valid_until, due_on=paper.due_on, submitted_on=paper.submitted_on),
        )
        for paper in found
    ]


def contracts_in(group: PlaceGroup, *, on: dt.date) -> QuerySet[Participation]:
    """Who takes part or is to begin, the nearest planned end first."""
    return (
        Participation.objects.filter(Q(ended_on=None) | Q(ended_on__gte=on), group=group)
        .select_related("group")
        .order_by("planned_end_on", "pk")
    )


def contract(pk: int) -> Participation | None:
    """One participation with its group, for the placement desk."""
    return Participation.objects.select_related("group").filter(pk=pk).first()


def last_month(on: dt.date) -> dt.date:
    """The first day of the month before."""
    return add_months(on.replace(day=1), -1)
