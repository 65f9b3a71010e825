"""Reading stored results: only one's own, in an organisation one still advises for."""

from __future__ import annotations

from django.db.models import QuerySet

from talachse.accounts.actor import Actor
from talachse.entitlement.models import StoredCheck
from talachse.rules.access import Action


def stored_checks(actor: Actor) -> QuerySet[StoredCheck]:
    """What the actor stored and may still open, newest first; whoever left the organisation leaves its results there."""
    return StoredCheck.objects.filter(
        stored_by=actor.user_id, organisation__in=actor.organisations_for(Action.ADVISE_ON_BENEFITS)
    )


def stored_check(actor: Actor, pk: int) -> StoredCheck | None:
    """One of them, together with the right to see it."""
    return stored_checks(actor).filter(pk=pk).first()
