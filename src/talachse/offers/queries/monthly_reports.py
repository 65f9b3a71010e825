"""Reading the monthly reports that providers owe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import F, QuerySet

from talachse.offers.models import PaperKind, ProviderPaper


def reports_of(organisations: Collection[int]) -> QuerySet[ProviderPaper]:
    """Monthly reports of some providers: open ones first, the oldest of them on top, then the submitted ones."""
    return (
        ProviderPaper.objects.filter(
            organisation__in=list(organisations), kind=PaperKind.MONTHLY_REPORT, group__isnull=False
        )
        .select_related("group", "organisation")
        .order_by(F("submitted_on").desc(nulls_first=True), "due_on", "group__title", "pk")
    )


def report_of(organisations: Collection[int], pk: int) -> ProviderPaper | None:
    """One monthly report, only for its provider."""
    return reports_of(organisations).filter(pk=pk).first()


def groups_asked(month: dt.date) -> set[int]:
    """Groups whose report of the month beginning on this day was asked for already."""
    asked = ProviderPaper.objects.filter(kind=PaperKind.MONTHLY_REPORT, valid_from=month, group__isnull=False)
    return {pk for pk in asked.values_list("group", flat=True) if pk is not None}
