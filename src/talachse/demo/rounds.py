"""One round that waits for a decision: who would get which place, and why others would not."""

from __future__ import annotations

import datetime as dt

from talachse.accounts.actor import SYSTEM
from talachse.offers.models import LegalBasis
from talachse.placements.queries.rounds import rounds
from talachse.placements.services.rounds import RoundRefused, propose

TITLE = "Runde im Herbst (Demo)"


def is_made(*, today: dt.date) -> bool:
    """The round was computed."""
    return rounds().filter(title=TITLE).exists()


def make(*, today: dt.date) -> None:
    """A proposal over work opportunities and subsidised jobs; nothing where nobody waits."""
    try:
        propose([LegalBasis.SGB2_16D, LegalBasis.SGB2_16I], title=TITLE, by=SYSTEM, today=today, reserve_percent=10)
    except RoundRefused:
        return
