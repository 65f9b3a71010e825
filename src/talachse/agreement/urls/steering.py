"""Addresses of the steering."""

from django.urls import URLPattern, path

from talachse.agreement.views import steering as views

PROJECT = "steuerung/projekte/<slug:key>/"
INDICATOR = "steuerung/zahlen/<slug:key>/"
SEAT = "steuerung/funktionen/<slug:key>/"

urlpatterns: list[URLPattern] = [
    path("steuerung/", views.board, name="agreement-board"),
    path(PROJECT, views.project, name="agreement-profile"),
    path(f"{PROJECT}neu/<slug:what>/", views.add_to_project, name="agreement-profile-add"),
    path(f"{PROJECT}meilensteine/<int:pk>/verschieben/", views.shift_milestone, name="agreement-milestone-shift"),
    path(f"{PROJECT}unterlagen/<int:pk>/", views.paper, name="agreement-profile-paper"),
    path("steuerung/zahlen/", views.indicators, name="agreement-indicators"),
    path("steuerung/zahlen/einfuegen/", views.paste, name="agreement-paste"),
    path(INDICATOR, views.indicator, name="agreement-indicator"),
    path(f"{INDICATOR}melden/", views.report_value, name="agreement-indicator-report"),
    path(f"{INDICATOR}werte/<int:pk>/wort/", views.confirm_value, name="agreement-indicator-confirm"),
    path(f"{INDICATOR}freigeben/", views.release, name="agreement-indicator-release"),
    path("steuerung/funktionen/", views.all_seats, name="agreement-seats"),
    path(SEAT, views.seat, name="agreement-seat"),
    path(f"{SEAT}besetzen/", views.appoint, name="agreement-seat-appoint"),
    path(f"{SEAT}zeiten/<int:pk>/ende/", views.vacate, name="agreement-seat-vacate"),
    path(f"{SEAT}uebergabe/", views.hand_over, name="agreement-hand-over"),
    path("steuerung/mittel/", views.money, name="agreement-money"),
    path("steuerung/jobcenter-verhalten/", views.conduct, name="agreement-conduct"),
    path("steuerung/auftraege/", views.actions, name="agreement-actions"),
    path("steuerung/auftraege/neu/", views.add_action, name="agreement-action-add"),
    path("steuerung/auftraege/<int:pk>/erledigt/", views.finish_action, name="agreement-action-finish"),
    path("steuerung/auftraege/<int:pk>/verzoegerung/", views.explain_delay, name="agreement-action-delay"),
    path("steuerung/fragen/neu/", views.add_question, name="agreement-question-add"),
]
