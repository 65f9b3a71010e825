"""The open API, version 1: the operations of the apps put together, with their OpenAPI description."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from ninja import NinjaAPI
from ninja.errors import ValidationError

from talachse.entitlement import api as entitlement
from talachse.offers import api as offers
from talachse.offers.open_data import LICENCE, LICENCE_URL
from talachse.ui.open_api import BASE, JSON, ProblemField, Refused, Terms, door, unusable

DESCRIPTION = """Das Verzeichnis der Angebote als offene Daten und die Prüfung der Leistungen, ohne Konto.

**Angebote.** Die Objekte folgen Open Referral HSDS 3; eigene Felder beginnen mit `x_`. Was ein Eintrag nicht sagt, steht nicht da.
Wir erfassen keine Koordinaten: in GeoJSON ist `geometry` immer `null`, der Ort steht in `district` und `quarter`.
`HEAD` wird wie `GET` beantwortet. Jede Antwort trägt ein `ETag`; mit `If-None-Match` kommt 304, wenn sich nichts geändert hat.

**Prüfung.** Ein Haushalt geht hin, alle Leistungen mit Grund und Paragraf kommen zurück. Es wird nichts gespeichert.
"""

api = NinjaAPI(
    title="Talachse",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="open-api",
    servers=[{"url": "/"}],
    openapi_extra={"info": {"license": {"name": LICENCE, "url": LICENCE_URL}}},
)
api.add_router("", offers.router)
api.add_router("", entitlement.router)
TERMS = offers.TERMS | entitlement.TERMS


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Our own refusals."""
    return refusal.answer()


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A value that does not fit: which one, and what is allowed."""
    fields = [
        ProblemField(
            name=str(one["loc"][-1]),
            problem=str(one["msg"]),
            allowed=offers.DESCRIPTIONS.get(str(one["loc"][-1])) or None,
        )
        for one in error.errors
    ]
    return unusable(fields).answer()


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """Nothing here."""
    return Refused(404, "not_found", "Das gibt es nicht.", "There is no such thing.").answer()


def openapi() -> dict[str, Any]:
    """The description of this API (OpenAPI 3.1), as published in docs/schemas/openapi-v1.json."""
    schema: dict[str, Any] = api.get_openapi_schema(path_prefix=BASE)
    offers.describe(schema["paths"])
    entitlement.describe(schema["paths"], schema["components"]["schemas"])
    for operations in schema["paths"].values():
        for operation in operations.values():
            for status, words in _STATUS_WORDS.items():
                if status in operation["responses"]:
                    operation["responses"][status]["description"] = words
    return schema


_STATUS_WORDS = {
    400: "Das ist kein JSON",
    404: "Gibt es nicht oder wird nicht gezeigt",
    410: "Gibt es nicht mehr",
    411: "Die Länge der Anfrage fehlt (Content-Length)",
    413: "Die Anfrage ist zu groß",
    415: "Die Anfrage ist nicht als application/json gesendet",
    422: "Eine Angabe ist nicht lesbar oder widerspricht einer anderen",
    429: "Zu viele Anfragen; Retry-After nennt die Sekunden",
    503: "Die Rechenregeln dieses Tages werden gerade vorbereitet; Retry-After nennt die Sekunden",
}


@cache
def _described() -> str:
    """Making it takes a third of a second."""
    return json.dumps(openapi(), ensure_ascii=False, indent=1)


def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI description."""
    return HttpResponse(_described(), content_type=JSON)


def addresses() -> list[URLPattern]:
    """The addresses below ``/api/v1/``, each with its guard."""
    found = [
        path(
            BASE.lstrip("/") + str(known.pattern),
            door(known.callback, TERMS.get(str(known.name), Terms())),
            name=known.name,
        )
        for known in api.urls[0]
        if isinstance(known, URLPattern) and known.name != "api-root"
    ]
    return [*found, path("api/v1/openapi.json", door(description, Terms(max_age=3600)), name="open-api-description")]
