"""The placement desk's room: groups of places, pots, papers of providers, what is bound beyond the year."""

from __future__ import annotations

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.offers import projects
from talachse.offers.models import PaperKind, Payer, PlaceGroup, Pot
from talachse.offers.queries import papers as paper_queries
from talachse.offers.queries import places, pots
from talachse.offers.services import groups, papers
from talachse.offers.services import places as place_services
from talachse.offers.services import pots as pot_services
from talachse.offers.services.pots import PlacesRefused
from talachse.placements.forms import inventory as forms
from talachse.placements.queries import inventory as queries
from talachse.placements.queries.participations import occupied_in
from talachse.placements.services import contracts as contract_services
from talachse.placements.services.participations import PlacementRefused
from talachse.rules.access import Action, guard
from talachse.ui import stand

PAGE_SIZE = 30


def _group_or_404(key: str) -> PlaceGroup:
    found = places.group_in_full(key)
    if found is None:
        raise Http404
    return found


def _pot_or_404(key: str) -> Pot:
    found = pots.pot_by_key(key)
    if found is None:
        raise Http404
    return found


def _refused(form: django_forms.Form, refusal: PlacesRefused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


@guard(Action.MANAGE_PLACES)
@require_safe
def inventory(request: TalachseRequest) -> HttpResponse:
    """All groups of places with what is free and who waits."""
    form = forms.FilterForm(request.GET or None)
    chosen = form.chosen() if form.is_bound else {}
    found = places.inventory(on=request.today, **chosen)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("seite"))
    named, everything = places.groups_with_health_advice(on=request.today)
    context = {
        "form": form,
        "page": page,
        "rows": queries.rows(page.object_list, on=request.today),
        "named": named,
        "everything": everything,
    }
    return render(request, "placements/inventory.html", context)


@guard(Action.MANAGE_PLACES)
@require_http_methods(["GET", "HEAD", "POST"])
def new_group(request: TalachseRequest) -> HttpResponse:
    """Enter a group."""
    form = forms.NewGroupForm(request.POST) if request.method == "POST" else forms.NewGroupForm.fresh()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = groups.new_group(
                submission=data["submission"],
                provider=data["provider"],
                facts=form.facts(),
                places=data["places"],
                source=data["source"],
                by=request.actor,
                today=request.today,
            )
        except PlacesRefused as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, "Die Platzgruppe ist angelegt.")
            return redirect("placements-inventory-group", key=made.key)
    return render(request, "placements/inventory_new.html", {"form": form}, status=422 if form.errors else 200)


def _group_page(
    request: TalachseRequest,
    found: PlaceGroup,
    *,
    form: forms.GroupForm | None = None,
    capacity: forms.CapacityForm | None = None,
    funding: forms.FundingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    months: dict[str, list[tuple[str, object]]] = {}
    for share in found.funding.all():
        months.setdefault(f"{share.since:%m/%Y}", []).append((share.get_payer_display(), share.percent))
    context = {
        "group": found,
        "project": projects.names().get(found.project, found.project),
        "places": places.capacity_of(found, request.today),
        "taken": occupied_in(found.pk, on=request.today),
        "months": list(months.items()),
        "form": form or forms.GroupForm.of(found),
        "capacity_form": capacity or forms.CapacityForm(auto_id="kapazitaet-%s"),
        "funding_form": funding or forms.FundingForm(auto_id="anteile-%s"),
        "today": request.today,
    }
    return render(request, "placements/inventory_group.html", context, status=status)


@guard(Action.MANAGE_PLACES)
@require_http_methods(["GET", "HEAD", "POST"])
def inventory_group(request: TalachseRequest, key: str) -> HttpResponse:
    """One group: all its facts, to change."""
    found = _group_or_404(key)
    if request.method != "POST":
        return _group_page(request, found)
    form = forms.GroupForm.of(found, request.POST)
    if form.is_valid():
        try:
            groups.change_group(found, form.facts(), by=request.actor, today=request.today)
        except PlacesRefused as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, "Die Angaben sind gespeichert.")
            return redirect("placements-inventory-group", key=key)
    return _group_page(request, found, form=form, status=422)


