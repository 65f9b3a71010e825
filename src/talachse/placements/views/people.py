"""The case manager's room with people: search, facts with proofs, ledgers, suggestions, and why a place does not fit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.offers.models import PlaceGroup
from talachse.people import queries as people
from talachse.people import services as people_services
from talachse.people.facts import FACTS, shown
from talachse.people.models import Person
from talachse.placements.forms.people import FactForm, PersonForm, PlacesForm, SearchForm
from talachse.placements.forms.placing import SuggestForm, TransferForm
from talachse.placements.models import Placement
from talachse.placements.queries import placing, suggestions
from talachse.placements.queries.eligibility import known_of
from talachse.placements.services import placing as services
from talachse.placements.services.steps import PlacementRefused
from talachse.placements.timeline import timelines
from talachse.rules.access import Action, guard
from talachse.rules.placement.lifecycle import BEFORE_START, LABELS, PlacementStatus
from talachse.rules.placement.preselection import PRESELECTION

FOUND_AT_MOST = 30
PAGE_SIZE = 30


def _person_or_404(request: TalachseRequest, pk: int) -> Person:
    found = people.person_for(request.actor, pk)
    if found is None:
        raise Http404
    return found


def _place_or_404(request: TalachseRequest, key: str) -> PlaceGroup:
    found = placing.group_to_place(key, on=request.today)
    if found is None:
        raise Http404
    return found


@guard(Action.PLACE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def search(request: TalachseRequest) -> HttpResponse:
    """Find a person of the own zone. The name travels in the body, never in an address."""
    form = SearchForm(request.POST or None)
    found: list[Person] | None = None
    more = False
    if request.method == "POST" and form.is_valid():
        rows = list(
            people.search_people(form.cleaned_data["text"], people.zones_of(request.actor))[: FOUND_AT_MOST + 1]
        )
        found, more = rows[:FOUND_AT_MOST], len(rows) > FOUND_AT_MOST
        people_services.read_search(len(found), by=request.actor)
    context = {"form": form, "found": found, "more": more}
    return render(request, "placements/people.html", context, status=422 if form.errors else 200)


@guard(Action.PLACE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def add(request: TalachseRequest) -> HttpResponse:
    """Enter a person of the own zone."""
    zones = sorted(people.zones_of(request.actor))
    if not zones:
        raise Http404
    form = PersonForm(request.POST) if request.method == "POST" else PersonForm.fresh()
    if request.method == "POST" and form.is_valid():
        try:
            person = people_services.add_person(
                zone=zones[0], by=request.actor, today=request.today, **form.cleaned_data
            )
        except people_services.PersonRefused as refusal:
            form.add_error("file_number", str(refusal))
        else:
            messages.success(request, f"Die Person ist eingetragen. Code: {person.code}")
            return redirect("placements-person", pk=person.pk)
    return render(request, "placements/person_form.html", {"form": form}, status=422 if form.errors else 200)


@guard(Action.PLACE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def change(request: TalachseRequest, pk: int) -> HttpResponse:
    """Correct what is known of a person."""
    person = _person_or_404(request, pk)
    form = PersonForm(request.POST) if request.method == "POST" else PersonForm.of(person)
    if request.method == "POST" and form.is_valid():
        columns = {key: value for key, value in form.cleaned_data.items() if key != "submission"}
        try:
            people_services.change_person(person, by=request.actor, **columns)
        except people_services.PersonRefused as refusal:
            form.add_error("file_number", str(refusal))
        else:
            messages.success(request, "Die Angaben sind gespeichert.")
            return redirect("placements-person", pk=pk)
    context = {"form": form, "person": person}
    return render(request, "placements/person_form.html", context, status=422 if form.errors else 200)


@guard(Action.PLACE_PEOPLE)
@require_safe
@never_cache
def person(request: TalachseRequest, pk: int) -> HttpResponse:
    """One person: what is known, what was tried, how much time is used up, which places fit."""
    found = _person_or_404(request, pk)
    people_services.read_person(found, by=request.actor)
    known = known_of(found, on=request.today)
    context = {
        "person": found,
        "facts": _fact_rows(known.facts, only_known=True),
        "open_facts": len(FACTS) - sum(key in known.facts for key in FACTS),
        "placements": [
            (one, [(step, LABELS[PlacementStatus(step.new)]) for step in one.steps.all()], _state(one))
            for one in placing.placements_of(found.pk)
        ],
        "timelines": timelines(known, on=request.today),
        "earlier_asked": known.earlier is not None,
        "suggestions": suggestions.places_for(found, on=request.today),
        "preselection": PRESELECTION,
    }
    return render(request, "placements/person.html", context)


def _state(placement: Placement) -> str:
    return LABELS[PlacementStatus(placement.status)]


def _fact_rows(known: Any, *, only_known: bool = False) -> list[dict[str, Any]]:
    rows = []
    for key, spec in FACTS.items():
        fact = known.get(key)
        if fact is not None or not only_known:
            text = shown(key, fact.value) if fact else ""
            rows.append({"key": key, "label": spec.label, "paper": spec.paper, "fact": fact, "shown": text})
    return rows


@guard(Action.PLACE_PEOPLE)
@require_safe
@never_cache
def facts(request: TalachseRequest, pk: int) -> HttpResponse:
    """All facts a decision may ask for, known or not."""
    found = _person_or_404(request, pk)
    people_services.read_person(found, by=request.actor)
    known = people.facts_of([found.pk], on=request.today)[found.pk]
    return render(request, "placements/person_facts.html", {"person": found, "facts": _fact_rows(known)})


@guard(Action.PLACE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def fact(request: TalachseRequest, pk: int, key: str) -> HttpResponse:
    """One fact with its proof and day."""
    found = _person_or_404(request, pk)
    if key not in FACTS:
        raise Http404
    known = people.facts_of([found.pk], on=request.today)[found.pk].get(key)
    initial = {"value": _as_initial(known.value), "proof": known.proof} if known else {}
    form = FactForm(request.POST or None, key=key, today=request.today, initial=initial)
    if request.method == "POST" and form.is_valid():
        people_services.put_fact(
            found, key, form.stored(), form.cleaned_data["proof"], form.cleaned_data["as_of"], by=request.actor
        )
        messages.success(request, "Die Angabe ist gespeichert.")
        return redirect("placements-person-facts", pk=pk)
    context = {"person": found, "form": form, "label": FACTS[key].label}
    return render(request, "placements/person_fact.html", context, status=422 if form.errors else 200)


def _as_initial(value: Any) -> Any:
    return {True: "ja", False: "nein"}.get(value, value) if isinstance(value, bool) else value


@guard(Action.PLACE_PEOPLE)
@require_safe
@never_cache
def places(request: TalachseRequest, pk: int) -> HttpResponse:
    """All places, to ask of any of them: why not?"""
    found = _person_or_404(request, pk)
    form = PlacesForm(request.GET)
    form.is_valid()
    groups = placing.groups_named(
        form.cleaned_data.get("wort", ""), form.cleaned_data.get("grundlage", ""), on=request.today
    )
    page = Paginator(groups, PAGE_SIZE).get_page(request.GET.get("seite"))
    taken = placing.taken_by_group([group.pk for group in page], request.today)
    rows = [(group, vars(group)["places"] - taken.get(group.pk, 0)) for group in page]
    return render(request, "placements/person_places.html", {"person": found, "form": form, "page": page, "rows": rows})


@guard(Action.PLACE_PEOPLE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def place(request: TalachseRequest, pk: int, key: str) -> HttpResponse:
    """One person and one place: every criterion, which paper would help, and the step to a suggestion."""
    found, group = _person_or_404(request, pk), _place_or_404(request, key)
    movable = [
        one
        for one in placing.placements_of(found.pk)
        if PlacementStatus(one.status) in BEFORE_START and one.group_id != group.pk
    ]
    form, transfer = SuggestForm.fresh(), TransferForm(placements=movable)
    if request.method == "POST":
        if "transfer" in request.POST:
            transfer = TransferForm(request.POST, placements=movable)
            made = _transfer(request, group, transfer, movable)
        else:
            form = SuggestForm(request.POST)
            made = _suggest(request, found, group, form)
        if made is not None:
            messages.success(request, f"Festgehalten: {_state(made)}.")
            return redirect("placements-placement", pk=made.pk)
    people_services.read_person(found, by=request.actor, why="Platz geprüft")
    fit = suggestions.fit_of(found, group, on=request.today)
    signed = placing.signatures_of(group)
    context = {
        "person": found,
        "group": group,
        "fit": fit,
        "checklist": [(item, signed.get(item.key)) for item in fit.assessment.checklist],
        "running": placing.open_placement(found.pk, group.pk),
        "form": form,
        "transfer": transfer if movable else None,
    }
    failed = form.errors or transfer.errors
    return render(request, "placements/person_place.html", context, status=422 if failed else 200)


def _suggest(request: TalachseRequest, found: Person, group: PlaceGroup, form: SuggestForm) -> Placement | None:
    if not form.is_valid():
        return None
    data = form.cleaned_data
    try:
        return services.suggest_and(
            data["step"],
            found,
            group,
            submission=data["submission"],
            priority=data["priority"],
            note=data["note"],
            by=request.actor,
            today=request.today,
        )
    except PlacementRefused as refusal:
        form.add_error("step", str(refusal))
        return None


def _transfer(
    request: TalachseRequest, group: PlaceGroup, form: TransferForm, movable: list[Placement]
) -> Placement | None:
    valid = form.is_valid()
    sent = form.cleaned_data.get("transfer")
    again = placing.placement_by_submission(sent) if sent else None
    if again is not None and again.group_id == group.pk and again.person.zone in people.zones_of(request.actor):
        return again
    if not valid:
        return None
    chosen = next(one for one in movable if str(one.pk) == form.cleaned_data["placement"])
    try:
        return services.transfer(
            chosen,
            group,
            submission=form.cleaned_data["transfer"],
            note=form.cleaned_data["note"],
            by=request.actor,
            today=request.today,
        )
    except PlacementRefused as refusal:
        form.add_error("placement", str(refusal))
        return None
