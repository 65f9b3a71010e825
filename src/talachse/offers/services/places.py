"""What happens to places: entered, changed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from talachse.accounts.actor import Actor
from talachse.accounts.models import Organisation
from talachse.audit.services import record
from talachse.offers.models import Capacity, LegalBasis, PlaceGroup


def add_group(
    *,
    key: str,
    title: str,
    provider: Organisation,
    legal_basis: LegalBasis,
    starts_on: dt.date,
    places: int,
    by: Actor,
    source: str,
    project: str = "",
    theme: str = "",
    municipal: bool = False,
    occupation: str = "",
    site: str = "",
    district: int | None = None,
    ends_on: dt.date | None = None,
    health_advice: str = "",
    is_demo: bool = False,
) -> PlaceGroup:
    """Enter a group with its first capacity."""
    with transaction.atomic():
        group = PlaceGroup.objects.create(
            key=key,
            title=title,
            project=project,
            provider=provider,
            legal_basis=legal_basis,
            occupation=occupation,
            theme=theme,
            municipal=municipal,
            site=site,
            district=district,
            health_advice=health_advice,
            starts_on=starts_on,
            ends_on=ends_on,
            is_demo=is_demo,
        )
        Capacity.objects.create(group=group, since=starts_on, places=places, source=source)
        record(by=by, verb="place_group_added", subject=f"offers.placegroup:{key}", why=f"{places} Plätze")
    return group


def set_capacity(group: PlaceGroup, *, since: dt.date, places: int, source: str, by: Actor) -> Capacity:
    """From ``since`` on the group has so many places; the same day again corrects that day."""
    with transaction.atomic():
        capacity, _ = Capacity.objects.update_or_create(
            group=group, since=since, defaults={"places": places, "source": source}
        )
        record(by=by, verb="capacity_set", subject=f"offers.placegroup:{group.key}", why=f"{places} ab {since}")
    return capacity
