"""The adviser's calculation in the workplace: one form for the household, variants side by side, nothing stored unless asked."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from talachse.accounts.http import TalachseRequest
from talachse.entitlement import adviser, adviser_shown, services
from talachse.entitlement.adviser import MOST_VARIANTS, Desk
from talachse.entitlement.adviser_form import HouseholdForm, JsonForm, StoreForm
from talachse.entitlement.adviser_sheet import sheet as pdf_sheet
from talachse.entitlement.adviser_shown import Variant
from talachse.entitlement.state import Foreign
from talachse.rules.access import Action, guard
from talachse.rules.entitlement import intermediate
from talachse.rules.entitlement.result import as_json
from talachse.rules.retention import stored_check_kept

# What only changes the form: nothing is computed, and nothing that is missing is an error yet.
EDITS: dict[str, Callable[[Desk, str], Desk]] = {
    "person": lambda on_desk, _: on_desk.put(on_desk.sheet.with_person()),
    "drop": lambda on_desk, which: on_desk.put(on_desk.sheet.without_person(which)),
    "variant": lambda on_desk, _: on_desk.with_variant(),
    "edit": lambda on_desk, which: on_desk.opened(_number(which)),
    "drop-variant": lambda on_desk, which: on_desk.without_variant(_number(which)),
}


class NotYet(Exception):
    """The variants cannot be computed now; ``response`` is the page that says why."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


