"""Addresses of the import of offers."""

from django.urls import path

from talachse.offers.views import imports

urlpatterns = [
    path("arbeit/angebote/einlesen/", imports.upload, name="offers-import"),
    path("arbeit/angebote/einlesen/<int:pk>/", imports.preview, name="offers-import-preview"),
    path("arbeit/angebote/einlesen/<int:pk>/zurueck/", imports.rest, name="offers-import-rest"),
    path("arbeit/angebote/vorlage.<slug:suffix>", imports.template, name="offers-import-template"),
    path("arbeit/angebote/verzeichnis.<slug:suffix>", imports.table, name="offers-import-table"),
]
