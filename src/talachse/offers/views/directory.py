"""The directory for everybody."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from talachse.accounts.http import TalachseRequest
from talachse.offers.forms.directory import THEMES, SearchForm
from talachse.offers.queries import directory as queries
from talachse.rules.access import Action, guard
from talachse.ui.charts import DISTRICTS

PAGE_SIZE = 20


@guard(Action.SEE_PUBLIC)
@require_safe
def directory(request: TalachseRequest) -> HttpResponse:
    """Find an offer by word, theme and district; with nothing found, say what to drop."""
    form = SearchForm(request.GET)
    chosen = form.is_valid()
    text, theme = (form.cleaned_data["q"], form.cleaned_data["thema"]) if chosen else ("", "")
    district = form.district() if chosen else None
    found = queries.offers(text=text, theme=theme, district=district)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("seite"))
    drop = []
    if not page.paginator.count:
        without = {
            "q": (text, queries.offers(theme=theme, district=district)),
            "thema": (theme, queries.offers(text=text, district=district)),
            "bezirk": (district is not None, queries.offers(text=text, theme=theme)),
        }
        for name, (is_set, rest) in without.items():
            if is_set and (n := rest.count()):
                query = request.GET.copy()
                query.pop(name, None)
                drop.append((form.fields[name].label, n, query.urlencode()))
    context = {
        "form": form,
        "page": page,
        "drop": drop,
        "themes": THEMES,
        "districts": {key: name for key, (name, _x, _y) in DISTRICTS.items()},
        "by_district": queries.offers_by_district(),
        "searched": bool(text or theme or district is not None),
    }
    return render(request, "offers/directory.html", context)


@guard(Action.SEE_PUBLIC)
@require_safe
def offer(request: TalachseRequest, key: str) -> HttpResponse:
    """One offer with its source."""
    found = queries.offer_by_key(key)
    if found is None:
        raise Http404
    district = DISTRICTS[found.district][0] if found.district is not None else ""
    context = {"offer": found, "theme": THEMES.get(found.theme, ""), "district": district, "today": request.today}
    return render(request, "offers/offer.html", context)
