"""Input of the accounts."""

from __future__ import annotations

from allauth.account import forms as allauth
from django import forms
from django.utils.translation import gettext_lazy as _

from talachse.accounts.models import Organisation
from talachse.rules.access import Role
from talachse.rules.intake import DESKS


class _PlainFields:
    """A label says what belongs into a field, not a grey word that goes when somebody types; no remark is said twice."""

    LABELS = {
        "login": _("E-Mail-Adresse"),
        "email": _("E-Mail-Adresse"),
        "password": _("Passwort"),
        "oldpassword": _("Ihr jetziges Passwort"),
        "password1": _("Neues Passwort"),
        "password2": _("Neues Passwort noch einmal"),
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]  # the form beside us brings it
            field.widget.attrs.pop("placeholder", None)
            field.label = self.LABELS.get(name, field.label)
            field.help_text = ""


class LoginForm(_PlainFields, allauth.LoginForm):  # type: ignore[misc]  # allauth ships no types
    """Log in."""


class ResetPasswordForm(_PlainFields, allauth.ResetPasswordForm):  # type: ignore[misc]
    """Ask for the mail with the link."""


class ResetPasswordKeyForm(_PlainFields, allauth.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password after the link."""


class ChangePasswordForm(_PlainFields, allauth.ChangePasswordForm):  # type: ignore[misc]
    """A new password with the old one."""


class ReauthenticateForm(_PlainFields, allauth.ReauthenticateForm):  # type: ignore[misc]
    """Confirm with the password."""


class JournalForm(forms.Form):
    """What the journal is filtered by: kind and key, never a name."""

    woran = forms.RegexField(
        label="Woran",
        regex=r"^[a-z]+(\.[a-z_]+)?(:[\w.-]{0,100})?$",
        required=False,
        max_length=120,
        strip=True,
        help_text="Art und Schlüssel, zum Beispiel intake.request:12. Der Anfang genügt.",
        error_messages={"invalid": "Bitte Art und Schlüssel angeben, zum Beispiel intake.request:12."},
    )


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
    organisation = forms.ModelChoiceField(
        label="Organisation", queryset=Organisation.objects.none(), empty_label="bitte wählen"
    )
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
