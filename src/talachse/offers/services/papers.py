"""Contracts, certificates, proofs and reports of providers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from talachse.accounts.actor import Actor
from talachse.accounts.models import Organisation
from talachse.audit.services import record
from talachse.offers.models import PaperKind, PlaceGroup, ProviderPaper
from talachse.offers.queries.places import groups_on
from talachse.rules.placement.rehapro import add_months

# A report on a month is due on this day of the next one.
REPORT_DUE_DAY = 10


def enter_paper(
    *,
    organisation: Organisation,
    kind: PaperKind,
    title: str,
    by: Actor,
    group: PlaceGroup | None = None,
    valid_from: dt.date | None = None,
    valid_until: dt.date | None = None,
    due_on: dt.date | None = None,
    submitted_on: dt.date | None = None,
    amount: Decimal | None = None,
    note: str = "",
) -> ProviderPaper:
    """Enter a paper. The same line again is the same paper: a double click adds nothing."""
    with transaction.atomic():
        paper, made = ProviderPaper.objects.get_or_create(
            organisation=organisation,
            kind=kind,
            title=title,
            group=group,
            valid_from=valid_from,
            valid_until=valid_until,
            due_on=due_on,
            defaults={"submitted_on": submitted_on, "amount": amount, "note": note},
        )
        if made:
            record(by=by, verb="paper_entered", subject=f"offers.providerpaper:{paper.pk}", why=title)
    return paper


def paper_came(paper: ProviderPaper, *, on: dt.date, by: Actor) -> ProviderPaper:
    """What was owed has come. A second click changes nothing."""
    with transaction.atomic():
        fresh = ProviderPaper.objects.select_for_update().get(pk=paper.pk)
        if fresh.submitted_on is None:
            fresh.submitted_on = on
            fresh.save(update_fields=["submitted_on"])
            record(by=by, verb="paper_submitted", subject=f"offers.providerpaper:{fresh.pk}", why=f"{on}")
    return fresh


def expect_monthly_reports(*, month: dt.date, by: Actor) -> int:
    """Every group that ran in the month owes a report on it; how many are new. Asked twice, nothing is owed twice."""
    first = month.replace(day=1)
    last = add_months(first, 1) - dt.timedelta(days=1)
    due_on = last + dt.timedelta(days=REPORT_DUE_DAY)
    known = ProviderPaper.objects.filter(kind=PaperKind.MONTHLY_REPORT, valid_from=first, group__isnull=False)
    with transaction.atomic():
        groups = groups_on(last).exclude(Q(pk__in=known.values("group")))
        papers = [
            ProviderPaper(
                organisation_id=group.provider_id,
                group=group,
                kind=PaperKind.MONTHLY_REPORT,
                title=f"Monatsbericht {first:%m/%Y}: {group.title}"[:200],
                valid_from=first,
                valid_until=last,
                due_on=due_on,
            )
            for group in groups
        ]
        # Two people at once: the database keeps one report for a group and month.
        ProviderPaper.objects.bulk_create(papers, ignore_conflicts=True)
        if papers:
            record(
                by=by, verb="monthly_reports_expected", subject=f"offers.providerpaper:{first}", why=f"{len(papers)}"
            )
    return len(papers)
