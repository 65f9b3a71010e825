"""How clauses and projects stood on a day, and how they came to stand there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from talachse.agreement.models import Agreement, Project, Standing, Version
from talachse.rules.agreement.standing import is_back_dated


@dataclass(frozen=True, slots=True)
class Stand:
    """One dated status: since when, why, from where, and whether it was entered in hindsight."""

    status: str
    since: dt.date
    note: str
    source: str
    badge: str
    back_dated: bool


def _valid(agreement: Agreement, version: Version, on: dt.date) -> QuerySet[Standing]:
    """What holds on the day: entries by people, and those of the wording that governs it."""
    return Standing.objects.filter(Q(file_version=None) | Q(file_version=version), agreement=agreement, since__lte=on)


def _stand(row: Standing) -> Stand:
    hindsight = row.file_version_id is None and is_back_dated(row.since, timezone.localdate(row.recorded_at))
    return Stand(row.status, row.since, row.note, row.source, row.badge, hindsight)


def clause_standings(agreement: Agreement, version: Version, *, on: dt.date) -> dict[str, Stand]:
    """Latest status of every clause on the day, by anchor; one query."""
    latest = (
        _valid(agreement, version, on)
        .exclude(anchor="")
        .annotate(rank=Window(RowNumber(), partition_by=F("anchor"), order_by=[F("since").desc(), F("id").desc()]))
    )
    return {row.anchor: _stand(row) for row in latest.filter(rank=1)}


def project_standings(agreement: Agreement, version: Version, *, on: dt.date) -> dict[str, Stand]:
    """Latest status of every project on the day, by key; one query."""
    latest = (
        _valid(agreement, version, on)
        .filter(project__isnull=False)
        .annotate(rank=Window(RowNumber(), partition_by=F("project"), order_by=[F("since").desc(), F("id").desc()]))
    )
    return {row.project.key: _stand(row) for row in latest.filter(rank=1).select_related("project") if row.project}


def history_of_clause(agreement: Agreement, version: Version, anchor: str, *, on: dt.date) -> list[Stand]:
    """Every status of a clause until the day, oldest first."""
    return [_stand(row) for row in _valid(agreement, version, on).filter(anchor=anchor).order_by("since", "id")]


def history_of_project(project: Project, version: Version, *, on: dt.date) -> list[Stand]:
    """Every status of a project until the day, oldest first."""
    rows = _valid(project.agreement, version, on).filter(project=project).order_by("since", "id")
    return [_stand(row) for row in rows]


def projects_on(agreement: Agreement, *, on: dt.date) -> QuerySet[Project]:
    """Projects that had been taken up by the day."""
    return agreement.projects.filter(added_on__lte=on).order_by("section", "pk")


def project(agreement: Agreement, key: str) -> Project | None:
    """One project by its key."""
    return agreement.projects.filter(key=key).select_related("agreement", "origin_decision").first()
