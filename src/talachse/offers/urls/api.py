"""Addresses of the open data: the API, the page that explains it, and the list for other people's pages."""

from django.urls import path

from talachse.offers import api
from talachse.offers.views import open_data

urlpatterns = [
    *api.addresses(),
    path("daten/angebote/", open_data.explained, name="offers-data"),
    path("einbetten/angebote/", open_data.embedded, name="offers-embedded"),
]
