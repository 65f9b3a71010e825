"""Puts the acting person on every request, and lets nobody into a page whose action they may not do."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

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
