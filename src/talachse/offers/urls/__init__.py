"""Addresses of the directory, of places and of apprenticeships. Fixed words before the key of an offer."""

from talachse.offers.urls import apprenticeships, directory, imports

urlpatterns = [*imports.urlpatterns, *apprenticeships.urlpatterns, *directory.urlpatterns]
