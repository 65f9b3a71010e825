"""Addresses of placement."""

from talachse.placements.urls import inventory, money, participations

urlpatterns = [*participations.urlpatterns, *inventory.urlpatterns, *money.urlpatterns]
