"""Hands for municipal projects: a department needs them, a group lends them, hours are counted."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from talachse.accounts.actor import Actor
from talachse.audit.services import record
from talachse.offers.models import Deployment, HandsNeed, HoursDelivered, NeedStatus, PlaceGroup
from talachse.offers.queries import deployment as queries
from talachse.offers.queries.places import lock_group

# One pair of hands, one week: more is a slip of the finger (§ 3 ArbZG).
MOST_HOURS_A_WEEK = 48


class DeploymentRefused(Exception):
    """The step is not possible; the message says why, in German."""


def post_need(
    *,
    submission: uuid.UUID,
    department_id: int,
    task: str,
    starts_on: dt.date,
    weeks: int,
    hands: int,
    by: Actor,
    today: dt.date,
    site: str = "",
    district: int | None = None,
    skills: str = "",
    project: str = "",
) -> HandsNeed:
    """A department posts a need. The same ``submission`` again is the same need."""
    with transaction.atomic():
        need, made = HandsNeed.objects.get_or_create(
            submission=submission,
            defaults={
                "department_id": department_id,
                "task": task,
                "starts_on": starts_on,
                "weeks": weeks,
                "hands": hands,
                "site": site,
                "district": district,
                "skills": skills,
                "project": project,
                "posted_on": today,
                "contact_user_id": by.user_id,
            },
        )
        if made:
            record(by=by, verb="need_posted", subject=f"offers.handsneed:{need.pk}", why=task)
    return need


def withdraw_need(need: HandsNeed, *, by: Actor) -> HandsNeed:
    """The department no longer needs hands. Not once a group has promised some."""
    with transaction.atomic():
        fresh = _locked(need)
        if fresh.status == NeedStatus.WITHDRAWN:
            return fresh
        if fresh.status == NeedStatus.DONE or fresh.deployments.exists():
            raise DeploymentRefused("Für diesen Bedarf sind schon Hände zugesagt. Bitte schließen Sie ihn ab.")
        fresh.status = NeedStatus.WITHDRAWN
        fresh.save(update_fields=["status"])
        record(by=by, verb="need_withdrawn", subject=f"offers.handsneed:{fresh.pk}")
    return fresh


def lend_hands(need: HandsNeed, group: PlaceGroup, *, hands: int, by: Actor, today: dt.date) -> Deployment:
    """A group lends hands: never more than are needed, never more than it has people without a task in that time."""
    with transaction.atomic():
        fresh = _locked(need)
        locked = lock_group(group.pk)
        known = fresh.deployments.filter(group=locked).first()
        if known is not None and known.hands == hands:
            return known
        _refuse_lending(fresh, known)
        missing = fresh.hands - queries.hands_lent(fresh)
        if hands > missing:
            raise DeploymentRefused(f"Gebraucht werden noch {missing}. Mehr können Sie nicht zusagen.")
        free = queries.free_hands([locked], first=max(fresh.starts_on, today), last=queries.last_day(fresh))[locked.pk]
        if hands > free:
            raise DeploymentRefused(f"In „{locked.title}“ {'ist' if free == 1 else 'sind'} in dieser Zeit {free} frei.")
        made = Deployment.objects.create(need=fresh, group=locked, hands=hands, agreed_on=today)
        if hands == missing:
            fresh.status = NeedStatus.MATCHED
            fresh.save(update_fields=["status"])
        record(by=by, verb="hands_lent", subject=f"offers.handsneed:{fresh.pk}", why=f"{hands}: {locked.key}")
    return made


def _refuse_lending(need: HandsNeed, known: Deployment | None) -> None:
    if need.status in {NeedStatus.DONE, NeedStatus.WITHDRAWN}:
        raise DeploymentRefused(f"Dieser Bedarf ist {need.get_status_display()}.")
    if known is not None:
        raise DeploymentRefused(f"Von dieser Gruppe sind schon {known.hands} zugesagt.")


def record_hours(deployment: Deployment, *, week: dt.date, hours: Decimal, by: Actor, today: dt.date) -> HoursDelivered:
    """Hours of all hands together in the week of that day; the same week again corrects it, until they are confirmed."""
    monday = week - dt.timedelta(days=week.weekday())
    with transaction.atomic():
        need = HandsNeed.objects.select_for_update().get(pk=deployment.need_id)
        if need.status == NeedStatus.DONE:
            raise DeploymentRefused("Die Stunden sind schon bestätigt. Sie lassen sich nicht mehr ändern.")
        if monday > today:
            raise DeploymentRefused("Diese Woche hat noch nicht begonnen.")
        if monday + dt.timedelta(days=6) < need.starts_on:
            raise DeploymentRefused(f"Der Einsatz beginnt erst am {need.starts_on:%d.%m.%Y}.")
        most = deployment.hands * MOST_HOURS_A_WEEK
        if hours > most:
            raise DeploymentRefused(f"{deployment.hands} Menschen arbeiten in einer Woche höchstens {most} Stunden.")
        found, _ = HoursDelivered.objects.update_or_create(
            deployment=deployment, week=monday, defaults={"hours": hours, "recorded_on": today}
        )
        record(by=by, verb="hours_recorded", subject=f"offers.deployment:{deployment.pk}", why=f"{hours} ab {monday}")
    return found


def confirm_hours(need: HandsNeed, *, by: Actor, today: dt.date) -> HandsNeed:
    """The department confirms what was delivered: the need is done and nobody changes its hours. Once."""
    with transaction.atomic():
        fresh = _locked(need)
        if fresh.status == NeedStatus.DONE:
            return fresh
        total = HoursDelivered.objects.filter(deployment__need=fresh).aggregate(n=Sum("hours"))["n"]
        if total is None:
            raise DeploymentRefused("Für diesen Bedarf sind noch keine Stunden eingetragen.")
        fresh.status = NeedStatus.DONE
        fresh.save(update_fields=["status"])
        fresh.deployments.filter(ended_on=None).update(ended_on=today)
        record(by=by, verb="need_done", subject=f"offers.handsneed:{fresh.pk}", why=f"{total} Stunden")
    return fresh


def _locked(need: HandsNeed) -> HandsNeed:
    return HandsNeed.objects.select_for_update().get(pk=need.pk)
