"""Reading who may act."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q

from talachse.accounts.actor import PUBLIC, Actor, Seatholder
from talachse.accounts.models import Membership, User
from talachse.rules.access import Role
from talachse.rules.agreement.document import Side


def actor_for(user: User | None, *, today: dt.date) -> Actor:
    """The person with every function that is valid today; one query."""
    if user is None or not user.is_active:
        return PUBLIC
    memberships = (
        Membership.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), user=user, valid_from__lte=today)
        .select_related("organisation")
        .order_by("id")
    )
    return Actor(
        user_id=user.pk,
        name=user.name or user.email,
        memberships=tuple(
            Seatholder(
                membership_id=m.pk,
                organisation_id=m.organisation_id,
                organisation_key=m.organisation.key,
                organisation_name=m.organisation.name,
                side=Side(m.organisation.side) if m.organisation.side else None,
                role=Role(m.role),
                desk=m.desk,
            )
            for m in memberships
        ),
    )
