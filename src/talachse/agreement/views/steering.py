"""Board, profile, figures, seats, money, actions: the desk of the steering."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.accounts.queries import user_by_email
from talachse.agreement.forms import steering as forms
from talachse.agreement.models import Agreement, Project, Seat
from talachse.agreement.queries import document, seats, standing, steering
from talachse.agreement.queries.meetings import meetings_closed
from talachse.agreement.reports import board as board_queries
from talachse.agreement.reports import figures, profile
from talachse.agreement.services import steering as services
from talachse.agreement.words import MONEY_SOURCE
from talachse.documents.http import download
from talachse.documents.services import DocumentRefused
from talachse.rules.access import Action, guard
from talachse.rules.agreement.document import ProjectStatus, Side
from talachse.rules.agreement.forecast import what_if_cut
from talachse.ui import charts, stand

PAGE_SIZE = 100


def _agreement(request: TalachseRequest) -> Agreement:
    found = document.agreement(request.GET.get("vereinbarung", ""))
    if found is None:
        raise Http404
    return found


def _project(agreement: Agreement, key: str) -> Project:
    found = standing.project(agreement, key)
    if found is None:
        raise Http404
    return found


def _seat(agreement: Agreement, key: str) -> Seat:
    found = seats.seat_by_key(agreement, key)
    if found is None:
        raise Http404
    return found


@guard(Action.SEE_STEERING)
@require_safe
def board(request: TalachseRequest) -> HttpResponse:
    """The portfolio: what deviates, and how far every field is."""
    agreement, on = _agreement(request), stand.read(request)
    context = {
        "agreement": agreement,
        "agreements": document.agreements(),
        "on": on,
        "board": board_queries.board(agreement, on=on),
        "monthly": meetings_closed(agreement=agreement, kind="monthly", on=on),
        "quarterly": meetings_closed(agreement=agreement, kind="quarterly", on=on),
    }
    return render(request, "agreement/steering/board.html", context)


@guard(Action.SEE_STEERING)
@require_safe
def project(request: TalachseRequest, key: str) -> HttpResponse:
    """One project on one page."""
    agreement, on = _agreement(request), stand.read(request)
    found = profile.profile(agreement, key, on=on)
    if found is None:
        raise Http404
    context = {
        "agreement": agreement,
        "on": on,
        "profile": found,
        "can_work": request.actor.may(Action.WORK_ON_STEERING),
        "additions": [(what, title) for what, (title, _, _) in ADDITIONS.items()],
    }
    return render(request, "agreement/steering/profile.html", context)


type Act = Callable[[TalachseRequest, Project, dict[str, Any]], str]


def _set_status(request: TalachseRequest, found: Project, data: dict[str, Any]) -> str:
    services.set_project_status(
        found,
        status=ProjectStatus(data["status"]),
        since=data["since"],
        note=data["note"],
        source=data["source"],
        is_correction=data["is_correction"],
        by=request.actor,
        today=request.today,
    )
    return "Der neue Stand ist eingetragen."


def _note(request: TalachseRequest, found: Project, data: dict[str, Any]) -> str:
    services.note_exchange(
        found, exchanged_on=data["exchanged_on"], text=data["text"], next_on=data["next_on"], by=request.actor
    )
    return "Der Vermerk ist gespeichert."


def _milestone(request: TalachseRequest, found: Project, data: dict[str, Any]) -> str:
    key = slugify(data["title"])[:80] or "meilenstein"
    services.add_milestone(
        found, key=key, title=data["title"], due_on=data["due_on"], source=data["source"], by=request.actor
    )
    return "Der Meilenstein ist eingetragen."


def _risk(request: TalachseRequest, found: Project, data: dict[str, Any]) -> str:
    services.add_risk(
        found, title=data["title"], level=data["level"], since=request.today, answer=data["answer"], by=request.actor
    )
    return "Das Risiko ist eingetragen."


def _paper(request: TalachseRequest, found: Project, data: dict[str, Any]) -> str:
    services.add_paper(found, upload=data["file"], title=data["title"], by=request.actor, today=request.today)
    return "Die Unterlage ist abgelegt."


def _funding(request: TalachseRequest, found: Project, data: dict[str, Any]) -> str:
    services.add_funding(
        found,
        source_of_money=data["source_of_money"],
        amount=data["amount"],
        plan_state=data["plan_state"],
        year=data["year"],
        since=request.today,
        source=data["source"],
        by=request.actor,
    )
    return "Die Mittel sind eingetragen."


def _contact(request: TalachseRequest, found: Project, data: dict[str, Any]) -> str:
    services.add_contact_seat(found, side=Side(data["side"]), since=request.today, by=request.actor)
    return "Die Funktion ist angelegt. Tragen Sie als Nächstes ein, wer sie übernimmt."


# What can be added to a profile: title of the page, its form, what it does.
ADDITIONS: dict[str, tuple[str, type[django_forms.Form], Act]] = {
    "stand": ("Neuen Stand eintragen", forms.StatusForm, _set_status),
    "vermerk": ("Austausch festhalten", forms.NoteForm, _note),
    "meilenstein": ("Meilenstein eintragen", forms.MilestoneForm, _milestone),
    "risiko": ("Risiko eintragen", forms.RiskForm, _risk),
    "unterlage": ("Unterlage ablegen", forms.PaperForm, _paper),
    "mittel": ("Mittel eintragen", forms.FundingForm, _funding),
    "ansprechperson": ("Ansprechperson vorsehen", forms.ContactForm, _contact),
}


@guard(Action.WORK_ON_STEERING)
@require_http_methods(["GET", "HEAD", "POST"])
def add_to_project(request: TalachseRequest, key: str, what: str) -> HttpResponse:
    """Add one thing to a profile; what was typed stays when something is wrong."""
    if what not in ADDITIONS:
        raise Http404
    found = _project(_agreement(request), key)
    title, form_class, act = ADDITIONS[what]
    form = form_class(request.POST, request.FILES) if request.method == "POST" else form_class()
    if request.method == "POST" and form.is_valid():
        try:
            done = act(request, found, form.cleaned_data)
        except (services.SteeringRefused, DocumentRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("agreement-profile", key=key)
    context = {"project": found, "title": title, "form": form}
    return render(request, "agreement/steering/add.html", context, status=422 if form.errors else 200)


@guard(Action.WORK_ON_STEERING)
@require_http_methods(["GET", "HEAD", "POST"])
def shift_milestone(request: TalachseRequest, key: str, pk: int) -> HttpResponse:
    """Move a milestone with the reason."""
    found = _project(_agreement(request), key)
    milestone = steering.milestone(found, pk)
    if milestone is None:
        raise Http404
    form = forms.ShiftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.shift_milestone(milestone, by=request.actor, today=request.today, **form.cleaned_data)
        messages.success(request, "Der Meilenstein ist verschoben. Der alte Termin bleibt sichtbar.")
        return redirect("agreement-profile", key=key)
    context = {"project": found, "title": f"„{milestone.title}“ verschieben", "form": form}
    return render(request, "agreement/steering/add.html", context, status=422 if form.errors else 200)


@guard(Action.SEE_STEERING)
@require_safe
def paper(request: TalachseRequest, key: str, pk: int) -> HttpResponse:
    """Hand out a paper of a project."""
    found = steering.paper(_project(_agreement(request), key), pk)
    if found is None:
        raise Http404
    return download(found.file)  # type: ignore[return-value]  # a file response is one too


@guard(Action.SEE_STEERING)
@require_safe
def indicators(request: TalachseRequest) -> HttpResponse:
    """All figures and indicators, stale ones first."""
    agreement, on = _agreement(request), stand.read(request)
    version = document.version_on(agreement, on)
    live = {f.key: f for f in figures.figures_on(agreement, version, on=on)}
    page = Paginator(profile.all_indicators(agreement, version, on=on), PAGE_SIZE).get_page(request.GET.get("seite"))
    rows = [{"row": r, "live": live.get(r.indicator.key)} for r in page]
    context = {
        "agreement": agreement,
        "on": on,
        "rows": rows,
        "page": page,
        "can_work": request.actor.may(Action.WORK_ON_STEERING),
    }
    return render(request, "agreement/steering/indicators.html", context)


@guard(Action.SEE_STEERING)
@require_safe
def indicator(request: TalachseRequest, key: str) -> HttpResponse:
    """One figure or indicator with its series and both keys."""
    return _indicator(request, key, forms.ValueForm(initial={"as_of": request.today}))


def _indicator(request: TalachseRequest, key: str, form: forms.ValueForm, status: int = 200) -> HttpResponse:
    agreement, on = _agreement(request), stand.read(request)
    version = document.version_on(agreement, on)
    rows = profile.indicators_on(agreement.indicators.filter(key=key), version, on=on)
    if not rows:
        raise Http404
    row = rows[0]
    values = list(figures.measurements_of(row.indicator, version, on=on))
    live = next(iter(figures.figures_on(agreement, version, on=on, keys={key})), None)
    series = []
    if live is not None:
        counted = figures.live_series(agreement, live.figure, on=on, first=agreement.effective_on)
        if counted:
            series.append(charts.Series("laufende Zählung", counted))
    reported: charts.Style = "other" if series else "actual"
    for name, label, style in (("actual", "gemeldet", reported), ("plan", "Plan", "plan")):
        points = [(m.as_of, m.value) for m in values if m.series == name and not m.definition]
        if points:
            series.append(charts.Series(label, points, style))
    side = request.actor.side_for(Action.CONFIRM_FIGURE)
    context = {
        "agreement": agreement,
        "on": on,
        "row": row,
        "live": live,
        "series": series,
        "form": form,
        "side": side,
        "release_form": forms.ReleaseForm(agreement),
        "released": row.indicator.releases.filter(Q(until=None) | Q(until__gte=on), since__lte=on).first(),
        "values": values[::-1],
        "forecast_title": f"Erwartet zum {row.forecast.on:%d.%m.%Y}: {row.forecast.value} {row.indicator.unit}"
        if row.forecast
        else "",
        "can_work": request.actor.may(Action.WORK_ON_STEERING),
        # Who looks at a past day reads; whoever acts, acts today.
        "can_release": on == request.today and request.actor.may(Action.RELEASE_FIGURE),
    }
    return render(request, "agreement/steering/indicator.html", context, status=status)


@guard(Action.WORK_ON_STEERING)
@require_POST
def report_value(request: TalachseRequest, key: str) -> HttpResponse:
    """Report or correct a value."""
    agreement = _agreement(request)
    found = figures.indicator(agreement, key)
    if found is None:
        raise Http404
    form = forms.ValueForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        corrects = steering.measurement(found, data["corrects"]) if data["corrects"] else None
        try:
            services.report_value(
                found,
                as_of=data["as_of"],
                value=data["value"],
                source=data["source"],
                series=data["series"],
                note=data["note"],
                corrects=corrects,
                by=request.actor,
                today=request.today,
            )
        except services.SteeringRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Der Wert ist eingetragen. Stadt und Jobcenter bestätigen ihn als Nächstes.")
            return redirect("agreement-indicator", key=key)
    return _indicator(request, key, form, status=422)


@guard(Action.CONFIRM_FIGURE)
@require_POST
def confirm_value(request: TalachseRequest, key: str, pk: int) -> HttpResponse:
    """Turn the key of the own side, or object."""
    found = figures.indicator(_agreement(request), key)
    measurement = steering.measurement(found, pk) if found else None
    if measurement is None:
        raise Http404
    agrees = request.POST.get("agrees") == "1"
    try:
        services.confirm_value(measurement, agrees=agrees, note=request.POST.get("note", ""), by=request.actor)
    except services.SteeringRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Bestätigt." if agrees else "Ihr Einwand ist festgehalten.")
    return redirect("agreement-indicator", key=key)


@guard(Action.RELEASE_FIGURE)
@require_POST
def release(request: TalachseRequest, key: str) -> HttpResponse:
    """Show an indicator on the public page."""
    agreement = _agreement(request)
    found = figures.indicator(agreement, key)
    if found is None:
        raise Http404
    form = forms.ReleaseForm(agreement, request.POST)
    if form.is_valid():
        try:
            services.release_indicator(found, seat=form.cleaned_data["seat"], since=request.today, by=request.actor)
        except services.SteeringRefused as refusal:
            messages.warning(request, str(refusal))
        else:
            messages.success(request, "Die Zahl ist öffentlich.")
    else:
        messages.error(request, "Bitte wählen Sie, welche Funktion freigibt.")
    return redirect("agreement-indicator", key=key)


@guard(Action.WORK_ON_STEERING)
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: TalachseRequest) -> HttpResponse:
    """Paste a table, see what can be taken, take it."""
    agreement = _agreement(request)
    form = forms.PasteForm(request.POST or None)
    rows: list[forms.PastedRow] = []
    if request.method == "POST" and form.is_valid():
        known = steering.indicators_by_key(agreement)
        rows = form.rows(set(known), today=request.today)
        good = [row for row in rows if row.good]
        if "take" in request.POST and good:
            for row in good:
                if row.as_of is None or row.value is None:
                    continue
                services.report_value(
                    known[row.key],
                    as_of=row.as_of,
                    value=row.value,
                    source=row.source,
                    by=request.actor,
                    today=request.today,
                )
            left = len(rows) - len(good)
            text = f"{len(good)} Werte sind eingetragen." + (f" {left} Zeilen bleiben offen." if left else "")
            messages.success(request, text)
            return redirect("agreement-indicators")
    context = {
        "agreement": agreement,
        "form": form,
        "rows": rows,
        "good": sum(r.good for r in rows),
        "columns": forms.COLUMNS,
    }
    return render(request, "agreement/steering/paste.html", context, status=422 if form.errors else 200)


@guard(Action.SEE_STEERING)
@require_safe
def all_seats(request: TalachseRequest) -> HttpResponse:
    """Who sits where."""
    agreement, on = _agreement(request), stand.read(request)
    rows = seats.seats_on(agreement, on=on)
    return render(
        request,
        "agreement/steering/seats.html",
        {"agreement": agreement, "on": on, "rows": rows, "contacts": steering.contacts_on(agreement, on=on)},
    )


@guard(Action.SEE_STEERING)
@require_safe
def seat(request: TalachseRequest, key: str) -> HttpResponse:
    """One seat with its history."""
    return _seat_page(request, key, forms.AppointForm(initial={"valid_from": request.today}))


def _seat_page(request: TalachseRequest, key: str, form: forms.AppointForm, status: int = 200) -> HttpResponse:
    found = _seat(_agreement(request), key)
    context = {
        "seat": found,
        "tenures": seats.tenures_of(found),
        "form": form,
        "vacate_form": forms.VacateForm(initial={"last_day": request.today}),
        "today": request.today,
        "can_manage": request.actor.may(Action.MANAGE_SEATS),
    }
    return render(request, "agreement/steering/seat.html", context, status=status)


@guard(Action.MANAGE_SEATS)
@require_POST
def appoint(request: TalachseRequest, key: str) -> HttpResponse:
    """Somebody takes the seat."""
    found = _seat(_agreement(request), key)
    form = forms.AppointForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        user = user_by_email(data["email"]) if data["email"] else None
        if data["email"] and user is None:
            form.add_error(
                "email", "Zu dieser Adresse gibt es kein Konto. Lassen Sie das Feld leer oder legen Sie das Konto an."
            )
        else:
            try:
                services.appoint(
                    found,
                    user=user,
                    holder_name=data["holder_name"],
                    is_deputy=data["is_deputy"],
                    valid_from=data["valid_from"],
                    valid_until=data["valid_until"],
                    by=request.actor,
                )
            except services.SteeringRefused as refusal:
                form.add_error(None, str(refusal))
            except ValidationError as error:
                form.add_error(None, error.messages[0])
            else:
                messages.success(request, "Eingetragen.")
                return redirect("agreement-seat", key=key)
    return _seat_page(request, key, form, status=422)


@guard(Action.MANAGE_SEATS)
@require_POST
def vacate(request: TalachseRequest, key: str, pk: int) -> HttpResponse:
    """Somebody leaves the seat; then the hand-over list is the next step."""
    tenure = steering.tenure(_seat(_agreement(request), key), pk)
    if tenure is None:
        raise Http404
    form = forms.VacateForm(request.POST)
    if form.is_valid():
        try:
            services.vacate(tenure, last_day=form.cleaned_data["last_day"], by=request.actor)
        except services.SteeringRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Das Ende ist eingetragen. Hier ist die Liste für die Übergabe.")
            return redirect("agreement-hand-over", key=key)
    else:
        messages.error(request, "Bitte geben Sie den letzten Tag an.")
    return redirect("agreement-seat", key=key)


@guard(Action.SEE_STEERING)
@require_safe
def hand_over(request: TalachseRequest, key: str) -> HttpResponse:
    """What the next holder must know; made to be printed."""
    found = _seat(_agreement(request), key)
    on = stand.read(request)
    context = {"seat": found, "list": seats.hand_over(found, on=on), "on": on}
    return render(request, "agreement/steering/hand_over.html", context)


@guard(Action.SEE_FINANCE)
@require_safe
def money(request: TalachseRequest) -> HttpResponse:
    """Money by source and state of planning, budget events, what-if."""
    agreement, on = _agreement(request), stand.read(request)
    version = document.version_on(agreement, on)
    content = document.document_of(version)
    fundings = profile.fundings_on(agreement, version, on=on)
    form = forms.CutForm(request.GET if "percent" in request.GET else None)
    cuts = None
    if form.is_bound and form.is_valid():
        amounts = profile.known_amounts(fundings, form.cleaned_data["source"], [])
        cuts = what_if_cut(amounts, percent=form.cleaned_data["percent"])
    context = {
        "agreement": agreement,
        "on": on,
        "fundings": fundings,
        "events": sorted((e for e in content.events if e.kind == "budget" and e.day <= on), key=lambda e: e.day),
        "sources": {s.key: s for s in content.sources},
        "form": form,
        "cuts": cuts,
        "cut_total": sum(c.cut for c in cuts if c.cut is not None) if cuts else None,
        "cut_source": MONEY_SOURCE.get(form.cleaned_data.get("source", "")) if cuts is not None else "",
    }
    return render(request, "agreement/steering/money.html", context, status=422 if form.errors else 200)


@guard(Action.SEE_STEERING)
@require_safe
def conduct(request: TalachseRequest) -> HttpResponse:
    """The Jobcenter's own conduct in five areas."""
    agreement, on = _agreement(request), stand.read(request)
    version = document.version_on(agreement, on)
    rows = profile.indicators_on(agreement.indicators.exclude(area="").order_by("pk"), version, on=on)
    areas: dict[str, list[profile.IndicatorOnDay]] = {}
    for row in rows:
        areas.setdefault(row.indicator.area, []).append(row)
    return render(request, "agreement/steering/conduct.html", {"agreement": agreement, "on": on, "areas": areas})


