"""Everything known of one project on a day."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from talachse.agreement.models import (
    Agreement,
    Funding,
    Indicator,
    Measurement,
    Milestone,
    MilestoneShift,
    Project,
    ProjectNote,
    ProjectPaper,
    Risk,
    Version,
)
from talachse.agreement.queries import document, seats
from talachse.agreement.reports import public
from talachse.offers.queries.places import places_offered
from talachse.placements.queries.participations import places_occupied
from talachse.rules.agreement.document import Source
from talachse.rules.agreement.forecast import MOST_POINTS, Forecast, confirmation_state, forecast
from talachse.rules.agreement.standing import is_stale
from talachse.ui.unchanged import until_changed


@dataclass(frozen=True, slots=True)
class IndicatorOnDay:
    """An indicator with its latest value, state of confirmation and forecast."""

    indicator: Indicator
    latest: Measurement | None
    confirmed: str
    stale: bool
    forecast: Forecast | None

    @property
    def note(self) -> str:
        """Day and origin of the value, in words."""
        return f"Stand {self.latest.as_of:%d.%m.%Y}, {self.latest.source}" if self.latest else ""


@dataclass(frozen=True, slots=True)
class MilestoneOnDay:
    """A milestone with the plan that was known on the day, and how often it moved."""

    milestone: Milestone
    due_on: dt.date | None
    shifts: list[MilestoneShift]
    done: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """One page about one project."""

    base: public.ProjectOnDay
    milestones: list[MilestoneOnDay]
    risks: list[Risk]
    fundings: list[Funding]
    notes: list[ProjectNote]
    papers: list[ProjectPaper]
    seats: list[seats.SeatOnDay]
    indicators: list[IndicatorOnDay]
    occupied: int
    offered: int
    sources: list[Source]


def profile(agreement: Agreement, key: str, *, on: dt.date) -> Profile | None:
    """The project on the day; None when it was not there."""
    return until_changed(("profile", agreement.pk, key, on), lambda: _profile(agreement, key, on))


def _profile(agreement: Agreement, key: str, on: dt.date) -> Profile | None:
    base = public.project_on(agreement, key, on=on)
    if base is None:
        return None
    version = document.version_on(agreement, on)
    project = base.project
    mine = Q(file_version=None) | Q(file_version=version)
    return Profile(
        base=base,
        milestones=_milestones(project, mine, on),
        risks=list(project.risks.filter(mine, Q(until=None) | Q(until__gte=on), since__lte=on)),
        fundings=list(project.fundings.filter(mine, since__lte=on)),
        notes=list(project.notes.filter(exchanged_on__lte=on)),
        papers=list(project.papers.filter(added_on__lte=on).select_related("file")),
        seats=seats.seats_on(agreement, on=on, project=project),
        indicators=indicators_on(project.indicators.filter(is_figure=False), version, on=on),
        occupied=places_occupied(on=on, project=project.key),
        offered=places_offered(on=on, project=project.key),
        sources=_sources(base),
    )


def _sources(base: public.ProjectOnDay) -> list[Source]:
    """Where what the file says of the project can be read, in the order of the file."""
    named = set(_named_sources(base.text.model_dump())) if base.text else set()
    return [source for key, source in base.sources.items() if key in named]


def _named_sources(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in {"source", "target_source"} and isinstance(inner, str):
                yield inner
            yield from _named_sources(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named_sources(inner)


def _milestones(project: Project, mine: Q, on: dt.date) -> list[MilestoneOnDay]:
    known = Prefetch("shifts", MilestoneShift.objects.filter(shifted_on__lte=on))
    rows = []
    for milestone in project.milestones.filter(mine).prefetch_related(known):
        shifts = list(milestone.shifts.all())
        due = shifts[-1].new_due_on if shifts else milestone.due_on
        done = milestone.done_on is not None and milestone.done_on <= on
        rows.append(MilestoneOnDay(milestone, due, shifts, done, late=not done and due is not None and due < on))
    return sorted(rows, key=lambda r: r.milestone.done_on or r.due_on or dt.date.max)


def indicators_on(found: QuerySet[Indicator], version: Version, *, on: dt.date) -> list[IndicatorOnDay]:
    """Indicators with what is known of them on the day; three queries that read only the last values of each."""
    newest_first = [F("as_of").desc(), F("pk").desc()]
    last = (
        Measurement.objects.filter(
            Q(file_version=None) | Q(file_version=version),
            indicator__in=found.order_by(),
            series="actual",
            definition="",
            as_of__lte=on,
            corrections=None,
        )
        .annotate(rank=Window(RowNumber(), partition_by=F("indicator"), order_by=newest_first))
        .filter(rank__lte=MOST_POINTS)
        .order_by("indicator", "rank")
    )
    points: dict[int, list[tuple[dt.date, Decimal]]] = defaultdict(list)
    for pk, day, value in last.values_list("indicator_id", "as_of", "value"):
        points[pk].append((day, value))
    latest = {m.indicator_id: m for m in last.filter(rank=1).prefetch_related("confirmations")}
    return [
        _indicator(indicator, latest.get(indicator.pk), points.get(indicator.pk, []), on)
        for indicator in found.select_related("project")
    ]


def _indicator(
    indicator: Indicator, latest: Measurement | None, points: Sequence[tuple[dt.date, Decimal]], on: dt.date
) -> IndicatorOnDay:
    words = {c.side: c.agrees for c in latest.confirmations.all()} if latest else {}
    expected = (
        forecast(points, target_on=indicator.target_on) if indicator.target_on and indicator.target_on > on else None
    )
    return IndicatorOnDay(
        indicator=indicator,
        latest=latest,
        confirmed=confirmation_state(words),
        stale=not indicator.metric
        and is_stale(indicator.rhythm, indicator.waiting_months, latest.as_of if latest else None, on=on),
        forecast=expected,
    )


def all_indicators(agreement: Agreement, version: Version, *, on: dt.date) -> list[IndicatorOnDay]:
    """Every figure and indicator, stale ones first."""

    def make() -> list[IndicatorOnDay]:
        rows = indicators_on(agreement.indicators.order_by("pk"), version, on=on)
        return sorted(rows, key=lambda r: (not r.stale, r.confirmed != "dissent"))

    return until_changed(("indicators", version.pk, on), make)


def fundings_on(agreement: Agreement, version: Version, *, on: dt.date) -> list[Funding]:
    """All money known on the day, by project."""
    return list(
        Funding.objects.filter(
            Q(file_version=None) | Q(file_version=version), project__agreement=agreement, since__lte=on
        )
        .select_related("project")
        .order_by("source_of_money", "-year", "project__key")
    )


def known_amounts(fundings: Sequence[Funding], source: str, projects: Sequence[Project]) -> dict[str, Decimal | None]:
    """Latest known amount of one source of money by project; projects that name the source without amount stand as None."""
    amounts: dict[str, Decimal | None] = {}
    for funding in fundings:
        if funding.source_of_money == source and funding.project.title not in amounts:
            amounts[funding.project.title] = funding.amount
    return amounts
