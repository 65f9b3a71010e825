"""The agreement as everybody may read it: wording, standing, what runs for it; counts with small numbers held back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from talachse.agreement.models import Agreement, Project, Version
from talachse.agreement.queries import document, standing
from talachse.agreement.queries.standing import Stand
from talachse.agreement.reports import figures
from talachse.agreement.reports.figures import FigureOnDay
from talachse.rules.agreement.document import Clause, Document, Event, Figure, FrameField, Modality, Section, Source
from talachse.rules.agreement.document import Project as ProjectText
from talachse.rules.agreement.standing import is_late
from talachse.rules.disclosure import disclose_nested

# Metrics that count persons; their small values are held back in public.
COUNTS_PERSONS = {"places_occupied", "admissions_cumulative", "event_seats_taken", "event_visitors"}


@dataclass(frozen=True, slots=True)
class Running:
    """A project that runs for a clause."""

    key: str
    title: str
    status: str


@dataclass(frozen=True, slots=True)
class ClauseOnDay:
    """A clause with how it stands, what runs for it, and its figures."""

    clause: Clause
    stand: Stand | None
    running: list[Running]
    figures: list[FigureOnDay]
    seats: list[str]
    late: bool

    @property
    def status(self) -> str:
        return self.stand.status if self.stand else "open"

    @property
    def is_context(self) -> bool:
        """A statement that asks nothing of anybody."""
        return self.clause.modality is Modality.CTX

    @property
    def shown_status(self) -> str:
        """For readers: a mere statement of fact is neither fulfilled nor open."""
        return Modality.CTX.value if self.is_context else self.status

    @property
    def has_nothing_yet(self) -> bool:
        """Something was said that needs doing, and nothing runs for it."""
        return not (self.running or self.figures or self.seats or self.is_context) and self.status == "open"


@dataclass(frozen=True, slots=True)
class SectionOnDay:
    """A section of the text with its clauses in order."""

    section: Section
    hashtags: list[FrameField]
    clauses: list[ClauseOnDay]


@dataclass(frozen=True, slots=True)
class TextOnDay:
    """The whole text on a day."""

    document: Document
    sections: list[SectionOnDay]
    counts: dict[str, int]


def title_on(text: ProjectText | None, project: Project, on: dt.date) -> str:
    """The name a project bore on the day."""
    if text is None:
        return project.title
    names = [name.name for name in sorted(text.names, key=lambda n: n.since) if name.since <= on]
    return names[-1] if names else text.title


def text_on(agreement: Agreement, *, on: dt.date, status: str = "") -> TextOnDay:
    """The agreement in its own order; ``status`` keeps only clauses that stand so ("ctx": mere statements)."""
    version = document.version_on(agreement, on)
    content = document.document_of(version)
    clauses = standing.clause_standings(agreement, version, on=on)
    projects = standing.project_standings(agreement, version, on=on)
    rows = {p.key: p for p in standing.projects_on(agreement, on=on)}
    texts = {p.key: p for p in content.projects}
    by_key = {f.key: f for f in figures_for_all(agreement, version, on=on)}
    frame = {f.key: f for f in content.frame}
    counts: dict[str, int] = {}
    sections = []
    for section in content.sections:
        shown = []
        for clause in content.clauses:
            if clause.section != section.key:
                continue
            stand = clauses.get(clause.anchor)
            now = stand.status if stand else "open"
            shown.append(
                ClauseOnDay(
                    clause=clause,
                    stand=stand,
                    running=[
                        Running(
                            k, title_on(texts.get(k), rows[k], on), projects[k].status if k in projects else "unknown"
                        )
                        for k in clause.projects
                        if k in rows
                    ],
                    figures=[by_key[k] for k in clause.figures],
                    seats=[seat.title for seat in content.seats if clause.anchor in seat.clauses and seat.since <= on],
                    late=is_late(clause.modality, now, clause.due_on, on=on),  # type: ignore[arg-type]  # a ClauseStatus value
                )
            )
        for row in shown:
            counts[row.shown_status] = counts.get(row.shown_status, 0) + 1
        wanted = [row for row in shown if status in {"", row.shown_status}]
        sections.append(SectionOnDay(section, [frame[k] for k in section.frame], wanted))
    return TextOnDay(content, sections, counts)


def shown_value(found: FigureOnDay) -> str | Decimal | None:
    """The value as it may be shown to everybody: small counts of persons are held back."""
    return found.held_back or found.actual


def figures_for_all(
    agreement: Agreement, version: Version, *, on: dt.date, keys: Collection[str] | None = None
) -> list[FigureOnDay]:
    """Figures as everybody may read them. Wholes and parts are weighed together, so that none tells another."""
    everything = document.document_of(version).figures
    wanted = None if keys is None else _related(everything, set(keys))
    found = figures.figures_on(agreement, version, on=on, keys=wanted)
    persons = {f.key: int(f.actual) for f in found if f.actual is not None and _counts_persons(f)}
    cells = disclose_nested(
        persons,
        {f.key: f.figure.inside for f in found if f.figure.inside},
        health=frozenset(f.key for f in found if "rehapro" in f.figure.legal_bases),
    )
    return [
        replace(f, held_back=cells[f.key].shown) if f.key in cells and cells[f.key].suppressed else f
        for f in found
        if keys is None or f.key in keys
    ]


def history_for_all(
    agreement: Agreement, version: Version, figure: Figure, *, on: dt.date
) -> list[tuple[dt.date, Decimal]]:
    """The live count at the end of every quarter, without the days on which it is held back."""
    if figure.metric is None:
        return []
    if figure.metric.name not in COUNTS_PERSONS:
        return figures.live_series(agreement, figure, on=on, first=agreement.effective_on)
    days = [day for day in figures.quarter_ends(agreement.effective_on, on) if day < on] + [on]
    shown = ((day, figures_for_all(agreement, version, on=day, keys={figure.key})[0]) for day in days)
    return [(day, f.actual) for day, f in shown if f.badge == "live" and f.actual is not None and not f.held_back]


def _counts_persons(found: FigureOnDay) -> bool:
    return found.badge == "live" and found.figure.metric is not None and found.figure.metric.name in COUNTS_PERSONS


def _related(everything: list[Figure], keys: set[str]) -> set[str]:
    """The figures with every whole they lie in and every part that lies in one of these."""
    while True:
        near = {f.key for f in everything if f.inside in keys}
        near |= {f.inside for f in everything if f.inside and f.key in keys}
        if near <= keys:
            return keys
        keys = keys | near


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to a project: a new stand, or an event."""

    day: dt.date
    precision: str
    text: str
    badge: str
    source: str
    status: str = ""
    back_dated: bool = False


