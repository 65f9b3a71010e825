"""Addresses of the places."""

from django.urls import path

from talachse.placements.views import participations as views

urlpatterns = [
    path("arbeit/eigene-plaetze/", views.groups, name="placements-groups"),
    path("arbeit/eigene-plaetze/<slug:key>/", views.group, name="placements-group"),
    path("arbeit/eigene-plaetze/teilnahmen/<int:pk>/", views.participation, name="placements-participation"),
    path("arbeit/eigene-plaetze/teilnahmen/<int:pk>/pause/", views.pause, name="placements-pause"),
    path("arbeit/eigene-plaetze/teilnahmen/<int:pk>/ende/", views.end, name="placements-end"),
    path("arbeit/teilnahmen/", views.states, name="placements-states"),
]
