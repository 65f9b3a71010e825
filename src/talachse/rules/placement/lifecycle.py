"""From suggestion to after-care: one life cycle for every kind of place, and what happens when nobody says anything."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from talachse.rules._book import rule
from talachse.rules.deadlines import add_working_days
from talachse.rules.diagrams import state_diagram
from talachse.rules.parameters import Parameters
from talachse.rules.placement.rehapro import add_months
from talachse.rules.verdict import Verdict

PARAMETERS = Parameters("talachse.rules.placement", "lifecycle.yaml")

# --- statuses ----------------------------------------------------------------------------------------------------


class PlacementStatus(StrEnum):
    """How far one person and one place have come with each other."""

    SUGGESTED = "suggested"
    WAITING = "waiting"
    REFERRED = "referred"
    ACCEPTED = "accepted"
    STARTED = "started"
    PAUSED = "paused"
    ENDED = "ended"
    AFTER_CARE = "after_care"
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


LABELS: Mapping[PlacementStatus, str] = {
    PlacementStatus.SUGGESTED: "vorgeschlagen",
    PlacementStatus.WAITING: "auf der Warteliste",
    PlacementStatus.REFERRED: "weitergeleitet",
    PlacementStatus.ACCEPTED: "zugesagt",
    PlacementStatus.STARTED: "begonnen",
    PlacementStatus.PAUSED: "pausiert",
    PlacementStatus.ENDED: "beendet",
    PlacementStatus.AFTER_CARE: "in Nachbetreuung",
    PlacementStatus.CLOSED: "abgeschlossen",
    PlacementStatus.DECLINED: "abgesagt",
    PlacementStatus.WITHDRAWN: "zurückgezogen",
    PlacementStatus.EXPIRED: "ohne Antwort beendet",
}

# One table: from a status to the next ones. Whoever was not reached comes back to the list with the old rank; an
# extension is a later last day, not a status.
TRANSITIONS: dict[PlacementStatus, frozenset[PlacementStatus]] = {
    PlacementStatus.SUGGESTED: frozenset(
        {
            PlacementStatus.WAITING,
            PlacementStatus.REFERRED,
            PlacementStatus.DECLINED,
            PlacementStatus.WITHDRAWN,
            PlacementStatus.EXPIRED,
        }
    ),
    PlacementStatus.WAITING: frozenset(
        {PlacementStatus.REFERRED, PlacementStatus.DECLINED, PlacementStatus.WITHDRAWN, PlacementStatus.EXPIRED}
    ),
    PlacementStatus.REFERRED: frozenset(
        {
            PlacementStatus.WAITING,
            PlacementStatus.ACCEPTED,
            PlacementStatus.DECLINED,
            PlacementStatus.WITHDRAWN,
            PlacementStatus.EXPIRED,
        }
    ),
    # A place can fall before the first day; the promise itself never expires.
    PlacementStatus.ACCEPTED: frozenset(
        {PlacementStatus.WAITING, PlacementStatus.STARTED, PlacementStatus.DECLINED, PlacementStatus.WITHDRAWN}
    ),
    PlacementStatus.STARTED: frozenset({PlacementStatus.PAUSED, PlacementStatus.ENDED}),
    PlacementStatus.PAUSED: frozenset({PlacementStatus.STARTED, PlacementStatus.ENDED}),
    PlacementStatus.ENDED: frozenset({PlacementStatus.AFTER_CARE, PlacementStatus.CLOSED}),
    PlacementStatus.AFTER_CARE: frozenset({PlacementStatus.CLOSED}),
    PlacementStatus.CLOSED: frozenset(),
    PlacementStatus.DECLINED: frozenset(),
    PlacementStatus.WITHDRAWN: frozenset(),
    PlacementStatus.EXPIRED: frozenset({PlacementStatus.WAITING}),
}
OVER = frozenset({PlacementStatus.CLOSED, PlacementStatus.DECLINED, PlacementStatus.WITHDRAWN, PlacementStatus.EXPIRED})
IN_PLACE = frozenset({PlacementStatus.STARTED, PlacementStatus.PAUSED})
BEFORE_START = frozenset(
    {PlacementStatus.SUGGESTED, PlacementStatus.WAITING, PlacementStatus.REFERRED, PlacementStatus.ACCEPTED}
)


def diagram() -> str:
    """The page docs/zustaende/vermittlung.md, out of the table that also decides."""
    return state_diagram("Vermittlung", PlacementStatus.SUGGESTED, TRANSITIONS, LABELS)


@rule(
    question="Darf eine Vermittlung in diesen Stand wechseln?",
    basis="Eigene Regel: ein Ablauf für alle Arten von Plätzen, Tabelle TRANSITIONS",
)
def may_change(old: PlacementStatus, new: PlacementStatus) -> Verdict:
    """One table of transitions; the reason says what is to be done instead."""
    if new in TRANSITIONS[old]:
        return Verdict.yes("Dieser Schritt ist möglich.")
    if old is new:
        return Verdict.no(f"Die Vermittlung ist schon {LABELS[old]}.")
    if old in OVER:
        return Verdict.no("Diese Vermittlung ist zu Ende. Bitte beginnen Sie mit einem neuen Vorschlag.")
    if new is PlacementStatus.STARTED:
        return Verdict.no("Bitte halten Sie erst die Zusage fest. Danach kann der Platz beginnen.")
    if old in IN_PLACE and new in {PlacementStatus.DECLINED, PlacementStatus.WITHDRAWN, PlacementStatus.EXPIRED}:
        return Verdict.no("Der Platz hat schon begonnen. Bitte beenden Sie ihn mit Tag und Grund.")
    return Verdict.no(f"Von „{LABELS[old]}“ geht es nicht direkt zu „{LABELS[new]}“.")


@rule(
    question="Darf eine Teilnahme verlängert werden?",
    basis="Eigene Regel: nur laufende Teilnahmen, nach hinten, bis zum letzten möglichen Tag der Rechtsgrundlage",
)
def may_extend(
    status: PlacementStatus, *, ends_on: dt.date | None, new_end: dt.date, latest: dt.date | None
) -> Verdict:
    """``latest`` is the last day that duration ledgers and programme leave; None when nobody has worked it out yet."""
    if status not in IN_PLACE:
        return Verdict.no("Verlängern geht nur, solange die Teilnahme läuft.")
    if ends_on is None:
        return Verdict.no("Diese Teilnahme hat kein festes Ende. Sie muss nicht verlängert werden.")
    if new_end <= ends_on:
        return Verdict.no(f"Der neue letzte Tag muss nach dem {ends_on:%d.%m.%Y} liegen.")
    if latest is None:
        return Verdict.unknown(
            "Es steht noch nicht fest, wie lange diese Förderung höchstens dauern darf.",
            missing=["letzter möglicher Tag der Förderung"],
        )
    if new_end > latest:
        return Verdict.no(f"Diese Förderung kann höchstens bis zum {latest:%d.%m.%Y} dauern.")
    return Verdict.yes(f"Die Teilnahme kann bis zum {new_end:%d.%m.%Y} dauern.")


# --- declining ---------------------------------------------------------------------------------------------------


class DeclinedBy(StrEnum):
    """Who said no."""

    PERSON = "person"
    PROVIDER = "provider"


DECLINED_BY_LABELS: Mapping[DeclinedBy, str] = {DeclinedBy.PERSON: "die Person", DeclinedBy.PROVIDER: "der Träger"}


class DeclineReason(StrEnum):
    """Why a place and a person did not come together. The same list for both sides; none of them blames."""

    TASK = "task"
    HOURS = "hours"
    WAY = "way"
    CARE = "care"
    LANGUAGE = "language"
    SKILLS = "skills"
    PAY = "pay"
    OTHER_PLAN = "other_plan"
    PLACE_GONE = "place_gone"
    PERSONAL = "personal"
    NOT_SAID = "not_said"


DECLINE_LABELS: Mapping[DeclineReason, str] = {
    DeclineReason.TASK: "Die Aufgabe passt nicht",
    DeclineReason.HOURS: "Die Arbeitszeit passt nicht",
    DeclineReason.WAY: "Der Weg ist zu weit",
    DeclineReason.CARE: "Kinder oder Angehörige brauchen Betreuung",
    DeclineReason.LANGUAGE: "Die Sprache reicht für diese Aufgabe noch nicht",
    DeclineReason.SKILLS: "Für diese Aufgabe fehlt noch etwas, zum Beispiel ein Führerschein",
    DeclineReason.PAY: "Die Bezahlung passt nicht",
    DeclineReason.OTHER_PLAN: "Es gibt einen anderen Plan, zum Beispiel Arbeit oder Ausbildung",
    DeclineReason.PLACE_GONE: "Der Platz ist nicht mehr da",
    DeclineReason.PERSONAL: "Aus persönlichen Gründen",
    DeclineReason.NOT_SAID: "Kein Grund genannt",
}

DECLINE_TEXT = "Sie können Nein sagen. Eine Absage führt nie von selbst zu weniger Geld. Der Grund hilft uns, besser zu vermitteln."


@dataclass(frozen=True, slots=True)
class Declines:
    """How often each side said no, and why; each refusal counts once, whoever said it."""

    by_person: int
    by_provider: int
    by_reason: Mapping[DeclineReason, int]


@rule(
    question="Wie oft haben Menschen und wie oft haben Träger abgesagt, und warum?",
    basis="Eigene Regel: Absagen beider Seiten zählen gleich",
)
def count_declines(declines: Iterable[tuple[DeclinedBy, DeclineReason]]) -> Declines:
    """Reasons in the order of the list; those that nobody named are left out."""
    entries = list(declines)
    sides, reasons = Counter(side for side, _ in entries), Counter(reason for _, reason in entries)
    return Declines(
        by_person=sides[DeclinedBy.PERSON],
        by_provider=sides[DeclinedBy.PROVIDER],
        by_reason={reason: reasons[reason] for reason in DeclineReason if reasons[reason]},
    )


@rule(
    question="Führt eine Absage von selbst dazu, dass jemand weniger Geld bekommt?",
    basis="§ 16k Abs. 4 SGB II: § 31 Abs. 1 Nr. 3 gilt nicht; sonst eigene Regel: die Plattform löst nie eine Minderung aus",
)
def leads_to_sanction(*, legal_basis: str) -> Verdict:
    """Always no. Outside § 16k the law knows a procedure of its own; it begins with a human, never here."""
    if legal_basis == "sgb2_16k":
        return Verdict.no(
            "Die ganzheitliche Betreuung ist freiwillig. Eine Absage hat keine Folgen.", basis="§ 16k Abs. 4 SGB II"
        )
    return Verdict.no("Eine Absage führt nie von selbst zu weniger Geld. Sie wird hier nur als Grund festgehalten.")


# --- end, attendance ---------------------------------------------------------------------------------------------


class EndReason(StrEnum):
    """Why a participation ended. Health is never named: it is a personal reason, without a diagnosis."""

    JOB = "job"
    APPRENTICESHIP = "apprenticeship"
    SCHOOL = "school"
    FURTHER_MEASURE = "further_measure"
    TERM_OVER = "term_over"
    PLACE_GONE = "place_gone"
    PERSONAL = "personal"
    MOVED = "moved"
    NO_ENTITLEMENT = "no_entitlement"
    GAVE_NOTICE = "gave_notice"
    DISMISSED = "dismissed"
    OTHER = "other"


END_LABELS: Mapping[EndReason, str] = {
    EndReason.JOB: "Arbeit aufgenommen",
    EndReason.APPRENTICESHIP: "Ausbildung begonnen",
    EndReason.SCHOOL: "Schule oder Studium begonnen",
    EndReason.FURTHER_MEASURE: "in eine andere Maßnahme gewechselt",
    EndReason.TERM_OVER: "Zeit abgelaufen",
    EndReason.PLACE_GONE: "Der Platz ist weggefallen",
    EndReason.PERSONAL: "aus persönlichen Gründen",
    EndReason.MOVED: "umgezogen",
    EndReason.NO_ENTITLEMENT: "bekommt kein Geld vom Jobcenter mehr",
    EndReason.GAVE_NOTICE: "selbst gekündigt oder aufgehört",
    EndReason.DISMISSED: "vom Träger oder Arbeitgeber beendet",
    EndReason.OTHER: "anderer Grund",
}
GOOD_ENDS = frozenset({EndReason.JOB, EndReason.APPRENTICESHIP, EndReason.SCHOOL})


class Attendance(StrEnum):
    """One day of one person at a place."""

    PRESENT = "present"
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    HOLIDAY = "holiday"
    CLOSED = "closed"


ATTENDANCE_LABELS: Mapping[Attendance, str] = {
    Attendance.PRESENT: "anwesend",
    Attendance.EXCUSED: "entschuldigt",
    Attendance.UNEXCUSED: "nicht entschuldigt",
    Attendance.HOLIDAY: "Urlaub",
    Attendance.CLOSED: "geschlossen",
}


@rule(
    question="Kann an diesem Tag eine Anwesenheit eingetragen werden?",
    basis="§ 61 SGB II: der Träger meldet Fehlzeiten; eigene Regel: nur Tage der Teilnahme, nicht im Voraus",
)
def may_record(kind: Attendance, day: dt.date, *, starts_on: dt.date, ended_on: dt.date | None, on: dt.date) -> Verdict:
    """Holidays and closed days may be entered ahead; both first and last day belong to the participation."""
    if day < starts_on:
        return Verdict.no(f"Die Teilnahme beginnt erst am {starts_on:%d.%m.%Y}.")
    if ended_on is not None and day > ended_on:
        return Verdict.no(f"Die Teilnahme hat am {ended_on:%d.%m.%Y} geendet.")
    if day > on and kind not in {Attendance.HOLIDAY, Attendance.CLOSED}:
        return Verdict.no("Dieser Tag liegt noch vor uns. Im Voraus gehen nur Urlaub und Schließtage.")
    return Verdict.yes("Der Tag kann eingetragen werden.")


# --- after-care --------------------------------------------------------------------------------------------------


@rule(
    question="Bis wann kann jemand nach dem Ende noch begleitet werden?",
    basis="§ 16g SGB II: sechs Monate, in besonderen Fällen drei weitere",
)
def may_after_care(ended_on: dt.date, *, extended: bool, on: dt.date) -> Verdict:
    """Yes up to and with the last day; unknown for ends before the law version that we know."""
    try:
        months = PARAMETERS.on("nachbetreuung_monate", ended_on)
        more = PARAMETERS.on("nachbetreuung_verlaengerung_monate", ended_on)
    except LookupError:
        return Verdict.unknown(
            "Für dieses Ende ist nicht eingetragen, wie lange eine Nachbetreuung dauern darf.",
            missing=["Dauer der Nachbetreuung nach dem Recht von damals"],
            basis="§ 16g SGB II",
        )
    until = add_months(ended_on, months.value + (more.value if extended else 0))
    if on <= until:
        return Verdict.yes(f"Die Nachbetreuung kann bis zum {until:%d.%m.%Y} dauern.", basis=months.source)
    return Verdict.no(f"Die Nachbetreuung war bis zum {until:%d.%m.%Y} möglich.", basis=months.source)


# --- silence -----------------------------------------------------------------------------------------------------


class Level(StrEnum):
    """What silence calls for."""

    REMIND = "remind"
    HUMAN = "human"


@dataclass(frozen=True, slots=True)
class Escalation:
    """``due_on`` is the day from which it holds; ``text`` is German, for the person who looks after the case."""

    level: Level
    due_on: dt.date
    text: str


SILENCE_TEXTS: Mapping[PlacementStatus, tuple[str, str]] = {
    PlacementStatus.SUGGESTED: (
        "Bitte an den Vorschlag erinnern.",
        "Bitte rufen Sie an: Zum Vorschlag kam keine Antwort.",
    ),
    PlacementStatus.WAITING: (
        "Bitte fragen, ob noch Interesse besteht.",
        "Bitte rufen Sie an: Auf die Frage nach dem Interesse kam nichts.",
    ),
    PlacementStatus.REFERRED: (
        "Bitte den Träger an die Antwort erinnern.",
        "Bitte rufen Sie den Träger an: Er hat noch nicht geantwortet.",
    ),
    PlacementStatus.ACCEPTED: (
        "Bitte den ersten Tag eintragen.",
        "Bitte klären Sie, warum der Platz noch nicht begonnen hat.",
    ),
    PlacementStatus.PAUSED: ("Bitte fragen, wie es weitergeht.", "Bitte rufen Sie an: Die Pause dauert schon lange."),
    PlacementStatus.ENDED: (
        "Bitte Nachbetreuung oder Abschluss eintragen.",
        "Bitte schließen Sie die Vermittlung ab oder beginnen Sie die Nachbetreuung.",
    ),
}


@rule(
    question="Was ist zu tun, wenn sich bei einer Vermittlung lange nichts bewegt?",
    basis="Eigene Regel: erst erinnern, dann kümmert sich ein Mensch; nichts verfällt still",
)
def silence(status: PlacementStatus, since: dt.date, on: dt.date) -> Escalation | None:
    """``since`` is the day of the last movement. None while nothing is due, and where silence is normal."""
    if status not in SILENCE_TEXTS:
        return None
    days: Mapping[str, int] = PARAMETERS.on(f"stille_{status.value}", on).value
    remind, human = SILENCE_TEXTS[status]
    human_on, remind_on = (since + dt.timedelta(days=days[key]) for key in ("mensch", "erinnern"))
    if on >= human_on:
        return Escalation(Level.HUMAN, human_on, human)
    if on >= remind_on:
        return Escalation(Level.REMIND, remind_on, remind)
    return None


@rule(
    question="Nach wie vielen Tagen ohne Bewegung ist bei einer Vermittlung frühestens etwas zu tun?",
    basis="Eigene Regel: die kürzeste Wiedervorlage von allen, Werte stille_* in lifecycle.yaml",
)
def shortest_silence(on: dt.date) -> dt.timedelta:
    """Whatever moved more recently need not be looked at; the same answer as ``silence`` for many at once."""
    return dt.timedelta(
        days=min(PARAMETERS.on(f"stille_{status.value}", on).value["erinnern"] for status in SILENCE_TEXTS)
    )


@rule(
    question="Darf eine Vermittlung ohne Antwort beendet werden?",
    basis="Eigene Regel: nur nachdem ein Mensch versucht hat, die Person zu erreichen, und zehn Arbeitstage später",
)
def may_expire(status: PlacementStatus, *, human_tried_on: dt.date | None, on: dt.date) -> Verdict:
    """Never by itself: without the try of a human the answer stays no, however long it lasts."""
    if PlacementStatus.EXPIRED not in TRANSITIONS[status]:
        return may_change(status, PlacementStatus.EXPIRED)
    if human_tried_on is None:
        return Verdict.no("Bitte versuchen Sie zuerst selbst, die Person zu erreichen.")
    from_on = add_working_days(human_tried_on, PARAMETERS.on("verfall_nach_arbeitstagen", human_tried_on).value)
    if on < from_on:
        return Verdict.no(f"Bitte warten Sie noch bis zum {from_on:%d.%m.%Y} auf eine Antwort.")
    return Verdict.yes("Es kam keine Antwort. Wer sich wieder meldet, behält seinen Rang auf der Warteliste.")
