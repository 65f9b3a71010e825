"""What occupied places cost month by month, and what is promised beyond a budget year."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from talachse.rules._book import rule
from talachse.rules.placement.pots import Stay
from talachse.rules.placement.rehapro import add_months

CENT = Decimal("0.01")
WHOLE = Decimal(100)


def _days_by_month(stays: Iterable[Stay], since: dt.date, until: dt.date) -> dict[dt.date, int]:
    """Days of all stays together, by the first day of the month."""
    days: dict[dt.date, int] = {}
    for begin, end in stays:
        first, last = max(begin, since), min(end or until, until)
        while first <= last:
            month = first.replace(day=1)
            month_end = first.replace(day=monthrange(first.year, first.month)[1])
            days[month] = days.get(month, 0) + (min(month_end, last) - first).days + 1
            first = add_months(month, 1)
    return days


@dataclass(frozen=True, slots=True)
class Share:
    """From ``since`` (a month) on a payer carries ``percent`` of the cost of a place."""

    payer: str
    since: dt.date
    percent: Decimal


def share_of(payer: str, shares: Sequence[Share], month: dt.date) -> Decimal:
    """Percent in the month; the whole where no split is known, so that nothing is promised twice."""
    known = [share for share in shares if share.since <= month]
    if not known:
        return WHOLE
    latest = max(share.since for share in known)
    return sum((share.percent for share in known if share.since == latest and share.payer == payer), Decimal(0))


@rule(
    question="Welche Kosten sind für besetzte Plätze Monat für Monat zugesagt?",
    basis="Eigene Regel: Kosten je Platz und Monat mal Menschen; angebrochene Monate zählen nach Tagen",
)
def committed_by_month(
    stays: Iterable[Stay],
    cost_per_month: Decimal,
    *,
    since: dt.date,
    until: dt.date,
    payer: str = "",
    shares: Sequence[Share] = (),
) -> dict[dt.date, Decimal]:
    """Euros by first day of the month from ``since`` to ``until``; with a payer only its share (see ``share_of``).

    A stay without an end runs to ``until``.
    """
    days = _days_by_month(stays, since, until)
    return {
        month: (
            cost_per_month
            * number
            * (share_of(payer, shares, month) if payer else WHOLE)
            / WHOLE
            / monthrange(month.year, month.month)[1]
        ).quantize(CENT, ROUND_HALF_UP)
        for month, number in sorted(days.items())
    }


@rule(
    question="Welche Zusagen reichen über das Haushaltsjahr hinaus?",
    basis="§ 38 BHO, § 13 KomHVO NRW: was spätere Jahre bindet, wird je Jahr gezeigt",
)
def beyond_the_year(committed: Mapping[dt.date, Decimal], *, year: int) -> dict[int, Decimal]:
    """Euros by year, for the years after ``year`` only."""
    later: dict[int, Decimal] = {}
    for month, euros in sorted(committed.items()):
        if month.year > year:
            later[month.year] = later.get(month.year, Decimal(0)) + euros
    return later


@rule(
    question="Sind die Anteile der Geldgeber in jedem Monat vollständig?",
    basis="Eigene Regel: Die Anteile eines Platzes ergeben in jedem Monat zusammen 100 Prozent",
)
def is_whole(percents: Iterable[Decimal]) -> bool:
    """The shares that hold from one month on."""
    return sum(percents, Decimal(0)) == WHOLE
