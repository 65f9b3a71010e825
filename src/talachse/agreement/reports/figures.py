"""What the figures of the agreement were on a day: counted live, or last measured."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, QuerySet

from talachse.agreement import metrics
from talachse.agreement.models import Agreement, Indicator, Measurement, Version
from talachse.agreement.queries.document import document_of
from talachse.rules.agreement.document import Badge, Figure, FigureKind
from talachse.rules.agreement.standing import COUNTED, deviates, due_by_now


@dataclass(frozen=True, slots=True)
class FigureOnDay:
    """A figure with its value on the day. ``of`` is the whole of a live part (places offered, all products)."""

    figure: Figure
    actual: Decimal | None
    of: Decimal | None
    as_of: dt.date | None
    source: str
    badge: str
    counted_as: str
    expected: Decimal
    deviates: bool
    other: list[Measurement] = field(default_factory=list)
    # What everybody reads instead of a count that would give persons away.
    held_back: str = ""

    @property
    def key(self) -> str:
        return self.figure.key

    @property
    def is_compared(self) -> bool:
        """The value is held against the agreed one; durations, volumes and context only stand beside it."""
        return self.actual is not None and (self.figure.kind in COUNTED or self.figure.kind is FigureKind.CEILING)

    @property
    def note(self) -> str:
        """Day and origin of the value, in words."""
        if self.as_of is None:
            return ""
        where = f", {self.source}" if self.badge == Badge.PUBLIC else ""
        return f"Stand {self.as_of:%d.%m.%Y}{where}"


def _measurements(version: Version, on: dt.date) -> QuerySet[Measurement]:
    return (
        Measurement.objects.filter(
            Q(file_version=None) | Q(file_version=version),
            indicator__agreement_id=version.agreement_id,
            indicator__is_figure=True,
            series="actual",
            as_of__lte=on,
            corrections=None,
        )
        .select_related("indicator")
        .order_by("as_of", "pk")
    )


def figures_on(
    agreement: Agreement, version: Version, *, on: dt.date, live: bool = True, keys: Collection[str] | None = None
) -> list[FigureOnDay]:
    """Figures in the order of the file, all or those named. A live count wins over the last measurement of the same definition."""
    comparable: dict[str, Measurement] = {}
    other: dict[str, list[Measurement]] = defaultdict(list)
    for row in _measurements(version, on):
        if row.definition:
            other[row.indicator.key].append(row)
        else:
            comparable[row.indicator.key] = row
    return [
        _figure(agreement, f, comparable.get(f.key), other.get(f.key, []), on=on, live=live)
        for f in document_of(version).figures
        if keys is None or f.key in keys
    ]


def _figure(
    agreement: Agreement,
    figure: Figure,
    measured: Measurement | None,
    other: list[Measurement],
    *,
    on: dt.date,
    live: bool,
) -> FigureOnDay:
    counted = (
        metrics.count(agreement, figure.metric.name, figure.metric.filters, on=on) if live and figure.metric else None
    )
    target = figure.value
    expected = Decimal(due_by_now(int(target), on=on)) if figure.kind is FigureKind.DUTY else target
    if counted is not None:
        text = metrics.METRICS[figure.metric.name].text if figure.metric else ""
        return FigureOnDay(
            figure=figure,
            actual=counted.value,
            of=counted.of,
            as_of=on,
            source="laufende Zählung",
            badge=Badge.LIVE,
            counted_as=counted.definition or text,
            expected=expected,
            deviates=not counted.definition and deviates(figure.kind, expected, counted.value),
            other=other,
        )
    return FigureOnDay(
        figure=figure,
        actual=measured.value if measured else None,
        of=None,
        as_of=measured.as_of if measured else None,
        source=measured.source if measured else "",
        badge=measured.badge if measured else Badge.AGREEMENT,
        counted_as="",
        expected=expected,
        deviates=deviates(figure.kind, expected, measured.value if measured else None),
        other=other,
    )


def live_series(agreement: Agreement, figure: Figure, *, on: dt.date, first: dt.date) -> list[tuple[dt.date, Decimal]]:
    """The live count at the end of every quarter from ``first`` until the day, and on the day itself."""
    if figure.metric is None:
        return []
    days = [day for day in quarter_ends(first, on) if day < on] + [on]
    counted = ((day, metrics.count(agreement, figure.metric.name, figure.metric.filters, on=day)) for day in days)
    return [(day, value.value) for day, value in counted if value is not None]


def quarter_ends(first: dt.date, last: dt.date) -> list[dt.date]:
    """Last days of the quarters between two days."""
    ends = [
        dt.date(year, month, 31 if month in {3, 12} else 30)
        for year in range(first.year, last.year + 1)
        for month in (3, 6, 9, 12)
    ]
    return [day for day in ends if first <= day <= last]


def indicator(agreement: Agreement, key: str) -> Indicator | None:
    """One figure or indicator by its key."""
    return agreement.indicators.select_related("project").filter(key=key).first()


def measurements_of(found: Indicator, version: Version, *, on: dt.date) -> QuerySet[Measurement]:
    """Every value of an indicator until the day that holds (not corrected away), oldest first."""
    return (
        found.measurements.filter(Q(file_version=None) | Q(file_version=version), as_of__lte=on, corrections=None)
        .prefetch_related("confirmations")
        .order_by("as_of", "pk")
    )