@guard(Action.SEE_STEERING)
@require_safe
def actions(request: TalachseRequest) -> HttpResponse:
    """Who does what until when, and questions to carry up."""
    agreement = _agreement(request)
    return _actions(request, agreement, forms.ActionForm(agreement), forms.QuestionForm())


def _actions(
    request: TalachseRequest,
    agreement: Agreement,
    form: forms.ActionForm,
    question_form: forms.QuestionForm,
    status: int = 200,
) -> HttpResponse:
    on = stand.read(request)
    context = {
        "agreement": agreement,
        "on": on,
        "open": steering.open_actions(agreement, on=on),
        "done": steering.done_actions(agreement, on=on)[:20],
        "questions": steering.open_questions(agreement, on=on),
        "form": form,
        "question_form": question_form,
        # A past day is there to be read.
        "can_work": on == request.today and request.actor.may(Action.WORK_ON_STEERING),
    }
    return render(request, "agreement/steering/actions.html", context, status=status)


@guard(Action.WORK_ON_STEERING)
@require_POST
def add_action(request: TalachseRequest) -> HttpResponse:
    """Take on something."""
    agreement = _agreement(request)
    form = forms.ActionForm(agreement, request.POST)
    if not form.is_valid():
        return _actions(request, agreement, form, forms.QuestionForm(), status=422)
    services.take_on(agreement, by=request.actor, today=request.today, **form.cleaned_data)
    messages.success(request, "Der Auftrag ist eingetragen.")
    return redirect("agreement-actions")


