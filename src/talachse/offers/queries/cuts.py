"""Reading cuts."""

from __future__ import annotations

from django.db.models import QuerySet

from talachse.offers.models import Cut


def cuts() -> QuerySet[Cut]:
    """All simulations and decisions, the latest first."""
    return Cut.objects.select_related("pot", "made_by", "decided_by").order_by("-made_at", "-pk")


def cut(pk: int) -> Cut | None:
    """One of them."""
    return cuts().filter(pk=pk).first()
