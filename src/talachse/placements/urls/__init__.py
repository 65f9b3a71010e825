"""Addresses of placement."""

from talachse.placements.urls import exchange, participations

urlpatterns = [*participations.urlpatterns, *exchange.urlpatterns]
