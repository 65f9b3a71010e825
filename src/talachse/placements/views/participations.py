"""The provider's room with the own places, and the Jobcenter's: takes part or ended, nothing else."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.offers.models import PlaceGroup
from talachse.offers.queries.places import capacity_of
from talachse.placements.forms.participations import CodeForm, DayForm, EndForm, StartForm
from talachse.placements.models import Participation
from talachse.placements.queries import participations as queries
from talachse.placements.queries import placing
from talachse.placements.services import participations as services
from talachse.rules.access import Action, guard

PAGE_SIZE = 30
# A provider with more open answers sees the oldest; the next come when these are answered.
REFERRED_AT_MOST = 50


@guard(Action.RECORD_PARTICIPATION)
@require_safe
def groups(request: TalachseRequest) -> HttpResponse:
    """The own groups with places and how many are taken."""
    organisations = request.actor.organisations_for(Action.RECORD_PARTICIPATION)
    own = queries.own_groups(organisations, on=request.today)
    page = Paginator(own, PAGE_SIZE).get_page(request.GET.get("seite"))
    taken = placing.taken_by_group([group.pk for group in page], request.today)
    rows = [(group, taken.get(group.pk, 0)) for group in page]
    return render(request, "placements/groups.html", {"page": page, "groups": rows})


@guard(Action.RECORD_PARTICIPATION)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def group(request: TalachseRequest, key: str) -> HttpResponse:
    """One group: who takes part (codes), and a start."""
    found = _group_or_404(request, key)
    form = StartForm(request.POST) if request.method == "POST" else StartForm.fresh()
    if request.method == "POST" and form.is_valid():
        try:
            started = services.start_participation(found, by=request.actor, today=request.today, **form.cleaned_data)
        except services.PlacementRefused as refusal:
            form.add_error("started_on", str(refusal))
        else:
            code = started.participation.code
            messages.success(request, f"Der Beginn ist festgehalten. Code der Teilnahme: {code}")
            if started.notice:
                messages.info(request, started.notice)
            return redirect("placements-group", key=key)
    services.read_group(found, by=request.actor)
    page = Paginator(queries.participations_in(found), PAGE_SIZE).get_page(request.GET.get("seite"))
    waiting = len(placing.queue_entries(found.pk))
    names = placing.names_of([p.pk for p in page])
    context = {
        "referred": placing.referred_to(found)[:REFERRED_AT_MOST],
        "waiting": waiting,
        "forecast": placing.forecasts(found, [waiting + 1], on=request.today)[waiting + 1],
        "group": found,
        "places": capacity_of(found, request.today),
        "occupied": queries.occupied_in(found.pk, on=request.today),
        "page": page,
        "rows": [(p, queries.takes_part(p, on=request.today), names.get(p.pk)) for p in page],
        "form": form,
        "today": request.today,
    }
    return render(request, "placements/group.html", context, status=422 if form.errors else 200)


def _participation(request: TalachseRequest, pk: int) -> Participation:
    found = queries.own_participation(request.actor.organisations_for(Action.RECORD_PARTICIPATION), pk)
    if found is None:
        raise Http404
    return found


def _group_or_404(request: TalachseRequest, key: str) -> PlaceGroup:
    found = queries.own_group(request.actor.organisations_for(Action.RECORD_PARTICIPATION), key)
    if found is None:
        raise Http404
    return found


def _day_form(request: TalachseRequest, found: Participation) -> DayForm:
    paused = any(p.until is None for p in found.pauses.all())
    return DayForm(initial={"day": request.today.isoformat(), "step": "resume" if paused else "pause"})


def _one(
    request: TalachseRequest, found: Participation, *, pause: DayForm, end: EndForm, status: int = 200
) -> HttpResponse:
    pauses = list(found.pauses.all())
    context = {
        "found": found,
        "placement": placing.names_of([found.pk]).get(found.pk),
        "pauses": pauses,
        "paused": any(p.until is None for p in pauses),
        "pause_form": pause,
        "end_form": end,
    }
    return render(request, "placements/participation.html", context, status=status)


@guard(Action.RECORD_PARTICIPATION)
@require_safe
@never_cache
def participation(request: TalachseRequest, pk: int) -> HttpResponse:
    """One participation with what can be recorded now."""
    found = _participation(request, pk)
    services.read_participation(found, by=request.actor)
    return _one(request, found, pause=_day_form(request, found), end=EndForm())


@guard(Action.RECORD_PARTICIPATION)
@require_POST
def pause(request: TalachseRequest, pk: int) -> HttpResponse:
    """A pause begins, or ends: the page said which it meant, so that a second click cannot mean the other."""
    found = _participation(request, pk)
    form = DayForm(request.POST)
    if form.is_valid():
        day, back = form.cleaned_data["day"], form.cleaned_data["step"] == "resume"
        try:
            if back:
                services.resume(found, on=day, by=request.actor)
            else:
                services.pause(found, since=day, by=request.actor, today=request.today)
        except services.PlacementRefused as refusal:
            form.add_error("day", str(refusal))
        else:
            messages.success(request, "Wieder dabei." if back else "Die Pause ist festgehalten.")
            return redirect("placements-participation", pk=pk)
    return _one(request, found, pause=form, end=EndForm(), status=422)


@guard(Action.RECORD_PARTICIPATION)
@require_POST
def end(request: TalachseRequest, pk: int) -> HttpResponse:
    """A participation ends."""
    found = _participation(request, pk)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            services.end_participation(found, by=request.actor, today=request.today, **form.cleaned_data)
        except services.PlacementRefused as refusal:
            form.add_error("ended_on", str(refusal))
        else:
            messages.success(request, "Das Ende ist festgehalten. Der Platz ist ab dem nächsten Tag frei.")
            return redirect("placements-group", key=found.group.key)
    return _one(request, found, pause=_day_form(request, found), end=form, status=422)


@guard(Action.SEE_PARTICIPATIONS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def states(request: TalachseRequest) -> HttpResponse:
    """With the code: takes part, or ended. Reading it is journalled."""
    form = CodeForm(request.POST or None)
    found: list[tuple[Participation, bool]] | None = None
    if request.method == "POST" and form.is_valid():
        found = services.look_up(form.cleaned_data["code"], by=request.actor, today=request.today)
        if not found:
            form.add_error("code", "Zu diesem Code gibt es keine Teilnahme. Bitte prüfen Sie ihn.")
    return render(request, "placements/states.html", {"form": form, "found": found}, status=422 if form.errors else 200)
