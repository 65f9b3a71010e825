"""Which door for Bildung und Teilhabe: one question a page, nothing stored."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from talachse.accounts.http import TalachseRequest
from talachse.entitlement.forms import ButDoorForm
from talachse.rules.access import Action, guard
from talachse.rules.entitlement.but_door import (
    Benefit,
    Component,
    door_for,
    may_claim,
    needs_own_application,
    what_is_paid,
)


@guard(Action.SEE_PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def but_door(request: TalachseRequest) -> HttpResponse:
    """Ask on from the question whose answer came in; "back" asks the one before, nothing typed is lost."""
    questions = ButDoorForm.QUESTIONS
    if request.method != "POST":
        return _question(request, ButDoorForm(), 0)
    at = questions.index(request.POST["at"]) if request.POST.get("at") in questions else 0
    form = ButDoorForm(request.POST)
    if "back" in request.POST:
        return _question(request, _carried(request), max(at - 1, 0))
    if questions[at] in form.errors:
        return _question(request, form, at, status=422)
    if at + 1 < len(questions):
        return _question(request, _carried(request), at + 1)
    if not form.is_valid():  # somebody skipped a question: ask the first one that is open
        return _question(request, form, next(i for i, name in enumerate(questions) if name in form.errors), status=422)
    child = form.child()
    context = {
        "form": _carried(request),
        "door": door_for(child.benefit, today=request.today),
        "claim": may_claim(child, today=request.today),
        "application": needs_own_application(child.benefit, child.component),
        "paid": what_is_paid(child.component, today=request.today),
        "component": dict(form.fields["component"].choices)[child.component.value],  # type: ignore[attr-defined]
        "is_tutoring": child.component is Component.LERNFOERDERUNG,
        "no_benefit": child.benefit in {Benefit.NONE, Benefit.UNKNOWN},
        "today": request.today,
    }
    return render(request, "entitlement/but_door_result.html", context)


def _carried(request: TalachseRequest) -> ButDoorForm:
    """The answers given so far, without complaint about those still to come."""
    return ButDoorForm(initial={name: request.POST.get(name, "") for name in ButDoorForm.QUESTIONS})


def _question(request: TalachseRequest, form: ButDoorForm, at: int, status: int = 200) -> HttpResponse:
    name = ButDoorForm.QUESTIONS[at]
    values = form.data if form.is_bound else form.initial
    context = {
        "form": form,
        "field": form[name],
        "name": name,
        "number": at + 1,
        "count": len(ButDoorForm.QUESTIONS),
        "has_error": form.is_bound and name in form.errors,
        "carried": [
            (other, values.get(other, "")) for other in ButDoorForm.QUESTIONS if other != name and values.get(other)
        ],
    }
    return render(request, "entitlement/but_door.html", context, status=status)
