"""Addresses of the directory, of places and of apprenticeships. Fixed words before the key of an offer."""

from talachse.offers.urls import abflug, apprenticeships, deployment, directory, imports, keeping, open_data

urlpatterns = [
    *apprenticeships.urlpatterns,
    *imports.urlpatterns,
    *deployment.urlpatterns,
    *open_data.urlpatterns,
    *abflug.urlpatterns,
    *keeping.urlpatterns,
    *directory.urlpatterns,
]
