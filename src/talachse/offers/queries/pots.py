"""Pots as the rules see them: nested, with their limits, and the locks over them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from talachse.offers.models import Allotment, PlaceGroup, Pot
from talachse.rules.placement.nested_pots import Measure, NestedPot, PotKind


@dataclass(frozen=True, slots=True)
class PotTree:
    """All pots by id, with their limits; there are few of them."""

    rows: Mapping[int, Pot]

    def path(self, pk: int) -> list[Pot]:
        """The pot and all around it, innermost first. ValueError when pots go in a circle."""
        path: list[Pot] = []
        at: int | None = pk
        while at is not None:
            pot = self.rows[at]
            if pot in path:
                raise ValueError(f"Pots go in a circle at {pot.key}")
            path.append(pot)
            at = pot.parent_id
        return path

    def root(self, pk: int) -> Pot:
        """The outermost pot around this one."""
        return self.path(pk)[-1]

    def inside(self, pk: int) -> list[int]:
        """Ids of the pot and all within it."""
        return [other for other in self.rows if pk in {pot.pk for pot in self.path(other)}]

    def by_depth(self) -> list[tuple[int, Pot]]:
        """Every pot after the one it lies in, with its depth (0: outermost)."""
        ordered: list[tuple[int, Pot]] = []

        def walk(parent: int | None, depth: int) -> None:
            for pot in sorted((p for p in self.rows.values() if p.parent_id == parent), key=lambda p: p.title):
                ordered.append((depth, pot))
                walk(pot.pk, depth + 1)

        walk(None, 0)
        return ordered

    def nested(self) -> list[NestedPot]:
        """For the rules, which know them by key."""
        return [
            NestedPot(
                key=pot.key,
                title=pot.title,
                kind=PotKind(pot.kind),
                measure=Measure(pot.measure),
                limits=[(limit.since, limit.places) for limit in pot.limits.all()],
                parent=self.rows[pot.parent_id].key if pot.parent_id else None,
            )
            for pot in self.rows.values()
        ]

    def is_capped(self, pk: int) -> bool:
        """The pot or one around it refuses: by places or by money."""
        return any(pot.kind == PotKind.CAPPING or pot.has_money for pot in self.path(pk))  # type: ignore[attr-defined]


def pot_tree() -> PotTree:
    """All pots with their limits; two queries. Each says whether money was granted for it (``has_money``)."""
    money = Exists(Allotment.objects.filter(pot=OuterRef("pk")))
    return PotTree({pot.pk: pot for pot in Pot.objects.annotate(has_money=money).prefetch_related("limits")})


def lock_pots(*pks: int) -> None:
    """These pots, locked until the transaction ends, always in the same order. Outermost ones: all within waits with them."""
    list(Pot.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))


def pot_by_key(key: str) -> Pot | None:
    """One pot."""
    return Pot.objects.select_related("parent").filter(key=key).first()


def limit_on(pot: Pot, day: dt.date) -> int | None:
    """Places of a pot with its limits at hand; None before the first known limit."""
    known = [limit for limit in pot.limits.all() if limit.since <= day]
    return max(known, key=lambda limit: limit.since).places if known else None


def allotments_of(pots: list[int]) -> list[Allotment]:
    """Money granted for these pots."""
    return list(Allotment.objects.filter(pot__in=pots).select_related("pot").order_by("pot", "payer", "begins_on"))


def groups_in(pots: list[int]) -> list[PlaceGroup]:
    """Groups whose innermost pot is one of these, with capacities and funding."""
    return list(PlaceGroup.objects.filter(pot__in=pots).prefetch_related("capacities", "funding").order_by("key"))


def pots_that_are_over(*, on: dt.date) -> set[int]:
    """Innermost pots whose groups have all ended before the day: nobody can begin there, whatever number is left."""
    has_ended = Q(ends_on__isnull=False, ends_on__lt=on)
    rows = (
        PlaceGroup.objects.filter(pot__isnull=False)
        .order_by()
        .values("pot")
        .annotate(open=Count("pk", filter=~has_ended))
    )
    return {row["pot"] for row in rows if row["pot"] is not None and not row["open"]}


def pot_of_group(pk: int) -> int | None:
    """Id of the innermost pot of a group, as it is now."""
    return PlaceGroup.objects.values_list("pot", flat=True).get(pk=pk)


def ids_of_groups_in_pots() -> list[tuple[int, int]]:
    """(group, its innermost pot) of every group that lies in one."""
    rows = PlaceGroup.objects.filter(pot__isnull=False).order_by("pk").values_list("pk", "pot")
    return [(group, pot) for group, pot in rows if pot is not None]


def pots() -> QuerySet[Pot]:
    """All pots, by name."""
    return Pot.objects.order_by("title", "pk")
