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
        from talachse.placements.queries import exchange, placing, stable_rounds  # noqa: PLC0415 - models exist only now

        codes.register("participations", exchange.taken_codes)
        live.register("taken", placing.taken_by_group)
        live.register_column("taken", placing.taken_beside_group)
        live.register("admitted", placing.admitted_by_group)
        live.register("waiting", placing.waiting_by_group)
        live.register("invited", stable_rounds.invited)
        navigation.room(
            label="Menschen",
            url_name="placements-people",
            action=Action.PLACE_PEOPLE,
            text="Eine Person suchen, Nachweise eintragen, passende Plätze sehen und lesen, was noch fehlt.",
            order=6,
        )
        navigation.room(
            label="Vermittlung",
            url_name="placements-placing",
            action=Action.PLACE_PEOPLE,
            text="Alle laufenden Vermittlungen: was einen Menschen braucht, steht oben.",
            order=7,
        )
        navigation.room(
            label="Monatsberichte",
            url_name="placements-reports",
            action=Action.RECORD_PARTICIPATION,
            text="Was an Berichten fällig ist; die Tage sind schon gezählt.",
            order=11,
        )
        navigation.room(
            label="Eigene Plätze",
            url_name="placements-groups",
            action=Action.RECORD_PARTICIPATION,
            text="Wer zu Ihnen kommt, wer da ist, wer pausiert oder aufhört: an den eigenen Plätzen festhalten.",
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
        navigation.room(
            label="Wer Plätze bekommt",
            url_name="placements-fairness",
            action=Action.SEE_STEERING,
            text="Anteile nach Geschlecht, Alter, Staatsangehörigkeit und Bezirk, mit Unsicherheit und ohne kleine Zahlen.",
            order=62,
            area="steering",
        )
        navigation.room(
            label="Plätze und Kontingente",
            url_name="placements-inventory",
            action=Action.MANAGE_PLACES,
            text="Platzgruppen, Kontingente, Unterlagen der Träger, Hände für die Stadt.",
            order=8,
        )
        navigation.room(
            label="Runden",
            url_name="placements-rounds",
            action=Action.RUN_ROUNDS,
            text="Viele Menschen und viele Plätze auf einmal: Vorschlag rechnen, durchspielen, bestätigen.",
            order=16,
        )
        navigation.room(
            label="Ausbildungsrunden",
            url_name="placements-stable-rounds",
            action=Action.RUN_ROUNDS,
            text="Junge Menschen und Betriebe wählen einander: rechnen, durchspielen, bestätigen. Mit Kennzeichen, ohne Namen.",
            order=42,
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
