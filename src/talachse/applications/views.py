"""The catalogue for everybody, and its upkeep by the desk officers."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.applications import queries, services
from talachse.applications.forms import ChannelStateForm
from talachse.applications.models import ChannelKind
from talachse.rules.access import Action, guard
from talachse.rules.agreement.document import Side


@guard(Action.SEE_PUBLIC)
@require_safe
def products(request: TalachseRequest) -> HttpResponse:
    """Which ways to which product work today."""
    wanted = request.GET.get("stelle", "")
    side = Side(wanted) if wanted in set(Side) else None
    rows = queries.catalogue(on=request.today, side=side)
    counts = {s.value: queries.products_both_channels(on=request.today, side=s) for s in Side}
    return render(request, "applications/products.html", {"rows": rows, "side": side, "counts": counts})


@guard(Action.MANAGE_CATALOGUE)
@require_safe
def catalogue(request: TalachseRequest) -> HttpResponse:
    """Products of the own side, those with a missing way first."""
    side = request.actor.side_for(Action.MANAGE_CATALOGUE)
    rows = sorted(queries.catalogue(on=request.today, side=side), key=lambda row: row.both) if side else []
    working, total = sum(row.both for row in rows), len(rows)
    return render(
        request, "applications/catalogue.html", {"rows": rows, "working": working, "total": total, "side": side}
    )


@guard(Action.MANAGE_CATALOGUE)
@require_http_methods(["GET", "HEAD", "POST"])
def product(request: TalachseRequest, key: str) -> HttpResponse:
    """One product: record that a way begins or stops to work."""
    side = request.actor.side_for(Action.MANAGE_CATALOGUE)
    found = queries.product_of_side(key, side) if side else None
    if found is None:
        raise Http404
    form = ChannelStateForm(request.POST or None, initial={"since": request.today.isoformat()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.set_channel_state(
                found,
                channel=ChannelKind(data["channel"]),
                works=data["works"],
                since=data["since"],
                source=data["source"],
                note=data["note"],
                by=request.actor,
                today=request.today,
            )
        except services.CatalogueRefused as refusal:
            form.add_error("since", str(refusal))
        else:
            messages.success(request, "Gespeichert. Die Zahl auf der Steuerung stimmt jetzt.")
            return redirect("applications-product", key=key)
    context = {"product": found, "form": form, "history": queries.history(found)}
    return render(request, "applications/product.html", context, status=422 if form.errors else 200)