@dataclass(frozen=True, slots=True)
class ProjectOnDay:
    """A project for everybody."""

    project: Project
    text: ProjectText | None
    title: str
    stand: Stand | None
    clauses: list[Clause]
    figures: list[FigureOnDay]
    children: list[Running]
    happened: list[Happening]
    actors: list[tuple[str, str]]
    sources: dict[str, Source]


def project_on(agreement: Agreement, key: str, *, on: dt.date) -> ProjectOnDay | None:
    """One project on a day; None when it does not exist or was not taken up by then."""
    project = standing.project(agreement, key)
    if project is None or project.added_on > on:
        return None
    version = document.version_on(agreement, on)
    content = document.document_of(version)
    texts = {p.key: p for p in content.projects}
    stands = standing.project_standings(agreement, version, on=on, bundle=key)
    text = texts.get(key)
    wanted = set(text.figures) if text else set()
    names = {a.key: a.name for a in content.actors}
    return ProjectOnDay(
        project=project,
        text=text,
        title=title_on(text, project, on),
        stand=stands.get(key),
        clauses=[c for c in content.clauses if key in c.projects],
        figures=figures_for_all(agreement, version, on=on, keys=wanted),
        children=[
            Running(p.key, title_on(texts.get(p.key), p, on), stands[p.key].status if p.key in stands else "unknown")
            for p in standing.projects_on(agreement, on=on).filter(parent_key=key)
        ],
        happened=_happened(
            standing.history_of_project(project, version, on=on),
            [e for e in content.events if key in e.projects and e.day <= on],
            {s.key: s.title for s in content.sources},
        ),
        actors=[
            (names[a.actor], a.role)
            for a in (text.actors if text else [])
            if (a.since is None or a.since <= on) and (a.until is None or a.until >= on)
        ],
        sources={s.key: s for s in content.sources},
    )


def _happened(history: list[Stand], events: list[Event], sources: dict[str, str]) -> list[Happening]:
    """Stands and events in the order of their days."""
    rows = [Happening(s.since, "day", s.note, s.badge, s.source, s.status, s.back_dated) for s in history]
    rows += [Happening(e.day, e.precision, e.title, e.badge, sources.get(e.source, e.source)) for e in events]
    return sorted(rows, key=lambda h: h.day)


def open_data(agreement: Agreement, *, on: dt.date) -> dict[str, Any]:
    """Clauses, figures and projects as plain data for everybody."""
    text = text_on(agreement, on=on)
    version = document.version_on(agreement, on)
    stands = standing.project_standings(agreement, version, on=on)
    texts = {p.key: p for p in text.document.projects}
    return {
        "agreement": agreement.key,
        "title": agreement.title,
        "version": version.number,
        "on": on.isoformat(),
        "clauses": [
            {
                "anchor": c.clause.anchor,
                "section": c.clause.section,
                "modality": c.clause.modality.value,
                "text": c.clause.text,
                "locator": c.clause.locator,
                "status": c.status,
                "since": c.stand.since.isoformat() if c.stand else None,
                "source": c.stand.source if c.stand else None,
                "own_reading": c.clause.own_reading or None,
                "projects": c.clause.projects,
                "figures": c.clause.figures,
            }
            for section in text.sections
            for c in section.clauses
        ],
        "figures": [
            {
                "key": f.key,
                "label": f.figure.label,
                "unit": f.figure.unit,
                "kind": f.figure.kind.value,
                "target": float(f.figure.value),
                "target_to": float(f.figure.value_to) if f.figure.value_to is not None else None,
                "about": f.figure.about,
                "actual": float(value) if isinstance(value := shown_value(f), Decimal) else None,
                "suppressed": isinstance(value, str),
                "as_of": f.as_of.isoformat() if f.as_of else None,
                "badge": f.badge,
                "source": f.source or None,
                "definition": f.figure.definition,
            }
            for f in figures_for_all(agreement, version, on=on)
        ],
        "projects": [
            {
                "key": p.key,
                "title": title_on(texts.get(p.key), p, on),
                "section": p.section,
                "parent": p.parent_key or None,
                "purpose": p.purpose,
                "status": stands[p.key].status if p.key in stands else "unknown",
                "district": p.district,
            }
            for p in standing.projects_on(agreement, on=on)
        ],
    }
