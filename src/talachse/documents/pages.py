"""The pages of an import, the same for every list: what comes in, what would happen, what happened."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse

from talachse.documents.columns import Column
from talachse.documents.previews import CHANGED, DOUBTFUL, NEW, UNCHANGED, WRONG, Line, Preview
from talachse.documents.tables import TYPES, WRITERS

PAGE_SIZE = 50
LEAVE = "leave"
# More than that nobody decides on one page; what is left comes back in the file.
MOST_CHOICES = 200
# State: (word, kind of sign, order on the page).
STATES = {
    NEW: ("neu", "good"),
    CHANGED: ("geändert", "info"),
    UNCHANGED: ("unverändert", "neutral"),
    DOUBTFUL: ("vielleicht schon da", "warning"),
    WRONG: ("mit Fehler", "danger"),
}


class UploadForm(forms.Form):
    """A list from the own computer."""

    file = forms.FileField(
        label="Datei",
        help_text="XLSX, CSV oder JSON, höchstens 10 MB und 20.000 Zeilen. Die erste Zeile nennt die Spalten.",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.json,.txt"}),
        allow_empty_file=True,
        error_messages={"required": "Bitte wählen Sie eine Datei.", "invalid": "Bitte wählen Sie eine Datei."},
    )


class ChoicesForm(forms.Form):
    """For each row that may be there already: leave it, take it as new, or as the entry it means."""

    def __init__(self, preview: Preview, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._candidates = {f"zeile-{line.number}": line.candidates for line in preview.of(DOUBTFUL)}
        for line in preview.of(DOUBTFUL)[:MOST_CHOICES]:
            same = [(key, f"dasselbe wie „{title}“: Angaben dort ergänzen") for key, title, _ in line.candidates]
            self.fields[f"zeile-{line.number}"] = forms.ChoiceField(
                label=f"Zeile {line.number}: {line.label}",
                choices=[(LEAVE, "noch nicht übernehmen"), *same, ("new", "ist etwas anderes: neu eintragen")],
                required=True,
                initial=LEAVE,
                error_messages={
                    "required": "Bitte wählen Sie eine der Möglichkeiten.",
                    "invalid_choice": "Bitte wählen Sie eine der Möglichkeiten.",
                },
            )

    @property
    def asked(self) -> list[tuple[forms.BoundField, list[tuple[str, str, str]]]]:
        """Each question with what is there already."""
        return [(self[name], self._candidates[name]) for name in self.fields]

    def choices(self) -> dict[int, str]:
        """What was said, by number of the row. Only after validation."""
        return {int(name.removeprefix("zeile-")): value for name, value in self.cleaned_data.items() if value != LEAVE}


def preview_context(preview: Preview, *, wanted: str, page: str | None) -> dict[str, Any]:
    """The counts, and the rows of the state that somebody wants to look at, page by page."""
    counts = preview.counts()
    shown = (
        wanted if counts.get(wanted) else next((state for state in (WRONG, CHANGED, NEW) if counts[state]), UNCHANGED)
    )
    lines: list[Line] = preview.of(shown)
    return {
        "preview": preview,
        "counts": [(state, *STATES[state], counts[state]) for state in STATES],
        "waiting": preview.waiting(),
        "shown": shown,
        "shown_label": STATES[shown][0],
        "page": Paginator(lines, PAGE_SIZE).get_page(page),
        "given_back": counts[WRONG] + counts[DOUBTFUL],
        "takes": counts[NEW] + counts[CHANGED] + counts[DOUBTFUL],
        "too_many_choices": max(counts[DOUBTFUL] - MOST_CHOICES, 0),
        "most_choices": MOST_CHOICES,
    }


def file_response(content: bytes, content_type: str, name: str) -> HttpResponse:
    """A file made for this answer, as an attachment that no browser keeps or runs."""
    response = HttpResponse(content, content_type=content_type)
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "")
    response["Content-Disposition"] = f'attachment; filename="{plain}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def template_file(columns: tuple[Column, ...], suffix: str, *, name: str) -> HttpResponse:
    """The columns with one invented row, to be filled in."""
    content = WRITERS[suffix]([column.label for column in columns], [[column.example for column in columns]])
    return file_response(content, TYPES[suffix], f"{name}.{suffix}")
