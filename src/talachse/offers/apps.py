"""Doors and rooms of the directory."""

from django.apps import AppConfig

from talachse.rules.access import Action
from talachse.ui import navigation


class OffersConfig(AppConfig):
    name = "talachse.offers"
    verbose_name = "Angebote und Plätze"

    def ready(self) -> None:
        navigation.door(
            label="Angebote finden",
            short="Angebote",
            url_name="offers-directory",
            text="Treffpunkte, Beratung, Kurse und Hilfe in deiner Nähe.",
            order=15,
        )
        navigation.door(
            label="Ausbildungsplätze",
            short="Ausbildung",
            url_name="offers-apprenticeships",
            text="Freie Plätze in Betrieben. Zeig Interesse, ohne Bewerbung und ohne Konto.",
            order=32,
        )
        navigation.room(
            label="Ausbildungsplätze melden",
            url_name="offers-postings",
            action=Action.POST_APPRENTICESHIP,
            text="Freie Plätze melden, sehen wie viele sich interessieren, zurückziehen.",
            order=25,
        )
