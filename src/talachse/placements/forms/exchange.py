"""Input of the exchange: what for, and in which format."""

from __future__ import annotations

from django import forms


class ExportForm(forms.Form):
    """A table goes out. Why is asked for, and stands in the journal."""

    reason = forms.CharField(
        label="Wofür brauchen Sie die Tabelle?",
        help_text="Der Satz steht im Journal. Bitte keine Namen.",
        min_length=5,
        max_length=200,
        error_messages={
            "required": "Bitte schreiben Sie, wofür Sie die Tabelle brauchen.",
            "min_length": "Bitte schreiben Sie einen ganzen Satz.",
            "max_length": "Bitte schreiben Sie höchstens 200 Zeichen.",
        },
    )
    suffix = forms.ChoiceField(
        label="Format",
        choices=[("xlsx", "Excel (XLSX)"), ("csv", "CSV")],
        initial="xlsx",
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie ein Format.", "invalid_choice": "Bitte wählen Sie ein Format."},
    )
