"""Handing files out; the app that owns a file has checked before who may have it."""

from __future__ import annotations

from django.http import FileResponse

from talachse.documents.models import StoredFile


def download(stored: StoredFile) -> FileResponse:
    """The file as an attachment, so that no browser runs what is in it."""
    response = FileResponse(
        stored.file.open("rb"), as_attachment=True, filename=stored.name, content_type=stored.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
