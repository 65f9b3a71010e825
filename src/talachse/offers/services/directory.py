"""What happens to offers: entered, checked."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from talachse.accounts.actor import Actor
from talachse.audit.services import record
from talachse.offers.models import Offer, OfferStatus
from talachse.rules.search import plain_words


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
