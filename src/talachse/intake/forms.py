"""Input of the intake."""

from __future__ import annotations

import uuid

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from talachse.rules.intake import PILLARS, Channel, needs_address


class WayBack(forms.Form):
    """Where the answer goes; what a channel needs is asked for, and no more."""

    MISSING = _("Bitte schreib uns, wohin die Antwort gehen soll. Oder wähle einen anderen Weg.")

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        channel = data.get("channel")
        address = str(data.get("address") or "").strip()
        if channel and needs_address(Channel(channel)) and not address:
            self.add_error("address", self.MISSING)
        elif channel == Channel.EMAIL and address:
            try:
                validate_email(address)
            except forms.ValidationError:
                self.add_error("address", _("Das ist keine vollständige E-Mail-Adresse. Beispiel: name@mail.de"))
        return data


class AskForm(WayBack):
    """A young person asks. A question and a way back are enough."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    reference = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)
    pillar = forms.ChoiceField(
        label=_("Wer soll dir antworten?"),
        choices=[(key, _(desk.label)) for key, desk in PILLARS.items()],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Bitte wähle aus, wer dir antworten soll. Wenn du unsicher bist: die Anlaufstelle.")
        },
    )
    text = forms.CharField(
        label=_("Was möchtest du wissen? Was brauchst du?"),
        help_text=_("Ein Satz reicht. Schreib keine Namen von anderen Menschen."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Bitte schreib kurz, worum es geht.")},
    )
    nickname = forms.CharField(
        label=_("Wie sollen wir dich nennen?"),
        help_text=_("Ein Spitzname reicht. Du kannst das Feld auch leer lassen."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    channel = forms.ChoiceField(
        label=_("Wie möchtest du die Antwort bekommen?"),
        choices=[
            (Channel.CODE.value, _("Hier auf dieser Seite, mit einem Code")),
            (Channel.EMAIL.value, _("Per E-Mail")),
            (Channel.PHONE.value, _("Per Anruf oder SMS")),
            (Channel.VISIT.value, _("Ich komme vorbei")),
        ],
        initial=Channel.CODE.value,
        widget=forms.RadioSelect,
    )
    address = forms.CharField(
        label=_("Deine E-Mail-Adresse oder Telefonnummer"),
        help_text=_(
            "Nur nötig, wenn du E-Mail, Anruf oder SMS gewählt hast. Wir löschen sie, wenn alles erledigt ist."
        ),
        max_length=254,
        required=False,
    )

    @staticmethod
    def fresh(*, pillar: str, reference: str) -> AskForm:
        """An empty form with its own submission number."""
        return AskForm(
            initial={"submission": uuid.uuid4(), "pillar": pillar, "reference": reference, "channel": "code"}
        )


class ComplaintForm(WayBack):
    """Somebody was treated unfairly. No name is needed."""

    MISSING = _("Bitte schreiben Sie uns, wohin die Antwort gehen soll. Oder wählen Sie einen anderen Weg.")

    submission = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Was ist passiert?"),
        help_text=_("Wann und wo war es, und was wäre Ihnen wichtig? Namen müssen Sie nicht nennen."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Bitte schreiben Sie kurz, was passiert ist.")},
    )
    channel = forms.ChoiceField(
        label=_("Wie möchten Sie die Antwort bekommen?"),
        choices=[
            (Channel.CODE.value, _("Hier auf dieser Seite, mit einem Code")),
            (Channel.EMAIL.value, _("Per E-Mail")),
            (Channel.PHONE.value, _("Per Anruf")),
        ],
        initial=Channel.CODE.value,
        widget=forms.RadioSelect,
    )
    address = forms.CharField(
        label=_("Ihre E-Mail-Adresse oder Telefonnummer"),
        help_text=_("Nur nötig für E-Mail oder Anruf. Wir löschen sie, wenn alles erledigt ist."),
        max_length=254,
        required=False,
    )

    @staticmethod
    def fresh() -> ComplaintForm:
        """An empty form with its own submission number."""
        return ComplaintForm(initial={"submission": uuid.uuid4(), "channel": Channel.CODE.value})


class CodeForm(forms.Form):
    """The code from the receipt."""

    code = forms.CharField(
        label=_("Dein Code"),
        help_text=_("Er steht auf deiner Eingangsbestätigung. Groß und klein ist egal."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Bitte gib den Code ein.")},
    )


class AnswerForm(forms.Form):
    """What the desk answers."""

    text = forms.CharField(
        label="Ihre Antwort",
        help_text="Kurz und in einfachen Worten. Nennen Sie den nächsten Schritt und Ihren Namen.",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Bitte schreiben Sie eine Antwort."},
    )


class CloseForm(forms.Form):
    """What came of a request."""

    outcome = forms.CharField(
        label="Was ist daraus geworden?",
        help_text="Ein kurzer Satz ohne Namen, zum Beispiel: „Termin in der Beratung“.",
        max_length=200,
        error_messages={"required": "Bitte halten Sie fest, was daraus geworden ist."},
    )
