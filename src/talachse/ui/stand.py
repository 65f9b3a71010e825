""" "Stand am": the day for which a page is shown."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

FIRST_DAY = dt.date(2021, 7, 1)


def read(request: HttpRequest) -> dt.date:
    """The day in ``?stand=YYYY-MM-DD``, today when none is named; BadRequest with a message for the reader otherwise."""
    today = timezone.localdate()
    text = request.GET.get("stand", "").strip()
    if not text:
        return today
    try:
        day = dt.date.fromisoformat(text)
    except ValueError as error:
        raise BadRequest(_("Bitte geben Sie den Stand als Datum an, zum Beispiel 2023-06-30.")) from error
    if not FIRST_DAY <= day <= today:
        days = {"first": _short(FIRST_DAY), "today": _short(today)}
        raise BadRequest(_("Stände gibt es vom %(first)s bis heute (%(today)s).") % days)
    return day


def _short(day: dt.date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")
