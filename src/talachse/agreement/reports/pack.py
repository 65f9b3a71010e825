"""The briefing pack of a quarter as plain data: what lies on the table of the quarterly meeting.

Everything is JSON, because it is frozen as it was known; numbers and days stay raw, words stand beside them.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, Q
from django.utils import timezone, translation

from talachse.agreement import words
from talachse.agreement.models import (
    AgendaItem,
    Agreement,
    Funding,
    Meeting,
    Milestone,
    MilestoneShift,
    Project,
    ProjectNote,
    ProjectPaper,
    Risk,
    Version,
)
from talachse.agreement.queries import document, meetings, seats
from talachse.agreement.reports import board as boards
from talachse.agreement.reports import profile
from talachse.agreement.reports.board import Board, ProjectRow
from talachse.agreement.reports.figures import FigureOnDay
from talachse.rules.agreement.document import Document, FigureKind
from talachse.rules.agreement.document import Project as ProjectText
from talachse.rules.agreement.standing import COUNTED


def pack(agreement: Agreement, period: str, *, on: dt.date) -> dict[str, Any]:
    """The whole pack for a quarter ("2026Q4") as things stood on a day. The number of queries does not grow with projects."""
    # The pack is read and frozen in German, whoever asks for it in whatever language.
    with translation.override("de"):
        version = document.version_on(agreement, on)
        content = document.document_of(version)
        board = boards.board(agreement, on=on)
        meeting = _meeting(agreement, period)
        indicators = [
            i
            for i in profile.all_indicators(agreement, version, on=on)
            if not i.indicator.is_figure and i.latest is not None
        ]
        return {
            # Frozen content is printed for years: whoever changes its shape counts up and keeps the older template.
            "format": 1,
            "agreement": agreement.key,
            "title": agreement.title,
            "summary": content.agreement.summary,
            "version": version.number,
            "period": period,
            "name": f"{period[5:]}. Quartal {period[:4]}",
            "on": on.isoformat(),
            "demo": settings.TALACHSE_DEMO,
            "meeting": _meeting_head(meeting),
            "overview": _overview(agreement, board, content, on),
            "decisions": [_decision(f) for f in meetings.register(agreement, on)],
            "agenda": [_item(i) for i in meetings.agenda_of(meeting)] if meeting else [],
            "profiles": _profiles(agreement, version, content, board, indicators, on=on),
            "figures": [_figure(f, board, content) for f in board.figures],
            "indicators": [_indicator(i) for i in indicators],
            "sources": [{"title": s.title, "url": s.url or ""} for s in content.sources],
        }


def _word(table: str, key: str) -> str:
    found = getattr(words, table).get(key, key)
    return str(found[1] if isinstance(found, tuple) else found)


def _number(value: Decimal | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _spoken(value: Decimal) -> str:
    """A number as people write it in German: 12.300.000 or 10,6."""
    whole = value == value.to_integral_value()
    text = f"{value:,.0f}" if whole else f"{value.normalize():,f}"
    text = text.replace(",", "_").replace(".", ",").replace("_", ".")
    return text if abs(value) >= 10_000 else text.replace(".", "")


def _day(value: dt.date | None) -> str:
    return value.isoformat() if value else ""


def _meeting(agreement: Agreement, period: str) -> Meeting | None:
    return agreement.meetings.filter(kind="quarterly", period=period).select_related("agreement").first()


def _meeting_head(meeting: Meeting | None) -> dict[str, Any] | None:
    if meeting is None:
        return None
    starts = timezone.localtime(meeting.starts_at)
    return {
        "day": starts.date().isoformat(),
        "time": f"{starts:%H:%M}",
        "place": meeting.place,
        "status": meeting.get_status_display(),
        "invited": [i.title for i in meetings.invitees_of(meeting)],
    }


def _overview(agreement: Agreement, board: Board, content: Document, on: dt.date) -> dict[str, Any]:
    return {
        "deviations": [
            {"kind": d.kind, "title": d.title, "detail": d.detail, "serious": d.serious} for d in board.deviations
        ],
        "changed": [{"title": d.title, "detail": d.detail} for d in board.changed],
        "projects": board.project_count,
        "alignments": meetings.meetings_closed(agreement=agreement, kind="monthly", on=on),
        "jour_fixes": meetings.meetings_closed(agreement=agreement, kind="quarterly", on=on),
        "fields": [
            {
                "key": f.section.key,
                "title": f.section.title,
                "clauses": {_word("CLAUSE_STATUS", k): n for k, n in f.clause_counts.items()},
                "projects": [line for row in f.projects for line in _lines(row)],
            }
            for f in board.fields
        ],
        "budget": [
            {
                "day": e.day.isoformat(),
                "precision": e.precision,
                "title": e.title,
                "amount": _number(e.amount),
                "plan_state": _word("PLAN_STATE", e.plan_state) if e.plan_state else "",
            }
            for e in sorted(content.events, key=lambda e: e.day)
            if e.kind == "budget" and e.day <= on and e.day.year >= on.year - 2
        ],
        "seats": [
            {"title": s.seat.title, "side": _word("SIDE", s.seat.side), "held": s.holder is not None}
            for s in seats.seats_on(agreement, on=on)
        ],
    }


def _lines(row: ProjectRow, depth: int = 0) -> list[dict[str, Any]]:
    """A project and what belongs to it, as lines of a table."""
    mine = {
        "key": row.project.key,
        "title": row.title,
        "depth": depth,
        "status": _word("PROJECT_STATUS", row.status),
        "since": _day(row.stand.since) if row.stand else "",
        "risk": _word("RISK_LEVEL", row.risk) if row.risk else "",
        "risk_title": row.risk_title,
        "figures": [shown(f) for f in row.figures],
        "overdue": [m.title for m in row.overdue],
    }
    return [mine, *(line for child in row.children for line in _lines(child, depth + 1))]


def shown(found: FigureOnDay) -> str:
    """A figure in words: what there is against what was agreed."""
    figure = found.figure
    if figure.counting == "date":
        if found.actual is not None and found.of:
            return f"{_spoken(found.actual)} von {_spoken(found.of)} Produkten, Termin {figure.value:.0f}"
        return f"bis {figure.value:.0f}"
    agreed = _spoken(figure.value)
    if figure.value_to is not None:
        agreed = f"{agreed} bis {_spoken(figure.value_to)}"
    if figure.about:
        agreed = f"rund {agreed}"
    if found.is_compared and found.actual is not None:
        return f"{_spoken(found.actual)} von {agreed} {words.dative(figure.unit)}"
    if found.actual is not None:
        word = "genannt" if figure.kind is FigureKind.CONTEXT else "vereinbart"
        return f"{_spoken(found.actual)} {figure.unit} ({word}: {agreed})"
    awaited = figure.kind in COUNTED or figure.kind is FigureKind.CEILING
    return f"{agreed} {figure.unit}" + (", noch kein Wert" if awaited else "")


def _figure(found: FigureOnDay, board: Board, content: Document) -> dict[str, Any]:
    figure = found.figure
    share = None
    if found.is_compared and found.actual is not None and figure.value and figure.counting != "date":
        share = min(100, round(float(found.actual / figure.value) * 100))
    elif figure.counting == "date" and found.actual is not None and found.of:
        share = min(100, round(float(found.actual / found.of) * 100))
    return {
        "key": figure.key,
        "label": figure.label,
        "unit": figure.unit,
        "kind": _word("FIGURE_KIND", figure.kind.value),
        "target": _number(figure.value),
        "actual": _number(found.actual),
        "share": share,
        "shown": shown(found),
        # The board alone says what deviates: a project that is over misses nothing.
        "deviates": any(d.kind == "Zahl" and d.title == figure.label for d in board.deviations),
        "definition": figure.definition,
        "counted_as": found.counted_as,
        "as_of": _day(found.as_of),
        "clauses": [c.anchor for c in content.clauses if figure.key in c.figures],
        "source": found.source or "Vereinbarung",
        "badge": found.badge,
        "remainder": figure.remainder,
        "own_reading": figure.own_reading,
        "other": [
            {
                "definition": m.definition,
                "as_of": m.as_of.isoformat(),
                "value": _number(m.value),
                # With its unit: "1992" alone could be a year.
                "shown": f"{_spoken(m.value)} {figure.unit}",
                "source": m.source,
            }
            for m in found.other
        ],
    }


def _indicator(row: profile.IndicatorOnDay) -> dict[str, Any]:
    latest = row.latest
    return {
        "label": row.indicator.label,
        "project": row.indicator.project.title if row.indicator.project else "",
        "area": row.indicator.area,
        "unit": row.indicator.unit,
        "definition": row.indicator.definition,
        "value": _number(latest.value) if latest else None,
        "shown": _spoken(latest.value) if latest else "",
        "as_of": _day(latest.as_of) if latest else "",
        "source": latest.source if latest else "",
        "badge": latest.badge if latest else "",
        "confirmed": _word("CONFIRMATION", row.confirmed),
        "stale": row.stale,
    }


def _decision(followed: meetings.Followed) -> dict[str, Any]:
    d = followed.decision
    return {
        "number": d.number,
        "title": d.title,
        "text": d.text,
        "decided_on": d.decided_on.isoformat(),
        "addressee": d.addressee.title if d.addressee else "",
        "due_on": _day(d.due_on),
        "done_on": _day(d.done_on) if followed.state in {"done", "late"} else "",
        "state": meetings.STATES[followed.state],
        "overdue": followed.state == "overdue",
        "days_late": followed.days_late if followed.state == "overdue" else 0,
        "delay_reason": d.delay_reason,
    }


def _item(item: AgendaItem) -> dict[str, Any]:
    return {
        "title": item.title,
        "kind": item.get_kind_display(),
        "text": item.text,
        "proposal": item.proposal,
        "project": item.project.title if item.project else "",
        "public": item.is_public,
        "late": item.is_late,
        "outcome": item.outcome,
        "papers": [{"title": p.title, "late": p.is_late} for p in item.papers.all()],
        # Who is biased is named by seat: that is what the minutes need.
        "biased": [str(c.attendance.seat or "Gast") for c in item.conflicts.all()],
    }


def _grouped[T](rows: Iterable[T], key: Callable[[T], int]) -> dict[int, list[T]]:
    groups: dict[int, list[T]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups


def _profiles(
    agreement: Agreement,
    version: Version,
    content: Document,
    board: Board,
    indicators: list[profile.IndicatorOnDay],
    *,
    on: dt.date,
) -> list[dict[str, Any]]:
    """Every project on half a page; one query for each kind of fact."""
    mine = Q(file_version=None) | Q(file_version=version)
    of_agreement = Q(project__agreement=agreement)
    shifts = Prefetch("shifts", MilestoneShift.objects.filter(shifted_on__lte=on).order_by("shifted_on", "pk"))
    milestones = _grouped(Milestone.objects.filter(mine, of_agreement).prefetch_related(shifts), lambda m: m.project_id)
    risks = _grouped(
        Risk.objects.filter(mine, of_agreement, Q(until=None) | Q(until__gte=on), since__lte=on),
        lambda r: r.project_id,
    )
    money = _grouped(Funding.objects.filter(mine, of_agreement, since__lte=on), lambda f: f.project_id)
    notes = _grouped(
        ProjectNote.objects.filter(of_agreement, exchanged_on__lte=on).order_by("-exchanged_on", "-pk"),
        lambda n: n.project_id,
    )
    papers = _grouped(
        ProjectPaper.objects.filter(of_agreement, added_on__lte=on).order_by("-added_on", "-pk"),
        lambda p: p.project_id,
    )
    contacts = _grouped(seats.contact_seats_on(agreement, on=on), lambda s: s.seat.project_id or 0)
    measured = _grouped(indicators, lambda i: i.indicator.project_id or 0)
    # The board leaves out the long texts.
    whole = Project.objects.filter(agreement=agreement).in_bulk()
    texts = {p.key: p for p in content.projects}
    actors = {a.key: a.name for a in content.actors}
    rows = [(field.section.key, row) for field in board.fields for top in field.projects for row in _flat(top)]
    found = []
    for section, row in rows:
        project, text = whole[row.project.pk], texts.get(row.project.key)
        found.append(
            {
                "key": project.key,
                "section": section,
                "title": row.title,
                "original": project.title if project.title != row.title else "",
                "status": _word("PROJECT_STATUS", row.status),
                "since": _day(row.stand.since) if row.stand else "",
                "note": row.stand.note if row.stand else "",
                "source": row.stand.source if row.stand else "",
                "badge": row.stand.badge if row.stand else "",
                "purpose": project.purpose,
                "audience": project.audience,
                "legal_bases": [_word("LEGAL_BASIS", b) for b in project.legal_bases],
                "site": project.site,
                "starts_on": _day(project.starts_on),
                "ends_on": _day(project.ends_on),
                "clauses": [c.anchor for c in content.clauses if project.key in c.projects],
                "actors": _actors(text, actors, on),
                # The seat, not the person: people move on, a frozen page does not.
                "contacts": [{"title": s.seat.title, "held": s.holder is not None} for s in contacts[project.pk]],
                "papers": [p.title for p in papers[project.pk]],
                "synergies": [s.text for s in text.synergies] if text else [],
                "figures": [{"label": f.figure.label, "shown": shown(f)} for f in row.figures],
                "indicators": [
                    {"label": i["label"], "shown": f"{i['shown']} {i['unit']}", "as_of": i["as_of"]}
                    for i in map(_indicator, measured[project.pk])
                ],
                "milestones": [_milestone(m, on) for m in milestones[project.pk]],
                "risks": [
                    {"title": r.title, "level": _word("RISK_LEVEL", r.level), "answer": r.answer}
                    for r in risks[project.pk]
                ],
                "money": [_money(f) for f in money[project.pk]],
                "exchange": [
                    {"on": n.exchanged_on.isoformat(), "text": n.text, "next_on": _day(n.next_on)}
                    for n in notes[project.pk][:1]
                ],
            }
        )
    return found


def _flat(row: ProjectRow) -> list[ProjectRow]:
    return [row, *(inner for child in row.children for inner in _flat(child))]


def _actors(text: ProjectText | None, names: dict[str, str], on: dt.date) -> list[str]:
    return [
        f"{names[a.actor]} ({_word('ACTOR_ROLE', a.role.value)})"
        for a in (text.actors if text else [])
        if (a.since is None or a.since <= on) and (a.until is None or a.until >= on)
    ]


def _milestone(milestone: Milestone, on: dt.date) -> dict[str, Any]:
    moved = list(milestone.shifts.all())
    due = moved[-1].new_due_on if moved else milestone.due_on
    done = milestone.done_on is not None and milestone.done_on <= on
    late = not done and due is not None and due < on
    return {
        "title": milestone.title,
        "due_on": _day(due),
        "done_on": _day(milestone.done_on) if done else "",
        "moved": len(moved),
        "state": "erreicht" if done else "überfällig" if late else "geplant",
    }


def _money(funding: Funding) -> dict[str, Any]:
    return {
        "source": _word("MONEY_SOURCE", funding.source_of_money),
        "amount": _number(funding.amount),
        "shown": f"{_spoken(funding.amount)} Euro" if funding.amount is not None else "Betrag nicht bekannt",
        "plan_state": _word("PLAN_STATE", funding.plan_state),
        "year": funding.year,
        "note": funding.note,
        "badge": funding.badge,
    }
