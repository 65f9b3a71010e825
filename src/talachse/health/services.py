"""What happens in health: a question comes in and is answered; a woman is admitted to the programme."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid

from django.db import transaction

from talachse.accounts.actor import PUBLIC, Actor
from talachse.audit.services import record, record_read
from talachse.health.models import GuideRequest
from talachse.intake.services import CODE_ALPHABET
from talachse.rules.deadlines import answer_due_on
from talachse.rules.retention import guide_questions_expire_before


class GuideRefused(Exception):
    """The step is not possible; the message says why, in German."""


def ask_guide(*, submission: uuid.UUID, text: str, today: dt.date) -> GuideRequest:
    """A question to a guide, stamped with its day. The same ``submission`` twice is one question.

    Who asked is not even handed in, also for people with an account: what does not arrive cannot be kept.
    """
    with transaction.atomic():
        found, created = GuideRequest.objects.get_or_create(
            submission=submission,
            defaults={
                "code": "".join(secrets.choice(CODE_ALPHABET) for _ in range(8)),
                "text": text.strip(),
                "received_on": today,
                "answer_due_on": answer_due_on(today),
            },
        )
        if created:
            record(by=PUBLIC, verb="guide_asked", subject=f"health.guiderequest:{found.pk}")
    return found


def answer_as_guide(request: GuideRequest, *, text: str, by: Actor, today: dt.date) -> GuideRequest:
    """Answer once; a second answer is refused so that nobody overwrites a colleague."""
    if not text.strip():
        raise GuideRefused("Bitte schreiben Sie eine Antwort.")
    with transaction.atomic():
        fresh = GuideRequest.objects.select_for_update().get(pk=request.pk)
        if fresh.answered_on is not None:
            raise GuideRefused("Diese Frage ist schon beantwortet.")
        fresh.answer = text.strip()
        fresh.answered_on = today
        fresh.save(update_fields=["answer", "answered_on"])
        record(by=by, verb="guide_answered", subject=f"health.guiderequest:{fresh.pk}")
    return fresh


def read_question(request: GuideRequest, *, by: Actor) -> None:
    """A guide opens a question."""
    record_read(by=by, subject=f"health.guiderequest:{request.pk}", why="Frage angesehen")


def forget_old_questions(*, today: dt.date) -> int:
    """Delete answered questions after their term; open ones stay until answered. Returns how many went."""
    deleted, _ = GuideRequest.objects.filter(answered_on__lt=guide_questions_expire_before(today=today)).delete()
    return deleted
