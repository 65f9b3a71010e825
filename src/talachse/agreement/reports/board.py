"""The portfolio on one page: what deviates, and how far every field is. A fixed number of queries, however many projects."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.db.models import Q
from django.urls import reverse

from talachse.agreement.models import ActionItem, Agreement, Milestone, MilestoneShift, Project, Risk, Version
from talachse.agreement.queries import document, seats, standing
from talachse.agreement.queries.meetings import decisions_overdue
from talachse.agreement.queries.standing import Stand
from talachse.agreement.reports import figures
from talachse.agreement.reports.figures import FigureOnDay
from talachse.agreement.reports.public import title_on
from talachse.agreement.words import dative
from talachse.rules.agreement.document import Section
from talachse.rules.agreement.standing import is_late
from talachse.ui.unchanged import until_changed

LEVELS = {"low": 0, "medium": 1, "high": 2}


@dataclass(frozen=True, slots=True)
class Deviation:
    """One thing that is not as promised: what, how serious, and where to go on."""

    kind: str
    title: str
    detail: str
    url: str
    serious: bool = False


@dataclass(slots=True)
class ProjectRow:
    """One line of the board: progress and risk are two facts."""

    project: Project
    title: str
    stand: Stand | None
    risk: str
    risk_title: str
    overdue: list[Milestone]
    figures: list[FigureOnDay]
    children: list[ProjectRow] = field(default_factory=list)

    @property
    def status(self) -> str:
        return self.stand.status if self.stand else "unknown"


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of the agreement with its projects, bundles around their children."""

    section: Section
    projects: list[ProjectRow]
    clause_counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the board shows."""

    deviations: list[Deviation]
    fields: list[FieldRow]
    figures: list[FigureOnDay]
    changed: list[Deviation]
    project_count: int


def board(agreement: Agreement, *, on: dt.date) -> Board:
    """The state of the whole portfolio on a day."""
    return until_changed(("board", agreement.pk, on), lambda: _board(agreement, on))


def _board(agreement: Agreement, on: dt.date) -> Board:
    version = document.version_on(agreement, on)
    content = document.document_of(version)
    projects = list(standing.projects_on(agreement, on=on).defer("purpose", "audience", "legal_bases"))
    stands = standing.project_standings(agreement, version, on=on)
    clauses = standing.clause_standings(agreement, version, on=on)
    found = figures.figures_on(agreement, version, on=on)
    by_figure = {f.key: f for f in found}
    texts = {p.key: p for p in content.projects}
    risks = _risks(agreement, version, on)
    overdue = overdue_milestones(agreement, version, on=on)
    rows = {
        p.key: ProjectRow(
            project=p,
            title=title_on(texts.get(p.key), p, on),
            stand=stands.get(p.key),
            risk=risks[p.pk].level if p.pk in risks else "",
            risk_title=risks[p.pk].title if p.pk in risks else "",
            overdue=overdue.get(p.pk, []),
            figures=[by_figure[k] for k in texts[p.key].figures if k in by_figure] if p.key in texts else [],
        )
        for p in projects
    }
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for clause in content.clauses:
        counts[clause.section][clauses[clause.anchor].status if clause.anchor in clauses else "open"] += 1
    return Board(
        deviations=_deviations(agreement, list(rows.values()), found, on=on)
        + [
            Deviation(
                "Aussage",
                f"{c.anchor}: {c.text}",
                f"fällig am {c.due_on:%d.%m.%Y}",
                f"{reverse('agreement-text')}#{c.anchor}",
                True,
            )
            for c in content.clauses
            if c.due_on and is_late(c.modality, clauses[c.anchor].status, c.due_on, on=on)  # type: ignore[arg-type]
        ],
        fields=[
            FieldRow(s, _tree(rows, s.key), dict(counts[s.key]))
            for s in content.sections
            if any(p.section == s.key for p in projects)
        ],
        figures=found,
        changed=_changed(rows.values(), on),
        project_count=len(projects),
    )


@lru_cache(maxsize=1024)
def _profile_url(key: str) -> str:
    return reverse("agreement-profile", args=[key])


def _tree(rows: dict[str, ProjectRow], section: str) -> list[ProjectRow]:
    """Projects of a field; what belongs to a bundle stands under it. Worst risk first."""
    top: list[ProjectRow] = []
    for row in rows.values():
        if row.project.section != section:
            continue
        parent = rows.get(row.project.parent_key)
        (parent.children if parent else top).append(row)
    return sorted(top, key=lambda r: (-LEVELS.get(r.risk, -1), not r.overdue))


def _risks(agreement: Agreement, version: Version, on: dt.date) -> dict[int, Risk]:
    """The highest risk of every project on the day."""
    valid = Risk.objects.filter(
        Q(file_version=None) | Q(file_version=version),
        Q(until=None) | Q(until__gte=on),
        project__agreement=agreement,
        since__lte=on,
    ).only("project_id", "title", "level")
    worst: dict[int, Risk] = {}
    for risk in valid:
        if risk.project_id not in worst or LEVELS[risk.level] > LEVELS[worst[risk.project_id].level]:
            worst[risk.project_id] = risk
    return worst


def overdue_milestones(agreement: Agreement, version: Version, *, on: dt.date) -> dict[int, list[Milestone]]:
    """Milestones whose latest plan known on the day was over, by project."""
    shifts: dict[int, dt.date | None] = {
        s.milestone_id: s.new_due_on
        for s in MilestoneShift.objects.filter(milestone__project__agreement=agreement, shifted_on__lte=on).order_by(
            "shifted_on", "pk"
        )
    }
    found: dict[int, list[Milestone]] = defaultdict(list)
    open_then = Milestone.objects.filter(
        Q(file_version=None) | Q(file_version=version),
        Q(done_on=None) | Q(done_on__gt=on),
        Q(due_on__lt=on) | Q(pk__in=shifts),
        project__agreement=agreement,
    ).only("project_id", "title", "due_on")
    for milestone in open_then:
        due = shifts.get(milestone.pk, milestone.due_on)
        if due is not None and due < on:
            found[milestone.project_id].append(milestone)
    return found


def _deviations(
    agreement: Agreement, rows: list[ProjectRow], found: list[FigureOnDay], *, on: dt.date
) -> list[Deviation]:
    deviations = [
        Deviation(
            "Beschluss",
            f"{d.number} {d.title}",
            f"fällig am {d.due_on:%d.%m.%Y}" if d.due_on else "",
            reverse("agreement-decision", args=[d.pk]),
            True,
        )
        for d in decisions_overdue(agreement, on)
    ]
    deviations += [
        Deviation("Funktion", seat.title, "nicht besetzt", reverse("agreement-seat", args=[seat.key]), True)
        for seat in seats.vacant(agreement, on=on)
    ]
    for row in rows:
        deviations += [
            Deviation("Meilenstein", f"{row.title}: {m.title}", "Termin ist vorbei", _profile_url(row.project.key))
            for m in row.overdue
        ]
    deviations += [
        Deviation(
            "Zahl",
            f.figure.label,
            f"{f.actual:.0f} von {f.expected:.0f} {dative(f.figure.unit)}",
            reverse("agreement-indicator", args=[f.key]),
        )
        for f in found
        if f.deviates and f.actual is not None and not _is_over(f, rows)
    ]
    deviations += [
        Deviation("Auftrag", a.title, f"fällig am {a.due_on:%d.%m.%Y}", reverse("agreement-actions"))
        for a in overdue_actions(agreement, on=on)
    ]
    return deviations


OVER = {"completed", "ended", "overtaken"}


def _is_over(found: FigureOnDay, rows: Iterable[ProjectRow]) -> bool:
    """A number of places misses nothing once every project it belongs to is over."""
    standings = [row.status for row in rows if found in row.figures]
    return bool(standings) and all(status in OVER for status in standings)


def overdue_actions(agreement: Agreement, *, on: dt.date) -> list[ActionItem]:
    """Actions that were due and not done on the day."""
    return list(
        ActionItem.objects.filter(
            Q(done_on=None) | Q(done_on__gt=on), agreement=agreement, created_on__lte=on, due_on__lt=on
        ).select_related("owner", "project")
    )


def _changed(rows: Iterable[ProjectRow], on: dt.date) -> list[Deviation]:
    """Projects whose status changed in the 31 days before."""
    since = on - dt.timedelta(days=31)
    return [
        Deviation(
            "Vorhaben",
            row.title,
            f"{row.stand.since:%d.%m.%Y}: {row.stand.note or row.stand.status}",
            _profile_url(row.project.key),
        )
        for row in rows
        if row.stand is not None and row.stand.since > since
    ]
