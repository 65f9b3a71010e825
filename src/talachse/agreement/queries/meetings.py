"""Reading meetings: the year, one meeting with its agenda, decisions, and what an agenda is drafted from."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, DateField, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from talachse.agreement.models import (
    ActionItem,
    AgendaItem,
    AgendaPaper,
    Agreement,
    Attendance,
    Decision,
    Indicator,
    Measurement,
    Meeting,
    Milestone,
    Project,
    Question,
    ReminderSent,
    Risk,
    Seat,
    Tenure,
)
from talachse.agreement.queries import seats
from talachse.agreement.queries.document import document_for, version_on
from talachse.rules.agreement.document import Side
from talachse.rules.agreement.meetings import (
    AgendaFacts,
    Kind,
    Matter,
    NextStep,
    Status,
    invite_by,
    is_overdue,
    is_short_notice,
    last_month,
    next_step,
    periods_of_year,
)
from talachse.rules.agreement.standing import is_stale

# Which statements of the agreement name the seats of a series; §0-9 counts the desk officers of §0-8 in.
INVITING_CLAUSES = {Kind.MONTHLY: {"§0-8"}, Kind.QUARTERLY: {"§0-8", "§0-9"}}
CHANGED_WITHIN = dt.timedelta(days=45)
DATES_AHEAD = dt.timedelta(days=60)


def meetings_closed(*, agreement: str | Agreement, kind: str, on: dt.date) -> int:
    """How many meetings of a series were closed in the calendar year of ``on``, until that day."""
    key = agreement.key if isinstance(agreement, Agreement) else agreement
    return Meeting.objects.filter(agreement__key=key, kind=kind, closed_on__year=on.year, closed_on__lte=on).count()


def has_meetings(*, agreement: str | Agreement, on: dt.date) -> bool:
    """True once a meeting of the agreement has been planned for a day until then."""
    key = agreement.key if isinstance(agreement, Agreement) else agreement
    return Meeting.objects.filter(agreement__key=key, starts_at__date__lte=on).exists()


def decisions_overdue(agreement: Agreement, on: dt.date) -> QuerySet[Decision]:
    """Decisions whose deadline was over on that day and that were not done by then, longest overdue first."""
    return (
        Decision.objects.filter(agreement=agreement, decided_on__lte=on, due_on__lt=on)
        .filter(Q(done_on=None) | Q(done_on__gt=on))
        .select_related("addressee", "meeting")
        .order_by("due_on", "id")
    )


def meeting_by_id(pk: int) -> Meeting | None:
    """One meeting with its agreement."""
    return Meeting.objects.select_related("agreement", "approved_in").filter(pk=pk).first()


def upcoming(agreement: Agreement, on: dt.date, *, limit: int = 4) -> list[Meeting]:
    """The next meetings that are neither held nor cancelled, soonest first; overdue ones stay at the top."""
    return list(
        Meeting.objects.filter(
            agreement=agreement, status__in=[Status.PLANNED, Status.INVITED], starts_at__date__gte=on - CHANGED_WITHIN
        ).order_by("starts_at")[:limit]
    )


# --- the year ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Slot:
    """One period of the year, with its meeting as it stood on the day."""

    period: str
    month: dt.date
    meeting: Meeting | None
    status: Status | None
    is_late: bool
    hint: str


def status_on(meeting: Meeting, on: dt.date) -> Status:
    """The status as it was on a day, read from the dates of the steps."""
    if meeting.closed_on and meeting.closed_on <= on:
        return Status.CLOSED
    if meeting.cancelled_on and meeting.cancelled_on <= on:
        return Status.CANCELLED
    if meeting.held_on and meeting.held_on <= on:
        return Status.HELD
    if meeting.invited_at and timezone.localdate(meeting.invited_at) <= on:
        return Status.INVITED
    return Status.PLANNED


def _slot(kind: Kind, period: str, meeting: Meeting | None, on: dt.date) -> Slot:
    month = last_month(period)
    if meeting is None:
        return Slot(period, month, None, None, is_late=False, hint="")
    status = status_on(meeting, on)
    starts_on = timezone.localdate(meeting.starts_at)
    waiting = status in {Status.PLANNED, Status.INVITED} and starts_on < on
    uninvited = kind is Kind.QUARTERLY and status is Status.PLANNED and invite_by(starts_on) < on
    hint = ""
    if waiting:
        hint = "Ergebnis fehlt"
    elif uninvited:
        hint = "Einladung überfällig"
    elif status is Status.HELD:
        hint = "Bestätigung fehlt" if kind is Kind.MONTHLY else "Genehmigung steht aus"
    return Slot(period, month, meeting, status, is_late=waiting or uninvited, hint=hint)


def year_of(agreement: Agreement, kind: Kind, year: int, on: dt.date) -> list[Slot]:
    """All periods of the year; one query."""
    periods = periods_of_year(kind, year)
    found = {m.period: m for m in Meeting.objects.filter(agreement=agreement, kind=kind, period__in=periods)}
    return [_slot(kind, period, found.get(period), on) for period in periods]


# --- one meeting -------------------------------------------------------------------------------------------------


def agenda_of(meeting: Meeting, *, dropped: bool = False) -> list[AgendaItem]:
    """The items in order, with papers, conflicts and decisions; the number of queries does not grow with them."""
    return list(
        meeting.items.filter(is_dropped=dropped)
        .select_related("project")
        .prefetch_related("papers__file", "conflicts__attendance__seat", "decisions__addressee", "decisions__projects")
        .order_by("position", "id")
    )


def item_of(meeting: Meeting, item_id: int) -> AgendaItem | None:
    """An item of this meeting, and only of this one."""
    return meeting.items.select_related("project", "meeting").filter(pk=item_id).first()


def paper_of(meeting: Meeting, paper_id: int) -> AgendaPaper | None:
    """A paper of this meeting, and only of this one."""
    return AgendaPaper.objects.select_related("file", "item").filter(pk=paper_id, item__meeting=meeting).first()


@dataclass(frozen=True, slots=True)
class Invitee:
    """A seat or a guest on the invitation, and who that is on the day of the meeting."""

    attendance: Attendance
    title: str
    side: Side | None
    holder: str = ""
    deputy: str = ""
    emails: tuple[str, ...] = ()

    @property
    def is_guest(self) -> bool:
        return self.attendance.seat_id is None

    @property
    def is_vacant(self) -> bool:
        return not self.is_guest and not self.holder

    @property
    def word(self) -> str:
        """How somebody attended, as the form says it: "", "self" or "deputy"."""
        if not self.attendance.present:
            return ""
        return "deputy" if self.attendance.by_deputy else "self"


def _tenures_on(day: dt.date) -> QuerySet[Tenure]:
    return (
        Tenure.objects.filter(Q(valid_until=None) | Q(valid_until__gte=day), valid_from__lte=day)
        .select_related("user")
        .order_by("is_deputy", "-valid_from", "id")
    )


def _name(tenure: Tenure) -> str:
    return tenure.holder_name or (tenure.user.name or tenure.user.email if tenure.user else "")


def invitees_of(meeting: Meeting) -> list[Invitee]:
    """Seats first, in the order of the agreement, then guests; two queries."""
    day = timezone.localdate(meeting.starts_at)
    rows = meeting.attendances.select_related("seat").prefetch_related(
        Prefetch("seat__tenures", queryset=_tenures_on(day), to_attr="current")
    )
    found: list[Invitee] = []
    for row in sorted(rows, key=lambda a: (a.seat_id is None, a.seat_id or 0, a.pk)):
        if row.seat is None:
            found.append(Invitee(row, row.guest, None, holder=row.guest, emails=(row.email,) if row.email else ()))
            continue
        current: list[Tenure] = row.seat.current  # type: ignore[attr-defined]
        found.append(
            Invitee(
                row,
                row.seat.title,
                Side(row.seat.side) if row.seat.side else None,
                holder=", ".join(_name(t) for t in current if not t.is_deputy),
                deputy=", ".join(_name(t) for t in current if t.is_deputy),
                emails=tuple(t.user.email for t in current if t.user is not None and t.user.is_active),
            )
        )
    return found


def confirmed_sides(meeting: Meeting) -> frozenset[Side]:
    """Which sides have confirmed the result note."""
    return frozenset(Side(c.side) for c in meeting.confirmations.all())


def step_of(meeting: Meeting, today: dt.date, confirmed: frozenset[Side]) -> NextStep:
    """What is to be done next with a meeting."""
    return next_step(
        Kind(meeting.kind),
        Status(meeting.status),
        starts_on=timezone.localdate(meeting.starts_at),
        has_minutes=bool(meeting.minutes.strip()),
        submitted=meeting.minutes_submitted_on is not None,
        confirmed=confirmed,
        today=today,
    )


def has_short_notice(meeting: Meeting) -> bool:
    """True when the invitation left later than seven days before."""
    if meeting.invited_at is None:
        return False
    return is_short_notice(
        invited_on=timezone.localdate(meeting.invited_at), starts_on=timezone.localdate(meeting.starts_at)
    )


def usual_seats(agreement: Agreement, kind: Kind, on: dt.date) -> list[Seat]:
    """Seats that the agreement names for this series; without such a statement all seats that belong to no project."""
    existing = [
        s
        for s in Seat.objects.filter(agreement=agreement, project=None, since__lte=on)
        if s.until is None or s.until >= on
    ]
    named = {seat.key for seat in document_for(agreement, on).seats if INVITING_CLAUSES[kind] & set(seat.clauses)}
    return [s for s in existing if s.key in named] or existing


def seats_to_add(meeting: Meeting) -> QuerySet[Seat]:
    """Seats that are not on the invitation yet."""
    day = timezone.localdate(meeting.starts_at)
    return (
        Seat.objects.filter(Q(until=None) | Q(until__gte=day), agreement=meeting.agreement, since__lte=day)
        .exclude(pk__in=meeting.attendances.filter(seat__isnull=False).values("seat_id"))
        .order_by(F("project").asc(nulls_first=True), "id")
    )


def minutes_to_approve(meeting: Meeting) -> list[Meeting]:
    """Earlier quarterly meetings whose submitted minutes this one could approve, oldest first."""
    return list(
        Meeting.objects.filter(
            agreement=meeting.agreement,
            kind=Kind.QUARTERLY,
            status=Status.HELD,
            period__lt=meeting.period,
            minutes_submitted_on__isnull=False,
        ).order_by("period")
    )


# --- what an agenda is drafted from ------------------------------------------------------------------------------


def _action(item: ActionItem, today: dt.date) -> Matter:
    late = " – überfällig" if item.due_on < today else ""
    reason = f". Grund: {item.delay_reason}" if item.delay_reason else ""
    return Matter(
        f"action:{item.pk}",
        item.title,
        f"{item.owner.title}, bis {item.due_on:%d.%m.%Y}{late}{reason}",
        item.project.key if item.project else "",
    )


def stale_indicators(agreement: Agreement, today: dt.date) -> list[Indicator]:
    """Indicators entered by hand whose latest value is older than their rhythm allows."""
    latest = (
        Measurement.objects.filter(
            Q(file_version=None) | Q(file_version=version_on(agreement, today)),
            indicator=OuterRef("pk"),
            series="actual",
            definition="",
            as_of__lte=today,
        )
        .order_by("-as_of")
        .values("as_of")[:1]
    )
    rows = (
        Indicator.objects.filter(agreement=agreement, metric="", kind__in=["", "state", "offer", "ceiling"])
        .annotate(latest_on=Subquery(latest, output_field=DateField()))
        .select_related("project")
    )
    return [row for row in rows if is_stale(row.rhythm, row.waiting_months, row.latest_on, on=today)]


def _changed_figures(agreement: Agreement, since: dt.datetime, today: dt.date) -> tuple[Matter, ...]:
    rows = (
        Measurement.objects.filter(
            indicator__agreement=agreement,
            series="actual",
            file_version=None,
            recorded_at__gte=since,
            as_of__lte=today,
        )
        .select_related("indicator")
        .order_by("indicator_id", "as_of", "id")
    )
    newest: dict[int, Measurement] = {m.indicator_id: m for m in rows}
    return tuple(
        Matter(
            f"figure:{m.indicator.key}",
            m.indicator.label,
            f"{m.value.normalize():f} {m.indicator.unit} am {m.as_of:%d.%m.%Y}",
        )
        for m in newest.values()
    )


def _dates_ahead(meeting: Meeting, today: dt.date) -> tuple[Matter, ...]:
    meetings = Meeting.objects.filter(
        agreement=meeting.agreement, starts_at__gt=meeting.starts_at, status__in=[Status.PLANNED, Status.INVITED]
    ).order_by("starts_at")[:3]
    found = [
        Matter(f"meeting:{m.pk}", m.get_kind_display(), f"{timezone.localtime(m.starts_at):%d.%m.%Y, %H:%M} Uhr")
        for m in meetings
    ]
    milestones = Milestone.objects.filter(
        project__agreement=meeting.agreement, done_on=None, due_on__range=(today, today + DATES_AHEAD)
    ).select_related("project")
    found += [
        Matter(f"milestone:{m.pk}", f"{m.project.title} – {m.title}", f"{m.due_on:%d.%m.%Y}" if m.due_on else "")
        for m in milestones.order_by("due_on")[:10]
    ]
    return tuple(found)


def _decision(decision: Decision, today: dt.date) -> Matter:
    seat = decision.addressee.title if decision.addressee else "ohne Adressat"
    due = f", bis {decision.due_on:%d.%m.%Y}" if decision.due_on else ""
    late = " – überfällig" if is_overdue(due_on=decision.due_on, done_on=None, on=today) else ""
    reason = f". Grund: {decision.delay_reason}" if decision.delay_reason else ""
    return Matter(f"decision:{decision.pk}", f"{decision.number} {decision.title}", f"{seat}{due}{late}{reason}")


def _questions(meeting: Meeting, today: dt.date) -> tuple[Matter, ...]:
    rows = Question.objects.filter(
        Q(carried_to=None) | Q(carried_to=meeting) | Q(carried_to__starts_at__lt=meeting.starts_at),
        agreement=meeting.agreement,
        answered_on=None,
        raised_on__lte=today,
    ).select_related("project")
    return tuple(
        Matter(f"question:{q.pk}", q.text.splitlines()[0][:200], q.text, q.project.key if q.project else "")
        for q in rows.order_by("raised_on", "id")
    )


def _risky(agreement: Agreement, today: dt.date) -> tuple[Matter, ...]:
    rows = (
        Risk.objects.filter(
            Q(until=None) | Q(until__gte=today), project__agreement=agreement, level="high", since__lte=today
        )
        .select_related("project")
        .order_by("-since", "id")
    )
    by_project: dict[str, list[Risk]] = defaultdict(list)
    for risk in rows:
        by_project[risk.project.key].append(risk)
    return tuple(
        Matter(f"profile:{key}", risks[0].project.title, "; ".join(f"Risiko hoch: {r.title}" for r in risks), key)
        for key, risks in by_project.items()
    )


def _totals(agreement: Agreement, stale: int, vacant: int) -> dict[str, int]:
    return {
        "Vorhaben": Project.objects.filter(agreement=agreement).count(),
        "Zahlen und Kennzahlen": Indicator.objects.filter(agreement=agreement).count(),
        "davon veraltet": stale,
        "unbesetzte Funktionen": vacant,
    }


def agenda_facts(meeting: Meeting, today: dt.date) -> AgendaFacts:
    """Everything an agenda is drafted from; the number of queries does not grow with the rows."""
    agreement = meeting.agreement
    previous = (
        Meeting.objects.filter(
            agreement=agreement, kind=meeting.kind, held_on__isnull=False, starts_at__lt=meeting.starts_at
        )
        .order_by("-starts_at")
        .first()
    )
    since = previous.starts_at if previous else timezone.now() - CHANGED_WITHIN
    actions = ActionItem.objects.filter(agreement=agreement, done_on=None, created_on__lte=today).select_related(
        "owner", "project"
    )
    decided = list(
        Decision.objects.filter(agreement=agreement, done_on=None, decided_on__lte=today)
        .select_related("addressee")
        .order_by(F("due_on").asc(nulls_last=True), "id")
    )
    late = [d for d in decided if is_overdue(due_on=d.due_on, done_on=None, on=today)]
    stale = stale_indicators(agreement, today)
    vacant = list(seats.vacant(agreement, on=today))
    is_monthly = meeting.kind == Kind.MONTHLY
    return AgendaFacts(
        overdue_actions=tuple(_action(a, today) for a in actions if a.due_on < today),
        open_actions=tuple(_action(a, today) for a in actions if a.due_on >= today),
        changed_figures=_changed_figures(agreement, since, today) if is_monthly else (),
        stale_figures=tuple(
            Matter(
                f"figure:{i.key}",
                i.label,
                f"letzter Wert vom {i.latest_on:%d.%m.%Y}" if i.latest_on else "noch kein Wert",  # type: ignore[attr-defined]
            )
            for i in stale
        ),
        vacancies=tuple(Matter(f"seat:{s.key}", s.title) for s in vacant),
        questions=_questions(meeting, today),
        dates=_dates_ahead(meeting, today),
        overdue_decisions=tuple(_decision(d, today) for d in late),
        open_decisions=tuple(_decision(d, today) for d in decided if d not in late),
        minutes_to_approve=()
        if is_monthly
        else tuple(Matter(f"minutes:{m.pk}", str(m)) for m in minutes_to_approve(meeting)),
        risky_projects=() if is_monthly else _risky(agreement, today),
        totals={} if is_monthly else _totals(agreement, len(stale), len(vacant)),
    )


# --- decisions ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Followed:
    """A decision with its state on a day, and how many days its deadline was then over."""

    decision: Decision
    state: str
    project_keys: tuple[str, ...] = ()
    days_late: int = 0


STATES = {"overdue": "überfällig", "open": "offen", "late": "verspätet umgesetzt", "done": "umgesetzt"}
_RANK = {"overdue": 0, "open": 1, "late": 2, "done": 2}


def _state(decision: Decision, on: dt.date) -> str:
    if decision.done_on is not None and decision.done_on <= on:
        return "late" if decision.due_on is not None and decision.done_on > decision.due_on else "done"
    return "overdue" if is_overdue(due_on=decision.due_on, done_on=decision.done_on, on=on) else "open"


def register(
    agreement: Agreement, on: dt.date, *, state: str = "", seat: int | None = None, text: str = ""
) -> list[Followed]:
    """The decision register as it stood on a day: overdue first, then open by deadline, then done, newest first."""
    rows = Decision.objects.filter(agreement=agreement, decided_on__lte=on).select_related("addressee", "meeting")
    if seat:
        rows = rows.filter(addressee_id=seat)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(text__icontains=text) | Q(number__icontains=text))
    found = [
        Followed(
            d,
            _state(d, on),
            tuple(p.key for p in d.projects.all()),
            (on - d.due_on).days if d.due_on and d.due_on < on else 0,
        )
        for d in rows.prefetch_related("projects")
    ]
    if state:
        found = [f for f in found if f.state == state]
    return sorted(
        found,
        key=lambda f: (
            _RANK[f.state],
            (f.decision.due_on or dt.date.max).toordinal()
            if _RANK[f.state] < 2
            else -f.decision.decided_on.toordinal(),
            -f.decision.pk,
        ),
    )


def register_counts(agreement: Agreement, on: dt.date) -> dict[str, int]:
    """How many decisions stand in which state on a day."""
    counts = dict.fromkeys(STATES, 0)
    for followed in register(agreement, on):
        counts[followed.state] += 1
    return counts


def decision_by_id(pk: int) -> Decision | None:
    """One decision with everything its page shows."""
    return (
        Decision.objects.select_related("agreement", "addressee", "meeting", "item")
        .prefetch_related("projects")
        .filter(pk=pk)
        .first()
    )


def decision_state(decision: Decision, on: dt.date) -> str:
    """ "overdue", "open", "late" or "done"."""
    return _state(decision, on)


def addressees(agreement: Agreement, on: dt.date) -> QuerySet[Seat]:
    """Seats a decision or an action can be addressed to."""
    return Seat.objects.filter(Q(until=None) | Q(until__gte=on), agreement=agreement, since__lte=on).order_by(
        F("project").asc(nulls_first=True), "id"
    )


def sections_of(agreement: Agreement, on: dt.date) -> list[tuple[str, str]]:
    """Key and title of the fields a project can belong to."""
    sections = document_for(agreement, on).sections
    return [(s.key, f"{s.key}: {s.title}") for s in sections if not s.key.startswith("§")]


def projects_of(agreement: Agreement) -> QuerySet[Project]:
    """All projects, by field."""
    return Project.objects.filter(agreement=agreement).order_by("section", "title")


# --- reminders ---------------------------------------------------------------------------------------------------


def seat_holders(agreement: Agreement, today: dt.date) -> list[Tenure]:
    """Who holds or deputises on a seat today and can log in."""
    return list(
        Tenure.objects.filter(
            Q(valid_until=None) | Q(valid_until__gte=today),
            valid_from__lte=today,
            user__isnull=False,
            user__is_active=True,
            seat__agreement=agreement,
        )
        .select_related("user", "seat", "seat__project")
        .order_by("user_id", "seat_id")
    )


def last_reminders(user_ids: list[int]) -> dict[tuple[int, str], dt.date]:
    """When each person was last reminded of each thing."""
    found: dict[tuple[int, str], dt.date] = {}
    for row in ReminderSent.objects.filter(user_id__in=user_ids).order_by("sent_on"):
        found[row.user_id, row.about] = row.sent_on
    return found


def unfinished_meetings(agreement: Agreement, today: dt.date) -> list[Meeting]:
    """Meetings that somebody may have to be reminded of."""
    return list(
        Meeting.objects.filter(agreement=agreement, starts_at__date__lte=today + dt.timedelta(days=31))
        .exclude(status__in=[Status.CLOSED, Status.CANCELLED])
        .prefetch_related("confirmations", "attendances")
        .order_by("starts_at")
    )


def overdue_actions(agreement: Agreement, today: dt.date) -> list[ActionItem]:
    """Open actions whose day is over."""
    return list(ActionItem.objects.filter(agreement=agreement, done_on=None, due_on__lt=today).select_related("owner"))


def years_with_meetings(agreement: Agreement) -> list[int]:
    """Years in which there are meetings, ascending."""
    counted = (
        Meeting.objects.filter(agreement=agreement)
        .values(year=F("starts_at__year"))
        .annotate(number=Count("pk"))
        .order_by("year")
    )
    return [row["year"] for row in counted]


def invitation_of(attendance_id: int) -> tuple[Meeting, list[str]] | None:
    """The meeting and the addresses behind one line of the invitation; None when there is nobody to write to."""
    row = Attendance.objects.select_related("meeting__agreement").filter(pk=attendance_id).first()
    if row is None:
        return None
    invitee = next(i for i in invitees_of(row.meeting) if i.attendance.pk == row.pk)
    return (row.meeting, list(invitee.emails)) if invitee.emails else None


def address_of(user_id: int) -> str | None:
    """Where a person who sits somewhere is reached; None when they left."""
    tenure = Tenure.objects.select_related("user").filter(user_id=user_id, user__is_active=True).first()
    return tenure.user.email if tenure and tenure.user else None
