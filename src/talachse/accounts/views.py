"""Own account, workplace, administration of access, journal."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts import queries, services
from talachse.accounts.forms import EndMembershipForm, JournalForm, MembershipForm, PauseForm
from talachse.accounts.http import TalachseRequest
from talachse.accounts.models import User
from talachse.audit import queries as journal
from talachse.audit.services import record_read
from talachse.jobs import queries as jobs
from talachse.rules.access import ROLES, Action, Role, guard, is_valid_on
from talachse.ui import navigation

JOURNAL_PAGE = 50


@guard(Action.MANAGE_OWN_ACCOUNT)
@require_safe
def workplace(request: TalachseRequest) -> HttpResponse:
    """The rooms this person may enter."""
    rooms = [
        {"label": r.label, "text": r.text, "url": reverse(r.url_name)} for r in navigation.rooms_for(request.actor.may)
    ]
    return render(request, "accounts/workplace.html", {"rooms": rooms})


@guard(Action.MANAGE_OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: TalachseRequest) -> HttpResponse:
    """Name, functions with validity, reminders, sessions."""
    user = _user(request)
    form = PauseForm(request.POST or None, initial={"until": user.reminders_paused_until})
    if request.method == "POST" and form.is_valid():
        services.pause_reminders(user, until=form.cleaned_data["until"], by=request.actor)
        messages.success(request, "Gespeichert.")
        return redirect("accounts-own")
    memberships = [
        {
            "membership": m,
            "role": ROLES[m.role],
            "valid": is_valid_on(m.valid_from, m.valid_until, on=request.today),
        }
        for m in queries.own_memberships(user)
    ]
    sessions = UserSession.objects.purge_and_list(user)
    current = request.session.session_key
    context = {
        "person": user,
        "memberships": memberships,
        "form": form,
        "sessions": [{"session": s, "current": s.session_key == current} for s in sessions],
    }
    return render(request, "accounts/own.html", context, status=422 if form.errors else 200)


@guard(Action.MANAGE_OWN_ACCOUNT)
@require_POST
def end_session(request: TalachseRequest, pk: int) -> HttpResponse:
    """End one of the own sessions, for instance on a lost telephone."""
    for session in UserSession.objects.filter(user=_user(request), pk=pk):
        session.end()
        messages.success(request, "Die Sitzung ist beendet.")
    return redirect("accounts-own")


@guard(Action.MANAGE_OWN_ACCOUNT)
@require_safe
def roles(request: TalachseRequest) -> HttpResponse:
    """Every role in plain words."""
    return render(request, "accounts/roles.html", {"roles": list(Role)})


@guard(Action.MANAGE_ACCESS)
@require_http_methods(["GET", "HEAD", "POST"])
def access(request: TalachseRequest) -> HttpResponse:
    """Organisations with their people; add a function."""
    form = MembershipForm(request.POST or None, initial={"valid_from": request.today})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            services.add_membership(
                user=services.add_user(email=data["email"], name=data["name"], by=request.actor),
                organisation=data["organisation"],
                role=ROLES[data["role"]],
                desk=data["desk"],
                valid_from=data["valid_from"],
                valid_until=data["valid_until"],
                by=request.actor,
            )
        except ValidationError as error:
            for message in error.messages:
                form.add_error(None, message)
        else:
            messages.success(
                request, "Die Funktion ist eingetragen. Die Person setzt ihr Passwort über „Passwort vergessen“."
            )
            return redirect("accounts-access")
    context = {
        "form": form,
        "organisations": queries.organisations(),
        "roles": ROLES,
        "end_form": EndMembershipForm(),
        "mail_alerts": _mail_alerts(),
    }
    return render(request, "accounts/access.html", context, status=422 if form.errors else 200)


def _mail_alerts() -> list[tuple[str, str]]:
    trouble = jobs.mail_trouble(now=timezone.now())
    alerts = []
    if trouble.since is not None:
        text = (
            f"Seit {timezone.localtime(trouble.since):%d.%m.%Y, %H:%M} Uhr nimmt der Mailserver nichts an; es warten "
            f"{trouble.waiting}. Talachse versucht es drei Tage lang weiter. Bitte geben Sie der IT Bescheid."
        )
        alerts.append(("E-Mails gehen nicht hinaus", text))
    if trouble.given_up:
        text = (
            f"In den letzten 30 Tagen waren nicht zustellbar: {trouble.given_up}. Bitte prüfen Sie die Adressen neuer "
            "Zugänge."
        )
        alerts.append(("E-Mails kamen nicht an", text))
    return alerts


@guard(Action.MANAGE_ACCESS)
@require_http_methods(["GET", "HEAD", "POST"])
def end_membership(request: TalachseRequest, pk: int) -> HttpResponse:
    """A function ends; nothing is deleted."""
    membership = queries.membership(pk)
    if membership is None:
        raise Http404
    form = EndMembershipForm(request.POST or None, initial={"last_day": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_membership(membership, last_day=form.cleaned_data["last_day"], by=request.actor)
        except ValidationError as error:
            form.add_error("last_day", error.messages[0])
        else:
            messages.success(request, "Das Ende ist eingetragen.")
            return redirect("accounts-access")
    context = {"membership": membership, "role": ROLES[membership.role], "form": form}
    return render(request, "accounts/end_membership.html", context, status=422 if form.errors else 200)


@guard(Action.READ_JOURNAL)
@require_safe
def read_journal(request: TalachseRequest) -> HttpResponse:
    """The journal, newest first; looking at it is itself noted."""
    form = JournalForm(request.GET)
    subject = form.cleaned_data["woran"] if form.is_valid() else ""
    before = request.GET.get("vor", "")
    before_id = int(before) if before.isdecimal() and len(before) < 19 else None
    found = list(journal.entries(subject=subject, before_id=before_id)[: JOURNAL_PAGE + 1]) if form.is_valid() else []
    # What was looked for is only kept when it names something the journal holds: people also type names.
    about = found[0].subject if subject and found else "audit.journal:all"
    record_read(by=request.actor, subject=about, why="Journal gefiltert" if subject else "Journal angesehen")
    context = {
        "entries": found[:JOURNAL_PAGE],
        "next": found[JOURNAL_PAGE - 1].pk if len(found) > JOURNAL_PAGE else None,
        "subject": subject,
        "form": form,
    }
    return render(request, "accounts/journal.html", context, status=422 if form.errors else 200)


def _user(request: TalachseRequest) -> User:
    if not isinstance(request.user, User):  # the guard lets nobody else in
        raise Http404
    return request.user
