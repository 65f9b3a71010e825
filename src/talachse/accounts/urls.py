"""Addresses of the accounts; of allauth only what we offer, each with its guard."""

from collections.abc import Callable
from typing import Any

from allauth.account import views as allauth
from django.http import HttpResponse
from django.urls import path, re_path

from talachse.accounts import views
from talachse.rules.access import Action, guard


def _public(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
    return guard(Action.SEE_PUBLIC)(view)


def _own(view: Callable[..., HttpResponse]) -> Callable[..., Any]:
    return guard(Action.MANAGE_OWN_ACCOUNT)(view)


urlpatterns = [
    path("arbeit/", views.workplace, name="accounts-workplace"),
    path("arbeit/zugaenge/", views.access, name="accounts-access"),
    path("arbeit/zugaenge/<int:pk>/ende/", views.end_membership, name="accounts-end-membership"),
    path("arbeit/journal/", views.read_journal, name="accounts-journal"),
    path("konto/", views.own, name="accounts-own"),
    path("konto/funktionen/", views.roles, name="accounts-roles"),
    path("konto/sitzungen/<int:pk>/beenden/", views.end_session, name="accounts-end-session"),
    path("konto/anmelden/", _public(allauth.login), name="account_login"),
    path("konto/abmelden/", _public(allauth.logout), name="account_logout"),
    path("konto/registrieren/", _public(allauth.signup), name="account_signup"),
    path("konto/gesperrt/", _public(allauth.account_inactive), name="account_inactive"),
    path("konto/bestaetigen/", _own(allauth.reauthenticate), name="account_reauthenticate"),
    path("konto/passwort/", _own(allauth.password_change), name="account_change_password"),
    path("konto/passwort/vergessen/", _public(allauth.password_reset), name="account_reset_password"),
    path(
        "konto/passwort/vergessen/gesendet/", _public(allauth.password_reset_done), name="account_reset_password_done"
    ),
    # allauth puts person and key in place of "UID-KEY" in this address.
    re_path(
        r"^konto/passwort/neu/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        _public(allauth.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "konto/passwort/neu/fertig/",
        _public(allauth.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
]
