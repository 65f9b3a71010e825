"""One change of state of a placement: allowed by the table, written into its history and into the journal."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from talachse.accounts.actor import Actor
from talachse.audit.services import record
from talachse.placements.models import Participation, Placement, PlacementStep
from talachse.placements.queries.participations import REASONS
from talachse.rules.placement.lifecycle import LABELS, EndReason, PlacementStatus, may_change


class PlacementRefused(Exception):
    """The step is not possible; the message says why, in German."""


class DurationUsedUp(PlacementRefused):
    """The duration of the person leaves no time. The message tells of other places, so it is for case managers only."""

    FOR_PROVIDERS = (
        "Die Förderung dieser Person reicht für diese Zeit nicht mehr. Bitte sprechen Sie mit dem Jobcenter."
    )


def locked(pk: int) -> Placement:
    """One placement, locked until the transaction ends: two people cannot answer it at once."""
    return (
        Placement.objects.select_for_update(of=("self",))
        .select_related("person", "group", "group__provider", "participation")
        .get(pk=pk)
    )


def move(placement: Placement, new: PlacementStatus, *, by: Actor, today: dt.date, note: str = "") -> Placement:
    """To a new state; PlacementRefused with the reason of the rule. Whoever was reminded is heard: the clock starts anew.

    Stands in the transaction of its caller; the placement is locked there.
    """
    verdict = may_change(PlacementStatus(placement.status), new)
    if not verdict.is_yes:
        raise PlacementRefused(verdict.reason)
    old, placement.status = placement.status, new.value
    placement.status_since = today
    placement.reminded_on = placement.escalated_on = None
    placement.save()
    write(placement, old=old, by=by, today=today, note=note)
    return placement


def write(placement: Placement, *, old: str, by: Actor, today: dt.date, note: str = "") -> PlacementStep:
    """The line of the history and of the journal; without a new state it is a note of a try."""
    step = PlacementStep.objects.create(
        placement=placement,
        on=today,
        at=timezone.now(),
        old=old,
        new=placement.status,
        note=note[:300],
        by=by.journal_id,
    )
    why = LABELS[PlacementStatus(placement.status)]
    record(by=by, verb="placement_moved", subject=f"placements.placement:{placement.pk}", why=why)
    return step


def follow(participation: Participation, new: PlacementStatus, *, by: Actor, today: dt.date, note: str) -> None:
    """What is recorded at a participation holds for the placement that led to it, if there is one."""
    pk = Placement.objects.filter(participation=participation).values_list("pk", flat=True).first()
    if pk is None:
        return
    placement = locked(pk)
    if placement.status == new.value:
        return
    if new is PlacementStatus.ENDED:
        placement.end_reason = _end_reason(participation.end_reason)
    move(placement, new, by=by, today=today, note=note)


def _end_reason(said: str) -> str:
    return REASONS.get(said, EndReason.OTHER).value
