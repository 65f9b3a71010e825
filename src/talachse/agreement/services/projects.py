"""A new project enters the agreement: through a quarterly decision of both sides, and through nothing else."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from talachse.accounts.actor import Actor
from talachse.agreement.models import Decision, Project, Standing
from talachse.agreement.services.decisions import subject_of
from talachse.audit.services import record
from talachse.rules.agreement.document import Badge, ProjectStatus
from talachse.rules.agreement.meetings import may_add_project


class ProjectRefused(Exception):
    """The project cannot be added; the message says why, in German."""


def add_project(
    decision: Decision,
    *,
    key: str,
    title: str,
    section: str,
    purpose: str,
    audience: str = "",
    legal_bases: list[str] | None = None,
    site: str = "",
    district: int | None = None,
    parent_key: str = "",
    starts_on: dt.date | None = None,
    ends_on: dt.date | None = None,
    badge: Badge = Badge.LIVE,
    by: Actor,
    today: dt.date,
) -> Project:
    """Add the project that a quarterly decision names (§0-11). A second click gives the same project.

    The origin is a composite key: the database, too, refuses a decision of another kind or with a side missing.
    """
    with transaction.atomic():
        fresh = Decision.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=decision.pk)
        verdict = may_add_project(
            decided_in=fresh.meeting_kind,
            both_sides_present=fresh.both_sides_present,
            decided_on=fresh.decided_on,
            today=today,
        )
        if not verdict.is_yes:
            raise ProjectRefused(verdict.reason)
        if not fresh.adds_project:
            raise ProjectRefused("Dieser Beschluss nimmt kein Projekt auf.")
        added = fresh.projects.first()
        if added is not None:
            if added.key == key:
                return added
            raise ProjectRefused(f"Mit diesem Beschluss wurde schon ein Projekt aufgenommen: {added.title}.")
        if Project.objects.filter(agreement=fresh.agreement, key=key).exists():
            raise ProjectRefused("Diesen Schlüssel trägt schon ein anderes Projekt. Bitte wählen Sie einen anderen.")
        if starts_on and ends_on and ends_on < starts_on:
            raise ProjectRefused("Das Ende des Projekts liegt vor seinem Beginn.")
        project = Project.objects.create(
            agreement=fresh.agreement,
            key=key,
            title=title.strip(),
            section=section,
            parent_key=parent_key,
            purpose=purpose.strip(),
            audience=audience.strip(),
            legal_bases=legal_bases or [],
            site=site.strip(),
            district=district,
            starts_on=starts_on,
            ends_on=ends_on,
            added_on=fresh.decided_on,
            origin_decision=fresh,
            origin_kind=fresh.meeting_kind,
            origin_both_present=fresh.both_sides_present,
        )
        Standing.objects.create(
            agreement=fresh.agreement,
            project=project,
            status=ProjectStatus.PLANNED,
            since=fresh.decided_on,
            source=f"Beschluss {fresh.number}",
            badge=badge,
            recorded_at=timezone.now(),
            recorded_by=by.journal_id,
        )
        record(by=by, verb="project_added", subject=f"agreement.project:{key}", why=subject_of(fresh))
    return project
