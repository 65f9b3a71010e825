"""Tables of the journal. An entry is never changed; its personal payload lies apart and ends with its term."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from talachse.audit.words import in_words


class EntryKind(models.TextChoices):
    ACT = "act", "Handlung"
    READ = "read", "Einblick"


class Entry(models.Model):
    """One line of the journal. ``digest`` is salted SHA-256 over the payload, so that the payload can go and the line stays."""

    at = models.DateTimeField("Zeitpunkt", db_index=True)
    kind = models.CharField("Art", max_length=4, choices=EntryKind)
    who = models.CharField("Wer", max_length=80, help_text="Kennung von Person und Funktion, kein Name.")
    verb = models.CharField("Was", max_length=80)
    subject = models.CharField(
        "Woran", max_length=120, db_index=True, help_text="Art und Schlüssel, zum Beispiel agreement.project:wecycle."
    )
    why = models.CharField("Warum", max_length=300, blank=True)
    digest = models.CharField("Prüfwert", max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y %H:%M} {self.verb} {self.subject}"

    @property
    def what(self) -> str:
        """What was done, in German."""
        return in_words(self.verb)


class Payload(models.Model):
    """Personal part of an entry with its salt; only the retention run removes it."""

    entry_id = models.BigIntegerField(primary_key=True)
    salt = models.BinaryField(max_length=16)
    data = models.JSONField()
    delete_after = models.DateField(db_index=True)

    def __str__(self) -> str:
        return f"Inhalt zu {self.entry_id}"
