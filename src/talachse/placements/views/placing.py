"""The case manager's room with placements: what is open, what needs a human, the next step, the waiting lists."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.offers.queries.places import capacity_of
from talachse.people.queries import zones_of
from talachse.placements.forms.placing import SignForm
from talachse.placements.models import Placement
from talachse.placements.next_steps import NEXT, STEPS, next_steps, take
from talachse.placements.queries import placing as queries
from talachse.placements.queries import suggestions
from talachse.placements.services import placing as services
from talachse.placements.services.steps import PlacementRefused
from talachse.rules.access import Action, guard
from talachse.rules.placement.lifecycle import (
    DECLINE_LABELS,
    DECLINE_TEXT,
    END_LABELS,
    LABELS,
    DeclineReason,
    EndReason,
    PlacementStatus,
    silence,
)

PAGE_SIZE = 30
S = PlacementStatus


@guard(Action.PLACE_PEOPLE)
@require_safe
@never_cache
def overview(request: TalachseRequest) -> HttpResponse:
    """Open placements of the own zone: what needs a human first."""
    counts = queries.open_by_state(request.actor)
    wanted = request.GET.get("stand", "")
    if wanted not in counts:
        wanted = ""
    total = sum(n for key, n in counts.items() if key != "human")
    paginator = Paginator(queries.open_placements(request.actor, status=wanted), PAGE_SIZE)
    # Already counted: counting tens of thousands twice would double the wait.
    paginator.count = counts[wanted] if wanted else total
    page = paginator.get_page(request.GET.get("seite"))
    found = queries.with_all(page)
    services.read_list("open", by=request.actor)
    context = {
        "page": page,
        "rows": [(one, LABELS[S(one.status)], _kind(one)) for one in found],
        "wanted": wanted,
        "human": counts["human"],
        "states": [(s.value, LABELS[s], counts[s.value]) for s in S if counts.get(s.value)],
        "total": total,
    }
    return render(request, "placements/placing.html", context)


def _kind(placement: Placement) -> str:
    if placement.escalated_on:
        return "human"
    return "reminded" if placement.reminded_on else ""


def _placement_or_404(request: TalachseRequest, pk: int) -> Placement:
    found = queries.placement_for(request.actor, pk)
    if found is None:
        raise Http404
    return found


@guard(Action.PLACE_PEOPLE)
@require_safe
@never_cache
def placement(request: TalachseRequest, pk: int) -> HttpResponse:
    """One placement with its history and what can be done next."""
    return _one(request, _placement_or_404(request, pk))


@guard(Action.PLACE_PEOPLE)
@require_http_methods(["POST"])
@never_cache
def step(request: TalachseRequest, pk: int, step: str) -> HttpResponse:
    """The next step. Whoever presses twice finds it done."""
    found = _placement_or_404(request, pk)
    if step not in STEPS:
        raise Http404
    form = take(request, found, step)
    if form is None:
        return redirect("placements-placement", pk=pk)
    return _one(request, found, failed=(step, form))


def _one(request: TalachseRequest, found: Placement, failed: tuple[str, forms.Form] | None = None) -> HttpResponse:
    services.read_placement(found, by=request.actor)
    status = S(found.status)
    history = list(queries.steps_of(found))
    moved_on = max([found.status_since, *(one.on for one in history)])
    position = queries.position_of(found)
    context = {
        "found": found,
        "state": LABELS[status],
        "history": [(one, LABELS[S(one.new)] if one.old != one.new else "kein neuer Stand") for one in history],
        "steps": next_steps(found, NEXT.get(status, ()), failed, request.today),
        "silence": silence(status, moved_on, request.today),
        "position": position,
        "forecast": queries.forecasts(found.group, [position], on=request.today)[position] if position else None,
        "decline_text": DECLINE_TEXT,
        "decline_reason": DECLINE_LABELS[DeclineReason(found.decline_reason)] if found.decline_reason else "",
        "end_reason": END_LABELS[EndReason(found.end_reason)] if found.end_reason else "",
        "can_move": status in {S.SUGGESTED, S.WAITING, S.REFERRED, S.ACCEPTED},
    }
    return render(request, "placements/placement.html", context, status=422 if failed else 200)


@guard(Action.PLACE_PEOPLE)
@require_safe
@never_cache
def queue(request: TalachseRequest, key: str) -> HttpResponse:
    """The waiting list of a group with positions and forecasts, its check list, and who would fit."""
    return _queue(request, key)


@guard(Action.PLACE_PEOPLE)
@require_POST
@never_cache
def sign(request: TalachseRequest, key: str) -> HttpResponse:
    """Sign for a point of the check list of a group."""
    group = queries.group_to_place(key, on=request.today)
    if group is None:
        raise Http404
    form = SignForm(request.POST)
    if form.is_valid():
        try:
            services.sign(group, by=request.actor, today=request.today, **form.cleaned_data)
        except PlacementRefused as refusal:
            form.add_error("note", str(refusal))
        else:
            messages.success(request, "Ihre Unterschrift ist festgehalten.")
            return redirect("placements-queue", key=key)
    return _queue(request, key, failed=form)


def _queue(request: TalachseRequest, key: str, failed: SignForm | None = None) -> HttpResponse:
    group = queries.group_to_place(key, on=request.today)
    if group is None:
        raise Http404
    number = len(queries.queue_entries(group.pk))
    page = Paginator(range(number), PAGE_SIZE).get_page(request.GET.get("seite"))
    rows, _ = queries.queue_of(group, on=request.today, first=page.start_index() or 1, number=PAGE_SIZE)
    zones = zones_of(request.actor)
    signed = queries.signatures_of(group)
    services.read_list(f"queue:{group.key}", by=request.actor)
    context = {
        "group": group,
        "page": page,
        # Whoever another office looks after has a position here and no name.
        "rows": [(one, one.placement.person.zone in zones) for one in rows],
        "number": number,
        "free": suggestions.free_in(group, on=request.today),
        "places": capacity_of(group, request.today),
        "next": queries.forecasts(group, [number + 1], on=request.today)[number + 1],
        "checklist": [
            (item, signed.get(item.key), SignForm(initial={"item": item.key}, auto_id=f"id_{item.key}_%s"))
            for item in services.checklist_of(group, on=request.today)
        ],
        "failed": failed,
        # Everybody on a waiting list is looked at: only for whoever asks.
        "asked": "passend" in request.GET,
        "fitting": suggestions.persons_for(group, zones, on=request.today) if "passend" in request.GET else [],
    }
    return render(request, "placements/queue.html", context, status=422 if failed else 200)
