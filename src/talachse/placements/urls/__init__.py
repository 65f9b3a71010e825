"""Addresses of placement."""

from talachse.placements.urls import participations, stable_rounds

urlpatterns = [*participations.urlpatterns, *stable_rounds.urlpatterns]
