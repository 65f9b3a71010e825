"""Language of a public page, chosen by the reader and kept in a cookie; what is said when the database is too busy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from talachse.rules.access import PUBLIC_ACTIONS, guard_of
from talachse.ui import errors


def has_languages(view: Callable[..., Any]) -> bool:
    """Only what everybody may open is translated; the rooms of staff speak German."""
    return guard_of(view) in PUBLIC_ACTIONS


class LanguageMiddleware:
    """Activates the language of the cookie; German where none is chosen."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        wanted = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = wanted if wanted in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            response = self.get_response(request)
            spoken = translation.get_language() or settings.LANGUAGE_CODE
        if response.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Content-Language", spoken.split("-")[0])
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        """Back to German before a room of staff is drawn."""
        if not has_languages(view):
            translation.activate(settings.LANGUAGE_CODE)


class BusyMiddleware:
    """Whoever did not get a turn at the database in time reads so, and what to do; the transaction is undone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """None: somebody else's matter."""
        if isinstance(exception, OperationalError) and errors.is_busy(exception):
            return errors.busy(request)
        return None
