"""Addresses of the entitlement questions."""

from django.urls import path

from talachse.entitlement.views import adviser, but_door, check, results, stored

urlpatterns = [
    path("arbeit/leistungsrechner/", adviser.desk, name="entitlement-adviser"),
    path("arbeit/leistungsrechner/blatt/", adviser.sheet, name="entitlement-adviser-sheet"),
    path("arbeit/leistungsrechner/speichern/", adviser.store, name="entitlement-adviser-store"),
    path("arbeit/leistungsrechner/gespeichert/", stored.mine, name="entitlement-stored-list"),
    path("arbeit/leistungsrechner/gespeichert/<int:pk>/", stored.one, name="entitlement-stored"),
    path("arbeit/leistungsrechner/gespeichert/<int:pk>/blatt/", stored.sheet, name="entitlement-stored-sheet"),
    path("arbeit/leistungsrechner/gespeichert/<int:pk>/loeschen/", stored.delete, name="entitlement-stored-delete"),
    path("bildung-und-teilhabe/", but_door.but_door, name="entitlement-but-door"),
    path("pruefen/", check.check, name="entitlement-check"),
    path("pruefen/antrag/", results.keep_the_day, name="entitlement-keep-the-day"),
    path("pruefen/was-waere-wenn/", results.what_if, name="entitlement-what-if"),
    path("pruefen/blatt/", results.sheet, name="entitlement-sheet"),
    # The one address that carries answers: docs/entscheidungen/0015.
    path("pruefen/wieder/<str:token>/", results.again, name="entitlement-again"),
]
