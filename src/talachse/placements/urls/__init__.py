"""Addresses of placement."""

from talachse.placements.urls import fairness, inventory, participations, placing, provider, rounds

urlpatterns = [
    *participations.urlpatterns,
    *fairness.urlpatterns,
    *inventory.urlpatterns,
    *provider.urlpatterns,
    *placing.urlpatterns,
    *rounds.urlpatterns,
]
