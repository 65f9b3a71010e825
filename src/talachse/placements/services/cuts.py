"""Fewer places in a pot: computed as often as people like, decided once."""

from __future__ import annotations

import datetime as dt
import math
import uuid
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from talachse.accounts.actor import Actor
from talachse.audit.services import record
from talachse.offers.models import Cut, CutStatus, Pot
from talachse.offers.queries.places import group_by_key, lock_group
from talachse.offers.queries.pots import PotTree, lock_pots, pot_tree
from talachse.offers.services import cuts as rows
from talachse.offers.services.places import set_capacity
from talachse.offers.services.pots import set_limit
from talachse.placements.queries import cuts as queries
from talachse.rules.placement import cuts as rules
from talachse.rules.placement.cuts import CutResult, PlaceGroup, simulate_cut


class CutRefused(Exception):
    """The step is not possible; ``field`` names the input it concerns, the message says why, in German."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def simulate(
    pot: Pot,
    *,
    submission: uuid.UUID,
    since: dt.date,
    by: Actor,
    today: dt.date,
    places: int | None = None,
    percent: int | None = None,
    euros: Decimal | None = None,
) -> Cut:
    """Compute which places fall when the pot goes down from ``since`` on, and keep it.

    Down to ``places``, by ``percent``, or by as many places as bring ``euros`` a month (at most; what is missing is named).
    The same ``submission`` again is the same simulation.
    """
    if since < today:
        raise CutRefused("Gekürzt wird frühestens ab heute.", "since")
    with transaction.atomic():
        tree = _locked_tree(pot)
        known = rows.by_submission(submission)
        if known is not None:
            return known
        _refuse_later_limits(tree, pot, since)
        groups = queries.situation(tree, pot, on=today)
        before = queries.places_now(groups, since)
        wanted = places if places is not None else before * (100 - (percent or 0)) // 100
        if euros is None and wanted >= before:
            raise CutRefused(
                f"Ab diesem Tag gibt es dort {before} Plätze. Für eine Kürzung müssen es weniger werden.", "places"
            )
        asked = rules.Cut(pot.key, since, places=before - wanted if euros is None else None, euros=euros)
        result = simulate_cut(groups, asked, pots=tree.nested(), on=today)
        if not result.places and euros is not None:
            raise CutRefused("Dort kann kein Platz fallen, dessen Kosten je Monat bekannt sind.", "euros")
        return rows.keep_simulation(
            pot,
            since=since,
            places=wanted if euros is None else before - result.places,
            result=_as_json(result, groups)
            | {
                "submission": str(submission),
                "input": queries.fingerprint(groups, tree, on=today),
                "before": before,
                "euros": None if euros is None else str(euros),
            },
            by=by,
            at=timezone.now(),
        )


def _locked_tree(pot: Pot) -> PotTree:
    lock_pots(pot_tree().root(pot.pk).pk)
    return pot_tree()


def _refuse_later_limits(tree: PotTree, pot: Pot, since: dt.date) -> None:
    later = sorted(limit.since for limit in tree.rows[pot.pk].limits.all() if limit.since > since)
    if later:
        raise CutRefused(
            f"Ab dem {later[0]:%d.%m.%Y} ist schon eine andere Zahl beschlossen. Bitte wählen Sie einen Tag ab dann.",
            "since",
        )


def _as_json(result: CutResult, groups: list[PlaceGroup]) -> dict[str, Any]:
    """What the page shows and the decision carries out; whom it concerns is not in it."""
    titles = {group.key: group.title for group in groups}
    return {
        "rule": result.rule_text,
        "falling": [
            {
                "group": row.group,
                "title": titles[row.group],
                "kind": row.kind.value,
                "count": row.count,
                "effect_on": row.effect_on.isoformat(),
                "reason": row.reason,
            }
            for row in result.falling
        ],
        "by_month": [[month.isoformat(), fallen] for month, fallen in result.effect_by_month],
        "reached_on": result.reached_on.isoformat() if result.reached_on else None,
        # Whole places; euros a month where the cut is in euros.
        "shortfall": math.ceil(result.shortfall),
        "unknown_cost": [titles[key] for key in result.unknown_cost],
    }


def decide(cut: Cut, *, reason: str, by: Actor, today: dt.date) -> Cut:
    """The cut holds: the pot's limit and the groups' places are written. Once; a second click changes nothing.

    CutRefused when it was dropped, or when places or people have changed since it was computed.
    """
    with transaction.atomic():
        fresh = rows.locked(cut)
        if fresh.status == CutStatus.DECIDED:
            return fresh
        if fresh.status == CutStatus.DROPPED:
            raise CutRefused("Diese Kürzung wurde verworfen. Bitte rechnen Sie neu.")
        if fresh.since < today:
            raise CutRefused("Der Tag der Kürzung ist vorbei. Bitte rechnen Sie neu.")
        tree = _locked_tree(fresh.pot)
        groups = queries.situation(tree, fresh.pot, on=today)
        if queries.fingerprint(groups, tree, on=today) != fresh.result["input"]:
            raise CutRefused(
                "Seit der Rechnung haben sich Plätze oder Teilnahmen geändert. Bitte rechnen Sie neu und beschließen Sie dann."
            )
        set_limit(fresh.pot, since=fresh.since, places=fresh.places, source=reason, by=by)
        for group in groups:
            _lower(group, fresh.result["falling"], reason, by)
        decided = rows.mark(fresh, CutStatus.DECIDED, reason=reason, by=by, at=timezone.now())
        record(
            by=by,
            verb="cut_decided",
            subject=f"offers.cut:{fresh.pk}",
            why=f"{fresh.pot.key}: {fresh.places} ab {fresh.since}. {reason}"[:300],
        )
    return decided


def _lower(group: PlaceGroup, falling: list[dict[str, Any]], reason: str, by: Actor) -> None:
    """Write the group's places from each day on which some of them fall, and at later changes that were planned."""
    events = sorted(
        (dt.date.fromisoformat(row["effect_on"]), row["count"]) for row in falling if row["group"] == group.key
    )
    if not events:
        return
    found = group_by_key(group.key)
    if found is None:  # pragma: no cover - it was there a moment ago, and the pot is locked
        return
    locked = lock_group(found.pk)
    days = {day for day, _ in events} | {since for since, _ in group.places if since > events[0][0]}
    for day in sorted(days):
        there = [places for since, places in sorted(group.places) if since <= day][-1:]
        fallen = sum(count for since, count in events if since <= day)
        set_capacity(locked, since=day, places=max(sum(there) - fallen, 0), source=reason, by=by)


def drop(cut: Cut, *, by: Actor) -> Cut:
    """Nobody wants it. A second click changes nothing; a decision stays."""
    with transaction.atomic():
        fresh = rows.locked(cut)
        if fresh.status == CutStatus.DROPPED:
            return fresh
        if fresh.status == CutStatus.DECIDED:
            raise CutRefused("Diese Kürzung ist schon beschlossen.")
        dropped = rows.mark(fresh, CutStatus.DROPPED, reason="", by=by, at=timezone.now())
        record(by=by, verb="cut_dropped", subject=f"offers.cut:{fresh.pk}")
    return dropped
