"""Doors and rooms of the directory."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from talachse.offers import search_index
from talachse.rules.access import Action
from talachse.ui import navigation


class OffersConfig(AppConfig):
    name = "talachse.offers"
    verbose_name = "Angebote und Plätze"

    def ready(self) -> None:
        post_migrate.connect(search_index.ensure, sender=self)
        navigation.door(
            label=_("Angebote finden"),
            short=_("Angebote"),
            url_name="offers-directory",
            icon="search",
            text=_("Treffpunkte, Beratung, Kurse und Hilfe in Ihrer Nähe."),
            order=10,
        )
        navigation.door(
            label=_("#Abflug in Ausbildung"),
            short=_("Ausbildung"),
            url_name="offers-abflug",
            icon="tool",
            text=_("Freie Plätze in Betrieben und Termine zum Kennenlernen. Ohne Bewerbung und ohne Konto."),
            order=50,
            in_navigation=False,
        )
        navigation.room(
            label="Ausbildungsplätze melden",
            url_name="offers-postings",
            action=Action.POST_APPRENTICESHIP,
            text="Freie Plätze melden, zu Terminen einladen, eine Reihenfolge nach dem Kennenlernen festhalten.",
            order=25,
        )
