"""The provider's room: who was referred to the own places, who was there, what is to be reported. Of others nothing."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.offers.models import PlaceGroup
from talachse.offers.queries.monthly_reports import report_of, reports_of
from talachse.placements.forms.attendance import ReportForm, TableForm, week_input, week_rows
from talachse.placements.models import AttendanceKind, Placement
from talachse.placements.next_steps import next_steps, take
from talachse.placements.queries import attendance as queries
from talachse.placements.queries import participations, placing
from talachse.placements.services import attendance as services
from talachse.placements.services import placing as placing_services
from talachse.placements.services import reports as report_services
from talachse.placements.services.participations import read_group
from talachse.rules.access import Action, guard
from talachse.rules.placement.lifecycle import LABELS, PlacementStatus
from talachse.rules.placement.reporting import report_state

PAGE_SIZE = 30
STEPS = {
    PlacementStatus.REFERRED: ("zusage", "absage"),
    PlacementStatus.ACCEPTED: ("beginn", "absage"),
}
SHOWN_ERRORS = 200


def _own_or_404(request: TalachseRequest, pk: int) -> Placement:
    found = placing.own_placement(request.actor, pk)
    if found is None:
        raise Http404
    return found


def _group_or_404(request: TalachseRequest, key: str) -> PlaceGroup:
    found = participations.own_group(request.actor.organisations_for(Action.RECORD_PARTICIPATION), key)
    if found is None:
        raise Http404
    return found


@guard(Action.RECORD_PARTICIPATION)
@require_safe
@never_cache
def referred(request: TalachseRequest, pk: int) -> HttpResponse:
    """One person who was sent to an own place: name, contact, and the answer."""
    return _one(request, _own_or_404(request, pk))


@guard(Action.RECORD_PARTICIPATION)
@require_POST
@never_cache
def answer(request: TalachseRequest, pk: int, step: str) -> HttpResponse:
    """Promise, refusal or first day, for an own place only."""
    found = _own_or_404(request, pk)
    allowed = {name for names in STEPS.values() for name in names}
    if step not in allowed:
        raise Http404
    form = take(request, found, step, for_provider=True)
    if form is None:
        after = placing.own_placement(request.actor, pk)
        return (
            redirect("placements-group", key=found.group.key)
            if after is None
            else redirect("placements-referred", pk=pk)
        )
    return _one(request, found, failed=(step, form))


def _one(request: TalachseRequest, found: Placement, failed: tuple[str, forms.Form] | None = None) -> HttpResponse:
    placing_services.read_placement(found, by=request.actor)
    status = PlacementStatus(found.status)
    context = {
        "found": found,
        "state": LABELS[status],
        "steps": next_steps(found, STEPS.get(status, ()), failed, request.today),
    }
    return render(request, "placements/referred.html", context, status=422 if failed else 200)


def _day(text: str, fallback: dt.date) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return fallback
    return day if dt.date(2000, 1, 1) <= day <= fallback + dt.timedelta(days=366) else fallback


@guard(Action.RECORD_PARTICIPATION)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def attendance(request: TalachseRequest, key: str) -> HttpResponse:
    """The week of a group as a table; saved page by page."""
    group = _group_or_404(request, key)
    days = queries.week_of(_day(request.GET.get("woche", ""), request.today))
    there = queries.there_between(group.pk, days[0], days[-1])
    page = Paginator(there, PAGE_SIZE).get_page(request.GET.get("seite"))
    people = list(page)
    chosen, errors = None, {}
    if request.method == "POST":
        chosen, empty = week_input(request.POST, people, days)
        errors = services.refusals({one.pk: one for one in people}, chosen, today=request.today)
        if not errors:
            number = services.record_week(group, chosen, empty, week=days[0], by=request.actor)
            messages.success(request, f"Gespeichert. Geänderte Einträge: {number}.")
            return redirect(request.get_full_path())
    read_group(group, by=request.actor)
    known = queries.attendance_of([one.pk for one in people], days)
    names = placing.names_of([one.pk for one in people])
    rows = week_rows(people, days, known, chosen=chosen, errors=errors)
    context = {
        "group": group,
        "days": days,
        "page": page,
        "rows": [(one, names.get(one.pk), cells) for one, cells in rows],
        "errors": [cell for _, cells in rows for cell in cells if cell.error],
        "kinds": AttendanceKind.choices,
        "week": days[0],
        "before": days[0] - dt.timedelta(days=7),
        "after": days[0] + dt.timedelta(days=7),
    }
    return render(request, "placements/attendance.html", context, status=422 if errors else 200)


@guard(Action.RECORD_PARTICIPATION)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def table(request: TalachseRequest, key: str) -> HttpResponse:
    """Paste a table: first what was read and what is wrong, then take over the good rows."""
    group = _group_or_404(request, key)
    form = TableForm(request.POST or None)
    rows: list[services.Row] = []
    if request.method == "POST" and form.is_valid():
        rows = services.read_table(group, form.cleaned_data["text"], today=request.today)
        good = sum(not row.error for row in rows)
        if "uebernehmen" in request.POST and good:
            number = services.take_over(group, rows, by=request.actor)
            messages.success(request, f"Übernommen: {number} Zeilen. Nicht übernommen: {len(rows) - number}.")
            return redirect("placements-attendance", key=key)
        if not good:
            form.add_error("text", "Keine Zeile lässt sich übernehmen. Die Gründe stehen unten.")
    context = {
        "group": group,
        "form": form,
        "good": [row for row in rows if not row.error],
        "bad": [row for row in rows if row.error],
        "most": SHOWN_ERRORS,
    }
    return render(request, "placements/attendance_table.html", context, status=422 if form.errors else 200)


@guard(Action.RECORD_PARTICIPATION)
@require_safe
@never_cache
def reports(request: TalachseRequest) -> HttpResponse:
    """Which monthly reports are due, and which are in."""
    organisations = request.actor.organisations_for(Action.RECORD_PARTICIPATION)
    page = Paginator(reports_of(organisations), PAGE_SIZE).get_page(request.GET.get("seite"))
    rows = [(one, report_state(one.due_on or request.today, one.submitted_on, on=request.today)) for one in page]
    return render(request, "placements/reports.html", {"page": page, "rows": rows})


@guard(Action.RECORD_PARTICIPATION)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def report(request: TalachseRequest, pk: int) -> HttpResponse:
    """One report: the counted days by code, and the button that submits it."""
    found = report_of(request.actor.organisations_for(Action.RECORD_PARTICIPATION), pk)
    if found is None or found.group is None or found.valid_from is None:
        raise Http404
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        report_services.submit_report(found, by=request.actor, today=request.today, **form.cleaned_data)
        messages.success(request, "Der Monatsbericht ist abgegeben.")
        return redirect("placements-reports")
    read_group(found.group, by=request.actor)
    counts = sorted(queries.counts_in_month(found.group.pk, found.valid_from).items())
    page = Paginator(counts, PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "found": found,
        "form": form,
        "page": page,
        "kinds": [label for _, label in AttendanceKind.choices],
        "rows": [(code, [days.get(kind, 0) for kind in AttendanceKind.values]) for code, days in page],
        "summary": found.note or report_services.summary_of(found),
        "state": report_state(found.due_on or request.today, found.submitted_on, on=request.today),
    }
    return render(request, "placements/report.html", context, status=422 if form.errors else 200)
