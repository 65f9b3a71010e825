"""Generated demo data, labelled as such, and the sourced list of offers. Made once, at the first start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import import_module

from django.db import transaction

# In this order: later parts stand on earlier ones.
PARTS = {
    "accounts": "Anmeldungen",
    "offers": "Angebote",
    "keeping": "Redaktion der Angebote",
    "products": "Produkte",
    "places": "Plätze und Teilnahmen",
    "pots": "Kontingente, Geld und Einsätze",
    "placing": "Menschen und Vermittlungen",
    "rounds": "Eine Runde",
    "intake": "Anfragen",
    "abflug": "#Abflug in Ausbildung",
    "cases": "Aufsuchende Arbeit",
    "health": "Gesundheit",
    "steering": "Steuerung",
}


# Without these nobody can log in; everything else may come while the first page is being read.
FIRST = frozenset({"accounts"})


def run(*, today: dt.date, say: Callable[[str], None], only: frozenset[str] = frozenset(PARTS)) -> None:
    """Make every part that does not exist yet; each whole or not at all, so that a killed start goes on next time."""
    made = False
    for name, label in PARTS.items():
        part = import_module(f"talachse.demo.{name}")
        if name in only and not part.is_made(today=today):
            say(f"Demo-Daten: {label} …")
            with transaction.atomic():
                part.make(today=today)
            made = True
    if made and only.issuperset(PARTS):
        say("Demo-Daten sind vollständig.")
