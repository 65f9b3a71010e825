"""What happens to a group of places after it was entered: its facts, who pays for it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from talachse.accounts.actor import Actor
from talachse.accounts.models import Organisation
from talachse.audit.services import record
from talachse.offers.models import FundingShare, Payer, PlaceGroup
from talachse.offers.queries.places import group_by_key, lock_group
from talachse.offers.queries.pots import lock_pots, pot_tree
from talachse.offers.services.places import add_group
from talachse.offers.services.pots import PlacesRefused, refuse_oversold
from talachse.rules.placement.commitments import is_whole

# Provider and key stay: another provider is another group.
EDITABLE = frozenset(
    {
        "title",
        "project",
        "legal_basis",
        "occupation",
        "theme",
        "pot",
        "offer",
        "employer",
        "employer_kind",
        "supervision",
        "months",
        "hours_per_week",
        "age_from",
        "age_to",
        "smallest",
        "next_start_on",
        "cost_per_month",
        "municipal",
        "site",
        "district",
        "health_advice",
        "starts_on",
        "ends_on",
    }
)


def change_group(group: PlaceGroup, changes: Mapping[str, Any], *, by: Actor, today: dt.date) -> PlaceGroup:
    """Change some facts of a group (names of ``EDITABLE``). PlacesRefused where they contradict each other or a cap.

    KeyError for a fact that cannot be changed.
    """
    if unknown := set(changes) - EDITABLE:
        raise KeyError(sorted(unknown)[0])
    with transaction.atomic():
        tree = pot_tree()
        pots = {pot_id for pot_id in (group.pot_id, changes["pot"].pk if changes.get("pot") else None) if pot_id}
        lock_pots(*{tree.root(pot_id).pk for pot_id in pots})
        fresh = lock_group(group.pk)
        before = {name: getattr(fresh, name) for name in changes}
        for name, value in changes.items():
            setattr(fresh, name, value)
        _refuse_contradictions(fresh)
        changed = sorted(name for name, value in changes.items() if value != before[name])
        if not changed:
            return fresh
        fresh.save()
        if "pot" in changed and fresh.pot_id is not None:
            refuse_oversold(pot_tree(), fresh.pot_id, on=today, field="pot")
        record(
            by=by, verb="place_group_changed", subject=f"offers.placegroup:{fresh.key}", why=", ".join(changed)[:300]
        )
    return fresh


def _refuse_contradictions(group: PlaceGroup) -> None:
    if group.ends_on is not None and group.ends_on < group.starts_on:
        raise PlacesRefused("Das Ende liegt vor dem Beginn.", "ends_on")
    if group.age_from is not None and group.age_to is not None and group.age_to < group.age_from:
        raise PlacesRefused("Das Alter „bis“ liegt unter dem Alter „ab“.", "age_to")


def set_funding(
    group: PlaceGroup, *, since: dt.date, shares: Mapping[Payer, Decimal], source: str, by: Actor
) -> list[FundingShare]:
    """From the month of ``since`` on these payers carry the cost of a place, in percent; together 100, else PlacesRefused.

    The same month again corrects that month.
    """
    month = since.replace(day=1)
    wanted = {payer: percent for payer, percent in shares.items() if percent}
    if any(percent < 0 for percent in wanted.values()) or not is_whole(wanted.values()):
        together = f"{sum(wanted.values(), Decimal(0)).normalize():f}".replace(".", ",")
        raise PlacesRefused(f"Die Anteile ergeben zusammen {together} Prozent. Nötig sind genau 100 Prozent.")
    with transaction.atomic():
        locked = lock_group(group.pk)
        FundingShare.objects.filter(group=locked, since=month).delete()
        made = FundingShare.objects.bulk_create(
            FundingShare(group=locked, payer=payer, since=month, percent=percent, source=source)
            for payer, percent in wanted.items()
        )
        why = ", ".join(f"{payer} {percent} %" for payer, percent in wanted.items())
        record(by=by, verb="funding_set", subject=f"offers.placegroup:{locked.key}", why=f"{month:%m/%Y}: {why}"[:300])
    return made


def new_group(
    *,
    submission: uuid.UUID,
    provider: Organisation,
    facts: Mapping[str, Any],
    places: int,
    source: str,
    by: Actor,
    today: dt.date,
) -> PlaceGroup:
    """Enter a group with all its facts (names of ``EDITABLE``) and its first capacity. The same ``submission`` is the same
    group. PlacesRefused where the facts contradict each other."""
    key = f"{slugify(facts['title'])[:60]}-{submission.hex[:8]}"
    with transaction.atomic():
        known = group_by_key(key)
        if known is not None:
            return known
        made = add_group(
            key=key,
            title=facts["title"],
            provider=provider,
            legal_basis=facts["legal_basis"],
            starts_on=facts["starts_on"],
            places=places,
            source=source,
            by=by,
        )
        return change_group(made, facts, by=by, today=today)
