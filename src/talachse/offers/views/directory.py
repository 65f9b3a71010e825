"""The directory for everybody: search, one entry, flyer, watched searches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import reduce
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.offers import flyer as flyers
from talachse.offers import vocabulary
from talachse.offers.forms.directory import SearchForm, WatchForm
from talachse.offers.models import Offer
from talachse.offers.queries import directory as queries
from talachse.offers.queries import searches, typing_errors
from talachse.offers.queries.directory import Criteria, Found
from talachse.offers.results import cards, lines, result
from talachse.offers.services import searches as services
from talachse.rules.access import Action, guard
from talachse.rules.offers import to_drop

PAGE_SIZE = 20


class Counted(Paginator[Found]):
    """Pages of a search, found and counted in one pass."""

    def __init__(self, found: queries.Search) -> None:
        super().__init__([], PAGE_SIZE)
        self.found = found

    @property
    def count(self) -> int:
        return self.found.count

    def page(self, number: int | str) -> Page[Found]:
        number = self.validate_number(number)
        return Page(self.found.between((number - 1) * PAGE_SIZE, PAGE_SIZE), number, self)


@guard(Action.SEE_PUBLIC)
@require_safe
def directory(request: TalachseRequest) -> HttpResponse:
    """Find an offer by life situation, word or need; with nothing found, correct the word or say what to drop."""
    form = SearchForm(request.GET or None)
    form.is_valid()
    wanted = form.criteria() if form.is_bound else Criteria()
    number, first = request.GET.get("seite"), _first_of(request.GET.get("seite"))
    found = queries.Search(wanted, on=request.today)
    found.look(first, PAGE_SIZE)
    meant: tuple[str, ...] = ()
    if not found.count and wanted.words and (corrected := typing_errors.meant(wanted.words)) != wanted.words:
        other = queries.Search(wanted.with_words(corrected), on=request.today)
        other.look(first, PAGE_SIZE)
        if other.count:
            found, meant = other, corrected
    page = Counted(found).get_page(number)
    nothing = not page.paginator.count
    if nothing:
        services.note_empty(wanted, whose=request.META.get("REMOTE_ADDR", ""), on=request.today)
    query = _without_page(request.GET)
    context = {
        "form": form,
        "page": page,
        "cards": cards(lines(page, found.criteria, now=_now())),
        "meant": " ".join(meant),
        "drop": _drop(form, wanted, request) if nothing else [],
        "searched": bool(wanted.chosen()),
        "chosen_situation": request.GET.get("lebenslage", ""),
        "situation": vocabulary.SITUATIONS.get(request.GET.get("lebenslage", "")),
        "situations": vocabulary.SITUATIONS.values(),
        "near": vocabulary.situations_said(wanted.words) if wanted.words and not wanted.situation else [],
        "by_district": found.by_district,
        "query": query,
    }
    return render(request, "offers/directory.html", context)


def _first_of(page: str | None) -> int:
    """Where the page probably begins, before anything is counted."""
    number = int(page) if page and page.isdecimal() and len(page) < 6 else 1
    return max(number - 1, 0) * PAGE_SIZE


def _now() -> dt.datetime:
    return timezone.localtime().replace(tzinfo=None)


def _without_page(chosen: QueryDict) -> str:
    query = chosen.copy()
    query.pop("seite", None)
    return urlencode([(name, value) for name in query for value in query.getlist(name) if value])[:300]


def _drop(form: SearchForm, wanted: Criteria, request: TalachseRequest) -> list[tuple[str, int, str]]:
    """Which choices to drop: (their labels, how many offers there are then, the address)."""

    def count_without(names: Sequence[str]) -> int:
        return queries.search(reduce(Criteria.without, names, wanted), on=request.today).count()

    found = []
    for names, number in to_drop(wanted.chosen(), count_without):
        chosen = [form.field_of(name) for name in names]
        query = request.GET.copy()
        for field in [*chosen, "seite"]:
            query.pop(field, None)
        found.append((" + ".join(str(form.fields[field].label) for field in chosen), number, query.urlencode()))
    return found


@guard(Action.SEE_PUBLIC)
@require_safe
def offer(request: TalachseRequest, key: str) -> HttpResponse:
    """One offer: what, where, when, for whom, how to get in, and how sure we are."""
    found = _offer_or_404(key)
    row = result(found, now=_now())
    link = request.build_absolute_uri(reverse("offers-offer", args=[key]))
    context = {"row": row, "offer": found, "today": request.today, "qr": flyers.qr_path(link), "link": link}
    return render(request, "offers/offer.html", context)


def _offer_or_404(key: str) -> Offer:
    found = queries.offer_by_key(key)
    if found is None:
        raise Http404
    return found


@guard(Action.SEE_PUBLIC)
@require_safe
def flyer(request: TalachseRequest, key: str) -> HttpResponse:
    """The entry on one sheet of paper, with a QR code that leads back to it."""
    found = _offer_or_404(key)
    row = result(found, now=_now())
    link = settings.TALACHSE_PUBLIC_URL + reverse("offers-offer", args=[key])
    pdf = flyers.flyer(row, link=link, on=request.today)
    name = f'inline; filename="{key}.pdf"'
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": name})


@guard(Action.SEE_PUBLIC)
@require_POST
def watch(request: TalachseRequest) -> HttpResponse:
    """Remember a search; a mail asks whether it was really meant."""
    form = WatchForm(request.POST)
    if form.is_valid():
        try:
            services.watch(
                email=form.cleaned_data["email"],
                query=form.cleaned_data["query"],
                language=get_language() or "de",
                whose=request.META.get("REMOTE_ADDR", ""),
            )
        except services.SearchRefused as refusal:
            form.add_error("email", str(refusal))
        else:
            messages.success(request, _("Bitte sehen Sie in Ihre E-Mails und bestätigen Sie dort die Suche."))
            return redirect(f"{reverse('offers-directory')}?{form.cleaned_data['query']}")
    return render(request, "offers/watch.html", {"form": form}, status=422)


@guard(Action.SEE_PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm_search(request: TalachseRequest, token: UUID) -> HttpResponse:
    """The page behind the link of the mail: one button. Opening it alone does nothing, mail programs open links too."""
    saved = searches.by_token(token, today=request.today)
    if saved is None:
        return render(request, "offers/search_gone.html", status=404)
    if request.method == "POST":
        saved = services.confirm(saved, now=timezone.now())
        messages.success(request, _("Danke. Wir schreiben Ihnen, wenn es Neues gibt."))
    return render(request, "offers/search_confirm.html", {"saved": saved})


@guard(Action.SEE_PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop_search(request: TalachseRequest, token: UUID) -> HttpResponse:
    """No more mails: one button, and the address is gone."""
    saved = searches.by_token(token, today=request.today)
    if saved is None:
        return render(request, "offers/search_gone.html", status=404)
    if request.method == "POST":
        services.stop(saved)
        messages.success(request, _("Wir haben Ihre Adresse gelöscht. Sie bekommen keine E-Mails mehr."))
        return redirect("offers-directory")
    return render(request, "offers/search_stop.html", {"saved": saved})
