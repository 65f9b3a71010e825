"""Addresses of placement."""

from talachse.placements.urls import inventory, participations

urlpatterns = [*participations.urlpatterns, *inventory.urlpatterns]
