"""Monthly reports of providers: asked for on the first, filled from the recorded days, submitted by a person."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from django.db import transaction

from talachse.accounts.actor import Actor
from talachse.audit.services import record
from talachse.offers.models import PaperKind, ProviderPaper
from talachse.placements.queries import attendance as queries
from talachse.rules.placement.reporting import report_due_on, report_text

NOTE_LENGTH = 300


def ask_for_reports(*, today: dt.date, by: Actor) -> int:
    """Every group in which somebody took part last month owes a report; how many are new. Twice changes nothing."""
    last = today.replace(day=1) - dt.timedelta(days=1)
    first = last.replace(day=1)
    with transaction.atomic():
        known = set(
            ProviderPaper.objects.filter(kind=PaperKind.MONTHLY_REPORT, valid_from=first).values_list(
                "group", flat=True
            )
        )
        missing = [group for group in queries.groups_with_people(first, last) if group.pk not in known]
        ProviderPaper.objects.bulk_create(
            (
                ProviderPaper(
                    organisation_id=group.provider_id,
                    group=group,
                    kind=PaperKind.MONTHLY_REPORT,
                    title=f"Monatsbericht {first:%m/%Y}",
                    valid_from=first,
                    valid_until=last,
                    due_on=report_due_on(first),
                )
                for group in missing
            ),
            ignore_conflicts=True,
            batch_size=500,
        )
        if missing:
            record(
                by=by,
                verb="monthly_reports_asked",
                subject=f"offers.providerpaper:{first:%Y-%m}",
                why=f"{len(missing)}",
            )
    return len(missing)


def summary_of(paper: ProviderPaper) -> str:
    """What the recorded days say, in one line."""
    if paper.group_id is None or paper.valid_from is None:
        raise ValueError("A monthly report belongs to a group and a month.")
    counts = queries.counts_in_month(paper.group_id, paper.valid_from)
    days: Counter[str] = Counter()
    for one in counts.values():
        days.update(one)
    return report_text(len(counts), days)


def submit_report(paper: ProviderPaper, *, remark: str, by: Actor, today: dt.date) -> ProviderPaper:
    """The report as computed on this day, with a remark; once submitted it stays as it was."""
    with transaction.atomic():
        fresh = ProviderPaper.objects.select_for_update(of=("self",)).select_related("group").get(pk=paper.pk)
        if fresh.submitted_on is not None:
            return fresh
        text = summary_of(fresh)
        fresh.note = f"{text}. {remark.strip()}"[:NOTE_LENGTH] if remark.strip() else text
        fresh.submitted_on = today
        fresh.save(update_fields=["note", "submitted_on"])
        record(by=by, verb="monthly_report_submitted", subject=f"offers.providerpaper:{fresh.pk}", why=fresh.title)
    return fresh
