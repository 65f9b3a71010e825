"""Pages for requests that cannot be answered: what happened, what to do next."""

from __future__ import annotations

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

# What asks here are programmes: they get JSON, in the shape of every other refusal of the open data.
OPEN_DATA = "/api/"
WORDS = {
    400: ("bad_request", "Diese Anfrage können wir nicht lesen.", "We cannot read this request."),
    404: ("not_found", "Diese Adresse gibt es nicht.", "There is no such address."),
    500: ("error", "Da ist uns ein Fehler passiert.", "Something went wrong on our side."),
}


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
