"""Addresses of the open data: the page that explains them, and the list for other people's pages."""

from django.urls import path

from talachse.offers.views import open_data

urlpatterns = [
    path("daten/angebote/", open_data.explained, name="offers-data"),
    path("einbetten/angebote/", open_data.embedded, name="offers-embedded"),
]
