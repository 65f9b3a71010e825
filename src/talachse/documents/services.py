"""Taking files in: what they really are counts, not what they are called."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import PurePath
from typing import Any

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
