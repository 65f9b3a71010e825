"""What every page knows: name of the city, demo label, language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from talachse.rules.access import Action
from talachse.ui import navigation
from talachse.ui.middleware import has_languages

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


def site(request: HttpRequest) -> dict[str, Any]:
    """Settings of the city for the base page."""
    actor = getattr(request, "actor", None)
    match = request.resolver_match
    return {
        # Not "site": allauth puts its own there, and its pages would lose name and demo label.
        "platform": {
            "city": settings.TALACHSE_CITY_NAME,
            "jobcenter": settings.TALACHSE_JOBCENTER_NAME,
            "demo": settings.TALACHSE_DEMO,
            "contact": settings.TALACHSE_CONTACT_MAIL,
            "operator": settings.TALACHSE_OPERATOR,
        },
        "actor": actor,
        "has_languages": match is None or has_languages(match.func),
        "navigation": _navigation(request, actor),
    }


def _navigation(request: HttpRequest, actor: Any) -> list[dict[str, Any]]:
    """Doors for everybody; with a log-in the own rooms' doors come first."""
    entries: list[tuple[StrOrPromise, str]] = []
    if actor is not None and actor.is_logged_in:
        if actor.may(Action.SEE_STEERING):
            entries.append((_("Steuerung"), "/steuerung/"))
        entries.append((_("Arbeit"), "/arbeit/"))
    entries += [(door.short, reverse(door.url_name)) for door in navigation.doors() if door.in_navigation]
    return [
        {"label": label, "url": url, "here": request.path.startswith(url), "exact": request.path == url}
        for label, url in entries
    ]
