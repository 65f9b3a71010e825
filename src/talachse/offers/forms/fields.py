"""Fields of the workplace's forms, with labels and messages in plain German."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django import forms

from talachse.ui.charts import DISTRICTS

CHOOSE = "bitte wählen"
GERMAN_NUMBER = re.compile(r"^-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$")
DISTRICT_CHOICES = [(str(key), name) for key, (name, _x, _y) in DISTRICTS.items()]
WHOLE_NUMBER = {
    "invalid": "Bitte geben Sie eine ganze Zahl ein.",
    "required": "Bitte geben Sie eine Zahl ein.",
    "min_value": "Bitte geben Sie mindestens %(limit_value)s ein.",
    "max_value": "Bitte geben Sie höchstens %(limit_value)s ein.",
}
EUROS = {
    "invalid": "Bitte geben Sie einen Betrag ein, zum Beispiel 1250,50.",
    "required": "Bitte geben Sie einen Betrag ein.",
    "min_value": "Der Betrag darf nicht kleiner als 0 sein.",
    "max_digits": "Der Betrag ist zu groß.",
    "max_whole_digits": "Der Betrag ist zu groß.",
    "max_decimal_places": "Bitte höchstens zwei Stellen nach dem Komma.",
}


class GermanDecimalField(forms.DecimalField):
    """A number as Germans write it: "1.250,50" or "1250,5"; what could be read in two ways is refused."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Any:
        """Points only between thousands."""
        if isinstance(value, str):
            plain = re.sub(r"\s", "", value)
            if plain and not GERMAN_NUMBER.match(plain):
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            value = plain.replace(".", "").replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """What is known, with a comma."""
        return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else value


def day(label: str, *, required: bool = True, help_text: str = "") -> forms.DateField:
    """A day with the browser's own calendar."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": "Bitte geben Sie den Tag an.", "invalid": "Bitte geben Sie den Tag als Datum an."},
    )


def number(label: str, *, required: bool = False, least: int = 0, most: int = 100_000) -> forms.IntegerField:
    """A whole number."""
    return forms.IntegerField(
        label=label, required=required, min_value=least, max_value=most, error_messages=WHOLE_NUMBER
    )


def euros(label: str, *, required: bool = False, digits: int = 9, help_text: str = "") -> forms.DecimalField:
    """An amount; "1250,50" as Germans write it."""
    return GermanDecimalField(
        label=label,
        required=required,
        min_value=Decimal(0),
        max_digits=digits,
        decimal_places=2,
        help_text=help_text,
        error_messages=EUROS,
    )


def text(label: str, *, required: bool = False, most: int = 200, help_text: str = "") -> forms.CharField:
    """One line."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=help_text,
        error_messages={
            "required": "Bitte füllen Sie dieses Feld aus.",
            "max_length": "Bitte höchstens %(limit_value)s Zeichen.",
        },
    )


def choice(
    label: str, choices: list[tuple[str, str]], *, required: bool = False, help_text: str = ""
) -> forms.ChoiceField:
    """One of several."""
    return forms.ChoiceField(
        label=label,
        required=required,
        choices=choices,
        help_text=help_text,
        error_messages={"required": "Bitte wählen Sie.", "invalid_choice": "Bitte wählen Sie aus der Liste."},
    )


PICK = {"required": "Bitte wählen Sie.", "invalid_choice": "Bitte wählen Sie aus der Liste."}