@guard(Action.MANAGE_PLACES)
@require_POST
def capacity(request: TalachseRequest, key: str) -> HttpResponse:
    """So many places from a day on."""
    found = _group_or_404(key)
    form = forms.CapacityForm(request.POST, auto_id="kapazitaet-%s")
    if not form.is_valid():
        return _group_page(request, found, capacity=form, status=422)
    place_services.set_capacity(found, by=request.actor, **form.cleaned_data)
    messages.success(request, "Die Zahl der Plätze ist gespeichert.")
    return redirect("placements-inventory-group", key=key)


@guard(Action.MANAGE_PLACES)
@require_POST
def funding(request: TalachseRequest, key: str) -> HttpResponse:
    """Who pays which share from a month on; together 100 percent."""
    found = _group_or_404(key)
    form = forms.FundingForm(request.POST, auto_id="anteile-%s")
    if form.is_valid():
        data = form.cleaned_data
        try:
            groups.set_funding(
                found, since=data["since"], shares=form.shares(), source=data["source"], by=request.actor
            )
        except PlacesRefused as refusal:
            form.add_error(Payer.FEDERAL.value, str(refusal))
        else:
            messages.success(request, "Die Anteile sind gespeichert.")
            return redirect("placements-inventory-group", key=key)
    return _group_page(request, found, funding=form, status=422)


@guard(Action.MANAGE_PLACES)
@require_safe
@never_cache
def contracts(request: TalachseRequest, key: str) -> HttpResponse:
    """Who takes part in a group (codes) with planned end and cost of the wage."""
    found = _group_or_404(key)
    contract_services.read_contracts(found, by=request.actor)
    page = Paginator(queries.contracts_in(found, on=request.today), PAGE_SIZE).get_page(request.GET.get("seite"))
    return render(request, "placements/contracts.html", {"group": found, "page": page})


@guard(Action.MANAGE_PLACES)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def contract(request: TalachseRequest, pk: int) -> HttpResponse:
    """One work contract: cost of the wage and planned end."""
    found = queries.contract(pk)
    if found is None:
        raise Http404
    initial = {"wage_cost": found.wage_cost, "planned_end_on": found.planned_end_on}
    form = forms.ContractForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            contract_services.set_contract(found, by=request.actor, **form.cleaned_data)
        except PlacementRefused as refusal:
            form.add_error("planned_end_on", str(refusal))
        else:
            messages.success(request, "Der Vertrag ist gespeichert.")
            return redirect("placements-contracts", key=found.group.key)
    contract_services.read_contracts(found.group, by=request.actor)
    return render(
        request, "placements/contract.html", {"found": found, "form": form}, status=422 if form.errors else 200
    )


# --- pots --------------------------------------------------------------------------------------------------------


@guard(Action.MANAGE_PLACES)
@require_safe
def all_pots(request: TalachseRequest) -> HttpResponse:
    """All pots as a tree with what is taken and free on the day."""
    on = stand.read(request)
    return render(request, "placements/pots.html", {"on": on, "rows": queries.pot_rows(pots.pot_tree(), on=on)})


@guard(Action.MANAGE_PLACES)
@require_http_methods(["GET", "HEAD", "POST"])
def new_pot(request: TalachseRequest) -> HttpResponse:
    """Enter a pot."""
    form = forms.NewPotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = pot_services.add_pot(key=form.cleaned_data["key"], facts=form.facts(), by=request.actor)
        except PlacesRefused as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, "Das Kontingent ist angelegt. Tragen Sie jetzt ein, wie viele Plätze es hat.")
            return redirect("placements-pot", key=made.key)
    return render(request, "placements/pot_new.html", {"form": form}, status=422 if form.errors else 200)


def _pot_page(
    request: TalachseRequest,
    found: Pot,
    *,
    form: forms.PotForm | None = None,
    limit: forms.CapacityForm | None = None,
    money: forms.AllotmentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    tree = pots.pot_tree()
    row = next(row for row in queries.pot_rows(tree, on=request.today) if row.pot.pk == found.pk)
    context = {
        "row": row,
        "pot": row.pot,
        "path": list(reversed(tree.path(found.pk)[1:])),
        "budgets": queries.budgets(tree, found, on=request.today),
        "groups": pots.groups_in(tree.inside(found.pk)),
        "form": form or forms.PotForm.of(found),
        "limit_form": limit or forms.CapacityForm(auto_id="grenze-%s"),
        "money_form": money or forms.AllotmentForm(auto_id="geld-%s"),
    }
    return render(request, "placements/pot.html", context, status=status)


@guard(Action.MANAGE_PLACES)
@require_http_methods(["GET", "HEAD", "POST"])
def pot(request: TalachseRequest, key: str) -> HttpResponse:
    """One pot: where it lies, its limits, its money."""
    found = _pot_or_404(key)
    if request.method != "POST":
        return _pot_page(request, found)
    form = forms.PotForm.of(found, request.POST)
    if form.is_valid():
        try:
            pot_services.change_pot(found, facts=form.facts(), by=request.actor, today=request.today)
        except PlacesRefused as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, "Das Kontingent ist gespeichert.")
            return redirect("placements-pot", key=key)
    return _pot_page(request, found, form=form, status=422)


