"""Addresses of work for municipal projects."""

from django.urls import path

from talachse.offers.views import deployment as views

urlpatterns = [
    path("arbeit/bedarf/", views.needs, name="offers-needs"),
    path("arbeit/bedarf/vermitteln/", views.matching, name="offers-matching"),
    path("arbeit/bedarf/vermitteln/<int:pk>/", views.matching_need, name="offers-matching-need"),
    path("arbeit/bedarf/<int:pk>/", views.need, name="offers-need"),
    path("arbeit/bedarf/<int:pk>/zurueckziehen/", views.withdraw, name="offers-need-withdraw"),
    path("arbeit/bedarf/<int:pk>/bestaetigen/", views.confirm, name="offers-need-confirm"),
    path("arbeit/einsaetze/", views.deployments, name="offers-deployments"),
    path("arbeit/einsaetze/<int:pk>/", views.deployment, name="offers-deployment"),
]
