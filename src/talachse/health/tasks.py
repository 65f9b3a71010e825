"""Work of health by the clock."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from talachse.health.services import forget_old_questions
from talachse.jobs.clock import periodic


@periodic(name="health.forget_old_questions", period="day")
def forget(due: dt.datetime) -> None:
    """Answered questions go after their term."""
    forget_old_questions(today=timezone.localdate(due))
