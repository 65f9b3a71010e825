"""Doors of the entitlement questions."""

from django.apps import AppConfig

from talachse.ui import navigation


class EntitlementConfig(AppConfig):
    name = "talachse.entitlement"
    verbose_name = "Ansprüche"

    def ready(self) -> None:
        navigation.door(
            label="Bildung und Teilhabe: Welche Stelle?",
            short="Bildung und Teilhabe",
            url_name="entitlement-but-door",
            text="Mittagessen, Klassenfahrt, Nachhilfe, Verein: In vier Fragen zur richtigen Stelle.",
            order=18,
        )
