"""A mother with a telephone and without JavaScript: from the front door to what her family may claim."""

import os
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone

from talachse.entitlement.cache import Cache
from talachse.rules.entitlement.engine import GIVEN, TARGETS
from tests.journeys.conftest import Walker

YEAR = timezone.localdate().year
# Words of the page's heading -> what she types and picks there.
ANSWERS: dict[str, list[tuple[str, str]]] = {
    "Wer wohnt bei Ihnen?": [("choose", "Nein"), ("Wie viele Kinder wohnen bei Ihnen?", "2")],
    "Wann sind Sie geboren?": [
        ("Ihr Geburtstag", f"01.03.{YEAR - 36}"),
        ("Geburtstag: Kind 1", f"5.1.{YEAR - 10}"),
        ("Geburtstag: Kind 2", f"7.1.{YEAR - 5}"),
    ],
    "Ihre Kinder": [("choose", "Kita oder Tagespflege")],
    "Ihre Wohnung": [
        ("choose", "Nein, wir zahlen Miete"),
        ("Miete im Monat, mit Nebenkosten, ohne Heizung", "620"),
        ("Heizung im Monat", "90"),
        ("Größe der Wohnung in Quadratmetern", "70"),
        ("choose", "Ich weiß es nicht"),
    ],
    "Ihre Arbeit": [
        ("Lohn im Monat, vor Abzügen (brutto) (freiwillig)", "1.400"),
        ("Arbeitsstunden in der Woche (freiwillig)", "25"),
    ],
    "Anderes Geld, das jeden Monat kommt": [],
    "Ihr Erspartes": [("choose", "Nein")],
    "Besondere Umstände": [],
    "Was bekommen Sie schon?": [("choose", "Kindergeld")],
}


def heading(walker: Walker) -> str:
    return walker.page.get_by_role("heading", level=1).inner_text()


def answer(walker: Walker) -> None:
    """Fill in the page that is open, and go on."""
    for label, value in ANSWERS[heading(walker)]:
        if label == "choose":
            walker.choose(value)
        else:
            walker.fill(label, value)
    walker.press("Weiter")


def test_a_mother_finds_out_what_her_family_may_claim(walk: Callable[..., Walker]) -> None:
    # What the worker does in the background, so that the journey does not wait for it.
    shared = Path(os.environ["TALACHSE_ENGINE"])
    assert Cache(shared, targets=TARGETS, given=GIVEN).prepare(timezone.localdate()) is not None
    phone, eye = walk(width=320, script=False), walk(width=320, dark=True)
    phone.goto("/")
    phone.follow("Was steht Ihnen zu?")
    phone.press("Prüfung starten")
    pages = 0
    while heading(phone) != "Ihr Ergebnis":
        pages += 1
        assert pages <= 12
        look_at(phone, eye)
        answer(phone)
    look_at(phone, eye)
    phone.sees("Zuerst: Wohngeld und Kinderzuschlag")
    assert "Sie müssen" not in phone.text()

    with phone.page.expect_navigation():
        phone.page.locator("button[name=benefit][value=wohngeld]").click()
    look_at(phone, eye)
    phone.fill("Ihr Vorname und Nachname", "Anna Beispiel")
    phone.choose("Gar nicht. Ich frage selbst nach, mit einem Code.")
    phone.press("Antrag jetzt stellen")
    phone.sees("Ihr Antrag ist da")
    phone.sees("Wohngeldstelle")
    look_at(phone, eye)

    phone.press("Zurück zur Prüfung")
    phone.fill("Anderer Lohn vor Abzügen, im Monat (freiwillig)", "2.000")
    phone.press("Vergleichen")
    phone.sees("Was wäre wenn: beide Ergebnisse nebeneinander")
    look_at(phone, eye)
    phone.press("Neu beginnen und löschen")
    assert heading(phone) == "Was steht Ihnen zu?"


def look_at(phone: Walker, eye: Walker) -> None:
    """axe needs JavaScript, the telephone has none: the same page in a window that has it, dark and as narrow."""
    eye.goto("/pruefen/")
    eye.page.set_content(phone.page.content())
    eye.page.wait_for_load_state("load")
    eye.check()
