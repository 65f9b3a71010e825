"""Reading the journal."""

from __future__ import annotations

from django.db.models import QuerySet

from talachse.audit.models import Entry


def entries(*, subject: str = "", before_id: int | None = None) -> QuerySet[Entry]:
    """Newest first; ``before_id`` continues a list (paged by key, so a growing journal shifts nothing)."""
    found = Entry.objects.order_by("-id")
    if subject:
        found = found.filter(subject__startswith=subject)
    if before_id is not None:
        found = found.filter(id__lt=before_id)
    return found


def history_of(subject: str) -> QuerySet[Entry]:
    """Everything that happened to one thing, newest first."""
    return Entry.objects.filter(subject=subject).order_by("-id")
