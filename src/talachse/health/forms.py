"""Input of health."""

from __future__ import annotations

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _


class GuideForm(forms.Form):
    """One question, nothing else."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Ihre Frage"),
        help_text=_("Bitte keinen Namen. Niemand erfährt, wer fragt, auch das Jobcenter nicht."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Bitte schreiben Sie kurz, worum es geht.")},
    )

    @staticmethod
    def fresh() -> GuideForm:
        """An empty form with its own submission number."""
        return GuideForm(initial={"submission": uuid.uuid4()})


class CodeForm(forms.Form):
    """The code from the receipt."""

    code = forms.CharField(
        label=_("Ihr Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Bitte geben Sie den Code ein.")},
    )


class AnswerForm(forms.Form):
    """What the guide answers."""

    text = forms.CharField(
        label="Ihre Antwort",
        help_text="In einfachen Worten. Nennen Sie den nächsten Schritt und wo es Hilfe gibt. Keine Diagnosen.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Bitte schreiben Sie eine Antwort."},
    )


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Bitte geben Sie den Tag an.", "invalid": "Bitte geben Sie den Tag als Datum an."},
    )


class AdmitForm(forms.Form):
    """A woman is admitted."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    started_on = _day("Erster Tag der Teilnahme")

    @staticmethod
    def fresh() -> AdmitForm:
        """An empty form with its own submission number."""
        return AdmitForm(initial={"submission": uuid.uuid4()})


class PauseForm(forms.Form):
    """A pause begins, or a woman comes back: the page says which it means."""

    step = forms.ChoiceField(choices=[("pause", "Pause"), ("resume", "wieder dabei")])
    day = _day("Ab welchem Tag?")


class EndForm(forms.Form):
    """The participation ends."""

    ended_on = _day("Letzter Tag")
