"""A stored file and what is known of it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class StoredFile(models.Model):
    """One file under ``var/files``. The app that owns it decides who may have it, and hands it out."""

    name = models.CharField("Dateiname", max_length=200)
    content_type = models.CharField("Art", max_length=100)
    size = models.PositiveIntegerField("Größe in Byte")
    digest = models.CharField("SHA-256", max_length=64)
    file = models.FileField("Datei", upload_to="%Y/%m")
    stored_at = models.DateTimeField("Abgelegt am")
    stored_by = models.CharField("Abgelegt von", max_length=80)
    owner = models.CharField("Gehört zu", max_length=120)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name
