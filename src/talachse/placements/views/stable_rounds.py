"""Rounds of apprenticeships for those who run them: propose, look, simulate, confirm or drop."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.placements.models import Round
from talachse.placements.queries import stable_rounds as queries
from talachse.placements.services import stable_rounds as services
from talachse.rules.access import Action, guard

PAGE_SIZE = 20
PAIRS_PAGE = 50


def _round(pk: int) -> Round:
    found = queries.stable_round(pk)
    if found is None:
        raise Http404
    return found


@guard(Action.RUN_ROUNDS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def rounds(request: TalachseRequest) -> HttpResponse:
    """All rounds, and a new one."""
    if request.method == "POST":
        try:
            made = services.propose(by=request.actor, now=timezone.now())
        except services.RoundRefused as refusal:
            messages.warning(request, str(refusal))
            return redirect("placements-stable-rounds")
        return redirect("placements-stable-round", pk=made.pk)
    page = Paginator(queries.stable_rounds(), PAGE_SIZE).get_page(request.GET.get("seite"))
    return render(request, "placements/stable_rounds.html", {"page": page})


@guard(Action.RUN_ROUNDS)
@require_safe
@never_cache
def stable_round(request: TalachseRequest, pk: int) -> HttpResponse:
    """One round: who gets which wish, who gets none and why, and what would change without a posting."""
    found = _round(pk)
    services.read_round(found, by=request.actor)
    labels: dict[str, str] = found.instance["labels"]
    pairs = [pair | {"label": labels[pair["place"]]} for pair in found.result["assignments"]]
    unmatched = found.result["unmatched"]
    context: dict[str, Any] = {
        "round": found,
        "page": Paginator([*pairs, *unmatched], PAIRS_PAGE).get_page(request.GET.get("seite")),
        "placed": len(pairs),
        "reasons": sorted(Counter(row["reason"] for row in unmatched).items()),
        "people": len(found.instance["wishes"]),
        "places": sum(found.instance["quotas"].values()),
        "postings": sorted(labels.items(), key=lambda item: (item[1], item[0])),
        "fits": found.status != "proposed" or services.fits_today(found, today=request.today),
        "left_out": request.GET.get("ohne", ""),
    }
    return render(request, "placements/stable_round.html", context | _simulated(found, context["left_out"], labels))


def _simulated(found: Round, left_out: str, labels: dict[str, str]) -> dict[str, Any]:
    if left_out not in labels:
        return {}
    moved = [
        (move.person, labels.get(str(move.before), ""), labels.get(str(move.after), ""))
        for move in services.without(found, left_out)
    ]
    return {"moved": moved, "without": labels[left_out]}


@guard(Action.RUN_ROUNDS)
@require_POST
def confirm(request: TalachseRequest, pk: int) -> HttpResponse:
    """Make it hold."""
    try:
        services.confirm(_round(pk), by=request.actor, now=timezone.now())
    except services.RoundRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(
            request, "Die Runde ist bestätigt. Auf den Listen und bei den Betrieben steht jetzt das Ergebnis."
        )
    return redirect("placements-stable-round", pk=pk)


@guard(Action.RUN_ROUNDS)
@require_POST
def drop(request: TalachseRequest, pk: int) -> HttpResponse:
    """Not this one."""
    try:
        services.drop(_round(pk), by=request.actor, now=timezone.now())
    except services.RoundRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Der Vorschlag ist verworfen.")
    return redirect("placements-stable-round", pk=pk)
