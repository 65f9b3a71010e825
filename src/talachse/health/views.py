"""Health: the page for everybody, the guides' room, the coaches' room."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.health import queries, services
from talachse.health.forms import AdmitForm, AnswerForm, CodeForm, EndForm, GuideForm, PauseForm
from talachse.health.models import GuideRequest
from talachse.intake.services import may_try_code
from talachse.offers.queries.directory import offers_of_theme
from talachse.placements.models import Participation
from talachse.placements.services.participations import (
    PlacementRefused,
    end_participation,
    pause,
    read_group,
    resume,
    start_participation,
)
from talachse.rules.access import Action, guard
from talachse.rules.placement.rehapro import latest_end, latest_full_length_entry, programme_facts

PAGE_SIZE = 30


@guard(Action.SEE_PUBLIC)
@require_safe
def health(request: TalachseRequest) -> HttpResponse:
    """Who helps with health and work, and a question to a guide."""
    return render(request, "health/health.html", {"offers": offers_of_theme("health", on=request.today)})


@guard(Action.ASK_FOR_HELP)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request: TalachseRequest) -> HttpResponse:
    """Ask a guide without a name."""
    form = GuideForm(request.POST) if request.method == "POST" else GuideForm.fresh()
    if request.method == "POST" and form.is_valid():
        # The receipt comes at once, without a redirect: its way through the session would tie the question to whoever is
        # logged in. Reloading sends the same submission again and shows the same receipt.
        received = services.ask_guide(today=request.today, **form.cleaned_data)
        return render(request, "health/receipt.html", {"received": received})
    return render(request, "health/ask.html", {"form": form}, status=422 if form.errors else 200)


@guard(Action.ASK_FOR_HELP)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: TalachseRequest) -> HttpResponse:
    """With the code: the answer."""
    form = CodeForm(request.POST or None)
    found: GuideRequest | None = None
    if request.method == "POST" and form.is_valid():
        if not may_try_code(request.META.get("REMOTE_ADDR", "")):
            form.add_error("code", _("Das waren viele Versuche. Bitte warten Sie zehn Minuten."))
        else:
            found = queries.guide_request_by_code(form.cleaned_data["code"])
            if found is None:
                form.add_error("code", _("Zu diesem Code finden wir nichts. Bitte prüfen Sie ihn noch einmal."))
    status = 422 if request.method == "POST" and found is None else 200
    return render(request, "health/answer.html", {"form": form, "found": found}, status=status)


@guard(Action.ANSWER_AS_HEALTH_GUIDE)
@require_safe
@never_cache
def inbox(request: TalachseRequest) -> HttpResponse:
    """Open questions, most urgent first."""
    show_all = request.GET.get("alle") == "1"
    page = Paginator(queries.guide_requests(open_only=not show_all), PAGE_SIZE).get_page(request.GET.get("seite"))
    return render(request, "health/inbox.html", {"page": page, "show_all": show_all, "today": request.today})


@guard(Action.ANSWER_AS_HEALTH_GUIDE)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def question(request: TalachseRequest, pk: int) -> HttpResponse:
    """One question and its answer."""
    found = queries.guide_request(pk)
    if found is None:
        raise Http404
    services.read_question(found, by=request.actor)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.answer_as_guide(found, text=form.cleaned_data["text"], by=request.actor, today=request.today)
        except services.GuideRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Die Antwort liegt bereit.")
            return redirect("health-inbox")
    return render(request, "health/question.html", {"found": found, "form": form}, status=422 if form.errors else 200)


@guard(Action.ADMIT_TO_HEALTH_PROGRAMME)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def programme(request: TalachseRequest) -> HttpResponse:
    """Admissions to the programme: who takes part (codes), until when at the latest, and a new admission."""
    organisations = request.actor.organisations_for(Action.ADMIT_TO_HEALTH_PROGRAMME)
    group = queries.programme_groups(organisations, on=request.today).first()
    if group is None:
        return render(request, "health/programme.html", {"group": None})
    form = AdmitForm(request.POST) if request.method == "POST" else AdmitForm.fresh()
    if request.method == "POST" and form.is_valid():
        try:
            started = start_participation(group, by=request.actor, today=request.today, **form.cleaned_data)
        except PlacementRefused as refusal:
            form.add_error("started_on", str(refusal))
        else:
            last = latest_end(started.participation.started_on, [])
            messages.success(
                request,
                f"Aufgenommen. Code der Teilnahme: {started.participation.code}. "
                f"Die Teilnahme endet spätestens am {last:%d.%m.%Y}.",
            )
            return redirect("health-programme")
    read_group(group, by=request.actor)
    facts = programme_facts(on=request.today)
    page = Paginator(queries.admissions_of(group), PAGE_SIZE).get_page(request.GET.get("seite"))
    context = {
        "group": group,
        "form": form,
        "page": page,
        "rows": [queries.admission(p, on=request.today) for p in page],
        "full_length_until": latest_full_length_entry(on=request.today),
        "programme": facts,
        "over_text": (
            f"Neu beginnen kann seit dem {facts.last:%d.%m.%Y} niemand mehr. "
            "Nachtragen können Sie, was bis dahin war: Aufnahmen, Pausen und das Ende."
        ),
        "admitted": queries.count_admitted(group, on=request.today),
        "today": request.today,
    }
    return render(request, "health/programme.html", context, status=422 if form.errors else 200)


@guard(Action.ADMIT_TO_HEALTH_PROGRAMME)
@require_POST
def leave(request: TalachseRequest, pk: int) -> HttpResponse:
    """A participation ends; the admission stays counted."""
    found = _admission_or_404(request, pk)
    form = EndForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Bitte geben Sie den letzten Tag an.")
    else:
        try:
            end_participation(
                found, ended_on=form.cleaned_data["ended_on"], reason="beendet", by=request.actor, today=request.today
            )
        except PlacementRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Das Ende ist festgehalten.")
    return redirect("health-programme")


@guard(Action.ADMIT_TO_HEALTH_PROGRAMME)
@require_POST
def take_break(request: TalachseRequest, pk: int) -> HttpResponse:
    """A pause begins or ends; its months do not count and move the latest end."""
    found = _admission_or_404(request, pk)
    form = PauseForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Bitte geben Sie den Tag an.")
        return redirect("health-programme")
    day, back = form.cleaned_data["day"], form.cleaned_data["step"] == "resume"
    try:
        if back:
            resume(found, on=day, by=request.actor)
        else:
            pause(found, since=day, by=request.actor, today=request.today)
    except PlacementRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Wieder dabei." if back else "Die Pause ist festgehalten.")
    return redirect("health-programme")


def _admission_or_404(request: TalachseRequest, pk: int) -> Participation:
    found = queries.own_admission(request.actor.organisations_for(Action.ADMIT_TO_HEALTH_PROGRAMME), pk)
    if found is None:
        raise Http404
    return found
