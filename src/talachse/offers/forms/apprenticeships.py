"""Input of the apprenticeships."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from talachse.offers.models import Posting
from talachse.rules.intake import Channel, needs_address
from talachse.ui.charts import DISTRICTS


class PostingForm(forms.Form):
    """A company posts an apprenticeship: four lines, no paperwork."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    occupation = forms.CharField(
        label="Welcher Beruf?",
        max_length=200,
        error_messages={"required": "Bitte nennen Sie den Beruf."},
    )
    places = forms.IntegerField(
        label="Wie viele Plätze?",
        min_value=1,
        max_value=500,
        initial=1,
        error_messages={
            "required": "Bitte geben Sie die Anzahl ein.",
            "invalid": "Bitte geben Sie eine ganze Zahl ein.",
            "min_value": "Mindestens ein Platz.",
        },
    )
    starts_on = forms.DateField(
        label="Wann beginnt die Ausbildung?",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": "Bitte geben Sie den Beginn an.",
            "invalid": "Bitte geben Sie den Beginn als Datum an.",
        },
    )
    site = forms.CharField(label="Wo?", max_length=200, required=False)
    district = forms.TypedChoiceField(
        label="Stadtbezirk",
        help_text="Dann finden Jugendliche Plätze in ihrer Nähe zuerst.",
        choices=[("", "bitte wählen"), *((str(key), name) for key, (name, _x, _y) in DISTRICTS.items())],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Bitte wählen Sie einen Stadtbezirk aus der Liste."},
    )
    text = forms.CharField(
        label="Was macht man dort?",
        help_text="Ein oder zwei Sätze, wie Sie es einem Jugendlichen erzählen würden.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    @staticmethod
    def fresh() -> PostingForm:
        """An empty form with its own submission number."""
        return PostingForm(initial={"submission": uuid.uuid4()})

    @staticmethod
    def filled(posting: Posting) -> PostingForm:
        """What the posting says now."""
        names = ("submission", "occupation", "places", "site", "district", "text")
        known = {name: getattr(posting, name) for name in names}
        return PostingForm(initial=known | {"starts_on": posting.starts_on.isoformat()})


class InterestForm(forms.Form):
    """A young person is interested in a place; nearly no data."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    nickname = forms.CharField(
        label=_("Wie sollen wir dich nennen?"),
        help_text=_("Ein Spitzname reicht. Du kannst das Feld auch leer lassen."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    text = forms.CharField(
        label=_("Möchtest du noch etwas sagen?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    channel = forms.ChoiceField(
        label=_("Wie möchtest du die Antwort bekommen?"),
        choices=[
            (Channel.CODE.value, _("Hier auf dieser Seite, mit einem Code")),
            (Channel.EMAIL.value, _("Per E-Mail")),
            (Channel.PHONE.value, _("Per Anruf oder SMS")),
        ],
        initial=Channel.CODE.value,
        widget=forms.RadioSelect,
    )
    address = forms.CharField(
        label=_("Deine E-Mail-Adresse oder Telefonnummer"),
        help_text=_("Nur nötig für E-Mail, Anruf oder SMS. Wir löschen sie, wenn alles erledigt ist."),
        max_length=254,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        channel, address = data.get("channel"), str(data.get("address") or "").strip()
        if channel and needs_address(Channel(channel)) and not address:
            self.add_error("address", _("Bitte schreib uns, wohin die Antwort gehen soll. Oder wähle den Code."))
        elif channel == Channel.EMAIL and address:
            try:
                validate_email(address)
            except forms.ValidationError:
                self.add_error("address", _("Das ist keine vollständige E-Mail-Adresse. Beispiel: name@mail.de"))
        return data

    @staticmethod
    def fresh() -> InterestForm:
        """An empty form with its own submission number."""
        return InterestForm(initial={"submission": uuid.uuid4(), "channel": Channel.CODE.value})
