"""Reminders: one mail a day at most, each line naming the one missing thing and the field where it belongs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from talachse.accounts.actor import Actor
from talachse.accounts.models import User
from talachse.accounts.queries import actor_for
from talachse.agreement.models import Agreement, Meeting, ReminderSent, Seat
from talachse.agreement.queries import meetings as queries
from talachse.audit.services import record
from talachse.jobs.services import later
from talachse.rules.access import Action
from talachse.rules.agreement.meetings import Kind, Status, invite_by
from talachse.rules.agreement.reminders import Missing, may_remind, missing_at

LINES_AT_MOST = 20
DIGEST = "digest"
# What is missing at a meeting, and the section of its page where it is put right.
SECTIONS = {
    Missing.INVITATION: "einladen",
    Missing.RESULT_NOTE: "ergebnis",
    Missing.CONFIRMATION: "bestaetigen",
    Missing.MINUTES: "vorlegen",
}


@dataclass(frozen=True, slots=True)
class Reminder:
    """One missing thing: its key, a sentence, and the address of its field."""

    about: str
    text: str
    path: str


@dataclass(slots=True)
class _Person:
    """Somebody with seats and a log-in."""

    user: User
    actor: Actor
    seats: list[Seat] = field(default_factory=list)


def remind(*, agreement: Agreement, by: Actor, today: dt.date) -> int:
    """Send everybody who sits somewhere what they are missing; returns how many mails go out.

    A pause is respected; each thing comes weekly at most; a second run on the same day sends nothing.
    """
    people: dict[int, _Person] = {}
    for tenure in queries.seat_holders(agreement, today):
        if tenure.user is None:
            continue
        person = people.setdefault(tenure.user.pk, _Person(tenure.user, actor_for(tenure.user, today=today)))
        person.seats.append(tenure.seat)
    sent = queries.last_reminders(list(people))
    missing = _Missing(agreement, today)
    number = 0
    for user_id, person in people.items():
        lines = [
            reminder
            for reminder in missing.of(person)
            if may_remind(
                paused_until=person.user.reminders_paused_until,
                last_sent_on=sent.get((user_id, reminder.about)),
                today=today,
            )
        ]
        number += _send(person.user, lines, by=by, today=today)
    return number


def _send(user: User, lines: list[Reminder], *, by: Actor, today: dt.date) -> bool:
    if not lines:
        return False
    try:
        with transaction.atomic():
            ReminderSent.objects.create(user_id=user.pk, about=DIGEST, sent_on=today)
            ReminderSent.objects.bulk_create(
                ReminderSent(user_id=user.pk, about=line.about, sent_on=today) for line in lines
            )
            record(by=by, verb="reminded", subject=f"accounts.user:{user.pk}", why=f"{len(lines)} Hinweise")
            later(
                "agreement.tasks.send_digest",
                user_id=user.pk,
                lines=[[line.text, line.path] for line in lines[:LINES_AT_MOST]],
                more=max(len(lines) - LINES_AT_MOST, 0),
            )
    except IntegrityError:  # today's digest has gone out already
        return False
    return True


class _Missing:
    """What is missing on this day, read once for everybody."""

    def __init__(self, agreement: Agreement, today: dt.date) -> None:
        self.today = today
        self.meetings = queries.unfinished_meetings(agreement, today)
        self.actions = queries.overdue_actions(agreement, today)
        self.decisions = list(queries.decisions_overdue(agreement, today))
        self.figures = queries.stale_indicators(agreement, today)

    def of(self, person: _Person) -> Iterator[Reminder]:
        """Everything this person can put right."""
        seats = {seat.pk for seat in person.seats}
        if person.actor.may(Action.CLOSE_MEETING):
            for meeting in self.meetings:
                yield from self._at(meeting, person.actor)
        for action in self.actions:
            if action.owner_id in seats:
                yield Reminder(
                    f"action:{action.pk}",
                    f"Auftrag überfällig seit {action.due_on:%d.%m.%Y}: {action.title}",
                    reverse("agreement-actions") + f"#auftrag-{action.pk}",
                )
        for decision in self.decisions:
            if decision.addressee_id in seats and decision.due_on is not None:
                yield Reminder(
                    f"decision:{decision.pk}",
                    f"Beschluss {decision.number} überfällig seit {decision.due_on:%d.%m.%Y}: {decision.title}",
                    reverse("agreement-decision", args=[decision.pk]) + "#umsetzung",
                )
        yield from self._stale(person)

    def _stale(self, person: _Person) -> Iterator[Reminder]:
        if not person.actor.may(Action.WORK_ON_STEERING):
            return
        projects = {seat.project_id for seat in person.seats}
        for figure in self.figures:
            # A seat without project looks after the figures that belong to none.
            if figure.project_id in projects:
                yield Reminder(
                    f"figure:{figure.key}",
                    f"Zahl veraltet: {figure.label}",
                    reverse("agreement-figure", args=[figure.key]),
                )

    def _at(self, meeting: Meeting, actor: Actor) -> Iterator[Reminder]:
        starts_on = timezone.localdate(meeting.starts_at)
        missing = missing_at(
            Kind(meeting.kind),
            Status(meeting.status),
            starts_on=starts_on,
            has_minutes=bool(meeting.minutes.strip()),
            submitted=meeting.minutes_submitted_on is not None,
            today=self.today,
        )
        if missing is None:
            return
        if missing is Missing.CONFIRMATION and actor.side_for(Action.CLOSE_MEETING) in queries.confirmed_sides(meeting):
            return
        name = f"{meeting.get_kind_display()} am {starts_on:%d.%m.%Y}"
        texts = {
            Missing.INVITATION: f"Einladung fällig bis {invite_by(starts_on):%d.%m.%Y}: {name}",
            Missing.RESULT_NOTE: f"Ergebnis fehlt: {name}",
            Missing.CONFIRMATION: f"Ihre Bestätigung des Ergebnisvermerks fehlt: {name}",
            Missing.MINUTES: f"Das Protokoll ist noch nicht vorgelegt: {name}",
        }
        section = SECTIONS[missing]
        if missing is Missing.RESULT_NOTE and meeting.status != Status.HELD:
            section = "durchfuehren"
        path = reverse("agreement-meeting", args=[meeting.pk])
        yield Reminder(f"meeting:{meeting.pk}:{missing}", texts[missing], f"{path}#{section}")
