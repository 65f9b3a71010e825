"""What happens to the catalogue: a product is entered, a way begins or stops to work."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from talachse.accounts.actor import Actor
from talachse.applications.models import ChannelKind, ChannelState, Product
from talachse.audit.services import record
from talachse.rules.agreement.document import Badge, Side


class CatalogueRefused(Exception):
    """The entry is not possible; the message says why, in German."""


def add_product(
    *,
    key: str,
    title: str,
    side: Side,
    since: dt.date,
    by: Actor,
    statute: str = "",
    description: str = "",
    paper_way: str = "",
    digital_way: str = "",
    is_demo: bool = False,
) -> Product:
    """Enter a product; the same key again is the same product."""
    with transaction.atomic():
        product, created = Product.objects.get_or_create(
            key=key,
            defaults={
                "title": title,
                "side": side,
                "since": since,
                "statute": statute,
                "description": description,
                "paper_way": paper_way,
                "digital_way": digital_way,
                "is_demo": is_demo,
            },
        )
        if created:
            record(by=by, verb="product_added", subject=f"applications.product:{key}")
    return product


def set_channel_state(
    product: Product,
    *,
    channel: ChannelKind,
    works: bool,
    since: dt.date,
    source: str,
    by: Actor,
    today: dt.date,
    note: str = "",
    badge: Badge = Badge.LIVE,
) -> ChannelState:
    """From ``since`` on the way works, or does not. The same day again corrects that day."""
    if since > today:
        raise CatalogueRefused("Der Tag liegt in der Zukunft. Bitte tragen Sie ein, was schon gilt.")
    if since < product.since:
        raise CatalogueRefused(f"Das Produkt gibt es erst seit dem {product.since:%d.%m.%Y}.")
    with transaction.atomic():
        state, _ = ChannelState.objects.update_or_create(
            product=product,
            channel=channel,
            since=since,
            defaults={"works": works, "note": note, "source": source, "badge": badge, "recorded_by": by.journal_id},
        )
        word = "works" if works else "does_not_work"
        record(by=by, verb=f"channel_{word}", subject=f"applications.product:{product.key}", why=f"{channel} {since}")
    return state
