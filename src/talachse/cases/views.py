"""Outreach: the page for young people, the room of those who go out, and the schools' counts."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.cases import queries, services
from talachse.cases.forms import ContactForm, EndForm, HandOverForm, LostContactForm
from talachse.cases.models import Outreach
from talachse.rules.access import Action, guard
from talachse.rules.intake import Channel
from talachse.rules.outreach import NEXT_STAGES, STAGE_LABELS, HandOverTo, Stage, quarter_of


@guard(Action.ASK_FOR_HELP)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def lost_contact(request: TalachseRequest) -> HttpResponse:
    """You do not go to school at the moment? Somebody comes to you."""
    form = ContactForm(request.POST) if request.method == "POST" else ContactForm.fresh()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        prefix = "" if data["who"] == "self" else "[Sorge um jemand anderen] "
        contact = services.begin(
            submission=data["submission"],
            text=prefix + data["text"],
            channel=Channel(data["channel"]),
            address=data["address"],
            nickname=data["nickname"],
            by=request.actor,
            today=request.today,
        )
        request.session["intake_receipt"] = contact.request_id
        return redirect("intake-receipt")
    return render(request, "cases/lost_contact.html", {"form": form}, status=422 if form.errors else 200)


@guard(Action.REPORT_LOST_CONTACT)
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: TalachseRequest) -> HttpResponse:
    """A school reports the count of this quarter."""
    schools = [m for m in request.actor.memberships if Action.REPORT_LOST_CONTACT in m.role.actions]
    period = quarter_of(request.today)
    form = LostContactForm(request.POST) if request.method == "POST" else LostContactForm.fresh()
    if request.method == "POST" and form.is_valid():
        services.report_lost_contact(
            submission=form.cleaned_data["submission"],
            school_id=schools[0].organisation_id,
            period=period,
            pupils=form.cleaned_data["pupils"],
            lost=form.cleaned_data["lost"],
            by=request.actor,
            today=request.today,
        )
        messages.success(request, "Danke. Ihre Meldung ist angekommen.")
        return redirect("cases-report")
    context = {"form": form, "school": schools[0], "period": period, "reports": queries.reports_of(request.actor)[:12]}
    return render(request, "cases/report.html", context, status=422 if form.errors else 200)


@guard(Action.DO_OUTREACH)
@require_safe
def contacts(request: TalachseRequest) -> HttpResponse:
    """Everybody who waits for a visit, longest wait first."""
    services.read_contacts(by=request.actor)
    show_all = request.GET.get("alle") == "1"
    page = Paginator(queries.contacts(open_only=not show_all), 50).get_page(request.GET.get("seite"))
    counts = [(STAGE_LABELS[stage], number) for stage, number in queries.count_by_stage(on=request.today).items()]
    return render(request, "cases/contacts.html", {"page": page, "show_all": show_all, "counts": counts})


@guard(Action.DO_OUTREACH)
@require_safe
def contact(request: TalachseRequest, pk: int) -> HttpResponse:
    """One contact with the steps that are possible now."""
    return _contact(request, _contact_or_404(pk), HandOverForm(), EndForm())


@guard(Action.DO_OUTREACH)
@require_POST
def reach(request: TalachseRequest, pk: int) -> HttpResponse:
    """Reached today."""
    try:
        services.reach(_contact_or_404(pk), by=request.actor, today=request.today)
    except services.OutreachRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Festgehalten: Sie haben den jungen Menschen erreicht.")
    return redirect("cases-contact", pk=pk)


@guard(Action.DO_OUTREACH)
@require_POST
def hand_over(request: TalachseRequest, pk: int) -> HttpResponse:
    """Hand over with the young person's yes."""
    found = _contact_or_404(pk)
    form = HandOverForm(request.POST)
    if form.is_valid():
        try:
            services.hand_over(
                found,
                to=HandOverTo(form.cleaned_data["to"]),
                agreed=form.cleaned_data["agreed"],
                by=request.actor,
                today=request.today,
            )
        except services.OutreachRefused as refusal:
            form.add_error("agreed" if not form.cleaned_data["agreed"] else None, str(refusal))
        else:
            messages.success(request, "Die Übergabe ist festgehalten.")
            return redirect("cases-contact", pk=pk)
    return _contact(request, found, form, EndForm(), status=422)


@guard(Action.DO_OUTREACH)
@require_POST
def end(request: TalachseRequest, pk: int) -> HttpResponse:
    """End a contact with how it went."""
    found = _contact_or_404(pk)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            services.end(found, reason=form.cleaned_data["reason"], by=request.actor, today=request.today)
        except services.OutreachRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Der Kontakt ist beendet. Die Adresse ist gelöscht.")
            return redirect("cases-contacts")
    return _contact(request, found, HandOverForm(), form, status=422)


def _contact_or_404(pk: int) -> Outreach:
    found = queries.contact(pk)
    if found is None:
        raise Http404
    return found


def _contact(
    request: TalachseRequest, found: Outreach, hand_over_form: HandOverForm, end_form: EndForm, status: int = 200
) -> HttpResponse:
    services.read_contact(found, by=request.actor)
    following = NEXT_STAGES[Stage(found.stage)]
    context = {
        "contact": found,
        "stage_label": STAGE_LABELS[Stage(found.stage)],
        "stages": [STAGE_LABELS[s] for s in Stage],
        "can_reach": Stage.REACHED in following,
        "can_hand_over": Stage.HANDED_OVER in following,
        "can_end": Stage.ENDED in following,
        "hand_over_form": hand_over_form,
        "end_form": end_form,
    }
    return render(request, "cases/contact.html", context, status=status)
