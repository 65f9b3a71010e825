"""Results that an adviser stored: the own list, one of them as it was computed then, its sheet, its deletion."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.entitlement import adviser_shown, queries, services
from talachse.entitlement.adviser import Desk
from talachse.entitlement.adviser_form import sheet_of
from talachse.entitlement.adviser_sheet import sheet as pdf_sheet
from talachse.entitlement.adviser_shown import Variant
from talachse.entitlement.models import StoredCheck
from talachse.rules.access import Action, guard
from talachse.rules.entitlement import household, intermediate
from talachse.rules.entitlement.result import from_json
from talachse.rules.entitlement.versions import Basis

PAGE_SIZE = 30


@guard(Action.ADVISE_ON_BENEFITS)
@require_safe
@never_cache
def mine(request: TalachseRequest) -> HttpResponse:
    """What this person stored, with the day on which it goes."""
    found = queries.stored_checks(request.actor, today=request.today).defer(
        "variants"
    )  # the list names none of the households
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("seite"))
    return render(request, "entitlement/stored_list.html", {"page": page})


@guard(Action.ADVISE_ON_BENEFITS)
@require_safe
@never_cache
def one(request: TalachseRequest, pk: int) -> HttpResponse:
    """A stored result as it was computed; says when today's parameters are another version."""
    found = _stored_or_404(request, pk)
    services.read_stored_check(found, by=request.actor)
    variants = _variants(found)
    chosen = request.GET.get("variante", "1")
    here = next((i for i in range(len(variants)) if chosen == str(i + 1)), 0)
    sheets = tuple(sheet_of(entry["household"], entry["name"]) for entry in found.variants)
    context = {
        "stored": found,
        "basis": _basis(found),
        "is_outdated": _basis(found) != services.basis(),
        "today_basis": services.basis(),
        "variants": [(i, variant.name, i == here) for i, variant in enumerate(variants)],
        "here": variants[here].name,
        "detail": adviser_shown.detail(variants[here]),
        "comparison": adviser_shown.comparison(variants) if len(variants) > 1 else None,
        "changes": adviser_shown.changes(variants),
        "firsts": adviser_shown.firsts(variants),
        "state": Desk(sheets).sealed(),
    }
    return render(request, "entitlement/stored.html", context)


@guard(Action.ADVISE_ON_BENEFITS)
@require_safe
@never_cache
def sheet(request: TalachseRequest, pk: int) -> HttpResponse:
    """The stored result as PDF, with the basis it had."""
    found = _stored_or_404(request, pk)
    services.read_stored_check(found, by=request.actor)
    pdf = pdf_sheet(_variants(found), _basis(found), made_on=found.stored_on)
    headers = {"Content-Disposition": 'inline; filename="talachse-leistungsrechner.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@guard(Action.ADVISE_ON_BENEFITS)
@require_http_methods(["POST"])
@never_cache
def delete(request: TalachseRequest, pk: int) -> HttpResponse:
    """Delete before the day."""
    services.delete_stored_check(_stored_or_404(request, pk), by=request.actor)
    messages.success(request, "Das gespeicherte Ergebnis ist gelöscht.")
    return redirect("entitlement-stored-list")


def _stored_or_404(request: TalachseRequest, pk: int) -> StoredCheck:
    found = queries.stored_check(request.actor, pk, today=request.today)
    if found is None:
        raise Http404
    return found


def _variants(stored: StoredCheck) -> list[Variant]:
    return [
        Variant(
            entry["name"],
            household.read(entry["household"], today=stored.as_of),
            from_json(entry["result"]),
            intermediate.from_json(entry["values"]),
        )
        for entry in stored.variants
    ]


def _basis(stored: StoredCheck) -> Basis:
    return Basis(stored.law_set, stored.parameter_version, stored.engine)
