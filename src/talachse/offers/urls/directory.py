"""Addresses of the directory."""

from django.urls import path

from talachse.offers.views import directory

urlpatterns = [
    path("angebote/", directory.directory, name="offers-directory"),
    path("angebote/merken/", directory.watch, name="offers-watch"),
    path("angebote/gemerkt/<uuid:token>/", directory.confirm_search, name="offers-search-confirm"),
    path("angebote/gemerkt/<uuid:token>/beenden/", directory.stop_search, name="offers-search-stop"),
    path("angebote/<slug:key>/", directory.offer, name="offers-offer"),
    path("angebote/<slug:key>/aushang.pdf", directory.flyer, name="offers-flyer"),
]
