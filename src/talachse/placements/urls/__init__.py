"""Addresses of placement."""

from talachse.placements.urls import participations

urlpatterns = [*participations.urlpatterns]
