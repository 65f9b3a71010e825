"""Papers of providers: what holds, what is due."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from talachse.offers.models import PaperKind, ProviderPaper


def papers(*, provider: str = "", kind: str = "", owed_only: bool = False) -> QuerySet[ProviderPaper]:
    """Papers of all providers, the nearest day first; with ``owed_only`` what has not come."""
    found = ProviderPaper.objects.select_related("organisation", "group")
    if provider:
        found = found.filter(organisation__key=provider)
    if kind:
        found = found.filter(kind=kind)
    if owed_only:
        found = found.filter(due_on__isnull=False, submitted_on=None)
    return found.order_by(Coalesce("due_on", "valid_until").asc(nulls_last=True), F("pk").asc())


def paper(pk: int) -> ProviderPaper | None:
    """One paper."""
    return ProviderPaper.objects.select_related("organisation", "group").filter(pk=pk).first()


def reports_owed() -> int:
    """How many monthly reports have not come."""
    return ProviderPaper.objects.filter(kind=PaperKind.MONTHLY_REPORT, submitted_on=None, due_on__isnull=False).count()
