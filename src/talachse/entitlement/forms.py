"""What is asked at the door of Bildung und Teilhabe and in the check: one thing a page, stored nowhere."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from talachse.rules.entitlement import household, questions
from talachse.rules.entitlement.but_door import Benefit, Child, Component, Learning
from talachse.rules.entitlement.household import BadHousehold, Problem
from talachse.rules.entitlement.questions import Answers, Field, Kind, Question
from talachse.rules.entitlement.wording import NAMES
from talachse.rules.entitlement.words import euros
from talachse.rules.intake import Channel, needs_address

BENEFITS = [
    (Benefit.SGB2.value, _("Grundsicherungsgeld vom Jobcenter (früher Bürgergeld)")),
    (Benefit.WOHNGELD.value, _("Wohngeld")),
    (Benefit.KINDERZUSCHLAG.value, _("Kinderzuschlag")),
    (Benefit.SGB12.value, _("Sozialhilfe oder Grundsicherung vom Sozialamt")),
    (Benefit.ASYLBLG.value, _("Leistungen nach dem Asylbewerberleistungsgesetz")),
    (Benefit.NONE.value, _("Keine davon")),
    (Benefit.UNKNOWN.value, _("Ich weiß es nicht")),
]
LEARNING = [
    (Learning.SCHOOL.value, _("In der Schule, ohne Ausbildungsvergütung")),
    (Learning.DAYCARE.value, _("In der Kita oder Tagespflege")),
    (Learning.TRAINING_PAY.value, _("In einer Ausbildung mit Vergütung")),
    (Learning.NEITHER.value, _("Nichts davon")),
]
COMPONENTS = [
    (Component.MITTAGSVERPFLEGUNG.value, _("Mittagessen in Schule oder Kita")),
    (Component.AUSFLUEGE.value, _("Ausflug für einen Tag")),
    (Component.KLASSENFAHRTEN.value, _("Fahrt für mehrere Tage")),
    (Component.SCHULBEDARF.value, _("Hefte, Stifte, Ranzen")),
    (Component.LERNFOERDERUNG.value, _("Nachhilfe")),
    (Component.SCHUELERBEFOERDERUNG.value, _("Bus und Bahn zur Schule")),
    (Component.TEILHABE.value, _("Verein, Musik, Kultur, Ferienfreizeit")),
]
CHOOSE = {"required": _("Bitte wählen Sie eine Antwort aus.")}


class ButDoorForm(forms.Form):
    """All four questions; a page shows one of them and carries the others."""

    benefit = forms.ChoiceField(
        label=_("Welche Leistung bekommt Ihre Familie?"),
        help_text=_("Wenn Sie mehrere bekommen: Wählen Sie die, die weiter oben steht."),
        choices=BENEFITS,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    age = forms.IntegerField(
        label=_("Wie alt ist das Kind?"),
        help_text=_("In Jahren. Leer lassen, wenn Sie es nicht sagen möchten."),
        min_value=0,
        max_value=30,
        required=False,
        error_messages={
            "invalid": _("Bitte geben Sie das Alter als Zahl ein, zum Beispiel 9."),
            "min_value": _("Bitte geben Sie ein Alter von 0 bis 30 Jahren ein."),
            "max_value": _("Bitte geben Sie ein Alter von 0 bis 30 Jahren ein."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    learning = forms.ChoiceField(
        label=_("Wo lernt das Kind?"), choices=LEARNING, widget=forms.RadioSelect, error_messages=CHOOSE
    )
    component = forms.ChoiceField(
        label=_("Wofür brauchen Sie Hilfe?"), choices=COMPONENTS, widget=forms.RadioSelect, error_messages=CHOOSE
    )

    QUESTIONS = ("benefit", "age", "learning", "component")

    def child(self) -> Child:
        """The facts for the rules; only after validation."""
        data = self.cleaned_data
        return Child(
            benefit=Benefit(data["benefit"]),
            age=data["age"],
            learning=Learning(data["learning"]),
            component=Component(data["component"]),
        )


# ---------------------------------------------------------------------------------------------------------------------
# The check over all benefits

DATES = ["%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y"]
UNKNOWN = "__unknown"
# "1.400" is one thousand four hundred, "1400.50" and "1.400,50" have cents.
THOUSANDS = re.compile(r"[.  ](?=\d{3}(\D|$))")
NUMBER = re.compile(r"\d+(\.\d+)?")


def person_label(name: str) -> str:
    """A person of the household in the language of the page; ``name`` as the rules call it ("Sie", "Kind 2")."""
    if name.startswith("Kind "):
        return gettext("Kind %(number)s") % {"number": name.removeprefix("Kind ")}
    return gettext(name)


def number_in(text: str) -> float:
    """The number that somebody typed, in German or English manner.

    :raises ValueError: it is none.
    """
    plain = THOUSANDS.sub("", text.replace("€", "").strip()).replace(",", ".")
    if not NUMBER.fullmatch(plain):
        raise ValueError(text)
    return float(plain)


class AmountField(forms.CharField):
    """A number as people write it."""

    def __init__(self, *, whole: bool, low: float, high: float, may_be_unknown: bool = False, **options: Any) -> None:
        self.whole, self.low, self.high, self.may_be_unknown = whole, low, high, may_be_unknown
        mode = "numeric" if whole else "decimal"
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": mode, "autocomplete": "off"}), max_length=20, **options
        )

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            number = number_in(text)
        except ValueError as error:
            raise forms.ValidationError(_("Bitte geben Sie eine Zahl ein, zum Beispiel 540 oder 540,50.")) from error
        if self.whole and not number.is_integer():
            raise forms.ValidationError(_("Bitte geben Sie eine ganze Zahl ein."))
        if not self.low <= number <= self.high:
            raise forms.ValidationError(
                gettext("Bitte geben Sie eine Zahl von %(low)s bis %(high)s ein.")
                % {"low": f"{self.low:.0f}", "high": f"{self.high:.0f}"}
            )
        return number

    def clean(self, value: Any) -> Any:
        # Length and emptiness belong to the text, the number comes last.
        if isinstance(value, str) and len(value) > (self.max_length or 0):
            raise forms.ValidationError(_("Bitte geben Sie eine Zahl ein, zum Beispiel 540 oder 540,50."))
        number = self.to_python(value)
        # Who does not know leaves it empty and ticks the box beside it: the form looks at both.
        if number is None and self.required and not self.may_be_unknown:
            raise forms.ValidationError(self.error_messages["required"])
        return number


class PageForm(forms.Form):
    """One page of the check, made out of the question's fields; ``answers`` are those given so far."""

    def __init__(
        self, question: Question, answers: Answers, today: dt.date, typed: Mapping[str, Any] | None = None
    ) -> None:
        self.question, self.answers, self.today = question, answers, today
        self.specs = question.fields(answers, today)
        initial = as_typed(self.specs, answers.get(question.key, {}))
        super().__init__(typed, initial=initial, auto_id="%s", use_required_attribute=False)
        for spec in self.specs:
            self.fields[spec.name] = self._control(spec)
            if spec.may_be_unknown:
                label = format_html(
                    '{}<span class="visually-hidden"> ({})</span>',
                    gettext("Weiß ich nicht"),
                    self.fields[spec.name].label or "",
                )
                self.fields[spec.name + UNKNOWN] = forms.BooleanField(label=label, required=False)

    def _control(self, spec: Field) -> forms.Field:
        words = {"person": person_label(questions.name_of(spec.person)) if spec.person else ""}
        if "%(amount)s" in spec.label:
            words["amount"] = euros(questions.savings_bound(self.answers, self.today))
        options: dict[str, Any] = {
            "label": gettext(spec.label) % words if "%(" in spec.label else gettext(spec.label),
            "help_text": gettext(spec.help) if spec.help else "",
            "required": spec.required,
        }
        choices = [(value, gettext(label)) for value, label in spec.choices]
        match spec.kind:
            case Kind.CHOICE:
                return forms.ChoiceField(
                    choices=choices,
                    widget=forms.RadioSelect,
                    error_messages={**CHOOSE, "invalid_choice": CHOOSE["required"]},
                    **options,
                )
            case Kind.MANY:
                return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **options)
            case Kind.DATE:
                wrong = _("Bitte geben Sie einen Tag ein, zum Beispiel 01.03.1990.")
                return forms.DateField(
                    input_formats=DATES,
                    widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "", "maxlength": "10"}),
                    error_messages={"required": wrong, "invalid": wrong},
                    **options,
                )
            case _:
                missing = _("Bitte geben Sie eine Zahl ein. Sie wissen es nicht? Dann kreuzen Sie das an.")
                return AmountField(
                    whole=spec.kind is Kind.COUNT,
                    low=spec.low,
                    high=spec.high,
                    may_be_unknown=spec.may_be_unknown,
                    error_messages={
                        "required": missing if spec.may_be_unknown else _("Bitte geben Sie eine Zahl ein.")
                    },
                    **options,
                )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for spec in self.specs:
            if spec.may_be_unknown and data.get(spec.name + UNKNOWN):
                # Whoever typed nonsense and then ticked "I do not know" means the latter.
                self.errors.pop(spec.name, None)
                data[spec.name] = None
            elif spec.required and spec.may_be_unknown and data.get(spec.name) is None and spec.name not in self.errors:
                self.add_error(spec.name, self.fields[spec.name].error_messages["required"])
        if not self.errors:
            self._contradictions()
        return data

    def values(self) -> dict[str, Any]:
        """The answers in the form the rules want; what was left empty is not among them."""
        found: dict[str, Any] = {}
        for spec in self.specs:
            value = self.cleaned_data.get(spec.name)
            if spec.may_be_unknown and self.cleaned_data.get(spec.name + UNKNOWN):
                found[spec.name] = None
            elif isinstance(value, dt.date):
                found[spec.name] = value.isoformat()
            elif isinstance(value, float):
                found[spec.name] = int(value) if spec.kind is Kind.COUNT else value
            elif value:
                found[spec.name] = value
        return found

    def _contradictions(self) -> None:
        answers = {**self.answers, self.question.key: self.values()}
        try:
            household.read(questions.household_of(answers, self.today), today=self.today)
        except BadHousehold as error:
            for problem in error.problems:
                self._place(problem, answers)

    def _place(self, problem: Problem, answers: Answers) -> None:
        """At the field it is about; whose parents somebody is, couples are asked on a later page."""
        *where, field = problem.where.split(".")
        people = questions.people(answers)
        key = people[int(where[1])] if len(where) > 1 else ""
        if field == "parents" and self.question.key in {"people", "born"} and questions.MATE in people:
            return
        names = {
            "parents": ("parents", "born"),
            "sgb2_first_month": ("first_month",),
            "sgb2_grant_start": ("grant_start",),
        }
        here = [
            name for start in names.get(field, (field,)) for name in (f"{start}__{key}", start) if name in self.fields
        ]
        self.add_error(here[0] if here else None, gettext(problem.text))


