"""Rooms of the places."""

from django.apps import AppConfig

from talachse.offers import live
from talachse.rules.access import Action
from talachse.ui import navigation


class PlacementsConfig(AppConfig):
    name = "talachse.placements"
    verbose_name = "Teilnahmen"

    def ready(self) -> None:
        from talachse.placements.queries import placing  # noqa: PLC0415 - models exist only now

        live.register("taken", placing.taken_by_group)
        live.register("admitted", placing.admitted_by_group)
        live.register("waiting", placing.waiting_by_group)
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
            label="Plätze und Kontingente",
            url_name="placements-inventory",
            action=Action.MANAGE_PLACES,
            text="Platzgruppen, Kontingente, Unterlagen der Träger, Hände für die Stadt.",
            order=8,
        )
        navigation.room(
            label="Rest der Stadt",
            url_name="placements-money",
            action=Action.SEE_FINANCE,
            text="Was der sinkende Zuschuss Monat für Monat übrig lässt, nächste Stufen, endende Verträge.",
            order=71,
            area="steering",
        )
        navigation.room(
            label="Kürzung von Plätzen",
            url_name="placements-cuts",
            action=Action.SEE_FINANCE,
            text="Durchrechnen, welche Plätze fallen, und beschließen.",
            order=72,
            area="steering",
        )
