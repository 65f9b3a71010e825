"""The page that explains the open data, and a list of offers to put into other people's pages."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.http import urlencode
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from talachse.accounts.http import TalachseRequest
from talachse.offers import open_data, vocabulary
from talachse.offers.forms.directory import SearchForm
from talachse.offers.forms.open_data import MOST, Wanted
from talachse.offers.queries import directory as queries
from talachse.offers.queries.directory import Criteria
from talachse.offers.results import lines
from talachse.rules.access import Action, guard

EMBEDDED = 20
WORDS: dict[str, Mapping[str, object]] = {
    "situation": {key: situation.label for key, situation in vocabulary.SITUATIONS.items()},
    "theme": vocabulary.THEMES,
    "language": vocabulary.LANGUAGES,
    "pillar": vocabulary.PILLARS,
}
# Only our own styles; any page may show it in a frame, and the frame runs and sends nothing.
FRAMED: dict[str, list[str]] = {
    "default-src": [CSP.NONE],
    "style-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": ["*"],
}


@guard(Action.SEE_PUBLIC)
@require_safe
def explained(request: HttpRequest) -> HttpResponse:
    """What the open data hold, how to ask for them, and what may be done with them."""
    address = settings.TALACHSE_PUBLIC_URL + reverse("offers-embedded")
    context = {
        "base": settings.TALACHSE_PUBLIC_URL,
        "licence": open_data.LICENCE,
        "licence_url": open_data.LICENCE_URL,
        "most": MOST,
        "per_minute": settings.TALACHSE_API_PER_MINUTE,
        "whole_list": open_data.WHOLE_LIST,
        "criteria": [(name, field.description, WORDS.get(name, {})) for name, field in Wanted.model_fields.items()],
        "columns": open_data.COLUMNS,
        "frame": f'<iframe src="{address}?lebenslage=learning" title="Angebote" width="100%" height="600"></iframe>',
    }
    return render(request, "offers/data.html", context)


@guard(Action.SEE_PUBLIC)
@require_safe
@xframe_options_exempt
@csp_override(FRAMED)
@cache_control(public=True, max_age=300)
def embedded(request: TalachseRequest) -> HttpResponse:
    """The first offers of a search, lean and without cookies and scripts: for a frame on somebody else's page."""
    form = SearchForm(request.GET or None)
    form.is_valid()
    wanted = form.criteria() if form.is_bound else Criteria()
    found = queries.Search(wanted, on=request.today)
    found.look(0, EMBEDDED)
    number = found.count
    rows = lines(found.between(0, EMBEDDED), wanted, now=timezone.localtime().replace(tzinfo=None))
    chosen = [(name, str(request.GET[name])) for name in form.fields if request.GET.get(name)]
    context = {"rows": rows, "number": number, "more": number - len(rows), "query": urlencode(chosen)}
    return render(request, "offers/embedded.html", context)
