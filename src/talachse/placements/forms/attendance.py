"""Input of attendance: the week's table, a pasted table, the monthly report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.http import QueryDict

from talachse.placements.models import Attendance, AttendanceKind, Participation

type Cell = tuple[int, dt.date]


def cell_name(participation: int, day: dt.date) -> str:
    """Name of a select in the week's table."""
    return f"tag-{participation}-{day:%Y%m%d}"


@dataclass(frozen=True, slots=True)
class Select:
    """One day of one person as the table shows it."""

    name: str
    label: str
    value: str
    error: str
    is_open: bool


def week_input(
    data: QueryDict, participations: Sequence[Participation], days: Sequence[dt.date]
) -> tuple[dict[Cell, str], list[Cell]]:
    """Chosen kinds by cell, and the cells left empty; what was not in the form is in neither."""
    chosen, empty = {}, []
    for one in participations:
        for day in days:
            value = data.get(cell_name(one.pk, day))
            if value in AttendanceKind.values:
                chosen[one.pk, day] = str(value)
            elif value is not None:
                empty.append((one.pk, day))
    return chosen, empty


def week_rows(
    participations: Sequence[Participation],
    days: Sequence[dt.date],
    known: Mapping[Cell, Attendance],
    *,
    chosen: Mapping[Cell, str] | None = None,
    errors: Mapping[Cell, str] | None = None,
) -> list[tuple[Participation, list[Select]]]:
    """The table: a row a person, a select a day; days outside the participation are closed."""
    rows = []
    for one in participations:
        cells = []
        for day in days:
            cell = (one.pk, day)
            stored = known[cell].kind if cell in known else ""
            value = stored if chosen is None else chosen.get(cell, "")
            is_open = one.started_on <= day and (one.ended_on is None or day <= one.ended_on)
            label = f"{one.code}, {day:%d.%m.%Y}"
            cells.append(Select(cell_name(*cell), label, value, (errors or {}).get(cell, ""), is_open))
        rows.append((one, cells))
    return rows


class TableForm(forms.Form):
    """A table pasted from a spreadsheet."""

    text = forms.CharField(
        label="Tabelle",
        max_length=400_000,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text="Eine Zeile je Tag: Code;Datum;Anwesenheit;Stunden. Aus der Tabellenkalkulation können Sie direkt einfügen.",
        error_messages={
            "required": "Bitte fügen Sie die Tabelle ein.",
            "max_length": "Die Tabelle ist zu groß. Bitte teilen Sie sie.",
        },
    )


class ReportForm(forms.Form):
    """A remark beside the counted days."""

    remark = forms.CharField(
        label="Bemerkung",
        max_length=120,
        required=False,
        help_text="Keine Angaben zur Gesundheit und keine Namen.",
    )