@guard(Action.WORK_ON_STEERING)
@require_POST
def finish_action(request: TalachseRequest, pk: int) -> HttpResponse:
    """Done."""
    found = steering.action(_agreement(request), pk)
    if found is None:
        raise Http404
    services.finish(found, by=request.actor, today=request.today)
    messages.success(request, "Erledigt.")
    return redirect("agreement-actions")


@guard(Action.WORK_ON_STEERING)
@require_POST
def explain_delay(request: TalachseRequest, pk: int) -> HttpResponse:
    """Why it takes longer."""
    found = steering.action(_agreement(request), pk)
    if found is None:
        raise Http404
    form = forms.DelayForm(request.POST)
    if form.is_valid():
        services.explain_delay(found, reason=form.cleaned_data["reason"], by=request.actor)
        messages.success(request, "Der Grund ist festgehalten.")
    else:
        messages.error(request, "Bitte nennen Sie den Grund.")
    return redirect("agreement-actions")


@guard(Action.WORK_ON_STEERING)
@require_POST
def add_question(request: TalachseRequest) -> HttpResponse:
    """A question for the quarterly meeting."""
    agreement = _agreement(request)
    form = forms.QuestionForm(request.POST)
    if not form.is_valid():
        return _actions(request, agreement, forms.ActionForm(agreement), form, status=422)
    services.raise_question(agreement, text=form.cleaned_data["text"], by=request.actor, today=request.today)
    messages.success(request, "Die Frage kommt auf die Tagesordnung des nächsten Quartalsgesprächs.")
    return redirect("agreement-actions")
