"""One walk through §0 and the four fields. Every change reaches the board by itself; the power fails between the steps."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import pytest

from talachse.agreement.file import load
from tests.journeys.conftest import Server, Walker, figures

TODAY = dt.date.today()  # noqa: DTZ011 - the day of the machine is the day of the server
DAY = TODAY.isoformat()
# Inside the programme that ended on 31.10.2026, and longer than any invented participation.
ADMITTED_ON, LEFT_ON = "2023-12-01", "2026-10-31"
# A count that no figure of the agreement needs yet moves nothing on the board.
BEHIND_A_FIGURE = sorted({f.metric.name for f in load("agreements/fokus-wuppertal.yaml").figures if f.metric})

type Figures = Mapping[str, Any]


def changed(before: Figures, after: Figures, expected: Mapping[str, int]) -> list[str]:
    """What did not move as it should have; an expected 0 means: any other value than before."""
    wrong = []
    for key, by in expected.items():
        was, now = before.get(key), after.get(key)
        if was is None or now is None or (now == was if by == 0 else now != was + by):
            wrong.append(f"{key}: {was} → {now}, erwartet {by:+}")
    return wrong


class Walk:
    """The journey's memory: which figures were seen to move, on the command line and on the board."""

    def __init__(self, open_window: Callable[..., Walker], server: Server) -> None:
        self.open_window = open_window
        self.server = server
        self.moved: set[str] = set()
        self.now = figures(server)
        self.labels = {f.key: f.label for f in load("agreements/fokus-wuppertal.yaml").figures}
        self.officer = open_window("referat-stadt")

    def power_fails(self) -> None:
        """Killed without a word, then started again: everything said so far must still be there."""
        self.server.kill()
        self.server.start()
        assert figures(self.server) == self.now

    def finds(self, **expected: int) -> None:
        """The figures moved: for `status`, and for the desk officer who opens the board."""
        wanted = {key.replace("_", "-"): by for key, by in expected.items()}
        before, self.now = self.now, figures(self.server)
        assert changed(before, self.now, wanted) == []
        self.officer.goto("/steuerung/")
        for key in wanted:
            card = self.officer.page.locator(".t-card", has_text=f"Verlauf und Herkunft: {self.labels[key]}")
            shown = f"{Decimal(str(self.now[key])).normalize():f}".replace(".", ",")
            assert re.search(rf"(?<!\d){re.escape(shown)}(?!\d)", card.first.inner_text()), key
        self.moved |= set(wanted)


def meeting_of(walker: Walker, kind: str) -> None:
    """Open the next meeting of a series and set it for today."""
    walker.goto("/steuerung/gespraeche/")
    walker.page.get_by_role("link", name=re.compile(f"^{kind} ")).first.click()
    schedule = walker.page.locator("details", has_text="Termin speichern")
    schedule.locator("summary").click()
    walker.fill("Tag", DAY)
    walker.press("Termin speichern")


def everybody_is_there(walker: Walker) -> None:
    """Tick every seat that somebody holds."""
    for seat in walker.page.locator("fieldset").all():
        answers = seat.locator("input[value=self]")
        if answers.count():
            answers.first.check()
    walker.press("Anwesenheit speichern")
    walker.sees("beide Seiten anwesend")


def begin(walker: Walker, group: str, day: str = DAY) -> str:
    """A provider records that somebody begins; returns the code of the participation."""
    walker.goto(f"/arbeit/eigene-plaetze/{group}/")
    walker.fill("Erster Tag", day)
    walker.press("Beginn festhalten")
    walker.sees("Der Beginn ist festgehalten.")
    found = re.search(r"[A-Z0-9]{3}-[A-Z0-9]{3}", walker.text())
    assert found is not None
    return found.group()


def ask_and_answer(open_window: Callable[..., Walker], pillar: str, login: str, question: str) -> None:
    """A young person asks from a phone, gets a receipt with a date, a desk answers, the code shows the answer."""
    phone = open_window(width=320)
    phone.goto("/zukunft/frage/")
    phone.page.get_by_role("main").get_by_label(re.compile(pillar)).check()
    phone.fill("Was möchtest du wissen? Was brauchst du?", question)
    phone.press("Frage abschicken")
    phone.sees(f"{TODAY:%d.%m.%Y}")
    phone.check()
    code = phone.page.locator(".t-code").inner_text()
    desk = open_window(login)
    desk.goto("/arbeit/anfragen/")
    desk.follow(question)
    desk.fill("Ihre Antwort", "Komm am Montag um 15 Uhr vorbei. Noa Kern")
    desk.press("Antwort senden")
    phone.goto("/zukunft/antwort/")
    phone.fill("Dein Code", code)
    phone.press("Antwort zeigen")
    phone.sees("Komm am Montag um 15 Uhr vorbei.")


