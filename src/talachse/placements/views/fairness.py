"""Who gets places: the fairness report for the steering and the equality officer."""

from __future__ import annotations

import datetime as dt

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from talachse.accounts.http import TalachseRequest
from talachse.placements.forms.fairness import FairnessForm
from talachse.placements.queries import fairness as queries
from talachse.rules.access import Action, guard
from talachse.rules.disclosure import disclose_table
from talachse.rules.fairness import report
from talachse.rules.placement.lifecycle import DECLINE_LABELS, DECLINED_BY_LABELS, DeclinedBy, DeclineReason
from talachse.ui.unchanged import until_changed


@guard(Action.SEE_STEERING)
@require_safe
def fairness(request: TalachseRequest) -> HttpResponse:
    """Rates by gender, age, nationality group and district with intervals; small numbers are held back."""
    form = FairnessForm(request.GET or None)
    valid = form.is_bound and form.is_valid()
    months = int(form.cleaned_data["zeitraum"] or 12) if valid else 12
    basis = form.cleaned_data["grundlage"] if valid else ""
    since = request.today - dt.timedelta(days=months * 30)
    # Counts of everybody for the whole period: the same for whoever looks, until somebody saves something.
    counted, declined = until_changed(
        ("fairness", since, request.today, basis),
        lambda: (
            queries.asked_and_got(since=since, until=request.today, legal_basis=basis),
            queries.declines(since=since, until=request.today),
        ),
    )
    # All groups of all kinds are looked at together, so chance is divided by all of them.
    comparisons = sum(len(groups) for groups in counted.values()) or 1
    cells = disclose_table({f"{reason}|{by}": number for (reason, by), number in sorted(declined.items())})
    context = {
        "form": form if form.is_bound else FairnessForm(),
        "kinds": [
            (kind, report(groups, on=request.today, comparisons=comparisons)) for kind, groups in counted.items()
        ],
        "anybody": any(counted.values()),
        "since": since,
        "declines": [
            (DECLINE_LABELS[DeclineReason(key.split("|")[0])], DECLINED_BY_LABELS[DeclinedBy(key.split("|")[1])], cell)
            for key, cell in cells.items()
        ],
    }
    return render(request, "placements/fairness.html", context)
