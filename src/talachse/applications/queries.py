"""Reading the catalogue as it stood on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery

from talachse.applications.models import ChannelKind, ChannelState, Product
from talachse.rules.agreement.document import Side


@dataclass(frozen=True, slots=True)
class ProductOnDay:
    """A product with both ways on a day; None: nobody has said yet whether the way works."""

    product: Product
    digital: bool | None
    paper: bool | None

    @property
    def both(self) -> bool:
        return bool(self.digital) and bool(self.paper)


def _works(channel: ChannelKind, on: dt.date) -> Subquery:
    states = ChannelState.objects.filter(product=OuterRef("pk"), channel=channel, since__lte=on)
    return Subquery(states.order_by("-since", "-pk").values("works")[:1])


def _products(on: dt.date, side: Side | None) -> QuerySet[Product]:
    products = Product.objects.filter(Q(until=None) | Q(until__gte=on), since__lte=on)
    return products.filter(side=side) if side else products


def catalogue(*, on: dt.date, side: Side | None = None) -> list[ProductOnDay]:
    """Every product offered on the day, in one query."""
    products = _products(on, side).annotate(
        digital_works=_works(ChannelKind.DIGITAL, on), paper_works=_works(ChannelKind.PAPER, on)
    )
    return [ProductOnDay(p, p.digital_works, p.paper_works) for p in products]


def products_both_channels(*, on: dt.date, side: str) -> tuple[int, int]:
    """(products with both ways working, all products) of one side on the day."""
    products = catalogue(on=on, side=Side(side))
    return sum(p.both for p in products), len(products)


def product_of_side(key: str, side: Side) -> Product | None:
    """A product, only for the side it belongs to."""
    return Product.objects.filter(key=key, side=side).first()


def history(product: Product) -> QuerySet[ChannelState]:
    """All recorded states, newest first."""
    return product.states.order_by("-since", "-pk")