@guard(Action.MANAGE_PLACES)
@require_POST
def pot_limit(request: TalachseRequest, key: str) -> HttpResponse:
    """So many places from a day on, with the source."""
    found = _pot_or_404(key)
    form = forms.CapacityForm(request.POST, auto_id="grenze-%s")
    if not form.is_valid():
        return _pot_page(request, found, limit=form, status=422)
    pot_services.set_limit(found, by=request.actor, **form.cleaned_data)
    messages.success(request, "Die Zahl der Plätze ist gespeichert.")
    return redirect("placements-pot", key=key)


@guard(Action.MANAGE_PLACES)
@require_POST
def pot_money(request: TalachseRequest, key: str) -> HttpResponse:
    """Money was granted."""
    found = _pot_or_404(key)
    form = forms.AllotmentForm(request.POST, auto_id="geld-%s")
    if form.is_valid():
        data = form.cleaned_data | {"payer": Payer(form.cleaned_data["payer"])}
        try:
            pot_services.add_allotment(found, by=request.actor, **data)
        except PlacesRefused as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, "Die Bewilligung ist eingetragen.")
            return redirect("placements-pot", key=key)
    return _pot_page(request, found, money=form, status=422)


# --- papers and commitments --------------------------------------------------------------------------------------


@guard(Action.MANAGE_PLACES)
@require_http_methods(["GET", "HEAD", "POST"])
def all_papers(request: TalachseRequest) -> HttpResponse:
    """Contracts, certificates, proofs and reports: what runs out, what is missing, and a new one."""
    filters = forms.PaperFilterForm(request.GET or None, auto_id="filter-%s")
    chosen = filters.cleaned_data if filters.is_bound and filters.is_valid() else {}
    form = forms.PaperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data | {"kind": PaperKind(form.cleaned_data["kind"])}
        papers.enter_paper(by=request.actor, **data)
        messages.success(request, "Die Unterlage ist eingetragen.")
        return redirect("placements-papers")
    found = paper_queries.papers(
        provider=chosen.get("traeger", ""), kind=chosen.get("art", ""), owed_only=chosen.get("offen", False)
    )
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "filters": filters,
        "form": form,
        "page": page,
        "rows": queries.paper_rows(page.object_list, on=request.today),
        "reports_owed": paper_queries.reports_owed(),
        "month": queries.last_month(request.today),
    }
    return render(request, "placements/papers.html", context, status=422 if form.errors else 200)


@guard(Action.MANAGE_PLACES)
@require_POST
def paper_came(request: TalachseRequest, pk: int) -> HttpResponse:
    """What was owed has come today."""
    found = paper_queries.paper(pk)
    if found is None:
        raise Http404
    papers.paper_came(found, on=request.today, by=request.actor)
    messages.success(request, f"Eingegangen: {found.title}")
    return redirect("placements-papers")


@guard(Action.MANAGE_PLACES)
@require_POST
def expect_reports(request: TalachseRequest) -> HttpResponse:
    """Every group that ran last month owes a report on it."""
    new = papers.expect_monthly_reports(month=queries.last_month(request.today), by=request.actor)
    text = f"{new} Monatsberichte sind vorgemerkt." if new else "Alle Monatsberichte waren schon vorgemerkt."
    messages.success(request, text)
    return redirect("placements-papers")


@guard(Action.MANAGE_PLACES)
@require_safe
def commitments(request: TalachseRequest) -> HttpResponse:
    """What running participations bind after this year."""
    return render(request, "placements/commitments.html", {"beyond": queries.beyond_this_year(on=request.today)})
