"""Input of the finance pages."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms

from talachse.offers.forms.fields import CHOOSE, PICK, day, euros, number, text
from talachse.offers.models import Pot
from talachse.offers.queries.pots import pots


class CutForm(forms.Form):
    """Fewer places in a pot: to a number, by percent, or by what they cost."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    pot: forms.ModelChoiceField[Pot] = forms.ModelChoiceField(
        label="Kontingent", queryset=None, empty_label=CHOOSE, error_messages=PICK
    )
    since = day("Ab wann?")
    places = number("Künftig so viele Plätze")
    percent = number("Oder weniger um … Prozent", least=1, most=100)
    euros = euros(
        "Oder weniger um … Euro im Monat",
        help_text="Gerechnet wird mit den Kosten je Platz und Monat, die bei der Platzgruppe stehen.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pot"].queryset = pots()  # type: ignore[attr-defined]

    @staticmethod
    def fresh(*, today: dt.date) -> CutForm:
        """From the next year on, with its own submission number."""
        return CutForm(initial={"submission": uuid.uuid4(), "since": dt.date(today.year + 1, 1, 1)})

    def clean(self) -> dict[str, Any]:
        """A number, a percentage or an amount, and only one of them."""
        data = super().clean() or {}
        if self.errors:
            return data
        given = [name for name in ("places", "percent", "euros") if data.get(name) is not None]
        if len(given) != 1:
            self.add_error(
                "places", "Bitte geben Sie eine Zahl der Plätze an, oder Prozente, oder Euro. Nur eines davon."
            )
        elif data.get("euros") == 0:
            self.add_error("euros", "Bitte geben Sie einen Betrag über null an.")
        return data


class DecideForm(forms.Form):
    """What a cut rests on."""

    reason = text("Grundlage", required=True, most=300, help_text="Zum Beispiel: Beschluss des Rates vom 14.12.2026.")
