"""Input of the placement desk: groups, capacities, shares, pots, papers, contracts."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django import forms

from talachse.accounts.models import Organisation, OrganisationKind
from talachse.accounts.queries import organisations_of_kind
from talachse.offers import projects
from talachse.offers.forms.fields import CHOOSE, DISTRICT_CHOICES, PICK, choice, day, euros, number, text
from talachse.offers.models import (
    EmployerKind,
    LegalBasis,
    Offer,
    PaperKind,
    Payer,
    PlaceGroup,
    Pot,
    PotKind,
    PotMeasure,
)
from talachse.offers.queries.directory import offers_kept_by
from talachse.offers.queries.places import projects_with_groups, providers_with_groups
from talachse.offers.queries.pots import pots
from talachse.offers.services.pots import PotFacts


class FilterForm(forms.Form):
    """Which groups the list shows; the names stand in the address."""

    grundlage = choice("Rechtsgrundlage", [("", "alle"), *LegalBasis.choices])
    traeger = choice("Träger", [])
    projekt = choice("Projekt", [])
    bezirk = choice("Stadtbezirk", [("", "alle"), *DISTRICT_CHOICES])
    ohne = forms.BooleanField(label="ohne Gesundheitsberatung", required=False)
    beendet = forms.BooleanField(label="auch beendete", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = projects.names()
        self.fields["traeger"].choices = [("", "alle"), *providers_with_groups()]  # type: ignore[attr-defined]
        known = [(key, names.get(key, key)) for key in projects_with_groups()]
        self.fields["projekt"].choices = [("", "alle"), *known]  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """For the query; fields with a wrong value do not count."""
        self.is_valid()
        data = self.cleaned_data
        return {
            "legal_basis": data.get("grundlage", ""),
            "provider": data.get("traeger", ""),
            "project": data.get("projekt", ""),
            "district": data.get("bezirk", ""),
            "without_advice": data.get("ohne", False),
            "ended_too": data.get("beendet", False),
        }


class GroupForm(forms.Form):
    """Everything about a group except its provider and its numbers."""

    title = text("Name", required=True)
    legal_basis = choice("Rechtsgrundlage", [("", CHOOSE), *LegalBasis.choices], required=True)
    project = choice("Projekt der Vereinbarung", [])
    occupation = text("Tätigkeit oder Beruf")
    theme = choice(
        "Einordnung",
        [("", "keine"), ("green", "Umwelt, Klima, Recycling")],
        help_text="Zählt bei den 700 Arbeitsgelegenheiten der Vereinbarung mit (I-15).",
    )
    pot: forms.ModelChoiceField[Pot] = forms.ModelChoiceField(
        label="Kontingent", queryset=None, required=False, empty_label="keines", error_messages=PICK
    )
    offer: forms.ModelChoiceField[Offer] = forms.ModelChoiceField(
        label="Eintrag im Verzeichnis",
        queryset=None,
        required=False,
        empty_label="keiner",
        help_text="Dort sehen alle, wie viele Plätze frei sind.",
        error_messages=PICK,
    )
    employer = text("Arbeitgeber")
    employer_kind = choice("Art des Arbeitgebers", [("", "nicht bekannt"), *EmployerKind.choices])
    supervision = text("Anleitung", help_text="Zum Beispiel: 1 Anleiter*in für 8 Menschen.")
    months = number("Dauer in Monaten", least=1, most=120)
    hours_per_week = number("Stunden in der Woche", least=1, most=48)
    age_from = number("Alter ab", most=99)
    age_to = number("Alter bis", most=99)
    smallest = number("Kleinste Gruppe", least=1, most=500)
    starts_on = day("Beginn")
    ends_on = day("Ende", required=False)
    next_start_on = day("Nächster Einstieg", required=False)
    cost_per_month = euros("Kosten je Platz und Monat in Euro")
    municipal = forms.BooleanField(
        label="mit Geld der Stadt", required=False, help_text="Zählt bei den 210 Stellen der Vereinbarung mit (I-12)."
    )
    site = text("Ort")
    district = choice("Stadtbezirk", [("", "nicht bekannt"), *DISTRICT_CHOICES])
    health_advice = text("Gesundheitsberatung", help_text="Wer berät in dieser Maßnahme zu Gesundheit? (IV-4)")

    def __init__(self, *args: Any, provider_id: int | None = None, project: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].choices = projects.choices(project)  # type: ignore[attr-defined]
        self.fields["pot"].queryset = pots()  # type: ignore[attr-defined]
        if provider_id is None:
            del self.fields["offer"]
        else:
            self.fields["offer"].queryset = offers_kept_by(provider_id)  # type: ignore[attr-defined]

    @staticmethod
    def of(group: PlaceGroup, data: Any = None) -> GroupForm:
        """Filled with what is known."""
        initial = {name: getattr(group, name) for name in GroupForm.base_fields}
        initial["district"] = "" if group.district is None else str(group.district)
        return GroupForm(data, initial=initial, provider_id=group.provider_id, project=group.project)

    def clean_district(self) -> int | None:
        """As a number."""
        chosen = self.cleaned_data["district"]
        return int(chosen) if chosen else None

    def facts(self) -> dict[str, Any]:
        """What the service takes."""
        return {name: value for name, value in self.cleaned_data.items() if name in GroupForm.base_fields}


class NewGroupForm(GroupForm):
    """A new group: also its provider and its first number of places."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    provider: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        label="Träger", queryset=None, empty_label=CHOOSE, error_messages=PICK
    )
    places = number("Plätze", required=True)
    source = text("Quelle", required=True, most=300, help_text="Bescheid, Vertrag oder Beschluss.")
    field_order = ["provider", "title", "legal_basis", "places", "source", "starts_on", "ends_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [OrganisationKind.PROVIDER, OrganisationKind.HEALTH]
        found = organisations_of_kind(kinds[0]) | organisations_of_kind(kinds[1])
        self.fields["provider"].queryset = found  # type: ignore[attr-defined]

    @staticmethod
    def fresh() -> NewGroupForm:
        """An empty form with its own submission number."""
        return NewGroupForm(initial={"submission": uuid.uuid4()})


class CapacityForm(forms.Form):
    """So many places from a day on."""

    since = day("Ab")
    places = number("Plätze", required=True)
    source = text("Quelle", required=True, most=300, help_text="Bescheid, Vertrag oder Beschluss.")


class FundingForm(forms.Form):
    """Who carries how much of a place from a month on."""

    since = day("Ab Monat", help_text="Ein Tag des Monats genügt.")
    federal = euros(f"{Payer.FEDERAL.label} in Prozent", digits=5)
    city = euros(f"{Payer.CITY.label} in Prozent", digits=5)
    land = euros(f"{Payer.LAND.label} in Prozent", digits=5)
    employer = euros(f"{Payer.EMPLOYER.label} in Prozent", digits=5)
    other = euros(f"{Payer.OTHER.label} in Prozent", digits=5)
    source = text("Quelle", required=True, most=300)

    def shares(self) -> dict[Payer, Decimal]:
        """Percent by payer."""
        return {payer: self.cleaned_data[payer.value] or Decimal(0) for payer in Payer}


class PotForm(forms.Form):
    """A pot."""

    title = text("Name", required=True)
    parent: forms.ModelChoiceField[Pot] = forms.ModelChoiceField(
        label="Liegt in",
        queryset=None,
        required=False,
        empty_label="keinem anderen Kontingent",
        error_messages=PICK,
    )
    kind = choice(
        "Wirkung",
        [(PotKind.COUNTING, "zählt nur: weist nie ab"), (PotKind.CAPPING, "Obergrenze: weist ab, wenn es voll ist")],
        required=True,
    )
    measure = choice(
        "Zählweise",
        [
            (PotMeasure.STOCK, "wer gerade da ist; ein Ende macht einen Platz frei"),
            (PotMeasure.CUMULATIVE, "alle Aufnahmen; ein Ende macht nichts frei"),
        ],
        required=True,
    )
    project = choice("Projekt der Vereinbarung", [])

    def __init__(self, *args: Any, project: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = pots()  # type: ignore[attr-defined]
        self.fields["project"].choices = projects.choices(project)  # type: ignore[attr-defined]

    @staticmethod
    def of(pot: Pot, data: Any = None) -> PotForm:
        """Filled with what is known."""
        initial = {name: getattr(pot, name) for name in PotForm.base_fields}
        return PotForm(data, initial=initial, project=pot.project)

    def facts(self) -> PotFacts:
        """What the service takes."""
        data = self.cleaned_data
        return PotFacts(
            title=data["title"],
            kind=PotKind(data["kind"]),
            measure=PotMeasure(data["measure"]),
            parent=data["parent"],
            project=data["project"],
        )


class NewPotForm(PotForm):
    """A new pot with its key."""

    key = forms.SlugField(
        label="Schlüssel",
        max_length=80,
        help_text="Kleine Buchstaben, Ziffern und Bindestriche. Er bleibt, auch wenn der Name sich ändert.",
        error_messages={
            "required": "Bitte geben Sie einen Schlüssel ein.",
            "invalid": "Bitte nur kleine Buchstaben, Ziffern und Bindestriche.",
        },
    )
    field_order = ["title", "key"]


class AllotmentForm(forms.Form):
    """Money that was granted."""

    payer = choice("Wer zahlt", [("", CHOOSE), *Payer.choices], required=True)
    begins_on = day("Von")
    ends_on = day("Bis")
    amount = euros("Betrag in Euro", required=True, digits=12)
    source = text("Bescheid oder Beschluss", required=True, most=300)


class PaperFilterForm(forms.Form):
    """Which papers the list shows."""

    traeger = choice("Träger", [])
    art = choice("Art", [("", "alle"), *PaperKind.choices])
    offen = forms.BooleanField(label="nur was noch fehlt", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["traeger"].choices = [("", "alle"), *providers_with_groups()]  # type: ignore[attr-defined]


class PaperForm(forms.Form):
    """A contract, a certificate, or something that is owed."""

    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        label="Träger", queryset=None, empty_label=CHOOSE, error_messages=PICK
    )
    kind = choice("Art", [("", CHOOSE), *PaperKind.choices], required=True)
    title = text("Bezeichnung", required=True)
    valid_from = day("Gilt ab, oder Zeitraum von", required=False)
    valid_until = day("Gilt bis, oder Zeitraum bis", required=False)
    due_on = day("Fällig am", required=False, help_text="Nur bei Nachweisen und Berichten.")
    amount = euros("Betrag in Euro", digits=12)
    note = text("Hinweis", most=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = organisations_of_kind(OrganisationKind.PROVIDER) | organisations_of_kind(OrganisationKind.HEALTH)
        self.fields["organisation"].queryset = found  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The time runs forward; what is owed has a day."""
        data = super().clean() or {}
        begin, end = data.get("valid_from"), data.get("valid_until")
        if isinstance(begin, dt.date) and isinstance(end, dt.date) and end < begin:
            self.add_error("valid_until", "Das Ende liegt vor dem Anfang.")
        owed = data.get("kind") in {PaperKind.PROOF_OF_USE, PaperKind.MONTHLY_REPORT}
        if owed and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", "Bitte geben Sie an, wann die Unterlage fällig ist.")
        return data


class ContractForm(forms.Form):
    """What is known of the work contract behind a participation."""

    wage_cost = euros(
        "Lohnkosten im Monat in Euro",
        required=True,
        help_text="Lohn und pauschale Sozialversicherung des Arbeitgebers, soweit sie bezuschusst werden.",
    )
    planned_end_on = day("Geplanter letzter Tag")
