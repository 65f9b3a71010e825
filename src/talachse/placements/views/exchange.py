"""The exchange with the Jobcenter's own case system: upload, preview, take over, what was wrong, and out again."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.documents import pages
from talachse.documents.previews import Preview
from talachse.documents.tables import TYPES, WRITERS, TableRefused
from talachse.placements.forms.exchange import ExportForm
from talachse.placements.services import exchange as services
from talachse.placements.services import exchange_groups, exchange_participations, exchange_people
from talachse.placements.services.exchange import ExchangeRefused, Table
from talachse.rules.access import Action, guard

PEOPLE = {table.key: table for table in (exchange_people.TABLE, exchange_participations.TABLE)}
GROUPS = exchange_groups.TABLE
TEXTS = {
    "personen": "Wer vom Jobcenter betreut wird: Name, Geburtsdatum, Erreichbarkeit. Erkannt am Aktenzeichen.",
    "teilnahmen": "Wer wann auf welchem Platz begonnen hat und wann es endete. Obergrenzen gelten wie sonst auch.",
    "platzgruppen": "Plätze der Träger mit Rechtsgrundlage und Anzahl.",
}


@guard(Action.PLACE_PEOPLE)
@require_safe
def exchange(request: TalachseRequest) -> HttpResponse:
    """The tables that can be exchanged."""
    tables = [GROUPS, *PEOPLE.values()] if request.actor.may(GROUPS.action) else list(PEOPLE.values())
    rooms = [(table, TEXTS[table.key], _here(table)) for table in tables]
    return render(request, "placements/exchange.html", {"rooms": rooms})


def _people(key: str) -> Table:
    if key not in PEOPLE:
        raise Http404
    return PEOPLE[key]


@guard(Action.PLACE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def table(request: TalachseRequest, table: str) -> HttpResponse:
    """People or participations: a file comes in."""
    return _upload(request, _people(table))


@guard(Action.PLACE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def table_preview(request: TalachseRequest, table: str, pk: int) -> HttpResponse:
    """People or participations: what would happen, and the button that makes it happen."""
    return _preview(request, _people(table), pk)


@guard(Action.PLACE_PEOPLE)
@require_safe
@never_cache
def table_rest(request: TalachseRequest, table: str, pk: int) -> HttpResponse:
    """People or participations: the rows that were not taken over."""
    return pages.file_response(*_found(request, _people(table), pk).given_back())


@guard(Action.PLACE_PEOPLE)
@require_safe
def table_template(request: TalachseRequest, table: str, suffix: str) -> HttpResponse:
    """People or participations: the columns with an invented row."""
    return _template(_people(table), suffix)


@guard(Action.PLACE_PEOPLE)
@require_POST
@never_cache
def table_export(request: TalachseRequest, table: str) -> HttpResponse:
    """People or participations go out."""
    return _export(request, _people(table))


@guard(Action.MANAGE_PLACES)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def groups(request: TalachseRequest) -> HttpResponse:
    """Place groups: a file comes in."""
    return _upload(request, GROUPS)


@guard(Action.MANAGE_PLACES)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def groups_preview(request: TalachseRequest, pk: int) -> HttpResponse:
    """Place groups: what would happen, and the button that makes it happen."""
    return _preview(request, GROUPS, pk)


@guard(Action.MANAGE_PLACES)
@require_safe
@never_cache
def groups_rest(request: TalachseRequest, pk: int) -> HttpResponse:
    """Place groups: the rows that were not taken over."""
    return pages.file_response(*_found(request, GROUPS, pk).given_back())


@guard(Action.MANAGE_PLACES)
@require_safe
def groups_template(request: TalachseRequest, suffix: str) -> HttpResponse:
    """Place groups: the columns with an invented row."""
    return _template(GROUPS, suffix)


@guard(Action.MANAGE_PLACES)
@require_POST
@never_cache
def groups_export(request: TalachseRequest) -> HttpResponse:
    """Place groups go out."""
    return _export(request, GROUPS)


# --- the same for every table ------------------------------------------------------------------------------------


def _here(table: Table) -> str:
    if table is GROUPS:
        return reverse("placements-exchange-groups")
    return reverse("placements-exchange-table", args=[table.key])


def _address(table: Table, pk: int) -> HttpResponse:
    if table is GROUPS:
        return redirect("placements-exchange-groups-preview", pk=pk)
    return redirect("placements-exchange-table-preview", table=table.key, pk=pk)


def _room(
    request: TalachseRequest, table: Table, *, upload: pages.UploadForm, export: ExportForm, status: int = 200
) -> HttpResponse:
    context = {
        "table": table,
        "text": TEXTS[table.key],
        "upload": upload,
        "export": export,
        "here": _here(table),
        "is_people": table is not GROUPS,
    }
    return render(request, "placements/exchange_table.html", context, status=status)


def _upload(request: TalachseRequest, table: Table) -> HttpResponse:
    form = pages.UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _room(request, table, upload=form, export=ExportForm())
    form = pages.UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            stored = services.preview(table, file, file.name, by=request.actor, today=request.today)
        except (TableRefused, ExchangeRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            return _address(table, stored.pk)
    return _room(request, table, upload=form, export=ExportForm(), status=422)


def _found(request: TalachseRequest, table: Table, pk: int) -> Preview:
    found = services.preview_of(table, pk, by=request.actor)
    if found is None:
        raise Http404
    return found


def _preview(request: TalachseRequest, table: Table, pk: int) -> HttpResponse:
    found = _found(request, table, pk)
    form = pages.ChoicesForm(found, request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm(table, pk, choices=form.choices(), by=request.actor, today=request.today)
        except ExchangeRefused as error:
            refusal = str(error)
        else:
            messages.success(request, "Die guten Zeilen sind übernommen.")
            return _address(table, pk)
    context = {
        "form": form,
        "refusal": refusal,
        "what": table.noun,
        "room_label": "Austausch mit dem Fachverfahren",
        "room_name": "placements-exchange",
        "file_url": "zurueck/",
    }
    context |= pages.preview_context(found, wanted=request.GET.get("zeigen", ""), page=request.GET.get("seite"))
    return render(request, "documents/preview.html", context, status=422 if form.errors or refusal else 200)


def _template(table: Table, suffix: str) -> HttpResponse:
    if suffix not in WRITERS:
        raise Http404
    return pages.template_file(table.columns, suffix, name=f"{table.key}-vorlage")


def _export(request: TalachseRequest, table: Table) -> HttpResponse:
    form = ExportForm(request.POST)
    if not form.is_valid():
        return _room(request, table, upload=pages.UploadForm(), export=form, status=422)
    suffix = form.cleaned_data["suffix"]
    try:
        content = services.export(
            table, suffix, reason=form.cleaned_data["reason"], by=request.actor, today=request.today
        )
    except ExchangeRefused as refusal:
        raise PermissionDenied(str(refusal)) from refusal
    return pages.file_response(content, TYPES[suffix], f"{table.key}-{request.today}.{suffix}")
