"""Zentrum Zukunft for young people, and the inbox of the desks."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.intake import queries, services
from talachse.intake.forms import AnswerForm, AskForm, CloseForm, CodeForm, ComplaintForm
from talachse.intake.models import Request
from talachse.rules.access import Action, guard
from talachse.rules.intake import (
    APPLICATIONS,
    COMPLAINTS,
    DESKS,
    PILLARS,
    Channel,
    RequestStatus,
    answer_due,
    is_overdue,
)

PAGE_SIZE = 50
# Young people are asked with "du"; everybody else reads "Sie".
ANSWERS = {COMPLAINTS: "intake/complaint_answer.html", APPLICATIONS: "intake/application_answer.html"}


@guard(Action.SEE_PUBLIC)
@require_safe
def future(request: TalachseRequest) -> HttpResponse:
    """Three pillars, one question away."""
    return render(request, "intake/future.html", {"pillars": PILLARS.values()})


@guard(Action.ASK_FOR_HELP)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ask(request: TalachseRequest) -> HttpResponse:
    """The question itself; the answer is a receipt with a code."""
    if request.method != "POST":
        pillar = request.GET.get("pillar", "")
        form = AskForm.fresh(pillar=pillar if pillar in PILLARS else "", reference=request.GET.get("ref", "")[:80])
        return render(request, "intake/ask.html", {"form": form})
    form = AskForm(request.POST)
    if not form.is_valid():
        return render(request, "intake/ask.html", {"form": form}, status=422)
    data = form.cleaned_data
    received = services.receive(
        submission=data["submission"],
        desk=PILLARS[data["pillar"]].key,
        text=data["text"],
        channel=Channel(data["channel"]),
        address=data["address"],
        nickname=data["nickname"],
        reference=data["reference"],
        by=request.actor,
        today=request.today,
    )
    # The code opens the answer: it travels in the session, never in an address.
    request.session["intake_receipt"] = received.pk
    return redirect("intake-receipt")


@guard(Action.ASK_FOR_HELP)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def complain(request: TalachseRequest) -> HttpResponse:
    """Somebody was treated unfairly: to the equality officer's desk, with a day by which an answer comes."""
    form = ComplaintForm(request.POST) if request.method == "POST" else ComplaintForm.fresh()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        received = services.receive(
            submission=data["submission"],
            desk=COMPLAINTS,
            text=data["text"],
            channel=Channel(data["channel"]),
            address=data["address"],
            by=request.actor,
            today=request.today,
        )
        request.session["intake_receipt"] = received.pk
        return redirect("intake-receipt")
    context = {"form": form, "due": answer_due(COMPLAINTS, request.today)}
    return render(request, "intake/complain.html", context, status=422 if form.errors else 200)


@guard(Action.ASK_FOR_HELP)
@require_safe
@never_cache
def receipt(request: TalachseRequest) -> HttpResponse:
    """Receipt with day and code, shown to the browser that asked."""
    received = queries.received(request.session.get("intake_receipt"))
    if received is None:
        return redirect("intake-answer")
    template = "intake/complaint_receipt.html" if received.desk == COMPLAINTS else "intake/receipt.html"
    return render(request, template, {"received": received, "desk": DESKS[received.desk]})


@guard(Action.ASK_FOR_HELP)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: TalachseRequest) -> HttpResponse:
    """With the code: where is my question, what is the answer?"""
    form = CodeForm(request.POST or None)
    found: Request | None = None
    if request.method == "POST" and form.is_valid():
        if not services.may_try_code(request.META.get("REMOTE_ADDR", "")):
            form.add_error("code", _("Das waren viele Versuche. Bitte warte zehn Minuten oder komm vorbei."))
        else:
            found = queries.by_code(form.cleaned_data["code"])
            if found is None:
                form.add_error("code", _("Zu diesem Code finden wir nichts. Bitte prüfe ihn noch einmal."))
    status = 422 if request.method == "POST" and found is None else 200
    context = {"form": form, "found": found, "desk": DESKS[found.desk] if found else None}
    template = ANSWERS.get(found.desk if found else "", "intake/answer.html")
    return render(request, template, context, status=status)


@guard(Action.ANSWER_REQUESTS)
@require_safe
def desk(request: TalachseRequest) -> HttpResponse:
    """Inbox of the desks of this person, most urgent first."""
    services.read_inbox(request.actor.desks(), by=request.actor)
    show_all = request.GET.get("alle") == "1"
    requests = queries.inbox(request.actor, open_only=not show_all)
    page = Paginator(requests, PAGE_SIZE).get_page(request.GET.get("seite"))
    rows = [
        {
            "request": r,
            "desk": DESKS[r.desk],
            "overdue": is_overdue(RequestStatus(r.status), r.answer_due_on, today=request.today),
        }
        for r in page
    ]
    context = {
        "rows": rows,
        "page": page,
        "show_all": show_all,
        "desks": [DESKS[k] for k in sorted(request.actor.desks())],
    }
    return render(request, "intake/desk.html", context)


@guard(Action.ANSWER_REQUESTS)
@require_safe
def detail(request: TalachseRequest, pk: int) -> HttpResponse:
    """One request with what can be done now."""
    return _detail(request, _request_or_404(request, pk), AnswerForm(), CloseForm())


@guard(Action.ANSWER_REQUESTS)
@require_POST
def take(request: TalachseRequest, pk: int) -> HttpResponse:
    """Become the one who answers."""
    found = _request_or_404(request, pk)
    try:
        services.take(found, by=request.actor)
    except services.RequestRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Sie sind jetzt für diese Anfrage zuständig.")
    return redirect("intake-detail", pk=pk)


@guard(Action.ANSWER_REQUESTS)
@require_POST
def reply(request: TalachseRequest, pk: int) -> HttpResponse:
    """Send the answer."""
    found = _request_or_404(request, pk)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            services.answer(found, text=form.cleaned_data["text"], by=request.actor, today=request.today)
        except services.RequestRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Ihre Antwort ist gespeichert und auf dem Weg.")
            return redirect("intake-detail", pk=pk)
    return _detail(request, found, form, CloseForm(), status=422)


@guard(Action.ANSWER_REQUESTS)
@require_POST
def close(request: TalachseRequest, pk: int) -> HttpResponse:
    """Close with the outcome."""
    found = _request_or_404(request, pk)
    form = CloseForm(request.POST)
    if form.is_valid():
        try:
            services.close(found, outcome=form.cleaned_data["outcome"], by=request.actor, today=request.today)
        except services.RequestRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Die Anfrage ist abgeschlossen. Die Kontaktadresse ist gelöscht.")
            return redirect("intake-desk")
    return _detail(request, found, AnswerForm(), form, status=422)


def _request_or_404(request: TalachseRequest, pk: int) -> Request:
    found = queries.request_for(request.actor, pk)
    if found is None:
        raise Http404
    return found


def _detail(
    request: TalachseRequest, found: Request, answer_form: AnswerForm, close_form: CloseForm, status: int = 200
) -> HttpResponse:
    services.read_request(found, by=request.actor)
    context = {
        "found": found,
        "desk": DESKS[found.desk],
        "overdue": is_overdue(RequestStatus(found.status), found.answer_due_on, today=request.today),
        "answer_form": answer_form,
        "close_form": close_form,
    }
    return render(request, "intake/detail.html", context, status=status)
