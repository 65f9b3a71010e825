"""Puts the acting person on every request, and lets nobody into a page whose action they may not do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import cast

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from talachse.accounts.http import TalachseRequest
from talachse.accounts.models import User
from talachse.accounts.queries import actor_for
from talachse.rules.access import guard_of

type GetResponse = Callable[[HttpRequest], HttpResponse]

SEEN_EVERY_SECONDS = 300
MOST_REMEMBERED = 10_000


class ClientAddressMiddleware:
    """Behind the city's proxy every visitor seems to come from it; limits per address need the address it saw.

    The last entry is the proxy's own; what stands before it the visitor may have invented.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        seen_by_proxy = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        if settings.SECURE_PROXY_SSL_HEADER and seen_by_proxy:
            request.META["REMOTE_ADDR"] = seen_by_proxy
        return self.get_response(request)


class LastSeenMiddleware:
    """Keeps "zuletzt gesehen" of a session, once in five minutes: a look at a page must not wait for a write."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.seen: dict[str, float] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.session.session_key
        if key and request.user.is_authenticated and time.monotonic() - self.seen.get(key, -1e9) > SEEN_EVERY_SECONDS:
            if len(self.seen) >= MOST_REMEMBERED:
                self.seen.clear()
            UserSession.objects.create_from_request(request)
            self.seen[key] = time.monotonic()
        return self.get_response(request)


class ActorMiddleware:
    """Sets ``request.actor`` and ``request.today``."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request = cast("TalachseRequest", request)
        request.today = timezone.localdate()
        user = request.user if isinstance(request.user, User) else None
        request.actor = actor_for(user, today=request.today)
        return self.get_response(request)


class GuardMiddleware:
    """Deny by default: a view without a guard opens for nobody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: object, kwargs: object
    ) -> HttpResponse | None:
        request = cast("TalachseRequest", request)
        action = guard_of(view)
        if action is None:
            raise PermissionDenied("Diese Seite hat noch keine Zuständigkeit.")
        if request.actor.may(action):
            return None
        if not request.actor.is_logged_in:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.get_full_path()})}")
        raise PermissionDenied
