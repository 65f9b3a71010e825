"""Addresses of placement."""

from talachse.placements.urls import fairness, participations

urlpatterns = [*participations.urlpatterns, *fairness.urlpatterns]
