"""Reports of quarters: which are frozen, and which can be."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from talachse.agreement.models import Agreement, FrozenReport, Meeting
from talachse.rules.agreement.meetings import Kind, may_freeze, period_of, quarter_days


def held_on(agreement: Agreement, period: str) -> dt.date | None:
    """The day on which the quarterly meeting of the period was held."""
    days = Meeting.objects.filter(agreement=agreement, kind=Kind.QUARTERLY, period=period)
    return days.values_list("held_on", flat=True).first()


def frozen(agreement: Agreement, period: str) -> FrozenReport | None:
    """The frozen report of a quarter."""
    return FrozenReport.objects.filter(agreement=agreement, period=period).first()


@dataclass(frozen=True, slots=True)
class Quarter:
    """One quarter with its meeting and its report, and whether it may be frozen now."""

    period: str
    first: dt.date
    last: dt.date
    meeting: Meeting | None
    report: FrozenReport | None
    may_freeze: bool

    @property
    def name(self) -> str:
        return f"{self.period[5:]}. Quartal {self.period[:4]}"


def quarters(agreement: Agreement, *, today: dt.date) -> list[Quarter]:
    """Every quarter since the agreement began, newest first; two queries."""
    reports = {r.period: r for r in FrozenReport.objects.filter(agreement=agreement).defer("content")}
    meetings = {m.period: m for m in Meeting.objects.filter(agreement=agreement, kind=Kind.QUARTERLY)}
    found = []
    day = agreement.effective_on
    while day <= today:
        period = period_of(Kind.QUARTERLY, day)
        first, last = quarter_days(period)
        meeting, report = meetings.get(period), reports.get(period)
        verdict = may_freeze(
            period, held_on=meeting.held_on if meeting else None, frozen=report is not None, today=today
        )
        found.append(Quarter(period, first, last, meeting, report, verdict.is_yes))
        day = last + dt.timedelta(days=1)
    return found[::-1]


def to_freeze(agreement: Agreement, *, today: dt.date) -> list[str]:
    """Quarters whose meeting was held in the last five weeks and whose report nobody has frozen yet."""
    since = today - dt.timedelta(days=35)
    held = Meeting.objects.filter(agreement=agreement, kind=Kind.QUARTERLY, held_on__range=(since, today))
    done = FrozenReport.objects.filter(agreement=agreement).values("period")
    return list(held.exclude(period__in=done).values_list("period", flat=True))
