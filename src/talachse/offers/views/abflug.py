"""The campaign: for young people, parents, pupils and companies; a posting, and the list of wishes."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.intake.services import may_try_code
from talachse.offers.forms.abflug import AboutMeForm, ListCodeForm
from talachse.offers.forms.apprenticeships import InterestForm
from talachse.offers.models import Applicant, Posting
from talachse.offers.queries import apprenticeships as postings
from talachse.offers.queries import events
from talachse.offers.queries import wishes as queries
from talachse.offers.services import wishes as services
from talachse.offers.views import _remembered as remembered
from talachse.rules.access import Action, guard
from talachse.rules.apprenticeships import MOST_WISHES, marker
from talachse.rules.disclosure import disclose
from talachse.rules.intake import Channel

NEXT_EVENTS = 3
TOO_MANY_TRIES = "Das waren viele Versuche. Bitte warte zehn Minuten oder komm vorbei."


@guard(Action.SEE_PUBLIC)
@require_safe
def campaign(request: TalachseRequest) -> HttpResponse:
    """The page of the campaign, with live counts."""
    now = timezone.now()
    counts = postings.campaign(now=now, on=request.today)
    context = {
        "counts": counts,
        "interested": disclose(counts.interested).value,
        "events": events.with_seats(events.ahead(now=now).filter(cancelled_at=None)[:NEXT_EVENTS]),
        "has_list": remembered.own_list(request) is not None,
    }
    return render(request, "offers/abflug/campaign.html", context)


@guard(Action.SEE_PUBLIC)
@require_safe
def parents(request: TalachseRequest) -> HttpResponse:
    """For parents: only what is known."""
    return render(request, "offers/abflug/parents.html")


@guard(Action.SEE_PUBLIC)
@require_safe
def school(request: TalachseRequest) -> HttpResponse:
    """For pupils: what helps in which year."""
    return render(request, "offers/abflug/school.html")


@guard(Action.SEE_PUBLIC)
@require_safe
def companies(request: TalachseRequest) -> HttpResponse:
    """For companies: how to post a place."""
    return render(request, "offers/abflug/companies.html")


def _posting(request: TalachseRequest, pk: int) -> Posting:
    found = postings.open_posting(pk, on=request.today)
    if found is None:
        raise Http404
    return found


@guard(Action.SEE_PUBLIC)
@require_safe
@never_cache
def posting(request: TalachseRequest, pk: int) -> HttpResponse:
    """One apprenticeship: read, put on the list, or ask."""
    found = _posting(request, pk)
    on_list = queries.is_on_list(remembered.own_list(request), found)
    context = {"posting": found, "on_list": on_list, "submission": uuid.uuid4()}
    return render(request, "offers/abflug/posting.html", context)


@guard(Action.ASK_FOR_HELP)
@require_POST
def wish(request: TalachseRequest, pk: int) -> HttpResponse:
    """Onto my list; the first time a list begins."""
    found = _posting(request, pk)
    owner = remembered.own_list(request)
    if owner is None:
        try:
            submission = uuid.UUID(request.POST.get("submission", ""))
        except ValueError:
            return redirect("offers-posting", pk=pk)
        owner = services.begin_list(submission=submission, by=request.actor, today=request.today)
        remembered.remember_list(request, owner)
    try:
        services.add_wish(owner, found, by=request.actor)
    except services.WishRefused as refusal:
        messages.warning(request, _(str(refusal)))
    else:
        messages.success(request, _("Der Platz steht auf deiner Liste."))
    return redirect("offers-wishes")


@guard(Action.ASK_FOR_HELP)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def wishes(request: TalachseRequest) -> HttpResponse:
    """The own list; whoever comes back types the code."""
    owner = remembered.own_list(request)
    if request.method == "POST":
        form = ListCodeForm(request.POST)
        opened = _opened(request, form)
        if opened is not None:
            remembered.remember_list(request, opened)
            return redirect("offers-wishes")
        return render(request, "offers/abflug/list_code.html", {"form": form}, status=422)
    if owner is None:
        return render(request, "offers/abflug/list_code.html", {"form": ListCodeForm()})
    return _list(request, owner, _about(owner))


def _opened(request: TalachseRequest, form: ListCodeForm) -> Applicant | None:
    if not form.is_valid():
        return None
    if not may_try_code(request.META.get("REMOTE_ADDR", "")):
        form.add_error("code", _(TOO_MANY_TRIES))
        return None
    found = queries.by_code(form.cleaned_data["code"])
    if found is None:
        form.add_error("code", _("Zu diesem Code finden wir nichts. Bitte prüfe ihn noch einmal."))
    return found


def _about(owner: Applicant) -> AboutMeForm:
    return AboutMeForm(
        initial={"nickname": owner.nickname, "school_year": owner.school_year, "district": owner.district}
    )


def _list(request: TalachseRequest, owner: Applicant, form: AboutMeForm) -> HttpResponse:
    rows = queries.wishes_of(owner, on=request.today)
    context = {
        "owner": owner,
        "marker": marker(owner.pk),
        "rows": rows,
        "invitations": [row for row in rows if row.invited],
        "most": MOST_WISHES,
        "form": form,
    }
    return render(request, "offers/abflug/list.html", context, status=422 if form.errors else 200)


@guard(Action.ASK_FOR_HELP)
@require_POST
def change_wishes(request: TalachseRequest) -> HttpResponse:
    """Up, down, off the list. A button says where the wish shall stand, so that a second click changes nothing."""
    owner = remembered.own_list(request)
    if owner is None:
        return redirect("offers-wishes")
    step = next((name for name in ("move", "remove") if name in request.POST), "")
    numbers = request.POST.get(step, "").split(":") if step else []
    if step and all(number.isdecimal() and len(number) < 10 for number in numbers):
        if step == "remove":
            services.remove_wish(owner, int(numbers[0]), by=request.actor)
        elif len(numbers) == 2:
            services.move_wish(owner, int(numbers[0]), to=int(numbers[1]), by=request.actor)
    return redirect("offers-wishes")


@guard(Action.ASK_FOR_HELP)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def about_me(request: TalachseRequest) -> HttpResponse:
    """Nickname, school year, district: what somebody wants to say."""
    owner = remembered.own_list(request)
    if owner is None or request.method != "POST":
        return redirect("offers-wishes")
    form = AboutMeForm(request.POST)
    if not form.is_valid():
        return _list(request, owner, form)
    services.describe(owner, by=request.actor, **form.cleaned_data)
    messages.success(request, _("Gespeichert."))
    return redirect("offers-wishes")


@guard(Action.ASK_FOR_HELP)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def help_me(request: TalachseRequest) -> HttpResponse:
    """Somebody from the placement desk shall help."""
    owner = remembered.own_list(request)
    if owner is None:
        return redirect("offers-wishes")
    form = InterestForm(request.POST) if request.method == "POST" else InterestForm.fresh()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data | {"channel": Channel(form.cleaned_data["channel"])}
        received = services.ask_for_help(owner, by=request.actor, today=request.today, **data)
        request.session["intake_receipt"] = received.pk
        return redirect("intake-receipt")
    return render(request, "offers/abflug/help.html", {"form": form}, status=422 if form.errors else 200)


@guard(Action.ASK_FOR_HELP)
@require_POST
def end_wishes(request: TalachseRequest) -> HttpResponse:
    """Leave, come back, delete everything, or only close list and tickets in this browser."""
    owner = remembered.own_list(request)
    step = request.POST.get("step", "")
    if step == "close":
        remembered.forget_list(request)
        remembered.forget_tickets(request)
        messages.success(
            request, _("Auf diesem Gerät ist nichts mehr von dir offen. Mit deinem Code findest du alles wieder.")
        )
    elif owner is None:
        return redirect("offers-wishes")
    elif step == "leave":
        services.leave(owner, by=request.actor, today=request.today)
        messages.success(request, _("Du machst nicht mehr mit. Betriebe sehen deine Wünsche nicht mehr."))
    elif step == "return":
        services.come_back(owner, by=request.actor)
        messages.success(request, _("Schön, dass du wieder mitmachst."))
    elif step == "delete":
        services.delete_list(owner, by=request.actor)
        remembered.forget_list(request)
        messages.success(request, _("Deine Liste ist gelöscht."))
    return redirect("offers-wishes")
