"""From what somebody needs to a place that is counted: the mother, the provider, the case manager, placement, the board."""

import datetime as dt
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from email import message_from_bytes, policy

import pytest

from tests.journeys.conftest import Server, Walker, figures

TODAY = dt.date.today()  # noqa: DTZ011 - the day of the machine is the day of the server
STILL_RIGHT = re.compile(r"/angebote/stimmt-noch/[0-9a-f-]+/")


def change(server: Server, *statements: str) -> None:
    """What time would have done to the data."""
    with closing(sqlite3.connect(server.folder / "talachse.sqlite3", timeout=20)) as database, database:
        for statement in statements:
            database.execute(statement)


def mails_to(server: Server, address: str) -> list[str]:
    """Texts of the mails to somebody."""
    found = []
    for path in sorted((server.folder / "mail").glob("*.eml"), key=lambda p: p.stat().st_mtime):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = message.get_body()
        if address in str(message["To"]) and body is not None:
            found.append(str(body.get_content()))
    return found


@pytest.mark.parametrize("script", [True, False])
def test_a_mother_finds_help_in_three_steps_on_her_phone(walk: Callable[..., Walker], script: bool) -> None:
    mother = walk(width=320, script=script)
    mother.goto("/angebote/")
    mother.follow("Mein Kind geht nicht mehr zur Schule")
    assert "Mobile Jugendsozialarbeit" in mother.text()
    mother.follow("Wir kommen zu dir")
    words = mother.text()
    assert "Du gehst gerade nicht zur Schule?" in words
    assert "Fragen Sie uns" in words
    if script:
        mother.check()


def test_nothing_found_is_no_dead_end(walk: Callable[..., Walker]) -> None:
    walker = walk(width=320)
    walker.goto("/angebote/?q=skatehalle&thema=health")
    walker.follow("Ohne „Thema“")
    assert "Wicked Woods" in walker.text()


def test_a_provider_renews_an_entry_from_the_mail(walk: Callable[..., Walker], server: Server) -> None:
    change(
        server,
        "UPDATE offers_offer SET checked_on = date('now', '-200 days'), check_by = date('now', '-17 days')"
        " WHERE key = 'radwerk-treff'",
        "DELETE FROM jobs_run WHERE name = 'offers.remind_keepers'",
    )
    server.talachse("tick")
    for _ in range(50):
        texts = [text for text in mails_to(server, "traeger@") if "Radwerk Talachse (Demo)" in text]
        if texts:
            break
        walk().page.wait_for_timeout(200)
    link = STILL_RIGHT.search(texts[0])
    assert link is not None
    provider = walk(width=320)
    provider.goto(link[0])
    provider.check()
    provider.press("Ja, alles stimmt noch")
    assert "gilt ab heute als geprüft" in provider.text()
    room = walk("traeger")
    room.goto("/arbeit/angebote/")
    card = room.page.locator("article", has_text="Radwerk Talachse (Demo)")
    assert "steht im Verzeichnis" in card.inner_text()


def test_a_case_manager_reads_why_not_and_which_paper_would_help(walk: Callable[..., Walker]) -> None:
    manager = walk("fallmanagement")
    manager.goto("/arbeit/menschen/neu/")
    manager.fill("Vor- und Nachname", "Erfundene Person")
    manager.page.get_by_role("main").locator("input[name=born_on]").fill("1985-03-04")
    manager.press("Speichern")
    address = manager.page.url
    manager.follow("Alle Plätze: Warum nicht?")
    manager.follow("Wege, Parks und Plätze (Demo)")
    words = manager.text()
    assert "§ 16i" in words
    assert "Bescheide der letzten sieben Jahre" in words
    manager.check()
    # The proof is there: six of seven years are not met, and the reason says so.
    manager.page.goto(f"{address}angaben/months_on_sgb2_in_last_84/")
    manager.page.get_by_role("main").locator("input[name=value]").fill("50")
    manager.page.get_by_role("main").locator("input[name=proof]").fill("Bescheide der letzten sieben Jahre")
    manager.press("Speichern")
    manager.page.goto(f"{address}plaetze/demo-stadtgruen/")
    words = manager.text()
    assert re.search(r"50 von .*72|72 Monate|50 Monate", words), words


def test_placement_runs_a_round_and_the_board_moves_when_somebody_begins(
    walk: Callable[..., Walker], server: Server
) -> None:
    before = figures(server)["work-opportunities-green"]
    placement = walk("platzsteuerung")
    placement.goto("/arbeit/runden/")
    placement.fill("Name der Runde", "Herbst")
    placement.choose("§ 16d SGB II Arbeitsgelegenheit")
    placement.press("Vorschlag rechnen")
    placement.check()
    row = placement.page.get_by_role("region", name="Tabelle: wer wohin").locator(
        "tr", has_text="Umwelt, Klima, Wiederverwertung (Demo)"
    )
    code = row.locator("td").last.inner_text().split(",")[0].strip()
    placement.page.locator("input[name=person]").fill(code)
    placement.press("Durchspielen")
    assert f"{code}: Umwelt, Klima, Wiederverwertung (Demo) → kein Platz" in placement.text()
    placement.press("Bestätigen")
    placement.sees("weitergeleitet")
    assert figures(server)["work-opportunities-green"] == before

    # The provider sees the person now, promises the place and records the first day: that is what the board counts.
    provider = walk("gruenwerk")
    provider.goto("/arbeit/eigene-plaetze/demo-gruene-arbeit/")
    waiting = provider.page.get_by_role("main").locator("a[href*='weitergeleitet']")
    waiting.first.click()
    provider.check()
    for step in ("Zusage festhalten", "Beginn festhalten"):
        details = provider.page.locator("details", has=provider.page.locator("summary", has_text=step))
        if details.get_attribute("open") is None:
            details.locator("summary").click()
        if step == "Beginn festhalten":
            details.locator("input[name=started_on]").fill(TODAY.isoformat())
        provider.press(step)
    assert figures(server)["work-opportunities-green"] == before + 1
