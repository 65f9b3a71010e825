"""Input of the provider's room."""

from __future__ import annotations

import uuid

from django import forms


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Bitte geben Sie den Tag an.", "invalid": "Bitte geben Sie den Tag als Datum an."},
    )


class StartForm(forms.Form):
    """Somebody begins."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    started_on = _day("Erster Tag")

    @staticmethod
    def fresh() -> StartForm:
        """An empty form with its own submission number."""
        return StartForm(initial={"submission": uuid.uuid4()})


class DayForm(forms.Form):
    """A pause begins, or somebody comes back."""

    step = forms.ChoiceField(choices=[("pause", "Pause"), ("resume", "wieder dabei")], widget=forms.HiddenInput)
    day = _day("Ab welchem Tag?")


class EndForm(forms.Form):
    """A participation ends."""

    ended_on = _day("Letzter Tag")
    reason = forms.ChoiceField(
        label="Wie ging es weiter?",
        choices=[
            ("abgeschlossen", "abgeschlossen"),
            ("Arbeit oder Ausbildung aufgenommen", "Arbeit oder Ausbildung aufgenommen"),
            ("Wechsel in ein anderes Angebot", "Wechsel in ein anderes Angebot"),
            ("beendet aus anderem Grund", "beendet aus anderem Grund"),
        ],
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
