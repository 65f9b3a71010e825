"""Writing the journal, inside the transaction of the act it belongs to."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Iterable
from typing import Any, Protocol

from django.db import connection, transaction
from django.utils import timezone

from talachse.audit.models import Entry, EntryKind, Payload
from talachse.rules.retention import journal_payload_kept_until


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
        kept_until = journal_payload_kept_until(at.date(), is_read=kind is EntryKind.READ)
        data = json.loads(json.dumps(payload, default=str))
        Payload.objects.create(entry_id=entry.pk, salt=salt, data=data, delete_after=kept_until)
    return entry


def record_many(
    *, by: Who, verb: str, lines: Iterable[tuple[str, str]], at: dt.datetime | None = None, is_read: bool = False
) -> None:
    """Write one line for each (subject, why): an import of thousands of rows needs no thousands of statements."""
    if not connection.in_atomic_block:
        raise RuntimeError("The journal is written in the transaction of the act: open transaction.atomic() first.")
    at = at or timezone.now()
    kind = EntryKind.READ if is_read else EntryKind.ACT
    Entry.objects.bulk_create(
        (
            Entry(at=at, kind=kind, who=by.journal_id, verb=verb, subject=subject, why=why[:300])
            for subject, why in lines
        ),
        batch_size=500,
    )


def record_read(*, by: Who, subject: str, why: str) -> None:
    """Somebody looked at personal data; its own short transaction, since a page read opens none."""
    with transaction.atomic():
        record(by=by, verb="read", subject=subject, why=why, kind=EntryKind.READ)


def delete_expired_payloads(*, today: dt.date) -> int:
    """Remove personal payloads whose term is over; the lines stay. Returns how many went."""
    deleted, _ = Payload.objects.filter(delete_after__lt=today).delete()
    return deleted
