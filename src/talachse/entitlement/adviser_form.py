"""The form of the adviser: the whole household on one page. Empty means the usual, a question mark means: nobody knows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django import forms
from django.utils.datastructures import MultiValueDict

from talachse.entitlement.adviser import Sheet
from talachse.entitlement.forms import DATES, AmountField
from talachse.rules.entitlement import household
from talachse.rules.entitlement.compared import LABELS, UNITS
from talachse.rules.entitlement.household import MOST_EUROS, WUPPERTAL, BadHousehold, Household, NotJson, Problem
from talachse.rules.entitlement.wording import NAMES

UNKNOWN = "?"
YES_NO = {"ja": True, "nein": False, UNKNOWN: None}
WRONG_DAY = "Bitte geben Sie einen Tag ein, zum Beispiel 01.03.1990."
CHOOSE = {"invalid_choice": "Bitte wählen Sie etwas aus der Liste."}
WRONG_NUMBER = "Bitte geben Sie eine Zahl ein, zum Beispiel 540 oder 540,50. Nicht bekannt? Dann ein Fragezeichen."

LONGEST_NAME, LONGEST_LABEL = 40, 30

type Kind = Literal["day", "number", "whole", "yes", "person", "school", "many"]


@dataclass(frozen=True, slots=True)
class Spec:
    """One field: its name in the household, its kind, the largest number, what stands beside it."""

    name: str
    kind: Kind
    high: float = MOST_EUROS
    help: str = ""
    label: str = ""

    @property
    def words(self) -> str:
        """The label with its unit."""
        unit = UNITS.get(self.name) if self.name == "area_m2" else "€" if self._is_euros else ""
        name = self.label or LABELS[self.name]
        return f"{name} ({unit})" if unit else name

    @property
    def _is_euros(self) -> bool:
        return self.kind == "number" and self.high == MOST_EUROS


HOUSEHOLD = (
    Spec("as_of", "day"),
    Spec(
        "sgb2_grant_start",
        "day",
        label="Laufende Bewilligung SGB II seit",
        help="Bestimmt, welches Vermögensrecht gilt.",
    ),
    Spec("sgb2_first_month", "day", label="Erster Monat mit SGB II", help="Bestimmt die Karenzzeit der Wohnung."),
)
DWELLING = (
    Spec("rent_cold", "number", help="Mit kalten Nebenkosten."),
    Spec("heating", "number"),
    Spec("area_m2", "number", high=2000),
    Spec("owner", "yes", label="Wohnung gehört jemandem aus dem Haushalt"),
    Spec("water_heated_in_flat", "yes", label="Warmes Wasser aus Boiler oder Durchlauferhitzer"),
)
MAIN = (
    Spec("born", "day"),
    Spec("partner", "person"),
    Spec("married", "yes"),
    Spec("parent_1", "person", label="Elternteil im Haushalt"),
    Spec("parent_2", "person", label="Zweiter Elternteil im Haushalt"),
    Spec("school", "school"),
    Spec("gross_wage", "number"),
    Spec("hours_per_week", "number", high=168),
    Spec("maintenance_received", "number"),
    Spec("wealth", "number"),
)
MORE = (
    Spec("single_parent", "yes"),
    Spec("kindergeld_to", "person"),
    Spec("daycare", "yes"),
    *(
        Spec(name, "number")
        for name in (
            *("training_pay", "self_employed_income", "pension", "company_pension", "unemployment_benefit"),
            *("parental_allowance", "other_income"),
        )
    ),
    Spec("pregnant_week", "whole", high=45, help="0 = nicht schwanger."),
    Spec("disability_degree", "whole", high=100),
    Spec("mark_g", "yes"),
    Spec("fully_incapacitated", "yes"),
    Spec("asylum_benefits", "yes", label="Fällt unter § 1 AsylbLG"),
    Spec("asylum_since", "day", label="In Deutschland seit (nur AsylbLG)"),
    Spec("receives", "many"),
)
SCHOOLS = [("allgemeinbildend", "allgemeinbildend"), ("berufsbildend", "berufsbildend"), (UNKNOWN, "nicht bekannt")]


class NumberField(AmountField):
    """A number as people write it, or a question mark."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.strip() == UNKNOWN:
            return UNKNOWN
        try:
            return super().to_python(value)
        except forms.ValidationError as error:
            if "Zahl ein, zum Beispiel" in error.messages[0]:
                raise forms.ValidationError(WRONG_NUMBER) from error
            raise


