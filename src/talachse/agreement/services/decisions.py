"""Decisions: taken in a meeting or by circular letter, followed up until they are done."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from talachse.accounts.actor import Actor
from talachse.agreement.models import AgendaItem, Agreement, Decision, Meeting, Seat
from talachse.audit.services import record
from talachse.rules.agreement.document import Side
from talachse.rules.agreement.meetings import ItemKind, Status, may_add_project, may_decide, may_vote


class DecisionRefused(Exception):
    """The decision is not possible; the message says why, in German."""


def subject_of(decision: Decision) -> str:
    """The decision in the journal."""
    return f"agreement.decision:{decision.agreement.key}/{decision.number}"


def _next_number(agreement: Agreement, prefix: str) -> str:
    """The next number of a meeting, for example 2026/Q4-3. The agreement is locked, so no two get the same."""
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    used = Decision.objects.filter(agreement=agreement, number__startswith=f"{prefix}-").values_list(
        "number", flat=True
    )
    highest = max((int(number.rsplit("-", 1)[1]) for number in used), default=0)
    return f"{prefix}-{highest + 1}"


def voting_sides(item: AgendaItem) -> frozenset[Side]:
    """The sides for which somebody present may vote on this item."""
    biased = set(item.conflicts.values_list("attendance_id", flat=True))
    found = set()
    for row in item.meeting.attendances.select_related("seat"):
        side = Side(row.seat.side) if row.seat and row.seat.side else None
        if side and may_vote(side=side, present=row.present, biased=row.pk in biased).is_yes:
            found.add(side)
    return frozenset(found)


def decide(
    item: AgendaItem,
    *,
    submission: uuid.UUID,
    title: str,
    text: str,
    reason: str = "",
    addressee: Seat | None,
    due_on: dt.date | None,
    adds_project: bool = False,
    is_public: bool = False,
    by: Actor,
    today: dt.date,
) -> Decision:
    """Record what a meeting decided on an item. The same ``submission`` twice is one decision."""
    with transaction.atomic():
        meeting = Meeting.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=item.meeting_id)
        found = Decision.objects.filter(submission=submission).first()
        if found is not None:
            return found
        verdict = may_decide(
            Status(meeting.status), both_sides_present=meeting.both_sides_present, voting=voting_sides(item)
        )
        decided_on = meeting.held_on or today
        if verdict.is_yes and (adds_project or item.kind == ItemKind.NEW_PROJECT):
            verdict = may_add_project(
                decided_in=meeting.kind,
                both_sides_present=meeting.both_sides_present,
                decided_on=decided_on,
                today=today,
            )
        if not verdict.is_yes:
            raise DecisionRefused(verdict.reason)
        _require_deadline(due_on, decided_on)
        prefix = meeting.period.replace("Q", "/Q") if "Q" in meeting.period else meeting.period.replace("-", "/")
        decision = Decision.objects.create(
            agreement=meeting.agreement,
            number=_next_number(meeting.agreement, prefix),
            meeting=meeting,
            meeting_kind=meeting.kind,
            both_sides_present=meeting.both_sides_present,
            item=item,
            title=title.strip(),
            text=text.strip(),
            reason=reason.strip(),
            adds_project=adds_project,
            decided_on=decided_on,
            addressee=addressee,
            due_on=due_on,
            is_public=is_public,
            submission=submission,
        )
        record(by=by, verb="decided", subject=subject_of(decision), why=f"in {meeting.period}")
    return decision


def decide_by_circular(
    agreement: Agreement,
    *,
    submission: uuid.UUID,
    title: str,
    text: str,
    reason: str = "",
    addressee: Seat | None,
    due_on: dt.date | None,
    decided_on: dt.date,
    adds_project: bool = False,
    by: Actor,
    today: dt.date,
) -> Decision:
    """Record a decision taken in writing between two meetings. It can never add a project."""
    if adds_project:
        verdict = may_add_project(decided_in="circular", both_sides_present=False, decided_on=decided_on, today=today)
        raise DecisionRefused(verdict.reason)
    if decided_on > today:
        raise DecisionRefused("Der Tag des Beschlusses liegt in der Zukunft.")
    _require_deadline(due_on, decided_on)
    with transaction.atomic():
        found = Decision.objects.filter(submission=submission).first()
        if found is not None:
            return found
        decision = Decision.objects.create(
            agreement=agreement,
            number=_next_number(agreement, f"{decided_on.year}/U"),
            meeting_kind="circular",
            title=title.strip(),
            text=text.strip(),
            reason=reason.strip(),
            decided_on=decided_on,
            addressee=addressee,
            due_on=due_on,
            submission=submission,
        )
        record(by=by, verb="decided_by_circular", subject=subject_of(decision))
    return decision


def _require_deadline(due_on: dt.date | None, decided_on: dt.date) -> None:
    if due_on is not None and due_on < decided_on:
        raise DecisionRefused("Die Frist liegt vor dem Tag des Beschlusses.")


def report_on(decision: Decision, *, done_on: dt.date | None, delay_reason: str, by: Actor, today: dt.date) -> Decision:
    """Say what became of a decision: done on a day, or not yet and why. An empty day corrects an earlier "done"."""
    if done_on is not None and done_on > today:
        raise DecisionRefused("Der Tag der Umsetzung liegt in der Zukunft.")
    if done_on is not None and done_on < decision.decided_on:
        raise DecisionRefused("Ein Beschluss kann nicht vor dem Tag umgesetzt sein, an dem er gefasst wurde.")
    with transaction.atomic():
        fresh = Decision.objects.select_for_update(of=("self",)).select_related("agreement").get(pk=decision.pk)
        if (fresh.done_on, fresh.delay_reason) == (done_on, delay_reason.strip()):
            return fresh
        verb = "decision_done" if done_on else ("decision_reopened" if fresh.done_on else "decision_delayed")
        fresh.done_on = done_on
        fresh.delay_reason = delay_reason.strip()
        fresh.save(update_fields=["done_on", "delay_reason"])
        record(by=by, verb=verb, subject=subject_of(fresh), why=delay_reason.strip()[:300])
    return fresh
