"""Start page, language, and the pages every public website owes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from talachse.rules.access import Action, guard
from talachse.ui import charts, navigation
from talachse.ui.languages import remember


@guard(Action.SEE_PUBLIC)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Every public way in."""
    doors = [
        {"label": door.label, "text": door.text, "url": reverse(door.url_name), "area": door.area, "icon": door.icon}
        for door in navigation.doors()
    ]
    parts = {area: [door for door in doors if door["area"] == area] for area in ("help", "agreement")}
    return render(request, "ui/start.html", parts)


@guard(Action.SEE_PUBLIC)
@require_safe
def imprint(request: HttpRequest) -> HttpResponse:
    """Who runs this."""
    return render(request, "ui/imprint.html")


@guard(Action.SEE_PUBLIC)
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is stored, and the rights of people."""
    return render(request, "ui/privacy.html")


@guard(Action.SEE_PUBLIC)
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Accessibility statement with a way to complain."""
    return render(request, "ui/accessibility.html")


@guard(Action.SEE_PUBLIC)
@require_safe
def easy(request: HttpRequest) -> HttpResponse:
    """What this is, in Leichte Sprache."""
    return render(request, "ui/easy.html")


@guard(Action.SEE_PUBLIC)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language in a cookie and go back."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    return remember(request, redirect(target), request.POST.get("language", ""))


class _ExampleForm(forms.Form):
    """Every kind of field, for the style guide."""

    text = forms.CharField(
        label="Text",
        help_text="Ein Hinweis hilft beim Ausfüllen.",
        error_messages={"required": "Bitte füllen Sie das Feld aus."},
    )
    long = forms.CharField(label="Langer Text", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    number = forms.IntegerField(
        label="Anzahl", min_value=0, error_messages={"required": "Bitte geben Sie eine Anzahl ein."}
    )
    day = forms.DateField(label="Datum", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    choice = forms.ChoiceField(label="Auswahl", choices=[("a", "Erste"), ("b", "Zweite")])
    radio = forms.ChoiceField(
        label="Eine von wenigen",
        choices=[("a", "Ja"), ("b", "Nein")],
        widget=forms.RadioSelect,
        error_messages={"required": "Bitte wählen Sie eine Antwort aus."},
    )
    check = forms.BooleanField(label="Ich bin einverstanden", required=False)


@guard(Action.SEE_PUBLIC)
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, to look at and to check."""
    years = range(2021, 2027)
    actual = [620, 598, 611, 580, 552, 540]
    series = [
        charts.Series("besetzt", [(dt.date(y, 12, 31), Decimal(v)) for y, v in zip(years, actual, strict=True)]),
        charts.Series("geplant", [(dt.date(y, 12, 31), Decimal(620)) for y in years], "plan"),
        charts.Series(
            "andere Zählweise", [(dt.date(2023, 12, 31), Decimal(490)), (dt.date(2024, 12, 31), Decimal(430))], "other"
        ),
    ]
    context = {
        "series": series,
        "empty_series": [],
        "districts": {0: 42, 1: 7, 2: 3, 3: 12, 4: "unter 3", 5: 31, 6: 38, 7: 9, 8: 6, 9: 4},
        "statuses": [
            ("good", "erfüllt"),
            ("info", "läuft"),
            ("warning", "verzögert"),
            ("danger", "überfällig"),
            ("neutral", "offen"),
        ],
        "origins": ["agreement", "public", "demo", "live"],
        "steps": ["Vorbereiten", "Einladen", "Durchführen", "Abschließen"],
        "form": _ExampleForm(),
        "bad_form": _ExampleForm({"choice": "a"}, prefix="fehler"),
        "page": Paginator(range(100), 10).get_page(3),
    }
    return render(request, "ui/guide.html", context)
