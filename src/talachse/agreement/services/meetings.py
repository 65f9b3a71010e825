"""What happens to a meeting: it is created, prepared, invited to, held, recorded, confirmed or approved."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from talachse.accounts.actor import Actor
from talachse.agreement.models import (
    ActionItem,
    AgendaItem,
    AgendaPaper,
    Agreement,
    Attendance,
    ConflictOfInterest,
    Meeting,
    MeetingConfirmation,
    Project,
    Question,
    Seat,
)
from talachse.agreement.queries import meetings as queries
from talachse.audit.services import record
from talachse.documents.services import store
from talachse.jobs.services import later
from talachse.rules.access import Action
from talachse.rules.agreement.document import Side
from talachse.rules.agreement.meetings import (
    ORDER,
    Draft,
    ItemKind,
    Kind,
    Status,
    both_present,
    draft_agenda,
    due_periods,
    is_late_paper,
    is_short_notice,
    may_approve,
    may_change_presence,
    may_close,
    may_confirm,
    may_hold,
    may_invite,
    may_move,
    may_redraft,
    may_represent,
    may_submit_minutes,
    usual_day,
)
from talachse.rules.verdict import Verdict

USUAL_TIME = {Kind.MONTHLY: dt.time(10, 0), Kind.QUARTERLY: dt.time(14, 0)}
# From two weeks ahead the draft is renewed every day, so that whoever opens the page finds it current.
DRAFT_DAYS_AHEAD = 14


class MeetingRefused(Exception):
    """The step is not possible; the message says why, in German."""


class MeetingChanged(MeetingRefused):
    """Somebody else saved in the meantime; what was typed must be kept and compared."""


def subject_of(meeting: Meeting) -> str:
    """The meeting in the journal."""
    return f"agreement.meeting:{meeting.agreement.key}/{meeting.period}"


def _require(verdict: Verdict) -> None:
    if not verdict.is_yes:
        raise MeetingRefused(verdict.reason)


def _locked(meeting: Meeting, revision: int | None = None) -> Meeting:
    """The meeting as it is now, locked; refuses when the form was filled in on an older state."""
    fresh = Meeting.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=meeting.pk)
    if revision is not None and revision != fresh.revision:
        raise MeetingChanged(
            "In der Zwischenzeit hat jemand anderes dieses Gespräch geändert. Ihre Eingaben stehen noch hier. "
            "Bitte vergleichen Sie und speichern Sie noch einmal."
        )
    return fresh


def _touch(meeting: Meeting, **changes: object) -> None:
    """Write the changes and count them."""
    for name, value in changes.items():
        setattr(meeting, name, value)
    meeting.revision = F("revision") + 1
    meeting.save(update_fields=[*changes, "revision"])
    meeting.refresh_from_db(fields=["revision"])


def _require_open(meeting: Meeting) -> None:
    if meeting.status in {Status.CLOSED, Status.CANCELLED}:
        raise MeetingRefused("Das Gespräch ist abgeschlossen oder ausgefallen und wird nicht mehr geändert.")


# --- the series --------------------------------------------------------------------------------------------------


def create_series(*, agreement: Agreement, by: Actor, today: dt.date) -> list[Meeting]:
    """Create the meetings of this and the next period, and those left out since; a second run creates nothing."""
    created = []
    with transaction.atomic():
        # Two clocks at once: the second waits here and then finds everything there.
        Agreement.objects.select_for_update().get(pk=agreement.pk)
        for kind in Kind:
            existing = Meeting.objects.filter(agreement=agreement, kind=kind)
            present = set(existing.values_list("period", flat=True))
            latest: str | None = existing.aggregate(latest=Max("period"))["latest"]
            periods = set(due_periods(kind, latest=latest, effective_on=agreement.effective_on, today=today))
            periods |= set(due_periods(kind, latest=None, effective_on=agreement.effective_on, today=today))
            for period in sorted(periods - present):
                starts_at = timezone.make_aware(dt.datetime.combine(usual_day(period), USUAL_TIME[kind]))
                meeting = Meeting.objects.create(agreement=agreement, kind=kind, period=period, starts_at=starts_at)
                _add_usual_seats(meeting)
                record(by=by, verb="created", subject=subject_of(meeting))
                created.append(meeting)
        soon = today + dt.timedelta(days=DRAFT_DAYS_AHEAD)
        for meeting in Meeting.objects.filter(
            agreement=agreement, status=Status.PLANNED, starts_at__date__range=(today, soon)
        ).select_related("agreement"):
            draft(meeting, by=by, today=today)
    return created


def _add_usual_seats(meeting: Meeting) -> None:
    seats = queries.usual_seats(meeting.agreement, Kind(meeting.kind), timezone.localdate(meeting.starts_at))
    known = set(meeting.attendances.filter(seat__isnull=False).values_list("seat_id", flat=True))
    Attendance.objects.bulk_create(Attendance(meeting=meeting, seat=seat) for seat in seats if seat.pk not in known)


# --- the agenda --------------------------------------------------------------------------------------------------


def draft(meeting: Meeting, *, by: Actor, today: dt.date) -> int:
    """Draft the agenda, or renew the draft; returns how many items are new.

    What a person wrote, recorded or left out stays as it is; nothing stands twice.
    """
    with transaction.atomic():
        fresh = _locked(meeting)
        if fresh.status not in {Status.PLANNED, Status.INVITED}:
            raise MeetingRefused("Das Gespräch hat schon stattgefunden. Die Tagesordnung bleibt, wie sie war.")
        if not fresh.attendances.exists():
            _add_usual_seats(fresh)
        wanted = {d.source: d for d in draft_agenda(Kind(fresh.kind), queries.agenda_facts(fresh, today))}
        items = list(fresh.items.prefetch_related("papers", "conflicts", "decisions").order_by("position", "id"))
        gone = _renew(items, wanted)
        known = {item.drafted_from for item in items}
        items = [item for item in items if item not in gone]
        AgendaItem.objects.filter(pk__in=[item.pk for item in gone]).delete()
        projects = {p.key: p for p in Project.objects.filter(agreement=fresh.agreement)}
        new = [
            AgendaItem(
                meeting=fresh,
                kind=d.kind,
                title=d.title[:300],
                text=d.text,
                project=projects.get(d.project),
                drafted_from=d.source,
                added_at=timezone.now(),
                is_late=is_late_paper(invited_at=fresh.invited_at, added_at=timezone.now()),
            )
            for d in wanted.values()
            if d.source not in known
        ]
        _place(fresh, items, new)
        if new or gone:
            record(by=by, verb="agenda_drafted", subject=subject_of(fresh), why=f"{len(new)} neu, {len(gone)} erledigt")
    return len(new)


def _renew(items: list[AgendaItem], wanted: Mapping[str, Draft]) -> list[AgendaItem]:
    """Bring untouched drafted items up to date; returns those whose cause is gone."""
    gone = []
    for item in items:
        if not may_redraft(
            drafted=bool(item.drafted_from) and not item.drafted_from.startswith("form:"),
            edited=item.is_edited,
            dropped=item.is_dropped,
            has_outcome=bool(item.outcome),
            has_attachments=bool(item.papers.all() or item.conflicts.all() or item.decisions.all()),
        ):
            continue
        now = wanted.get(item.drafted_from)
        if now is None:
            gone.append(item)
        elif (item.title, item.text) != (now.title[:300], now.text):
            item.title, item.text = now.title[:300], now.text
            item.save(update_fields=["title", "text"])
    return gone


def _place(meeting: Meeting, items: list[AgendaItem], new: list[AgendaItem]) -> None:
    """Put new items behind the last one of their kind or an earlier kind, and number all of them."""
    order = ORDER[Kind(meeting.kind)]
    for item in new:
        rank = order.index(ItemKind(item.kind))
        at = max((n + 1 for n, other in enumerate(items) if order.index(ItemKind(other.kind)) <= rank), default=0)
        items.insert(at, item)
    for number, item in enumerate(items, 1):
        item.position = number
    AgendaItem.objects.bulk_create([item for item in items if item.pk is None])
    AgendaItem.objects.bulk_update([item for item in items if item.pk is not None], ["position"])


def add_item(
    meeting: Meeting,
    *,
    submission: uuid.UUID,
    kind: ItemKind,
    title: str,
    text: str = "",
    proposal: str = "",
    project: Project | None = None,
    is_public: bool = False,
    by: Actor,
) -> AgendaItem:
    """Put an item on the agenda. The same ``submission`` twice is one item. After the invitation it is marked."""
    with transaction.atomic():
        fresh = _locked(meeting)
        _require_open(fresh)
        source = f"form:{submission}"
        found = fresh.items.filter(drafted_from=source).first()
        if found is not None:
            return found
        if kind is ItemKind.NEW_PROJECT and fresh.kind != Kind.QUARTERLY:
            raise MeetingRefused("Ein neues Projekt wird im Quartalsgespräch vorgeschlagen, nicht im Abgleich (§0-11).")
        now = timezone.now()
        item = AgendaItem(
            meeting=fresh,
            kind=kind,
            title=title.strip(),
            text=text.strip(),
            proposal=proposal.strip(),
            project=project,
            is_public=is_public,
            is_late=is_late_paper(invited_at=fresh.invited_at, added_at=now),
            drafted_from=source,
            is_edited=True,
            added_at=now,
        )
        _place(fresh, list(fresh.items.order_by("position", "id")), [item])
        record(by=by, verb="agenda_item_added", subject=subject_of(fresh), why=kind)
    return item


def edit_item(
    item: AgendaItem,
    *,
    revision: int,
    title: str,
    text: str,
    proposal: str,
    project: Project | None,
    is_public: bool,
    by: Actor,
) -> AgendaItem:
    """Change the wording of an item; from then on the draft leaves it alone."""
    with transaction.atomic():
        fresh = _locked(item.meeting, revision)
        _require_open(fresh)
        changes: dict[str, object] = {
            "title": title.strip(),
            "text": text.strip(),
            "proposal": proposal.strip(),
            "project": project,
            "is_public": is_public,
            "is_edited": True,
        }
        for name, value in changes.items():
            setattr(item, name, value)
        item.save(update_fields=list(changes))
        _touch(fresh)
        record(by=by, verb="agenda_item_edited", subject=subject_of(fresh), why=str(item.pk))
    return item


def move_item(item: AgendaItem, *, up: bool, by: Actor) -> None:
    """Swap with the visible neighbour; at the end of the list nothing happens."""
    with transaction.atomic():
        fresh = _locked(item.meeting)
        _require_open(fresh)
        items = list(fresh.items.filter(is_dropped=False).order_by("position", "id"))
        at = items.index(item)
        to = at - 1 if up else at + 1
        if not 0 <= to < len(items):
            return
        items[at], items[to] = items[to], items[at]
        for number, each in enumerate(items, 1):
            each.position = number
        AgendaItem.objects.bulk_update(items, ["position"])
        record(by=by, verb="agenda_item_moved", subject=subject_of(fresh), why=str(item.pk))


def drop_item(item: AgendaItem, *, by: Actor) -> None:
    """Leave an item out. It can be brought back; a new draft does not bring it back by itself."""
    with transaction.atomic():
        fresh = _locked(item.meeting)
        _require_open(fresh)
        if item.outcome or item.decisions.exists():
            raise MeetingRefused("Zu diesem Punkt gibt es schon ein Ergebnis oder einen Beschluss. Er bleibt stehen.")
        AgendaItem.objects.filter(pk=item.pk).update(is_dropped=True)
        record(by=by, verb="agenda_item_dropped", subject=subject_of(fresh), why=str(item.pk))


def restore_item(item: AgendaItem, *, by: Actor) -> None:
    """Bring an item back that was left out, at the end of the agenda."""
    with transaction.atomic():
        fresh = _locked(item.meeting)
        _require_open(fresh)
        last = fresh.items.filter(is_dropped=False).aggregate(last=Max("position"))["last"] or 0
        AgendaItem.objects.filter(pk=item.pk).update(is_dropped=False, position=last + 1)
        record(by=by, verb="agenda_item_restored", subject=subject_of(fresh), why=str(item.pk))


def attach_paper(item: AgendaItem, *, upload: UploadedFile[Any], title: str, by: Actor) -> AgendaPaper:
    """Attach a file; after the invitation it is marked as a late paper. The same file twice is one paper."""
    with transaction.atomic():
        fresh = _locked(item.meeting)
        _require_open(fresh)
        digest = hashlib.sha256()
        for chunk in upload.chunks():
            digest.update(chunk)
        upload.seek(0)
        found = item.papers.filter(file__digest=digest.hexdigest()).first()
        if found is not None:
            return found
        stored = store(upload, owner=subject_of(fresh), by=by)
        paper = AgendaPaper.objects.create(
            item=item,
            file=stored,
            title=title.strip() or stored.name,
            is_late=is_late_paper(invited_at=fresh.invited_at, added_at=timezone.now()),
        )
        record(by=by, verb="paper_attached", subject=subject_of(fresh), why=str(item.pk))
    return paper


# --- invitation --------------------------------------------------------------------------------------------------


def add_seat(meeting: Meeting, *, seat: Seat, by: Actor) -> None:
    """Put a seat on the invitation; twice is once."""
    with transaction.atomic():
        fresh = _locked(meeting)
        _require_open(fresh)
        Attendance.objects.get_or_create(meeting=fresh, seat=seat)
        record(by=by, verb="seat_added", subject=subject_of(fresh), why=seat.key)
    _invite_late_comers(fresh)


def add_guest(meeting: Meeting, *, name: str, email: str, by: Actor) -> None:
    """Put a guest on the invitation; the same name twice is one guest."""
    with transaction.atomic():
        fresh = _locked(meeting)
        _require_open(fresh)
        Attendance.objects.get_or_create(meeting=fresh, guest=name.strip(), defaults={"email": email.strip()})
        record(by=by, verb="guest_added", subject=subject_of(fresh), payload={"guest": name.strip()})
    _invite_late_comers(fresh)


def _invite_late_comers(meeting: Meeting) -> None:
    """Who is added after the invitation gets it at once."""
    if meeting.status != Status.INVITED:
        return
    with transaction.atomic():
        for row in meeting.attendances.filter(invited_at=None):
            row.invited_at = timezone.now()
            row.save(update_fields=["invited_at"])
            later("agreement.tasks.send_invitation", attendance_id=row.pk)


def remove_invitee(attendance: Attendance, *, by: Actor) -> None:
    """Take a seat or guest off the list, as long as nothing is recorded about them."""
    with transaction.atomic():
        fresh = _locked(attendance.meeting)
        _require_open(fresh)
        if attendance.present or attendance.conflicts.exists():
            raise MeetingRefused("Die Anwesenheit ist schon festgehalten. Die Zeile bleibt stehen.")
        why = attendance.seat.key if attendance.seat else "guest"
        attendance.delete()
        record(by=by, verb="invitee_removed", subject=subject_of(fresh), why=why)


def schedule(meeting: Meeting, *, revision: int, starts_at: dt.datetime, place: str, by: Actor) -> Meeting:
    """Set day, time and place; who was invited already gets the new date."""
    with transaction.atomic():
        fresh = _locked(meeting, revision)
        if fresh.status not in {Status.PLANNED, Status.INVITED}:
            raise MeetingRefused(
                "Der Termin eines Gesprächs, das stattgefunden hat oder ausgefallen ist, ändert sich nicht mehr."
            )
        moved = (fresh.starts_at, fresh.place) != (starts_at, place.strip())
        if moved:
            _touch(fresh, starts_at=starts_at, place=place.strip())
            record(by=by, verb="scheduled", subject=subject_of(fresh), why=starts_at.isoformat())
            if fresh.status == Status.INVITED:
                for attendance_id in fresh.attendances.values_list("pk", flat=True):
                    later("agreement.tasks.send_invitation", attendance_id=attendance_id)
    return fresh


def invite(meeting: Meeting, *, short_notice_confirmed: bool, by: Actor, today: dt.date) -> Meeting:
    """Send the invitation with agenda and calendar entry to the holders and deputies of all seats and to the guests."""
    with transaction.atomic():
        fresh = _locked(meeting)
        if fresh.status == Status.INVITED:
            return fresh
        starts_on = timezone.localdate(fresh.starts_at)
        _require(
            may_invite(
                Status(fresh.status),
                starts_on=starts_on,
                items=fresh.items.filter(is_dropped=False).count(),
                invitees=fresh.attendances.count(),
                short_notice_confirmed=short_notice_confirmed,
                today=today,
            )
        )
        now = timezone.now()
        _touch(fresh, status=Status.INVITED, invited_at=now)
        fresh.attendances.update(invited_at=now)
        _carry_questions(fresh)
        short = is_short_notice(invited_on=today, starts_on=starts_on)
        record(by=by, verb="invited", subject=subject_of(fresh), why="verkürzte Frist" if short else "")
        for attendance_id in fresh.attendances.values_list("pk", flat=True):
            later("agreement.tasks.send_invitation", attendance_id=attendance_id)
    return fresh


def _carry_questions(meeting: Meeting) -> None:
    """Questions on the agenda of a quarterly meeting are carried to it."""
    if meeting.kind != Kind.QUARTERLY:
        return
    sources = meeting.items.filter(kind=ItemKind.QUESTION, is_dropped=False).values_list("drafted_from", flat=True)
    ids = [int(s.removeprefix("question:")) for s in sources if s.startswith("question:")]
    Question.objects.filter(pk__in=ids, answered_on=None).update(carried_to=meeting)


# --- the meeting itself ------------------------------------------------------------------------------------------


def record_attendance(
    meeting: Meeting, *, revision: int, words: Mapping[int, str], by: Actor, today: dt.date
) -> Meeting:
    """Record who was there: "self", "deputy" or "" for each attendance. Which sides were present follows from it."""
    with transaction.atomic():
        fresh = _locked(meeting, revision)
        starts_on = timezone.localdate(fresh.starts_at)
        _require(may_hold(Kind(fresh.kind), Status(fresh.status), starts_on=starts_on, today=today))
        sides: set[Side] = set()
        rows = []
        for invitee in queries.invitees_of(fresh):
            row, word = invitee.attendance, words.get(invitee.attendance.pk, "")
            row.present, row.by_deputy = bool(word), word == "deputy"
            if word and not invitee.is_guest:
                verdict = may_represent(
                    has_holder=bool(invitee.holder), has_deputy=bool(invitee.deputy), by_deputy=row.by_deputy
                )
                if verdict.is_no:
                    raise MeetingRefused(f"{invitee.title}: {verdict.reason}")
                sides |= {invitee.side} if invitee.side else set()
            rows.append(row)
        if not any(row.present for row in rows):
            raise MeetingRefused(
                "Es ist niemand als anwesend eingetragen. Fand das Gespräch nicht statt, sagen Sie es bitte ab."
            )
        city, jobcenter = Side.CITY in sides, Side.JOBCENTER in sides
        _require(
            may_change_presence(
                decisions=fresh.decisions.count(),
                sides_change=(city, jobcenter) != (fresh.city_present, fresh.jobcenter_present),
            )
        )
        Attendance.objects.bulk_update(rows, ["present", "by_deputy"])
        _touch(
            fresh,
            status=Status.HELD,
            held_on=starts_on,
            city_present=city,
            jobcenter_present=jobcenter,
            both_sides_present=both_present(frozenset(sides)),
        )
        record(by=by, verb="attendance_recorded", subject=subject_of(fresh), why=", ".join(sorted(sides)))
    return fresh


def declare_conflict(item: AgendaItem, *, attendance: Attendance, note: str, by: Actor) -> ConflictOfInterest:
    """Somebody is biased on an item: they neither advise nor vote on it. Twice is once."""
    with transaction.atomic():
        fresh = _locked(item.meeting)
        _require_open(fresh)
        if attendance.meeting_id != fresh.pk:
            raise MeetingRefused("Diese Person steht nicht auf der Liste dieses Gesprächs.")
        if item.decisions.exists():
            raise MeetingRefused(
                "Zu diesem Punkt ist schon beschlossen. Die Befangenheit musste vorher angezeigt werden."
            )
        found, created = ConflictOfInterest.objects.get_or_create(
            item=item, attendance=attendance, defaults={"note": note.strip()}
        )
        if created:
            record(by=by, verb="conflict_declared", subject=subject_of(fresh), why=str(item.pk), payload={"note": note})
    return found


def withdraw_conflict(conflict: ConflictOfInterest, *, by: Actor) -> None:
    """Take a declaration back that was entered by mistake."""
    with transaction.atomic():
        fresh = _locked(conflict.item.meeting)
        _require_open(fresh)
        if conflict.item.decisions.exists():
            raise MeetingRefused("Zu diesem Punkt ist schon beschlossen. Die Angabe bleibt stehen.")
        conflict.delete()
        record(by=by, verb="conflict_withdrawn", subject=subject_of(fresh), why=str(conflict.item_id))


def record_result(
    meeting: Meeting, *, revision: int, minutes: str, outcomes: Mapping[int, str], by: Actor, today: dt.date
) -> Meeting:
    """Write the outcome of the items and the note.

    A changed note has to be confirmed again: no side is bound to words it has not seen.
    """
    with transaction.atomic():
        fresh = _locked(meeting, revision)
        if fresh.status != Status.HELD:
            raise MeetingRefused(
                "Ergebnisse werden festgehalten, wenn das Gespräch stattgefunden hat und noch offen ist."
            )
        changed = [
            item
            for item in fresh.items.filter(pk__in=outcomes).select_related("meeting")
            if item.outcome != outcomes[item.pk].strip()
        ]
        text = minutes.strip()
        if not changed and text == fresh.minutes:
            return fresh
        for item in changed:
            item.outcome = outcomes[item.pk].strip()
            item.save(update_fields=["outcome"])
            _answer_question(item)
        withdrawn = fresh.confirmations.all().delete()[0]
        _touch(fresh, minutes=text, minutes_submitted_on=None)
        why = "Bestätigung neu nötig" if withdrawn else ""
        record(by=by, verb="result_recorded", subject=subject_of(fresh), why=why)
    return fresh


def _answer_question(item: AgendaItem) -> None:
    """The outcome of a carried question in the quarterly meeting is its answer; nobody types it again."""
    if item.meeting.kind != Kind.QUARTERLY or not item.drafted_from.startswith("question:"):
        return
    Question.objects.filter(pk=int(item.drafted_from.removeprefix("question:"))).update(
        answer=item.outcome, answered_on=item.meeting.held_on if item.outcome else None, carried_to=item.meeting
    )


def raise_question(meeting: Meeting, *, text: str, project: Project | None, by: Actor, today: dt.date) -> Question:
    """A question of the desk officers for the next quarterly meeting; the same words on the same day are one question."""
    with transaction.atomic():
        fresh = _locked(meeting)
        _require_open(fresh)
        question, created = Question.objects.get_or_create(
            agreement=fresh.agreement,
            text=text.strip(),
            raised_on=today,
            defaults={"project": project, "side": by.side_for(Action.WORK_ON_STEERING) or ""},
        )
        if created:
            item = AgendaItem(
                meeting=fresh,
                kind=ItemKind.QUESTION,
                title=f"Frage für das Quartalsgespräch: {question.text.splitlines()[0][:200]}",
                text=question.text,
                project=project,
                drafted_from=f"question:{question.pk}",
                is_late=is_late_paper(invited_at=fresh.invited_at, added_at=timezone.now()),
                added_at=timezone.now(),
            )
            _place(fresh, list(fresh.items.order_by("position", "id")), [item])
            record(by=by, verb="question_raised", subject=subject_of(fresh), why=str(question.pk))
    return question


def agree_action(
    meeting: Meeting, *, title: str, owner: Seat, due_on: dt.date, project: Project | None, by: Actor, today: dt.date
) -> ActionItem:
    """Somebody takes something on in this meeting; the same words for the same seat and day are one action."""
    with transaction.atomic():
        fresh = _locked(meeting)
        _require_open(fresh)
        action, created = ActionItem.objects.get_or_create(
            agreement=fresh.agreement,
            meeting=fresh,
            title=title.strip(),
            owner=owner,
            due_on=due_on,
            defaults={"created_on": today, "project": project},
        )
        if created:
            record(by=by, verb="action_agreed", subject=subject_of(fresh), why=str(action.pk))
    return action


# --- closing -----------------------------------------------------------------------------------------------------


def confirm(meeting: Meeting, *, revision: int, by: Actor, now: dt.datetime) -> Meeting:
    """One side confirms the note it has seen; with the second key the monthly alignment is closed."""
    with transaction.atomic():
        fresh = _locked(meeting)
        side = by.side_for(Action.CLOSE_MEETING)
        confirmed = queries.confirmed_sides(fresh)
        if side in confirmed and fresh.status in {Status.HELD, Status.CLOSED}:
            return fresh  # a second click
        if revision != fresh.revision:
            raise MeetingChanged(
                "Der Ergebnisvermerk wurde geändert, seit Sie ihn geöffnet haben. Bitte lesen Sie ihn noch einmal."
            )
        _require(
            may_confirm(
                Kind(fresh.kind),
                Status(fresh.status),
                has_minutes=bool(fresh.minutes.strip()),
                side=side,
                confirmed=confirmed,
            )
        )
        MeetingConfirmation.objects.create(meeting=fresh, side=str(side), by=by.journal_id, at=now)
        record(by=by, verb="confirmed", subject=subject_of(fresh), why=str(side))
        keys = confirmed | ({side} if side else set())
        if may_close(Kind(fresh.kind), Status(fresh.status), confirmed=keys, approved=False).is_yes:
            _touch(fresh, status=Status.CLOSED, closed_on=timezone.localdate(now))
            record(by=by, verb="closed", subject=subject_of(fresh))
    return fresh


def submit_minutes(meeting: Meeting, *, by: Actor, today: dt.date) -> Meeting:
    """Lay the minutes of a quarterly meeting before the next one."""
    with transaction.atomic():
        fresh = _locked(meeting)
        if fresh.minutes_submitted_on is not None:
            return fresh
        _require(may_submit_minutes(Kind(fresh.kind), Status(fresh.status), has_minutes=bool(fresh.minutes.strip())))
        _touch(fresh, minutes_submitted_on=today)
        record(by=by, verb="minutes_submitted", subject=subject_of(fresh))
    return fresh


def approve_minutes(meeting: Meeting, *, in_meeting: Meeting, by: Actor) -> Meeting:
    """A later quarterly meeting approves the minutes; with that the earlier one is closed, on the day of the later."""
    with transaction.atomic():
        fresh = _locked(meeting)
        approving = _locked(in_meeting)
        if fresh.approved_in_id == approving.pk:
            return fresh
        if fresh.agreement_id != approving.agreement_id:
            raise MeetingRefused("Die beiden Gespräche gehören zu verschiedenen Vereinbarungen.")
        _require(
            may_approve(
                period=fresh.period,
                submitted=fresh.minutes_submitted_on is not None,
                in_period=approving.period,
                in_status=Status(approving.status),
                in_both_present=approving.both_sides_present,
            )
        )
        _require(may_close(Kind(fresh.kind), Status(fresh.status), confirmed=frozenset(), approved=True))
        _touch(fresh, status=Status.CLOSED, closed_on=approving.held_on, approved_in=approving)
        item = approving.items.filter(drafted_from=f"minutes:{fresh.pk}", outcome="").first()
        if item is not None:
            item.outcome = "Genehmigt."
            item.save(update_fields=["outcome"])
        record(by=by, verb="minutes_approved", subject=subject_of(fresh), why=f"in {approving.period}")
    return fresh


def cancel(meeting: Meeting, *, reason: str, by: Actor, today: dt.date) -> Meeting:
    """The meeting does not take place; the reason is kept, and who was invited is told."""
    with transaction.atomic():
        fresh = _locked(meeting)
        if fresh.status == Status.CANCELLED:
            return fresh
        _require(may_move(Status(fresh.status), Status.CANCELLED))
        was_invited = fresh.status == Status.INVITED
        _touch(fresh, status=Status.CANCELLED, cancelled_on=today, cancel_reason=reason.strip())
        record(by=by, verb="cancelled", subject=subject_of(fresh), why=reason.strip()[:300])
        if was_invited:
            for attendance_id in fresh.attendances.values_list("pk", flat=True):
                later("agreement.tasks.send_cancellation", attendance_id=attendance_id)
    return fresh


def plan_again(meeting: Meeting, *, starts_at: dt.datetime, by: Actor) -> Meeting:
    """A meeting that was cancelled gets a new date; it has to be invited to anew."""
    with transaction.atomic():
        fresh = _locked(meeting)
        _require(may_move(Status(fresh.status), Status.PLANNED))
        fresh.attendances.update(invited_at=None)
        _touch(fresh, status=Status.PLANNED, cancelled_on=None, cancel_reason="", invited_at=None, starts_at=starts_at)
        record(by=by, verb="planned_again", subject=subject_of(fresh), why=starts_at.isoformat())
    return fresh
