"""Doors and rooms of the catalogue."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from talachse.rules.access import Action
from talachse.ui import navigation


class ApplicationsConfig(AppConfig):
    name = "talachse.applications"
    verbose_name = "Produkte"

    def ready(self) -> None:
        navigation.door(
            label=_("Anträge: online und auf Papier"),
            short=_("Anträge"),
            url_name="applications-products",
            icon="paper",
            text=_("Welche Leistung Sie wie beantragen können, online und auf Papier."),
            order=70,
            in_navigation=False,
        )
        navigation.room(
            label="Produkte",
            url_name="applications-catalogue",
            action=Action.MANAGE_CATALOGUE,
            text="Welche Produkte Ihrer Seite auf beiden Wegen funktionieren.",
            order=60,
        )
