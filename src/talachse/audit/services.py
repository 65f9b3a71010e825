"""Writing the journal, inside the transaction of the act it belongs to."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from typing import Any, Protocol

from django.db import connection
from django.utils import timezone

from talachse.audit.models import Entry, EntryKind, Payload

# § 79 SGB X: the log of a retrieval ends after six months; acts are kept for the length of a record.
READS_KEPT = dt.timedelta(days=183)
ACTS_KEPT = dt.timedelta(days=3653)


class Who(Protocol):
    """Whoever acts: a logged-in person in a function, a citizen without an account, or the system."""

    @property
    def journal_id(self) -> str: ...


def record(
    *,
    by: Who,
    verb: str,
    subject: str,
    why: str = "",
    payload: dict[str, Any] | None = None,
    kind: EntryKind = EntryKind.ACT,
    at: dt.datetime | None = None,
) -> Entry:
    """Write one line. ``payload`` may hold personal data; it is stored apart and deleted with its term.

    Must run inside the transaction of the act itself, so that neither exists without the other.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("The journal is written in the transaction of the act: open transaction.atomic() first.")
    at = at or timezone.now()
    digest = ""
    salt = b""
    if payload is not None:
        salt = secrets.token_bytes(16)
        digest = hashlib.sha256(salt + json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()
    entry = Entry.objects.create(
        at=at, kind=kind, who=by.journal_id, verb=verb, subject=subject, why=why, digest=digest
    )
    if payload is not None:
        kept = READS_KEPT if kind is EntryKind.READ else ACTS_KEPT
        data = json.loads(json.dumps(payload, default=str))
        Payload.objects.create(entry_id=entry.pk, salt=salt, data=data, delete_after=at.date() + kept)
    return entry
