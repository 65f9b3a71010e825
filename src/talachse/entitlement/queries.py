"""Reading stored results: only one's own, in an organisation one still advises for."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from talachse.accounts.actor import Actor
from talachse.entitlement.models import StoredCheck
from talachse.rules.access import Action


def stored_checks(actor: Actor, *, today: dt.date) -> QuerySet[StoredCheck]:
    """What the actor stored and may still open, newest first; whoever left the organisation leaves its results there.

    On the day of its deletion nobody opens a result any more, whether or not the clock has been there.
    """
    return StoredCheck.objects.filter(
        stored_by=actor.user_id,
        organisation__in=actor.organisations_for(Action.ADVISE_ON_BENEFITS),
        delete_on__gt=today,
    )


def stored_check(actor: Actor, pk: int, *, today: dt.date) -> StoredCheck | None:
    """One of them, together with the right to see it."""
    return stored_checks(actor, today=today).filter(pk=pk).first()
