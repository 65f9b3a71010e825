"""Input of departments, of the placement desk and of providers about work for municipal projects."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from talachse.offers import projects
from talachse.offers.forms.fields import DISTRICT_CHOICES, choice, day, euros, number, text


class NeedForm(forms.Form):
    """A department needs hands."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    task = text("Was ist zu tun?", required=True, help_text="Zum Beispiel: Wege pflegen, Bänke streichen.")
    site = text("Wo genau?")
    district = choice("Stadtbezirk", [("", "keiner bestimmt"), *DISTRICT_CHOICES])
    starts_on = day("Ab wann?")
    weeks = number("Für wie viele Wochen?", required=True, least=1, most=156)
    hands = number("Wie viele Menschen?", required=True, least=1, most=500)
    skills = text("Was sollte man können?", most=300, help_text="Mehreres mit Komma trennen.")
    project = choice("Projekt der Vereinbarung", [])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].choices = projects.choices()  # type: ignore[attr-defined]

    @staticmethod
    def fresh() -> NeedForm:
        """An empty form with its own submission number."""
        return NeedForm(initial={"submission": uuid.uuid4()})

    def clean_district(self) -> int | None:
        """As a number."""
        chosen = self.cleaned_data["district"]
        return int(chosen) if chosen else None


class LendForm(forms.Form):
    """A group lends hands."""

    group = forms.SlugField(widget=forms.HiddenInput)
    hands = number("Wie viele Menschen?", required=True, least=1, most=500)


class HoursForm(forms.Form):
    """Hours of all hands together in a week."""

    week = day("Welche Woche?", help_text="Ein Tag der Woche genügt.")
    hours = euros("Stunden von allen zusammen", required=True, digits=7)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["hours"].error_messages |= {
            "invalid": "Bitte geben Sie die Stunden als Zahl ein, zum Beispiel 88,5.",
            "required": "Bitte geben Sie die Stunden ein.",
            "min_value": "Die Stunden dürfen nicht kleiner als 0 sein.",
        }
