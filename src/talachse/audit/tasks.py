"""Nightly upkeep of the journal."""

from __future__ import annotations

import datetime as dt

from talachse.audit import services
from talachse.jobs.clock import periodic


@periodic(name="audit.retention", period="day")
def delete_expired_payloads(due: dt.datetime) -> None:
    """Remove personal payloads whose term is over."""
    services.delete_expired_payloads(today=due.date())
