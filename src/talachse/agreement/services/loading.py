"""Loading an agreement file: all of it or nothing, and never the same file twice."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import Max

from talachse.accounts.actor import Actor
from talachse.agreement import metrics
from talachse.agreement.file import AgreementFileError, parse, problem_at
from talachse.agreement.models import (
    Agreement,
    Decision,
    Funding,
    Indicator,
    Measurement,
    Milestone,
    MilestoneShift,
    Project,
    Risk,
    Seat,
    Standing,
    Version,
)
from talachse.agreement.queries.document import document_of
from talachse.audit.services import record
from talachse.rules.agreement import document as doc
from talachse.rules.agreement.difference import Change, difference


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading did: the version, whether it is new, and how it differs from the one before."""

    version: Version
    created: bool
    changes: list[Change]


def compare_with_loaded(path: str | Path) -> list[Change]:
    """Check a file and say what loading it would change; writes nothing. Everything is new when nothing is loaded."""
    content = Path(path).read_bytes()
    document = parse(content)
    _check_metrics(document, content)
    agreement = Agreement.objects.filter(key=document.agreement.key).first()
    last = agreement.versions.order_by("-number").first() if agreement else None
    if agreement is not None:
        _check_projects(document, agreement, content)
    if last is None:
        return [Change("Vereinbarung", document.agreement.key, "added")]
    return difference(document_of(last), document)


def load_agreement(path: str | Path, *, by: Actor, now: dt.datetime) -> Loaded:
    """Load a file as a new version, in one transaction. The same content again changes nothing.

    AgreementFileError names lines and reasons; then nothing has been written.
    """
    content = Path(path).read_bytes()
    document = parse(content)
    _check_metrics(document, content)
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        agreement, _ = Agreement.objects.select_for_update().get_or_create(
            key=document.agreement.key,
            defaults={
                "title": document.agreement.title,
                "signed_on": document.agreement.signed_on,
                "effective_on": document.agreement.effective_on,
            },
        )
        last = agreement.versions.order_by("-number").first()
        if last is not None and last.digest == digest:
            return Loaded(last, created=False, changes=[])
        _check_projects(document, agreement, content)
        version = Version.objects.create(
            agreement=agreement,
            number=(agreement.versions.aggregate(n=Max("number"))["n"] or 0) + 1,
            label=document.version.label,
            valid_from=document.version.valid_from,
            loaded_at=now,
            loaded_by=by.journal_id,
            digest=digest,
            content=document.model_dump(mode="json"),
            signed_by_both={s.side for s in document.agreement.signatures} == set(doc.Side),
        )
        _Rows(document, agreement, version, by, now).write()
        changes = difference(document_of(last), document) if last else []
        record(
            by=by,
            verb="agreement_loaded",
            subject=f"agreement.version:{agreement.key}/{version.number}",
            why=f"{len(changes)} Änderungen" if last else "erste Fassung",
        )
    return Loaded(version, created=True, changes=changes)


def _check_metrics(document: doc.Document, content: bytes) -> None:
    problems = [
        problem_at(content, ("figures", n, "metric"), reason)
        for n, figure in enumerate(document.figures)
        if figure.metric and (reason := metrics.what_is_wrong(figure.metric.name, figure.metric.filters))
    ]
    if problems:
        raise AgreementFileError(problems)


def _check_projects(document: doc.Document, agreement: Agreement, content: bytes) -> None:
    """§0-11: a project beyond the first version needs a quarterly decision; and no project disappears without a word."""
    problems = []
    known = set(agreement.projects.values_list("key", flat=True))
    for n, project in enumerate(document.projects):
        if not known or project.key in known:
            continue
        number = document.version.added_projects.get(project.key)
        if number is None:
            reason = (
                "Ein neues Projekt braucht den Beschluss eines Quartalsgesprächs: version › added_projects (§0-11)."
            )
            problems.append(problem_at(content, ("projects", n), reason))
        elif not _deciding(agreement, number):
            reason = f"Der Beschluss {number} nimmt kein Projekt auf, oder es waren nicht beide Seiten da (§0-11)."
            problems.append(problem_at(content, ("version", "added_projects", project.key), reason))
    written = {p.key for p in document.projects}
    from_file = set(agreement.projects.filter(origin_version__isnull=False).values_list("key", flat=True))
    problems += [
        problem_at(
            content,
            ("projects",),
            f"„{key}“ fehlt. Ein Projekt verschwindet nicht; bitte geben Sie ihm den Stand ended oder overtaken.",
        )
        for key in sorted(from_file - written)
    ]
    if problems:
        raise AgreementFileError(problems)


def _deciding(agreement: Agreement, number: str) -> Decision | None:
    return Decision.objects.filter(
        agreement=agreement, number=number, adds_project=True, meeting_kind="quarterly", both_sides_present=True
    ).first()


