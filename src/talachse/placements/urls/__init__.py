"""Addresses of placement."""

from talachse.placements.urls import fairness, inventory, participations

urlpatterns = [*participations.urlpatterns, *fairness.urlpatterns, *inventory.urlpatterns]
