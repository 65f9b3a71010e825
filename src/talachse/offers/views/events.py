"""Events of #Abflug for everybody: look, take a seat, come in."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.intake.services import may_try_code
from talachse.offers.calendar_file import as_ics
from talachse.offers.forms.abflug import DoorForm, ListCodeForm, SeatForm
from talachse.offers.models import Seat
from talachse.offers.queries import events as queries
from talachse.offers.services import events as services
from talachse.offers.views import _remembered as remembered
from talachse.rules.access import Action, guard
from talachse.rules.apprenticeships import can_check_in

PAGE_SIZE = 20
TOO_MANY_TRIES = "Das waren viele Versuche. Bitte warte zehn Minuten oder komm vorbei."


def _event(pk: int) -> queries.EventWithSeats:
    found = queries.event(pk)
    if found is None:
        raise Http404
    return found


@guard(Action.SEE_PUBLIC)
@require_safe
def events(request: TalachseRequest) -> HttpResponse:
    """What is ahead."""
    page = Paginator(queries.ahead(now=timezone.now()), PAGE_SIZE).get_page(request.GET.get("seite"))
    rows = queries.with_seats(page.object_list)  # type: ignore[arg-type]
    return render(request, "offers/abflug/events.html", {"page": page, "rows": rows})


@guard(Action.ASK_FOR_HELP)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def event(request: TalachseRequest, pk: int) -> HttpResponse:
    """One event, and a seat at it."""
    row = _event(pk)
    form = SeatForm(request.POST) if request.method == "POST" else SeatForm.fresh()
    if request.method == "POST" and form.is_valid():
        try:
            seat = services.take_seat(row.event, by=request.actor, now=timezone.now(), **form.cleaned_data)
        except services.EventRefused as refusal:
            form.add_error("people", _(str(refusal)))
            row = _event(pk)
        else:
            remembered.remember_ticket(request, seat)
            return redirect("offers-ticket", pk=pk)
    own = queries.seat_in(row.event, remembered.tickets(request))
    context = {"row": row, "event": row.event, "form": form, "own": own, "begun": row.event.starts_at <= timezone.now()}
    return render(request, "offers/abflug/event.html", context, status=422 if form.errors else 200)


@guard(Action.SEE_PUBLIC)
@require_safe
def event_file(request: TalachseRequest, pk: int) -> HttpResponse:
    """The event for the calendar of a phone."""
    found = _event(pk).event
    url = settings.TALACHSE_PUBLIC_URL + reverse("offers-event", args=[pk])
    host = settings.TALACHSE_PUBLIC_URL.split("://")[-1]
    return HttpResponse(
        as_ics(found, url=url, host=host, now=timezone.now()),
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="termin-{pk}.ics"'},
    )


@guard(Action.ASK_FOR_HELP)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ticket(request: TalachseRequest, pk: int) -> HttpResponse:
    """The code for the door; whoever comes back types it."""
    row = _event(pk)
    seat = queries.seat_in(row.event, remembered.tickets(request))
    form = ListCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = _seat_for(request, row, form)
        if found is not None:
            remembered.remember_ticket(request, found)
            return redirect("offers-ticket", pk=pk)
    if seat is None or form.errors:
        context = {"event": row.event, "form": form}
        return render(request, "offers/abflug/ticket_code.html", context, status=422 if form.errors else 200)
    now = timezone.now()
    door = can_check_in(
        starts_at=row.event.starts_at,
        ends_at=row.event.ends_at,
        cancelled=row.event.cancelled_at is not None,
        now=now,
    )
    context = {"event": row.event, "seat": seat, "door_is_open": door.is_yes, "is_over": row.event.ends_at <= now}
    return render(request, "offers/abflug/ticket.html", context)


def _seat_for(request: TalachseRequest, row: queries.EventWithSeats, form: ListCodeForm) -> Seat | None:
    if not may_try_code(request.META.get("REMOTE_ADDR", "")):
        form.add_error("code", _(TOO_MANY_TRIES))
        return None
    found = queries.seat_by_code(row.event, form.cleaned_data["code"])
    if found is None:
        form.add_error("code", _("Zu diesem Code finden wir hier keinen Platz. Bitte prüfe ihn noch einmal."))
    return found


@guard(Action.ASK_FOR_HELP)
@require_POST
def give_back(request: TalachseRequest, pk: int) -> HttpResponse:
    """Somebody else can have it."""
    row = _event(pk)
    seat = queries.seat_in(row.event, remembered.tickets(request))
    if seat is None:
        return redirect("offers-event", pk=pk)
    try:
        services.give_back(seat, by=request.actor, now=timezone.now())
    except services.EventRefused as refusal:
        messages.warning(request, _(str(refusal)))
        return redirect("offers-ticket", pk=pk)
    messages.success(request, _("Danke. Jetzt kann jemand anderes kommen."))
    return redirect("offers-event", pk=pk)


@guard(Action.ASK_FOR_HELP)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def door(request: TalachseRequest, pk: int) -> HttpResponse:
    """I am here: the code on the wall and the own one."""
    row = _event(pk)
    own = queries.seat_in(row.event, remembered.tickets(request))
    form = DoorForm(request.POST) if request.method == "POST" else DoorForm(initial={"code": own.code if own else ""})
    came: Seat | None = None
    if request.method == "POST" and form.is_valid():
        if not may_try_code(request.META.get("REMOTE_ADDR", "")):
            form.add_error("code", _(TOO_MANY_TRIES))
        else:
            try:
                came = services.arrive(row.event, by=request.actor, now=timezone.now(), **form.cleaned_data)
            except services.EventRefused as refusal:
                form.add_error("door_code" if "Eingang stimmt" in str(refusal) else "code", _(str(refusal)))
    context = {"event": row.event, "form": form, "came": came}
    return render(request, "offers/abflug/door.html", context, status=422 if form.errors else 200)
