"""When a pot is lowered: which places fall, from when, and whether that is enough."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from heapq import heappop, heappush

from talachse.rules._book import rule
from talachse.rules.placement.nested_pots import NestedPot, path_to_root
from talachse.rules.placement.rehapro import add_months

RULE_TEXT = (
    "Zuerst fallen freie Plätze. Dann fallen geplante Plätze, auf denen noch niemand begonnen hat; der späteste Beginn "
    "zuerst. Laufende Verträge werden nie vorzeitig beendet: Sie laufen aus, die mit dem nächsten Ende zuerst, und der Platz "
    "wird danach nicht neu besetzt. Verträge ohne festes Ende fallen nicht."
)


class FallKind(StrEnum):
    """In which order places fall."""

    FREE = "free"
    PLANNED = "planned"
    RUNNING = "running"


@dataclass(frozen=True, slots=True)
class GroupStay:
    """Somebody who has, or is to have, a place; no end means open. ``key`` decides between equal days."""

    key: str
    starts_on: dt.date
    ends_on: dt.date | None


@dataclass(frozen=True, slots=True)
class PlaceGroup:
    """A group of equal places in its innermost pot.

    ``places`` are (since, number) in force from that day; ``cost_per_month`` is the euros one place costs in a month, None
    when it is not known (then a cut in euros cannot use the group).
    """

    key: str
    title: str
    pot: str
    places: Sequence[tuple[dt.date, int]]
    stays: Sequence[GroupStay]
    ends_on: dt.date | None = None
    cost_per_month: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Cut:
    """Lower the pot ``pot`` and all within it from ``since`` on: by a number of places, or by euros a month."""

    pot: str
    since: dt.date
    places: int | None = None
    euros: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.places is None) == (self.euros is None):
            raise ValueError("A cut is in places or in euros.")
        if (self.places or self.euros or 0) <= 0:
            raise ValueError("A cut takes something away.")


@dataclass(frozen=True, slots=True)
class Falling:
    """Places of one group that fall on the same day for the same reason; ``reason`` is a German sentence."""

    group: str
    kind: FallKind
    count: int
    effect_on: dt.date
    reason: str
    stays: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CutResult:
    """What a cut does.

    ``effect_by_month``: first day of the month and how many places have fallen by its end, from the month of the cut to the
    month of the last effect. ``shortfall`` is what is missing (places, or euros a month), 0 when the cut is met;
    ``reached_on`` is the day of the last effect, None while something is missing. ``unknown_cost``: groups that a cut in
    euros left out because nobody knows what their places cost.
    """

    rule_text: str
    falling: tuple[Falling, ...]
    effect_by_month: tuple[tuple[dt.date, int], ...]
    reached_on: dt.date | None
    shortfall: Decimal
    unknown_cost: tuple[str, ...]

    @property
    def places(self) -> int:
        return sum(row.count for row in self.falling)


@dataclass(frozen=True, slots=True)
class _Slot:
    """One place and who has it from the day of the cut on, one after the other."""

    group: PlaceGroup
    kind: FallKind
    effect_on: dt.date
    stays: tuple[GroupStay, ...]

    def order(self) -> tuple[object, ...]:
        kinds = list(FallKind)
        # The latest planned start falls first; a running contract that ends soonest brings the cut soonest.
        when = {FallKind.FREE: 0, FallKind.PLANNED: 0, FallKind.RUNNING: self.effect_on.toordinal()}[self.kind]
        if self.kind is FallKind.PLANNED:
            when = -self.stays[0].starts_on.toordinal()
        return kinds.index(self.kind), when, self.group.key, self.effect_on, tuple(stay.key for stay in self.stays)


def capacity_from(group: PlaceGroup, since: dt.date) -> int:
    """The most places on any day from the cut on."""
    if group.ends_on is not None and group.ends_on < since:
        return 0
    steps = sorted(group.places)
    before = [number for start, number in steps if start <= since]
    later = [number for start, number in steps if start > since and (group.ends_on is None or start <= group.ends_on)]
    return max([*before[-1:], *later], default=0)


def _one_after_the_other(stays: Sequence[GroupStay]) -> list[list[GroupStay]]:
    """Stays shared out over as few places as possible; who begins first takes the place that is free longest."""
    places: list[list[GroupStay]] = []
    free: list[tuple[dt.date, int]] = []
    for stay in sorted(stays, key=lambda one: (one.starts_on, one.ends_on or dt.date.max, one.key)):
        if free and free[0][0] < stay.starts_on:
            _, index = heappop(free)
            places[index].append(stay)
        else:
            index = len(places)
            places.append([stay])
        if stay.ends_on is not None:
            heappush(free, (stay.ends_on, index))
    return places


def _slots(group: PlaceGroup, since: dt.date, on: dt.date) -> list[_Slot]:
    """Places that can fall; those with an open contract cannot, and are left out."""
    present = [stay for stay in group.stays if stay.ends_on is None or stay.ends_on >= since]
    used = _one_after_the_other(present)
    # Where stays need more places than there are, the cut still takes only places that exist.
    used = used[: capacity_from(group, since)]
    slots = []
    for stays in used:
        begun = [stay for stay in stays if stay.starts_on <= on]
        if not begun:
            slots.append(_Slot(group, FallKind.PLANNED, since, tuple(stays)))
        elif (last := begun[-1].ends_on) is not None:
            slots.append(_Slot(group, FallKind.RUNNING, last + dt.timedelta(days=1), tuple(stays)))
    free = _Slot(group, FallKind.FREE, since, ())
    return slots + [free] * (capacity_from(group, since) - len(used))


def _reason(kind: FallKind, effect_on: dt.date) -> str:
    if kind is FallKind.FREE:
        return f"Freie Plätze, ab dem {effect_on:%d.%m.%Y} nicht mehr besetzt."
    if kind is FallKind.PLANNED:
        return f"Geplant und noch nicht begonnen, entfällt ab dem {effect_on:%d.%m.%Y}."
    return f"Laufen aus am {effect_on - dt.timedelta(days=1):%d.%m.%Y} und werden danach nicht neu besetzt."


def _rows(slots: Sequence[_Slot], on: dt.date) -> tuple[Falling, ...]:
    """One row per group, kind and day, in the order in which places fall; names the stays that will not begin."""
    rows: dict[tuple[str, FallKind, dt.date], list[_Slot]] = {}
    for slot in slots:
        rows.setdefault((slot.group.key, slot.kind, slot.effect_on), []).append(slot)
    return tuple(
        Falling(
            group,
            kind,
            len(members),
            effect_on,
            _reason(kind, effect_on),
            tuple(stay.key for slot in members for stay in slot.stays if stay.starts_on > on),
        )
        for (group, kind, effect_on), members in rows.items()
    )


def _by_month(slots: Sequence[_Slot], since: dt.date) -> tuple[tuple[dt.date, int], ...]:
    per_month = Counter(slot.effect_on.replace(day=1) for slot in slots)
    months, fallen, month = [], 0, since.replace(day=1)
    while month <= max(per_month, default=dt.date.min):
        fallen += per_month[month]
        months.append((month, fallen))
        month = add_months(month, 1)
    return tuple(months)


@rule(
    question="Welche Plätze fallen weg, wenn ein Kontingent gekürzt wird?",
    basis="Eigene Regel: erst freie, dann geplante Plätze; laufende Verträge laufen aus und enden nie vorzeitig",
)
def simulate_cut(groups: Sequence[PlaceGroup], cut: Cut, *, pots: Sequence[NestedPot], on: dt.date) -> CutResult:
    """A simulation on the day ``on``, which separates begun from planned. The order of the input does not matter.

    In euros the last place may bring a little more than asked. Groups of pots outside are never touched. LookupError for
    an unknown pot.
    """
    path_to_root(pots, cut.pot)
    inside = sorted(
        (group for group in groups if cut.pot in {pot.key for pot in path_to_root(pots, group.pot)}),
        key=lambda group: group.key,
    )
    unknown = tuple(group.key for group in inside if group.cost_per_month is None) if cut.euros is not None else ()
    slots = [slot for group in inside if group.key not in unknown for slot in _slots(group, cut.since, on)]
    missing = Decimal(cut.places or 0) if cut.euros is None else cut.euros
    chosen: list[_Slot] = []
    for slot in sorted(slots, key=_Slot.order):
        worth = Decimal(1) if cut.euros is None else slot.group.cost_per_month or Decimal(0)
        if missing <= 0:
            break
        if worth > 0:
            chosen.append(slot)
            missing -= worth
    return CutResult(
        rule_text=RULE_TEXT,
        falling=_rows(chosen, on),
        effect_by_month=_by_month(chosen, cut.since),
        reached_on=max(slot.effect_on for slot in chosen) if missing <= 0 else None,
        shortfall=max(missing, Decimal(0)),
        unknown_cost=unknown,
    )
