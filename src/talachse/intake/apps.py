"""Doors and rooms of the intake."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from talachse.rules.access import Action
from talachse.ui import navigation


class IntakeConfig(AppConfig):
    name = "talachse.intake"
    verbose_name = "Eingang"

    def ready(self) -> None:
        navigation.door(
            label=_("Zentrum Zukunft"),
            url_name="intake-future",
            icon="people",
            text=_("Für junge Menschen: Schule, Ausbildung, Geld, Sorgen. Frag uns, auch ohne deinen Namen."),
            order=30,
        )
        navigation.room(
            label="Anfragen",
            url_name="intake-desk",
            action=Action.ANSWER_REQUESTS,
            text="Was bei Ihrer Anlaufstelle eingegangen ist und bis wann eine Antwort erwartet wird.",
            order=20,
        )
