"""Pages for requests that cannot be answered: what happened, what to do next."""

from __future__ import annotations

import sqlite3

from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

# What asks here are programmes: they get JSON, in the shape of every other refusal of the open data.
OPEN_DATA = "/api/"
WORDS = {
    400: ("bad_request", "Diese Anfrage können wir nicht lesen.", "We cannot read this request."),
    404: ("not_found", "Diese Adresse gibt es nicht.", "There is no such address."),
    503: (
        "busy",
        "Gerade speichern sehr viele gleichzeitig. Bitte versuchen Sie es noch einmal.",
        "Very many are saving right now. Please try again.",
    ),
    500: ("error", "Da ist uns ein Fehler passiert.", "Something went wrong on our side."),
}

# PostgreSQL: serialization failed, deadlock, too many connections, lock not to be had.
BUSY_STATES = {"40001", "40P01", "53300", "55P03"}
TRY_AGAIN_SECONDS = 5


def is_busy(error: OperationalError) -> bool:
    """The database works and only had no turn for us in time; whatever else it says is a fault."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        # Extended codes carry the kind of busy in their higher bits.
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
    return getattr(cause, "sqlstate", None) in BUSY_STATES


def _refusal(request: HttpRequest, template: str, status: int, **context: str) -> HttpResponse:
    if request.path.startswith(OPEN_DATA):
        code, message, message_en = WORDS[status]
        answer = {"code": code, "message": message, "message_en": message_en, "fields": []}
        return JsonResponse(answer, status=status, json_dumps_params={"ensure_ascii": False})
    return render(request, template, context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    # Only our own words are shown; what Django says of a broken request helps nobody.
    reason = str(exception) if type(exception) is BadRequest else ""
    return _refusal(request, "ui/400.html", 400, reason=reason)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "ui/403_csrf.html", status=403)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "ui/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _refusal(request, "ui/404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _refusal(request, "ui/500.html", 500)


def busy(request: HttpRequest) -> HttpResponse:
    """Nothing was saved; the same form can be sent again."""
    answer = _refusal(request, "ui/503.html", 503)
    answer.headers["Retry-After"] = str(TRY_AGAIN_SECONDS)
    answer.headers["Cache-Control"] = "no-store"
    return answer
