"""Monthly alignment and quarterly meeting: when they are due, what stands on the agenda, who may do which step."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from talachse.rules._book import rule
from talachse.rules.agreement.document import Side
from talachse.rules.deadlines import is_working_day
from talachse.rules.diagrams import state_diagram
from talachse.rules.verdict import Verdict

INVITATION_DAYS = 7
# The desk officers meet near the end of the month, when its figures are there; the jour fixe ends the quarter.
MONTHLY_WEEKDAY, MONTHLY_WEEK = 3, 4  # fourth Thursday
QUARTERLY_WEEKDAY, QUARTERLY_WEEK = 1, 2  # second Tuesday of the last month


class Kind(StrEnum):
    """The two series of the agreement (§0-8, §0-9)."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


class Status(StrEnum):
    """How far a meeting has come."""

    PLANNED = "planned"
    INVITED = "invited"
    HELD = "held"
    CLOSED = "closed"
    CANCELLED = "cancelled"


STATUS_LABELS: Mapping[Status, str] = {
    Status.PLANNED: "geplant",
    Status.INVITED: "eingeladen",
    Status.HELD: "durchgeführt",
    Status.CLOSED: "abgeschlossen",
    Status.CANCELLED: "ausgefallen",
}

# One table: from a status to the next ones. Two desk officers may meet without a letter, so planned leads to held.
NEXT_STATUSES: Mapping[Status, frozenset[Status]] = {
    Status.PLANNED: frozenset({Status.INVITED, Status.HELD, Status.CANCELLED}),
    Status.INVITED: frozenset({Status.HELD, Status.CANCELLED}),
    Status.HELD: frozenset({Status.CLOSED}),
    Status.CLOSED: frozenset(),
    Status.CANCELLED: frozenset({Status.PLANNED}),
}


class Phase(StrEnum):
    """What the people in the room are busy with; the words stand in the stepper."""

    PREPARE = "Vorbereiten"
    INVITE = "Einladen"
    HOLD = "Durchführen"
    RESULT = "Ergebnis"
    CLOSE = "Abschließen"


class ItemKind(StrEnum):
    """What an item of an agenda is about."""

    FOLLOW_UP = "follow_up"
    ACTION = "action"
    FIGURE = "figure"
    VACANCY = "vacancy"
    QUESTION = "question"
    PROFILE = "profile"
    DECISION = "decision"
    NEW_PROJECT = "new_project"
    MINUTES = "minutes"
    OTHER = "other"


ORDER: Mapping[Kind, tuple[ItemKind, ...]] = {
    Kind.MONTHLY: (
        ItemKind.ACTION,
        ItemKind.FOLLOW_UP,
        ItemKind.FIGURE,
        ItemKind.VACANCY,
        ItemKind.QUESTION,
        ItemKind.PROFILE,
        ItemKind.DECISION,
        ItemKind.NEW_PROJECT,
        ItemKind.MINUTES,
        ItemKind.OTHER,
    ),
    Kind.QUARTERLY: (
        ItemKind.MINUTES,
        ItemKind.FOLLOW_UP,
        ItemKind.FIGURE,
        ItemKind.ACTION,
        ItemKind.VACANCY,
        ItemKind.QUESTION,
        ItemKind.PROFILE,
        ItemKind.DECISION,
        ItemKind.NEW_PROJECT,
        ItemKind.OTHER,
    ),
}


def diagram() -> str:
    """The page docs/zustaende/gespraech.md, out of the table that also decides."""
    return state_diagram("Gespräch", Status.PLANNED, NEXT_STATUSES, STATUS_LABELS)


# --- periods -----------------------------------------------------------------------------------------------------


@rule(
    question="Zu welchem Monat oder Quartal gehört ein Gespräch an diesem Tag?",
    basis="§0-8 und §0-9 der Vereinbarung; Eigene Regel: Kalendermonat und Kalenderquartal",
)
def period_of(kind: Kind, day: dt.date) -> str:
    """Name of the period: "2026-11" for the monthly alignment, "2026Q4" for the quarterly meeting."""
    if kind is Kind.MONTHLY:
        return f"{day.year}-{day.month:02d}"
    return f"{day.year}Q{(day.month - 1) // 3 + 1}"


def last_month(period: str) -> dt.date:
    """First day of the last month of a period."""
    if "Q" in period:
        return dt.date(int(period[:4]), int(period[5]) * 3, 1)
    return dt.date(int(period[:4]), int(period[5:]), 1)


