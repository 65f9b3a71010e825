"""Doors and rooms of health."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from talachse.rules.access import Action
from talachse.ui import navigation


class HealthConfig(AppConfig):
    name = "talachse.health"
    verbose_name = "Gesundheit"

    def ready(self) -> None:
        navigation.door(
            label=_("Gesundheit und Arbeit"),
            short=_("Gesundheit"),
            url_name="health-start",
            icon="heart",
            text=_("Wer hilft, wenn Arbeit oder Sorgen krank machen. Fragen Sie ohne Namen."),
            order=40,
        )
        navigation.room(
            label="Fragen an die Gesundheitslots*innen",
            url_name="health-inbox",
            action=Action.ANSWER_AS_HEALTH_GUIDE,
            text="Fragen ohne Namen. Nur Gesundheitslots*innen lesen sie.",
            order=40,
        )
        navigation.room(
            label="Bergauf",
            url_name="health-programme",
            action=Action.ADMIT_TO_HEALTH_PROGRAMME,
            text="Aufnahmen in das Gesundheitsprogramm, mit dem spätesten Ende.",
            order=41,
        )
