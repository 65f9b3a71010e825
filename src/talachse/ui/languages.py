"""The language somebody has chosen, kept in a cookie as Django reads it."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse

KEPT = dt.timedelta(days=365)


def remember(request: HttpRequest, response: HttpResponse, chosen: str) -> HttpResponse:
    """The response with the chosen language in its cookie; a language we do not speak changes nothing."""
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=KEPT,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response
