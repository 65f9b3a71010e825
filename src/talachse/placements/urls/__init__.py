"""Addresses of placement."""

from talachse.placements.urls import participations, placing, provider

urlpatterns = [*provider.urlpatterns, *participations.urlpatterns, *placing.urlpatterns]
