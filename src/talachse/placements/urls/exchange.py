"""Addresses of the exchange. Place groups first: they have another guard than the tables of people."""

from django.urls import path

from talachse.placements.views import exchange as views

GROUPS, TABLE = "arbeit/austausch/platzgruppen/", "arbeit/austausch/<slug:table>/"

urlpatterns = [
    path("arbeit/austausch/", views.exchange, name="placements-exchange"),
    path(GROUPS, views.groups, name="placements-exchange-groups"),
    path(f"{GROUPS}<int:pk>/", views.groups_preview, name="placements-exchange-groups-preview"),
    path(f"{GROUPS}<int:pk>/zurueck/", views.groups_rest, name="placements-exchange-groups-rest"),
    path(f"{GROUPS}vorlage.<slug:suffix>", views.groups_template, name="placements-exchange-groups-template"),
    path(f"{GROUPS}ausgeben/", views.groups_export, name="placements-exchange-groups-export"),
    path(TABLE, views.table, name="placements-exchange-table"),
    path(f"{TABLE}<int:pk>/", views.table_preview, name="placements-exchange-table-preview"),
    path(f"{TABLE}<int:pk>/zurueck/", views.table_rest, name="placements-exchange-table-rest"),
    path(f"{TABLE}vorlage.<slug:suffix>", views.table_template, name="placements-exchange-table-template"),
    path(f"{TABLE}ausgeben/", views.table_export, name="placements-exchange-table-export"),
]
