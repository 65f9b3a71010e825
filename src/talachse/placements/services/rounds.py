"""What happens with a round: computed and checked as a proposal, played through, confirmed by a person or dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone

from talachse.accounts.actor import SYSTEM, Actor
from talachse.audit.services import record
from talachse.offers.models import LegalBasis
from talachse.placements.models import Round, RoundKind, RoundStatus
from talachse.placements.queries import rounds as queries
from talachse.placements.services import placing
from talachse.placements.services.steps import PlacementRefused
from talachse.rules.placement.group_minimum import allocate_groups
from talachse.rules.placement.matching import BadInstance, NotSolved, allocate, input_hash, what_if, with_reserve
from talachse.rules.placement.matching_check import check
from talachse.rules.placement.matching_instance import Allocation, Instance
from talachse.rules.placement.matching_reasons import Comparison, compare
from talachse.rules.placement.rounds import forget_before, may_confirm


class RoundRefused(Exception):
    """The step is not possible; the message says why, in German."""


def propose(
    legal_bases: Collection[str],
    *,
    title: str,
    by: Actor,
    today: dt.date,
    reserve_percent: int = 0,
    whole_groups: bool = False,
) -> Round:
    """Compute a round over everybody who waits for places of these legal bases. A proposal: nobody moves.

    ``reserve_percent`` of each group stays free for later; with ``whole_groups`` a group runs with its smallest size or
    not at all. The result is checked without the solver before anybody sees it. RoundRefused says what is in the way.
    """
    situation = queries.situation(legal_bases, on=today)
    if not any(person.id not in _fixed(situation.instance) for person in situation.instance.persons):
        raise RoundRefused("Auf diese Plätze wartet gerade niemand. Bitte machen Sie zuerst Vorschläge.")
    try:
        allocation, closed, without = _compute(situation, reserve_percent=reserve_percent, whole_groups=whole_groups)
    except BadInstance as wrong:
        raise RoundRefused("Die Runde lässt sich so nicht rechnen: " + " ".join(wrong.problems)) from wrong
    except NotSolved as error:
        raise RoundRefused(
            "Das Rechenprogramm hat kein sicheres Ergebnis gefunden. Bitte melden Sie das der IT."
        ) from error
    result: dict[str, Any] = queries.allocation_as_json(allocation) | {
        "legal_bases": sorted(legal_bases),
        "reserve_percent": reserve_percent,
        "reserve_costs": {"placed": without.placed - allocation.placed, "score": without.score - allocation.score},
        "whole_groups": whole_groups,
        "closed": list(closed),
        "groups": situation.groups,
    }
    with transaction.atomic():
        made = Round.objects.create(
            kind=RoundKind.ALLOCATION,
            title=title,
            instance=queries.instance_as_json(situation.instance),
            result=result,
            input_hash=input_hash(situation.instance),
            objective=allocation.objective,
            solver=allocation.solver,
            made_by_id=by.user_id,
            made_at=timezone.now(),
        )
        record(by=by, verb="round_proposed", subject=f"placements.round:{made.pk}", why=f"{allocation.placed} Plätze")
    # As everybody else reads it.
    made.refresh_from_db()
    return made


def _fixed(instance: Instance) -> set[object]:
    return {one.person for one in instance.fixed}


def _compute(
    situation: queries.Situation, *, reserve_percent: int, whole_groups: bool
) -> tuple[Allocation, Collection[object], Allocation]:
    """(the proposal, groups that do not run, the same without the reserve)."""
    instance = situation.instance
    reserved = with_reserve(instance, Fraction(reserve_percent, 100)) if reserve_percent else instance
    lot = input_hash(instance)
    without = allocate(instance, lot=lot)
    if whole_groups and situation.minimums:
        found = allocate_groups(reserved, situation.minimums, lot=lot)
        faults = check(reserved, found.allocation, best=False)
        allocation, closed = found.allocation, found.closed
    else:
        allocation, closed = allocate(reserved, lot=lot), ()
        faults = check(reserved, allocation)
    if faults:
        raise NotSolved("; ".join(faults))
    return allocation, closed, without


def simulate(round_: Round, *, person: str, group: str = "") -> Comparison:
    """Who moves if this person is not in the round, or gets a place of this group. RoundRefused for what cannot be."""
    instance = queries.instance_from_json(round_.instance)
    allocation = queries.allocation_from_json(round_.result)
    try:
        _after, comparison = what_if(instance, allocation, person, group or None)
    except LookupError as error:
        raise RoundRefused("Diesen Code gibt es in der Runde nicht. Bitte prüfen Sie ihn.") from error
    except BadInstance as wrong:
        raise RoundRefused("Das geht nicht: " + " ".join(wrong.problems)) from wrong
    return comparison


def simulate_fewer(round_: Round, *, group: str, places: int) -> Comparison:
    """Who moves if the group has only so many places. RoundRefused when people hold more of them already."""
    instance = queries.instance_from_json(round_.instance)
    allocation = queries.allocation_from_json(round_.result)
    if all(place.id != group for place in instance.places):
        raise RoundRefused("Diese Gruppe gibt es in der Runde nicht.")
    smaller = tuple(replace(place, capacity=places) if place.id == group else place for place in instance.places)
    try:
        after = allocate(replace(instance, places=smaller), lot=allocation.lot, keep=allocation.assignments)
    except BadInstance as wrong:
        raise RoundRefused("Das geht nicht: " + " ".join(wrong.problems)) from wrong
    return compare(allocation, after)


def confirm(round_: Round, *, by: Actor, today: dt.date) -> int:
    """A person makes the proposal true: everybody in it is referred to the provider. Returns how many.

    RoundRefused when somebody decided before, or when anything that went into the round has changed since.
    """
    with transaction.atomic():
        fresh = Round.objects.select_for_update().get(pk=round_.pk)
        placements = queries.placements_to_refer(fresh)
        now = input_hash(queries.situation(fresh.result["legal_bases"], on=today).instance)
        verdict = may_confirm(computed_for=fresh.input_hash, now=now, is_open=fresh.status == RoundStatus.PROPOSED)
        if not verdict.is_yes:
            raise RoundRefused(verdict.reason)
        referred = 0
        fixed = {one["person"] for one in fresh.instance["fixed"]}
        for one in fresh.result["assignments"]:
            if one["person"] in fixed:
                continue
            placement = placements[one["person"], one["place"]]
            placement.round = fresh
            placement.save(update_fields=["round"])
            try:
                placing.refer(placement, by=by, today=today, note=f"Runde {fresh.pk}")
            except PlacementRefused as refusal:
                raise RoundRefused(str(refusal)) from refusal
            referred += 1
        _decide(fresh, RoundStatus.CONFIRMED, by=by)
        record(by=by, verb="round_confirmed", subject=f"placements.round:{fresh.pk}", why=f"{referred} vermittelt")
    return referred


def drop(round_: Round, *, by: Actor) -> None:
    """The proposal is not wanted; a second click changes nothing. RoundRefused when it was confirmed."""
    with transaction.atomic():
        fresh = Round.objects.select_for_update().get(pk=round_.pk)
        if fresh.status == RoundStatus.CONFIRMED:
            raise RoundRefused("Diese Runde ist schon bestätigt.")
        if fresh.status == RoundStatus.PROPOSED:
            _decide(fresh, RoundStatus.DROPPED, by=by)
            record(by=by, verb="round_dropped", subject=f"placements.round:{fresh.pk}")


def _decide(round_: Round, status: RoundStatus, *, by: Actor) -> None:
    round_.status, round_.decided_by_id, round_.decided_at = status, by.user_id, timezone.now()
    round_.save(update_fields=["status", "decided_by", "decided_at"])


def nightly(*, today: dt.date) -> Round | None:
    """The proposal of the night, with smallest sizes of groups; last night's replaces that of the night before."""
    title = "Vorschlag der Nacht"
    for old in queries.rounds().filter(status=RoundStatus.PROPOSED, made_by=None, title=title):
        drop(old, by=SYSTEM)
    try:
        return propose(LegalBasis.values, title=title, by=SYSTEM, today=today, whole_groups=True)
    except RoundRefused:
        return None


def forget_old(*, today: dt.date) -> int:
    """Decided rounds go after a year: their codes belong to people. Returns how many."""
    end = forget_before(today)
    with transaction.atomic():
        gone, _ = Round.objects.filter(decided_at__date__lt=end).delete()
        if gone:
            record(by=SYSTEM, verb="rounds_forgotten", subject="placements.round", why=f"{gone} bis {end:%d.%m.%Y}")
    return gone
