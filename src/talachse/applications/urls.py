"""Addresses of the catalogue."""

from django.urls import path

from talachse.applications import views

urlpatterns = [
    path("produkte/", views.products, name="applications-products"),
    path("arbeit/produkte/", views.catalogue, name="applications-catalogue"),
    path("arbeit/produkte/<slug:key>/", views.product, name="applications-product"),
]
