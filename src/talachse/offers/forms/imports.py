"""Input of an import of offers."""

from __future__ import annotations

from django import forms

from talachse.documents.pages import UploadForm


class OffersUploadForm(UploadForm):
    """A list of offers, and where its facts come from."""

    source_url = forms.URLField(
        label="Woher stammt die Liste?",
        help_text="Internetadresse. Sie gilt für Zeilen, in denen die Spalte „Quelle“ leer ist.",
        max_length=400,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Das ist keine Internetadresse. Beispiel: https://www.wuppertal.de/angebote"},
    )