def as_typed(specs: tuple[Field, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as somebody would type them, for a page that is shown again."""
    found: dict[str, Any] = {}
    for spec in specs:
        if spec.name not in values:
            continue
        value = values[spec.name]
        if value is None:
            found[spec.name + UNKNOWN] = True
        elif spec.kind is Kind.DATE:
            found[spec.name] = f"{dt.date.fromisoformat(value):%d.%m.%Y}"
        elif spec.kind in {Kind.EUROS, Kind.NUMBER}:
            found[spec.name] = f"{value:.2f}".removesuffix(".00").replace(".", ",")
        else:
            found[spec.name] = value
    return found


# What can be applied for without knowing the right name.
EVERYTHING, BUT = "alles", "bildung_und_teilhabe"


class KeepTheDayForm(forms.Form):
    """An application in one sentence that keeps the day."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    benefit = forms.ChoiceField(label=_("Was möchten Sie beantragen?"), widget=forms.RadioSelect, error_messages=CHOOSE)
    name = forms.CharField(
        label=_("Ihr Vorname und Nachname"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Bitte schreiben Sie Ihren Namen. Ohne Namen ist es kein Antrag.")},
    )
    channel = forms.ChoiceField(
        label=_("Wie erreichen wir Sie?"),
        choices=[
            (Channel.EMAIL.value, _("Per E-Mail")),
            (Channel.PHONE.value, _("Per Anruf")),
            (Channel.CODE.value, _("Gar nicht. Ich frage selbst nach, mit einem Code.")),
        ],
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    address = forms.CharField(
        label=_("Ihre E-Mail-Adresse oder Telefonnummer"),
        help_text=_("Nur nötig für E-Mail oder Anruf."),
        max_length=254,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["benefit"]
        field.choices = [  # type: ignore[attr-defined]
            (EVERYTHING, gettext("Ich weiß es nicht genau: alles, was mir zusteht")),
            *((benefit, gettext(label)) for benefit, label in NAMES.items()),
            (BUT, gettext("Bildung und Teilhabe")),
        ]

    @staticmethod
    def fresh(benefit: str) -> KeepTheDayForm:
        """An empty form with its own submission number."""
        return KeepTheDayForm(initial={"submission": uuid.uuid4(), "benefit": benefit})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        channel, address = data.get("channel"), str(data.get("address") or "").strip()
        if channel and needs_address(Channel(channel)) and not address:
            self.add_error("address", gettext("Bitte schreiben Sie uns Ihre E-Mail-Adresse oder Telefonnummer."))
        elif channel == Channel.EMAIL and address:
            try:
                validate_email(address)
            except forms.ValidationError:
                self.add_error("address", gettext("Das ist keine vollständige E-Mail-Adresse. Beispiel: name@mail.de"))
        return data


class WhatIfForm(forms.Form):
    """Another rent, another wage, one more child; empty means: as it is."""

    rent = AmountField(whole=False, low=0, high=10_000, required=False, label=_("Andere Miete ohne Heizung, im Monat"))
    wage = AmountField(whole=False, low=0, high=20_000, required=False, label=_("Anderer Lohn vor Abzügen, im Monat"))
    child = forms.BooleanField(required=False, label=_("Ein Kind mehr, gerade geboren"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and data.get("rent") is None and data.get("wage") is None and not data.get("child"):
            raise forms.ValidationError(gettext("Bitte ändern Sie mindestens eine Sache."))
        return data
