"""Input of the accounts."""

from __future__ import annotations

from django import forms

from talachse.accounts.models import Organisation
from talachse.rules.access import Role
from talachse.rules.intake import DESKS


class PauseForm(forms.Form):
    """Pause reminders."""

    until = forms.DateField(
        label="Keine Erinnerungen bis",
        help_text="Der Tag zählt noch mit. Leer lassen, um wieder Erinnerungen zu bekommen.",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class MembershipForm(forms.Form):
    """A person gets a function."""

    email = forms.EmailField(
        label="E-Mail der Person",
        error_messages={
            "required": "Bitte geben Sie die E-Mail-Adresse ein.",
            "invalid": "Das ist keine E-Mail-Adresse.",
        },
    )
    name = forms.CharField(
        label="Name", max_length=120, help_text="Nur nötig, wenn es das Konto noch nicht gibt.", required=False
    )
    organisation = forms.ModelChoiceField(label="Organisation", queryset=Organisation.objects.none())
    role = forms.ChoiceField(label="Funktion", choices=[(r.value, r.description.split(":")[0]) for r in Role])
    desk = forms.ChoiceField(
        label="Anlaufstelle", choices=[("", "keine"), *((d.key, d.label) for d in DESKS.values())], required=False
    )
    valid_from = forms.DateField(label="Gilt ab", widget=forms.DateInput(attrs={"type": "date"}))
    valid_until = forms.DateField(label="Gilt bis", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["organisation"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Organisation.objects.order_by("name")


class EndMembershipForm(forms.Form):
    """A function ends."""

    last_day = forms.DateField(label="Letzter Tag", widget=forms.DateInput(attrs={"type": "date"}))
