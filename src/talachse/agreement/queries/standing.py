"""How clauses and projects stood on a day, and how they came to stand there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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


SHOWN = ("status", "since", "note", "source", "badge", "file_version", "recorded_at")


def _stand(shown: Sequence[Any]) -> Stand:
    status, since, note, source, badge, file_version, recorded_at = shown
    hindsight = file_version is None and is_back_dated(since, timezone.localdate(recorded_at))
    return Stand(status, since, note, source, badge, hindsight)


def clause_standings(agreement: Agreement, version: Version, *, on: dt.date) -> dict[str, Stand]:
    """Latest status of every clause on the day, by anchor; one query."""
    latest = (
        _valid(agreement, version, on)
        .exclude(anchor="")
        .annotate(rank=Window(RowNumber(), partition_by=F("anchor"), order_by=[F("since").desc(), F("id").desc()]))
    )
    return {anchor: _stand(shown) for anchor, *shown in latest.filter(rank=1).values_list("anchor", *SHOWN)}


def project_standings(agreement: Agreement, version: Version, *, on: dt.date, bundle: str = "") -> dict[str, Stand]:
    """Latest status of every project on the day, by key, or of one project and what belongs to it; one query."""
    mine = Q(project__key=bundle) | Q(project__parent_key=bundle) if bundle else Q(project__isnull=False)
    latest = (
        _valid(agreement, version, on)
        .filter(mine)
        .annotate(rank=Window(RowNumber(), partition_by=F("project"), order_by=[F("since").desc(), F("id").desc()]))
    )
    return {key: _stand(shown) for key, *shown in latest.filter(rank=1).values_list("project__key", *SHOWN)}


def history_of_clause(agreement: Agreement, version: Version, anchor: str, *, on: dt.date) -> list[Stand]:
    """Every status of a clause until the day, oldest first."""
    rows = _valid(agreement, version, on).filter(anchor=anchor).order_by("since", "id")
    return [_stand(shown) for shown in rows.values_list(*SHOWN)]


def history_of_project(project: Project, version: Version, *, on: dt.date) -> list[Stand]:
    """Every status of a project until the day, oldest first."""
    rows = _valid(project.agreement, version, on).filter(project=project).order_by("since", "id")
    return [_stand(shown) for shown in rows.values_list(*SHOWN)]


def projects_on(agreement: Agreement, *, on: dt.date) -> QuerySet[Project]:
    """Projects that had been taken up by the day."""
    return agreement.projects.filter(added_on__lte=on).order_by("section", "pk")


def project(agreement: Agreement, key: str) -> Project | None:
    """One project by its key."""
    return agreement.projects.filter(key=key).select_related("agreement", "origin_decision").first()


def project_names() -> dict[str, str]:
    """Name by key of every project of every agreement; for choosing one."""
    return dict(Project.objects.order_by("pk").values_list("key", "title"))
