"""Wishes for help as tests need them."""

import datetime as dt
import uuid
from typing import Any

from talachse.accounts.actor import PUBLIC, Actor, Seatholder
from talachse.intake import services
from talachse.intake.models import Request
from talachse.rules.access import Role
from talachse.rules.intake import Channel

TODAY = dt.date(2026, 11, 24)


def make_request(**changes: Any) -> Request:
    """A question to the contact point, answered with the code."""
    facts: dict[str, Any] = {
        "submission": uuid.uuid4(),
        "desk": "desk-contact-point",
        "text": "Ich weiß nicht, wo ich schlafen soll.",
        "channel": Channel.CODE,
        "by": PUBLIC,
        "today": TODAY,
    }
    return services.receive(**(facts | changes))


def make_desk_worker(desk: str = "desk-contact-point") -> Actor:
    """Somebody who answers for a desk today."""
    seat = Seatholder(
        membership_id=1,
        organisation_id=1,
        organisation_key="stadt-wuppertal",
        organisation_name="Stadt",
        side=None,
        role=Role.DESK,
        desk=desk,
    )
    return Actor(user_id=1, name="Kim Beispiel", memberships=(seat,))
