"""Input of #Abflug: what young people look for and say about themselves, seats at events, and the company's side."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from talachse.offers.models import Event
from talachse.offers.queries.apprenticeships import Wanted
from talachse.offers.queries.wishes import Interested
from talachse.offers.services.wishes import Met
from talachse.rules.apprenticeships import MOST_PEOPLE_ON_A_SEAT
from talachse.rules.search import plain_words
from talachse.ui.charts import DISTRICTS

DISTRICT_NAMES = [(str(key), name) for key, (name, _x, _y) in DISTRICTS.items()]
NOT_MET, NO_FIT = "", "no"


class GermanOptions(forms.Select):
    """Options that are German names whatever the page speaks; only the empty one is translated."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if value:
            option["attrs"]["lang"] = "de"
        return option


class PostingSearchForm(forms.Form):
    """What somebody looks for; the names stand in the address and stay. A wrong value counts as none."""

    q = forms.CharField(label=_("Wonach suchst du?"), max_length=100, required=False)
    bezirk = forms.ChoiceField(
        label=_("In der Nähe von"), choices=[("", _("ganz Wuppertal")), *DISTRICT_NAMES], required=False
    )

    def __init__(self, data: Any, *, occupations: Sequence[str], years: Sequence[int]) -> None:
        super().__init__(data)
        for name, label, empty, found in (
            ("beruf", _("Beruf"), _("alle Berufe"), occupations),
            ("jahr", _("Beginn"), _("egal"), [str(year) for year in years]),
        ):
            choices = [("", empty), *((word, word) for word in found)]
            self.fields[name] = forms.ChoiceField(
                label=label, choices=choices, required=False, widget=GermanOptions if name == "beruf" else forms.Select
            )

    def wanted(self) -> Wanted:
        """What was chosen."""
        self.is_valid()
        data = self.cleaned_data
        return Wanted(
            occupation=data.get("beruf") or "",
            words=tuple(plain_words(data.get("q") or "")),
            district=int(data["bezirk"]) if data.get("bezirk") else None,
            year=int(data["jahr"]) if data.get("jahr") else None,
        )


