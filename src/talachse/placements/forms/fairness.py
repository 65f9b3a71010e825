"""Input of the fairness report."""

from __future__ import annotations

from django import forms

from talachse.offers.models import LegalBasis


class FairnessForm(forms.Form):
    """Which time and which places."""

    zeitraum = forms.ChoiceField(
        label="Zeitraum",
        choices=[("12", "letzte 12 Monate"), ("24", "letzte 24 Monate"), ("60", "letzte 5 Jahre")],
        required=False,
    )
    grundlage = forms.ChoiceField(
        label="Welche Plätze", choices=[("", "alle Plätze"), *LegalBasis.choices], required=False
    )
