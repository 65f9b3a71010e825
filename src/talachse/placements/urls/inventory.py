"""Addresses of the placement desk: places, pots, papers."""

from django.urls import path

from talachse.placements.views import inventory as views

GROUP = "arbeit/plaetze/gruppen/<slug:key>/"
POT = "arbeit/plaetze/kontingente/<slug:key>/"

urlpatterns = [
    path("arbeit/plaetze/", views.inventory, name="placements-inventory"),
    path("arbeit/plaetze/neu/", views.new_group, name="placements-inventory-new"),
    path(GROUP, views.inventory_group, name="placements-inventory-group"),
    path(f"{GROUP}plaetze/", views.capacity, name="placements-inventory-capacity"),
    path(f"{GROUP}anteile/", views.funding, name="placements-inventory-funding"),
    path(f"{GROUP}vertraege/", views.contracts, name="placements-contracts"),
    path("arbeit/plaetze/vertraege/<int:pk>/", views.contract, name="placements-contract"),
    path("arbeit/plaetze/kontingente/", views.all_pots, name="placements-pots"),
    path("arbeit/plaetze/kontingente/anlegen/neu/", views.new_pot, name="placements-pots-new"),
    path(POT, views.pot, name="placements-pot"),
    path(f"{POT}grenze/", views.pot_limit, name="placements-pot-limit"),
    path(f"{POT}mittel/", views.pot_money, name="placements-pot-money"),
    path("arbeit/plaetze/unterlagen/", views.all_papers, name="placements-papers"),
    path("arbeit/plaetze/unterlagen/monatsberichte/", views.expect_reports, name="placements-papers-expect"),
    path("arbeit/plaetze/unterlagen/<int:pk>/eingang/", views.paper_came, name="placements-paper-came"),
    path("arbeit/plaetze/verpflichtungen/", views.commitments, name="placements-commitments"),
]
