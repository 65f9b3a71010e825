"""How allauth behaves here: nobody signs up alone, mail leaves through our gateway."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.shortcuts import resolve_url

from talachse.accounts.models import User
from talachse.accounts.queries import actor_for
from talachse.jobs.services import post
from talachse.rules.access import Action


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by an administrator, never by sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Render allauth's mail and send it through the gateway."""
        message = self.render_mail(template_prefix, email, context)
        post(to=[email], subject=str(message.subject), body=str(message.body))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Who steers lands on the board, everybody else in the workplace."""
        user = request.user
        if isinstance(user, User):
            actor = actor_for(user, today=request.today)  # type: ignore[attr-defined]  # set by ActorMiddleware
            if actor.may(Action.SEE_STEERING):
                return resolve_url("/steuerung/")
        return resolve_url("/arbeit/")
