"""Nightly upkeep of stored files."""

from __future__ import annotations

import datetime as dt

from talachse.documents import services
from talachse.jobs.clock import periodic


@periodic(name="documents.drafts", period="day")
def delete_old_drafts(due: dt.datetime) -> None:
    """Remove previews of imports that are older than a week."""
    services.delete_old_drafts(now=due)
