"""What happens to a participation: it starts, pauses, goes on, ends."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from dataclasses import dataclass

from django.db import transaction

from talachse.accounts.actor import Actor
from talachse.audit.services import record, record_read
from talachse.offers.models import LegalBasis, PlaceGroup
from talachse.offers.queries import capacity_of, lock_group
from talachse.placements import queries
from talachse.placements.models import Participation, Pause
from talachse.rules.placement.pots import has_free_place, notice_above_agreed
from talachse.rules.placement.rehapro import may_admit

CODE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
# Figures of the agreement that were a state at signing: above them nothing is refused, but said (I-11, I-12).
JOBS = ("sgb2_16e", "sgb2_16i")
AGREED_JOBS, AGREED_MUNICIPAL = 620, 210


class PlacementRefused(Exception):
    """The step is not possible; the message says why, in German."""


@dataclass(frozen=True, slots=True)
class Started:
    """A participation that began, and a notice where there is something to say."""

    participation: Participation
    notice: str = ""


def new_code() -> str:
    """A pseudonym for a person, told to nobody but the provider and the Jobcenter."""
    return "-".join("".join(secrets.choice(CODE_ALPHABET) for _ in range(3)) for _ in range(2))


def start_participation(
    group: PlaceGroup, *, submission: uuid.UUID, started_on: dt.date, by: Actor, today: dt.date, code: str = ""
) -> Started:
    """Somebody begins on a place. The group is locked while its free places are counted: nobody oversells the last one.

    The same ``submission`` twice is one start. PlacementRefused when the group is full or the programme refuses.
    """
    if started_on > today + dt.timedelta(days=365):
        raise PlacementRefused("Der Beginn liegt mehr als ein Jahr in der Zukunft. Bitte prüfen Sie das Datum.")
    with transaction.atomic():
        locked = lock_group(group.pk)
        known = Participation.objects.filter(submission=submission).first()
        if known is not None:
            return Started(known)
        free = has_free_place(
            capacity=capacity_of(locked, started_on), occupied=queries.occupied_in(locked.pk, on=started_on)
        )
        if not free.is_yes:
            raise PlacementRefused(free.reason)
        if locked.legal_basis == LegalBasis.REHAPRO:
            admission = may_admit(
                starts_on=started_on,
                admitted_so_far=queries.admissions_cumulative(on=dt.date.max, project=locked.project),
            )
            if not admission.is_yes:
                raise PlacementRefused(admission.reason)
        participation = Participation.objects.create(
            submission=submission,
            code=code or new_code(),
            group=locked,
            started_on=started_on,
            district=locked.district,
            recorded_by=by.journal_id,
        )
        record(
            by=by, verb="participation_started", subject=f"placements.participation:{participation.pk}", why=locked.key
        )
        return Started(participation, _notice(locked, on=max(started_on, today)))


def _notice(group: PlaceGroup, *, on: dt.date) -> str:
    if group.legal_basis not in JOBS:
        return ""
    jobs = notice_above_agreed(agreed=AGREED_JOBS, occupied_after=queries.places_occupied(on=on, legal_bases=JOBS))
    if jobs or not group.municipal:
        return jobs
    occupied = queries.places_occupied(on=on, legal_bases=JOBS, municipal=True)
    return notice_above_agreed(agreed=AGREED_MUNICIPAL, occupied_after=occupied)


def pause(participation: Participation, *, since: dt.date, by: Actor) -> Pause:
    """A break in which the months do not count."""
    with transaction.atomic():
        fresh = _locked(participation)
        if since < fresh.started_on:
            raise PlacementRefused("Die Pause kann nicht vor dem Beginn anfangen.")
        if fresh.pauses.filter(until=None).exists():
            raise PlacementRefused("Es läuft schon eine Pause.")
        if fresh.pauses.filter(until__gte=since).exists():
            raise PlacementRefused("An diesem Tag war schon eine Pause.")
        made = Pause.objects.create(participation=fresh, since=since)
        record(by=by, verb="participation_paused", subject=f"placements.participation:{fresh.pk}", why=f"{since}")
    return made


def resume(participation: Participation, *, on: dt.date, by: Actor) -> None:
    """The break ends the day before; from ``on`` the months count again."""
    with transaction.atomic():
        fresh = _locked(participation)
        running = fresh.pauses.filter(until=None).first()
        if running is None:
            raise PlacementRefused("Es läuft keine Pause.")
        if on <= running.since:
            raise PlacementRefused("Das Ende der Pause liegt vor ihrem Beginn.")
        running.until = on - dt.timedelta(days=1)
        running.save(update_fields=["until"])
        record(by=by, verb="participation_resumed", subject=f"placements.participation:{fresh.pk}", why=f"{on}")


def end_participation(participation: Participation, *, ended_on: dt.date, reason: str, by: Actor) -> Participation:
    """The participation ends with the day; its place is free from the next day on."""
    with transaction.atomic():
        fresh = _locked(participation)
        if ended_on < fresh.started_on:
            raise PlacementRefused("Das Ende liegt vor dem Beginn.")
        fresh.pauses.filter(until=None).update(until=ended_on)
        fresh.ended_on = ended_on
        fresh.end_reason = reason.strip()
        fresh.save(update_fields=["ended_on", "end_reason"])
        record(by=by, verb="participation_ended", subject=f"placements.participation:{fresh.pk}", why=f"{ended_on}")
    return fresh


def look_up(code: str, *, by: Actor, today: dt.date) -> list[tuple[Participation, bool]]:
    """For the Jobcenter: does the person behind the code take part today? The look itself is journalled."""
    found = queries.states_by_code(code, on=today)
    for participation, _ in found:
        record_read(by=by, subject=f"placements.participation:{participation.pk}", why="Stand der Teilnahme")
    return found


def _locked(participation: Participation) -> Participation:
    fresh = Participation.objects.select_for_update().get(pk=participation.pk)
    if fresh.ended_on is not None:
        raise PlacementRefused("Diese Teilnahme ist schon beendet.")
    return fresh


def record_history(rows: list[Participation]) -> None:
    """Take over many past participations at once (import, demo data); capacity was checked where they came from."""
    with transaction.atomic():
        Participation.objects.bulk_create(rows, batch_size=500)
