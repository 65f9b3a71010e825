"""The editors' room for lists: upload, preview, take over, get back what was wrong; template and table of the directory."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.documents import pages
from talachse.documents.previews import Preview
from talachse.documents.tables import TYPES, WRITERS, TableRefused
from talachse.offers.columns import COLUMNS
from talachse.offers.forms.imports import OffersUploadForm
from talachse.offers.services import imports as services
from talachse.rules.access import Action, guard

ROOM = {"room_label": "Angebote einlesen", "room_name": "offers-import"}


@guard(Action.EDIT_DIRECTORY)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def upload(request: TalachseRequest) -> HttpResponse:
    """Choose a list; it is read and shown, nothing is written yet."""
    form = OffersUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            stored = services.preview(
                file, file.name, source_url=form.cleaned_data["source_url"], by=request.actor, today=request.today
            )
        except TableRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("offers-import-preview", pk=stored.pk)
    context = {"form": form, "columns": COLUMNS}
    return render(request, "offers/import.html", context, status=422 if form.errors else 200)


def _preview_or_404(request: TalachseRequest, pk: int) -> Preview:
    found = services.preview_of(pk, by=request.actor)
    if found is None:
        raise Http404
    return found


@guard(Action.EDIT_DIRECTORY)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def preview(request: TalachseRequest, pk: int) -> HttpResponse:
    """What would happen, and the button that makes it happen, once."""
    found = _preview_or_404(request, pk)
    form = pages.ChoicesForm(found, request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.confirm(pk, choices=form.choices(), by=request.actor, today=request.today)
        except services.ImportRefused as error:
            refusal = str(error)
        else:
            messages.success(request, "Die guten Zeilen sind übernommen.")
            return redirect("offers-import-preview", pk=pk)
    context = ROOM | {
        "form": form,
        "refusal": refusal,
        "what": "Angebot",
        "candidate_url": "offers-offer",
        "file_url": "zurueck/",
        "waiting_title": "Heikle Themen sieht eine zweite Person an",
        "waiting_text": "Zeilen zu Gewalt, Schutz, Sucht, Schulden oder seelischer Gesundheit erscheinen erst, wenn eine "
        "zweite Person der Redaktion zugestimmt hat.",
    }
    context |= pages.preview_context(found, wanted=request.GET.get("zeigen", ""), page=request.GET.get("seite"))
    return render(request, "documents/preview.html", context, status=422 if form.errors or refusal else 200)


@guard(Action.EDIT_DIRECTORY)
@require_safe
@never_cache
def rest(request: TalachseRequest, pk: int) -> HttpResponse:
    """The rows that were not taken over, with the reason, as a file like the one that came."""
    return pages.file_response(*_preview_or_404(request, pk).given_back())


@guard(Action.EDIT_DIRECTORY)
@require_safe
def template(request: TalachseRequest, suffix: str) -> HttpResponse:
    """The columns with an invented row."""
    if suffix not in WRITERS:
        raise Http404
    return pages.template_file(COLUMNS, suffix, name="angebote-vorlage")


@guard(Action.EDIT_DIRECTORY)
@require_safe
@never_cache
def table(request: TalachseRequest, suffix: str) -> HttpResponse:
    """The directory as it is, in the columns of the import: change it there and read it in again."""
    if suffix not in WRITERS:
        raise Http404
    content = WRITERS[suffix]([column.label for column in COLUMNS], services.table_of_offers())
    return pages.file_response(content, TYPES[suffix], f"angebote-{request.today}.{suffix}")
