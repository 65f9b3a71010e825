"""Whole tasks of single people: the desk officer's month and quarter, the citizen's keyboard, the mayor's minute."""

import datetime as dt
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.journeys.conftest import Server, Walker, figures

TODAY = dt.date.today()  # noqa: DTZ011 - the day of the machine is the day of the server
NEW_PROJECT = """
  - key: heimlich
    title: Heimliches Vorhaben
    section: I
    purpose: Steht in der Datei, aber in keinem Beschluss.
    standings: [{since: 2026-01-01, status: running, source: vereinbarung, badge: agreement}]
"""


def open_meeting_today(walker: Walker, kind: str) -> str:
    """Open the next meeting of a series and set it for today; its address."""
    walker.goto("/steuerung/gespraeche/")
    walker.page.get_by_role("link", name=re.compile(f"^{kind} ")).first.click()
    schedule = walker.page.locator("details", has_text="Termin speichern")
    schedule.locator("summary").click()
    walker.fill("Tag", TODAY.isoformat())
    walker.press("Termin speichern")
    return walker.page.url


def everybody_is_there(walker: Walker) -> None:
    """Tick every seat that somebody holds."""
    for seat in walker.page.locator("fieldset").all():
        answers = seat.locator("input[value=self]")
        if answers.count():
            answers.first.check()
    walker.press("Anwesenheit speichern")


def draft(walker: Walker) -> None:
    """Let the agenda be drafted; perhaps the night has done so before."""
    with walker.page.expect_navigation():
        walker.page.get_by_role("button", name=re.compile("^(Tagesordnung entwerfen|Entwurf auffrischen)$")).click()


def add_item(walker: Walker, kind: str, title: str) -> None:
    """Put something on the agenda."""
    details = walker.page.locator("details", has=walker.page.get_by_label("Worum geht es?"))
    details.locator("summary").click()
    walker.page.get_by_label("Worum geht es?").select_option(label=kind)
    details.get_by_label("Titel", exact=True).fill(title)
    details.get_by_label("Sachverhalt").fill("Darum geht es.")
    details.get_by_label("Beschlussvorschlag").fill("So soll es werden.")
    walker.press("Punkt aufnehmen")
    walker.page.get_by_role("heading", name=re.compile(title)).wait_for()


def decide(walker: Walker, item: str, *, title: str, adds_project: bool) -> None:
    """Enter a decision for the item."""
    walker.page.get_by_role("link", name=re.compile(f"^Beschluss eintragen.*{item}")).click()
    walker.fill("Titel", title)
    walker.page.get_by_label("Beschluss", exact=True).fill("Das Projekt wird aufgenommen.")
    walker.page.get_by_label("Wer setzt den Beschluss um?").select_option("Ansprechperson der Stadt")
    walker.page.get_by_label("Dieser Beschluss nimmt ein neues Projekt auf").set_checked(adds_project)
    walker.press("Beschluss eintragen")


def test_the_desk_officers_prepare_and_close_a_monthly_alignment(walk: Callable[..., Walker], server: Server) -> None:
    city, jobcenter = walk("referat-stadt"), walk("referat-jobcenter")
    before = figures(server)["alignments-per-year"]
    url = open_meeting_today(city, "Monatlicher Abgleich")
    draft(city)
    # Drafted from what the system knows, not typed.
    assert city.page.get_by_text("aus den Daten entworfen").count() > 0
    drafted = city.page.locator("#tagesordnung ~ ol > li").count()
    add_item(city, "Frage", "Wie geht es mit dem Radwerk weiter?")
    assert city.page.locator("#tagesordnung ~ ol > li").count() == drafted + 1
    city.page.locator("details", has_text="Frage für das Quartalsgespräch stellen").locator("summary").click()
    city.page.get_by_label("Frage", exact=True).fill("Wer trägt die Miete nach 2027?")
    city.press("Frage aufnehmen")
    everybody_is_there(city)
    city.sees("beide Seiten anwesend")
    city.page.locator("details", has_text="Auftrag festhalten").locator("summary").click()
    city.page.get_by_label("Was ist zu tun?").fill("Mietvertrag prüfen")
    city.page.get_by_label("Wer?").select_option(index=1)
    city.page.get_by_label("Bis wann?").fill((TODAY + dt.timedelta(days=30)).isoformat())
    city.press("Auftrag speichern")
    # Without a word of what came out nobody can confirm it.
    city.press("Ergebnis speichern")
    city.sees("Ein Satz reicht.")
    city.page.get_by_label("Vermerk").fill("Der Vertrag wird geprüft.")
    city.press("Ergebnis speichern")
    city.press("Für die Stadt bestätigen")
    assert figures(server)["alignments-per-year"] == before, "one side alone closes nothing"
    jobcenter.page.goto(url)
    jobcenter.press("Für das Jobcenter bestätigen")
    jobcenter.sees("Abgeschlossen")
    assert figures(server)["alignments-per-year"] == before + 1
    city.page.goto(url)
    assert city.page.get_by_role("button", name="Ergebnis speichern").count() == 0
    city.check()
    city.goto("/steuerung/auftraege/")
    city.sees("Mietvertrag prüfen")
    # The question is waiting on the agenda of the quarter.
    open_meeting_today(city, "Quartalsgespräch")
    draft(city)
    city.sees("Wer trägt die Miete nach 2027?")


