""" "Stand am": the day for which a page is shown."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils import timezone

FIRST_DAY = dt.date(2021, 7, 1)


def read(request: HttpRequest) -> dt.date:
    """The day in ``?stand=YYYY-MM-DD``, today when none is named; BadRequest with a German message otherwise."""
    today = timezone.localdate()
    text = request.GET.get("stand", "").strip()
    if not text:
        return today
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest("Bitte geben Sie den Stand als Datum an, zum Beispiel 2023-06-30.") from error
    if not FIRST_DAY <= day <= today:
        raise BadRequest(f"Stände gibt es vom {FIRST_DAY:%d.%m.%Y} bis heute ({today:%d.%m.%Y}).")
    return day
