"""Invented questions at the desks of Zentrum Zukunft."""

from __future__ import annotations

import datetime as dt
import uuid

from talachse.accounts.actor import PUBLIC, SYSTEM, Actor
from talachse.accounts.queries import actor_for, user_by_email
from talachse.demo.accounts import DOMAIN
from talachse.intake import queries, services
from talachse.rules.intake import Channel

# days ago, desk, nickname, text, answer (None: still open), outcome
QUESTIONS: list[tuple[int, str, str, str, str | None, str]] = [
    (34, "desk-advice", "Blitz", "Kann ich meinen Hauptschulabschluss noch nachholen?", "Ja. Das geht am Abend oder am Berufskolleg. Komm am Dienstag um 15 Uhr vorbei, wir rufen zusammen dort an.", "Termin in der Beratung"),
    (27, "desk-contact-point", "", "Ich habe Stress zu Hause und weiß nicht, wo ich schlafen soll.", "Gut, dass du schreibst. Du kannst heute zu uns kommen, auch ohne Termin. Wir bleiben bei dir, bis es geklärt ist.", "Begleitung zum Jugendamt"),
    (20, "desk-apprenticeships", "Mo", "Ich suche ein Praktikum in einer Kfz-Werkstatt.", "Zwei Betriebe in Vohwinkel nehmen gerade Leute. Wir schicken dir die Namen und üben mit dir das Telefonat.", ""),
    (9, "desk-advice", "Lea", "Wo kann ich kostenlos Deutsch lernen?", "In Arrenberg gibt es Kurse, der nächste beginnt im Januar. Wir melden dich an, wenn du magst.", ""),
    (6, "desk-contact-point", "Tiger", "Mein Vater lässt mich nicht zur Schule. Was kann ich machen?", None, ""),
    (2, "desk-apprenticeships", "Nia", "Ich möchte etwas mit Menschen machen, habe aber keine guten Noten.", None, ""),
    (1, "desk-advice", "", "Zahlt jemand meine Nachhilfe?", None, ""),
]  # fmt: skip
LOGINS = {"desk-advice": "beratung", "desk-contact-point": "anlaufstelle", "desk-apprenticeships": "ausbildung"}


def is_made(*, today: dt.date) -> bool:
    """Somebody has asked."""
    return queries.requests_answered(on=today)[1] > 0


def _clerk(desk: str, today: dt.date) -> Actor:
    user = user_by_email(f"{LOGINS[desk]}@{DOMAIN}")
    return actor_for(user, today=today) if user else SYSTEM


def make(*, today: dt.date) -> None:
    """Asked, and mostly answered, in the last weeks."""
    for number, (ago, desk, nickname, text, answer, outcome) in enumerate(QUESTIONS):
        asked_on = today - dt.timedelta(days=ago)
        request = services.receive(
            submission=uuid.uuid5(uuid.NAMESPACE_URL, f"demo-question-{number}"),
            desk=desk,
            text=text,
            nickname=nickname,
            channel=Channel.CODE,
            by=PUBLIC,
            today=asked_on,
        )
        if answer is None:
            continue
        clerk, answered_on = _clerk(desk, today), min(asked_on + dt.timedelta(days=2), today)
        services.take(request, by=clerk)
        services.answer(request, text=answer, by=clerk, today=answered_on)
        if outcome:
            services.close(request, outcome=outcome, by=clerk, today=min(answered_on + dt.timedelta(days=7), today))
