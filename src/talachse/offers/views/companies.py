"""The company's room: its postings with markers of who is interested, its events with codes; never names."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from talachse.accounts.http import TalachseRequest
from talachse.offers.forms.abflug import EventForm, RankForm, SeatsForm
from talachse.offers.forms.apprenticeships import PostingForm
from talachse.offers.models import Posting
from talachse.offers.queries import apprenticeships as postings
from talachse.offers.queries import events as events_queries
from talachse.offers.queries import wishes
from talachse.offers.services import apprenticeships as posting_services
from talachse.offers.services import events as event_services
from talachse.offers.services import wishes as wish_services
from talachse.rules.access import Action, guard

PAGE_SIZE = 20
SEATS_PAGE = 100


def _own_posting(request: TalachseRequest, pk: int) -> Posting:
    found = postings.posting_of(request.actor.organisations_for(Action.POST_APPRENTICESHIP), pk)
    if found is None:
        raise Http404
    return found


def _own_event(request: TalachseRequest, pk: int) -> events_queries.EventWithSeats:
    found = events_queries.event_of(request.actor.organisations_for(Action.POST_APPRENTICESHIP), pk)
    if found is None:
        raise Http404
    return found


@guard(Action.POST_APPRENTICESHIP)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def posting(request: TalachseRequest, pk: int) -> HttpResponse:
    """One own posting: correct it, and see who is interested."""
    found = _own_posting(request, pk)
    form = PostingForm(request.POST) if request.method == "POST" else PostingForm.filled(found)
    if request.method == "POST" and form.is_valid():
        data = {name: value for name, value in form.cleaned_data.items() if name != "submission"}
        try:
            posting_services.change_posting(found, by=request.actor, today=request.today, **data)
        except posting_services.PostingRefused as refusal:
            form.add_error("starts_on", str(refusal))
        else:
            messages.success(request, "Gespeichert. So steht der Platz jetzt auf der Seite.")
            return redirect("offers-own-posting", pk=pk)
    return _posting_page(request, found, form, None)


def _posting_page(request: TalachseRequest, found: Posting, form: PostingForm, ranks: RankForm | None) -> HttpResponse:
    wish_services.read_interested(found, by=request.actor)
    if ranks is None:
        ranks = RankForm(None, interested=wishes.interested_in(found, on=request.today), places=found.places)
    context = {
        "posting": found,
        "form": form,
        "ranks": ranks,
        "invited": [line for line in ranks.lines if line.invited],
    }
    failed = bool(form.errors or ranks.errors)
    return render(request, "offers/abflug/own_posting.html", context, status=422 if failed else 200)


@guard(Action.POST_APPRENTICESHIP)
@require_POST
def rank(request: TalachseRequest, pk: int) -> HttpResponse:
    """The order of those the company has met."""
    found = _own_posting(request, pk)
    form = RankForm(request.POST, interested=wishes.interested_in(found, on=request.today), places=found.places)
    if not form.is_valid():
        return _posting_page(request, found, PostingForm.filled(found), form)
    changed = wish_services.rank_wishes(found, form.said(), by=request.actor)
    messages.success(request, "Ihre Reihenfolge ist gespeichert." if changed else "Es hat sich nichts geändert.")
    return redirect("offers-own-posting", pk=pk)


@guard(Action.POST_APPRENTICESHIP)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def events(request: TalachseRequest) -> HttpResponse:
    """The own events, and a new one."""
    organisations = request.actor.organisations_for(Action.POST_APPRENTICESHIP)
    form = EventForm(request.POST) if request.method == "POST" else EventForm.fresh()
    if request.method == "POST" and form.is_valid():
        try:
            event_services.announce(
                organiser_id=min(organisations), by=request.actor, now=timezone.now(), **form.facts()
            )
        except event_services.EventRefused as refusal:
            form.add_error("day", str(refusal))
        else:
            messages.success(request, "Die Veranstaltung steht jetzt auf der Seite für junge Menschen.")
            return redirect("offers-own-events")
    page = Paginator(events_queries.events_of(organisations), PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "form": form,
        "page": page,
        "rows": events_queries.with_seats(page.object_list),  # type: ignore[arg-type]
        "now": timezone.now(),
    }
    return render(request, "offers/abflug/own_events.html", context, status=422 if form.errors else 200)


@guard(Action.POST_APPRENTICESHIP)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def event(request: TalachseRequest, pk: int) -> HttpResponse:
    """One own event: the code for the door, the codes of the guests, who is there."""
    row = _own_event(request, pk)
    if request.method == "POST":
        return _tick(request, row)
    event_services.read_seats(row.event, by=request.actor)
    page = Paginator(events_queries.seats_of(row.event), SEATS_PAGE).get_page(request.GET.get("seite"))
    context = {"row": row, "event": row.event, "page": page, "is_over": row.event.ends_at <= timezone.now()}
    return render(request, "offers/abflug/own_event.html", context)


def _tick(request: TalachseRequest, row: events_queries.EventWithSeats) -> HttpResponse:
    form = SeatsForm(request.POST, event=row.event)
    refused = "" if form.is_valid() else "Die Liste hat sich geändert. Bitte haken Sie noch einmal ab."
    if not refused:
        try:
            changed = event_services.tick(row.event, form.ticked(), by=request.actor, now=timezone.now())
        except event_services.EventRefused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, "Gespeichert." if changed else "Es hat sich nichts geändert.")
    if refused:
        messages.warning(request, refused)
    return redirect("offers-own-event", pk=row.event.pk)


@guard(Action.POST_APPRENTICESHIP)
@require_POST
def cancel(request: TalachseRequest, pk: int) -> HttpResponse:
    """The event does not take place."""
    row = _own_event(request, pk)
    try:
        event_services.cancel(row.event, by=request.actor, now=timezone.now())
    except event_services.EventRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Die Veranstaltung ist abgesagt. So steht es auf der Seite und auf jedem Code.")
    return redirect("offers-own-event", pk=pk)
