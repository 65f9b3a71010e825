"""What happens to offers, postings and places: entered, checked, posted, withdrawn, asked for."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from talachse.accounts.actor import Actor
from talachse.accounts.models import Organisation
from talachse.audit.services import record
from talachse.intake.models import Request
from talachse.intake.services import receive
from talachse.offers.models import Capacity, LegalBasis, Offer, OfferStatus, PlaceGroup, Posting
from talachse.rules.access import Action
from talachse.rules.intake import Channel
from talachse.rules.search import plain_words


def add_group(
    *,
    key: str,
    title: str,
    provider: Organisation,
    legal_basis: LegalBasis,
    starts_on: dt.date,
    places: int,
    by: Actor,
    source: str,
    project: str = "",
    theme: str = "",
    municipal: bool = False,
    occupation: str = "",
    site: str = "",
    district: int | None = None,
    ends_on: dt.date | None = None,
    health_advice: str = "",
    is_demo: bool = False,
) -> PlaceGroup:
    """Enter a group with its first capacity."""
    with transaction.atomic():
        group = PlaceGroup.objects.create(
            key=key,
            title=title,
            project=project,
            provider=provider,
            legal_basis=legal_basis,
            occupation=occupation,
            theme=theme,
            municipal=municipal,
            site=site,
            district=district,
            health_advice=health_advice,
            starts_on=starts_on,
            ends_on=ends_on,
            is_demo=is_demo,
        )
        Capacity.objects.create(group=group, since=starts_on, places=places, source=source)
        record(by=by, verb="place_group_added", subject=f"offers.placegroup:{key}", why=f"{places} Plätze")
    return group


def set_capacity(group: PlaceGroup, *, since: dt.date, places: int, source: str, by: Actor) -> Capacity:
    """From ``since`` on the group has so many places; the same day again corrects that day."""
    with transaction.atomic():
        capacity, _ = Capacity.objects.update_or_create(
            group=group, since=since, defaults={"places": places, "source": source}
        )
        record(by=by, verb="capacity_set", subject=f"offers.placegroup:{group.key}", why=f"{places} ab {since}")
    return capacity


class PostingRefused(Exception):
    """The step is not possible; the message says why, in German."""


def add_offer(
    *,
    key: str,
    title: str,
    kind: str,
    theme: str,
    source_url: str,
    checked_on: dt.date,
    check_by: dt.date,
    by: Actor,
    provider: str = "",
    audience: str = "",
    address: str = "",
    district: int | None = None,
    status: OfferStatus = OfferStatus.ACTIVE,
    note: str = "",
) -> Offer:
    """Enter an offer with its source; the same key again is the same offer."""
    with transaction.atomic():
        offer, created = Offer.objects.get_or_create(
            key=key,
            defaults={
                "title": title,
                "kind": kind,
                "theme": theme,
                "provider": provider,
                "audience": audience,
                "address": address,
                "district": district,
                "status": status,
                "note": note,
                "source_url": source_url,
                "checked_on": checked_on,
                "check_by": check_by,
                "words": " ".join(plain_words(f"{title} {kind} {provider} {audience} {address} {note}")),
            },
        )
        if created:
            record(by=by, verb="offer_added", subject=f"offers.offer:{key}")
    return offer


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