def quarter_days(period: str) -> tuple[dt.date, dt.date]:
    """First and last day of a quarter ("2026Q4"); ValueError for anything else."""
    if re.fullmatch(r"\d{4}Q[1-4]", period, re.ASCII) is None:
        raise ValueError(period)
    last = last_month(period)
    return dt.date(last.year, last.month - 2, 1), (last + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)


@rule(
    question="Welchen Stand zeigt die Mappe eines Quartals?",
    basis="§0-9 der Vereinbarung; Eigene Regel: den Tag des Gesprächs, davor heute, spätestens das Ende des Quartals",
)
def report_day(period: str, *, held_on: dt.date | None, today: dt.date) -> dt.date | None:
    """The day whose state lies on the table; None while the quarter has not begun."""
    first, last = quarter_days(period)
    if first > today:
        return None
    if held_on is not None and held_on <= today:
        return held_on
    return min(today, last)


@rule(
    question="Darf der Bericht eines Quartals eingefroren werden?",
    basis="§0-9 der Vereinbarung; Eigene Regel: einmal, sobald das Gespräch war oder das Quartal vorbei ist",
)
def may_freeze(period: str, *, held_on: dt.date | None, frozen: bool, today: dt.date) -> Verdict:
    """Freezing is final, so it waits for the meeting or for the end of the quarter."""
    if frozen:
        return Verdict.no("Der Bericht dieses Quartals ist schon eingefroren. Er bleibt, wie er ist.")
    was_held = held_on is not None and held_on <= today
    if not was_held and quarter_days(period)[1] >= today:
        return Verdict.no("Der Bericht wird eingefroren, wenn das Gespräch war oder das Quartal vorbei ist.")
    return Verdict.yes("Der Bericht hält fest, was jetzt bekannt ist, und ändert sich nicht mehr.")


def next_period(period: str) -> str:
    """The period that follows."""
    kind = Kind.QUARTERLY if "Q" in period else Kind.MONTHLY
    return period_of(kind, last_month(period) + dt.timedelta(days=32))


def periods_of_year(kind: Kind, year: int) -> tuple[str, ...]:
    """All periods of a calendar year, in order."""
    months = range(1, 13) if kind is Kind.MONTHLY else range(3, 13, 3)
    return tuple(period_of(kind, dt.date(year, month, 1)) for month in months)


@rule(
    question="Welche Gespräche einer Reihe müssen angelegt werden?",
    basis="§0-8 (monatlich) und §0-9 (einmal im Quartal) der Vereinbarung",
)
def due_periods(kind: Kind, *, latest: str | None, effective_on: dt.date, today: dt.date) -> tuple[str, ...]:
    """This and the next period, and every one that was left out since the latest; none before the agreement."""
    current = max(period_of(kind, today), period_of(kind, effective_on))
    wanted = next_period(current)
    period = next_period(latest) if latest else current
    found: list[str] = []
    while period <= wanted:
        found.append(period)
        period = next_period(period)
    return tuple(found)


@rule(
    question="An welchem Tag findet ein Gespräch der Reihe üblicherweise statt?",
    basis="Eigene Regel: Abgleich am vierten Donnerstag, Quartalsgespräch am zweiten Dienstag des letzten Monats",
)
def usual_day(period: str) -> dt.date:
    """The usual day; a public holiday or the days around Christmas move it a week ahead. People may move it further."""
    weekday, week = (QUARTERLY_WEEKDAY, QUARTERLY_WEEK) if "Q" in period else (MONTHLY_WEEKDAY, MONTHLY_WEEK)
    first = last_month(period)
    day = first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (week - 1))
    while not is_working_day(day) or (day.month == 12 and day.day >= 23):
        day -= dt.timedelta(days=7)
    return day


# --- steps -------------------------------------------------------------------------------------------------------


@rule(
    question="Darf ein Gespräch von diesem Stand in jenen wechseln?",
    basis="§0-8 und §0-9 der Vereinbarung; Eigene Regel: eine Tabelle der Schritte",
)
def may_move(current: Status, wanted: Status) -> Verdict:
    """Planned, invited, held, closed; or cancelled, and from there planned again."""
    if wanted in NEXT_STATUSES[current]:
        return Verdict.yes("Dieser Schritt ist möglich.")
    return Verdict.no(
        f"Das Gespräch ist „{STATUS_LABELS[current]}“. Von dort führt kein Schritt zu „{STATUS_LABELS[wanted]}“."
    )


