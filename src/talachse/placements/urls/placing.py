"""Addresses of case management: people and their ways to places. Numbers and keys only, no names."""

from django.urls import path

from talachse.placements.views import people, placing

urlpatterns = [
    path("arbeit/menschen/", people.search, name="placements-people"),
    path("arbeit/menschen/neu/", people.add, name="placements-people-add"),
    path("arbeit/menschen/<int:pk>/", people.person, name="placements-person"),
    path("arbeit/menschen/<int:pk>/aendern/", people.change, name="placements-person-change"),
    path("arbeit/menschen/<int:pk>/angaben/", people.facts, name="placements-person-facts"),
    path("arbeit/menschen/<int:pk>/angaben/<slug:key>/", people.fact, name="placements-person-fact"),
    path("arbeit/menschen/<int:pk>/plaetze/", people.places, name="placements-person-places"),
    path("arbeit/menschen/<int:pk>/plaetze/<slug:key>/", people.place, name="placements-person-place"),
    path("arbeit/vermittlung/", placing.overview, name="placements-placing"),
    path("arbeit/vermittlung/plaetze/<slug:key>/", placing.queue, name="placements-queue"),
    path("arbeit/vermittlung/plaetze/<slug:key>/pruefliste/", placing.sign, name="placements-queue-sign"),
    path("arbeit/vermittlung/<int:pk>/", placing.placement, name="placements-placement"),
    path("arbeit/vermittlung/<int:pk>/<slug:step>/", placing.step, name="placements-placement-step"),
]
