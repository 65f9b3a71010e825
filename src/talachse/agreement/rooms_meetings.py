"""Rooms of the steering: meetings and decisions."""

from talachse.rules.access import Action
from talachse.ui import navigation


def register() -> None:
    """Enter the rooms; called once at start."""
    navigation.room(
        label="Gespräche",
        url_name="agreement-meetings",
        action=Action.SEE_STEERING,
        text="Monatlicher Abgleich und Quartalsgespräch: Tagesordnung, Einladung, Ergebnis, Bestätigung.",
        order=30,
        area="steering",
    )
    navigation.room(
        label="Beschlüsse",
        url_name="agreement-decisions",
        action=Action.SEE_STEERING,
        text="Was beschlossen ist, wer es umsetzt und bis wann. Überfälliges zuerst.",
        order=40,
        area="steering",
    )
    navigation.room(
        label="Berichte",
        url_name="agreement-reports",
        action=Action.SEE_STEERING,
        text="Die Mappe zum Quartalsgespräch: als PDF, als Tabelle, als Daten. Eingefroren bleibt eingefroren.",
        order=45,
        area="steering",
    )
