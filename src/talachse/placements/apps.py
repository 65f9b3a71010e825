"""Rooms of the places."""

from django.apps import AppConfig

from talachse.offers import live
from talachse.people import codes
from talachse.rules.access import Action
from talachse.ui import navigation


class PlacementsConfig(AppConfig):
    name = "talachse.placements"
    verbose_name = "Teilnahmen"

    def ready(self) -> None:
        from talachse.placements.queries import exchange, placing  # noqa: PLC0415 - models exist only now

        codes.register("participations", exchange.taken_codes)
        live.register("taken", placing.taken_by_group)
        live.register("waiting", placing.waiting_by_group)
        navigation.room(
            label="Eigene Plätze",
            url_name="placements-groups",
            action=Action.RECORD_PARTICIPATION,
            text="Beginn, Pause und Ende an den eigenen Plätzen festhalten. Ohne Namen, mit Code.",
            order=10,
        )
        navigation.room(
            label="Austausch mit dem Fachverfahren",
            url_name="placements-exchange",
            action=Action.PLACE_PEOPLE,
            text="Personen, Teilnahmen und Platzgruppen einlesen und ausgeben. Niemand tippt zweimal.",
            order=32,
        )
        navigation.room(
            label="Stand von Teilnahmen",
            url_name="placements-states",
            action=Action.SEE_PARTICIPATIONS,
            text="Mit dem Code sehen, ob jemand teilnimmt oder die Teilnahme beendet ist.",
            order=12,
        )
