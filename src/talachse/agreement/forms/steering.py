"""Input of board, profile, figures, seats and money."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db.models import QuerySet

from talachse.agreement.models import Agreement, Seat
from talachse.agreement.words import MONEY_SOURCE, PLAN_STATE, PROJECT_STATUS, RISK_LEVEL
from talachse.rules.agreement.document import Side

NUMBER_HELP = "Zum Beispiel 1.992,5"
DATE_WORDS = {"required": "Bitte geben Sie den Tag an.", "invalid": "Bitte geben Sie den Tag als Datum an."}
GERMAN_NUMBER = re.compile(r"^-?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?$")


def german_decimal(text: str) -> Decimal:
    """A number in German notation ("1.992,5", "1992,5", "1992"); ValueError when it is none, or could be read in two ways."""
    plain = text.strip().replace("\u202f", "").replace(" ", "")
    if not GERMAN_NUMBER.match(plain):
        raise ValueError(text)
    try:
        return Decimal(plain.replace(".", "").replace(",", "."))
    except InvalidOperation as error:
        raise ValueError(text) from error


def german_date(text: str) -> dt.date:
    """A day as 31.12.2025 or 2025-12-31; ValueError when it is none."""
    plain = text.strip()
    match = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", plain)
    if match:
        return dt.date(int(match[3]), int(match[2]), int(match[1]))
    return dt.date.fromisoformat(plain)


class GermanDecimalField(forms.CharField):
    """A number in German notation."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", NUMBER_HELP)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(max_length=24, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            number = german_decimal(text)
        except ValueError:
            raise forms.ValidationError("Bitte geben Sie eine Zahl ein, zum Beispiel 1.992,5.") from None
        if abs(number) >= Decimal(10) ** 14:
            raise forms.ValidationError("Diese Zahl ist zu groß.")
        return number


def _day(label: str, *, required: bool = True, **kwargs: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages=DATE_WORDS,
        **kwargs,
    )


class ValueForm(forms.Form):
    """A value of an indicator."""

    series = forms.ChoiceField(
        label="Was ist es?", choices=[("actual", "Ist"), ("plan", "Plan")], initial="actual", widget=forms.RadioSelect
    )
    value = GermanDecimalField(label="Wert", error_messages={"required": "Bitte geben Sie den Wert ein."})
    as_of = _day("Stichtag")
    source = forms.CharField(
        label="Quelle", max_length=300, error_messages={"required": "Bitte nennen Sie die Quelle."}
    )
    note = forms.CharField(label="Anmerkung", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    corrects = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DisputeForm(forms.Form):
    """Why a side does not confirm a value."""

    note = forms.CharField(
        label="Warum bestätigen Sie die Zahl nicht?",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Bitte begründen Sie, warum Sie die Zahl nicht bestätigen."},
    )


class ReleaseForm(forms.Form):
    """An indicator goes public; a seat answers for it."""

    seat = forms.ModelChoiceField(
        label="Welche Funktion gibt frei?", queryset=Seat.objects.none(), empty_label="bitte wählen"
    )

    def __init__(self, agreement: Agreement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _seats(self, "seat", agreement)


@dataclass(frozen=True, slots=True)
class PastedRow:
    """One row of a pasted table: what it says, or why it cannot be taken."""

    number: int
    cells: list[str]
    key: str = ""
    as_of: dt.date | None = None
    value: Decimal | None = None
    source: str = ""
    column: str = ""
    reason: str = ""

    @property
    def good(self) -> bool:
        return not self.reason


COLUMNS = ("Schlüssel", "Stichtag", "Wert", "Quelle")


class PasteForm(forms.Form):
    """Values pasted from a table."""

    table = forms.CharField(
        label="Tabelle",
        help_text="Spalten: Schlüssel, Stichtag, Wert, Quelle. Einfach aus der Tabellenkalkulation kopieren. Eine Kopfzeile wird erkannt.",
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        error_messages={"required": "Bitte fügen Sie die Tabelle ein."},
    )

    def rows(self, known: set[str], *, today: dt.date) -> list[PastedRow]:
        """Every row with its content or the first reason against it; only after validation."""
        text: str = self.cleaned_data["table"]
        delimiter = max("\t;", key=text.count) if "\t" in text or ";" in text else ","
        rows = []
        for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), 1):
            stripped = [cell.strip() for cell in cells]
            if not any(stripped) or (number == 1 and stripped[0].casefold() in {"schlüssel", "key"}):
                continue
            rows.append(_read_row(number, stripped, known, today))
        return rows


def _read_row(number: int, cells: list[str], known: set[str], today: dt.date) -> PastedRow:
    if len(cells) < len(COLUMNS):
        return PastedRow(number, cells, column=COLUMNS[len(cells)], reason="Diese Spalte fehlt.")
    key, day, value, source = cells[:4]
    column = "Schlüssel"
    try:
        _require(key in known, f"„{key}“ gibt es nicht.")
        column = "Stichtag"
        as_of = _read_day(day, today)
        column = "Wert"
        amount = _read_value(value)
        column = "Quelle"
        _require(bool(source), "Die Quelle fehlt.")
    except _BadCell as bad:
        return PastedRow(number, cells, column=column, reason=str(bad))
    return PastedRow(number, cells, key, as_of, amount, source[:300])


class _BadCell(ValueError):
    """One cell cannot be taken; the message says why."""


def _require(holds: bool, reason: str) -> None:
    if not holds:
        raise _BadCell(reason)


def _read_day(text: str, today: dt.date) -> dt.date:
    try:
        day = german_date(text)
    except ValueError:
        raise _BadCell(f"„{text}“ ist kein Datum. Beispiel: 31.12.2025") from None
    _require(day <= today, "Der Tag liegt in der Zukunft.")
    return day


def _read_value(text: str) -> Decimal:
    try:
        return german_decimal(text)
    except ValueError:
        raise _BadCell(f"„{text}“ ist keine Zahl. Beispiel: 1.992,5") from None


class StatusForm(forms.Form):
    """A dated fact about a project."""

    status = forms.ChoiceField(label="Stand", choices=[(key, text) for key, (_, text) in PROJECT_STATUS.items()])
    since = _day("Seit")
    note = forms.CharField(
        label="Was ist geschehen?",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Bitte beschreiben Sie kurz, was geschehen ist."},
    )
    source = forms.CharField(
        label="Quelle", max_length=300, error_messages={"required": "Bitte nennen Sie die Quelle."}
    )
    is_correction = forms.BooleanField(label="Das berichtigt einen früheren Eintrag", required=False)


class NoteForm(forms.Form):
    """The contacts exchanged."""

    exchanged_on = _day("Ausgetauscht am")
    text = forms.CharField(
        label="Vermerk",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Bitte schreiben Sie einen kurzen Vermerk."},
    )
    next_on = _day("Nächster Austausch", required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        last, following = data.get("exchanged_on"), data.get("next_on")
        if last and following and following < last:
            self.add_error("next_on", "Der nächste Austausch liegt vor dem letzten.")
        return data


class MilestoneForm(forms.Form):
    """A new milestone."""

    title = forms.CharField(label="Meilenstein", max_length=200)
    due_on = _day("Geplant für")
    source = forms.CharField(label="Quelle", max_length=300)


class ShiftForm(forms.Form):
    """A milestone moves."""

    new_due_on = _day("Neu geplant für")
    reason = forms.CharField(
        label="Grund",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Bitte nennen Sie den Grund."},
    )


class RiskForm(forms.Form):
    """A risk."""

    title = forms.CharField(label="Was kann schiefgehen?", max_length=200)
    level = forms.ChoiceField(label="Höhe", choices=[(key, text) for key, (_, text) in RISK_LEVEL.items()])
    answer = forms.CharField(label="Was wird dagegen getan?", widget=forms.Textarea(attrs={"rows": 2}), required=False)


class PaperForm(forms.Form):
    """A paper with its title."""

    title = forms.CharField(label="Titel", max_length=200)
    file = forms.FileField(label="Datei", help_text="PDF, Bild, Word, Excel, ODT oder Text, höchstens 10 MB")


class FundingForm(forms.Form):
    """Money of a project."""

    source_of_money = forms.ChoiceField(label="Woher", choices=list(MONEY_SOURCE.items()))
    amount = GermanDecimalField(
        label="Betrag in Euro", required=False, help_text="Leer lassen, wenn er nicht bekannt ist."
    )
    plan_state = forms.ChoiceField(label="Planstand", choices=list(PLAN_STATE.items()))
    year = forms.IntegerField(label="Jahr", min_value=2000, max_value=2100)
    source = forms.CharField(label="Quelle", max_length=300)


class AppointForm(forms.Form):
    """Somebody takes a seat."""

    holder_name = forms.CharField(
        label="Wer", max_length=120, error_messages={"required": "Bitte nennen Sie, wer die Funktion übernimmt."}
    )
    email = forms.EmailField(
        label="E-Mail des Kontos", required=False, help_text="Damit Einladungen und Erinnerungen ankommen."
    )
    is_deputy = forms.BooleanField(label="Als Stellvertretung", required=False)
    valid_from = _day("Ab")
    valid_until = _day("Bis", required=False)


class VacateForm(forms.Form):
    """Somebody leaves a seat."""

    last_day = _day("Letzter Tag")


class ContactForm(forms.Form):
    """A contact seat for a project."""

    side = forms.ChoiceField(label="Seite", choices=[(Side.CITY.value, "Stadt"), (Side.JOBCENTER.value, "Jobcenter")])


class ActionForm(forms.Form):
    """Something to do."""

    title = forms.CharField(
        label="Was ist zu tun?", max_length=300, error_messages={"required": "Bitte beschreiben Sie, was zu tun ist."}
    )
    owner = forms.ModelChoiceField(
        label="Wer?",
        queryset=Seat.objects.none(),
        empty_label="bitte wählen",
        error_messages={"required": "Bitte wählen Sie, wer es tut."},
    )
    due_on = _day("Bis wann?")

    def __init__(self, agreement: Agreement, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _seats(self, "owner", agreement)


class DelayForm(forms.Form):
    """Why something takes longer."""

    reason = forms.CharField(
        label="Grund der Verzögerung",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Bitte nennen Sie den Grund."},
    )


class QuestionForm(forms.Form):
    """A question for the quarterly meeting."""

    text = forms.CharField(
        label="Frage für das Quartalsgespräch",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Bitte schreiben Sie die Frage auf."},
    )


class CutForm(forms.Form):
    """What would a cut hit?"""

    source = forms.ChoiceField(label="Mittel", choices=list(MONEY_SOURCE.items()))
    percent = GermanDecimalField(
        label="Kürzung in Prozent",
        help_text="0 bis 100",
        error_messages={"required": "Bitte geben Sie ein, um wie viel Prozent gekürzt wird."},
    )

    def clean_percent(self) -> Decimal:
        percent: Decimal = self.cleaned_data["percent"]
        if not 0 <= percent <= 100:
            raise forms.ValidationError("Bitte geben Sie eine Zahl von 0 bis 100 ein.")
        return percent


def _seats(form: forms.Form, name: str, agreement: Agreement) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        seats: QuerySet[Seat] = agreement.seats.order_by("pk")
        field.queryset = seats
