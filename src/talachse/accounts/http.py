"""The request as views of this project see it."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest

from talachse.accounts.actor import Actor


class TalachseRequest(HttpRequest):
    """A request with the acting person and the day (Europe/Berlin); set by ``ActorMiddleware``."""

    actor: Actor
    today: dt.date
