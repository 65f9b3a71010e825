"""What is known of the work contract behind a participation."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction

from talachse.accounts.actor import Actor
from talachse.audit.services import record, record_read
from talachse.offers.models import PlaceGroup
from talachse.placements.models import Participation
from talachse.placements.services.participations import PlacementRefused


def set_contract(
    participation: Participation, *, wage_cost: Decimal, planned_end_on: dt.date, by: Actor
) -> Participation:
    """Cost of the wage in a month and the planned last day; PlacementRefused for a day before the beginning."""
    with transaction.atomic():
        fresh = Participation.objects.select_for_update().get(pk=participation.pk)
        if planned_end_on < fresh.started_on:
            raise PlacementRefused("Der geplante letzte Tag liegt vor dem Beginn.")
        if (fresh.wage_cost, fresh.planned_end_on) == (wage_cost, planned_end_on):
            return fresh
        fresh.wage_cost, fresh.planned_end_on = wage_cost, planned_end_on
        fresh.save(update_fields=["wage_cost", "planned_end_on"])
        record(by=by, verb="wage_cost_set", subject=f"placements.participation:{fresh.pk}", why=f"bis {planned_end_on}")
    return fresh


def read_contracts(group: PlaceGroup, *, by: Actor) -> None:
    """Somebody looks at the contracts of a group: codes, no names."""
    record_read(by=by, subject=f"offers.placegroup:{group.key}", why="Verträge angesehen")
