"""Who is counted in a pot, what that costs, and whether one more is possible."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from django.db.models import Count, Q

from talachse.offers.models import Allotment as AllotmentRow
from talachse.offers.models import PlaceGroup, Pot, PotMeasure
from talachse.offers.queries.pots import PotTree, allotments_of, groups_in
from talachse.placements.models import Participation
from talachse.rules.placement.commitments import Share, committed_by_month
from talachse.rules.placement.nested_pots import ROOM, Allotment, Budget, may_fund, may_place
from talachse.rules.placement.pots import Stay
from talachse.rules.verdict import Verdict

type Months = dict[dt.date, Decimal]


def _earlier(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    known = [day for day in (one, other) if day is not None]
    return min(known) if known else None


def stays_by_pot(tree: PotTree, pots: Collection[int], *, since: dt.date) -> dict[str, list[Stay]]:
    """First and last days by key of the innermost pot, of everybody there on the day or later; one query.

    In a pot where all admissions count, and within it, also of those who have left.
    """
    keep_all = {pk for pk in pots if any(pot.measure == PotMeasure.CUMULATIVE for pot in tree.path(pk))}
    condition = Q(ended_on=None) | Q(ended_on__gte=since) | Q(group__pot__in=keep_all)
    rows = Participation.objects.filter(condition, group__pot__in=pots).order_by()
    found: dict[str, list[Stay]] = defaultdict(list)
    for pot, begin, end, group_end in rows.values_list("group__pot", "started_on", "ended_on", "group__ends_on"):
        found[tree.rows[pot or 0].key].append((begin, _earlier(end, group_end)))
    return found


def places_verdict(
    tree: PotTree, group: PlaceGroup, pot: Pot, *, started_on: dt.date, until: dt.date | None
) -> Verdict:
    """Whether somebody may begin as far as places of the pots go."""
    inside = tree.inside(tree.root(pot.pk).pk)
    stays = stays_by_pot(tree, inside, since=started_on)
    return may_place(tree.nested(), pot.key, stays, day=started_on, until=until)


def shares_of(group: PlaceGroup) -> list[Share]:
    """Who pays how much from when on."""
    return [Share(row.payer, row.since, row.percent) for row in group.funding.all()]


def expected_stays(groups: Collection[int], *, since: dt.date, on: dt.date) -> dict[int, list[Stay]]:
    """Stays by group with the end that is known or planned; a planned end that has passed is none. One query."""
    rows = Participation.objects.filter(Q(ended_on=None) | Q(ended_on__gte=since), group__in=groups).order_by()
    found: dict[int, list[Stay]] = defaultdict(list)
    for pk, begin, end, planned, group_end in rows.values_list(
        "group", "started_on", "ended_on", "planned_end_on", "group__ends_on"
    ):
        ahead = planned if planned is not None and planned >= on else None
        found[pk].append((begin, _earlier(end or ahead, group_end)))
    return found


def committed(
    groups: Iterable[PlaceGroup], stays: Mapping[int, list[Stay]], *, since: dt.date, until: dt.date, payer: str = ""
) -> Months:
    """Euros by month of these groups together; groups whose cost nobody knows are left out."""
    total: Months = defaultdict(Decimal)
    for group in groups:
        if group.cost_per_month is None:
            continue
        months = committed_by_month(
            stays.get(group.pk, ()),
            group.cost_per_month,
            since=since,
            until=until,
            payer=payer,
            shares=shares_of(group),
        )
        for month, euros in months.items():
            total[month] += euros
    return dict(total)


def money_verdicts(
    tree: PotTree, group: PlaceGroup, *, started_on: dt.date, until: dt.date | None, on: dt.date
) -> list[Verdict]:
    """Whether the granted money of each pot and payer around the group holds for one more person."""
    if group.pot_id is None or group.cost_per_month is None:
        return []
    lines: dict[tuple[int, str], list[AllotmentRow]] = defaultdict(list)
    for row in allotments_of([pot.pk for pot in tree.path(group.pot_id)]):
        lines[row.pot_id, row.payer].append(row)
    return [_funds(tree, group, rows, (started_on, until), on) for rows in lines.values()]


def _funds(tree: PotTree, group: PlaceGroup, rows: list[AllotmentRow], stay: Stay, on: dt.date) -> Verdict:
    pot, payer = rows[0].pot, rows[0].payer
    # A budget holds for whole months.
    since = min(row.begins_on for row in rows).replace(day=1)
    last = max(row.ends_on for row in rows)
    line = Allotment(
        key=f"{pot.key}-{payer}",
        title=f"{pot.title}: {rows[0].get_payer_display()}",
        budgets=[Budget(row.begins_on.replace(day=1), row.ends_on, row.amount) for row in rows],
    )
    groups = groups_in(tree.inside(pot.pk))
    stays = expected_stays([g.pk for g in groups], since=since, on=on)
    so_far = committed(groups, stays, since=since, until=last, payer=payer)
    # Beyond the granted time one month is enough to say that nothing is granted there yet.
    reach = stay[1] or last
    new = committed([group], {group.pk: [(stay[0], reach)]}, since=stay[0], until=reach, payer=payer)
    verdict = may_fund(line, so_far, new)
    begins = stay[0].replace(day=1)
    if verdict.is_unknown and not any(budget.begins_on <= begins <= budget.ends_on for budget in line.budgets):
        # A later year may still be granted; for the first month somebody must have granted it already.
        return Verdict.no(verdict.reason)
    return verdict


def check_pots(tree: PotTree, group: PlaceGroup, *, started_on: dt.date, until: dt.date | None, on: dt.date) -> Verdict:
    """All pots around the group, by places and by euros. No names the pot that refuses; yes carries the notices, if any."""
    if group.pot_id is None:
        return Verdict.yes(ROOM)
    verdict = places_verdict(tree, group, tree.rows[group.pot_id], started_on=started_on, until=group.ends_on)
    if not verdict.is_yes:
        return Verdict.no(verdict.reason)
    notices = [verdict.reason.removeprefix(ROOM).strip()]
    for funds in money_verdicts(tree, group, started_on=started_on, until=until, on=on):
        if funds.is_no:
            return funds
        if funds.is_unknown:
            notices.append(f"{funds.reason} Bitte klären Sie, wie es dann weitergeht.")
    return Verdict.yes(" ".join([ROOM, *filter(None, notices)]))


def counted_in_pots(tree: PotTree, *, on: dt.date) -> dict[int, int]:
    """How many are counted in each pot on the day, with all within it, by its id; two queries."""
    running = (
        Q(started_on__lte=on)
        & (Q(ended_on=None) | Q(ended_on__gte=on))
        & (Q(group__ends_on=None) | Q(group__ends_on__gte=on))
    )
    by_pot = Participation.objects.filter(group__pot__isnull=False).order_by().values_list("group__pot")
    stock = dict(by_pot.filter(running).annotate(n=Count("pk")))
    ever = dict(by_pot.filter(started_on__lte=on).annotate(n=Count("pk")))
    return {
        pk: sum((ever if pot.measure == PotMeasure.CUMULATIVE else stock).get(inner, 0) for inner in tree.inside(pk))
        for pk, pot in tree.rows.items()
    }