@rule(
    question="Bis wann muss die Einladung hinausgehen?",
    basis="Eigene Regel nach der Übung der Stadt: Einladung und Tagesordnung sieben Tage vor dem Gespräch",
)
def invite_by(starts_on: dt.date) -> dt.date:
    """Seven days before the meeting; an invitation on this day is in time."""
    return starts_on - dt.timedelta(days=INVITATION_DAYS)


@rule(
    question="Wurde mit verkürzter Frist eingeladen?",
    basis="Eigene Regel: Einladung sieben Tage vor dem Gespräch",
)
def is_short_notice(*, invited_on: dt.date, starts_on: dt.date) -> bool:
    """True when the invitation left later than seven days before the meeting."""
    return invited_on > invite_by(starts_on)


@rule(
    question="Darf jetzt zu diesem Gespräch eingeladen werden?",
    basis="§0-9 der Vereinbarung; Eigene Regel: sieben Tage vorher, später nur mit ausdrücklicher Bestätigung",
)
def may_invite(
    status: Status, *, starts_on: dt.date, items: int, invitees: int, short_notice_confirmed: bool, today: dt.date
) -> Verdict:
    """An invitation needs an agenda and somebody to invite; later than seven days before it must be confirmed."""
    step = may_move(status, Status.INVITED)
    if step.is_no:
        return step
    if today > starts_on:
        return Verdict.no("Der Tag des Gesprächs liegt schon zurück. Bitte legen Sie zuerst einen neuen Termin fest.")
    if not items:
        return Verdict.no("Die Tagesordnung ist noch leer. Bitte lassen Sie sie entwerfen oder nehmen Sie Punkte auf.")
    if not invitees:
        return Verdict.no("Es steht noch niemand auf der Einladung. Bitte nehmen Sie Funktionen oder Gäste auf.")
    if is_short_notice(invited_on=today, starts_on=starts_on) and not short_notice_confirmed:
        return Verdict.no(
            f"Die Frist von sieben Tagen ist seit dem {invite_by(starts_on):%d.%m.%Y} vorbei. "
            "Bitte bestätigen Sie, dass Sie mit verkürzter Frist einladen."
        )
    return Verdict.yes("Die Einladung kann hinausgehen.")


@rule(
    question="Kann festgehalten werden, dass das Gespräch stattgefunden hat?",
    basis="§0-8 und §0-9 der Vereinbarung; Eigene Regel: das Quartalsgespräch braucht eine Einladung",
)
def may_hold(kind: Kind, status: Status, *, starts_on: dt.date, today: dt.date) -> Verdict:
    """From its day on; a quarterly meeting only after an invitation. A held meeting may still be corrected."""
    if status is not Status.HELD:
        step = may_move(status, Status.HELD)
        if step.is_no:
            return step
        if kind is Kind.QUARTERLY and status is Status.PLANNED:
            return Verdict.no("Zu diesem Quartalsgespräch wurde noch nicht eingeladen. Bitte laden Sie zuerst ein.")
    if today < starts_on:
        return Verdict.no(
            f"Das Gespräch ist erst am {starts_on:%d.%m.%Y}. Fand es früher statt, ändern Sie bitte zuerst den Termin."
        )
    return Verdict.yes("Die Anwesenheit kann festgehalten werden.")


@rule(
    question="Kann diese Funktion als anwesend eingetragen werden?",
    basis="§0-7 und §0-9 der Vereinbarung: die Seiten benennen, wer für sie spricht",
)
def may_represent(*, has_holder: bool, has_deputy: bool, by_deputy: bool) -> Verdict:
    """The holder, or a named deputy; a vacant seat is represented by nobody."""
    if by_deputy and not has_deputy:
        return Verdict.no("Für diese Funktion ist keine Stellvertretung benannt.")
    if not by_deputy and not has_holder:
        return Verdict.no(
            "Diese Funktion ist an diesem Tag unbesetzt. Nur eine benannte Stellvertretung kann sie wahrnehmen."
        )
    return Verdict.yes("Die Funktion ist vertreten.")


@rule(
    question="Sind beide Seiten anwesend?",
    basis="§0-9 und §0-11 der Vereinbarung",
)
def both_present(sides: frozenset[Side]) -> bool:
    """At least one seat of the city and one of the Jobcenter; guests stand for no side."""
    return sides == frozenset(Side)


