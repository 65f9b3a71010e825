"""Rooms of the steering: board, figures, seats, money."""

from talachse.rules.access import Action
from talachse.ui import navigation


def register() -> None:
    """Enter the rooms; called once at start."""
    entries = [
        ("Übersicht", "agreement-board", Action.SEE_STEERING, "Was abweicht, und wie weit jedes Vorhaben ist.", 10),
        ("Zahlen", "agreement-indicators", Action.SEE_STEERING, "Zahlen eintragen, bestätigen, einwenden.", 20),
        ("Aufträge", "agreement-actions", Action.SEE_STEERING, "Wer was bis wann tut.", 50),
        ("Funktionen", "agreement-seats", Action.SEE_STEERING, "Wer auf welcher Seite zuständig ist.", 60),
        (
            "Mittel",
            "agreement-money",
            Action.SEE_FINANCE,
            "Geld nach Herkunft und Planstand, Kürzungen, Was-wäre-wenn.",
            70,
        ),
        (
            "Verhalten des Jobcenters",
            "agreement-conduct",
            Action.SEE_STEERING,
            "Gebäude, Einkauf, Beschäftigte, Abfall, Mobilität.",
            80,
        ),
    ]
    for label, url_name, action, text, order in entries:
        navigation.room(label=label, url_name=url_name, action=action, text=text, order=order, area="steering")
