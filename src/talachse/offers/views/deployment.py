"""Hands for municipal projects: the department's room, the placement desk's and the provider's."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.offers import projects
from talachse.offers.forms.deployment import HoursForm, LendForm, NeedForm
from talachse.offers.models import Deployment, HandsNeed
from talachse.offers.queries import deployment as queries
from talachse.offers.queries.places import group_by_key
from talachse.offers.services import deployment as services
from talachse.offers.services.deployment import DeploymentRefused
from talachse.rules.access import Action, guard

PAGE_SIZE = 20


@guard(Action.POST_NEED)
@require_http_methods(["GET", "HEAD", "POST"])
def needs(request: TalachseRequest) -> HttpResponse:
    """The own needs, and a new one."""
    departments = request.actor.organisations_for(Action.POST_NEED)
    form = NeedForm(request.POST) if request.method == "POST" else NeedForm.fresh()
    if request.method == "POST" and form.is_valid():
        services.post_need(department_id=min(departments), by=request.actor, today=request.today, **form.cleaned_data)
        messages.success(request, "Danke. Das Jobcenter sucht jetzt eine passende Gruppe.")
        return redirect("offers-needs")
    page = Paginator(queries.needs_of(departments), PAGE_SIZE).get_page(request.GET.get("seite"))
    return render(request, "offers/needs.html", {"form": form, "page": page}, status=422 if form.errors else 200)


def _own_need(request: TalachseRequest, pk: int) -> HandsNeed:
    found = queries.need_of(request.actor.organisations_for(Action.POST_NEED), pk)
    if found is None:
        raise Http404
    return found


@guard(Action.POST_NEED)
@require_safe
def need(request: TalachseRequest, pk: int) -> HttpResponse:
    """One need: who comes, what was delivered."""
    found = _own_need(request, pk)
    context = {
        "need": found,
        "project": projects.names().get(found.project, found.project),
        "last_day": queries.last_day(found),
        "deployments": queries.deployments_in(found),
    }
    return render(request, "offers/need.html", context)


@guard(Action.POST_NEED)
@require_POST
def withdraw(request: TalachseRequest, pk: int) -> HttpResponse:
    """The hands are no longer needed."""
    found = _own_need(request, pk)
    try:
        services.withdraw_need(found, by=request.actor)
    except DeploymentRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Der Bedarf ist zurückgezogen.")
    return redirect("offers-need", pk=pk)


@guard(Action.POST_NEED)
@require_POST
def confirm(request: TalachseRequest, pk: int) -> HttpResponse:
    """The hours are right; the need is done."""
    found = _own_need(request, pk)
    try:
        services.confirm_hours(found, by=request.actor, today=request.today)
    except DeploymentRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Danke. Die Stunden sind bestätigt, der Bedarf ist erledigt.")
    return redirect("offers-need", pk=pk)


@guard(Action.MANAGE_PLACES)
@require_safe
def matching(request: TalachseRequest) -> HttpResponse:
    """Needs that still miss hands."""
    page = Paginator(queries.needs_to_match(), PAGE_SIZE).get_page(request.GET.get("seite"))
    return render(request, "offers/matching.html", {"page": page})


@guard(Action.MANAGE_PLACES)
@require_http_methods(["GET", "HEAD", "POST"])
def matching_need(request: TalachseRequest, pk: int) -> HttpResponse:
    """One need with groups that fit, and why; a person decides who lends hands."""
    found = queries.need(pk)
    if found is None:
        raise Http404
    form = LendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        group = group_by_key(form.cleaned_data["group"])
        if group is None:
            raise Http404
        try:
            services.lend_hands(found, group, hands=form.cleaned_data["hands"], by=request.actor, today=request.today)
        except DeploymentRefused as refusal:
            form.add_error("hands", str(refusal))
        else:
            messages.success(request, "Die Hände sind zugesagt. Der Träger und das Amt sehen es.")
            return redirect("offers-matching-need", pk=pk)
    context = {
        "need": found,
        "missing": max(found.hands - queries.hands_lent(found), 0),
        "project": projects.names().get(found.project, found.project),
        "last_day": queries.last_day(found),
        "deployments": queries.deployments_in(found),
        "rows": _rows(request, found, form),
        "form": form,
    }
    return render(request, "offers/matching_need.html", context, status=422 if form.errors else 200)


def _rows(request: TalachseRequest, found: HandsNeed, form: LendForm) -> list[tuple[queries.Suggested, LendForm]]:
    """Each suggestion with its own form; the one that was sent keeps what was typed."""
    rows = []
    missing = max(found.hands - queries.hands_lent(found), 1)
    for number, one in enumerate(queries.suggested_for(found, on=request.today)):
        sent = form.is_bound and form.data.get("group") == one.group.key
        initial = {"group": one.group.key, "hands": min(one.free, missing)}
        rows.append((one, form if sent else LendForm(initial=initial, auto_id=f"zusage-{number}-%s")))
    return rows


@guard(Action.RECORD_PARTICIPATION)
@require_safe
def deployments(request: TalachseRequest) -> HttpResponse:
    """Where the own people work for the city."""
    own = queries.deployments_of(request.actor.organisations_for(Action.RECORD_PARTICIPATION))
    page = Paginator(own, PAGE_SIZE).get_page(request.GET.get("seite"))
    return render(request, "offers/deployments.html", {"page": page})


def _own_deployment(request: TalachseRequest, pk: int) -> Deployment:
    found = queries.deployment_of(request.actor.organisations_for(Action.RECORD_PARTICIPATION), pk)
    if found is None:
        raise Http404
    return found


@guard(Action.RECORD_PARTICIPATION)
@require_http_methods(["GET", "HEAD", "POST"])
def deployment(request: TalachseRequest, pk: int) -> HttpResponse:
    """One deployment: hours week by week."""
    found = _own_deployment(request, pk)
    form = HoursForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_hours(found, by=request.actor, today=request.today, **form.cleaned_data)
        except DeploymentRefused as refusal:
            form.add_error("week", str(refusal))
        else:
            messages.success(request, "Die Stunden sind eingetragen.")
            return redirect("offers-deployment", pk=pk)
    context = {
        "deployment": found,
        "last_day": queries.last_day(found.need),
        "hours": found.hours.order_by("-week"),
        "form": form,
    }
    return render(request, "offers/deployment.html", context, status=422 if form.errors else 200)
