"""The check over all benefits: one thing a page; the answers travel with the page and are kept nowhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from talachse.accounts.http import TalachseRequest
from talachse.entitlement import state as sealed
from talachse.entitlement.forms import UNKNOWN, PageForm, as_typed
from talachse.entitlement.state import Foreign, State
from talachse.entitlement.views.results import result_page
from talachse.rules.access import Action, guard
from talachse.rules.entitlement import questions
from talachse.rules.entitlement.household import BadHousehold
from talachse.rules.entitlement.questions import BY_KEY, Question
from talachse.ui.languages import remember


@guard(Action.SEE_PUBLIC)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def check(request: TalachseRequest) -> HttpResponse:
    """The first page, and every step after it: what came in is taken, then the next page is shown."""
    if request.method != "POST":
        return render(request, "entitlement/check_start.html")
    chosen = request.POST.get("language", "")
    chosen = chosen if chosen in dict(settings.LANGUAGES) else ""
    action = "language" if chosen else request.POST.get("go", "next")
    if action == "restart":
        return redirect("entitlement-check")
    if chosen:
        translation.activate(chosen)  # until the middleware takes it back
    now = timezone.now()
    try:
        state = sealed.open_(request.POST["state"]) if request.POST.get("state") else State(now)
    except Foreign:
        return render(request, "entitlement/check_foreign.html", status=422)
    here = BY_KEY.get(request.POST.get("at", ""))
    if here is not None and here not in questions.asked(state.answers, request.today):
        here = None
    if state.paused(now) and action != "go_on":
        if here is not None:
            state = state.drafted(here.key, _typed(request, here, state))
        return _with_state(request, "entitlement/check_pause.html", state, {"at": here.key if here else ""})
    response = _step(request, state, here, action)
    return remember(request, response, chosen) if chosen else response


def _step(request: TalachseRequest, state: State, here: Question | None, action: str) -> HttpResponse:
    """Take the page that was sent, and show the one that is wanted now."""
    if here is None or action in {"go_on", "show"}:
        return _wanted(request, state, here, action)
    form = PageForm(here, state.answers, request.today, request.POST)
    valid = form.is_valid()
    if action == "next" and not valid:
        return page(request, state.drafted(here.key, _typed(request, here, state)), here, form, status=422)
    # Who leaves a page without having finished it finds what was typed; it counts as answered only when it was before.
    if valid and (action == "next" or here.key in state.answers):
        state = state.answered(here.key, form.values())
    else:
        state = state.drafted(here.key, _typed(request, here, state))
    return _wanted(request, state, here, action)


def _wanted(request: TalachseRequest, state: State, here: Question | None, action: str) -> HttpResponse:
    """The page that a button asked for."""
    today = request.today
    target = BY_KEY.get(action.removeprefix("change:"))
    if target in questions.asked(state.answers, today):
        return page(request, state, target)
    if action == "back" and here is not None:
        return page(request, state, questions.before(here.key, state.answers, today) or here)
    if action in {"language", "go_on", "show"} and here is not None:
        return page(request, state, here)
    following = questions.next_question(state.answers, today)
    if following is not None:
        return page(request, state, following)
    try:
        return result_page(request, state)
    except BadHousehold:
        return _contradiction(request, state)


def _contradiction(request: TalachseRequest, state: State) -> HttpResponse:
    """Answers that were fine when they were given do not fit together any more: the first page that can mend it."""
    for question in questions.asked(state.answers, request.today):
        typed = as_typed(question.fields(state.answers, request.today), state.answers[question.key])
        form = PageForm(question, state.answers, request.today, typed)
        if not form.is_valid():
            return page(request, state, question, form, status=422)
    return page(request, state, questions.QUESTIONS[0])


def page(
    request: TalachseRequest, state: State, question: Question, form: PageForm | None = None, status: int = 200
) -> HttpResponse:
    """One question with what was answered or typed there before."""
    asked = questions.asked(state.answers, request.today)
    if form is None:
        form = PageForm(question, state.answers, request.today)
        draft = state.drafts.get(question.key)
        if draft is not None:
            form.initial = {name: _plain(form, name, values) for name, values in draft.items()}
    context = {
        "question": question,
        "form": form,
        "number": asked.index(question) + 1,
        "count": len(asked),
        "is_first": question is asked[0],
        "at": question.key,
    }
    return _with_state(request, "entitlement/check_page.html", state, context, status)


def _plain(form: PageForm, name: str, values: list[str]) -> Any:
    if name.endswith(UNKNOWN):
        return bool(values)
    field = form.fields.get(name)
    return values if hasattr(field, "choices") and form[name].field.widget.allow_multiple_selected else values[0]


def _typed(request: TalachseRequest, question: Question, state: State) -> dict[str, list[str]]:
    """What stands in the fields of a page, as it was sent; nothing that is no field of it, and no novels."""
    names = [spec.name for spec in question.fields(state.answers, request.today)]
    wanted = [*names, *(name + UNKNOWN for name in names)]
    return {name: [value[:40] for value in request.POST.getlist(name)[:20]] for name in wanted if name in request.POST}


def _with_state(
    request: TalachseRequest, template: str, state: State, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    sealed_state = sealed.seal(state, now=timezone.now())
    return render(request, template, {"state": sealed_state, **context}, status=status)
