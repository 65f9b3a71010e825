"""How allauth behaves here: nobody signs up alone, mail leaves through our gateway."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by an administrator, never by sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
