"""Input of an entry, of the second look, of an invitation, and of how many people live where."""

from __future__ import annotations

from typing import Any

from django import forms

from talachse.offers import hours_text
from talachse.offers.models import Access, Cost, Gender, OfferStatus
from talachse.offers.services.directory import Exceptional, Hours, OfferFacts
from talachse.offers.vocabulary import AUDIENCES, BUT_COMPONENTS, LANGUAGES, PILLARS, SITUATIONS, THEMES
from talachse.ui.charts import DISTRICTS

NONE = ("", "keine Angabe")
DISTRICT_CHOICES = [("", "ganz Wuppertal"), *((str(key), name) for key, (name, _x, _y) in DISTRICTS.items())]


def _integer(label: str, low: int, high: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=low,
        max_value=high,
        required=False,
        error_messages={
            "invalid": "Bitte geben Sie eine ganze Zahl ein.",
            "min_value": f"Bitte geben Sie eine Zahl ab {low} ein.",
            "max_value": f"Bitte geben Sie eine Zahl bis {high} ein.",
        },
    )


class OfferForm(forms.Form):
    """Everything an entry says, in the order in which people ask."""

    title = forms.CharField(
        label="Wie heißt das Angebot?", max_length=200, error_messages={"required": "Bitte nennen Sie das Angebot."}
    )
    kind = forms.CharField(
        label="Was ist es?",
        help_text="Zum Beispiel: Jugendtreff, Beratung, Deutschkurs",
        max_length=80,
        error_messages={"required": "Bitte sagen Sie in einem Wort, was es ist."},
    )
    summary = forms.CharField(
        label="Was macht man dort?",
        help_text="Zwei bis drei kurze Sätze, wie Sie es am Telefon erzählen würden.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    situations = forms.MultipleChoiceField(
        label="Wem hilft es? Lebenslagen",
        choices=[(s.key, s.label) for s in SITUATIONS.values()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    themes = forms.MultipleChoiceField(
        label="Themen",
        choices=list(THEMES.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Bitte wählen Sie mindestens ein Thema."},
    )
    audience = forms.CharField(label="Für wen ist es?", max_length=300, required=False)
    age_from = _integer("Alter ab", 0, 120)
    age_to = _integer("Alter bis", 0, 120)
    school_year_from = _integer("Klasse ab", 1, 13)
    school_year_to = _integer("Klasse bis", 1, 13)
    gender = forms.ChoiceField(label="Nur für", choices=[("", "alle"), *Gender.choices], required=False)
    care_level = _integer("Pflegegrad ab", 1, 5)
    languages = forms.MultipleChoiceField(
        label="Welche Sprachen sprechen Sie?",
        choices=list(LANGUAGES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    access = forms.ChoiceField(label="Wie kommt man hinein?", choices=[NONE, *Access.choices], required=False)
    cost = forms.ChoiceField(label="Was kostet es?", choices=[NONE, *Cost.choices], required=False)
    cost_note = forms.CharField(label="Hinweis zu den Kosten", max_length=200, required=False)
    but_component = forms.ChoiceField(
        label="Kann Bildung und Teilhabe es bezahlen?",
        choices=[("", "nein oder unbekannt"), *BUT_COMPONENTS.items()],
        required=False,
    )
    address = forms.CharField(label="Straße und Hausnummer", max_length=200, required=False)
    quarter = forms.CharField(label="Quartier", max_length=80, required=False)
    district = forms.ChoiceField(label="Stadtbezirk", choices=DISTRICT_CHOICES, required=False)
    remote = forms.BooleanField(label="Geht auch am Telefon oder online", required=False)
    barrier_free = forms.NullBooleanField(
        label="Kommt man ohne Stufen hinein?",
        required=False,
        widget=forms.Select(choices=[("", "keine Angabe"), ("true", "ja"), ("false", "nein")]),
    )
    phone = forms.CharField(label="Telefon", max_length=40, required=False)
    email = forms.EmailField(
        label="E-Mail",
        required=False,
        error_messages={"invalid": "Das ist keine vollständige E-Mail-Adresse. Beispiel: name@mail.de"},
    )
    website = forms.URLField(
        label="Internetseite",
        max_length=400,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": "Das ist keine Internetadresse. Beispiel: https://www.beispiel.de"},
    )
    hours = forms.CharField(
        label="Wann ist geöffnet?",
        help_text="Eine Zeile je Tag oder für mehrere Tage. Beispiel: Mo–Do 9–12, 14–17",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    exceptions = forms.CharField(
        label="An welchen Tagen ist es anders?",
        help_text="Eine Zeile je Tag. Beispiel: 24.12.2026 geschlossen",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    hours_note = forms.CharField(label="Hinweis zu den Zeiten", max_length=200, required=False)
    legal_basis = forms.CharField(
        label="Rechtsgrundlage",
        help_text="Nur, wenn es eine gibt, zum Beispiel § 16h SGB II",
        max_length=120,
        required=False,
    )
    pillar = forms.ChoiceField(
        label="Säule im Zentrum Zukunft", choices=[("", "keine"), *PILLARS.items()], required=False
    )
    valid_from = forms.DateField(
        label="Gibt es ab",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Bitte geben Sie einen Tag an."},
    )
    valid_until = forms.DateField(
        label="Gibt es bis",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Bitte geben Sie einen Tag an."},
    )
    note = forms.CharField(label="Weiterer Hinweis", max_length=300, required=False)

    GROUPS = [
        ("Was es ist", "title kind summary"),
        (
            "Für wen",
            "situations themes audience age_from age_to school_year_from school_year_to gender care_level languages",
        ),
        ("Wie man hinkommt", "access cost cost_note but_component address quarter district remote barrier_free"),
        ("Erreichbar", "phone email website hours exceptions hours_note"),
        ("Weiteres", "legal_basis pillar valid_from valid_until note"),
    ]

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings."""
        return [(title, [self[name] for name in names.split()]) for title, names in self.GROUPS]

    def clean_hours(self) -> tuple[Hours, ...]:
        try:
            return hours_text.read(self.cleaned_data["hours"])
        except hours_text.HoursWrong as error:
            raise forms.ValidationError(str(error)) from error

    def clean_exceptions(self) -> tuple[Exceptional, ...]:
        try:
            return hours_text.read_exceptions(self.cleaned_data["exceptions"])
        except hours_text.HoursWrong as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for first, last, message in (
            ("age_from", "age_to", "Das Alter „bis“ liegt unter dem Alter „ab“."),
            ("school_year_from", "school_year_to", "Die Klasse „bis“ liegt unter der Klasse „ab“."),
            ("valid_from", "valid_until", "Das Ende liegt vor dem Beginn."),
        ):
            low, high = data.get(first), data.get(last)
            if low is not None and high is not None and high < low:
                self.add_error(last, message)
        return data

    def facts(self, *, provider: str, before: OfferFacts | None) -> OfferFacts:
        """What was typed; what the form does not ask for stays as it was. Only after validation."""
        data = dict(self.cleaned_data)
        for name in ("themes", "situations", "languages"):
            data[name] = tuple(data[name])
        if before is not None and before.themes[0] in data["themes"]:
            # The main theme stays the main one.
            data["themes"] = (before.themes[0], *(key for key in data["themes"] if key != before.themes[0]))
        data["district"] = int(data["district"]) if data["district"] else None
        kept = {name: getattr(before, name) for name in ("project", "source_url")} if before else {}
        return OfferFacts(**data, **kept, provider=provider, status=OfferStatus.ACTIVE)

    @staticmethod
    def for_facts(facts: OfferFacts) -> OfferForm:
        """Filled with what an entry says."""
        initial = {name: getattr(facts, name) for name in OfferForm.base_fields if hasattr(facts, name)}
        initial["hours"] = hours_text.write(facts.hours).replace("; ", "\n")
        initial["exceptions"] = "\n".join(hours_text.write_exceptions([one]) for one in facts.exceptions)
        initial["district"] = "" if facts.district is None else str(facts.district)
        return OfferForm(initial=initial)


class DecideForm(forms.Form):
    """A second person: take over, or give back with a hint."""

    decision = forms.ChoiceField(choices=[("accept", "accept"), ("return", "return")])
    note = forms.CharField(
        label="Hinweis an den Träger",
        help_text="Nötig, wenn Sie die Änderung zurückgeben.",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class InviteForm(forms.Form):
    """Whom to ask to keep entries."""

    name = forms.CharField(
        label="Name der Organisation", max_length=200, error_messages={"required": "Bitte nennen Sie die Organisation."}
    )
    person = forms.CharField(
        label="Name der Person", max_length=120, error_messages={"required": "Bitte nennen Sie die Person."}
    )
    email = forms.EmailField(
        label="E-Mail der Person",
        error_messages={
            "required": "Bitte geben Sie die E-Mail-Adresse ein.",
            "invalid": "Das ist keine vollständige E-Mail-Adresse. Beispiel: name@mail.de",
        },
    )


class PeopleForm(forms.Form):
    """How many people of an audience live in a district."""

    audience = forms.ChoiceField(label="Für wen", choices=[(key, label) for key, (label, _a, _b) in AUDIENCES.items()])
    district = forms.ChoiceField(label="Stadtbezirk", choices=DISTRICT_CHOICES[1:])
    people = forms.IntegerField(
        label="Wie viele Menschen?",
        min_value=0,
        max_value=1_000_000,
        error_messages={
            "required": "Bitte geben Sie die Anzahl ein.",
            "invalid": "Bitte geben Sie eine ganze Zahl ein.",
            "min_value": "Die Anzahl kann nicht unter null liegen.",
        },
    )
    as_of = forms.DateField(
        label="Stichtag",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"required": "Bitte geben Sie den Stichtag an.", "invalid": "Bitte geben Sie einen Tag an."},
    )
    source = forms.CharField(
        label="Quelle", max_length=300, error_messages={"required": "Bitte nennen Sie die Quelle der Zahl."}
    )
