"""The way of a person to a place: suggested, waiting, referred, answered, begun, extended, ended, accompanied, closed.

Every step locks the placement, asks the rule, writes the history and the journal. A step that has been taken already
changes nothing: a second click is the same act.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from talachse.accounts.actor import Actor
from talachse.audit.services import record, record_read
from talachse.offers.models import LegalBasis, PlaceGroup
from talachse.offers.queries.places import lock_group
from talachse.people.models import Person
from talachse.people.queries import lock_person
from talachse.placements.models import ChecklistSignature, Participation, Placement, Said
from talachse.placements.queries import placing as queries
from talachse.placements.queries.eligibility import employer_of, known_of
from talachse.placements.services import participations
from talachse.placements.services.steps import DurationUsedUp, PlacementRefused, locked, move, write
from talachse.rules.placement import criteria
from talachse.rules.placement.eligibility import BASES, assess
from talachse.rules.placement.ledger import may_start
from talachse.rules.placement.lifecycle import (
    BEFORE_START,
    END_LABELS,
    LABELS,
    DeclineReason,
    EndReason,
    PlacementStatus,
    may_after_care,
    may_change,
    may_expire,
    may_extend,
)

FAR = dt.date.max
S = PlacementStatus


def _is(placement: Placement, *states: PlacementStatus) -> bool:
    return placement.status in {state.value for state in states}


def suggest(
    person: Person,
    group: PlaceGroup,
    *,
    submission: uuid.UUID,
    by: Actor,
    today: dt.date,
    priority: int = 2,
    note: str = "",
    waiting_since: dt.date | None = None,
    moved_from: Placement | None = None,
) -> Placement:
    """A first suggestion. The same ``submission`` twice is one; nobody is on two ways to the same group at once.

    PlacementRefused for the health programme, which admits by itself, and while another way to the group is open.
    """
    if group.legal_basis == LegalBasis.REHAPRO:
        raise PlacementRefused("In das Gesundheitsprogramm nimmt nur das Gesundheitscoaching auf.")
    with transaction.atomic():
        lock_person(person.pk)
        known = queries.placement_by_submission(submission)
        if known is not None:
            return known
        if queries.has_open_placement(person.pk, group.pk):
            raise PlacementRefused("Für diese Plätze läuft schon eine Vermittlung dieser Person.")
        placement = Placement.objects.create(
            submission=submission,
            person=person,
            group=group,
            status=S.SUGGESTED.value,
            status_since=today,
            priority=priority,
            waiting_since=waiting_since or today,
            moved_from=moved_from,
        )
        write(placement, old="", by=by, today=today, note=note)
    return placement


def suggest_and(
    step: str,
    person: Person,
    group: PlaceGroup,
    *,
    submission: uuid.UUID,
    by: Actor,
    today: dt.date,
    priority: int = 2,
    note: str = "",
) -> Placement:
    """A suggestion and, with ``step`` "wait" or "refer", the next step at once; all or nothing."""
    with transaction.atomic():
        made = suggest(person, group, submission=submission, by=by, today=today, priority=priority, note=note)
        if not _is(made, S.SUGGESTED) or step == "suggest":
            return made
        return (wait if step == "wait" else refer)(made, by=by, today=today)


def _simple(
    placement: Placement, new: PlacementStatus, *, by: Actor, today: dt.date, note: str, **columns: object
) -> Placement:
    with transaction.atomic():
        fresh = locked(placement.pk)
        if _is(fresh, new):
            return fresh
        for name, value in columns.items():
            setattr(fresh, name, value)
        return move(fresh, new, by=by, today=today, note=note)


def wait(placement: Placement, *, by: Actor, today: dt.date, note: str = "") -> Placement:
    """Onto the waiting list of the group, with the rank of the first day; also back from a promise that fell through."""
    with transaction.atomic():
        lock_person(placement.person_id)
        fresh = locked(placement.pk)
        if _is(fresh, S.WAITING):
            return fresh
        if _is(fresh, S.EXPIRED) and queries.has_open_placement(fresh.person_id, fresh.group_id):
            raise PlacementRefused("Für diese Plätze läuft schon eine andere Vermittlung dieser Person.")
        return move(fresh, S.WAITING, by=by, today=today, note=note)


def refer(placement: Placement, *, by: Actor, today: dt.date, note: str = "") -> Placement:
    """To the provider: from now on it sees name and contact, and owes an answer."""
    return _simple(placement, S.REFERRED, by=by, today=today, note=note)


def accept(
    placement: Placement, *, by: Actor, today: dt.date, planned_start_on: dt.date | None = None, note: str = ""
) -> Placement:
    """The place is promised, with a first day where one is known."""
    return _simple(placement, S.ACCEPTED, by=by, today=today, note=note, planned_start_on=planned_start_on)


def decline(
    placement: Placement, *, reason: DeclineReason | str, said: Said | str, by: Actor, today: dt.date, note: str = ""
) -> Placement:
    """Person or provider says no; both count the same, and nothing follows from it by itself."""
    reason, said = DeclineReason(reason), Said(said)
    return _simple(
        placement, S.DECLINED, by=by, today=today, note=note, decline_reason=reason.value, declined_by=said.value
    )


def withdraw(placement: Placement, *, by: Actor, today: dt.date, note: str = "") -> Placement:
    """The suggestion is taken back before anything has begun."""
    return _simple(placement, S.WITHDRAWN, by=by, today=today, note=note)


def start(
    placement: Placement,
    *,
    started_on: dt.date,
    planned_end_on: dt.date | None = None,
    extension_reason: str = "",
    by: Actor,
    today: dt.date,
) -> Placement:
    """The first day. Person and group are locked: neither months nor places can be used twice.

    PlacementRefused when the duration ledger of the person is used up (the only hard stop), when the group is full, or
    when nothing was promised. The wording of the law on the first day is kept with the participation (§ 66 SGB II).
    """
    with transaction.atomic():
        person = lock_person(placement.person_id)
        fresh = locked(placement.pk)
        if _is(fresh, S.STARTED, S.PAUSED):
            return fresh
        allowed = may_change(PlacementStatus(fresh.status), S.STARTED)
        if not allowed.is_yes:
            raise PlacementRefused(allowed.reason)
        if planned_end_on is not None and planned_end_on < started_on:
            raise PlacementRefused("Das geplante Ende liegt vor dem ersten Tag.")
        group = fresh.group
        _refuse_used_up(
            person, group, starts_on=started_on, planned_end=planned_end_on, reason=extension_reason, on=today
        )
        begun = participations.start_participation(
            group, submission=fresh.submission, started_on=started_on, by=by, today=today, code=person.code
        )
        participation = begun.participation
        participation.planned_end_on = planned_end_on
        participation.law_version = law_version(group.legal_basis, started_on)
        participation.save(update_fields=["planned_end_on", "law_version"])
        fresh.participation = participation
        note = f"Erster Tag: {started_on:%d.%m.%Y}"
        if extension_reason.strip():
            note += f". Begründung für weitere Monate: {extension_reason.strip()}"
        return move(fresh, S.STARTED, by=by, today=today, note=note)


def law_version(legal_basis: str, starts_on: dt.date) -> str:
    """Short name of the wording that holds from the first day on; says so where none is known here."""
    try:
        version = str(criteria.LAW.on(f"{legal_basis}_fassung", starts_on).value)
    except LookupError:
        return f"Fassung am {starts_on:%d.%m.%Y}, hier nicht hinterlegt"
    return version if len(version) <= 80 else f"{version[:79]}…"


def _refuse_used_up(
    person: Person,
    group: PlaceGroup,
    *,
    starts_on: dt.date,
    planned_end: dt.date | None,
    reason: str,
    on: dt.date,
    without: int | None = None,
) -> None:
    known = known_of(person, on=on, without=without)
    verdict = may_start(
        group.legal_basis,
        known.stays,
        starts_on=starts_on,
        planned_end=planned_end,
        extension_reason=reason,
        employer=employer_of(group),
    )
    if verdict.is_no:
        raise DurationUsedUp(verdict.reason)


def extend(
    placement: Placement, *, new_end: dt.date, extension_reason: str = "", by: Actor, today: dt.date
) -> Placement:
    """A later last day, as far as the duration of the person and the time of the group leave it. The same day is no news."""
    with transaction.atomic():
        person = lock_person(placement.person_id)
        fresh = locked(placement.pk)
        participation = fresh.participation
        ends_on = participation.planned_end_on if participation else None
        if participation is None or ends_on is None or ends_on == new_end:
            if participation is not None and ends_on == new_end:
                return fresh
            verdict = may_extend(PlacementStatus(fresh.status), ends_on=None, new_end=new_end, latest=None)
            raise PlacementRefused(verdict.reason)
        verdict = may_extend(
            PlacementStatus(fresh.status), ends_on=ends_on, new_end=new_end, latest=fresh.group.ends_on or FAR
        )
        if not verdict.is_yes:
            raise PlacementRefused(verdict.reason)
        _refuse_used_up(
            person,
            fresh.group,
            starts_on=participation.started_on,
            planned_end=new_end,
            reason=extension_reason,
            on=today,
            without=participation.pk,
        )
        participation.planned_end_on = new_end
        participation.save(update_fields=["planned_end_on"])
        note = f"Verlängert bis zum {new_end:%d.%m.%Y}. {extension_reason}".strip()
        write(fresh, old=fresh.status, by=by, today=today, note=note)
    return fresh


def pause(placement: Placement, *, since: dt.date, by: Actor, today: dt.date) -> Placement:
    """A break; the place is kept."""
    participations.pause(_participation(placement), since=since, by=by, today=today)
    return _fresh(placement)


def resume(placement: Placement, *, on: dt.date, by: Actor) -> Placement:
    """Back from the break."""
    participations.resume(_participation(placement), on=on, by=by)
    return _fresh(placement)


def end(placement: Placement, *, ended_on: dt.date, reason: EndReason | str, by: Actor, today: dt.date) -> Placement:
    """The last day, with a reason of the list; illness is a personal reason and nothing more."""
    participations.end_participation(
        _participation(placement), ended_on=ended_on, reason=END_LABELS[EndReason(reason)], by=by, today=today
    )
    return _fresh(placement)


def _participation(placement: Placement) -> Participation:
    fresh = _fresh(placement)
    if fresh.participation is None:
        raise PlacementRefused("Der Platz hat noch nicht begonnen.")
    return fresh.participation


def _fresh(placement: Placement) -> Placement:
    return Placement.objects.select_related("person", "group", "group__provider", "participation").get(pk=placement.pk)


def after_care(
    placement: Placement, *, until: dt.date, is_special: bool = False, by: Actor, today: dt.date
) -> Placement:
    """Somebody stays in touch until the day; § 16g SGB II says how long that may be."""
    with transaction.atomic():
        fresh = locked(placement.pk)
        if _is(fresh, S.AFTER_CARE) and fresh.after_care_until == until:
            return fresh
        ended_on = fresh.participation.ended_on if fresh.participation else None
        if ended_on is None:
            raise PlacementRefused("Eine Nachbetreuung beginnt nach dem Ende. Bitte halten Sie erst das Ende fest.")
        if until < today:
            raise PlacementRefused("Der Tag liegt in der Vergangenheit.")
        verdict = may_after_care(ended_on, extended=is_special, on=until)
        if verdict.is_no:
            raise PlacementRefused(verdict.reason)
        fresh.after_care_until = until
        return move(fresh, S.AFTER_CARE, by=by, today=today, note=f"Nachbetreuung bis {until:%d.%m.%Y}")


def close(placement: Placement, *, by: Actor, today: dt.date, note: str = "") -> Placement:
    """Nothing is left to do."""
    return _simple(placement, S.CLOSED, by=by, today=today, note=note)


def transfer(
    placement: Placement, group: PlaceGroup, *, submission: uuid.UUID, by: Actor, today: dt.date, note: str = ""
) -> Placement:
    """To another group before the start: priority and waiting time go along. The same ``submission`` twice is one move."""
    with transaction.atomic():
        lock_person(placement.person_id)
        known = queries.placement_by_submission(submission)
        if known is not None:
            return known
        fresh = locked(placement.pk)
        if PlacementStatus(fresh.status) not in BEFORE_START:
            raise PlacementRefused("Wechseln geht nur vor dem Beginn. Danach beenden Sie bitte den Platz mit Grund.")
        if fresh.group_id == group.pk:
            raise PlacementRefused("Das sind dieselben Plätze.")
        move(fresh, S.WITHDRAWN, by=by, today=today, note=f"Wechsel zu: {group.title}")
        made = suggest(
            fresh.person,
            group,
            submission=submission,
            by=by,
            today=today,
            priority=fresh.priority,
            note=note or f"Wechsel von: {fresh.group.title}",
            waiting_since=fresh.waiting_since,
            moved_from=fresh,
        )
        return wait(made, by=by, today=today, note="Rang der Warteliste mitgenommen")


def tried(placement: Placement, *, note: str, by: Actor, today: dt.date) -> Placement:
    """A person tried to reach somebody: kept in the history, and the silence is counted from here."""
    with transaction.atomic():
        fresh = locked(placement.pk)
        last = queries.steps_of(fresh).first()
        text = f"Versuch: {note.strip()}"[:300]
        if last is not None and last.old == last.new and last.on == today and last.note == text:
            return fresh
        write(fresh, old=fresh.status, by=by, today=today, note=text)
        fresh.reminded_on = fresh.escalated_on = None
        fresh.save(update_fields=["reminded_on", "escalated_on"])
    return fresh


def expire(placement: Placement, *, by: Actor, today: dt.date, note: str = "") -> Placement:
    """Ended without an answer; only after a person has tried, never by the clock."""
    with transaction.atomic():
        fresh = locked(placement.pk)
        if _is(fresh, S.EXPIRED):
            return fresh
        verdict = may_expire(PlacementStatus(fresh.status), human_tried_on=queries.human_tried_on(fresh.pk), on=today)
        if not verdict.is_yes:
            raise PlacementRefused(verdict.reason)
        return move(fresh, S.EXPIRED, by=by, today=today, note=note)


def set_priority(placement: Placement, *, priority: int, by: Actor, today: dt.date) -> Placement:
    """A person sets the class in the queue; 1 is first."""
    with transaction.atomic():
        fresh = locked(placement.pk)
        if fresh.priority != priority:
            fresh.priority = priority
            fresh.save(update_fields=["priority"])
            write(fresh, old=fresh.status, by=by, today=today, note=f"Vorrang {priority}")
    return fresh


def sign(group: PlaceGroup, *, item: str, note: str, by: Actor, today: dt.date) -> ChecklistSignature:
    """Somebody has looked at a point of the check list and signs for it; once signed it stands."""
    with transaction.atomic():
        lock_group(group.pk)
        if by.user_id is None:
            raise PlacementRefused("Unterschreiben kann nur, wer angemeldet ist.")
        known = ChecklistSignature.objects.filter(group=group, item=item).first()
        if known is not None:
            return known
        if item not in {point.key for point in checklist_of(group, on=today)}:
            raise PlacementRefused("Diesen Punkt gibt es auf der Prüfliste nicht.")
        signed = ChecklistSignature.objects.create(
            group=group, item=item, signed_by_id=by.user_id, signed_on=today, note=note.strip()
        )
        record(by=by, verb="checklist_signed", subject=f"offers.placegroup:{group.key}", why=item)
    return signed


def checklist_of(group: PlaceGroup, *, on: dt.date) -> tuple[criteria.CheckItem, ...]:
    """What somebody has to look at before people are sent to the group."""
    if group.legal_basis not in BASES:
        return ()
    return assess(group.legal_basis, criteria.Facts(), starts_on=on).checklist


def read_placement(placement: Placement, *, by: Actor) -> None:
    """Somebody looks at one placement."""
    record_read(by=by, subject=f"placements.placement:{placement.pk}", why="Vermittlung angesehen")


def read_list(what: str, *, by: Actor) -> None:
    """Somebody looks at a list with names."""
    record_read(by=by, subject=f"placements.placement:{what}", why="Liste angesehen")


def state_label(status: str) -> str:
    """A state in German; empty for none."""
    return LABELS[PlacementStatus(status)] if status else ""