@guard(Action.ADVISE_ON_BENEFITS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def desk(request: TalachseRequest) -> HttpResponse:
    """The form, and on the same page the result; every button sends all that was typed."""
    if request.method != "POST":
        return _page(request, Desk())
    try:
        on_desk = _sent(request)
    except Foreign:
        return _foreign(request)
    action, _, which = request.POST.get("go", "compute").partition(":")
    if action in EDITS:
        return _page(request, EDITS[action](on_desk, which))
    if action == "json":
        return _taken_over(request, on_desk)
    if action == "show":
        on_desk = on_desk.opened(_number(which))
    try:
        variants = _computed(request, on_desk)
    except NotYet as reason:
        return reason.response
    return _result(request, on_desk, variants, surprise=action == "surprise")


@guard(Action.ADVISE_ON_BENEFITS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sheet(request: TalachseRequest) -> HttpResponse:
    """All variants as PDF."""
    if request.method != "POST":
        return redirect("entitlement-adviser")
    try:
        variants = _computed(request, _sent(request))
    except Foreign:
        return _foreign(request)
    except NotYet as reason:
        return reason.response
    headers = {"Content-Disposition": 'inline; filename="talachse-leistungsrechner.pdf"'}
    return HttpResponse(
        pdf_sheet(variants, services.basis(), made_on=request.today), content_type="application/pdf", headers=headers
    )


@guard(Action.ADVISE_ON_BENEFITS)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def store(request: TalachseRequest) -> HttpResponse:
    """Keep all variants with what they were computed with, until their day."""
    if request.method != "POST":
        return redirect("entitlement-adviser")
    try:
        on_desk = _sent(request)
        variants = _computed(request, on_desk)
    except Foreign:
        return _foreign(request)
    except NotYet as reason:
        return reason.response
    form = StoreForm(request.POST)
    if not form.is_valid():
        return _result(request, on_desk, variants, store_form=form)
    raws = [one.raw for one in _forms(request, on_desk)]
    stored = services.store_check(
        [
            {
                "name": one.name,
                "household": raw,
                "result": as_json(one.result),
                "values": intermediate.as_json(one.values),
            }
            for one, raw in zip(variants, raws, strict=True)
        ],
        submission=form.cleaned_data["submission"],
        reference=form.cleaned_data["reference"],
        as_of=variants[0].result.rules.as_of,
        by=request.actor,
        today=request.today,
    )
    messages.success(request, f"Gespeichert. Wird am {stored.delete_on:%d.%m.%Y} gelöscht.")
    return redirect("entitlement-stored", pk=stored.pk)


# ---------------------------------------------------------------------------------------------------------------------


def _sent(request: TalachseRequest) -> Desk:
    """The desk as it came, with what was typed on the page.

    :raises Foreign: the sealed part was not made here.
    """
    found = adviser.opened(request.POST.get("state", ""))
    if "typed" not in request.POST:  # a button of another page: no fields came along
        return found
    names = list(HouseholdForm(found.sheet, request.today).fields)
    return found.put(found.sheet.with_typed(names, dict(request.POST.lists())))


def _forms(request: TalachseRequest, on_desk: Desk) -> list[HouseholdForm]:
    """Each variant's form, judged."""
    found = [HouseholdForm(one, request.today, judged=True) for one in on_desk.sheets]
    for form in found:
        form.is_valid()
    return found


def _computed(request: TalachseRequest, on_desk: Desk) -> list[Variant]:
    """Every variant with its result.

    :raises NotYet: something is missing or wrong, or the rules of a day are still being compiled.
    """
    judged = _forms(request, on_desk)
    wrong = [i for i, form in enumerate(judged) if form.errors]
    if wrong:
        # The open one first: nobody wants to be led away from what they see.
        here = on_desk.current if on_desk.current in wrong else wrong[0]
        raise NotYet(_page(request, on_desk.opened(here), form=judged[here], status=422))
    names = adviser_shown.names([form.name for form in judged])
    found = []
    for name, form in zip(names, judged, strict=True):
        result = services.answer(form.household)
        if result is None:
            services.prepare_rules(form.household.as_of)
            raise NotYet(_page(request, on_desk, waiting=form.household.as_of, status=503))
        found.append(Variant(name, form.household, result, services.values(form.household)))
    return found


def _result(
    request: TalachseRequest,
    on_desk: Desk,
    variants: Sequence[Variant],
    *,
    surprise: bool = False,
    store_form: StoreForm | None = None,
) -> HttpResponse:
    here = variants[on_desk.current]
    context: dict[str, Any] = {
        "detail": adviser_shown.detail(here),
        "comparison": adviser_shown.comparison(variants) if len(variants) > 1 else None,
        "changes": adviser_shown.changes(variants),
        "firsts": adviser_shown.firsts(variants),
        "drivers": services.drivers(here.household) if surprise else None,
        "basis": services.basis(),
        "store_form": store_form or StoreForm(initial={"submission": uuid.uuid4()}),
        "kept": stored_check_kept(stored_on=request.today),
    }
    return _page(request, on_desk, status=422 if store_form else 200, **context)


def _page(
    request: TalachseRequest,
    on_desk: Desk,
    *,
    form: HouseholdForm | None = None,
    json_form: JsonForm | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    names = adviser_shown.names([HouseholdForm(one, request.today).name for one in on_desk.sheets])
    context = {
        "state": on_desk.sealed(),
        "form": form or HouseholdForm(on_desk.sheet, request.today),
        "json_form": json_form or JsonForm(None, request.today),
        "variants": [(i, name, i == on_desk.current) for i, name in enumerate(names)],
        "here": names[on_desk.current],
        "may_add": len(on_desk.sheets) < MOST_VARIANTS,
        "detail": None,
        "waiting": None,
        **more,
    }
    return render(request, "entitlement/adviser.html", context, status=status)


def _taken_over(request: TalachseRequest, on_desk: Desk) -> HttpResponse:
    json_form = JsonForm(request.POST, request.today)
    if not json_form.is_valid():
        return _page(request, on_desk, json_form=json_form, status=422)
    return _page(request, on_desk.put(json_form.cleaned_data["json"]))


def _foreign(request: TalachseRequest) -> HttpResponse:
    form = forms.Form({})
    form.add_error(None, "Diese Eingaben ließen sich nicht öffnen. Bitte geben Sie den Haushalt neu ein.")
    return _page(request, Desk(), foreign=form, status=422)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 3 else -1
