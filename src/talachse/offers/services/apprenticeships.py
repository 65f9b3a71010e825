"""What happens to apprenticeships: posted, withdrawn, asked for."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from talachse.accounts.actor import Actor
from talachse.audit.services import record
from talachse.intake.models import Request
from talachse.intake.services import receive
from talachse.offers.models import Posting
from talachse.rules.access import Action
from talachse.rules.intake import Channel


class PostingRefused(Exception):
    """The step is not possible; the message says why, in German."""


def post_apprenticeship(
    *,
    submission: uuid.UUID,
    company_id: int,
    occupation: str,
    places: int,
    starts_on: dt.date,
    by: Actor,
    today: dt.date,
    site: str = "",
    district: int | None = None,
    text: str = "",
) -> Posting:
    """A company posts apprenticeships. The same ``submission`` twice is one posting."""
    if not by.is_system and company_id not in by.organisations_for(Action.POST_APPRENTICESHIP):
        raise PostingRefused("Sie melden nur für den eigenen Betrieb.")
    if starts_on < today:
        raise PostingRefused("Der Beginn liegt in der Vergangenheit.")
    with transaction.atomic():
        posting, created = Posting.objects.get_or_create(
            submission=submission,
            defaults={
                "company_id": company_id,
                "occupation": occupation.strip(),
                "places": places,
                "starts_on": starts_on,
                "site": site.strip(),
                "district": district,
                "text": text.strip(),
                "posted_on": today,
            },
        )
        if created:
            record(by=by, verb="apprenticeship_posted", subject=f"offers.posting:{posting.pk}", why=f"{places}")
    return posting


def change_posting(
    posting: Posting,
    *,
    occupation: str,
    places: int,
    starts_on: dt.date,
    by: Actor,
    today: dt.date,
    site: str = "",
    district: int | None = None,
    text: str = "",
) -> Posting:
    """Correct a posting that is on the page; lists of wishes keep it. The journal says which fields changed."""
    facts = {
        "occupation": occupation.strip(),
        "places": places,
        "starts_on": starts_on,
        "site": site.strip(),
        "district": district,
        "text": text.strip(),
    }
    with transaction.atomic():
        fresh = Posting.objects.select_for_update().get(pk=posting.pk)
        if fresh.withdrawn_on is not None:
            raise PostingRefused("Dieser Platz ist zurückgezogen. Bitte melden Sie ihn neu.")
        if starts_on < today and starts_on != fresh.starts_on:
            raise PostingRefused("Der Beginn liegt in der Vergangenheit.")
        changed = [name for name, value in facts.items() if getattr(fresh, name) != value]
        for name in changed:
            setattr(fresh, name, facts[name])
        if changed:
            fresh.save(update_fields=changed)
            record(
                by=by,
                verb="apprenticeship_changed",
                subject=f"offers.posting:{fresh.pk}",
                why=", ".join(sorted(changed)),
            )
    return fresh


def withdraw_posting(posting: Posting, *, by: Actor, today: dt.date) -> Posting:
    """The places are taken or no longer offered; a second click changes nothing."""
    with transaction.atomic():
        fresh = Posting.objects.select_for_update().get(pk=posting.pk)
        if fresh.withdrawn_on is None:
            fresh.withdrawn_on = today
            fresh.save(update_fields=["withdrawn_on"])
            record(by=by, verb="apprenticeship_withdrawn", subject=f"offers.posting:{fresh.pk}")
    return fresh


def show_interest(
    posting: Posting,
    *,
    submission: uuid.UUID,
    channel: Channel,
    by: Actor,
    today: dt.date,
    nickname: str = "",
    address: str = "",
    text: str = "",
) -> Request:
    """A young person is interested: stamped and routed to the desk for apprenticeships; the company learns a number only."""
    with transaction.atomic():
        return receive(
            submission=submission,
            desk="desk-apprenticeships",
            text=f"Interesse an: {posting.occupation}, {posting.company.name}.\n{text}".strip(),
            channel=channel,
            address=address,
            nickname=nickname,
            reference=f"posting:{posting.pk}",
            by=by,
            today=today,
        )