class HouseholdForm(forms.Form):
    """Household, dwelling and every person of one sheet; valid only when the household makes sense as a whole."""

    def __init__(self, sheet: Sheet, today: dt.date, *, judged: bool = False) -> None:
        """``judged``: somebody wants the result, so what is missing is an error; else it is only not there yet."""
        self.sheet, self.today = sheet, today
        typed = dict(sheet.typed or {})
        initial = {
            name: values if name.endswith("-receives") else values[0] for name, values in typed.items() if values
        }
        super().__init__(
            MultiValueDict(typed) if judged else None, initial=initial, auto_id="%s", use_required_attribute=False
        )
        self.household: Household  # there once the form is valid, with its documented form
        self.raw: dict[str, Any]
        self.fields["name"] = forms.CharField(
            label="Name der Variante", required=False, max_length=LONGEST_NAME, help_text="Zum Beispiel „mehr Stunden“."
        )
        for spec in (*HOUSEHOLD, *DWELLING):
            self.fields[spec.name] = self._control(spec, "")
        if sheet.typed is None:
            self.initial["as_of"] = f"{today:%d.%m.%Y}"
        for number, key in enumerate(sheet.persons, 1):
            self.fields[f"{key}-label"] = forms.CharField(
                label="Bezeichnung",
                required=False,
                max_length=LONGEST_LABEL,
                widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": f"Person {number}"}),
            )
            for spec in (*MAIN, *MORE):
                self.fields[f"{key}-{spec.name}"] = self._control(spec, key)

    def _control(self, spec: Spec, key: str) -> forms.Field:
        options: dict[str, Any] = {"label": spec.words, "help_text": spec.help, "required": spec.name == "born"}
        match spec.kind:
            case "day":
                return forms.DateField(
                    input_formats=DATES,
                    widget=forms.TextInput(
                        attrs={
                            "autocomplete": "off",
                            "inputmode": "text",
                            "placeholder": "TT.MM.JJJJ",
                            "maxlength": "10",
                        }
                    ),
                    error_messages={"required": WRONG_DAY, "invalid": WRONG_DAY},
                    **options,
                )
            case "number" | "whole":
                return NumberField(whole=spec.kind == "whole", low=0, high=spec.high, **options)
            case "yes":
                said = [("", "–"), ("ja", "ja"), ("nein", "nein"), (UNKNOWN, "nicht bekannt")]
                return forms.ChoiceField(choices=said, error_messages=CHOOSE, **options)
            case "school":
                return forms.ChoiceField(choices=[("", "– (üblich)"), *SCHOOLS], error_messages=CHOOSE, **options)
            case "person":
                others = [(one, self.label_of(one)) for one in self.sheet.persons if one != key]
                return forms.ChoiceField(choices=[("", "–"), *others], error_messages=CHOOSE, **options)
            case "many":
                return forms.MultipleChoiceField(
                    choices=list(NAMES.items()),
                    widget=forms.CheckboxSelectMultiple,
                    error_messages=CHOOSE,
                    **options,
                )

    @property
    def name(self) -> str:
        """What the variant is called; "" when it has no name of its own."""
        return (self.sheet.typed or {}).get("name", [""])[0].strip()

    def label_of(self, key: str) -> str:
        """What a person is called in results: as typed, else by the place in the list."""
        typed = (self.sheet.typed or {}).get(f"{key}-label", [""])[0].strip()
        return typed or f"Person {self.sheet.persons.index(key) + 1}"

    # --- parts of the page -------------------------------------------------------------------------------------------

    @property
    def of_household(self) -> list[forms.BoundField]:
        return [self[spec.name] for spec in HOUSEHOLD]

    @property
    def of_dwelling(self) -> list[forms.BoundField]:
        return [self[spec.name] for spec in DWELLING]

    @property
    def of_persons(self) -> list[dict[str, Any]]:
        """For each person its key, name, and fields; what is seldom needed lies folded unless something stands in it."""
        return [
            {
                "key": key,
                "name": self.label_of(key),
                "main": [self[f"{key}-label"], *(self[f"{key}-{spec.name}"] for spec in MAIN)],
                "more": [self[f"{key}-{spec.name}"] for spec in MORE],
                "opened": any(
                    f"{key}-{spec.name}" in (self.sheet.typed or {}) or self[f"{key}-{spec.name}"].errors
                    for spec in MORE
                ),
            }
            for key in self.sheet.persons
        ]

    # --- the household -----------------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        labels = [self.label_of(key) for key in self.sheet.persons]
        for key in self.sheet.persons:
            if labels.count(self.label_of(key)) > 1:
                self.add_error(f"{key}-label", "Diese Bezeichnung steht doppelt.")
        if not self.errors:
            self.raw = self._raw(data)
            try:
                self.household = household.on_known_day(household.read(self.raw, today=self.today))
            except BadHousehold as error:
                for problem in error.problems:
                    self._place(problem)
        return data

    def _raw(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The household in its documented form; what was left empty is not in it."""
        persons = []
        for key in self.sheet.persons:
            person: dict[str, Any] = {"id": self.label_of(key)} | _said((*MAIN, *MORE), data, f"{key}-")
            for pointer in ("partner", "kindergeld_to"):
                if pointer in person:
                    person[pointer] = self.label_of(person[pointer])
            parents = [self.label_of(person.pop(name)) for name in ("parent_1", "parent_2") if name in person]
            persons.append(person | ({"parents": parents} if parents else {}))
        dwelling = _said(DWELLING, data, "")
        return {"as_of": self.today.isoformat(), **_said(HOUSEHOLD, data, ""), "dwelling": dwelling, "persons": persons}

    def _place(self, problem: Problem) -> None:
        *where, field = problem.where.split(".")
        key = f"{self.sheet.persons[int(where[1])]}-" if where and where[0] == "persons" else ""
        name = key + {"parents": "parent_1"}.get(field, field)
        self.add_error(name if name in self.fields else None, problem.text)


def _said(specs: Sequence[Spec], data: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for spec in specs:
        value = data.get(prefix + spec.name)
        if value in (None, "", []):
            continue
        if value == UNKNOWN:
            found[spec.name] = None
        elif spec.kind == "yes":
            found[spec.name] = YES_NO[value]
        elif spec.kind == "whole":
            found[spec.name] = int(value)
        else:
            found[spec.name] = value.isoformat() if isinstance(value, dt.date) else value
    return found


class StoreForm(forms.Form):
    """Under which sign of the own file a result is kept."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    reference = forms.CharField(
        label="Ihr Zeichen",
        required=False,
        max_length=40,
        help_text="Zum Beispiel das Aktenzeichen. Keine Namen.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


# ---------------------------------------------------------------------------------------------------------------------
# Out of the documented form


class JsonForm(forms.Form):
    """A household in its documented form (docs/schemas/household.json), to take over."""

    json = forms.CharField(
        label="Haushalt als JSON",
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="So, wie ihn „talachse check“ liest.",
        error_messages={"required": "Bitte fügen Sie einen Haushalt ein."},
    )

    def __init__(self, data: Mapping[str, Any] | None, today: dt.date) -> None:
        self.today = today
        super().__init__(data, auto_id="%s", use_required_attribute=False)

    def clean_json(self) -> Sheet:
        text: str = self.cleaned_data["json"]
        try:
            raw = household.parsed(text.encode())
            read = household.on_known_day(household.read(raw, today=self.today))
        except NotJson as error:
            raise forms.ValidationError(str(error)) from error
        except BadHousehold as error:
            raise forms.ValidationError([str(problem) for problem in error.problems]) from error
        if read.municipality != WUPPERTAL:  # the form does not ask for it, so it would be lost
            raise forms.ValidationError("Diese Seite rechnet nur für Wuppertal (05124000).")
        return sheet_of(raw)


def sheet_of(raw: Mapping[str, Any], name: str = "") -> Sheet:
    """A checked household as somebody would type it."""
    keys = {person["id"]: f"p{number}" for number, person in enumerate(raw["persons"], 1)}
    typed = {"name": [name[:LONGEST_NAME]]} if name else {}
    typed |= _typed(HOUSEHOLD, raw, "") | _typed(DWELLING, raw.get("dwelling", {}), "")
    for person in raw["persons"]:
        key = keys[person["id"]]
        parents = dict(zip(("parent_1", "parent_2"), person.get("parents", ()), strict=False))
        typed |= {f"{key}-label": [person["id"][:LONGEST_LABEL]]} | _typed(
            (*MAIN, *MORE), {**person, **parents}, f"{key}-", keys
        )
    return Sheet(tuple(keys.values()), typed)


def _typed(
    specs: Sequence[Spec], said: Mapping[str, Any], prefix: str, keys: Mapping[str, str] | None = None
) -> dict[str, list[str]]:
    return {prefix + spec.name: _one_typed(spec, said[spec.name], keys or {}) for spec in specs if spec.name in said}


def _one_typed(spec: Spec, value: Any, keys: Mapping[str, str]) -> list[str]:
    match spec.kind:
        case "person":
            return [keys[value]] if value in keys else []
        case "many":
            return list(value or ())
        case "day":
            return [f"{dt.date.fromisoformat(value):%d.%m.%Y}"] if value else []
        case "school":
            return [value or UNKNOWN]
        case "yes":
            return [next(word for word, meant in YES_NO.items() if meant is value)]
        case _:
            return [UNKNOWN if value is None else f"{value:.2f}".removesuffix(".00").replace(".", ",")]
