"""Products and the two ways to them, with the days on which each way worked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from talachse.rules.agreement.document import Badge, Side


class ChannelKind(models.TextChoices):
    DIGITAL = "digital", "online"
    PAPER = "paper", "auf Papier"


class Product(models.Model):
    """Something an authority decides or does on application (II-19: all products digital and analogue)."""

    key = models.SlugField("Schlüssel", max_length=80, unique=True)
    title = models.CharField("Name", max_length=200)
    side = models.CharField("Stelle", max_length=10, choices=[(s.value, s.value) for s in Side])
    statute = models.CharField("Grundlage", max_length=120, blank=True)
    description = models.CharField("Worum es geht", max_length=300, blank=True)
    paper_way = models.CharField("So geht es auf Papier", max_length=300, blank=True)
    digital_way = models.CharField("So geht es online", max_length=300, blank=True)
    since = models.DateField("Angeboten seit")
    until = models.DateField("Angeboten bis", null=True, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["side", "title"]

    def __str__(self) -> str:
        return self.title


class ChannelState(models.Model):
    """From this day on the way works, or does not."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="states")
    channel = models.CharField("Weg", max_length=7, choices=ChannelKind)
    works = models.BooleanField("Funktioniert")
    since = models.DateField("Seit")
    note = models.CharField("Erläuterung", max_length=300, blank=True)
    source = models.CharField("Quelle", max_length=300)
    badge = models.CharField(max_length=10, choices=[(b.value, b.value) for b in Badge])
    recorded_by = models.CharField(max_length=80)

    class Meta:
        ordering: ClassVar = ["product", "channel", "-since", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["product", "channel", "since"], name="one_channel_state_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.channel}: {self.works} seit {self.since:%d.%m.%Y}"
