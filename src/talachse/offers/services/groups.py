"""A place group brought up to date: everything but its number of places, which has its own history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from talachse.accounts.actor import Actor
from talachse.audit.services import record
from talachse.offers.models import PlaceGroup
from talachse.offers.queries.places import lock_group

# Not to be changed here: what others point to, and what has its own history.
FIXED = frozenset({"id", "key", "is_demo"})


def change_group(group: PlaceGroup, *, values: Mapping[str, Any], by: Actor) -> list[str]:
    """New values by field; names of the fields that changed. The same again changes nothing."""
    if not FIXED.isdisjoint(values):
        raise ValueError(f"Not to be changed: {sorted(FIXED & values.keys())}")
    with transaction.atomic():
        fresh = lock_group(group.pk)
        changed = sorted(name for name, value in values.items() if getattr(fresh, name) != value)
        if changed:
            for name in changed:
                setattr(fresh, name, values[name])
            fresh.save(update_fields=changed)
            record(
                by=by,
                verb="place_group_changed",
                subject=f"offers.placegroup:{fresh.key}",
                why=", ".join(changed)[:300],
            )
    return changed
