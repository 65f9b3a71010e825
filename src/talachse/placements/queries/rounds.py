"""Reading what goes into a round, and the rounds that were computed."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import QuerySet

from talachse.offers.models import PlaceGroup, PotKind
from talachse.offers.queries.places import groups_on
from talachse.offers.queries.pots import PotTree, ids_of_groups_in_pots, limit_on, pot_tree
from talachse.placements.models import Placement, Round, RoundKind
from talachse.placements.queries.placing import taken_by_group
from talachse.rules.placement import preselection
from talachse.rules.placement.criteria import age_on
from talachse.rules.placement.matching import Instance
from talachse.rules.placement.matching_instance import (
    Allocation,
    Assignment,
    Option,
    PersonSpec,
    PlaceSpec,
    PotSpec,
    Tally,
    Unplaced,
)
from talachse.rules.placement.rounds import round_score
from talachse.rules.search import plain_words

SEEKING = ("suggested", "waiting")
# Asked or promised: the place is kept for them.
KEPT = ("referred", "accepted")


@dataclass(frozen=True, slots=True)
class Situation:
    """What a round starts from: the instance, and what its keys mean."""

    instance: Instance
    minimums: dict[str, int]
    groups: dict[str, str]  # key → title


def situation(legal_bases: Collection[str], *, on: dt.date) -> Situation:
    """Everybody who is suggested or waits for places of these legal bases, and the places that are free on the day.

    Persons are codes. Options are the groups somebody was suggested for: a round gives nothing that nobody proposed.
    A constant number of queries.
    """
    groups = {group.pk: group for group in groups_on(on).filter(legal_basis__in=list(legal_bases))}
    rows = list(
        Placement.objects.filter(group__in=groups, status__in=[*SEEKING, *KEPT])
        .select_related("person")
        .order_by("person__code", "group__key")
    )
    taken = taken_by_group(list(groups), on)
    kept = {row.person.code: groups[row.group_id].key for row in rows if row.status in KEPT}
    free = {pk: group.places - taken.get(pk, 0) for pk, group in groups.items()}  # type: ignore[attr-defined]
    held = Counter(kept.values())
    tree = pot_tree()
    return Situation(
        Instance(
            pots=_pots(tree, groups.values(), held, on=on),
            places=tuple(
                PlaceSpec(
                    group.key, max(free[pk], held[group.key], 0), tree.rows[group.pot_id].key if group.pot_id else None
                )
                for pk, group in sorted(groups.items())
            ),
            persons=_persons(rows, groups, free, kept, on=on),
            fixed=tuple(Assignment(person, place) for person, place in sorted(kept.items())),
        ),
        {group.key: group.smallest for group in groups.values() if group.smallest},
        {group.key: group.title for group in groups.values()},
    )


def _pots(tree: PotTree, groups: Collection[PlaceGroup], held: Counter[str], *, on: dt.date) -> tuple[PotSpec, ...]:
    """What is left of every pot; who holds a place in it, in whatever group, has used it up."""
    in_pots = ids_of_groups_in_pots()
    taken = taken_by_group([pk for pk, _ in in_pots], on)
    occupied: Counter[int] = Counter()
    kept: Counter[int] = Counter()
    for pk, pot in in_pots:
        for around in tree.path(pot):
            occupied[around.pk] += taken.get(pk, 0)
    for group in groups:
        for around in tree.path(group.pot_id) if group.pot_id else ():
            kept[around.pk] += held[group.key]

    def cap(pk: int) -> int | None:
        pot = tree.rows[pk]
        limit = limit_on(pot, on)
        if pot.kind != PotKind.CAPPING or limit is None:
            return None
        return max(limit - occupied[pk], kept[pk], 0)

    return tuple(
        PotSpec(pot.key, cap(pk), tree.rows[pot.parent_id].key if pot.parent_id else None)
        for pk, pot in sorted(tree.rows.items())
    )


def _persons(
    rows: Collection[Placement],
    groups: dict[int, PlaceGroup],
    free: dict[int, int],
    kept: dict[str, str],
    *,
    on: dt.date,
) -> tuple[PersonSpec, ...]:
    weights = preselection.weights_on(on)
    options: dict[str, dict[str, int]] = defaultdict(dict)
    priority: dict[str, int] = {}
    for row in rows:
        code, group = row.person.code, groups[row.group_id]
        priority[code] = min(priority.get(code, row.priority), row.priority)
        fits = preselection.suitable(_person(row, group, on=on), _place(group, free[group.pk]), on=on, weights=weights)
        options[code][group.key] = round_score(fits.score if fits else 0, waiting_since=row.waiting_since, on=on)
    return tuple(
        PersonSpec(code, priority[code], tuple(Option(key, score) for key, score in sorted(options[code].items())))
        for code in sorted(priority)
    )


def _person(row: Placement, group: PlaceGroup, *, on: dt.date) -> preselection.Person:
    person = row.person
    return preselection.Person(
        age=age_on(person.born_on, on),
        district=person.district,
        words=frozenset(plain_words(person.wishes)),
        hours=person.hours_per_week,
        # Somebody proposed this place for this person: its conditions were looked at then.
        bases=frozenset({group.legal_basis}),
    )


def _place(group: PlaceGroup, free: int) -> preselection.Place:
    title = group.occupation or group.title
    return preselection.Place(
        key=group.pk,
        occupation=title,
        legal_basis=group.legal_basis,
        district=group.district,
        words=frozenset(plain_words(title)),
        free=free,
        starts_on=group.next_start_on or group.starts_on,
        hours=group.hours_per_week,
        age_from=group.age_from,
        age_to=group.age_to,
    )


def rounds(*, kind: str = RoundKind.ALLOCATION) -> QuerySet[Round]:
    """Rounds of a kind, newest first, without their large columns."""
    return Round.objects.filter(kind=kind).defer("instance", "result").order_by("-made_at", "-pk")


def round_by_pk(pk: int, *, kind: str = RoundKind.ALLOCATION) -> Round | None:
    """One round."""
    return Round.objects.filter(pk=pk, kind=kind).first()


def placements_to_refer(round_: Round) -> dict[tuple[str, str], Placement]:
    """The placements that a round's proposal is about, by (code, key of the group); locked until the transaction ends."""
    codes = [one["person"] for one in round_.result["assignments"]]
    rows = (
        Placement.objects.select_for_update(of=("self",))
        .filter(person__code__in=codes, status__in=SEEKING)
        .select_related("person", "group")
        .order_by("pk")
    )
    return {(row.person.code, row.group.key): row for row in rows}


