"""What every page knows: name of the city, demo label, language."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, Any]:
    """Settings of the city for the base page."""
    return {
        "site": {
            "city": settings.TALACHSE_CITY_NAME,
            "jobcenter": settings.TALACHSE_JOBCENTER_NAME,
            "demo": settings.TALACHSE_DEMO,
            "contact": settings.TALACHSE_CONTACT_MAIL,
            "operator": settings.TALACHSE_OPERATOR,
        },
        "actor": getattr(request, "actor", None),
    }