@rule(
    question="Darf sich die festgehaltene Anwesenheit der Seiten noch ändern?",
    basis="§0-11 der Vereinbarung: Beschlüsse hängen an der Anwesenheit beider Seiten",
)
def may_change_presence(*, decisions: int, sides_change: bool) -> Verdict:
    """Once decisions rest on the presence of the sides it stays as recorded."""
    if decisions and sides_change:
        return Verdict.no(
            "In diesem Gespräch gibt es schon Beschlüsse. Welche Seiten anwesend waren, lässt sich darum nicht mehr ändern."
        )
    return Verdict.yes("Die Anwesenheit kann geändert werden.")


@rule(
    question="Darf diese Seite den Ergebnisvermerk bestätigen?",
    basis="§0-8 der Vereinbarung; Eigene Regel: zwei Schlüssel, einer je Seite",
)
def may_confirm(
    kind: Kind, status: Status, *, has_minutes: bool, side: Side | None, confirmed: frozenset[Side]
) -> Verdict:
    """A held monthly alignment with a note; each side once."""
    if kind is not Kind.MONTHLY:
        return Verdict.no("Das Protokoll des Quartalsgesprächs wird im nächsten Quartalsgespräch genehmigt.")
    if status is not Status.HELD:
        return Verdict.no(
            "Der Abgleich ist schon abgeschlossen."
            if status is Status.CLOSED
            else "Bitte halten Sie zuerst fest, dass der Abgleich stattgefunden hat."
        )
    if not has_minutes:
        return Verdict.no("Es gibt noch keinen Ergebnisvermerk. Bitte schreiben Sie ihn zuerst.")
    if side is None:
        return Verdict.no("Bestätigen können nur die Referent*innen der Stadt und des Jobcenters.")
    if side in confirmed:
        return Verdict.no("Ihre Seite hat den Ergebnisvermerk schon bestätigt.")
    return Verdict.yes("Sie können den Ergebnisvermerk für Ihre Seite bestätigen.")


@rule(
    question="Darf das Protokoll des Quartalsgesprächs zur Genehmigung vorgelegt werden?",
    basis="§0-9 der Vereinbarung; Eigene Regel: das Protokoll wird im nächsten Quartalsgespräch genehmigt",
)
def may_submit_minutes(kind: Kind, status: Status, *, has_minutes: bool) -> Verdict:
    """A held quarterly meeting with written minutes."""
    if kind is not Kind.QUARTERLY:
        return Verdict.no("Der Abgleich wird abgeschlossen, wenn beide Seiten den Ergebnisvermerk bestätigt haben.")
    if status is not Status.HELD:
        return Verdict.no(
            "Vorgelegt wird das Protokoll eines Gesprächs, das stattgefunden hat und noch nicht genehmigt ist."
        )
    if not has_minutes:
        return Verdict.no("Das Protokoll ist noch leer.")
    return Verdict.yes("Das Protokoll kann vorgelegt werden.")


@rule(
    question="Darf dieses Quartalsgespräch das Protokoll jenes früheren genehmigen?",
    basis="§0-9 der Vereinbarung; Eigene Regel: Genehmigung im nächsten Quartalsgespräch mit beiden Seiten",
)
def may_approve(*, period: str, submitted: bool, in_period: str, in_status: Status, in_both_present: bool) -> Verdict:
    """Submitted minutes, a later quarterly meeting that was held, and both sides there."""
    if "Q" not in in_period or "Q" not in period:
        return Verdict.no("Protokolle des Quartalsgesprächs werden nur in einem Quartalsgespräch genehmigt.")
    if not submitted:
        return Verdict.no("Dieses Protokoll wurde noch nicht vorgelegt.")
    if in_period <= period:
        return Verdict.no("Ein Protokoll wird in einem späteren Quartalsgespräch genehmigt.")
    if in_status not in {Status.HELD, Status.CLOSED}:
        return Verdict.no("Bitte halten Sie zuerst fest, wer in diesem Quartalsgespräch anwesend war.")
    if not in_both_present:
        return Verdict.no("Für die Genehmigung müssen beide Seiten anwesend sein.")
    return Verdict.yes("Das Protokoll kann genehmigt werden.")


