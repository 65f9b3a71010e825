"""Every address of the platform. Apps bring their own lists; doors: / public, /arbeit/, /steuerung/, /konto/."""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from talachse.config import api

urlpatterns: list[URLPattern | URLResolver] = [
    *api.addresses(),
    *(
        path("", include(f"talachse.{app}.urls"))
        for app in (
            "ui",
            "audit",
            "documents",
            "accounts",
            "intake",
            "offers",
            "placements",
            "applications",
            "entitlement",
            "health",
            "cases",
            "agreement",
        )
        if find_spec(f"talachse.{app}") and find_spec(f"talachse.{app}.urls")
    ),
]
handler400 = "talachse.ui.errors.bad_request"
handler403 = "talachse.ui.errors.forbidden"
handler404 = "talachse.ui.errors.not_found"
handler500 = "talachse.ui.errors.server_error"
