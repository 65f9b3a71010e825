"""Addresses of the rounds of apprenticeships."""

from django.urls import path

from talachse.placements.views import stable_rounds as views

urlpatterns = [
    path("arbeit/runden/ausbildung/", views.rounds, name="placements-stable-rounds"),
    path("arbeit/runden/ausbildung/<int:pk>/", views.stable_round, name="placements-stable-round"),
    path("arbeit/runden/ausbildung/<int:pk>/bestaetigen/", views.confirm, name="placements-stable-round-confirm"),
    path("arbeit/runden/ausbildung/<int:pk>/verwerfen/", views.drop, name="placements-stable-round-drop"),
]
