"""The rows of cuts; what a cut does is computed above, where participations are known."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from talachse.accounts.actor import Actor
from talachse.audit.services import record
from talachse.offers.models import Cut, CutStatus, Pot


def by_submission(submission: uuid.UUID) -> Cut | None:
    """The simulation that came of this form."""
    return Cut.objects.filter(result__submission=str(submission)).first()


def keep_simulation(
    pot: Pot, *, since: dt.date, places: int, result: dict[str, Any], by: Actor, at: dt.datetime
) -> Cut:
    """Keep what was computed, as it was computed. PermissionError without a person who did."""
    if by.user_id is None:
        raise PermissionError("A cut is computed by a person.")
    cut = Cut.objects.create(pot=pot, since=since, places=places, result=result, made_by_id=by.user_id, made_at=at)
    record(by=by, verb="cut_simulated", subject=f"offers.cut:{cut.pk}", why=f"{pot.key}: {places} ab {since}")
    return cut


def locked(cut: Cut) -> Cut:
    """The row, locked until the transaction ends: two people cannot decide it."""
    return Cut.objects.select_for_update(of=("self",)).select_related("pot").get(pk=cut.pk)


def mark(cut: Cut, status: CutStatus, *, reason: str, by: Actor, at: dt.datetime) -> Cut:
    """Decided or dropped, by whom and why."""
    cut.status, cut.reason, cut.decided_by_id, cut.decided_at = status, reason, by.user_id, at
    cut.save(update_fields=["status", "reason", "decided_by", "decided_at"])
    return cut
