"""Doors of the entitlement questions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from talachse.ui import navigation


class EntitlementConfig(AppConfig):
    name = "talachse.entitlement"
    verbose_name = "Ansprüche"

    def ready(self) -> None:
        navigation.door(
            label=_("Was steht Ihnen zu?"),
            short=_("Leistungen prüfen"),
            url_name="entitlement-check",
            icon="paper",
            text=_("Grundsicherungsgeld, Wohngeld, Kinderzuschlag und mehr: in 5 Minuten geprüft, ohne Konto."),
            order=15,
        )
        navigation.door(
            label=_("Bildung und Teilhabe: Welche Stelle?"),
            short=_("Bildung und Teilhabe"),
            url_name="entitlement-but-door",
            icon="pencil",
            text=_("Mittagessen, Klassenfahrt, Nachhilfe, Verein: In vier Fragen zur richtigen Stelle."),
            order=20,
            in_navigation=False,
        )
