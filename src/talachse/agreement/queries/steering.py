"""Single things of the steering, for the pages that change them."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from talachse.agreement.models import (
    ActionItem,
    Agreement,
    Indicator,
    Measurement,
    Milestone,
    Project,
    ProjectPaper,
    Question,
    Seat,
    Tenure,
)


def milestone(project: Project, pk: int) -> Milestone | None:
    """A milestone of this project."""
    return project.milestones.filter(pk=pk).first()


def paper(project: Project, pk: int) -> ProjectPaper | None:
    """A paper of this project, with its file."""
    return project.papers.select_related("file").filter(pk=pk).first()


def measurement(indicator: Indicator, pk: int) -> Measurement | None:
    """A value of this indicator."""
    return indicator.measurements.filter(pk=pk).first()


def indicators_by_key(agreement: Agreement) -> dict[str, Indicator]:
    """Every figure and indicator of the agreement."""
    return {i.key: i for i in agreement.indicators.all()}


def tenure(seat: Seat, pk: int) -> Tenure | None:
    """Somebody's time on this seat."""
    return seat.tenures.filter(pk=pk).first()


def contacts_on(agreement: Agreement, *, on: dt.date) -> QuerySet[Seat]:
    """Contact seats of single projects."""
    return agreement.seats.filter(
        Q(until=None) | Q(until__gte=on), project__isnull=False, since__lte=on
    ).select_related("project")


def action(agreement: Agreement, pk: int) -> ActionItem | None:
    """One action of the agreement."""
    return agreement.actions.filter(pk=pk).first()


def open_actions(agreement: Agreement, *, on: dt.date) -> QuerySet[ActionItem]:
    """What was still to do on the day, most urgent first."""
    still_open = Q(done_on=None) | Q(done_on__gt=on)
    rows = agreement.actions.filter(still_open, created_on__lte=on)
    return rows.select_related("owner", "project").order_by("due_on", "pk")


def done_actions(agreement: Agreement, *, on: dt.date) -> QuerySet[ActionItem]:
    """What had been done by the day, latest first."""
    return agreement.actions.filter(done_on__lte=on).select_related("owner", "project").order_by("-done_on", "-pk")


def open_questions(agreement: Agreement, *, on: dt.date) -> QuerySet[Question]:
    """Questions that nobody had answered by the day."""
    unanswered = Q(answered_on=None) | Q(answered_on__gt=on)
    return agreement.questions.filter(unanswered, raised_on__lte=on).order_by("raised_on", "pk")
