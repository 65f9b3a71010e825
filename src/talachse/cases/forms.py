"""Input of outreach and of the schools."""

from __future__ import annotations

import uuid

from django import forms
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from talachse.rules.intake import Channel, needs_address
from talachse.rules.outreach import HandOverTo, is_plausible_report

WHO = [
    ("self", _("Um mich")),
    ("other", _("Um jemand anderen, ich mache mir Sorgen")),
]
WHERE_TO = [
    (HandOverTo.SCHOOL.value, "Schule"),
    (HandOverTo.ZENTRUM_ZUKUNFT.value, "Zentrum Zukunft"),
    (HandOverTo.JOBCENTER.value, "Jobcenter"),
    (HandOverTo.YOUTH_OFFICE.value, "Jugendamt"),
    (HandOverTo.OTHER.value, "andere Stelle"),
]


class LostContactForm(forms.Form):
    """A count for a quarter."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    pupils = forms.IntegerField(
        label="Wie viele Schüler*innen hat Ihre Schule?",
        min_value=1,
        max_value=10_000,
        error_messages={
            "required": "Bitte geben Sie die Anzahl ein.",
            "invalid": "Bitte geben Sie eine ganze Zahl ein.",
        },
    )
    lost = forms.IntegerField(
        label="Zu wie vielen ist der Kontakt abgerissen?",
        help_text="Nur die Anzahl. Bitte keine Namen, auch nicht an anderer Stelle.",
        min_value=0,
        max_value=10_000,
        error_messages={
            "required": "Bitte geben Sie die Anzahl ein.",
            "invalid": "Bitte geben Sie eine ganze Zahl ein.",
        },
    )

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        pupils, lost = data.get("pupils"), data.get("lost")
        if isinstance(pupils, int) and isinstance(lost, int):
            verdict = is_plausible_report(pupils=pupils, lost=lost)
            if verdict.is_no:
                self.add_error("lost", verdict.reason)
        return data

    @staticmethod
    def fresh() -> LostContactForm:
        """An empty form with its own submission number."""
        return LostContactForm(initial={"submission": uuid.uuid4()})


class ContactForm(forms.Form):
    """Somebody wants to be visited, or worries about somebody."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    who = forms.ChoiceField(label=_("Um wen geht es?"), choices=WHO, initial="self", widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Was sollen wir wissen?"),
        help_text=_("Ein Satz reicht. Schreib keine Namen. Wo können wir uns treffen?"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Bitte schreib kurz, worum es geht.")},
    )
    nickname = forms.CharField(
        label=_("Wie sollen wir dich nennen?"), help_text=_("Ein Spitzname reicht."), max_length=60, required=False
    )
    channel = forms.ChoiceField(
        label=_("Wie erreichen wir dich?"),
        choices=[
            (Channel.PHONE.value, _("Anruf oder SMS")),
            (Channel.EMAIL.value, _("E-Mail")),
            (Channel.CODE.value, _("Gar nicht. Ich schaue mit meinem Code nach.")),
        ],
        initial=Channel.CODE.value,
        widget=forms.RadioSelect,
    )
    address = forms.CharField(
        label=_("Deine Telefonnummer oder E-Mail-Adresse"),
        help_text=_("Nur nötig für Anruf, SMS oder E-Mail. Wir löschen sie, wenn alles erledigt ist."),
        max_length=254,
        required=False,
    )

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        channel, address = data.get("channel"), str(data.get("address") or "").strip()
        if channel and needs_address(Channel(channel)) and not address:
            self.add_error("address", _("Bitte schreib uns, wie wir dich erreichen. Oder wähle den Code."))
        elif channel == Channel.EMAIL and address:
            try:
                validate_email(address)
            except forms.ValidationError:
                self.add_error("address", _("Das ist keine vollständige E-Mail-Adresse. Beispiel: name@mail.de"))
        return data

    @staticmethod
    def fresh() -> ContactForm:
        """An empty form with its own submission number."""
        return ContactForm(initial={"submission": uuid.uuid4(), "who": "self", "channel": Channel.CODE.value})


class HandOverForm(forms.Form):
    """Hand-over with the young person's yes."""

    to = forms.ChoiceField(label="An welche Stelle?", choices=WHERE_TO, widget=forms.RadioSelect)
    agreed = forms.BooleanField(
        label="Der junge Mensch ist einverstanden",
        required=False,
        help_text="Ohne dieses Ja wird nichts weitergegeben.",
    )


class EndForm(forms.Form):
    """How a contact ended."""

    reason = forms.CharField(
        label="Wie ist es ausgegangen?",
        help_text="Ein kurzer Satz ohne Namen, zum Beispiel: „geht wieder zur Schule“.",
        max_length=200,
        error_messages={"required": "Bitte halten Sie fest, wie es ausgegangen ist."},
    )