class _Rows:
    """Turns a document into the rows that are counted over time."""

    def __init__(
        self, document: doc.Document, agreement: Agreement, version: Version, by: Actor, now: dt.datetime
    ) -> None:
        self.document, self.agreement, self.version, self.by, self.now = document, agreement, version, by, now
        self.sources = {s.key: s.title for s in document.sources}

    def write(self) -> None:
        """All rows of this version."""
        projects = {p.key: self._project(p) for p in self.document.projects}
        standings = [self._standing(s, anchor=c.anchor) for c in self.document.clauses for s in c.standings]
        standings += [self._standing(s, project=projects[p.key]) for p in self.document.projects for s in p.standings]
        Standing.objects.bulk_create(standings)
        measurements = []
        for figure in self.document.figures:
            indicator = self._figure(figure)
            measurements += self._measurements(indicator, figure.measurements)
        for source in self.document.projects:
            for item in source.indicators:
                indicator = self._indicator(item, projects[source.key])
                measurements += self._measurements(indicator, item.measurements)
        Measurement.objects.bulk_create(measurements)
        for source in self.document.projects:
            self._details(source, projects[source.key])
        for seat in self.document.seats:
            Seat.objects.update_or_create(
                agreement=self.agreement,
                key=seat.key,
                defaults={
                    "title": seat.title,
                    "side": seat.side or "",
                    "project": projects.get(seat.project) if seat.project else None,
                    "purpose": seat.purpose,
                    "required": seat.required,
                    "since": seat.since,
                },
            )

    def _project(self, source: doc.Project) -> Project:
        shown = {
            "title": source.title,
            "section": source.section,
            "parent_key": source.parent or "",
            "purpose": source.purpose,
            "audience": source.audience,
            "legal_bases": source.legal_bases,
            "site": source.site,
            "district": source.district,
            "starts_on": source.starts_on,
            "ends_on": source.ends_on,
        }
        number = self.document.version.added_projects.get(source.key)
        decision = _deciding(self.agreement, number) if number else None
        if decision is not None:
            origin = {"origin_decision": decision, "origin_kind": "quarterly", "origin_both_present": True}
            added_on = decision.decided_on
        else:
            origin = {"origin_version": self.version, "origin_signed": True}
            added_on = self.document.agreement.effective_on
        project, _ = Project.objects.update_or_create(
            agreement=self.agreement,
            key=source.key,
            defaults=shown,
            create_defaults=shown | origin | {"added_on": added_on},
        )
        return project

    def _standing(
        self, fact: doc.ClauseStanding | doc.ProjectStanding, *, anchor: str = "", project: Project | None = None
    ) -> Standing:
        return Standing(
            agreement=self.agreement,
            file_version=self.version,
            anchor=anchor,
            project=project,
            status=fact.status,
            since=fact.since,
            note=fact.note,
            source=self.sources[fact.source],
            badge=fact.badge,
            recorded_at=self.now,
            recorded_by=self.by.journal_id,
        )

    def _figure(self, figure: doc.Figure) -> Indicator:
        indicator, _ = Indicator.objects.update_or_create(
            agreement=self.agreement,
            key=figure.key,
            defaults={
                "is_figure": True,
                "label": figure.label,
                "unit": figure.unit,
                "definition": figure.definition,
                "kind": figure.kind,
                "waiting_months": figure.waiting_months,
                "target": figure.value,
                "target_on": figure.target_on,
                "metric": figure.metric.name if figure.metric else "",
                "metric_filters": figure.metric.filters if figure.metric else {},
                "file_version": self.version,
            },
        )
        return indicator

    def _indicator(self, item: doc.Indicator, project: Project) -> Indicator:
        indicator, _ = Indicator.objects.update_or_create(
            agreement=self.agreement,
            key=item.key,
            defaults={
                "project": project,
                "label": item.label,
                "unit": item.unit,
                "definition": item.definition,
                "direction": item.direction,
                "rhythm": item.rhythm,
                "area": item.area,
                "waiting_months": item.waiting_months,
                "target": item.target,
                "target_on": item.target_on,
                "file_version": self.version,
            },
        )
        return indicator

    def _measurements(self, indicator: Indicator, items: Iterable[doc.Measurement]) -> list[Measurement]:
        return [
            Measurement(
                indicator=indicator,
                file_version=self.version,
                as_of=m.as_of,
                value=m.value,
                definition=m.definition,
                precision=m.precision,
                source=self.sources[m.source],
                badge=m.badge,
                note=m.note,
                recorded_at=self.now,
                recorded_by=self.by.journal_id,
            )
            for m in items
        ]

    def _details(self, source: doc.Project, project: Project) -> None:
        for m in source.milestones:
            milestone = Milestone.objects.create(
                project=project,
                file_version=self.version,
                key=m.key,
                title=m.title,
                due_on=m.slipped_from or m.due_on,
                done_on=m.done_on,
                source=self.sources[m.source],
                badge=m.badge,
                note=m.note,
                recorded_at=self.now,
            )
            if m.slipped_from:
                MilestoneShift.objects.create(
                    milestone=milestone,
                    shifted_on=m.slipped_from,
                    new_due_on=m.due_on,
                    reason=m.note,
                    by=self.by.journal_id,
                )
        Risk.objects.bulk_create(
            Risk(
                project=project,
                file_version=self.version,
                title=r.title,
                level=r.level,
                since=r.since,
                answer=r.answer,
                source=self.sources[r.source],
                badge=r.badge,
                recorded_at=self.now,
                recorded_by=self.by.journal_id,
            )
            for r in source.risks
        )
        Funding.objects.bulk_create(
            Funding(
                project=project,
                file_version=self.version,
                source_of_money=f.source_of_money,
                amount=f.amount,
                plan_state=f.plan_state,
                year=f.year,
                since=dt.date(f.year, 1, 1) if f.year else self.document.agreement.effective_on,
                note=f.note,
                source=self.sources[f.source],
                badge=f.badge,
                recorded_at=self.now,
                recorded_by=self.by.journal_id,
            )
            for f in source.funding
        )
