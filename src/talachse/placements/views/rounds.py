"""Rounds: compute a proposal, look at it, play it through, confirm or drop it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from talachse.accounts.http import TalachseRequest
from talachse.placements.forms.rounds import RoundForm, WhatIfForm
from talachse.placements.models import Round
from talachse.placements.queries import rounds as queries
from talachse.placements.services import rounds as services
from talachse.rules.access import Action, guard
from talachse.rules.placement.matching_reasons import Comparison

PAGE_SIZE = 30


@guard(Action.RUN_ROUNDS)
@require_http_methods(["GET", "HEAD", "POST"])
def rounds(request: TalachseRequest) -> HttpResponse:
    """All rounds, and a new one."""
    form = RoundForm(request.POST) if request.method == "POST" else RoundForm()
    if request.method == "POST" and form.is_valid():
        try:
            made = services.propose(by=request.actor, today=request.today, **form.cleaned_data)
        except services.RoundRefused as refusal:
            form.add_error("legal_bases", str(refusal))
        else:
            return redirect("placements-round", pk=made.pk)
    page = Paginator(queries.rounds(), PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {"form": form, "page": page}
    return render(request, "placements/rounds.html", context, status=422 if form.errors else 200)


def _round(pk: int) -> Round:
    found = queries.round_by_pk(pk)
    if found is None:
        raise Http404
    return found


def _with_titles(reason: str, groups: dict[str, str]) -> str:
    """The rule speaks of keys; people know the names of groups."""
    for key, title in groups.items():
        reason = reason.replace(f"„{key}“", f"„{title}“")
    return reason


def _page(
    request: TalachseRequest, found: Round, *, form: WhatIfForm | None = None, comparison: Comparison | None = None
) -> HttpResponse:
    result: dict[str, Any] = found.result
    groups: dict[str, str] = result["groups"]
    fixed = {one["person"] for one in found.instance["fixed"]}
    by_group: dict[str, list[str]] = {}
    for one in result["assignments"]:
        if one["person"] not in fixed:
            by_group.setdefault(one["place"], []).append(one["person"])
    context = {
        "round": found,
        "result": result,
        "by_group": [(groups[key], sorted(codes)) for key, codes in sorted(by_group.items())],
        "closed": [groups[key] for key in result["closed"]],
        "priorities": sorted(result["by_priority"].items(), key=lambda pair: int(pair[0])),
        "unplaced": [(one["person"], _with_titles(one["reason"], groups)) for one in result["unplaced"]],
        "kept": len(fixed),
        "form": form or WhatIfForm(groups=groups),
        "comparison": comparison,
        "moves": [
            (move.person, groups.get(str(move.before), "kein Platz"), groups.get(str(move.after), "kein Platz"))
            for move in comparison.moves
        ]
        if comparison
        else [],
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "placements/round.html", context, status=status)


@guard(Action.RUN_ROUNDS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def one_round(request: TalachseRequest, pk: int) -> HttpResponse:
    """One round; sent with a form, what would change."""
    found = _round(pk)
    if request.method != "POST":
        return _page(request, found)
    form = WhatIfForm(request.POST, groups=found.result["groups"])
    comparison = None
    if form.is_valid():
        data = form.cleaned_data
        try:
            if data["places"] is not None:
                comparison = services.simulate_fewer(found, group=data["group"], places=data["places"])
            else:
                comparison = services.simulate(found, person=data["person"].strip().upper(), group=data["group"])
        except services.RoundRefused as refusal:
            form.add_error("places" if data["places"] is not None else "person", str(refusal))
    return _page(request, found, form=form, comparison=comparison)


@guard(Action.RUN_ROUNDS)
@require_POST
def confirm(request: TalachseRequest, pk: int) -> HttpResponse:
    """The proposal becomes true."""
    try:
        number = services.confirm(_round(pk), by=request.actor, today=request.today)
    except services.RoundRefused as refusal:
        messages.error(request, str(refusal))
    else:
        people = "1 Person ist" if number == 1 else f"{number} Personen sind"
        messages.success(request, f"Bestätigt. {people} an die Träger weitergeleitet.")
    return redirect("placements-round", pk=pk)


@guard(Action.RUN_ROUNDS)
@require_POST
def drop(request: TalachseRequest, pk: int) -> HttpResponse:
    """The proposal is not wanted."""
    try:
        services.drop(_round(pk), by=request.actor)
    except services.RoundRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Der Vorschlag ist verworfen. Niemand wurde vermittelt.")
    return redirect("placements-rounds")
