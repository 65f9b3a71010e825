"""Addresses: reports of the quarters."""

from django.urls import URLPattern, path

from talachse.agreement.views import reports as views

urlpatterns: list[URLPattern] = [
    path("steuerung/berichte/", views.reports, name="agreement-reports"),
    path("steuerung/berichte/<str:period>/einfrieren/", views.freeze, name="agreement-report-freeze"),
    path("steuerung/berichte/<str:period>.<slug:suffix>", views.download, name="agreement-report-file"),
]
