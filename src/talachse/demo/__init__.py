"""Generated demo data, labelled as such, and the sourced list of offers. Made once, at the first start."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from importlib import import_module

# In this order: later parts stand on earlier ones.
PARTS = {
    "accounts": "Anmeldungen",
    "offers": "Angebote",
    "products": "Produkte",
    "places": "Plätze und Teilnahmen",
    "intake": "Anfragen",
    "cases": "Aufsuchende Arbeit",
    "health": "Gesundheit",
    "steering": "Steuerung",
}


def run(*, today: dt.date, say: Callable[[str], None]) -> None:
    """Make every part that does not exist yet."""
    for name, label in PARTS.items():
        part = import_module(f"talachse.demo.{name}")
        if not part.is_made(today=today):
            say(f"Demo-Daten: {label} …")
            part.make(today=today)
