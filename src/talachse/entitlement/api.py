"""The check in the open API: a household in, every claim out, nothing kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from ninja import Router

from talachse.entitlement import services
from talachse.rules.entitlement import household, published
from talachse.rules.entitlement.household import LARGEST, BadHousehold, NotJson
from talachse.rules.entitlement.result import as_text_of_json
from talachse.ui.open_api import BASE, JSON, Problem, ProblemField, Refused, Terms, charged, only_known

router = Router()
NAME = "entitlement-api-check"
# A check computes a tenth of a second, a page of offers a few milliseconds.
CHECK = 4
TERMS = {NAME: Terms(method="POST", cost=CHECK, max_age=None)}
# Each unknown fact is tried with several values, each time with all persons; so many of both cost as much as a page of offers.
TRIES = 120
# Compiling takes about a minute.
WAIT_SECONDS = 60
EXAMPLE = {
    "as_of": "2026-11-01",
    "dwelling": {"rent_cold": 620, "heating": 110, "area_m2": 72},
    "persons": [
        {"id": "mutter", "born": "1993-01-05", "gross_wage": 1400, "hours_per_week": 20},
        {"id": "kind", "born": "2017-01-05", "parents": ["mutter"]},
    ],
}
# Who gets everything wrong needs the first faults, not all of a megabyte.
MOST_PROBLEMS = 50


@router.post(
    "check",
    response={200: None} | dict.fromkeys((400, 411, 413, 415, 422, 429, 503), Problem),
    url_name=NAME,
    operation_id="checkHousehold",
    summary="Welche Leistungen stehen einem Haushalt zu?",
)
def check(request: HttpRequest) -> HttpResponse:
    """Alle Leistungen eines Haushalts mit Grund, Paragraf und Betrag, beide Wege nebeneinander, Bildung und Teilhabe je Kind.

    Was fehlt, gilt als üblich und steht unter `assumptions`; `null` heißt „weiß ich nicht“. Der Haushalt wird gerechnet und
    vergessen: Er steht in keiner Tabelle und in keinem Protokoll. Namen braucht es nicht, `id` ist eine beliebige Kennung.
    """
    only_known(request)
    try:
        asked = household.from_json(_body(request), today=timezone.localdate())
        charged(request, len(asked.unknown) * len(asked.persons) // TRIES)
        found = services.answer(asked)
    except NotJson as error:
        raise Refused(400, "not_json", str(error), "This is not JSON in UTF-8.") from error
    except BadHousehold as error:
        raise _bad(error) from error
    if found is None:
        services.prepare_rules(asked.as_of)
        raise Refused(
            503,
            "being_prepared",
            "Die Rechenregeln dieses Tages werden gerade vorbereitet. Bitte versuchen Sie es in einer Minute noch einmal.",
            "The rules of this day are being prepared. Please try again in a minute.",
            wait=WAIT_SECONDS,
        )
    return HttpResponse(as_text_of_json(found), content_type=JSON)


def _body(request: HttpRequest) -> bytes:
    """What was sent; what cannot be a household is refused before any of it is read."""
    if request.content_type != "application/json":
        raise Refused(
            415,
            "not_as_json",
            "Bitte senden Sie den Haushalt als application/json.",
            "Please send the household as application/json.",
        )
    length = request.headers.get("Content-Length") or ("" if "Transfer-Encoding" in request.headers else "0")
    if not length.isdecimal():
        raise Refused(411, "no_length", "Die Länge fehlt (Content-Length).", "The length is missing (Content-Length).")
    if len(length) > len(str(LARGEST)) or int(length) > LARGEST:
        raise Refused(
            413,
            "too_large",
            "Das ist größer, als ein Haushalt sein kann (höchstens 1 MB).",
            "This is larger than a household can be (1 MB at most).",
        )
    try:
        return request.body
    except UnreadablePostError as error:
        raise Refused(400, "broken_off", "Die Anfrage ist abgebrochen.", "The request broke off.") from error


def _bad(error: BadHousehold) -> Refused:
    """Every fault with its place."""
    fields = [ProblemField(name=one.where, problem=one.text) for one in error.problems[:MOST_PROBLEMS]]
    names = ", ".join(field.name for field in fields if field.name) or "the whole"
    return Refused(422, "unusable", str(error), f"We cannot use these parts of the household: {names}.", fields=fields)


def describe(paths: dict[str, Any], components: dict[str, Any]) -> None:
    """Both published schemas, docs/schemas/household.json and check-result.json, as parts of the description."""
    operation = paths[f"{BASE}check"]["post"]
    for name, module in (("Household", household), ("CheckResult", published)):
        schema = module.json_schema("#/components/schemas/{model}")
        parts = schema.pop("$defs")
        del schema["$schema"]
        found = {name: schema} | parts
        if taken := sorted(found.keys() & components.keys()):
            raise ValueError(f"Two parts of the API have the same name: {', '.join(taken)}")
        components |= found
    operation["requestBody"] = {"required": True, "content": _content("Household")}
    operation["requestBody"]["content"]["application/json"]["example"] = EXAMPLE
    operation["responses"][200]["content"] = _content("CheckResult")


def _content(name: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
