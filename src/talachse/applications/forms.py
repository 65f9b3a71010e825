"""Input of the catalogue."""

from __future__ import annotations

from django import forms

from talachse.applications.models import ChannelKind


class ChannelStateForm(forms.Form):
    """A way begins or stops to work."""

    channel = forms.ChoiceField(label="Welcher Weg?", choices=ChannelKind.choices, widget=forms.RadioSelect)
    works = forms.TypedChoiceField(
        label="Funktioniert der Weg?",
        choices=[("1", "Ja, Menschen können ihn ganz bis zum Ende gehen"), ("0", "Nein")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    since = forms.DateField(label="Seit wann?", widget=forms.DateInput(attrs={"type": "date"}))
    source = forms.CharField(
        label="Woher wissen Sie das?", help_text="Zum Beispiel: „Test mit BundID am 12.11.“", max_length=300
    )
    note = forms.CharField(label="Anmerkung", max_length=300, required=False)
