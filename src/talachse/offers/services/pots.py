"""What happens to pots: entered, put into another, limited, given money."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction

from talachse.accounts.actor import Actor
from talachse.audit.services import record
from talachse.offers import live
from talachse.offers.models import Allotment, Payer, PlaceGroup, Pot, PotKind, PotLimit, PotMeasure
from talachse.offers.queries.pots import PotTree, limit_on, lock_pots, pot_tree


class PlacesRefused(Exception):
    """The step is not possible; ``field`` names the input it concerns, the message says why, in German."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, slots=True)
class PotFacts:
    """What is known of a pot."""

    title: str
    kind: PotKind
    measure: PotMeasure = PotMeasure.STOCK
    parent: Pot | None = None
    project: str = ""


def add_pot(*, key: str, facts: PotFacts, by: Actor) -> Pot:
    """Enter a pot. PlacesRefused when the key is taken."""
    with transaction.atomic():
        if Pot.objects.filter(key=key).exists():
            raise PlacesRefused("Diesen Schlüssel hat schon ein anderes Kontingent.", "key")
        pot = Pot.objects.create(
            key=key,
            title=facts.title,
            kind=facts.kind,
            measure=facts.measure,
            parent=facts.parent,
            project=facts.project,
        )
        record(by=by, verb="pot_added", subject=f"offers.pot:{key}", why=facts.title)
    return pot


def change_pot(pot: Pot, *, facts: PotFacts, by: Actor, today: dt.date) -> Pot:
    """Change a pot. PlacesRefused when it would lie in itself, or in a pot that lies in it."""
    with transaction.atomic():
        # All pots: where a pot lies may be changed by two people at once, and together they could tie a knot.
        lock_pots(*pot_tree().rows)
        tree = pot_tree()
        if facts.parent is not None and facts.parent.pk in tree.inside(pot.pk):
            raise PlacesRefused("Dieses Kontingent liegt schon darin. Bitte wählen Sie ein anderes.", "parent")
        fresh = tree.rows[pot.pk]
        fresh.title, fresh.kind, fresh.measure = facts.title, facts.kind, facts.measure
        fresh.parent, fresh.project = facts.parent, facts.project
        fresh.save()
        refuse_oversold(pot_tree(), fresh.pk, on=today, field="parent" if facts.parent else "kind")
        record(by=by, verb="pot_changed", subject=f"offers.pot:{fresh.key}", why=facts.title)
    return fresh


def refuse_oversold(tree: PotTree, pk: int, *, on: dt.date, field: str) -> None:
    """After a change: a capping pot around this one must not hold more people on the day than it has places."""
    for pot in tree.path(pk):
        limit = limit_on(pot, on)
        if pot.kind != PotKind.CAPPING or limit is None:
            continue
        groups = PlaceGroup.objects.filter(pot__in=tree.inside(pot.pk)).values_list("pk", flat=True)
        counted = "admitted" if pot.measure == PotMeasure.CUMULATIVE else "taken"
        held = sum(live.count(counted, list(groups), on=on).values())
        if held > limit:
            raise PlacesRefused(
                f"Dann wären in „{pot.title}“ {held} Plätze besetzt; die Obergrenze ist {limit}. "
                "Bitte tragen Sie zuerst eine höhere Obergrenze ein.",
                field,
            )


def set_limit(pot: Pot, *, since: dt.date, places: int, source: str, by: Actor) -> PotLimit:
    """From ``since`` on the pot holds so many places; the same day again corrects that day."""
    with transaction.atomic():
        lock_pots(pot_tree().root(pot.pk).pk)
        limit, _ = PotLimit.objects.update_or_create(
            pot=pot, since=since, defaults={"places": places, "source": source}
        )
        record(by=by, verb="pot_limit_set", subject=f"offers.pot:{pot.key}", why=f"{places} ab {since}: {source}"[:300])
    return limit


def add_allotment(
    pot: Pot, *, payer: Payer, begins_on: dt.date, ends_on: dt.date, amount: Decimal, source: str, by: Actor
) -> Allotment:
    """Money was granted. The same line again is the same grant: a double click adds nothing."""
    if ends_on < begins_on:
        raise PlacesRefused("Das Ende liegt vor dem Anfang.", "ends_on")
    with transaction.atomic():
        lock_pots(pot_tree().root(pot.pk).pk)
        found, made = Allotment.objects.get_or_create(
            pot=pot, payer=payer, begins_on=begins_on, ends_on=ends_on, amount=amount, source=source
        )
        if made:
            record(by=by, verb="allotment_added", subject=f"offers.pot:{pot.key}", why=f"{amount} Euro: {source}"[:300])
    return found
