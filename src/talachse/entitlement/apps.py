"""Doors of the entitlement questions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from talachse.rules.access import Action
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
        navigation.room(
            label="Leistungsrechner",
            url_name="entitlement-adviser",
            action=Action.ADVISE_ON_BENEFITS,
            text="Mit jemandem zusammen durchrechnen, was zusteht: alle Zwischenwerte, bis zu vier Varianten nebeneinander.",
            order=9,
        )
