"""Addresses of the money behind places."""

from django.urls import path

from talachse.placements.views import money as views

CUT = "steuerung/mittel/kuerzung/<int:pk>/"

urlpatterns = [
    path("steuerung/mittel/plaetze/", views.money, name="placements-money"),
    path("steuerung/mittel/plaetze/stadtanteil.csv", views.money_csv, name="placements-money-csv"),
    path("steuerung/mittel/kuerzung/", views.cuts, name="placements-cuts"),
    path(CUT, views.cut, name="placements-cut"),
    path(f"{CUT}beschliessen/", views.decide, name="placements-cut-decide"),
    path(f"{CUT}verwerfen/", views.drop, name="placements-cut-drop"),
]
