"""Taking files in: what they really are counts, not what they are called."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from talachse.audit.services import Who, record
from talachse.documents.models import StoredFile

MAX_BYTES = 10_000_000
OFFICE = b"PK\x03\x04"


class DocumentRefused(Exception):
    """The file cannot be taken; the message says why, in German."""


def _is_text(head: bytes) -> bool:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4  # a letter cut off at the end of what was read
    return b"\x00" not in head


# Suffix: content type, and how a file of that kind begins.
KINDS: dict[str, tuple[str, Callable[[bytes], bool]]] = {
    ".pdf": ("application/pdf", lambda head: head.startswith(b"%PDF-")),
    ".png": ("image/png", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    ".jpg": ("image/jpeg", lambda head: head.startswith(b"\xff\xd8\xff")),
    ".jpeg": ("image/jpeg", lambda head: head.startswith(b"\xff\xd8\xff")),
    ".docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        lambda head: head.startswith(OFFICE),
    ),
    ".xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda head: head.startswith(OFFICE),
    ),
    ".odt": ("application/vnd.oasis.opendocument.text", lambda head: head.startswith(OFFICE)),
    ".txt": ("text/plain; charset=utf-8", _is_text),
}


def store(upload: UploadedFile[Any], *, owner: str, by: Who) -> StoredFile:
    """Keep a file for ``owner`` ("agreement.project:wecycle"). DocumentRefused when it is too large or not what it says."""
    name = PurePath(upload.name or "Datei").name[-200:]
    kind = KINDS.get(PurePath(name).suffix.lower())
    if kind is None:
        raise DocumentRefused(
            f"Diese Art von Datei nehmen wir nicht an. Möglich sind: {', '.join(s[1:] for s in KINDS)}."
        )
    size = upload.size or 0
    if size > MAX_BYTES:
        raise DocumentRefused("Die Datei ist größer als 10 MB. Bitte verkleinern oder aufteilen.")
    if size == 0:
        raise DocumentRefused("Die Datei ist leer.")
    content_type, begins_like = kind
    content = upload.read()
    if not begins_like(content[:4096]):
        raise DocumentRefused("Der Inhalt der Datei passt nicht zu ihrem Namen. Bitte prüfen Sie die Datei.")
    upload.seek(0)
    with transaction.atomic():
        stored = StoredFile(
            name=name,
            content_type=content_type,
            size=size,
            digest=hashlib.sha256(content).hexdigest(),
            stored_at=timezone.now(),
            stored_by=by.journal_id,
            owner=owner,
        )
        # Stored under its digest: two papers of one name do not meet, and the name says nothing.
        stored.file.save(f"{stored.digest[:32]}{PurePath(name).suffix.lower()}", upload, save=True)
        record(by=by, verb="file_stored", subject=f"documents.storedfile:{stored.pk}", why=owner)
    return stored


# --- drafts: what an import would do, kept until somebody confirms it ----------------------------------------------

DRAFT = "application/gzip"
# A draft holds copies of rows: gone after a week, confirmed or not.
DRAFT_DAYS = 7


def keep_draft(data: dict[str, Any], *, owner: str, name: str, by: Who) -> StoredFile:
    """Keep data that somebody has seen and may confirm. ``owner`` begins with "draft." and says whose it is."""
    with transaction.atomic():
        stored = StoredFile(name=name[-200:], stored_at=timezone.now(), stored_by=by.journal_id, owner=owner)
        _write_draft(stored, data)
        record(by=by, verb="file_stored", subject=f"documents.storedfile:{stored.pk}", why=owner)
    return stored


def _write_draft(stored: StoredFile, data: dict[str, Any]) -> None:
    content = gzip.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), 3, mtime=0)
    stored.content_type, stored.size = DRAFT, len(content)
    stored.digest = hashlib.sha256(content).hexdigest()
    stored.file.save(f"{stored.digest[:32]}.gz", ContentFile(content), save=True)


def read_draft(stored: StoredFile) -> dict[str, Any]:
    """What was kept."""
    with stored.file.open("rb") as opened:
        data: dict[str, Any] = json.loads(gzip.decompress(opened.read()))
    return data


def locked_draft(pk: int, *, owner: str) -> StoredFile | None:
    """A draft of this owner, locked until the transaction ends: it is confirmed once, however often somebody clicks."""
    return StoredFile.objects.select_for_update().filter(pk=pk, owner=owner, content_type=DRAFT).first()


def replace_draft(stored: StoredFile, data: dict[str, Any]) -> None:
    """The same draft with other content; the old file goes when the transaction holds."""
    storage, before = stored.file.storage, stored.file.name
    _write_draft(stored, data)
    if before and before != stored.file.name:
        transaction.on_commit(lambda: storage.delete(before))


def delete_old_drafts(*, now: dt.datetime) -> int:
    """Remove drafts whose week is over, with their files. Returns how many went."""
    old = StoredFile.objects.filter(content_type=DRAFT, stored_at__lt=now - dt.timedelta(days=DRAFT_DAYS))
    gone = 0
    for stored in old.iterator():
        stored.file.delete(save=False)
        stored.delete()
        gone += 1
    return gone
