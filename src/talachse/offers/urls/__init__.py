"""Addresses of the directory, of places and of apprenticeships. Fixed words before the key of an offer."""

from talachse.offers.urls import apprenticeships, directory

urlpatterns = [*apprenticeships.urlpatterns, *directory.urlpatterns]
