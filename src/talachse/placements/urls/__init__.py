"""Addresses of placement."""

from talachse.placements.urls import (
    exchange,
    fairness,
    inventory,
    money,
    participations,
    placing,
    provider,
    rounds,
    stable_rounds,
)

urlpatterns = [
    *participations.urlpatterns,
    *fairness.urlpatterns,
    *inventory.urlpatterns,
    *provider.urlpatterns,
    *placing.urlpatterns,
    *rounds.urlpatterns,
    *stable_rounds.urlpatterns,
    *exchange.urlpatterns,
    *money.urlpatterns,
]