def test_every_chapter_moves_the_board_and_survives_the_power_cut(walk: Callable[..., Walker], server: Server) -> None:
    journey = Walk(walk, server)
    for chapter in (the_two_meetings, green_city, one_house, young_people, health):
        chapter(journey)
        journey.power_fails()
    assert unproven(journey.moved) == []


def the_two_meetings(journey: Walk) -> None:
    """§0: the alignment is confirmed by both sides; the quarterly meeting approves the minutes of the one before."""
    city, jobcenter = journey.officer, journey.open_window("referat-jobcenter")
    meeting_of(city, "Monatlicher Abgleich")
    everybody_is_there(city)
    city.page.get_by_label(re.compile("Vermerk")).fill("Alles besprochen, nichts offen.")
    city.press("Ergebnis speichern")
    city.press("Für die Stadt bestätigen")
    jobcenter.page.goto(city.page.url)
    jobcenter.press("Für das Jobcenter bestätigen")
    journey.finds(alignments_per_year=1)
    meeting_of(city, "Quartalsgespräch")
    city.page.get_by_label(re.compile("verkürzter Frist")).check()
    city.press("Einladung senden")
    everybody_is_there(city)
    city.page.get_by_role("button", name=re.compile(r"^Protokoll \d{4}Q\d genehmigen$")).first.click()
    journey.finds(jour_fixes_per_year=1)


def green_city(journey: Walk) -> None:
    """I: a start at WeCycle, a job that the city pays for too, a work opportunity, and the 621st job."""
    begin(journey.open_window("traeger"), "demo-wecycle")
    journey.finds(apprenticeships_wecycle=1, apprenticeships=1)
    green = journey.open_window("gruenwerk")
    begin(green, "demo-stadtgruen")
    journey.finds(jobs_municipal_cofinancing=1, jobs_teilhabechancengesetz=1)
    begin(green, "demo-gruene-arbeit")
    journey.finds(work_opportunities_green=1)
    lernwerk = journey.open_window("lernwerk")
    begin(lernwerk, "demo-gemeinnuetzig")
    notice = lernwerk.text()
    journey.finds(jobs_teilhabechancengesetz=1)
    assert journey.now["jobs-teilhabechancengesetz"] == 621
    # Accepted, with a notice: the state at signing is no ceiling.
    assert "ist das Platz 621; vereinbart waren 620. Diese Zahl ist keine Obergrenze." in notice


def one_house(journey: Walk) -> None:
    """II: three desks answer; a product gets its second channel."""
    ask_and_answer(journey.open_window, "Beratung", "beratung", "Wie hole ich den Abschluss nach?")
    ask_and_answer(journey.open_window, "Anlaufstelle", "anlaufstelle", "Ich weiß nicht, wo ich schlafen soll.")
    ask_and_answer(journey.open_window, "Ausbildung", "ausbildung", "Ich suche eine Lehre mit Holz.")
    jobcenter = journey.open_window("referat-jobcenter")
    jobcenter.goto("/arbeit/produkte/umzug/")
    jobcenter.page.get_by_role("main").locator("input[name=channel][value=digital]").check()
    jobcenter.choose("Ja, Menschen können ihn ganz bis zum Ende gehen")
    jobcenter.fill("Seit wann?", DAY)
    jobcenter.fill("Woher wissen Sie das?", "Test mit BundID")
    jobcenter.press("Speichern")
    journey.finds(digital_products_by=1)


def young_people(journey: Walk) -> None:
    """III: a school counts, somebody is reached, a company and a pupil find each other, 200 places."""
    school = journey.open_window("schule")
    school.goto("/arbeit/kontaktverlust/")
    school.fill("Wie viele Schüler*innen hat Ihre Schule?", "900")
    school.fill("Zu wie vielen ist der Kontakt abgerissen?", "260")
    school.press("Melden")
    journey.finds(lost_contact_share=0)
    reach_out(journey.open_window)
    company_and_pupil(journey.open_window)
    begin(journey.open_window("lernwerk"), "demo-vorbereitung")
    journey.finds(career_preparation=1)


def health(journey: Walk) -> None:
    """IV: an anonymous question, an admission; the next one is refused; the Jobcenter sees one word."""
    ask_a_guide(journey.open_window)
    coach = journey.open_window("coach")
    coach.goto("/arbeit/gesundheit/programm/")
    coach.fill("Erster Tag der Teilnahme", ADMITTED_ON)
    coach.press("Aufnahme festhalten")
    rows = coach.page.get_by_role("row").filter(has_text="Ende eintragen").filter(has_text="01.12.2023")
    while rows.count() == 0:
        coach.page.get_by_role("link", name=re.compile("Nächste")).click()
        coach.page.wait_for_load_state()
    row = rows.first
    assert "31.10.2026" in row.inner_text()
    code = row.get_by_role("rowheader").inner_text()
    row.locator("summary").first.click()
    row.get_by_label("Letzter Tag").fill(LEFT_ON)
    row.get_by_role("button", name="Ende festhalten").click()
    journey.finds(health_programme_women=1, health_programme_months=0)
    coach.goto("/arbeit/gesundheit/programm/")
    coach.fill("Erster Tag der Teilnahme", "2024-05-01")
    coach.press("Aufnahme festhalten")
    coach.sees("Wer ausscheidet, macht keinen Platz frei.")
    manager = journey.open_window("fallmanagement")
    manager.goto("/arbeit/teilnahmen/")
    manager.fill("Code der Teilnahme", code)
    manager.press("Stand zeigen")
    manager.sees("beendet")
    assert "Bergauf" not in manager.text()
    assert "2023" not in manager.text()


