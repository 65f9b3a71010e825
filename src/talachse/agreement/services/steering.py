"""What the desk officers and contacts do: report, confirm, appoint, note, take on."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from talachse.accounts.actor import Actor
from talachse.accounts.models import User
from talachse.agreement.models import (
    ActionItem,
    Agreement,
    Confirmation,
    Funding,
    Indicator,
    Measurement,
    Milestone,
    MilestoneShift,
    Project,
    ProjectNote,
    ProjectPaper,
    Question,
    Release,
    Risk,
    Seat,
    Standing,
    Tenure,
)
from talachse.audit.services import record
from talachse.documents.services import store
from talachse.rules.access import Action
from talachse.rules.agreement.document import Badge, ProjectStatus, Side


class SteeringRefused(Exception):
    """The step is not possible; the message says why, in German."""


def _badge(badge: Badge | None) -> Badge:
    return badge or Badge.LIVE


def report_value(
    indicator: Indicator,
    *,
    as_of: dt.date,
    value: Decimal,
    source: str,
    by: Actor,
    today: dt.date,
    series: str = "actual",
    note: str = "",
    corrects: Measurement | None = None,
    badge: Badge | None = None,
) -> Measurement:
    """Report a planned or actual value. A correction names the value it replaces; both stay, both keys are needed again."""
    if series == "actual" and as_of > today:
        raise SteeringRefused("Der Stichtag liegt in der Zukunft. Für Geplantes wählen Sie bitte „Plan“.")
    if corrects is not None and corrects.indicator_id != indicator.pk:
        raise SteeringRefused("Der berichtigte Wert gehört zu einer anderen Zahl.")
    with transaction.atomic():
        if corrects is not None and Measurement.objects.select_for_update().get(pk=corrects.pk).corrections.exists():
            raise SteeringRefused("Dieser Wert ist schon berichtigt. Bitte berichtigen Sie den neueren.")
        made = Measurement.objects.create(
            indicator=indicator,
            series=series,
            as_of=as_of,
            value=value,
            source=source,
            note=note,
            badge=_badge(badge),
            corrects=corrects,
            recorded_at=timezone.now(),
            recorded_by=by.journal_id,
        )
        verb = "value_corrected" if corrects else "value_reported"
        record(by=by, verb=verb, subject=f"agreement.indicator:{indicator.key}", why=f"{series} {as_of}: {value}")
    return made


def confirm_value(measurement: Measurement, *, agrees: bool, by: Actor, note: str = "") -> Confirmation:
    """Turn the key of the own side, or object with a reason. A side may change its word as long as the value stands."""
    side = by.side_for(Action.CONFIRM_FIGURE)
    if side is None:
        raise SteeringRefused("Bestätigen kann nur, wer für die Stadt oder das Jobcenter spricht.")
    if not agrees and not note.strip():
        raise SteeringRefused("Bitte begründen Sie, warum Sie die Zahl nicht bestätigen.")
    with transaction.atomic():
        if measurement.corrections.exists():
            raise SteeringRefused("Dieser Wert ist inzwischen berichtigt. Bitte sehen Sie sich den neuen an.")
        word, _ = Confirmation.objects.update_or_create(
            measurement=measurement,
            side=side,
            defaults={"agrees": agrees, "note": note.strip(), "by": by.journal_id, "at": timezone.now()},
        )
        verb = "value_confirmed" if agrees else "value_disputed"
        record(by=by, verb=verb, subject=f"agreement.measurement:{measurement.pk}", why=side)
    return word


def release_indicator(indicator: Indicator, *, seat: Seat, since: dt.date, by: Actor) -> Release:
    """Show an indicator on the public page; a named seat answers for it."""
    with transaction.atomic():
        if indicator.releases.filter(until=None).exists():
            raise SteeringRefused("Diese Zahl ist schon öffentlich.")
        made = Release.objects.create(indicator=indicator, since=since, seat=seat, by=by.journal_id)
        record(by=by, verb="indicator_released", subject=f"agreement.indicator:{indicator.key}", why=seat.key)
    return made


def set_project_status(
    project: Project,
    *,
    status: ProjectStatus,
    since: dt.date,
    note: str,
    source: str,
    by: Actor,
    today: dt.date,
    is_correction: bool = False,
    badge: Badge | None = None,
) -> Standing:
    """A dated fact: the project runs, is completed, has ended. Nothing is overwritten."""
    if since > today:
        raise SteeringRefused("Der Tag liegt in der Zukunft. Bitte tragen Sie ein, was schon gilt.")
    with transaction.atomic():
        made = Standing.objects.create(
            agreement=project.agreement,
            project=project,
            status=status,
            since=since,
            note=note,
            source=source,
            badge=_badge(badge),
            is_correction=is_correction,
            recorded_at=timezone.now(),
            recorded_by=by.journal_id,
        )
        record(by=by, verb="project_status_set", subject=f"agreement.project:{project.key}", why=f"{status} ab {since}")
    return made


def note_exchange(
    project: Project, *, exchanged_on: dt.date, text: str, by: Actor, next_on: dt.date | None = None
) -> ProjectNote:
    """The contacts of both sides exchanged on a project."""
    with transaction.atomic():
        side = next(iter(by.sides()), None)
        made = ProjectNote.objects.create(
            project=project, exchanged_on=exchanged_on, next_on=next_on, text=text, side=side or "", by=by.journal_id
        )
        record(by=by, verb="exchange_noted", subject=f"agreement.project:{project.key}", why=f"{exchanged_on}")
    return made


def add_milestone(
    project: Project, *, key: str, title: str, due_on: dt.date, source: str, by: Actor, badge: Badge | None = None
) -> Milestone:
    """A new step of a project."""
    with transaction.atomic():
        made = Milestone.objects.create(
            project=project, key=key, title=title, due_on=due_on, source=source, badge=_badge(badge)
        )
        record(by=by, verb="milestone_added", subject=f"agreement.project:{project.key}", why=title)
    return made


def shift_milestone(
    milestone: Milestone, *, new_due_on: dt.date, reason: str, by: Actor, today: dt.date
) -> MilestoneShift:
    """Move a milestone, with the reason; the old plan stays visible."""
    with transaction.atomic():
        made = MilestoneShift.objects.create(
            milestone=milestone, shifted_on=today, new_due_on=new_due_on, reason=reason, by=by.journal_id
        )
        record(
            by=by, verb="milestone_shifted", subject=f"agreement.project:{milestone.project.key}", why=milestone.title
        )
    return made


def add_risk(
    project: Project, *, title: str, level: str, since: dt.date, answer: str, by: Actor, badge: Badge | None = None
) -> Risk:
    """What could go wrong with a project."""
    with transaction.atomic():
        made = Risk.objects.create(
            project=project,
            title=title,
            level=level,
            since=since,
            answer=answer,
            source=by.journal_id,
            badge=_badge(badge),
            recorded_by=by.journal_id,
        )
        record(by=by, verb="risk_added", subject=f"agreement.project:{project.key}", why=title)
    return made


def add_paper(project: Project, *, upload: UploadedFile[Any], title: str, by: Actor, today: dt.date) -> ProjectPaper:
    """Attach a paper; DocumentRefused when the file cannot be taken."""
    with transaction.atomic():
        stored = store(upload, owner=f"agreement.project:{project.key}", by=by)
        return ProjectPaper.objects.create(project=project, file=stored, title=title, added_on=today, by=by.journal_id)


def add_funding(
    project: Project,
    *,
    source_of_money: str,
    amount: Decimal | None,
    plan_state: str,
    year: int,
    since: dt.date,
    source: str,
    by: Actor,
    note: str = "",
    badge: Badge | None = None,
) -> Funding:
    """Money of a project in a state of planning; a later state is a new entry."""
    with transaction.atomic():
        made = Funding.objects.create(
            project=project,
            source_of_money=source_of_money,
            amount=amount,
            plan_state=plan_state,
            year=year,
            since=since,
            note=note,
            source=source,
            badge=_badge(badge),
            recorded_by=by.journal_id,
        )
        record(by=by, verb="funding_added", subject=f"agreement.project:{project.key}", why=f"{source_of_money} {year}")
    return made


def appoint(
    seat: Seat,
    *,
    valid_from: dt.date,
    by: Actor,
    user: User | None = None,
    holder_name: str = "",
    is_deputy: bool = False,
    valid_until: dt.date | None = None,
) -> Tenure:
    """Somebody takes a seat or deputises on it. Two holders at the same time are refused."""
    with transaction.atomic():
        Seat.objects.select_for_update().get(pk=seat.pk)
        others = seat.tenures.filter(is_deputy=is_deputy)
        if valid_until is not None:
            others = others.filter(valid_from__lte=valid_until)
        if any(t.valid_until is None or t.valid_until >= valid_from for t in others):
            raise SteeringRefused(
                "In dieser Zeit ist die Funktion schon besetzt. Bitte tragen Sie zuerst das Ende ein."
            )
        made = Tenure(
            seat=seat,
            user=user,
            holder_name=holder_name,
            is_deputy=is_deputy,
            valid_from=valid_from,
            valid_until=valid_until,
        )
        made.full_clean(exclude=["seat"])
        made.save()
        record(by=by, verb="seat_taken", subject=f"agreement.seat:{seat.key}", why=f"ab {valid_from}")
    return made


def vacate(tenure: Tenure, *, last_day: dt.date, by: Actor) -> Tenure:
    """Somebody leaves a seat with the day."""
    if last_day < tenure.valid_from:
        raise SteeringRefused("Das Ende liegt vor dem Beginn.")
    with transaction.atomic():
        tenure.valid_until = last_day
        tenure.save(update_fields=["valid_until"])
        record(by=by, verb="seat_left", subject=f"agreement.seat:{tenure.seat.key}", why=f"{last_day}")
    return tenure


def add_contact_seat(project: Project, *, side: Side, since: dt.date, by: Actor) -> Seat:
    """A contact of one side for one project (§0-10): possible, so its vacancy is shown but never late."""
    label = {"city": "der Stadt", "jobcenter": "des Jobcenters"}[side]
    with transaction.atomic():
        seat, created = Seat.objects.get_or_create(
            agreement=project.agreement,
            key=f"contact-{side}-{project.key}"[:80],
            defaults={
                "title": f"Ansprechperson {label}: {project.title}"[:200],
                "side": side,
                "project": project,
                "required": False,
                "since": since,
            },
        )
        if created:
            record(by=by, verb="seat_added", subject=f"agreement.seat:{seat.key}")
    return seat


def take_on(
    agreement: Agreement,
    *,
    title: str,
    owner: Seat,
    due_on: dt.date,
    by: Actor,
    today: dt.date,
    project: Project | None = None,
) -> ActionItem:
    """A seat takes on something until a day."""
    with transaction.atomic():
        made = ActionItem.objects.create(
            agreement=agreement, title=title, owner=owner, due_on=due_on, created_on=today, project=project
        )
        record(by=by, verb="action_added", subject=f"agreement.action:{made.pk}", why=title[:200])
    return made


def finish(action: ActionItem, *, by: Actor, today: dt.date) -> ActionItem:
    """Done today; a second click changes nothing."""
    with transaction.atomic():
        fresh = ActionItem.objects.select_for_update().get(pk=action.pk)
        if fresh.done_on is None:
            fresh.done_on = today
            fresh.save(update_fields=["done_on"])
            record(by=by, verb="action_done", subject=f"agreement.action:{fresh.pk}")
    return fresh


def explain_delay(action: ActionItem, *, reason: str, by: Actor) -> ActionItem:
    """Why it takes longer."""
    with transaction.atomic():
        action.delay_reason = reason.strip()
        action.save(update_fields=["delay_reason"])
        record(by=by, verb="action_delay_explained", subject=f"agreement.action:{action.pk}")
    return action


def raise_question(
    agreement: Agreement, *, text: str, by: Actor, today: dt.date, project: Project | None = None
) -> Question:
    """A question for the next quarterly meeting."""
    with transaction.atomic():
        side = next(iter(by.sides()), None)
        made = Question.objects.create(
            agreement=agreement, text=text, project=project, side=side or "", raised_on=today
        )
        record(by=by, verb="question_raised", subject=f"agreement.question:{made.pk}")
    return made
