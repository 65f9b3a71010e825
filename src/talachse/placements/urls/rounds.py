"""Addresses of rounds."""

from django.urls import path

from talachse.placements.views import rounds

urlpatterns = [
    path("arbeit/runden/", rounds.rounds, name="placements-rounds"),
    path("arbeit/runden/<int:pk>/", rounds.one_round, name="placements-round"),
    path("arbeit/runden/<int:pk>/bestaetigen/", rounds.confirm, name="placements-round-confirm"),
    path("arbeit/runden/<int:pk>/verwerfen/", rounds.drop, name="placements-round-drop"),
]
