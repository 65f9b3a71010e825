"""Addresses of the room in which entries are kept right."""

from django.urls import path

from talachse.offers.views import keeping

urlpatterns = [
    path("angebote/stimmt-noch/<uuid:code>/", keeping.renew, name="offers-renew"),
    path("arbeit/angebote/", keeping.own, name="offers-own"),
    path("arbeit/angebote/neu/", keeping.new, name="offers-new"),
    path("arbeit/angebote/redaktion/", keeping.editors, name="offers-editors"),
    path("arbeit/angebote/redaktion/einladen/", keeping.invite, name="offers-invite"),
    path("arbeit/angebote/redaktion/menschen/", keeping.people, name="offers-people"),
    path("arbeit/angebote/redaktion/<int:pk>/", keeping.change, name="offers-change"),
    path("arbeit/angebote/redaktion/<slug:key>/geprueft/", keeping.checked, name="offers-checked"),
    path("arbeit/angebote/<slug:key>/", keeping.edit, name="offers-edit"),
    path("arbeit/angebote/<slug:key>/stimmt-noch/", keeping.confirm, name="offers-confirm"),
    path("arbeit/angebote/<slug:key>/beenden/", keeping.end, name="offers-end"),
    path("steuerung/angebote/", keeping.spots, name="offers-spots"),
]
