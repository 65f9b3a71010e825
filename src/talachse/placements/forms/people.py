"""Input of case management: persons, their facts with proofs, what was before."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms

from talachse.offers.models import LegalBasis
from talachse.people.facts import FACTS, MONTHS_AT_MOST, Kind
from talachse.people.models import NationalityGroup, Person, Sex
from talachse.placements.forms.participations import day_field
from talachse.rules.placement.ledger import NAMES
from talachse.ui.charts import DISTRICTS

EMPTY = ("", "bitte wählen")
OLDEST = dt.date(1900, 1, 1)


class SearchForm(forms.Form):
    """Name, code or file number; sent in the body, so that no name stands in an address."""

    text = forms.CharField(
        label="Name, Code oder Aktenzeichen",
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Bitte geben Sie einen Namen, einen Code oder ein Aktenzeichen ein."},
    )


class PersonForm(forms.Form):
    """A person as placing needs them."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label="Vor- und Nachname", max_length=120, error_messages={"required": "Bitte geben Sie den Namen ein."}
    )
    born_on = day_field("Geburtsdatum")
    contact = forms.CharField(label="Erreichbar unter", max_length=254, required=False, help_text="Telefon oder E-Mail")
    file_number = forms.CharField(label="Aktenzeichen", max_length=40, required=False)
    district = forms.TypedChoiceField(
        label="Stadtbezirk",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[EMPTY, *((number, name) for number, (name, _, _) in DISTRICTS.items())],
    )
    hours_per_week = forms.IntegerField(
        label="Wie viele Stunden in der Woche sind möglich?",
        required=False,
        min_value=1,
        max_value=60,
        error_messages={
            "invalid": "Bitte geben Sie eine ganze Zahl ein.",
            "min_value": "Bitte geben Sie eine Zahl ab 1 ein.",
            "max_value": "Bitte geben Sie höchstens 60 ein.",
        },
    )
    wishes = forms.CharField(
        label="Was möchte und kann die Person?",
        max_length=300,
        required=False,
        help_text="Zum Beispiel: Fahrräder reparieren, gern draußen. Keine Angaben zur Gesundheit.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    sex = forms.ChoiceField(label="Geschlecht", required=False, choices=[EMPTY, *Sex.choices])
    nationality_group = forms.ChoiceField(
        label="Gruppe der Staatsangehörigkeit",
        required=False,
        choices=[EMPTY, *NationalityGroup.choices],
        help_text="Nur für den Bericht, ob alle gleich gute Chancen haben.",
    )

    def clean_born_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["born_on"]
        if not OLDEST <= day <= dt.datetime.now(tz=dt.UTC).date():
            raise forms.ValidationError("Bitte prüfen Sie das Geburtsdatum.")
        return day

    @staticmethod
    def fresh() -> PersonForm:
        """An empty form with its own submission number."""
        return PersonForm(initial={"submission": uuid.uuid4()})

    @staticmethod
    def of(person: Person) -> PersonForm:
        """The form with what is known."""
        initial: dict[str, Any] = {
            name: getattr(person, name) for name in PersonForm.base_fields if name != "submission"
        }
        initial["born_on"] = person.born_on.isoformat()
        return PersonForm(initial=initial | {"submission": uuid.uuid4()})


class FactForm(forms.Form):
    """One fact with its proof; how the value is asked for depends on the fact."""

    value: forms.Field

    def __init__(self, data: Any = None, *, key: str, today: dt.date, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial={"as_of": today.isoformat()} | (initial or {}))
        spec = FACTS[key]
        self.today = today
        self.fields["value"] = _value_field(spec.label, spec.kind)
        self.fields["proof"] = forms.CharField(
            label="Nachweis",
            max_length=200,
            required=False,
            help_text=f"Zum Beispiel: {spec.paper}" if spec.paper else "Welches Papier haben Sie gesehen?",
        )
        self.fields["as_of"] = day_field("Stand")

    def clean_as_of(self) -> dt.date:
        day: dt.date = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError("Der Stand liegt in der Zukunft.")
        return day

    def stored(self) -> Any:
        """The value as it is stored."""
        value = self.cleaned_data["value"]
        return value.isoformat() if isinstance(value, dt.date) else value


def _value_field(label: str, kind: Kind) -> forms.Field:
    if kind is Kind.YES_NO:
        return forms.TypedChoiceField(
            label=label,
            choices=[("ja", "ja"), ("nein", "nein")],
            coerce=lambda text: text == "ja",
            widget=forms.RadioSelect,
            error_messages={"required": "Bitte wählen Sie ja oder nein."},
        )
    if kind is Kind.MONTHS:
        wrong = f"Bitte geben Sie ganze Monate von 0 bis {MONTHS_AT_MOST} an."
        return forms.IntegerField(
            label=label,
            min_value=0,
            max_value=MONTHS_AT_MOST,
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
        )
    if kind is Kind.DAY:
        return day_field(label)
    return StaysField(label=label)


class StaysField(forms.CharField):
    """One earlier participation a line: "§ 16i; 01.02.2020; 31.01.2022". Empty means: asked, and there were none."""

    def __init__(self, *, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            widget=forms.Textarea(attrs={"rows": 4}),
            help_text="Eine Zeile je Förderung: 16i; 01.02.2020; 31.01.2022. Möglich sind 16d, 16e und 16i. "
            "Gab es keine, lassen Sie das Feld leer und speichern Sie.",
        )

    def to_python(self, value: Any) -> Any:
        """Stored form of the lines."""
        return [self._one(line) for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def _one(self, line: str) -> dict[str, str]:
        parts = [part.strip() for part in line.split(";")]
        word = parts[0].replace("§", "").replace("SGB II", "").strip()
        basis = f"sgb2_{word}"
        try:
            first, last = (dt.datetime.strptime(part, "%d.%m.%Y").replace(tzinfo=dt.UTC).date() for part in parts[1:3])
        except ValueError:
            first, last = dt.date.max, dt.date.min
        if basis not in NAMES or last < first:
            raise forms.ValidationError(f"Diese Zeile ist nicht lesbar: „{line.strip()}“.")
        return {"legal_basis": basis, "starts_on": first.isoformat(), "ends_on": last.isoformat()}

    def prepare_value(self, value: Any) -> Any:
        """Lines of the stored form; typed text stays as it is."""
        if not isinstance(value, list):
            return value
        return "\n".join(
            f"{one['legal_basis'].removeprefix('sgb2_')}; {dt.date.fromisoformat(one['starts_on']):%d.%m.%Y}; "
            f"{dt.date.fromisoformat(one['ends_on']):%d.%m.%Y}"
            for one in value
        )


class PlacesForm(forms.Form):
    """Which places are listed."""

    wort = forms.CharField(label="Tätigkeit, Name oder Träger", max_length=80, required=False)
    grundlage = forms.ChoiceField(label="Rechtsgrundlage", required=False, choices=[("", "alle"), *LegalBasis.choices])
