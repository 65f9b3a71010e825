"""Addresses of the entitlement questions."""

from django.urls import path

from talachse.entitlement.views import but_door, check, results

urlpatterns = [
    path("bildung-und-teilhabe/", but_door.but_door, name="entitlement-but-door"),
    path("pruefen/", check.check, name="entitlement-check"),
    path("pruefen/antrag/", results.keep_the_day, name="entitlement-keep-the-day"),
    path("pruefen/was-waere-wenn/", results.what_if, name="entitlement-what-if"),
    path("pruefen/blatt/", results.sheet, name="entitlement-sheet"),
    # The one address that carries answers: docs/entscheidungen/0015.
    path("pruefen/wieder/<str:token>/", results.again, name="entitlement-again"),
]
