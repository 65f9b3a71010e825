"""Reading what is stored."""

from __future__ import annotations

from talachse.documents.models import StoredFile


def draft(pk: int, *, owner: str) -> StoredFile | None:
    """A draft, only for its owner."""
    return StoredFile.objects.filter(pk=pk, owner=owner).first()
