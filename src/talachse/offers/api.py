"""The open API of the directory, version 1: read only, without an account, documented by its own OpenAPI description."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag, urlencode
from django.views.decorators.http import require_safe
from ninja import NinjaAPI, Path, Query, Schema
from ninja.errors import ValidationError
from pydantic import Field

from talachse.offers import open_data
from talachse.offers.forms.open_data import Step, Wanted, WantedStep, after, cursor_for
from talachse.offers.models import Offer, OfferStatus
from talachse.offers.open_data import (
    LICENCE,
    LICENCE_URL,
    WHOLE_LIST,
    CapacityPage,
    FeatureCollection,
    OfferCapacity,
    Problem,
    ProblemField,
    Service,
    ServicePage,
)
from talachse.offers.queries import open_data as queries
from talachse.offers.queries.directory import offer_by_key, places_by_offer
from talachse.offers.services.limits import seconds_to_wait
from talachse.rules.access import Action, guard

BASE = "/api/v1/"
DESCRIPTION = """Das Verzeichnis der Angebote als offene Daten. Lesen darf es jede und jeder, ohne Konto.

Die Objekte folgen Open Referral HSDS 3; eigene Felder beginnen mit `x_`. Was ein Eintrag nicht sagt, steht nicht da.
Wir erfassen keine Koordinaten: in GeoJSON ist `geometry` immer `null`, der Ort steht in `district` und `quarter`.
`HEAD` wird wie `GET` beantwortet. Jede Antwort trägt ein `ETag`; mit `If-None-Match` kommt 304, wenn sich nichts geändert hat.
"""

api = NinjaAPI(
    title="Talachse: Angebote",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="offers-api",
    servers=[{"url": "/"}],
    openapi_extra={"info": {"license": {"name": LICENCE, "url": LICENCE_URL}}},
)


class Refused(Exception):
    """There is no answer: status, and why."""

    def __init__(self, status: int, code: str, message: str, message_en: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.problem = Problem(code=code, message=message, message_en=message_en, **more)


Key = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=80, description="Schlüssel (x_key)")]
REFUSALS: dict[int, Any] = {422: Problem, 429: Problem}


@api.get(
    "offers",
    response={200: ServicePage} | REFUSALS,
    url_name="offers-api-offers",
    operation_id="listOffers",
    summary="Angebote, seitenweise",
)
def offers(request: HttpRequest, wanted: Query[WantedStep]) -> HttpResponse:
    """Angebote, die zu allen Kriterien passen, seitenweise. Die Reihenfolge bleibt, auch wenn sich Einträge ändern."""
    _only_known(request, WantedStep)
    on = timezone.localdate()
    chosen = queries.fitting(wanted.criteria(), on=on, changed_since=wanted.changed_since)
    rows, more = queries.some(queries.whole(chosen), after=after(wanted.cursor), limit=wanted.limit)
    places = places_by_offer([offer.pk for offer in rows], on=on) if rows else {}
    contents = [open_data.service(offer, places.get(offer.pk), on=on) for offer in rows]
    page = ServicePage(contents=contents, size=len(rows), **_next(request, more))
    return _answer(page.as_json(), rows, following=page.next)


@api.get(
    "offers/{slug:key}",
    response={200: Service, 404: Problem, 410: Problem} | REFUSALS,
    url_name="offers-api-offer",
    operation_id="getOffer",
    summary="Ein Angebot",
)
def offer(request: HttpRequest, key: Path[Key]) -> HttpResponse:
    """Ein Angebot. 410: es ist beendet. 404: es gibt keines mit diesem Schlüssel, oder es wird gerade nicht gezeigt."""
    _only_known(request)
    on = timezone.localdate()
    found = _found(key, on=on)
    places = places_by_offer([found.pk], on=on)
    return _answer(open_data.service(found, places.get(found.pk), on=on).as_json(), [found])


@api.get(
    "offers/{slug:key}/capacity",
    response={200: OfferCapacity, 404: Problem, 410: Problem} | REFUSALS,
    url_name="offers-api-offer-capacity",
    operation_id="getOfferCapacity",
    summary="Plätze eines Angebots",
)
def offer_capacity(request: HttpRequest, key: Path[Key]) -> HttpResponse:
    """Plätze eines Angebots, jetzt gezählt. 404 auch, wenn wir zu dem Angebot keine Plätze führen."""
    _only_known(request)
    on = timezone.localdate()
    found = _found(key, on=on)
    places = places_by_offer([found.pk], on=on).get(found.pk)
    if places is None:
        raise Refused(
            404, "no_places", "Zu diesem Angebot führen wir keine Plätze.", "We keep no places for this offer."
        )
    return _answer(_capacity(found, open_data.capacity(places, found.theme, on=on)).as_json(), None)


@api.get(
    "capacity",
    response={200: CapacityPage} | REFUSALS,
    url_name="offers-api-capacity",
    operation_id="listCapacity",
    summary="Plätze aller Angebote, seitenweise",
)
def capacity(request: HttpRequest, step: Query[Step]) -> HttpResponse:
    """Plätze aller Angebote, zu denen wir Plätze führen, jetzt gezählt, seitenweise."""
    _only_known(request, Step)
    on = timezone.localdate()
    rows, more = queries.some(queries.with_places(on=on), after=after(step.cursor), limit=step.limit)
    places = places_by_offer([offer.pk for offer in rows], on=on) if rows else {}
    contents = [_capacity(o, open_data.capacity(places[o.pk], o.theme, on=on)) for o in rows if o.pk in places]
    page = CapacityPage(contents=contents, size=len(contents), **_next(request, more))
    return _answer(page.as_json(), None, following=page.next)


def _capacity(offer: Offer, known: dict[str, Any]) -> OfferCapacity:
    return OfferCapacity(key=offer.key, id=open_data.identifier("offer", offer.key), **known)


@api.get(
    "offers.geojson",
    response={200: FeatureCollection} | REFUSALS,
    url_name="offers-api-geojson",
    operation_id="mapOffers",
    summary="Angebote als GeoJSON",
)
def geojson(request: HttpRequest, wanted: Query[Wanted]) -> HttpResponse:
    """Alle passenden Angebote als GeoJSON. Wir erfassen keine Koordinaten: `geometry` ist `null` (RFC 7946, 3.2)."""
    _only_known(request, Wanted)
    on = timezone.localdate()
    rows = list(_all(wanted, on).select_related("owner"))
    places = places_by_offer(on=on)
    collection = FeatureCollection(features=[open_data.feature(o, places.get(o.pk), on=on) for o in rows])
    return _answer(collection.as_json(), rows, kind="application/geo+json")


@api.get(
    "offers.csv",
    response={200: None} | REFUSALS,
    url_name="offers-api-csv",
    operation_id="tableOffers",
    summary="Angebote als CSV",
)
def table(request: HttpRequest, wanted: Query[Wanted]) -> HttpResponse:
    """Alle passenden Angebote als CSV nach RFC 4180: Komma, UTF-8 mit BOM, erste Zeile mit Namen."""
    _only_known(request, Wanted)
    on = timezone.localdate()
    rows = list(queries.whole(_all(wanted, on)))
    answer = _answer(open_data.table(rows, places_by_offer(on=on), on=on), rows, kind="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="angebote.csv"'
    return answer


def _all(wanted: Wanted, on: dt.date) -> Any:
    return queries.fitting(wanted.criteria(), on=on, changed_since=wanted.changed_since)


def _found(key: str, *, on: dt.date) -> Offer:
    found = offer_by_key(key)
    if found is None:
        raise Refused(404, "not_found", "Ein Angebot mit diesem Schlüssel gibt es nicht.", "There is no such offer.")
    if found.status == OfferStatus.ENDED or (found.valid_until is not None and found.valid_until < on):
        raise Refused(410, "gone", "Dieses Angebot gibt es nicht mehr.", "This offer has ended.")
    if not queries.findable(key, on=on):
        raise Refused(
            404,
            "hidden",
            "Dieses Angebot wird zurzeit nicht gezeigt: es beginnt später, oder niemand hat es lange geprüft.",
            "This offer is not shown at present: it begins later, or nobody has checked it for long.",
        )
    return found


def _only_known(request: HttpRequest, model: type[Schema] | None = None) -> None:
    """A misspelt criterion must not silently give everything."""
    known = set(model.model_fields) if model else set()
    unknown = sorted(set(request.GET) - known)
    if unknown:
        allowed = ", ".join(sorted(known)) or "nichts"
        raise _unusable(
            [ProblemField(name=name[:80], problem="unknown parameter", allowed=allowed) for name in unknown[:9]]
        )


def _unusable(fields: list[ProblemField]) -> Refused:
    names = ", ".join(field.name for field in fields)
    return Refused(
        422,
        "unusable",
        f"Diese Angaben können wir nicht lesen: {names}.",
        f"We cannot read these parameters: {names}.",
        fields=fields,
    )


def _next(request: HttpRequest, more: int | None) -> dict[str, str | None]:
    if more is None:
        return {"next_cursor": None, "next": None}
    cursor = cursor_for(more)
    query = urlencode({**request.GET.dict(), "cursor": cursor})
    return {"next_cursor": cursor, "next": f"{settings.TALACHSE_PUBLIC_URL}{request.path}?{query}"}


def _answer(
    text: str, rows: list[Offer] | None, *, kind: str = "application/json; charset=utf-8", following: str | None = None
) -> HttpResponse:
    """The text; ``rows`` say when the entries changed last (None: live numbers only, there is no such moment)."""
    answer = HttpResponse(text, content_type=kind)
    if rows and (changed := queries.latest_change(rows)) is not None:
        answer["Last-Modified"] = http_date(changed.timestamp())
    if following:
        answer["Link"] = f'<{following}>; rel="next"'
    return answer


# --- refusals -----------------------------------------------------------------------------------------------------


def _problem(problem: Problem, status: int) -> HttpResponse:
    return HttpResponse(problem.as_json(), status=status, content_type="application/json; charset=utf-8")


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    """Our own refusals."""
    return _problem(refusal.problem, refusal.status)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """A value that does not fit: which one, and what is allowed."""
    descriptions = {name: field.description for name, field in WantedStep.model_fields.items()}
    descriptions["key"] = "Buchstaben ohne Umlaute, Ziffern, Bindestrich; höchstens 80 Zeichen"
    fields = [
        ProblemField(
            name=str(one["loc"][-1]), problem=str(one["msg"]), allowed=descriptions.get(str(one["loc"][-1])) or None
        )
        for one in error.errors
    ]
    return _problem(_unusable(fields).problem, 422)


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    """Nothing here."""
    return _problem(Problem(code="not_found", message="Das gibt es nicht.", message_en="There is no such thing."), 404)


def _too_many(seconds: int) -> HttpResponse:
    answer = _problem(
        Problem(
            code="too_many_requests",
            message=f"Das waren viele Anfragen. Bitte versuchen Sie es in {seconds} Sekunden noch einmal.",
            message_en=f"Too many requests. Please try again in {seconds} seconds.",
        ),
        429,
    )
    answer["Retry-After"] = str(seconds)
    return answer


# --- doors --------------------------------------------------------------------------------------------------------

type View = Callable[..., HttpResponse]


def _door(view: View, *, max_age: int, cost: int = 1) -> View:
    """What all addresses of the API have in common: guard, limit, ETag, caching, readable from other sites' pages.

    Only the ETag answers with 304: places change without a change of the entry, so a date would hide them.
    """

    @guard(Action.SEE_PUBLIC)
    @require_safe
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wait = seconds_to_wait(whose=request.META.get("REMOTE_ADDR", ""), cost=cost, now=time.time())
        if wait:
            answer = _too_many(wait)
        else:
            with translation.override("de"):
                answer = _as_get(view, request, *args, **kwargs)
        if answer.status_code == 200:
            answer["Cache-Control"] = f"public, max-age={max_age}" if max_age else "public, no-cache"
            answer = _unless_known(request, answer)
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link, Retry-After"
        return answer

    return door


def _as_get(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """HEAD is answered like GET; the server leaves the body out."""
    method, request.method = request.method, "GET"
    try:
        return view(request, *args, **kwargs)
    finally:
        request.method = method


def _unless_known(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    etag = quote_etag(hashlib.sha256(answer.content).hexdigest()[:32])
    answer["ETag"] = etag
    if "If-None-Match" not in request.headers:
        return answer
    known = get_conditional_response(request, etag=etag, response=answer)
    return known if isinstance(known, HttpResponse) else answer


def openapi() -> dict[str, Any]:
    """The description of this API (OpenAPI 3.1), as published in docs/schemas/openapi-v1.json."""
    schema: dict[str, Any] = api.get_openapi_schema(path_prefix=BASE)
    geo = schema["paths"][f"{BASE}offers.geojson"]["get"]["responses"][200]
    geo["content"] = {"application/geo+json": geo["content"]["application/json"]}
    csv = schema["paths"][f"{BASE}offers.csv"]["get"]["responses"][200]
    csv["content"] = {"text/csv": {"schema": {"type": "string"}}}
    for operations in schema["paths"].values():
        for parameter in operations["get"]["parameters"]:
            holder = {"properties": {"it": parameter["schema"]}}
            open_data.never_null(holder)
            parameter["schema"] = holder["properties"]["it"]
        for status, words in _STATUS_WORDS.items():
            if status in operations["get"]["responses"]:
                operations["get"]["responses"][status]["description"] = words
    return schema


_STATUS_WORDS = {
    404: "Gibt es nicht oder wird nicht gezeigt",
    410: "Gibt es nicht mehr",
    422: "Eine Angabe ist nicht lesbar",
    429: "Zu viele Anfragen; Retry-After nennt die Sekunden",
}


def description(request: HttpRequest) -> HttpResponse:
    """The OpenAPI description."""
    return JsonResponse(openapi(), json_dumps_params={"ensure_ascii": False, "indent": 1})


_MAX_AGE = {"offers-api-offers": 60, "offers-api-offer": 60, "offers-api-geojson": 300, "offers-api-csv": 300}
_COST = {"offers-api-geojson": WHOLE_LIST, "offers-api-csv": WHOLE_LIST}


def addresses() -> list[URLPattern]:
    """The addresses below ``/api/v1/``, each with its guard."""
    found = [
        path(
            BASE.lstrip("/") + str(known.pattern),
            _door(known.callback, max_age=_MAX_AGE.get(str(known.name), 0), cost=_COST.get(str(known.name), 1)),
            name=known.name,
        )
        for known in api.urls[0]
        if isinstance(known, URLPattern) and known.name != "api-root"
    ]
    return [*found, path("api/v1/openapi.json", _door(description, max_age=3600), name="offers-api-description")]
