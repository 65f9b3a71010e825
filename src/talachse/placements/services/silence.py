"""When nobody says anything: first the room that owes the answer is reminded, then a human is asked. Nothing ends by itself."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from talachse.accounts.actor import Actor
from talachse.accounts.queries import members_of, recipients
from talachse.audit.services import record
from talachse.jobs.services import post
from talachse.people.queries import ZONE_OF_SIDE
from talachse.placements.models import Placement
from talachse.placements.queries import placing as queries
from talachse.rules.access import Action, Role
from talachse.rules.placement.lifecycle import Level, PlacementStatus, shortest_silence, silence

PLACING = [role.value for role in Role if Action.PLACE_PEOPLE in role.actions]
RECORDING = [role.value for role in Role if Action.RECORD_PARTICIPATION in role.actions]


def watch(*, by: Actor, today: dt.date) -> tuple[int, int]:
    """Remind and escalate what is due; returns how many of each. A second run on the same day finds nothing new.

    A placement without a sign is never ended here, however long it lasts.
    """
    reminded: list[Placement] = []
    escalated: list[Placement] = []
    for candidate in list(queries.still_placements(last_move_until=today - shortest_silence(today))):
        level = _due(candidate, today)
        if level is Level.HUMAN:
            escalated.append(candidate)
        elif level is Level.REMIND and candidate.reminded_on is None:
            reminded.append(candidate)
    if reminded or escalated:
        with transaction.atomic():
            _mark(reminded, "reminded_on", "placement_reminded", by=by, today=today)
            _mark(escalated, "escalated_on", "placement_escalated", by=by, today=today)
            _tell(reminded, escalated, today=today)
    return len(reminded), len(escalated)


def _due(placement: Placement, today: dt.date) -> Level | None:
    moved_on: dt.date = placement.moved_on  # type: ignore[attr-defined]  # annotated by the query
    found = silence(PlacementStatus(placement.status), max(placement.status_since, moved_on), today)
    return found.level if found else None


def _mark(placements: Collection[Placement], column: str, verb: str, *, by: Actor, today: dt.date) -> None:
    Placement.objects.filter(pk__in=[placement.pk for placement in placements]).update(**{column: today})
    for placement in placements:
        record(by=by, verb=verb, subject=f"placements.placement:{placement.pk}", why=placement.status)


def _tell(reminded: Collection[Placement], escalated: Collection[Placement], *, today: dt.date) -> None:
    """One mail a person with numbers only: who waits for an answer stands in the room, behind the log-in."""
    at_provider = Counter(p.group.provider_id for p in reminded if p.status == PlacementStatus.REFERRED)
    for membership in members_of(at_provider, RECORDING, today=today):
        number = at_provider[membership.organisation_id]
        _mail(membership.user.email, f"{_cases(number)} auf Ihre Antwort.", "placements-groups")
    at_office = Counter(p.person.zone for p in reminded if p.status != PlacementStatus.REFERRED)
    human = Counter(p.person.zone for p in escalated)
    for side, zone in ZONE_OF_SIDE.items():
        if not at_office[zone] and not human[zone]:
            continue
        lines = [f"{_cases(at_office[zone])} auf den nächsten Schritt."] if at_office[zone] else []
        lines += [f"{_cases(human[zone])} auf einen Menschen, der anruft."] if human[zone] else []
        for user in recipients(PLACING, organisation_side=side, today=today):
            if user.reminders_paused_until is None or user.reminders_paused_until < today:
                _mail(user.email, "\n".join(lines), "placements-placing")


def _cases(number: int) -> str:
    return "1 Vermittlung wartet" if number == 1 else f"{number} Vermittlungen warten"


def _mail(to: str, text: str, url_name: str) -> None:
    link = f"{settings.TALACHSE_PUBLIC_URL}{reverse(url_name)}"
    post(
        to=[to],
        subject="Vermittlung: Bitte schauen Sie nach",
        body=f"Guten Tag,\n\n{text}\n\nZur Übersicht: {link}\n\nNichts wird von selbst beendet.\n",
    )
