"""What happens in outreach: a school counts, a contact begins, is reached, is handed over, ends."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from talachse.accounts.actor import Actor
from talachse.audit.services import record, record_read
from talachse.cases.models import LostContactReport, Outreach
from talachse.intake import services as intake
from talachse.rules.access import Action
from talachse.rules.intake import Channel
from talachse.rules.outreach import HandOverTo, Stage, is_plausible_report, may_hand_over, may_move

DESK = "desk-outreach"


class OutreachRefused(Exception):
    """The step is not possible; the message says why, in German."""


def report_lost_contact(
    *, submission: uuid.UUID, school_id: int, period: str, pupils: int, lost: int, by: Actor, today: dt.date
) -> LostContactReport:
    """A school reports a count. The same ``submission`` twice is one report."""
    if not by.is_system and school_id not in by.organisations_for(Action.REPORT_LOST_CONTACT):
        raise OutreachRefused("Sie melden nur für die eigene Schule.")
    verdict = is_plausible_report(pupils=pupils, lost=lost)
    if not verdict.is_yes:
        raise OutreachRefused(verdict.reason)
    with transaction.atomic():
        report, created = LostContactReport.objects.get_or_create(
            submission=submission,
            defaults={
                "school_id": school_id,
                "period": period,
                "pupils": pupils,
                "lost": lost,
                "reported_on": today,
                "reported_by": by.journal_id,
            },
        )
        if created:
            record(by=by, verb="lost_contact_reported", subject=f"cases.lostcontactreport:{report.pk}", why=period)
    return report


def begin(
    *,
    submission: uuid.UUID,
    text: str,
    channel: Channel,
    by: Actor,
    today: dt.date,
    address: str = "",
    nickname: str = "",
) -> Outreach:
    """A young person, or somebody who worries, asks for a visit: stamped like every wish for help."""
    with transaction.atomic():
        request = intake.receive(
            submission=submission,
            desk=DESK,
            text=text,
            channel=channel,
            address=address,
            nickname=nickname,
            by=by,
            today=today,
        )
        contact, _ = Outreach.objects.get_or_create(request=request)
    return contact


def read_contact(contact: Outreach, *, by: Actor) -> None:
    """Somebody looks at what a young person wrote."""
    record_read(by=by, subject=f"cases.outreach:{contact.pk}", why="Kontakt angesehen")


def read_contacts(*, by: Actor) -> None:
    """Somebody looks at the list of those who wait for a visit."""
    record_read(by=by, subject=f"intake.desk:{DESK}", why="Liste angesehen")


def reach(contact: Outreach, *, by: Actor, today: dt.date) -> Outreach:
    """The young person was reached."""
    return _move(contact, Stage.REACHED, by=by, reached_on=today)


def hand_over(contact: Outreach, *, to: HandOverTo, agreed: bool, by: Actor, today: dt.date) -> Outreach:
    """Warm hand-over to another place; only with the young person's yes."""
    verdict = may_hand_over(agreed=agreed)
    if not verdict.is_yes:
        raise OutreachRefused(verdict.reason)
    return _move(contact, Stage.HANDED_OVER, by=by, handed_over_on=today, handed_over_to=to)


def end(contact: Outreach, *, reason: str, by: Actor, today: dt.date) -> Outreach:
    """The contact ends; the request is closed and its address goes."""
    with transaction.atomic():
        ended = _move(contact, Stage.ENDED, by=by, ended_on=today, end_reason=reason.strip())
        if ended.request.status != "closed":
            intake.close(ended.request, outcome=reason, by=by, today=today)
    return ended


def _move(contact: Outreach, wanted: Stage, *, by: Actor, **changes: object) -> Outreach:
    with transaction.atomic():
        fresh = Outreach.objects.select_for_update(of=("self",)).select_related("request").get(pk=contact.pk)
        verdict = may_move(Stage(fresh.stage), wanted)
        if not verdict.is_yes:
            raise OutreachRefused(verdict.reason)
        fresh.stage = wanted
        for name, value in changes.items():
            setattr(fresh, name, value)
        fresh.save(update_fields=["stage", *changes])
        record(by=by, verb=f"outreach_{wanted}", subject=f"cases.outreach:{fresh.pk}")
    return fresh
