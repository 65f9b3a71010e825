"""Monthly reports of providers: asked for on the first, filled from the recorded days, submitted by a person."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from talachse.accounts.actor import Actor
from talachse.offers.models import ProviderPaper
from talachse.offers.queries.monthly_reports import groups_asked
from talachse.offers.services import monthly_reports
from talachse.placements.queries import attendance as queries
from talachse.rules.placement.reporting import report_due_on, report_text


def ask_for_reports(*, today: dt.date, by: Actor) -> int:
    """Every group in which somebody took part last month owes a report; how many are new. Twice changes nothing."""
    last = today.replace(day=1) - dt.timedelta(days=1)
    first = last.replace(day=1)
    known = groups_asked(first)
    missing = [group for group in queries.groups_with_people(first, last) if group.pk not in known]
    monthly_reports.ask(missing, first=first, last=last, due_on=report_due_on(first), by=by)
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


def submit_report(paper: ProviderPaper, *, remark: str, by: Actor, today: dt.date) -> None:
    """The report as counted on this day, with a remark; once submitted it stays as it was."""
    monthly_reports.submit(paper, text=summary_of, remark=remark, by=by, today=today)
