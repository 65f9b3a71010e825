"""A case manager with a lone parent opposite: what is hers, what more work would change, why, and a sheet to take along."""

import os
from collections.abc import Callable
from pathlib import Path

from django.utils import timezone

from talachse.entitlement.cache import Cache
from talachse.rules.entitlement.engine import GIVEN, TARGETS
from tests.journeys.conftest import Walker

YEAR = timezone.localdate().year
FAMILY = {
    "rent_cold": "620",
    "heating": "90",
    "area_m2": "70",
    "p1-label": "Mutter",
    "p1-born": f"01.02.{YEAR - 36}",
    "p1-gross_wage": "1.400",
    "p1-hours_per_week": "25",
    "p2-label": "Kind 1",
    "p2-born": f"01.02.{YEAR - 10}",
    "p3-label": "Kind 2",
    "p3-born": f"01.02.{YEAR - 5}",
}


def typed(walker: Walker, values: dict[str, str]) -> None:
    """Fill fields by their names: three people have fields with the same label."""
    for name, value in values.items():
        walker.page.locator(f"[name='{name}']").fill(value)


def in_hand(walker: Walker) -> list[str]:
    """What each variant has in hand, as the comparison says it."""
    row = walker.page.locator("#vergleich ~ div tr", has_text="Im Monat in der Hand")
    return row.locator("td").all_inner_texts()


def test_an_adviser_compares_and_keeps_what_was_said(walk: Callable[..., Walker]) -> None:
    # What the worker does in the background, so that the journey does not wait for it.
    shared = Path(os.environ["TALACHSE_ENGINE"])
    assert Cache(shared, targets=TARGETS, given=GIVEN).prepare(timezone.localdate()) is not None
    desk = walk("fallmanagement")
    desk.goto("/arbeit/")
    desk.follow("Leistungsrechner")
    desk.check()
    desk.press("Person hinzufügen")
    desk.press("Person hinzufügen")
    typed(desk, FAMILY)
    for child in ("p2", "p3"):
        desk.page.locator(f"[name='{child}-parent_1']").select_option("p1")

    desk.press("Berechnen")
    desk.sees("Zuerst Wohngeld und Kinderzuschlag")
    desk.sees("Alle Zwischenwerte je Person")
    desk.check()

    desk.press("Variante hinzufügen")
    typed(desk, {"name": "mehr Stunden", "p1-gross_wage": "viel", "p1-hours_per_week": "38"})
    desk.press("Berechnen")
    desk.sees("Nicht bekannt? Dann ein Fragezeichen.")
    desk.check()
    typed(desk, {"p1-gross_wage": "2.200"})
    with desk.page.expect_navigation():  # the Enter key computes
        desk.page.locator("[name='p1-gross_wage']").press("Enter")
    first, second = in_hand(desk)
    assert "+" in second
    assert first != second
    desk.sees("Lohn brutto (Mutter) 2.200 € statt 1.400 €")

    desk.press("Warum überrascht mich das?")
    desk.sees("Diese Angaben bewegen das Ergebnis am meisten")
    desk.check()

    desk.page.locator("[name=reference]").fill("BG 4711")
    desk.press("Speichern")
    desk.sees("BG 4711")
    desk.check()
    answer = desk.page.request.get(f"{desk.page.url}blatt/")
    assert answer.ok
    assert answer.body().startswith(b"%PDF")

    phone = walk("fallmanagement", width=320, dark=True, script=False)
    phone.goto("/arbeit/leistungsrechner/gespeichert/")
    phone.page.get_by_role("main").get_by_role("table").get_by_role("link").first.click()
    phone.sees("BG 4711")
    narrow = walk("fallmanagement", width=320, dark=True)
    narrow.goto(desk.page.url.removeprefix(desk.server.address))
    narrow.check()
    narrow.goto("/arbeit/leistungsrechner/")
    narrow.check()

    phone.page.get_by_text("Löschen", exact=True).click()
    phone.press("Jetzt löschen")
    phone.sees("Nichts gespeichert")
