"""What all addresses of the open API have in common: the door, the limit, and how a refusal looks.

The apps bring the operations in their ``api.py``; ``config/api.py`` puts them together and describes them.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.views.decorators.csrf import csrf_exempt
from pydantic import BaseModel, ConfigDict, Field

from talachse.rules.access import Action, guard

BASE = "/api/v1/"
JSON = "application/json; charset=utf-8"

type View = Callable[..., HttpResponse]


def never_null(schema: dict[str, Any]) -> None:
    """What is not known is left out, so nothing is ever null; the published schema says so."""
    for name, known in schema.get("properties", {}).items():
        options = [option for option in known.get("anyOf", []) if option != {"type": "null"}]
        if "anyOf" in known and len(options) == 1:
            kept = {key: value for key, value in known.items() if key not in {"anyOf", "default"}}
            schema["properties"][name] = options[0] | kept


class Part(BaseModel):
    """What all parts have in common: no other names than these, and nothing that is null."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=never_null)

    def as_json(self) -> str:
        """The object without what is not known."""
        return self.model_dump_json(exclude_none=True)


class ProblemField(Part):
    """A value that cannot be used."""

    name: str
    problem: str
    allowed: str | None = None


class Problem(Part):
    """Why there is no answer, in German and in English."""

    code: str
    message: str
    message_en: str
    fields: list[ProblemField] = Field(default_factory=list)


class Refused(Exception):
    """There is no answer: status, and why. ``wait`` seconds stand in Retry-After."""

    def __init__(self, status: int, code: str, message: str, message_en: str, *, wait: int = 0, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.wait = wait
        self.problem = Problem(code=code, message=message, message_en=message_en, **more)

    def answer(self) -> HttpResponse:
        """As it is sent."""
        answer = HttpResponse(self.problem.as_json(), status=self.status, content_type=JSON)
        if self.wait:
            answer["Retry-After"] = str(self.wait)
        return answer


def only_known(request: HttpRequest, model: type[BaseModel] | None = None) -> None:
    """A misspelt criterion must not silently give everything.

    :raises Refused: there is a parameter that the model does not know.
    """
    known = set(model.model_fields) if model else set()
    unknown = sorted(set(request.GET) - known)
    if unknown:
        allowed = ", ".join(sorted(known)) or "nichts"
        raise unusable(
            [ProblemField(name=name[:80], problem="unknown parameter", allowed=allowed) for name in unknown[:9]]
        )


def unusable(fields: list[ProblemField]) -> Refused:
    """The refusal of values that cannot be read."""
    names = ", ".join(field.name for field in fields)
    return Refused(
        422,
        "unusable",
        f"Diese Angaben können wir nicht lesen: {names}.",
        f"We cannot read these parameters: {names}.",
        fields=fields,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How one address is answered.

    ``cost``: for how many ordinary requests one stands; ``max_age``: seconds for which others may keep the answer, 0 when they
    have to ask each time, None when nobody may keep anything; ``method``: GET (and HEAD) or POST.
    """

    method: str = "GET"
    cost: int = 1
    max_age: int | None = 0

    @property
    def methods(self) -> tuple[str, ...]:
        return ("GET", "HEAD") if self.method == "GET" else (self.method,)


def door(view: View, terms: Terms) -> View:
    """Guard, limit, ETag, caching, readable from other sites' pages; without cookies, so a forged request gains nothing.

    Only the ETag answers with 304: places change without a change of the entry, so a date would hide them.
    """

    @guard(Action.SEE_PUBLIC)
    @csrf_exempt
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with translation.override("de"):
            answer = _answered(view, terms, request, *args, **kwargs)
        answer["Access-Control-Allow-Origin"] = "*"
        answer["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link, Retry-After"
        return answer

    return opened


def _answered(view: View, terms: Terms, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    allowed = ", ".join([*terms.methods, "OPTIONS"])
    if request.method == "OPTIONS":
        return _may_be_asked(allowed)
    if request.method not in terms.methods:
        answer = Refused(405, "method", f"Hier geht nur {allowed}.", f"Only {allowed} is possible here.").answer()
        answer["Allow"] = allowed
        return answer
    wait = charged(request, terms.cost)
    answer = too_many(wait).answer() if wait else _as_method(view, terms.method, request, *args, **kwargs)
    if terms.max_age is None:
        answer["Cache-Control"] = "no-store"
    elif answer.status_code == 200:
        answer["Cache-Control"] = f"public, max-age={terms.max_age}" if terms.max_age else "public, no-cache"
        answer = _unless_known(request, answer)
    return answer


def _may_be_asked(allowed: str) -> HttpResponse:
    """Browsers ask first, before a page of another site sends JSON or asks with If-None-Match."""
    answer = HttpResponse(status=204)
    answer["Allow"] = answer["Access-Control-Allow-Methods"] = allowed
    answer["Access-Control-Allow-Headers"] = "Content-Type, If-None-Match"
    answer["Access-Control-Max-Age"] = "86400"
    return answer


def _as_method(view: View, method: str, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """HEAD is answered like GET; the server leaves the body out."""
    sent, request.method = request.method, method
    try:
        return view(request, *args, **kwargs)
    finally:
        request.method = sent


def _unless_known(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    etag = quote_etag(hashlib.sha256(answer.content).hexdigest()[:32])
    answer["ETag"] = etag
    if "If-None-Match" not in request.headers:
        return answer
    known = get_conditional_response(request, etag=etag, response=answer)
    return known if isinstance(known, HttpResponse) else answer


def too_many(seconds: int) -> Refused:
    """The refusal of who has asked too often."""
    return Refused(
        429,
        "too_many_requests",
        f"Das waren viele Anfragen. Bitte versuchen Sie es in {seconds} Sekunden noch einmal.",
        f"Too many requests. Please try again in {seconds} seconds.",
        wait=seconds,
    )


def charged(request: HttpRequest, cost: int) -> int:
    """Count what a request costs its sender; the seconds to wait as for :func:`seconds_to_wait`.

    An operation that learns on the way that it costs more counts it too and answers all the same: the next one waits.
    """
    return seconds_to_wait(whose=request.META.get("REMOTE_ADDR", ""), cost=cost, now=time.time())


def seconds_to_wait(*, whose: str, cost: int, now: float) -> int:
    """Count a request, 0 when it may be answered; else the seconds until the next minute begins.

    ``cost`` is how many ordinary requests it stands for, ``now`` seconds since 1970. Only a digest of the address is kept,
    for two minutes.
    """
    if not settings.TALACHSE_API_PER_MINUTE:
        return 0
    minute, second = divmod(int(now), 60)
    key = "open-data:" + hashlib.sha256(f"{whose} {minute}".encode()).hexdigest()[:32]
    cache.add(key, 0, timeout=120)
    try:
        used = cache.incr(key, cost)
    except ValueError:  # thrown out of a full cache between the two: this one goes free
        return 0
    return 60 - second if used > settings.TALACHSE_API_PER_MINUTE else 0
