"""Addresses of the directory and of the apprenticeships."""

from django.urls import path

from talachse.offers import views

urlpatterns = [
    path("angebote/", views.directory, name="offers-directory"),
    path("angebote/<slug:key>/", views.offer, name="offers-offer"),
    path("ausbildung/", views.apprenticeships, name="offers-apprenticeships"),
    path("ausbildung/<int:pk>/interesse/", views.interest, name="offers-interest"),
    path("arbeit/ausbildungsplaetze/", views.postings, name="offers-postings"),
    path("arbeit/ausbildungsplaetze/<int:pk>/zurueckziehen/", views.withdraw, name="offers-withdraw"),
]