def test_a_project_is_added_by_the_quarterly_meeting_and_nowhere_else(
    walk: Callable[..., Walker], server: Server, tmp_path: Path
) -> None:
    city = walk("referat-stadt")
    open_meeting_today(city, "Monatlicher Abgleich")
    add_item(city, "Entscheidungsvorlage", "Lastenräder für alle")
    everybody_is_there(city)
    decide(city, "Lastenräder für alle", title="Lastenräder kommen", adds_project=True)
    city.sees("Im monatlichen Abgleich kann kein Projekt aufgenommen werden.")

    open_meeting_today(city, "Quartalsgespräch")
    add_item(city, "Neues Projekt aufnehmen", "Lastenräder am Stadtrand")
    city.page.get_by_label(re.compile("verkürzter Frist")).check()
    city.press("Einladung senden")
    everybody_is_there(city)
    decide(city, "Lastenräder am Stadtrand", title="Lastenräder kommen", adds_project=True)
    city.fill("Name des Projekts", "Lastenräder am Stadtrand")
    city.page.get_by_label(re.compile("Kurzname")).fill("lastenraeder")
    city.page.get_by_label("Feld", exact=True).select_option("I")
    city.fill("Zweck", "Menschen lernen, Lastenräder zu bauen.")
    city.press("Projekt aufnehmen")
    city.sees("Das Projekt ist aufgenommen")
    city.check()
    city.goto("/steuerung/projekte/lastenraeder/")
    origin = city.page.get_by_role("main").get_by_role("link", name=re.compile(r"^Beschluss \d{4}.Q\d-\d+$"))
    origin.click()
    city.page.get_by_role("heading", name=re.compile("Lastenräder kommen")).wait_for()
    citizen = walk(width=320)
    citizen.goto("/vorhaben/")
    citizen.follow("Lastenräder am Stadtrand")
    citizen.check()

    edited = tmp_path / "vereinbarung.yaml"
    edited.write_text(
        Path("agreements/fokus-wuppertal.yaml").read_text().replace("projects:\n", f"projects:{NEW_PROJECT}", 1)
    )
    server.talachse("load-agreement", str(edited), expect=2)
    with closing(sqlite3.connect(server.folder / "talachse.sqlite3")) as database:
        columns = [row[1] for row in database.execute("PRAGMA table_info(agreement_project)")]
        names = ", ".join(c for c in columns if c != "id")
        copied = ", ".join(
            {
                "key": "'heimlich'",
                "origin_decision_id": "NULL",
                "origin_kind": "NULL",
                "origin_both_present": "NULL",
            }.get(c, c)
            for c in columns
            if c != "id"
        )
        with pytest.raises(sqlite3.IntegrityError, match="project_has_one_origin"):
            database.execute(
                f"INSERT INTO agreement_project ({names}) SELECT {copied} FROM agreement_project WHERE key = 'lastenraeder'"  # noqa: S608
            )
    citizen.goto("/vorhaben/")
    assert "eimlich" not in citizen.text()


def test_a_citizen_reads_the_agreement_with_the_keyboard_on_a_phone(walk: Callable[..., Walker]) -> None:
    citizen = walk(width=320)
    citizen.goto("/vereinbarung/")
    keyboard = citizen.page.keyboard
    keyboard.press("Tab")
    focused = citizen.page.locator(":focus")
    assert focused.inner_text() == "Zum Inhalt springen"
    assert focused.is_visible()
    keyboard.press("Enter")
    assert citizen.page.evaluate("document.activeElement.id || location.hash") in {"inhalt", "#inhalt"}
    # On to the number 620, key by key; wherever the focus is, one can see it.
    for _ in range(400):
        keyboard.press("Tab")
        if citizen.page.evaluate("document.activeElement.innerText || ''").startswith("620 Stellen"):
            break
    outline = focused.evaluate("e => getComputedStyle(e).outlineStyle + getComputedStyle(e).boxShadow")
    assert outline != "nonenone"
    with citizen.page.expect_navigation():
        keyboard.press("Enter")
    text = citizen.text()
    for words in ("§ 16e", "§ 16i", "Was gezählt wird", "Im Text", "Verlauf"):
        assert words in text, words
    citizen.check()


def test_without_javascript_everything_a_citizen_needs_works(walk: Callable[..., Walker]) -> None:
    mother = walk(width=320, script=False)
    mother.goto("/")
    mother.page.get_by_role("searchbox").fill("Nachhilfe")
    mother.page.keyboard.press("Enter")
    mother.page.wait_for_url(re.compile("/angebote/"))
    assert mother.page.locator("main article, main li, main .t-card").count() > 0
    mother.goto("/bildung-und-teilhabe/")
    for answer in ("Wohngeld", "In der Schule, ohne Ausbildungsvergütung", "Nachhilfe"):
        while mother.page.get_by_label(answer, exact=True).count() == 0:
            mother.page.get_by_role("spinbutton").fill("9")
            mother.press("Weiter")
        mother.choose(answer)
        mother.press("Weiter")
    assert "Nachhilfe · Rechtsstand" in mother.text()
    assert "Ja. Ein formloser Antrag reicht" in mother.text()


def test_the_mayor_sees_deviations_first_and_takes_the_pack_along(walk: Callable[..., Walker]) -> None:
    mayor = walk("oberbuergermeister", width=768)
    assert mayor.page.url.endswith("/steuerung/"), "where the mayor lands"
    headings = mayor.page.get_by_role("heading", level=2).all_inner_texts()
    assert headings[0] == "Was abweicht"
    mayor.goto("/steuerung/berichte/")
    with mayor.page.expect_download() as download:
        mayor.page.get_by_role("link", name=re.compile("^PDF")).first.click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF")
    # The mayor looks and decides; figures are not typed here.
    mayor.goto("/steuerung/zahlen/")
    assert mayor.page.get_by_role("link", name="Tabelle einfügen").count() == 0


def test_the_board_looks_at_a_past_day(walk: Callable[..., Walker]) -> None:
    board = walk("vorstand")
    board.goto("/steuerung/?stand=2022-03-01")
    then = board.text()
    assert "1. März 2022" in then
    board.goto("/steuerung/")
    assert board.text() != then
    board.check()
