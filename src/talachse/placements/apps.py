"""Rooms of the places."""

from django.apps import AppConfig

from talachse.offers import live
from talachse.rules.access import Action
from talachse.ui import navigation


class PlacementsConfig(AppConfig):
    name = "talachse.placements"
    verbose_name = "Teilnahmen"

    def ready(self) -> None:
        from talachse.placements.queries import placing, stable_rounds  # noqa: PLC0415 - models exist only now

        live.register("taken", placing.taken_by_group)
        live.register("waiting", placing.waiting_by_group)
        live.register("invited", stable_rounds.invited)
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
        navigation.room(
            label="Ausbildungsrunden",
            url_name="placements-stable-rounds",
            action=Action.RUN_ROUNDS,
            text="Junge Menschen und Betriebe wählen einander: rechnen, durchspielen, bestätigen. Mit Kennzeichen, ohne Namen.",
            order=42,
        )
