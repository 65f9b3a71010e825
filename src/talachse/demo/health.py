"""Invented questions to health guides."""

from __future__ import annotations

import datetime as dt
import uuid

from talachse.accounts.actor import SYSTEM
from talachse.health import queries, services

QUESTIONS = [
    (19, "Ich schlafe schlecht, seit ich keine Arbeit habe. Wo fange ich an?", "Reden Sie mit Ihrer Hausarztpraxis darüber; das ist der erste Schritt. Es gibt auch kostenlose Kurse zum Abschalten. Wir suchen mit Ihnen einen, kommen Sie gern vorbei."),
    (5, "Zahlt die Krankenkasse einen Rückenkurs?", None),
    (1, "Ich bin oft müde. Kann ich trotzdem arbeiten gehen?", None),
]  # fmt: skip


def is_made(*, today: dt.date) -> bool:
    """Somebody has asked a guide."""
    return queries.count_guide_requests(on=today)[1] > 0


def make(*, today: dt.date) -> None:
    """Three questions, one answered."""
    for number, (ago, text, answer) in enumerate(QUESTIONS):
        asked_on = today - dt.timedelta(days=ago)
        request = services.ask_guide(
            submission=uuid.uuid5(uuid.NAMESPACE_URL, f"demo-guide-{number}"), text=text, today=asked_on
        )
        if answer:
            services.answer_as_guide(request, text=answer, by=SYSTEM, today=asked_on + dt.timedelta(days=2))
