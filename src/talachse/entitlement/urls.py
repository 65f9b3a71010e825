"""Addresses of the entitlement questions."""

from django.urls import path

from talachse.entitlement import views

urlpatterns = [path("bildung-und-teilhabe/", views.but_door, name="entitlement-but-door")]
