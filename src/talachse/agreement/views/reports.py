"""The pack of a quarter: to carry, to calculate with, to freeze."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.agreement.models import Agreement
from talachse.agreement.queries import document
from talachse.agreement.queries import reports as queries
from talachse.agreement.reports.files import WRITERS
from talachse.agreement.services import reports as services
from talachse.rules.access import Action, guard


def _agreement(request: TalachseRequest) -> Agreement:
    found = document.agreement(request.GET.get("vereinbarung", ""))
    if found is None:
        raise Http404
    return found


def _back_to_list(agreement: Agreement) -> HttpResponse:
    return redirect(f"{reverse('agreement-reports')}?{urlencode({'vereinbarung': agreement.key})}")


@guard(Action.SEE_STEERING)
@require_safe
def reports(request: TalachseRequest) -> HttpResponse:
    """All quarters with their packs; the frozen ones say since when."""
    agreement = _agreement(request)
    context = {
        "agreement": agreement,
        "agreements": document.agreements(),
        "quarters": queries.quarters(agreement, today=request.today),
        "can_freeze": request.actor.may(Action.WORK_ON_STEERING),
    }
    return render(request, "agreement/steering/reports.html", context)


@guard(Action.SEE_STEERING)
@require_safe
def download(request: TalachseRequest, period: str, suffix: str) -> HttpResponse:
    """The pack as PDF, XLSX or JSON."""
    if suffix not in WRITERS:
        raise Http404
    agreement = _agreement(request)
    try:
        content = services.pack_of(agreement, period, today=request.today)
    except ValueError as error:
        raise Http404 from error
    except services.ReportRefused as refusal:
        messages.warning(request, str(refusal))
        return _back_to_list(agreement)
    write, content_type = WRITERS[suffix]
    return HttpResponse(
        write(content),
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="mappe-{period}.{suffix}"',
            "Cache-Control": "private, no-store",
        },
    )


@guard(Action.WORK_ON_STEERING)
@require_POST
def freeze(request: TalachseRequest, period: str) -> HttpResponse:
    """Keep the quarter as it is known now."""
    agreement = _agreement(request)
    try:
        services.freeze_report(agreement, period, by=request.actor, today=request.today)
    except ValueError as error:
        raise Http404 from error
    except services.ReportRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Eingefroren. Spätere Nachträge ändern diesen Bericht nicht mehr.")
    return _back_to_list(agreement)
