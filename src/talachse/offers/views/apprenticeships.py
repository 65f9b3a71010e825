"""Apprenticeships for young people, and the room of the companies."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.offers.forms.abflug import PostingSearchForm
from talachse.offers.forms.apprenticeships import InterestForm, PostingForm
from talachse.offers.queries import apprenticeships as queries
from talachse.offers.queries.apprenticeships import Wanted
from talachse.offers.services import apprenticeships as services
from talachse.rules.access import Action, guard
from talachse.rules.intake import Channel
from talachse.rules.offers import to_drop

PAGE_SIZE = 20


@guard(Action.SEE_PUBLIC)
@require_safe
def apprenticeships(request: TalachseRequest) -> HttpResponse:
    """Open apprenticeships: searched, near ones first."""
    occupations, years = queries.choices(on=request.today)
    form = PostingSearchForm(request.GET, occupations=occupations, years=years)
    wanted = form.wanted()
    page = Paginator(queries.search_postings(wanted, on=request.today), PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "form": form,
        "page": page,
        "searched": wanted != Wanted(),
        "drop": [] if page.paginator.count else _to_drop(request, form, wanted),
    }
    return render(request, "offers/apprenticeships.html", context)


def _to_drop(request: TalachseRequest, form: PostingSearchForm, wanted: Wanted) -> list[tuple[str, int, str]]:
    """Labels of filters, how many there would be without them, and the address that leads there."""
    found = []
    count_without = queries.counter_without(wanted, on=request.today)
    for names, number in to_drop(queries.filters_set(wanted), count_without):
        query = request.GET.copy()
        for name in names:
            query.pop(name, None)
        found.append((" + ".join(str(form.fields[name].label) for name in names), number, query.urlencode()))
    return found


@guard(Action.ASK_FOR_HELP)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def interest(request: TalachseRequest, pk: int) -> HttpResponse:
    """I am interested: a nickname and a way back are enough."""
    posting = queries.open_posting(pk, on=request.today)
    if posting is None:
        raise Http404
    form = InterestForm(request.POST) if request.method == "POST" else InterestForm.fresh()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        received = services.show_interest(
            posting,
            submission=data["submission"],
            nickname=data["nickname"],
            text=data["text"],
            channel=Channel(data["channel"]),
            address=data["address"],
            by=request.actor,
            today=request.today,
        )
        request.session["intake_receipt"] = received.pk
        return redirect("intake-receipt")
    context = {"posting": posting, "form": form}
    return render(request, "offers/interest.html", context, status=422 if form.errors else 200)


@guard(Action.POST_APPRENTICESHIP)
@require_http_methods(["GET", "HEAD", "POST"])
def postings(request: TalachseRequest) -> HttpResponse:
    """The own company's places: post, see interest as a number, withdraw."""
    organisations = request.actor.organisations_for(Action.POST_APPRENTICESHIP)
    form = PostingForm(request.POST) if request.method == "POST" else PostingForm.fresh()
    if request.method == "POST" and form.is_valid():
        try:
            services.post_apprenticeship(
                company_id=min(organisations), by=request.actor, today=request.today, **form.cleaned_data
            )
        except services.PostingRefused as refusal:
            form.add_error("starts_on", str(refusal))
        else:
            messages.success(request, "Danke. Der Platz steht jetzt auf der Seite für junge Menschen.")
            return redirect("offers-postings")
    page = Paginator(queries.postings_of(organisations), PAGE_SIZE).get_page(request.GET.get("seite"))
    rows = queries.with_interest(page.object_list, on=request.today)  # type: ignore[arg-type]
    context = {"form": form, "page": page, "postings": rows}
    return render(request, "offers/postings.html", context, status=422 if form.errors else 200)


@guard(Action.POST_APPRENTICESHIP)
@require_POST
def withdraw(request: TalachseRequest, pk: int) -> HttpResponse:
    """Take a posting off the page."""
    posting = queries.posting_of(request.actor.organisations_for(Action.POST_APPRENTICESHIP), pk)
    if posting is None:
        raise Http404
    services.withdraw_posting(posting, by=request.actor, today=request.today)
    messages.success(request, "Der Platz steht nicht mehr auf der Seite.")
    return redirect("offers-postings")
