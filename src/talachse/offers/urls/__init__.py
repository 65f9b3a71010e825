"""Addresses of the directory, of places and of apprenticeships. Fixed words before the key of an offer."""

from talachse.offers.urls import abflug, api, apprenticeships, deployment, directory, imports, keeping

urlpatterns = [
    *apprenticeships.urlpatterns,
    *imports.urlpatterns,
    *deployment.urlpatterns,
    *api.urlpatterns,
    *abflug.urlpatterns,
    *keeping.urlpatterns,
    *directory.urlpatterns,
]
