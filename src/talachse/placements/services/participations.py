"""What happens to a participation: it starts, pauses, goes on, ends."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from talachse.accounts.actor import Actor
from talachse.audit.services import record, record_read
from talachse.offers.models import LegalBasis, PlaceGroup
from talachse.offers.queries.places import lock_group, lock_groups_of_project, places_over_time
from talachse.offers.queries.pots import PotTree, lock_pots, pot_of_group, pot_tree
from talachse.people.codes import new_code
from talachse.placements.models import Participation, Pause
from talachse.placements.queries import participations as queries
from talachse.placements.queries.pots import check_pots
from talachse.placements.services import steps
from talachse.placements.services.steps import PlacementRefused
from talachse.rules.placement.lifecycle import PlacementStatus
from talachse.rules.placement.nested_pots import ROOM
from talachse.rules.placement.pots import (
    AGREED_JOBS,
    AGREED_MUNICIPAL_JOBS,
    Pot,
    may_begin,
    notice_above_agreed,
)
from talachse.rules.placement.rehapro import add_months, may_admit, may_end_on
from talachse.rules.verdict import Verdict

# Names that callers of this module use too.
__all__ = [
    "PlacementRefused",
    "Started",
    "end_participation",
    "look_up",
    "new_code",
    "pause",
    "read_group",
    "read_participation",
    "record_history",
    "resume",
    "start_participation",
]

JOBS = (LegalBasis.SGB2_16E, LegalBasis.SGB2_16I)
# Beyond this a day is a slip of the finger.
FURTHEST_AHEAD = dt.timedelta(days=365)
CHANGED = "Das Kontingent dieser Plätze wurde gerade geändert. Bitte versuchen Sie es noch einmal."


@dataclass(frozen=True, slots=True)
class Started:
    """A participation that began, and a notice where there is something to say."""

    participation: Participation
    notice: str = ""


def _unused_code() -> str:
    code = new_code()
    while queries.code_is_taken(code):
        code = new_code()
    return code


def start_participation(
    group: PlaceGroup, *, submission: uuid.UUID, started_on: dt.date, by: Actor, today: dt.date, code: str = ""
) -> Started:
    """Somebody begins on a place. Pots and group are locked while free places are counted: nobody oversells the last one.

    The same ``submission`` twice is one start. PlacementRefused when the group or a pot around it is full, when the granted
    money does not hold, or when the programme refuses.
    """
    if started_on > today + FURTHEST_AHEAD:
        raise PlacementRefused("Der Beginn liegt mehr als ein Jahr in der Zukunft. Bitte prüfen Sie das Datum.")
    with transaction.atomic():
        pot_id = pot_of_group(group.pk)
        tree = _lock_pots_around(pot_id)
        if group.legal_basis == LegalBasis.REHAPRO:
            # 688 admissions are counted over all providers of the programme.
            lock_groups_of_project(group.project)
        locked = _locked_group(group, pot_id)
        known = Participation.objects.filter(submission=submission, group=locked).first()
        if known is not None:
            return Started(known)
        _refuse_by_programme(locked, started_on)
        _refuse_by_group(locked, started_on)
        planned_end_on = _planned_end(locked, started_on)
        pots = Verdict.yes(ROOM)
        if tree is not None:
            pots = check_pots(tree, locked, started_on=started_on, until=planned_end_on, on=today)
        if not pots.is_yes:
            raise PlacementRefused(pots.reason)
        participation = Participation.objects.create(
            submission=submission,
            code=code or _unused_code(),
            group=locked,
            started_on=started_on,
            district=locked.district,
            recorded_by=by.journal_id,
            planned_end_on=planned_end_on,
        )
        record(
            by=by, verb="participation_started", subject=f"placements.participation:{participation.pk}", why=locked.key
        )
        notice = pots.reason.removeprefix(ROOM).strip() or _notice(locked, on=max(started_on, today))
        return Started(participation, notice)


def _lock_pots_around(pot_id: int | None) -> PotTree | None:
    """The pots around a pot, read after the outermost is locked where one of them refuses; None without a pot.

    Pots come before groups in every transaction, so that nobody waits in a circle.
    """
    if pot_id is None:
        return None
    tree = pot_tree()
    if tree.is_capped(pot_id):
        root = tree.root(pot_id)
        lock_pots(root.pk)
        # Somebody else may have changed a limit while we waited.
        tree = pot_tree()
        if tree.root(pot_id) != root:
            raise PlacementRefused(CHANGED)
    return tree


def _locked_group(group: PlaceGroup, pot_id: int | None) -> PlaceGroup:
    """The group, locked. Refused when somebody put it into another pot just now."""
    locked = lock_group(group.pk)
    if locked.pot_id != pot_id:
        raise PlacementRefused(CHANGED)
    return locked


def _refuse_by_programme(group: PlaceGroup, started_on: dt.date) -> None:
    """The programme first: its reason is the one to tell, also where its groups have ended with it."""
    if group.legal_basis != LegalBasis.REHAPRO:
        return
    so_far = queries.admissions_cumulative(on=dt.date.max, project=group.project)
    admission = may_admit(starts_on=started_on, admitted_so_far=so_far)
    if not admission.is_yes:
        raise PlacementRefused(admission.reason)


def _refuse_by_group(group: PlaceGroup, started_on: dt.date) -> None:
    pot = Pot(
        begins_on=group.starts_on,
        ends_on=group.ends_on,
        places=places_over_time(group),
        stays=queries.stays_in(group.pk, since=started_on),
    )
    free = may_begin(pot, starts_on=started_on)
    if not free.is_yes:
        raise PlacementRefused(free.reason)


def _planned_end(group: PlaceGroup, started_on: dt.date) -> dt.date | None:
    """As long as the measure usually lasts, at most until it ends; None where nobody has said."""
    usual = add_months(started_on, group.months) - dt.timedelta(days=1) if group.months else None
    known = [day for day in (usual, group.ends_on) if day is not None]
    return min(known) if known else None


def _notice(group: PlaceGroup, *, on: dt.date) -> str:
    if group.legal_basis not in JOBS:
        return ""
    jobs = notice_above_agreed(agreed=AGREED_JOBS, occupied_after=queries.places_occupied(on=on, legal_bases=JOBS))
    if jobs or not group.municipal:
        return jobs
    occupied = queries.places_occupied(on=on, legal_bases=JOBS, municipal=True)
    return notice_above_agreed(agreed=AGREED_MUNICIPAL_JOBS, occupied_after=occupied)


def pause(participation: Participation, *, since: dt.date, by: Actor, today: dt.date) -> Pause:
    """A break in which the months do not count. The same day again is the same break: a double click changes nothing."""
    with transaction.atomic():
        fresh = _locked(participation)
        running = fresh.pauses.filter(until=None).first()
        if running is not None and running.since == since:
            return running
        if since < fresh.started_on:
            raise PlacementRefused("Die Pause kann nicht vor dem Beginn anfangen.")
        if since > today + FURTHEST_AHEAD:
            raise PlacementRefused("Der Tag liegt mehr als ein Jahr in der Zukunft. Bitte prüfen Sie das Datum.")
        if running is not None:
            raise PlacementRefused(f"Es läuft schon eine Pause seit dem {running.since:%d.%m.%Y}.")
        if fresh.pauses.filter(until__gte=since).exists():
            raise PlacementRefused("An diesem Tag war schon eine Pause. Bitte wählen Sie einen späteren Tag.")
        made = Pause.objects.create(participation=fresh, since=since)
        steps.follow(fresh, PlacementStatus.PAUSED, by=by, today=today, note=f"Pause ab {since:%d.%m.%Y}")
        record(by=by, verb="participation_paused", subject=f"placements.participation:{fresh.pk}", why=f"{since}")
    return made


def resume(participation: Participation, *, on: dt.date, by: Actor) -> None:
    """The break ends the day before; from ``on`` the months count again. The same day again changes nothing."""
    with transaction.atomic():
        fresh = _locked(participation)
        last = on - dt.timedelta(days=1)
        running = fresh.pauses.filter(until=None).first()
        if running is None:
            if fresh.pauses.filter(until=last).exists():
                return
            raise PlacementRefused("Es läuft keine Pause.")
        if last < running.since:
            raise PlacementRefused(
                f"Die Pause begann am {running.since:%d.%m.%Y}. Wieder dabei ist jemand frühestens am Tag danach."
            )
        running.until = last
        running.save(update_fields=["until"])
        steps.follow(fresh, PlacementStatus.STARTED, by=by, today=on, note=f"Wieder dabei ab {on:%d.%m.%Y}")
        record(by=by, verb="participation_resumed", subject=f"placements.participation:{fresh.pk}", why=f"{on}")


def end_participation(
    participation: Participation, *, ended_on: dt.date, reason: str, by: Actor, today: dt.date
) -> Participation:
    """The participation ends with the day; its place is free from the next day on. The same end again changes nothing."""
    with transaction.atomic():
        fresh = Participation.objects.select_for_update(of=("self",)).select_related("group").get(pk=participation.pk)
        if fresh.ended_on == ended_on and fresh.end_reason == reason.strip():
            return fresh
        _refuse_ended(fresh)
        if ended_on < fresh.started_on:
            raise PlacementRefused("Das Ende liegt vor dem Beginn.")
        if ended_on > today + FURTHEST_AHEAD:
            raise PlacementRefused("Das Ende liegt mehr als ein Jahr in der Zukunft. Bitte prüfen Sie das Datum.")
        if fresh.group.legal_basis == LegalBasis.REHAPRO:
            verdict = may_end_on(ended_on, latest=queries.latest_end_of(fresh, on=today))
            if not verdict.is_yes:
                raise PlacementRefused(verdict.reason)
        # Who has left is not on a break: a planned one falls away, a running one ends with the stay.
        fresh.pauses.filter(since__gt=ended_on).delete()
        fresh.pauses.filter(Q(until=None) | Q(until__gt=ended_on)).update(until=ended_on)
        fresh.ended_on = ended_on
        fresh.end_reason = reason.strip()
        fresh.save(update_fields=["ended_on", "end_reason"])
        steps.follow(fresh, PlacementStatus.ENDED, by=by, today=today, note=f"Letzter Tag: {ended_on:%d.%m.%Y}")
        record(by=by, verb="participation_ended", subject=f"placements.participation:{fresh.pk}", why=f"{ended_on}")
    return fresh


def read_participation(participation: Participation, *, by: Actor) -> None:
    """Somebody looks at one person's participation."""
    record_read(by=by, subject=f"placements.participation:{participation.pk}", why="Teilnahme angesehen")


def read_group(group: PlaceGroup, *, by: Actor) -> None:
    """Somebody looks at the list of those who take part."""
    record_read(by=by, subject=f"offers.placegroup:{group.key}", why="Teilnahmen angesehen")


def look_up(code: str, *, by: Actor, today: dt.date) -> list[tuple[Participation, bool]]:
    """For the Jobcenter: does the person behind the code take part today? The look itself is journalled."""
    found = queries.states_by_code(code, on=today)
    for participation, _ in found:
        record_read(by=by, subject=f"placements.participation:{participation.pk}", why="Stand der Teilnahme")
    return found


def _locked(participation: Participation) -> Participation:
    fresh = Participation.objects.select_for_update().get(pk=participation.pk)
    _refuse_ended(fresh)
    return fresh


def _refuse_ended(participation: Participation) -> None:
    if participation.ended_on is not None:
        raise PlacementRefused(f"Diese Teilnahme ist schon beendet, zum {participation.ended_on:%d.%m.%Y}.")


def record_history(rows: list[Participation]) -> None:
    """Take over many past participations at once (import, demo data); capacity was checked where they came from."""
    with transaction.atomic():
        Participation.objects.bulk_create(rows, batch_size=500)
