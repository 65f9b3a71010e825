"""Rooms of the places."""

from django.apps import AppConfig

from talachse.rules.access import Action
from talachse.ui import navigation


class PlacementsConfig(AppConfig):
    name = "talachse.placements"
    verbose_name = "Teilnahmen"

    def ready(self) -> None:
        navigation.room(
            label="Eigene Plätze",
            url_name="placements-groups",
            action=Action.RECORD_PARTICIPATION,
            text="Beginn, Pause und Ende an den eigenen Plätzen festhalten. Ohne Namen, mit Code.",
            order=10,
        )
        navigation.room(
            label="Stand von Teilnahmen",
            url_name="placements-states",
            action=Action.SEE_PARTICIPATIONS,
            text="Mit dem Code sehen, ob jemand teilnimmt oder die Teilnahme beendet ist.",
            order=12,
        )
