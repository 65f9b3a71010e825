"""Addresses for everybody."""

from django.urls import URLPattern, path

from talachse.agreement.views import public

urlpatterns: list[URLPattern] = [
    path("vereinbarung/", public.text, name="agreement-text"),
    path("vereinbarung/zahlen/<slug:key>/", public.figure, name="agreement-figure"),
    path("vereinbarung/fassungen/", public.versions, name="agreement-versions"),
    path("vereinbarung/daten/", public.data, name="agreement-data"),
    path("vereinbarung/daten/vereinbarung.json", public.data_json, name="agreement-data-json"),
    path("vereinbarung/daten/schema.json", public.schema, name="agreement-data-schema"),
    path("vereinbarung/daten/<slug:table>.csv", public.data_csv, name="agreement-data-csv"),
    path("vorhaben/", public.projects, name="agreement-projects"),
    path("vorhaben/<slug:key>/", public.project, name="agreement-project"),
]