class ListCodeForm(forms.Form):
    """The code of a list of wishes, or of a ticket."""

    code = forms.CharField(
        label=_("Dein Code"),
        help_text=_("Acht Zeichen. Groß und klein ist egal."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Bitte gib den Code ein.")},
    )


class AboutMeForm(forms.Form):
    """What somebody wants to say about themselves; nothing of it is needed."""

    nickname = forms.CharField(
        label=_("Wie sollen wir dich nennen?"),
        help_text=_("Ein Spitzname reicht. Betriebe sehen ihn nicht."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    school_year = forms.TypedChoiceField(
        label=_("Deine Klasse"),
        choices=[("", _("bitte wählen")), *((n, _("Klasse %(n)s") % {"n": n}) for n in range(7, 14))],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Bitte wähle eine Klasse aus der Liste.")},
    )
    district = forms.TypedChoiceField(
        label=_("Dein Stadtbezirk"),
        choices=[("", _("bitte wählen")), *DISTRICT_NAMES],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": _("Bitte wähle einen Stadtbezirk aus der Liste.")},
    )


class SeatForm(forms.Form):
    """Seats at an event, without an account."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    people = forms.IntegerField(
        label=_("Mit wie vielen Menschen kommst du?"),
        help_text=_("Du zählst mit."),
        min_value=1,
        max_value=MOST_PEOPLE_ON_A_SEAT,
        initial=1,
        error_messages={
            "required": _("Bitte gib an, wie viele ihr seid."),
            "invalid": _("Bitte gib eine ganze Zahl ein."),
            "min_value": _("Mindestens ein Mensch."),
            "max_value": _(
                "Höchstens sechs Menschen mit einem Code. Kommt ihr mit mehr, nimmt noch jemand von euch einen Code."
            ),
        },
    )
    nickname = forms.CharField(
        label=_("Wie sollen wir dich nennen?"),
        help_text=_("Ein Spitzname reicht. Du kannst das Feld auch leer lassen."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )

    @staticmethod
    def fresh() -> SeatForm:
        """An empty form with its own submission number."""
        return SeatForm(initial={"submission": uuid.uuid4(), "people": 1})


class DoorForm(ListCodeForm):
    """At the door: the code on the wall, and the own one."""

    door_code = forms.CharField(
        label=_("Code am Eingang"),
        help_text=_("Vier Zeichen. Sie stehen auf dem Schild an der Tür."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Bitte gib den Code ein, der am Eingang steht.")},
    )
    field_order = ["door_code", "code"]


class EventForm(forms.Form):
    """An organisation invites."""

    submission = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(
        label="Was findet statt?",
        help_text="Zum Beispiel: Offene Werkstatt",
        max_length=200,
        error_messages={"required": "Bitte geben Sie der Veranstaltung einen Namen."},
    )
    day = forms.DateField(
        label="An welchem Tag?",
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={
            "required": "Bitte geben Sie den Tag an.",
            "invalid": "Bitte geben Sie den Tag als Datum an.",
        },
    )
    begins = forms.TimeField(
        label="Beginn",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": "Bitte geben Sie die Uhrzeit des Beginns an.",
            "invalid": "Bitte geben Sie die Uhrzeit so an: 16:30",
        },
    )
    ends = forms.TimeField(
        label="Ende",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={
            "required": "Bitte geben Sie die Uhrzeit des Endes an.",
            "invalid": "Bitte geben Sie die Uhrzeit so an: 18:00",
        },
    )
    place = forms.CharField(
        label="Wo?",
        help_text="Straße und Hausnummer, und wo man hineingeht.",
        max_length=200,
        error_messages={"required": "Bitte geben Sie an, wo es stattfindet."},
    )
    district = forms.TypedChoiceField(
        label="Stadtbezirk",
        choices=[("", "bitte wählen"), *DISTRICT_NAMES],
        coerce=int,
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Bitte wählen Sie einen Stadtbezirk aus der Liste."},
    )
    seats = forms.IntegerField(
        label="Für wie viele Menschen ist Platz?",
        min_value=1,
        max_value=5000,
        initial=20,
        error_messages={
            "required": "Bitte geben Sie die Anzahl ein.",
            "invalid": "Bitte geben Sie eine ganze Zahl ein.",
            "min_value": "Mindestens ein Platz.",
            "max_value": "Höchstens 5000 Plätze.",
        },
    )
    text = forms.CharField(
        label="Worum geht es?",
        help_text="Ein oder zwei Sätze, wie Sie es einem Jugendlichen erzählen würden.",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, begins, ends = data.get("day"), data.get("begins"), data.get("ends")
        if day and begins and ends:
            if ends <= begins:
                self.add_error("ends", "Das Ende liegt vor dem Beginn.")
            else:
                data["starts_at"] = timezone.make_aware(dt.datetime.combine(day, begins))
                data["ends_at"] = timezone.make_aware(dt.datetime.combine(day, ends))
        return data

    def facts(self) -> dict[str, Any]:
        """What the service takes. Only after validation."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"day", "begins", "ends"}}

    @staticmethod
    def fresh() -> EventForm:
        """An empty form with its own submission number."""
        return EventForm(initial={"submission": uuid.uuid4(), "seats": 20})


class SeatsForm(forms.Form):
    """Which of the codes on the page are there: the shown ones that are not ticked are not."""

    def __init__(self, data: Any, *, event: Event) -> None:
        super().__init__(data)
        self.event = event
        self.fields["shown"] = forms.MultipleChoiceField(choices=self._choices)
        self.fields["came"] = forms.MultipleChoiceField(choices=self._choices, required=False)

    def _choices(self) -> list[tuple[str, str]]:
        return [(str(pk), code) for pk, code in self.event.taken.values_list("pk", "code")]

    def ticked(self) -> dict[int, bool]:
        """By id of the seat: there or not."""
        came = set(self.cleaned_data["came"])
        return {int(pk): pk in came for pk in self.cleaned_data["shown"]}


class RankForm(forms.Form):
    """The company's order of those it has met; one choice for each marker."""

    def __init__(self, data: Any, *, interested: Sequence[Interested], places: int) -> None:
        initial = {f"wish-{line.wish_id}": NO_FIT if line.declined else (line.rank or NOT_MET) for line in interested}
        super().__init__(data, initial=initial)
        self.lines = interested
        # As many steps as there are people, and no longer list than somebody can read.
        steps = min(max(len(interested), places), 30)
        choices = [
            (NOT_MET, "noch nicht kennengelernt"),
            *((str(n), f"kennengelernt: {n}. Stelle") for n in range(1, steps + 1)),
            (NO_FIT, "kennengelernt: passt nicht"),
        ]
        for line in interested:
            known = [] if line.rank is None or line.rank <= steps else [(str(line.rank), f"{line.rank}. Stelle")]
            self.fields[f"wish-{line.wish_id}"] = forms.ChoiceField(
                label=f"Kennzeichen {line.marker}",
                choices=[*choices, *known],
                required=False,
                error_messages={"invalid_choice": "Bitte wählen Sie einen Eintrag aus der Liste."},
            )

    def rows(self) -> list[tuple[Interested, forms.BoundField]]:
        """Each marker with its choice."""
        return [(line, self[f"wish-{line.wish_id}"]) for line in self.lines]

    def said(self) -> dict[int, Met]:
        """By id of the wish. Only after validation. Whoever is not in the data keeps what was said before."""
        return {
            line.wish_id: _met(self.cleaned_data[name])
            for line in self.lines
            if (name := f"wish-{line.wish_id}") in self.data
        }


def _met(choice: str) -> Met:
    if choice == NO_FIT:
        return Met(declined=True)
    return Met(rank=int(choice)) if choice else Met()
