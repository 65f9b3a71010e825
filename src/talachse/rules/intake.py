"""Every wish for help: which desk answers, how its state may change, which code opens it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from talachse.rules._book import rule
from talachse.rules.deadlines import answer_due_on
from talachse.rules.fairness import complaint_answer_due
from talachse.rules.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Desk:
    """A place that answers: its key, its name, what it is for, and the pillar of Zentrum Zukunft it stands for."""

    key: str
    label: str
    purpose: str
    pillar: str = ""


# II-9 to II-11: three pillars, each with a desk of its own; outreach after III-13.
DESKS: dict[str, Desk] = {
    desk.key: desk
    for desk in (
        Desk(
            "desk-advice",
            "Beratung zu Bildung, Qualifizierung und Kultur",
            "Schule, Abschluss, Kurse, Kultur: Wir schauen mit dir, was passt.",
            "advice",
        ),
        Desk(
            "desk-contact-point",
            "Anlaufstelle für alle Lebensfragen",
            "Wohnen, Geld, Familie, Streit, Sorgen: Eine Person hört dir zu und bleibt an deiner Seite.",
            "contact_point",
        ),
        Desk(
            "desk-apprenticeships",
            "Ausbildungsvermittlung",
            "Praktikum, Vorbereitung, Ausbildungsplatz: Wir suchen mit dir.",
            "apprenticeships",
        ),
        Desk(
            "desk-outreach",
            "Aufsuchende Arbeit",
            "Für junge Menschen, zu denen die Schule den Kontakt verloren hat.",
        ),
        Desk(
            "desk-complaints",
            "Beschwerdestelle",
            "Für alle, die sich benachteiligt oder ungerecht behandelt fühlen.",
        ),
        Desk(
            "desk-applications",
            "Eingang für Anträge",
            "Formlose Anträge, die den Tag sichern. Sie gehen sofort an die zuständige Stelle.",
        ),
    )
}
COMPLAINTS = "desk-complaints"
APPLICATIONS = "desk-applications"
PILLARS: dict[str, Desk] = {desk.pillar: desk for desk in DESKS.values() if desk.pillar}


@rule(
    question="Bis wann antwortet eine Anlaufstelle auf das, was bei ihr eingeht?",
    basis="Eigene Regel: Fragen drei, Beschwerden zehn Arbeitstage nach Eingang",
)
def answer_due(desk: str, received_on: dt.date) -> dt.date:
    """Complaints need somebody to look into what happened; questions do not."""
    return complaint_answer_due(received_on) if desk == COMPLAINTS else answer_due_on(received_on)


class Channel(StrEnum):
    """How somebody wants to get the answer."""

    CODE = "code"  # comes back with the code: no data at all
    EMAIL = "email"
    PHONE = "phone"
    VISIT = "visit"


class RequestStatus(StrEnum):
    NEW = "new"
    IN_PROGRESS = "in_progress"
    ANSWERED = "answered"
    CLOSED = "closed"


NEXT_STATUSES: dict[RequestStatus, frozenset[RequestStatus]] = {
    RequestStatus.NEW: frozenset({RequestStatus.IN_PROGRESS, RequestStatus.ANSWERED, RequestStatus.CLOSED}),
    RequestStatus.IN_PROGRESS: frozenset({RequestStatus.ANSWERED, RequestStatus.CLOSED}),
    RequestStatus.ANSWERED: frozenset({RequestStatus.CLOSED, RequestStatus.IN_PROGRESS}),
    RequestStatus.CLOSED: frozenset(),
}


@rule(
    question="Darf eine Anfrage in diesen Stand wechseln?",
    basis="Eigene Regel: neu → in Arbeit → beantwortet → abgeschlossen",
)
def may_change(current: RequestStatus, wanted: RequestStatus) -> Verdict:
    """One table of transitions; a closed request stays closed, a new wish is a new request."""
    if wanted in NEXT_STATUSES[current]:
        return Verdict.yes("Dieser Schritt ist möglich.")
    return Verdict.no("Dieser Schritt ist nicht mehr möglich. Die Anfrage ist schon weiter.")


@rule(
    question="Ist die Antwort auf eine Anfrage überfällig?",
    basis="Eigene Regel: Antwortfrist der Anlaufstelle",
)
def is_overdue(status: RequestStatus, due_on: dt.date, *, today: dt.date) -> bool:
    """Open requests only; the due day itself is still in time."""
    if status in {RequestStatus.ANSWERED, RequestStatus.CLOSED}:
        return False
    return today > due_on


@rule(
    question="Braucht diese Anfrage eine Adresse für die Antwort?",
    basis="Art. 5 Abs. 1 Buchst. c DSGVO Datenminimierung",
)
def needs_address(channel: Channel) -> bool:
    """Only mail and telephone do; who comes back with the code, or comes by, leaves no address."""
    return channel in {Channel.EMAIL, Channel.PHONE}
