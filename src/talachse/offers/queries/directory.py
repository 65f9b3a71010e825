"""Finding offers."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet

from talachse.offers.models import Offer, OfferStatus
from talachse.rules.search import plain_words


def offers(
    *, text: str = "", theme: str = "", district: int | None = None, with_ended: bool = False
) -> QuerySet[Offer]:
    """Offers that contain every word; of one theme; in one district or in the whole city."""
    found = Offer.objects.all() if with_ended else Offer.objects.exclude(status=OfferStatus.ENDED)
    for word in plain_words(text):
        found = found.filter(words__contains=word)
    if theme:
        found = found.filter(theme=theme)
    if district is not None:
        found = found.filter(Q(district=district) | Q(district=None))
    return found.order_by("title", "pk")


def offer_by_key(key: str) -> Offer | None:
    """One offer."""
    return Offer.objects.filter(key=key).first()


def offers_by_district() -> dict[int, int]:
    """How many offers lie in each district; offers for the whole city are not in it."""
    rows = (
        Offer.objects.exclude(status=OfferStatus.ENDED)
        .exclude(district=None)
        .values("district")
        .annotate(n=Count("pk"))
        .values_list("district", "n")
    )
    return {district: n for district, n in rows if district is not None}


def has_offers() -> bool:
    """The directory holds something."""
    return Offer.objects.exists()