def unproven(moved: set[str]) -> list[str]:
    """Metrics behind a figure of the agreement of which none was seen to move."""
    proven = {f.metric.name for f in load("agreements/fokus-wuppertal.yaml").figures if f.metric and f.key in moved}
    return sorted(set(BEHIND_A_FIGURE) - proven)


def reach_out(walk: Callable[..., Walker]) -> None:
    """new → reached → handed over."""
    phone = walk(width=320)
    phone.goto("/kontakt-verloren/")
    phone.page.get_by_role("main").get_by_label(re.compile("Was sollen wir wissen")).fill("Ich bin oft am Bahnhof.")
    phone.press("Abschicken")
    phone.sees(f"{TODAY:%d.%m.%Y}")
    worker = walk("aufsuchend")
    worker.goto("/arbeit/aufsuchen/")
    while worker.page.get_by_role("main").get_by_role("link", name="Ich bin oft am Bahnhof.").count() == 0:
        worker.follow("Nächste")
    worker.follow("Ich bin oft am Bahnhof.")
    worker.press("Heute erreicht")
    worker.choose("Zentrum Zukunft")
    worker.press("Übergabe festhalten")
    worker.sees("Ohne dieses Ja wird nichts weitergegeben.")
    worker.choose("Zentrum Zukunft")
    worker.page.get_by_label("Der junge Mensch ist einverstanden").check()
    worker.press("Übergabe festhalten")
    worker.sees("Übergeben am")


def company_and_pupil(walk: Callable[..., Walker]) -> None:
    """A company posts a place, a pupil shows interest without an account; the company learns a number only."""
    company = walk("betrieb")
    company.goto("/arbeit/ausbildungsplaetze/")
    company.fill("Welcher Beruf?", "Anlagenmechanik, Metallbau")
    company.fill("Wie viele Plätze?", "2")
    company.fill("Wann beginnt die Ausbildung?", f"{TODAY.year + 1}-08-01")
    company.press("Platz melden")
    company.sees("Der Platz steht jetzt auf der Seite für junge Menschen.")
    pupil = walk(width=320)
    pupil.goto("/ausbildung/")
    pupil.page.get_by_role("link", name=re.compile("Das interessiert mich.*Anlagenmechanik, Metallbau")).click()
    pupil.press("Interesse zeigen")
    pupil.sees(f"{TODAY:%d.%m.%Y}")
    company.goto("/arbeit/ausbildungsplaetze/")
    company.sees("1 junge")


def ask_a_guide(walk: Callable[..., Walker]) -> None:
    """Nobody learns who asked; the code leads to the answer."""
    woman = walk(width=320)
    woman.goto("/gesundheit/frage/")
    woman.page.get_by_role("main").get_by_label("Ihre Frage").fill("Ich schlafe seit Wochen schlecht.")
    woman.press("Frage abschicken")
    code = woman.page.locator(".t-code").inner_text()
    guide = walk("lotse")
    guide.goto("/arbeit/gesundheit/fragen/")
    guide.follow("Ich schlafe seit Wochen schlecht.")
    guide.page.get_by_label("Ihre Antwort").fill("Gehen Sie zu Ihrer Hausärztin. Wir begleiten Sie gern.")
    guide.press("Antwort bereitlegen")
    woman.goto("/gesundheit/antwort/")
    woman.fill("Ihr Code", code)
    woman.press("Ansehen")
    woman.sees("Gehen Sie zu Ihrer Hausärztin.")


@pytest.mark.parametrize("name", BEHIND_A_FIGURE)
def test_without_any_one_metric_the_walk_would_fail(name: str) -> None:
    behind = [f.key for f in load("agreements/fokus-wuppertal.yaml").figures if f.metric and f.metric.name == name]
    assert behind
    # Without its metric a figure has no live value: the walk finds nothing where it expects a change.
    assert changed(dict.fromkeys(behind, 1), dict.fromkeys(behind), dict.fromkeys(behind, 1)) != []
    others = {f.key for f in load("agreements/fokus-wuppertal.yaml").figures if f.metric and f.metric.name != name}
    assert unproven(others) == [name]
