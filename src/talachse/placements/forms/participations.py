"""Input of the provider's room."""

from __future__ import annotations

import uuid

from django import forms

from talachse.rules.placement.lifecycle import END_LABELS


def day_field(label: str, *, required: bool = True) -> forms.DateField:
    """A day, with German messages."""
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Bitte geben Sie den Tag an.", "invalid": "Bitte geben Sie den Tag als Datum an."},
    )


class StartForm(forms.Form):
    """Somebody begins."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    started_on = day_field("Erster Tag")

    @staticmethod
    def fresh() -> StartForm:
        """An empty form with its own submission number."""
        return StartForm(initial={"submission": uuid.uuid4()})


class DayForm(forms.Form):
    """A pause begins, or somebody comes back."""

    step = forms.ChoiceField(choices=[("pause", "Pause"), ("resume", "wieder dabei")], widget=forms.HiddenInput)
    day = day_field("Ab welchem Tag?")


class EndForm(forms.Form):
    """A participation ends."""

    ended_on = day_field("Letzter Tag")
    reason = forms.ChoiceField(
        label="Wie ging es weiter?",
        choices=[(label, label) for label in END_LABELS.values()],
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie, wie es weiterging."},
    )


class CodeForm(forms.Form):
    """A code of a participation."""

    code = forms.CharField(
        label="Code der Teilnahme",
        help_text="Sieben Zeichen, zum Beispiel BCD-234. Sie haben ihn vom Träger.",
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Bitte geben Sie den Code ein."},
    )
