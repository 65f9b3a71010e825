"""What a cut would meet: groups of a pot with everybody who has, or is to have, a place."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict, dataclass

from django.db.models import Q

from talachse.offers.models import Cut as CutRow
from talachse.offers.models import Pot
from talachse.offers.queries.pots import PotTree, groups_in
from talachse.placements.models import Participation, Placement
from talachse.rules.placement.cuts import FallKind, GroupStay, PlaceGroup, capacity_from

MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
NO_PLACE_YET = ("referred", "accepted")


def situation(tree: PotTree, pot: Pot, *, on: dt.date) -> list[PlaceGroup]:
    """The groups in a pot as they are now, for the rule; four queries."""
    rows = groups_in(tree.inside(pot.pk))
    stays = _stays([row.pk for row in rows], on=on)
    return [
        PlaceGroup(
            key=row.key,
            title=row.title,
            pot=tree.rows[row.pot_id or 0].key,
            places=sorted((c.since, c.places) for c in row.capacities.all()),
            stays=stays[row.pk],
            ends_on=row.ends_on,
            cost_per_month=row.cost_per_month,
        )
        for row in rows
    ]


def _stays(groups: Collection[int], *, on: dt.date) -> dict[int, list[GroupStay]]:
    """Who is there or is to begin; a planned end that has passed is none."""
    found: dict[int, list[GroupStay]] = defaultdict(list)
    people = Participation.objects.filter(Q(ended_on=None) | Q(ended_on__gte=on), group__in=groups)
    for pk, group, begin, end, planned in people.order_by("pk").values_list(
        "pk", "group", "started_on", "ended_on", "planned_end_on"
    ):
        ahead = planned if planned is not None and planned >= max(on, begin) else None
        found[group].append(GroupStay(f"p{pk}", begin, end or ahead))
    coming = Placement.objects.filter(
        group__in=groups, participation=None, status__in=NO_PLACE_YET, planned_start_on__gt=on
    )
    for pk, group, start in coming.order_by("pk").values_list("pk", "group", "planned_start_on"):
        if start is not None:
            found[group].append(GroupStay(f"v{pk}", start, None))
    return found


def places_now(groups: list[PlaceGroup], since: dt.date) -> int:
    """Places of these groups from a day on."""
    return sum(capacity_from(group, since) for group in groups)


def fingerprint(groups: list[PlaceGroup], tree: PotTree, *, on: dt.date) -> str:
    """Equal as long as nothing has changed that a cut depends on: places, people, who has begun, limits."""
    facts = {
        "groups": [asdict(group) for group in groups],
        "begun": sorted(stay.key for group in groups for stay in group.stays if stay.starts_on <= on),
        "pots": [asdict(pot) for pot in sorted(tree.nested(), key=lambda pot: pot.key)],
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class FallRow:
    """Places of one group that fall in one month, and why; single contracts are not told apart."""

    title: str
    count: int
    month: dt.date
    reason: str


def fall_rows(found: CutRow) -> list[FallRow]:
    """What falls, by group and month."""
    counts: dict[tuple[str, str, dt.date], int] = defaultdict(int)
    for row in found.result["falling"]:
        month = dt.date.fromisoformat(row["effect_on"]).replace(day=1)
        counts[row["title"], row["kind"], month] += row["count"]
    kinds = list(FallKind)
    ordered = sorted(counts.items(), key=lambda item: (kinds.index(FallKind(item[0][1])), item[0][2], item[0][0]))
    return [FallRow(title, count, month, _why(FallKind(kind), month)) for (title, kind, month), count in ordered]


def _why(kind: FallKind, month: dt.date) -> str:
    if kind is FallKind.FREE:
        return "frei, wird nicht mehr besetzt"
    if kind is FallKind.PLANNED:
        return "geplant, noch nicht begonnen, entfällt"
    return f"Vertrag läuft aus; ab {MONTHS[month.month - 1]} {month.year} nicht neu besetzt"


def effect(found: CutRow) -> list[tuple[dt.date, int]]:
    """How many places have fallen by the end of each month."""
    return [(dt.date.fromisoformat(month), fallen) for month, fallen in found.result["by_month"]]


def reached_on(found: CutRow) -> dt.date | None:
    """The day on which the cut is met; None while something is missing."""
    text = found.result["reached_on"]
    return dt.date.fromisoformat(text) if text else None
