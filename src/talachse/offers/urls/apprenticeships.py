"""Addresses of the apprenticeships."""

from django.urls import path

from talachse.offers.views import apprenticeships

urlpatterns = [
    path("ausbildung/", apprenticeships.apprenticeships, name="offers-apprenticeships"),
    path("ausbildung/<int:pk>/interesse/", apprenticeships.interest, name="offers-interest"),
    path("arbeit/ausbildungsplaetze/", apprenticeships.postings, name="offers-postings"),
    path("arbeit/ausbildungsplaetze/<int:pk>/zurueckziehen/", apprenticeships.withdraw, name="offers-withdraw"),
]
