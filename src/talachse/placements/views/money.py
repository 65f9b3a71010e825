"""Finance: the city's rest month by month, and cuts from simulation to decision. Counts per group, never persons."""

from __future__ import annotations

import csv
from decimal import Decimal

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.offers.models import Cut
from talachse.offers.queries import cuts as cut_rows
from talachse.placements.forms.money import CutForm, DecideForm
from talachse.placements.queries import cuts as queries
from talachse.placements.queries import money as money_queries
from talachse.placements.services import cuts as services
from talachse.placements.services.cuts import CutRefused
from talachse.rules.access import Action, guard
from talachse.rules.placement.subsidy import CITY_READING
from talachse.ui import charts

PAGE_SIZE = 20
FEW = "unter 3"


@guard(Action.SEE_FINANCE)
@require_safe
def money(request: TalachseRequest) -> HttpResponse:
    """What subsidised contracts leave for the city, to the end of each."""
    contracts = money_queries.contracts_on(request.today)
    months = money_queries.by_month(contracts.rows, since=request.today)
    context = {
        "reading": CITY_READING,
        "contracts": contracts,
        "years": money_queries.by_year(months),
        "months": months,
        "series": [
            charts.Series("Rest der Stadt", [(row.month, row.city) for row in months if not row.is_few], "plan")
        ],
        "steps": money_queries.steps(contracts, on=request.today),
        "endings": money_queries.endings(contracts, on=request.today),
        # Codes are for those who place people; the steering counts.
        "shows_codes": request.actor.may(Action.MANAGE_PLACES),
    }
    return render(request, "placements/money.html", context)


def _german(euros: Decimal) -> str:
    return f"{euros:.2f}".replace(".", ",")


@guard(Action.SEE_FINANCE)
@require_safe
def money_csv(request: TalachseRequest) -> HttpResponse:
    """The forecast as a table."""
    contracts = money_queries.contracts_on(request.today)
    response = HttpResponse(
        "\ufeff",
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="stadtanteil-{request.today:%Y-%m-%d}.csv"',
            "Cache-Control": "private, no-store",
        },
    )
    table = csv.writer(response, delimiter=";")
    table.writerow(["Monat", "Verträge", "Lohnkosten", "Zuschuss", "Rest", "davon Stadt (unsere Lesart)"])
    for row in money_queries.by_month(contracts.rows, since=request.today):
        amounts = [_german(euros) for euros in (row.wage, row.subsidy, row.rest, row.city)]
        # Of one or two contracts the amount would be somebody's wage.
        shown = [FEW] * 5 if row.is_few else [row.contracts, *amounts]
        table.writerow([f"{row.month:%Y-%m}", *shown])
    return response


@guard(Action.SEE_FINANCE)
@require_http_methods(["GET", "HEAD", "POST"])
def cuts(request: TalachseRequest) -> HttpResponse:
    """Compute a cut, and what was computed and decided before."""
    form = CutForm(request.POST) if request.method == "POST" else CutForm.fresh(today=request.today)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.simulate(by=request.actor, today=request.today, **form.cleaned_data)
        except CutRefused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return redirect("placements-cut", pk=made.pk)
    page = Paginator(cut_rows.cuts(), PAGE_SIZE).get_page(request.GET.get("seite"))
    return render(request, "placements/cuts.html", {"form": form, "page": page}, status=422 if form.errors else 200)


def _cut_or_404(pk: int) -> Cut:
    found = cut_rows.cut(pk)
    if found is None:
        raise Http404
    return found


def _cut_page(request: TalachseRequest, found: Cut, form: DecideForm, status: int = 200) -> HttpResponse:
    context = {
        "cut": found,
        "fewer": found.result["before"] - found.places,
        "rows": queries.fall_rows(found),
        "months": queries.effect(found),
        "reached_on": queries.reached_on(found),
        "form": form,
        "may_decide": request.actor.may(Action.DECIDE_CUT) and found.status == "simulated",
    }
    return render(request, "placements/cut.html", context, status=status)


@guard(Action.SEE_FINANCE)
@require_safe
def cut(request: TalachseRequest, pk: int) -> HttpResponse:
    """One cut: the rule, which places fall and why, when it is reached."""
    return _cut_page(request, _cut_or_404(pk), DecideForm())


@guard(Action.DECIDE_CUT)
@require_POST
def decide(request: TalachseRequest, pk: int) -> HttpResponse:
    """The cut holds."""
    found = _cut_or_404(pk)
    form = DecideForm(request.POST)
    if form.is_valid():
        try:
            services.decide(found, reason=form.cleaned_data["reason"], by=request.actor, today=request.today)
        except CutRefused as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(request, "Die Kürzung ist beschlossen. Kontingent und Platzgruppen sind geändert.")
            return redirect("placements-cut", pk=pk)
    return _cut_page(request, found, form, status=422)


@guard(Action.DECIDE_CUT)
@require_POST
def drop(request: TalachseRequest, pk: int) -> HttpResponse:
    """Nobody wants the cut."""
    found = _cut_or_404(pk)
    try:
        services.drop(found, by=request.actor)
    except CutRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Die Kürzung ist verworfen.")
    return redirect("placements-cut", pk=pk)