def instance_as_json(instance: Instance) -> dict[str, Any]:
    """As it is kept with the round."""
    return asdict(instance)


def instance_from_json(data: dict[str, Any]) -> Instance:
    """The other way round."""
    return Instance(
        pots=tuple(PotSpec(**pot) for pot in data["pots"]),
        places=tuple(PlaceSpec(**place) for place in data["places"]),
        persons=tuple(
            PersonSpec(person["id"], person["priority"], tuple(Option(**option) for option in person["options"]))
            for person in data["persons"]
        ),
        fixed=tuple(Assignment(**one) for one in data["fixed"]),
    )


def allocation_as_json(allocation: Allocation) -> dict[str, Any]:
    """As it is kept with the round; JSON wants texts as keys."""
    return asdict(allocation) | {"by_priority": {str(k): asdict(v) for k, v in allocation.by_priority.items()}}


def allocation_from_json(data: dict[str, Any]) -> Allocation:
    """The other way round; what a page adds to the result stays out."""
    return Allocation(
        assignments=tuple(Assignment(**one) for one in data["assignments"]),
        placed=data["placed"],
        score=data["score"],
        by_priority={int(key): Tally(**tally) for key, tally in data["by_priority"].items()},
        unplaced=tuple(Unplaced(**one) for one in data["unplaced"]),
        optimal=data["optimal"],
        input_hash=data["input_hash"],
        lot=data["lot"],
        objective=data["objective"],
        solver=data["solver"],
    )