@rule(
    question="Ist das Gespräch abgeschlossen?",
    basis="§0-8: bestätigt von beiden Seiten; §0-9: Protokoll im nächsten Quartalsgespräch genehmigt",
)
def may_close(kind: Kind, status: Status, *, confirmed: frozenset[Side], approved: bool) -> Verdict:
    """Monthly: held and confirmed by both sides. Quarterly: held and its minutes approved."""
    step = may_move(status, Status.CLOSED)
    if step.is_no:
        return step
    if kind is Kind.QUARTERLY:
        if approved:
            return Verdict.yes("Das Protokoll ist genehmigt.")
        return Verdict.no("Das Protokoll ist noch nicht genehmigt.")
    if both_present(confirmed):
        return Verdict.yes("Beide Seiten haben den Ergebnisvermerk bestätigt.")
    return Verdict.no("Die Bestätigung einer Seite fehlt noch.")


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do next, and in which phase the meeting is."""

    phase: Phase
    text: str


def _step_planned(kind: Kind, starts_on: dt.date, today: dt.date) -> NextStep:
    if kind is Kind.MONTHLY and today >= starts_on:
        return NextStep(Phase.HOLD, "Halten Sie fest, wer da war. Dann das Ergebnis zu jedem Punkt.")
    due = invite_by(starts_on)
    if today > due:
        return NextStep(
            Phase.INVITE, f"Die Einladung war am {due:%d.%m.%Y} fällig. Laden Sie mit verkürzter Frist ein."
        )
    if (due - today).days <= INVITATION_DAYS:
        return NextStep(Phase.INVITE, f"Prüfen Sie die Tagesordnung und laden Sie bis {due:%d.%m.%Y} ein.")
    return NextStep(Phase.PREPARE, f"Bereiten Sie die Tagesordnung vor. Eingeladen wird bis {due:%d.%m.%Y}.")


def _step_held(kind: Kind, *, has_minutes: bool, submitted: bool, confirmed: frozenset[Side]) -> NextStep:
    if not has_minutes:
        return NextStep(Phase.RESULT, "Schreiben Sie das Ergebnis auf.")
    if kind is Kind.QUARTERLY:
        if submitted:
            return NextStep(Phase.CLOSE, "Das Protokoll liegt vor. Genehmigt wird es im nächsten Quartalsgespräch.")
        return NextStep(Phase.RESULT, "Legen Sie das Protokoll zur Genehmigung vor.")
    if confirmed == frozenset({Side.CITY}):
        return NextStep(Phase.CLOSE, "Die Stadt hat bestätigt. Es fehlt die Bestätigung des Jobcenters.")
    if confirmed == frozenset({Side.JOBCENTER}):
        return NextStep(Phase.CLOSE, "Das Jobcenter hat bestätigt. Es fehlt die Bestätigung der Stadt.")
    return NextStep(Phase.CLOSE, "Beide Seiten bestätigen jetzt den Ergebnisvermerk.")


@rule(
    question="Was ist bei diesem Gespräch als Nächstes zu tun?",
    basis="§0-8 und §0-9 der Vereinbarung",
)
def next_step(
    kind: Kind,
    status: Status,
    *,
    starts_on: dt.date,
    has_minutes: bool,
    submitted: bool,
    confirmed: frozenset[Side],
    today: dt.date,
) -> NextStep:
    """One sentence for the person who opens the page."""
    if status is Status.PLANNED:
        return _step_planned(kind, starts_on, today)
    if status is Status.INVITED:
        if today < starts_on:
            return NextStep(Phase.HOLD, f"Eingeladen ist. Das Gespräch findet am {starts_on:%d.%m.%Y} statt.")
        return NextStep(Phase.HOLD, "Halten Sie fest, wer da war. Dann das Ergebnis zu jedem Punkt.")
    if status is Status.HELD:
        return _step_held(kind, has_minutes=has_minutes, submitted=submitted, confirmed=confirmed)
    if status is Status.CLOSED:
        return NextStep(Phase.CLOSE, "Alles erledigt. Das Gespräch ist abgeschlossen.")
    return NextStep(Phase.PREPARE, "Das Gespräch ist ausgefallen. Bei Bedarf setzen Sie es neu an.")


# --- papers, votes, decisions ------------------------------------------------------------------------------------


@rule(
    question="Ist eine Unterlage eine Tischvorlage?",
    basis="Eigene Regel: was nach der Einladung dazukommt, wird gekennzeichnet",
)
def is_late_paper(*, invited_at: dt.datetime | None, added_at: dt.datetime) -> bool:
    """Late is what was added after the invitation; without an invitation nothing is late."""
    return invited_at is not None and added_at > invited_at


@rule(
    question="Darf diese Person bei diesem Punkt mitstimmen?",
    basis="§0-9 der Vereinbarung; § 31 GO NRW entsprechend: wer befangen ist, berät und stimmt nicht mit",
)
def may_vote(*, side: Side | None, present: bool, biased: bool) -> Verdict:
    """Seats of both sides vote, in person or through their deputy; guests advise; the biased do neither."""
    if not present:
        return Verdict.no("Nicht anwesend.")
    if biased:
        return Verdict.no("Befangen: berät und stimmt bei diesem Punkt nicht mit.")
    if side is None:
        return Verdict.no("Gäste beraten mit, stimmen aber nicht.")
    return Verdict.yes("Stimmt mit.")


@rule(
    question="Darf in diesem Gespräch jetzt beschlossen werden?",
    basis="§0-8 und §0-9 der Vereinbarung; § 31 GO NRW entsprechend",
)
def may_decide(status: Status, *, both_sides_present: bool, voting: frozenset[Side]) -> Verdict:
    """The meeting was held; from each side that was present somebody votes on the item."""
    if status is Status.CLOSED:
        return Verdict.no("Das Gespräch ist abgeschlossen. Neue Beschlüsse gehören in das nächste Gespräch.")
    if status is not Status.HELD:
        return Verdict.no("Bitte halten Sie zuerst fest, wer anwesend war. Danach können Sie Beschlüsse eintragen.")
    if not voting or (both_sides_present and not both_present(voting)):
        return Verdict.no(
            "Von einer Seite darf bei diesem Punkt niemand mitstimmen. Bitte vertagen Sie den Punkt "
            "oder lassen Sie sich vertreten."
        )
    return Verdict.yes("Der Beschluss kann eingetragen werden.")


@rule(
    question="Darf ein Beschluss ein neues Projekt aufnehmen?",
    basis="§0-11 der Vereinbarung: die Liste wird im Quartalsgespräch ergänzt",
)
def may_add_project(*, decided_in: str, both_sides_present: bool, decided_on: dt.date, today: dt.date) -> Verdict:
    """Only a decision of the quarterly meeting, with both sides there, on its day or after it."""
    if decided_in == "circular":
        return Verdict.no("Ein Umlaufbeschluss kann kein Projekt aufnehmen. Das geht nur im Quartalsgespräch (§0-11).")
    if decided_in != Kind.QUARTERLY:
        return Verdict.no(
            "Im monatlichen Abgleich kann kein Projekt aufgenommen werden. Das geht nur im Quartalsgespräch (§0-11)."
        )
    if not both_sides_present:
        return Verdict.no(
            "Es war nur eine Seite anwesend. Ein Projekt nehmen Stadt und Jobcenter gemeinsam auf (§0-11)."
        )
    if today < decided_on:
        return Verdict.no(f"Der Beschluss gilt erst ab dem {decided_on:%d.%m.%Y}.")
    return Verdict.yes("Das Quartalsgespräch hat mit beiden Seiten beschlossen: das Projekt kann aufgenommen werden.")


@rule(
    question="Ist ein Beschluss überfällig?",
    basis="Eigene Regel der Beschlusskontrolle: Frist vorbei und nicht umgesetzt",
)
def is_overdue(*, due_on: dt.date | None, done_on: dt.date | None, on: dt.date) -> bool:
    """True on a day after the deadline on which it was not done; what was done late was overdue until then."""
    if due_on is None or due_on >= on:
        return False
    return done_on is None or done_on > on


# --- agenda ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Matter:
    """Something that may come up: its own key, a title, and what is known of it."""

    key: str
    title: str
    text: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """An item the agenda should have; ``source`` makes sure it stands there once."""

    kind: ItemKind
    source: str
    title: str
    text: str = ""
    project: str = ""


@dataclass(frozen=True, slots=True)
class AgendaFacts:
    """What is known on the day of the draft."""

    overdue_actions: tuple[Matter, ...] = ()
    open_actions: tuple[Matter, ...] = ()
    changed_figures: tuple[Matter, ...] = ()
    stale_figures: tuple[Matter, ...] = ()
    vacancies: tuple[Matter, ...] = ()
    questions: tuple[Matter, ...] = ()
    dates: tuple[Matter, ...] = ()
    overdue_decisions: tuple[Matter, ...] = ()
    open_decisions: tuple[Matter, ...] = ()
    minutes_to_approve: tuple[Matter, ...] = ()
    risky_projects: tuple[Matter, ...] = ()
    totals: Mapping[str, int] = field(default_factory=dict)


PROFILES_AT_MOST = 3


def _listed(matters: tuple[Matter, ...]) -> str:
    return "\n".join(f"– {m.title}{f': {m.text}' if m.text else ''}" for m in matters)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _monthly(facts: AgendaFacts) -> list[Draft]:
    items = [Draft(ItemKind.ACTION, m.key, f"Überfällig: {m.title}", m.text, m.project) for m in facts.overdue_actions]
    if facts.open_actions:
        title = _counted(len(facts.open_actions), "offener Auftrag", "offene Aufträge")
        items.append(Draft(ItemKind.ACTION, "actions-open", title, _listed(facts.open_actions)))
    if facts.overdue_decisions:
        title = _counted(len(facts.overdue_decisions), "überfälliger Beschluss", "überfällige Beschlüsse")
        items.append(Draft(ItemKind.FOLLOW_UP, "decisions", title, _listed(facts.overdue_decisions)))
    if facts.changed_figures:
        title = _counted(len(facts.changed_figures), "Zahl hat sich geändert", "Zahlen haben sich geändert")
        items.append(Draft(ItemKind.FIGURE, "figures-changed", title, _listed(facts.changed_figures)))
    if facts.stale_figures:
        title = _counted(len(facts.stale_figures), "Zahl ist veraltet", "Zahlen sind veraltet")
        items.append(Draft(ItemKind.FIGURE, "figures-stale", title, _listed(facts.stale_figures)))
    return items


def _quarterly(facts: AgendaFacts) -> list[Draft]:
    items = [
        Draft(ItemKind.MINUTES, m.key, f"Protokoll genehmigen: {m.title}", m.text) for m in facts.minutes_to_approve
    ]
    due = facts.overdue_decisions + facts.open_decisions
    counted = f"{len(facts.overdue_decisions)} überfällig, {len(facts.open_decisions)} offen"
    items.append(Draft(ItemKind.FOLLOW_UP, "decisions", f"Rückblick auf die Beschlüsse: {counted}", _listed(due)))
    overview = "\n".join(f"– {label}: {count}" for label, count in facts.totals.items())
    items.append(Draft(ItemKind.FIGURE, "overview", "Überblick über Vorhaben und Zahlen", overview))
    items += [
        Draft(ItemKind.PROFILE, m.key, f"Steckbrief: {m.title}", m.text, m.project)
        for m in facts.risky_projects[:PROFILES_AT_MOST]
    ]
    return items


@rule(
    question="Was gehört von selbst auf die Tagesordnung?",
    basis="§0-8, §0-9 und §0-11 der Vereinbarung",
)
def draft_agenda(kind: Kind, facts: AgendaFacts) -> tuple[Draft, ...]:
    """Monthly: actions, figures, vacancies, questions, dates. Quarterly: minutes, decisions, overview, questions, profiles."""
    items = _monthly(facts) if kind is Kind.MONTHLY else _quarterly(facts)
    if facts.vacancies:
        title = _counted(len(facts.vacancies), "unbesetzte Funktion", "unbesetzte Funktionen")
        items.append(Draft(ItemKind.VACANCY, "vacancies", title, _listed(facts.vacancies)))
    carried = "Frage für das Quartalsgespräch: " if kind is Kind.MONTHLY else "Frage: "
    items += [Draft(ItemKind.QUESTION, m.key, f"{carried}{m.title}", m.text, m.project) for m in facts.questions]
    if facts.dates:
        items.append(Draft(ItemKind.OTHER, "dates", "Termine voraus", _listed(facts.dates)))
    if kind is Kind.QUARTERLY:
        items.append(Draft(ItemKind.OTHER, "any-other", "Verschiedenes"))
    return tuple(sorted(items, key=lambda item: ORDER[kind].index(item.kind)))


@rule(
    question="Darf der Entwurf einen Punkt ändern oder wegnehmen?",
    basis="Eigene Regel: was ein Mensch geschrieben hat, bleibt stehen",
)
def may_redraft(*, drafted: bool, edited: bool, dropped: bool, has_outcome: bool, has_attachments: bool) -> bool:
    """Only what the draft itself wrote and nobody has touched since."""
    if not drafted:
        return False
    return not any((edited, dropped, has_outcome, has_attachments))
