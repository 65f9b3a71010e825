"""The directory in the open API: read only, without an account."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import http_date, urlencode
from ninja import Path, Query, Router
from pydantic import Field

from talachse.offers import open_data
from talachse.offers.forms.open_data import Step, Wanted, WantedStep, after, cursor_for
from talachse.offers.models import Offer, OfferStatus
from talachse.offers.open_data import WHOLE_LIST, CapacityPage, FeatureCollection, OfferCapacity, Service, ServicePage
from talachse.offers.queries import open_data as queries
from talachse.offers.queries.directory import offer_by_key, places_by_offer
from talachse.ui.open_api import BASE, JSON, Problem, Refused, Terms, never_null, only_known

router = Router()
Key = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]+$", max_length=80, description="Schlüssel (x_key)")]
REFUSALS: dict[int, Any] = {422: Problem, 429: Problem}


@router.get(
    "offers",
    response={200: ServicePage} | REFUSALS,
    url_name="offers-api-offers",
    operation_id="listOffers",
    summary="Angebote, seitenweise",
)
def offers(request: HttpRequest, wanted: Query[WantedStep]) -> HttpResponse:
    """Angebote, die zu allen Kriterien passen, seitenweise. Die Reihenfolge bleibt, auch wenn sich Einträge ändern."""
    only_known(request, WantedStep)
    on = timezone.localdate()
    chosen = queries.fitting(wanted.criteria(), on=on, changed_since=wanted.changed_since)
    rows, more = queries.some(queries.whole(chosen), after=after(wanted.cursor), limit=wanted.limit)
    places = places_by_offer([offer.pk for offer in rows], on=on) if rows else {}
    contents = [open_data.service(offer, places.get(offer.pk), on=on) for offer in rows]
    page = ServicePage(contents=contents, size=len(rows), **_next(request, more))
    return _answer(page.as_json(), rows, following=page.next)


@router.get(
    "offers/{slug:key}",
    response={200: Service, 404: Problem, 410: Problem} | REFUSALS,
    url_name="offers-api-offer",
    operation_id="getOffer",
    summary="Ein Angebot",
)
def offer(request: HttpRequest, key: Path[Key]) -> HttpResponse:
    """Ein Angebot. 410: es ist beendet. 404: es gibt keines mit diesem Schlüssel, oder es wird gerade nicht gezeigt."""
    only_known(request)
    on = timezone.localdate()
    found = _found(key, on=on)
    places = places_by_offer([found.pk], on=on)
    return _answer(open_data.service(found, places.get(found.pk), on=on).as_json(), [found])


@router.get(
    "offers/{slug:key}/capacity",
    response={200: OfferCapacity, 404: Problem, 410: Problem} | REFUSALS,
    url_name="offers-api-offer-capacity",
    operation_id="getOfferCapacity",
    summary="Plätze eines Angebots",
)
def offer_capacity(request: HttpRequest, key: Path[Key]) -> HttpResponse:
    """Plätze eines Angebots, jetzt gezählt. 404 auch, wenn wir zu dem Angebot keine Plätze führen."""
    only_known(request)
    on = timezone.localdate()
    found = _found(key, on=on)
    places = places_by_offer([found.pk], on=on).get(found.pk)
    if places is None:
        raise Refused(
            404, "no_places", "Zu diesem Angebot führen wir keine Plätze.", "We keep no places for this offer."
        )
    return _answer(_capacity(found, open_data.capacity(places, found.theme, on=on)).as_json(), None)


@router.get(
    "capacity",
    response={200: CapacityPage} | REFUSALS,
    url_name="offers-api-capacity",
    operation_id="listCapacity",
    summary="Plätze aller Angebote, seitenweise",
)
def capacity(request: HttpRequest, step: Query[Step]) -> HttpResponse:
    """Plätze aller Angebote, zu denen wir Plätze führen, jetzt gezählt, seitenweise."""
    only_known(request, Step)
    on = timezone.localdate()
    rows, more = queries.some(queries.with_places(on=on), after=after(step.cursor), limit=step.limit)
    places = places_by_offer([offer.pk for offer in rows], on=on) if rows else {}
    contents = [_capacity(o, open_data.capacity(places[o.pk], o.theme, on=on)) for o in rows if o.pk in places]
    page = CapacityPage(contents=contents, size=len(contents), **_next(request, more))
    return _answer(page.as_json(), None, following=page.next)


def _capacity(offer: Offer, known: dict[str, Any]) -> OfferCapacity:
    return OfferCapacity(key=offer.key, id=open_data.identifier("offer", offer.key), **known)


@router.get(
    "offers.geojson",
    response={200: FeatureCollection} | REFUSALS,
    url_name="offers-api-geojson",
    operation_id="mapOffers",
    summary="Angebote als GeoJSON",
)
def geojson(request: HttpRequest, wanted: Query[Wanted]) -> HttpResponse:
    """Alle passenden Angebote als GeoJSON. Wir erfassen keine Koordinaten: `geometry` ist `null` (RFC 7946, 3.2)."""
    only_known(request, Wanted)
    on = timezone.localdate()
    rows = list(_all(wanted, on).select_related("owner"))
    places = places_by_offer(on=on)
    collection = FeatureCollection(features=[open_data.feature(o, places.get(o.pk), on=on) for o in rows])
    return _answer(collection.as_json(), rows, kind="application/geo+json")


@router.get(
    "offers.csv",
    response={200: None} | REFUSALS,
    url_name="offers-api-csv",
    operation_id="tableOffers",
    summary="Angebote als CSV",
)
def table(request: HttpRequest, wanted: Query[Wanted]) -> HttpResponse:
    """Alle passenden Angebote als CSV nach RFC 4180: Komma, UTF-8 mit BOM, erste Zeile mit Namen."""
    only_known(request, Wanted)
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


def _next(request: HttpRequest, more: int | None) -> dict[str, str | None]:
    if more is None:
        return {"next_cursor": None, "next": None}
    cursor = cursor_for(more)
    query = urlencode({**request.GET.dict(), "cursor": cursor})
    return {"next_cursor": cursor, "next": f"{settings.TALACHSE_PUBLIC_URL}{request.path}?{query}"}


def _answer(text: str, rows: list[Offer] | None, *, kind: str = JSON, following: str | None = None) -> HttpResponse:
    """The text; ``rows`` say when the entries changed last (None: live numbers only, there is no such moment)."""
    answer = HttpResponse(text, content_type=kind)
    if rows and (changed := queries.latest_change(rows)) is not None:
        answer["Last-Modified"] = http_date(changed.timestamp())
    if following:
        answer["Link"] = f'<{following}>; rel="next"'
    return answer


_WHOLE = Terms(max_age=300, cost=WHOLE_LIST)
TERMS = {
    "offers-api-offers": Terms(max_age=60),
    "offers-api-offer": Terms(max_age=60),
    "offers-api-geojson": _WHOLE,
    "offers-api-csv": _WHOLE,
}
DESCRIPTIONS = {name: field.description for name, field in WantedStep.model_fields.items()} | {
    "key": "Buchstaben ohne Umlaute, Ziffern, Bindestrich; höchstens 80 Zeichen"
}


def describe(paths: dict[str, Any]) -> None:
    """What the description cannot know by itself: other formats than JSON, and that nothing is ever null."""
    for name, kind in (("offers.geojson", "application/geo+json"), ("offers.csv", "text/csv")):
        answer = paths[f"{BASE}{name}"]["get"]["responses"][200]
        known = answer.get("content", {}).get("application/json", {"schema": {"type": "string"}})
        answer["content"] = {kind: known}
    for operations in paths.values():
        for parameter in operations.get("get", {}).get("parameters", []):
            holder = {"properties": {"it": parameter["schema"]}}
            never_null(holder)
            parameter["schema"] = holder["properties"]["it"]
