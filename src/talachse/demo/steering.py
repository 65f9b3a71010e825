"""Seats held by invented people, meetings of the past, notes, actions, the Jobcenter's own conduct."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from talachse.accounts.actor import SYSTEM, Actor
from talachse.accounts.models import User
from talachse.accounts.queries import actor_for, user_by_email
from talachse.agreement.models import Agreement, Decision, Meeting, Seat
from talachse.agreement.queries import document, seats, standing
from talachse.agreement.queries.meetings import upcoming
from talachse.agreement.reports import figures
from talachse.agreement.services import decisions, history, meetings, steering
from talachse.demo.accounts import DOMAIN
from talachse.rules.agreement.document import Badge, Side
from talachse.rules.agreement.meetings import ItemKind, Kind, periods_of_year, usual_day

SOURCE = "Demo"
# seat, login, name, deputy, from, until
TENURES: list[tuple[str, str, str, bool, dt.date, dt.date | None]] = [
    ("mayor", "", "Jule Hartwig (Demo)", False, dt.date(2021, 7, 1), dt.date(2025, 10, 31)),
    ("mayor", "oberbuergermeister", "", False, dt.date(2025, 11, 3), None),
    ("beigeordnete", "", "Ruben Kolb (Demo)", False, dt.date(2021, 7, 1), dt.date(2023, 9, 30)),
    ("contact-city", "referat-stadt", "", False, dt.date(2021, 7, 1), None),
    ("contact-city", "projekt-stadt", "", True, dt.date(2023, 1, 1), None),
    ("board", "vorstand", "", False, dt.date(2021, 7, 1), None),
    ("contact-jobcenter", "referat-jobcenter", "", False, dt.date(2021, 7, 1), None),
    ("contact-jobcenter", "projekt-jobcenter", "", True, dt.date(2023, 1, 1), None),
]
# indicator: values at the end of 2022, 2023, 2024, 2025
CONDUCT: dict[str, tuple[str, str, str, str]] = {
    "conduct-heat": ("128", "121", "116", "97"),
    "conduct-renewable": ("62", "80", "100", "100"),
    "conduct-procurement": ("18", "24", "31", "36"),
    "conduct-recycled-paper": ("70", "78", "85", "92"),
    "conduct-training": ("9", "14", "22", "27"),
    "conduct-ideas": ("3", "5", "4", "7"),
    "conduct-waste": ("41", "39", "35", "33"),
    "conduct-paper": ("3100", "2650", "2180", "1740"),
    "conduct-commute": ("54", "56", "59", "61"),
    "conduct-trips": ("86000", "79500", "74200", "70100"),
}
DISPUTED = "conduct-commute"
NOTES = [
    ("wecycle", 20, "Ein Platz ist frei geworden; die Nachbesetzung läuft.", 30),
    ("bundesbahndirektion", 33, "Der Umzugsplan des Jobcenters liegt noch nicht vor. Die Stadt fragt nach.", 21),
    ("sozialkaufhaus", 12, "Die Mittel der Stadt sichern den Betrieb bis zum Sommer.", 60),
]
ACTIONS = [
    ("Nachfolge für Beigeordnete*n benennen", "contact-city", -40, ""),
    ("Neuen Termin für den Umzug des Jobcenters nennen", "contact-jobcenter", -10, "bundesbahndirektion"),
    ("Zahlen der Arbeitsgelegenheiten erläutern", "contact-jobcenter", 14, "green-city"),
    ("Trägergespräch Fahrradmeisterei vorbereiten", "contact-city", 21, "wecycle"),
]

PAPER = """Elf von zwölf Ausbildungsplätzen sind besetzt. Für die zwölfte Person fehlt Zeit zum Anleiten. Alle Angaben dieser Vorlage sind erfunden.
Kosten: 28.000 Euro im Jahr, je zur Hälfte Stadt und Jobcenter.
Folgen: Alle zwölf Plätze sind besetzt, die Werkstatt öffnet auch samstags.
Alternativen: Warten bis zum nächsten Ausbildungsjahr. Dann bleibt ein Platz leer."""


def _agreement() -> Agreement | None:
    return document.agreement()


def is_made(*, today: dt.date) -> bool:
    """Somebody sits on the seats, or there is no agreement to steer."""
    agreement = _agreement()
    seat = seats.seat_by_key(agreement, "contact-city") if agreement else None
    return agreement is None or seat is None or seats.tenures_of(seat).exists()


def make(*, today: dt.date) -> None:
    """Everything the steering needs to be walked through."""
    agreement = _agreement()
    if agreement is None:
        return
    _seats(agreement)
    _past_meetings(agreement, today)
    _conduct(agreement, today)
    _projects(agreement, today)
    meetings.create_series(agreement=agreement, by=SYSTEM, today=today)
    coming = upcoming(agreement, today, limit=4)
    for meeting in coming:
        meetings.draft(meeting, by=SYSTEM, today=today)
    for meeting in [m for m in coming if m.kind == Kind.QUARTERLY][:1]:
        _paper(agreement, meeting, by_day=today + dt.timedelta(days=120))


def _user(login: str) -> User | None:
    return user_by_email(f"{login}@{DOMAIN}") if login else None


def _actor(login: str, today: dt.date) -> Actor:
    return actor_for(_user(login), today=today)


def _seat(agreement: Agreement, key: str) -> Seat:
    found = seats.seat_by_key(agreement, key)
    if found is None:
        raise LookupError(key)
    return found


def _seats(agreement: Agreement) -> None:
    for key, login, name, deputy, since, until in TENURES:
        user = _user(login)
        steering.appoint(
            _seat(agreement, key),
            user=user,
            holder_name=name or (user.name if user else ""),
            is_deputy=deputy,
            valid_from=since,
            valid_until=until,
            by=SYSTEM,
        )


def _past_meetings(agreement: Agreement, today: dt.date) -> None:
    """Every month and quarter since 2021, except two months that fell out; the last quarter waits for approval."""
    for year in range(agreement.effective_on.year, today.year + 1):
        for period in periods_of_year(Kind.MONTHLY, year):
            held = usual_day(period)
            closed = held + dt.timedelta(days=5)
            if held < agreement.effective_on or closed >= today or period in {"2024-10", "2025-03"}:
                continue
            history.take_over_meeting(
                agreement,
                kind=Kind.MONTHLY,
                period=period,
                held_on=held,
                closed_on=closed,
                minutes="Stand der Vorhaben abgeglichen. Offene Aufträge und Termine besprochen.",
                by=SYSTEM,
                today=today,
            )
    quarters = [
        period
        for year in range(agreement.effective_on.year, today.year + 1)
        for period in periods_of_year(Kind.QUARTERLY, year)
        if agreement.effective_on <= usual_day(period) < today
    ]
    approving: Meeting | None = None
    for period in reversed(quarters):
        made = history.take_over_meeting(
            agreement,
            kind=Kind.QUARTERLY,
            period=period,
            held_on=usual_day(period),
            closed_on=approving.held_on if approving else None,
            approved_in=approving,
            minutes="Überblick über alle Vorhaben. Mittel und nächste Schritte beraten.",
            by=SYSTEM,
            today=today,
        )
        if approving is None:
            _decisions(agreement, made, today)
        approving = made


def _decisions(agreement: Agreement, meeting: Meeting, today: dt.date) -> None:
    held = meeting.held_on or today
    for number, (title, text, seat, due_in, done_in) in enumerate(
        [
            ("Nachbesetzung im Dezernat", "Die Stadt benennt, wer künftig teilnimmt.", "contact-city", 30, None),
            ("Bericht zu den Kürzungen", "Das Jobcenter legt dar, welche Plätze entfallen.", "contact-jobcenter", 45, 40),
            ("Umzugsplan Bundesbahndirektion", "Beide Seiten legen einen gemeinsamen Plan vor.", "contact-jobcenter", 120, None),
        ]
    ):  # fmt: skip
        item = meetings.add_item(
            meeting,
            submission=uuid.uuid5(uuid.NAMESPACE_URL, f"demo-item-{number}"),
            kind=ItemKind.DECISION,
            title=title,
            text=text,
            by=SYSTEM,
        )
        decision: Decision = decisions.decide(
            item,
            submission=uuid.uuid5(uuid.NAMESPACE_URL, f"demo-decision-{number}"),
            title=title,
            text=text,
            addressee=_seat(agreement, seat),
            due_on=held + dt.timedelta(days=due_in),
            by=SYSTEM,
            today=held,
        )
        done_on = held + dt.timedelta(days=done_in) if done_in else None
        if done_on and done_on <= today:
            decisions.report_on(decision, done_on=done_on, delay_reason="", by=SYSTEM, today=today)


def _paper(agreement: Agreement, meeting: Meeting, *, by_day: dt.date) -> None:
    """A paper to decide on, with all that the mayor and the board want to know beforehand."""
    meetings.add_item(
        meeting,
        submission=uuid.uuid5(uuid.NAMESPACE_URL, "demo-paper"),
        kind=ItemKind.DECISION,
        title="Zweiter Werkstattplatz für Anleitung in der Fahrradmeisterei (Demo)",
        text=PAPER,
        proposal=(
            f"Stadt und Jobcenter richten bis zum {by_day:%d.%m.%Y} einen zweiten Platz für Anleitung ein "
            "und teilen die Kosten."
        ),
        project=standing.project(agreement, "wecycle"),
        by=SYSTEM,
    )


def _conduct(agreement: Agreement, today: dt.date) -> None:
    city, jobcenter = _actor("referat-stadt", today), _actor("referat-jobcenter", today)
    for key, values in CONDUCT.items():
        indicator = figures.indicator(agreement, key)
        if indicator is None:
            continue
        for year, value in zip(range(2022, 2026), values, strict=True):
            made = steering.report_value(
                indicator,
                as_of=dt.date(year, 12, 31),
                value=Decimal(value),
                source=SOURCE,
                badge=Badge.DEMO,
                by=jobcenter,
                today=today,
            )
            steering.confirm_value(made, agrees=True, by=jobcenter)
            if key == DISPUTED and year == 2025:
                steering.confirm_value(made, agrees=False, note="Die Befragung hatte weniger Teilnehmende.", by=city)
            elif year < 2025 or key < "conduct-r":
                steering.confirm_value(made, agrees=True, by=city)


def _projects(agreement: Agreement, today: dt.date) -> None:
    city = _actor("projekt-stadt", today)
    for key, ago, text, next_in in NOTES:
        project = standing.project(agreement, key)
        if project is not None:
            steering.note_exchange(
                project,
                exchanged_on=today - dt.timedelta(days=ago),
                text=text,
                next_on=today + dt.timedelta(days=next_in),
                by=city,
            )
    wecycle = standing.project(agreement, "wecycle")
    if wecycle is not None:
        for side, name in ((Side.CITY, "Alex Brand (Demo)"), (Side.JOBCENTER, "Luca Stein (Demo)")):
            seat = steering.add_contact_seat(wecycle, side=side, since=agreement.effective_on, by=SYSTEM)
            steering.appoint(seat, holder_name=name, valid_from=dt.date(2023, 1, 1), by=SYSTEM)
    for title, seat_key, due_in, project_key in ACTIONS:
        steering.take_on(
            agreement,
            title=title,
            owner=_seat(agreement, seat_key),
            due_on=today + dt.timedelta(days=due_in),
            project=standing.project(agreement, project_key) if project_key else None,
            by=SYSTEM,
            today=today - dt.timedelta(days=60),
        )
    steering.raise_question(
        agreement, text="Wie geht es nach dem Ende von Bergauf weiter?", by=city, today=today - dt.timedelta(days=18)
    )
