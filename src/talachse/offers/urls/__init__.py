"""Addresses of the directory, of places and of apprenticeships. Fixed words before the key of an offer."""

from talachse.offers.urls import abflug, apprenticeships, directory

urlpatterns = [*abflug.urlpatterns, *apprenticeships.urlpatterns, *directory.urlpatterns]
