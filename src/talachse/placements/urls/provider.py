"""Addresses of the provider's room: referred people, attendance, monthly reports."""

from django.urls import path

from talachse.placements.views import provider as views

urlpatterns = [
    path("arbeit/monatsberichte/", views.reports, name="placements-reports"),
    path("arbeit/monatsberichte/<int:pk>/", views.report, name="placements-report"),
    path("arbeit/plaetze/weitergeleitet/<int:pk>/", views.referred, name="placements-referred"),
    path("arbeit/plaetze/weitergeleitet/<int:pk>/<slug:step>/", views.answer, name="placements-referred-answer"),
    path("arbeit/eigene-plaetze/<slug:key>/anwesenheit/", views.attendance, name="placements-attendance"),
    path("arbeit/eigene-plaetze/<slug:key>/anwesenheit/tabelle/", views.table, name="placements-attendance-table"),
]
