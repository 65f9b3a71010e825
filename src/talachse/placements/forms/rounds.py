"""Input of rounds."""

from __future__ import annotations

from django import forms

from talachse.offers.models import LegalBasis


class RoundForm(forms.Form):
    """What to compute."""

    title = forms.CharField(
        label="Name der Runde",
        max_length=200,
        error_messages={"required": "Bitte geben Sie der Runde einen Namen."},
    )
    legal_bases = forms.MultipleChoiceField(
        label="Welche Plätze?",
        choices=[choice for choice in LegalBasis.choices if choice[0] not in {LegalBasis.REHAPRO, LegalBasis.SGB3_51}],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Bitte wählen Sie mindestens eine Art von Plätzen."},
    )
    reserve_percent = forms.TypedChoiceField(
        label="Wie viel bleibt frei für später?",
        help_text="So viel von jeder Gruppe wird in dieser Runde nicht vergeben.",
        choices=[(0, "nichts"), (5, "5 Prozent"), (10, "10 Prozent"), (20, "20 Prozent"), (30, "30 Prozent")],
        coerce=int,
        initial=0,
    )
    whole_groups = forms.BooleanField(label="Gruppen nur mit ihrer kleinsten Größe beginnen lassen", required=False)


class WhatIfForm(forms.Form):
    """Play it through: without a person, with a person at a place, or with fewer places."""

    person = forms.CharField(label="Code der Person", max_length=12, required=False)
    group = forms.ChoiceField(label="Gruppe", choices=[("", "keine: ohne diese Person")], required=False)
    places = forms.IntegerField(
        label="Oder: nur noch so viele Plätze in der Gruppe",
        min_value=0,
        max_value=100_000,
        required=False,
        error_messages={
            "invalid": "Bitte geben Sie eine ganze Zahl ein.",
            "min_value": "Die Zahl kann nicht unter null liegen.",
        },
    )

    def __init__(self, *args: object, groups: dict[str, str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["group"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it stands above
        field.choices = [("", "keine: ohne diese Person"), *groups.items()]

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if not data.get("person") and data.get("places") is None:
            self.add_error("person", "Bitte nennen Sie eine Person, oder eine Gruppe mit weniger Plätzen.")
        if data.get("places") is not None and not data.get("group"):
            self.add_error("group", "Bitte wählen Sie die Gruppe, die weniger Plätze haben soll.")
        return data
