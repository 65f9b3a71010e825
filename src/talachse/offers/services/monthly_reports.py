"""Monthly reports of providers: asked for, submitted. What stands in them is counted by the app above."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection

from django.db import transaction

from talachse.accounts.actor import Actor
from talachse.audit.services import record
from talachse.offers.models import PaperKind, PlaceGroup, ProviderPaper

NOTE_LENGTH = 300


def ask(groups: Collection[PlaceGroup], *, first: dt.date, last: dt.date, due_on: dt.date, by: Actor) -> None:
    """These groups owe a report of the month from ``first`` to ``last``; the same month again changes nothing."""
    with transaction.atomic():
        ProviderPaper.objects.bulk_create(
            (
                ProviderPaper(
                    organisation_id=group.provider_id,
                    group=group,
                    kind=PaperKind.MONTHLY_REPORT,
                    title=f"Monatsbericht {first:%m/%Y}",
                    valid_from=first,
                    valid_until=last,
                    due_on=due_on,
                )
                for group in groups
            ),
            ignore_conflicts=True,
            batch_size=500,
        )
        if groups:
            subject = f"offers.providerpaper:{first:%Y-%m}"
            record(by=by, verb="monthly_reports_asked", subject=subject, why=f"{len(groups)}")


def submit(
    paper: ProviderPaper, *, text: Callable[[ProviderPaper], str], remark: str, by: Actor, today: dt.date
) -> None:
    """Keep the report as it is counted at this moment, with a remark; once submitted it stays as it was."""
    with transaction.atomic():
        fresh = ProviderPaper.objects.select_for_update(of=("self",)).select_related("group").get(pk=paper.pk)
        if fresh.submitted_on is not None:
            return
        counted = text(fresh)
        fresh.note = (f"{counted}. {remark.strip()}" if remark.strip() else counted)[:NOTE_LENGTH]
        fresh.submitted_on = today
        fresh.save(update_fields=["note", "submitted_on"])
        record(by=by, verb="monthly_report_submitted", subject=f"offers.providerpaper:{fresh.pk}", why=fresh.title)
