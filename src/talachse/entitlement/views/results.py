"""What comes out of the check: result, what if, printed sheet, the link on it, and the application that keeps the day."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.entitlement import services, shown
from talachse.entitlement import state as sealed
from talachse.entitlement.forms import BUT, EVERYTHING, KeepTheDayForm, WhatIfForm
from talachse.entitlement.sheet import sheet as pdf_sheet
from talachse.entitlement.state import Expired, Foreign, State
from talachse.rules.access import Action, guard
from talachse.rules.entitlement import household, offices, questions
from talachse.rules.entitlement.household import BENEFITS, Household
from talachse.rules.entitlement.result import CheckResult
from talachse.rules.intake import Channel


def result_page(
    request: TalachseRequest, state: State, *, form: WhatIfForm | None = None, changed: CheckResult | None = None
) -> HttpResponse:
    """Every claim with its reason and the next step; while the rules are being compiled, the answers wait in the page.

    :raises BadHousehold: the answers do not fit together.
    """
    known, result = _answer(state, request.today)
    context: dict[str, Any] = {"state": sealed.seal(state, now=timezone.now()), "at": ""}
    if result is None:
        return render(request, "entitlement/check_waiting.html", context, status=503)
    asked = [question.key for question in questions.asked(state.answers, request.today)]
    cards = shown.cards(result, known)
    context |= {
        "result": result,
        "first": shown.first_name(result),
        "total": shown.total(result),
        "cards": [card for card in cards if card.kind != "neutral"],
        "others": [card for card in cards if card.kind == "neutral"],
        "rows": shown.comparison(result),
        "later": shown.later(result),
        "children": shown.but(result),
        "assumptions": shown.assumptions(result.assumptions, asked),
        "questions": questions.asked(state.answers, request.today),
        "what_if": form or WhatIfForm(),
        "what_if_fields": _fields(form) if form else _blank_fields(get_language()),
        "changed": _changed(result, changed) if changed else None,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "entitlement/check_result.html", context, status=status)


def _fields(form: WhatIfForm) -> SafeString:
    return render_to_string("entitlement/check_what_if.html", {"what_if": form})


@lru_cache(maxsize=16)
def _blank_fields(_language: str | None) -> SafeString:
    # Before anybody has typed they look the same to everybody: drawn once.
    return _fields(WhatIfForm())


def _answer(state: State, today: dt.date) -> tuple[Household, CheckResult | None]:
    known = household.read(questions.household_of(state.answers, today), today=today)
    return known, services.answer(known)


def _changed(now: CheckResult, then: CheckResult) -> dict[str, Any]:
    """Both results side by side."""
    before, after = shown.first_route(now), shown.first_route(then)
    return {
        "first": shown.first_name(then),
        "rows": shown.side_by_side(now, then),
        "difference": after.disposable_income - before.disposable_income,
    }


@guard(Action.SEE_PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def what_if(request: TalachseRequest) -> HttpResponse:
    """The same household with another rent, another wage or one more child."""
    opened = _finished(request)
    if isinstance(opened, HttpResponse):
        return opened
    form = WhatIfForm(request.POST)
    if not form.is_valid():
        return result_page(request, opened, form=form)
    raw = questions.changed(
        questions.household_of(opened.answers, request.today),
        rent=form.cleaned_data["rent"],
        wage=form.cleaned_data["wage"],
        child=form.cleaned_data["child"],
        today=request.today,
    )
    return result_page(request, opened, form=form, changed=services.answer(household.read(raw, today=request.today)))


@guard(Action.SEE_PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def sheet(request: TalachseRequest) -> HttpResponse:
    """One sheet to take along, with a code that opens the answers again."""
    opened = _finished(request)
    if isinstance(opened, HttpResponse):
        return opened
    known, result = _answer(opened, request.today)
    if result is None:
        return result_page(request, opened)
    now = timezone.now()
    token = sealed.link_token(opened, now=now)
    link = settings.TALACHSE_PUBLIC_URL + reverse("entitlement-again", args=[token])
    until = timezone.localdate(now + questions.link_lives(now.date()))
    headers = {"Content-Disposition": 'inline; filename="talachse-pruefung.pdf"'}
    pdf = pdf_sheet(result, known, link=link, until=until)
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@guard(Action.SEE_PUBLIC)
@require_safe
@never_cache
def again(request: TalachseRequest, token: str) -> HttpResponse:
    """The link on the sheet: nothing is shown before somebody says so, and the address goes no further."""
    now = timezone.now()
    try:
        state = sealed.reopened(token, now=now)
    except Foreign:
        return render(request, "entitlement/check_foreign.html", status=404)
    except Expired:
        return render(request, "entitlement/check_expired.html", status=410)
    response = render(request, "entitlement/check_again.html", {"state": sealed.seal(state, now=now), "at": ""})
    # Not "no-referrer": browsers would then send no Origin with the form, and it would be refused.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


@guard(Action.ASK_FOR_HELP)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def keep_the_day(request: TalachseRequest) -> HttpResponse:
    """An application in one sentence. The answers of the check stay with the reader: the office gets the sentence only."""
    carried = _carried(request)
    if "submission" not in request.POST:
        benefit = request.POST.get("benefit", "")
        benefit = benefit if benefit in {*BENEFITS, BUT} else EVERYTHING
        return render(request, "entitlement/keep_the_day.html", {"form": KeepTheDayForm.fresh(benefit), **carried})
    form = KeepTheDayForm(request.POST)
    if not form.is_valid():
        return render(request, "entitlement/keep_the_day.html", {"form": form, **carried}, status=422)
    data = form.cleaned_data
    received = services.keep_the_day(
        submission=data["submission"],
        benefit=data["benefit"],
        name=data["name"],
        channel=Channel(data["channel"]),
        address=data["address"],
        by=request.actor,
        today=request.today,
    )
    known = data["benefit"] in BENEFITS
    context = {
        "received": received,
        "benefit": dict(form.fields["benefit"].choices)[data["benefit"]],  # type: ignore[attr-defined]
        "office": services.office_name(data["benefit"], request.today),
        "when": offices.in_words(data["benefit"], received.received_on) if known else "",
        "formless": offices.verdict(data["benefit"], received.received_on) if known else None,
        **carried,
    }
    # Shown at once and not behind a session: the check leaves no row about whoever uses it.
    return render(request, "entitlement/keep_the_day_receipt.html", context)


def _carried(request: TalachseRequest) -> dict[str, str]:
    """The sealed answers, to go back to; a foreign field is dropped, the application is worth more."""
    token = request.POST.get("state", "")
    try:
        state = sealed.open_(token) if token else None
    except Foreign:
        state = None
    if state is None:
        return {"state": "", "at": ""}
    at = questions.BY_KEY.get(request.POST.get("at", ""))
    if at is not None:
        names = [field.name for field in at.fields(state.answers, request.today)]
        typed = {name: request.POST.getlist(name)[:20] for name in names if name in request.POST}
        if typed:
            state = state.drafted(at.key, typed)
    return {"state": sealed.seal(state, now=state.at), "at": at.key if at else ""}


def _finished(request: TalachseRequest) -> State | HttpResponse:
    """The answers of a finished check, or the page that comes instead."""
    if request.method != "POST":
        return redirect("entitlement-check")
    try:
        state = sealed.open_(request.POST.get("state", ""))
    except Foreign:
        return render(request, "entitlement/check_foreign.html", status=422)
    if questions.next_question(state.answers, request.today) is not None:
        return redirect("entitlement-check")
    return state
