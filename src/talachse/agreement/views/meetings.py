"""Pages of the meetings and decisions."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from talachse.accounts.http import TalachseRequest
from talachse.agreement.forms.meetings import (
    ActionForm,
    AttendanceForm,
    CircularForm,
    ConflictForm,
    DecisionForm,
    GuestForm,
    InviteForm,
    ItemForm,
    PaperForm,
    ProjectForm,
    QuestionForm,
    ReasonForm,
    RegisterFilter,
    ReportForm,
    ResultForm,
    ScheduleForm,
    SeatForm,
)
from talachse.agreement.ics import calendar_of
from talachse.agreement.models import AgendaItem, Agreement, Decision, Meeting, Project
from talachse.agreement.queries import meetings as queries
from talachse.agreement.queries.document import agreement as agreement_by_key
from talachse.agreement.services import decisions, projects
from talachse.agreement.services import meetings as services
from talachse.documents.http import download
from talachse.documents.services import DocumentRefused
from talachse.rules.access import Action, guard
from talachse.rules.agreement.document import Side
from talachse.rules.agreement.meetings import ItemKind, Kind, Phase, Status, invite_by, may_vote
from talachse.rules.verdict import Verdict
from talachse.ui import stand

SIDE_LABELS = {Side.CITY: "Stadt", Side.JOBCENTER: "Jobcenter"}


def _agreement(request: TalachseRequest) -> Agreement:
    found = agreement_by_key(request.GET.get("vereinbarung", ""))
    if found is None:
        raise Http404("Es ist noch keine Vereinbarung geladen.")
    return found


def _meeting(pk: int) -> Meeting:
    found = queries.meeting_by_id(pk)
    if found is None:
        raise Http404
    return found


def _item(pk: int, item_id: int) -> AgendaItem:
    found = queries.item_of(_meeting(pk), item_id)
    if found is None:
        raise Http404
    return found


def _projects(agreement: Agreement) -> QuerySet[Project]:
    return queries.projects_of(agreement)


# --- the year ----------------------------------------------------------------------------------------------------


@guard(Action.SEE_STEERING)
@require_safe
def calendar(request: TalachseRequest) -> HttpResponse:
    """The meetings of a year, with their state on the chosen day."""
    agreement = _agreement(request)
    on = stand.read(request)
    years = sorted({*queries.years_with_meetings(agreement), on.year})
    try:
        year = int(request.GET.get("jahr") or on.year)
    except ValueError as error:
        raise BadRequest("Bitte geben Sie das Jahr als Zahl an, zum Beispiel 2026.") from error
    if year not in years:
        raise BadRequest(f"Gespräche gibt es von {years[0]} bis {years[-1]}.")
    at = min(on, dt.date(year, 12, 31))
    context = {
        "agreement": agreement,
        "on": on,
        "year": year,
        "years": years,
        "monthly": queries.year_of(agreement, Kind.MONTHLY, year, on),
        "quarterly": queries.year_of(agreement, Kind.QUARTERLY, year, on),
        "monthly_closed": queries.meetings_closed(agreement=agreement, kind=Kind.MONTHLY, on=at)
        if year <= on.year
        else 0,
        "quarterly_closed": queries.meetings_closed(agreement=agreement, kind=Kind.QUARTERLY, on=at)
        if year <= on.year
        else 0,
        "upcoming": [
            {"meeting": m, "step": queries.step_of(m, request.today, frozenset())}
            for m in (queries.upcoming(agreement, on) if on == request.today else [])
        ],
        "counts": queries.register_counts(agreement, on),
    }
    return render(request, "agreement/meetings/calendar.html", context)


@guard(Action.SEE_STEERING)
@require_safe
def calendar_file(request: TalachseRequest) -> HttpResponse:
    """All coming meetings as a calendar file."""
    coming = queries.upcoming(_agreement(request), request.today, limit=20)
    for meeting in coming:
        meeting.agreement = _agreement(request)
    return _ics(calendar_of(coming, url=settings.TALACHSE_PUBLIC_URL), "gespraeche.ics")


def _ics(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


# --- one meeting -------------------------------------------------------------------------------------------------


@guard(Action.SEE_STEERING)
@require_safe
def meeting(request: TalachseRequest, pk: int) -> HttpResponse:
    """One meeting: where it stands, what is next, agenda, people, result."""
    return _page(request, _meeting(pk))


def _page(request: TalachseRequest, found: Meeting, status: int = 200, **forms: Any) -> HttpResponse:
    items = queries.agenda_of(found)
    invitees = queries.invitees_of(found)
    confirmed = queries.confirmed_sides(found)
    step = queries.step_of(found, request.today, confirmed)
    kind, state = Kind(found.kind), Status(found.status)
    starts_on = timezone.localdate(found.starts_at)
    is_open = state not in {Status.CLOSED, Status.CANCELLED}
    actor = request.actor
    side = actor.side_for(Action.CLOSE_MEETING)
    projects_here = _projects(found.agreement)
    addressees = queries.addressees(found.agreement, request.today)
    fresh: dict[str, Any] = {
        "item_form": ItemForm.fresh(kind=kind, projects=projects_here, wanted=request.GET.get("art", "")),
        "schedule_form": ScheduleForm.of(found),
        "guest_form": GuestForm(),
        "seat_form": SeatForm(seats=queries.seats_to_add(found)),
        "invite_form": InviteForm(),
        "attendance_form": AttendanceForm(initial={"revision": found.revision}, invitees=invitees),
        "result_form": ResultForm(initial={"revision": found.revision, "minutes": found.minutes}, items=items),
        "reason_form": ReasonForm(),
        "question_form": QuestionForm(projects=projects_here),
        "action_form": ActionForm(seats=addressees, projects=projects_here),
    }
    context = {
        "meeting": found,
        "items": items,
        "dropped": queries.agenda_of(found, dropped=True),
        "invitees": invitees,
        "step": step,
        "steps": [p.value for p in Phase],
        "starts_on": starts_on,
        "invite_by": invite_by(starts_on),
        "is_short": queries.has_short_notice(found),
        "would_be_short": request.today > invite_by(starts_on),
        "is_monthly": kind is Kind.MONTHLY,
        "is_open": is_open,
        "is_before": state in {Status.PLANNED, Status.INVITED},
        "may_be_held": is_open and request.today >= starts_on and (kind is Kind.MONTHLY or state is not Status.PLANNED),
        "sides": [{"label": SIDE_LABELS[s], "confirmed": s in confirmed} for s in Side],
        "side": side,
        "side_confirmed": side in confirmed,
        "actions": found.actions.select_related("owner"),
        "to_approve": queries.minutes_to_approve(found) if kind is Kind.QUARTERLY and state is Status.HELD else [],
        "can_work": actor.may(Action.WORK_ON_STEERING) and is_open,
        "can_close": actor.may(Action.CLOSE_MEETING),
        "can_decide": actor.may(Action.DECIDE_QUARTERLY),
        "opened": next(iter(forms), ""),
        **fresh,
        **forms,
    }
    return render(request, "agreement/meetings/meeting.html", context, status=status)


def _try(request: TalachseRequest, pk: int, act: Callable[[], object], done: str, anchor: str = "") -> HttpResponse:
    """Do one thing; say what came of it; back to the page of the meeting."""
    try:
        act()
    except services.MeetingRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        if done:
            messages.success(request, done)
    return redirect(reverse("agreement-meeting", args=[pk]) + (f"#{anchor}" if anchor else ""))


def _refuse(form: Any, refusal: services.MeetingRefused, current: Meeting) -> int:
    """Put the reason on the form; with a stale form the next try counts on the present state."""
    form.add_error(None, str(refusal))
    if not isinstance(refusal, services.MeetingChanged):
        return 422
    form.data = form.data.copy()
    form.data[form.add_prefix("revision")] = str(current.revision)
    return 409


@guard(Action.SEE_STEERING)
@require_safe
def print_view(request: TalachseRequest, pk: int) -> HttpResponse:
    """Agenda or minutes for printing; ``?oeffentlich=1`` shows the public items only."""
    found = _meeting(pk)
    public_only = request.GET.get("oeffentlich") == "1"
    items = [i for i in queries.agenda_of(found) if i.is_public or not public_only]
    context = {
        "meeting": found,
        "items": items,
        "invitees": queries.invitees_of(found),
        "public_only": public_only,
        "is_minutes": found.status in {Status.HELD, Status.CLOSED},
        "is_monthly": found.kind == Kind.MONTHLY,
        "is_short": queries.has_short_notice(found),
        "confirmations": found.confirmations.order_by("side"),
        "actions": found.actions.select_related("owner"),
    }
    return render(request, "agreement/meetings/print.html", context)


@guard(Action.SEE_STEERING)
@require_safe
def meeting_file(request: TalachseRequest, pk: int) -> HttpResponse:
    """One meeting as a calendar file."""
    found = _meeting(pk)
    return _ics(calendar_of([found], url=settings.TALACHSE_PUBLIC_URL), f"gespraech-{found.period}.ics")


@guard(Action.SEE_STEERING)
@require_safe
def paper(request: TalachseRequest, pk: int, paper_id: int) -> FileResponse:
    """Download a paper of this meeting."""
    found = queries.paper_of(_meeting(pk), paper_id)
    if found is None:
        raise Http404
    return download(found.file)


# --- agenda ------------------------------------------------------------------------------------------------------


@guard(Action.WORK_ON_STEERING)
@require_POST
def draft(request: TalachseRequest, pk: int) -> HttpResponse:
    """Draft the agenda, or renew the draft."""
    found = _meeting(pk)
    return _try(
        request,
        pk,
        lambda: services.draft(found, by=request.actor, today=request.today),
        "Die Tagesordnung ist auf dem neuesten Stand. Was Sie selbst geschrieben haben, ist unverändert.",
        "tagesordnung",
    )


@guard(Action.WORK_ON_STEERING)
@require_POST
def add_item(request: TalachseRequest, pk: int) -> HttpResponse:
    """Put an item on the agenda."""
    found = _meeting(pk)
    form = ItemForm(request.POST, prefix="item", projects=_projects(found.agreement))
    if form.is_valid():
        data = form.cleaned_data
        try:
            services.add_item(
                found,
                submission=data["submission"] or uuid.uuid4(),
                kind=ItemKind(data["kind"]),
                title=data["title"],
                text=data["text"],
                proposal=data["proposal"],
                project=data["project"],
                is_public=data["is_public"],
                by=request.actor,
            )
        except services.MeetingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Der Punkt steht auf der Tagesordnung.")
            return redirect(reverse("agreement-meeting", args=[pk]) + "#tagesordnung")
    return _page(request, found, 422, item_form=form)


@guard(Action.WORK_ON_STEERING)
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: TalachseRequest, pk: int, item_id: int) -> HttpResponse:
    """One item: wording, papers, conflicts of interest."""
    found = _item(pk, item_id)
    if request.method != "POST":
        return _item_page(request, found, ItemForm.of(found, projects=_projects(found.meeting.agreement)))
    form = ItemForm(request.POST, projects=_projects(found.meeting.agreement), with_kind=False)
    if not form.is_valid():
        return _item_page(request, found, form, status=422)
    data = form.cleaned_data
    try:
        services.edit_item(
            found,
            revision=data["revision"] or 0,
            title=data["title"],
            text=data["text"],
            proposal=data["proposal"],
            project=data["project"],
            is_public=data["is_public"],
            by=request.actor,
        )
    except services.MeetingRefused as refusal:
        current = _item(pk, item_id)
        return _item_page(request, current, form, status=_refuse(form, refusal, current.meeting))
    messages.success(request, "Gespeichert.")
    return redirect(reverse("agreement-meeting", args=[pk]) + f"#punkt-{item_id}")


def _item_page(
    request: TalachseRequest, found: AgendaItem, form: ItemForm, status: int = 200, **forms: Any
) -> HttpResponse:
    context = {
        "meeting": found.meeting,
        "item": found,
        "form": form,
        "paper_form": PaperForm(),
        "conflict_form": ConflictForm(meeting=found.meeting),
        "papers": found.papers.select_related("file").order_by("id"),
        "conflicts": found.conflicts.select_related("attendance__seat"),
        "is_open": found.meeting.status not in {Status.CLOSED, Status.CANCELLED},
        "is_stale": status == 409,
        "can_close": request.actor.may(Action.CLOSE_MEETING),
        **forms,
    }
    return render(request, "agreement/meetings/item.html", context, status=status)


@guard(Action.WORK_ON_STEERING)
@require_POST
def move_item(request: TalachseRequest, pk: int, item_id: int) -> HttpResponse:
    """One place up or down."""
    found = _item(pk, item_id)
    up = request.POST.get("richtung") == "hoch"
    return _try(request, pk, lambda: services.move_item(found, up=up, by=request.actor), "", f"punkt-{item_id}")


@guard(Action.WORK_ON_STEERING)
@require_POST
def drop_item(request: TalachseRequest, pk: int, item_id: int) -> HttpResponse:
    """Leave an item out, or bring it back."""
    found = _item(pk, item_id)
    if request.POST.get("zurueck") == "1":
        return _try(
            request,
            pk,
            lambda: services.restore_item(found, by=request.actor),
            "Der Punkt steht wieder auf der Tagesordnung.",
            f"punkt-{item_id}",
        )
    return _try(
        request,
        pk,
        lambda: services.drop_item(found, by=request.actor),
        "Der Punkt ist weggelassen. Sie finden ihn unter der Tagesordnung wieder.",
        "tagesordnung",
    )


@guard(Action.WORK_ON_STEERING)
@require_POST
def attach_paper(request: TalachseRequest, pk: int, item_id: int) -> HttpResponse:
    """Attach a file to an item."""
    found = _item(pk, item_id)
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            added = services.attach_paper(
                found, upload=form.cleaned_data["upload"], title=form.cleaned_data["title"], by=request.actor
            )
        except (services.MeetingRefused, DocumentRefused) as refusal:
            form.add_error("upload", str(refusal))
        else:
            text = "Die Unterlage ist angehängt"
            messages.success(request, f"{text} und als Tischvorlage gekennzeichnet." if added.is_late else f"{text}.")
            return redirect("agreement-meeting-item", pk=pk, item_id=item_id)
    edit = ItemForm.of(found, projects=_projects(found.meeting.agreement))
    return _item_page(request, found, edit, status=422, paper_form=form)


@guard(Action.CLOSE_MEETING)
@require_POST
def declare_conflict(request: TalachseRequest, pk: int, item_id: int) -> HttpResponse:
    """Somebody is biased on this item."""
    found = _item(pk, item_id)
    form = ConflictForm(request.POST, meeting=found.meeting)
    if form.is_valid():
        try:
            services.declare_conflict(
                found, attendance=form.cleaned_data["attendance"], note=form.cleaned_data["note"], by=request.actor
            )
        except services.MeetingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Die Befangenheit ist festgehalten.")
            return redirect("agreement-meeting-item", pk=pk, item_id=item_id)
    edit = ItemForm.of(found, projects=_projects(found.meeting.agreement))
    return _item_page(request, found, edit, status=422, conflict_form=form)


@guard(Action.CLOSE_MEETING)
@require_POST
def withdraw_conflict(request: TalachseRequest, pk: int, item_id: int, conflict_id: int) -> HttpResponse:
    """The declaration was a mistake."""
    found = _item(pk, item_id).conflicts.filter(pk=conflict_id).select_related("item__meeting").first()
    if found is None:
        raise Http404
    try:
        services.withdraw_conflict(found, by=request.actor)
    except services.MeetingRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect("agreement-meeting-item", pk=pk, item_id=item_id)


@guard(Action.WORK_ON_STEERING)
@require_POST
def raise_question(request: TalachseRequest, pk: int) -> HttpResponse:
    """A question for the next quarterly meeting."""
    found = _meeting(pk)
    form = QuestionForm(request.POST, projects=_projects(found.agreement))
    if not form.is_valid():
        return _page(request, found, 422, question_form=form)
    data = form.cleaned_data
    return _try(
        request,
        pk,
        lambda: services.raise_question(
            found, text=data["text"], project=data["project"], by=request.actor, today=request.today
        ),
        "Die Frage steht auf der Tagesordnung und kommt von selbst in das nächste Quartalsgespräch.",
        "tagesordnung",
    )


@guard(Action.WORK_ON_STEERING)
@require_POST
def agree_action(request: TalachseRequest, pk: int) -> HttpResponse:
    """Somebody takes something on."""
    found = _meeting(pk)
    form = ActionForm(
        request.POST, seats=queries.addressees(found.agreement, request.today), projects=_projects(found.agreement)
    )
    if not form.is_valid():
        return _page(request, found, 422, action_form=form)
    data = form.cleaned_data
    return _try(
        request,
        pk,
        lambda: services.agree_action(
            found,
            title=data["title"],
            owner=data["owner"],
            due_on=data["due_on"],
            project=data["project"],
            by=request.actor,
            today=request.today,
        ),
        "Der Auftrag ist festgehalten.",
        "auftraege",
    )


# --- invitation --------------------------------------------------------------------------------------------------


@guard(Action.WORK_ON_STEERING)
@require_POST
def schedule(request: TalachseRequest, pk: int) -> HttpResponse:
    """Set day, time and place."""
    found = _meeting(pk)
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, schedule_form=form)
    try:
        saved = services.schedule(
            found,
            revision=form.cleaned_data["revision"],
            starts_at=form.starts_at,
            place=form.cleaned_data["place"],
            by=request.actor,
        )
    except services.MeetingRefused as refusal:
        current = _meeting(pk)
        return _page(request, current, _refuse(form, refusal, current), schedule_form=form)
    told = " Alle Eingeladenen bekommen eine Nachricht." if saved.status == Status.INVITED else ""
    messages.success(request, f"Der Termin ist gespeichert.{told}")
    return redirect("agreement-meeting", pk=pk)


@guard(Action.WORK_ON_STEERING)
@require_POST
def add_guest(request: TalachseRequest, pk: int) -> HttpResponse:
    """Put a guest on the invitation."""
    found = _meeting(pk)
    form = GuestForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, guest_form=form)
    data = form.cleaned_data
    return _try(
        request,
        pk,
        lambda: services.add_guest(found, name=data["name"], email=data["email"], by=request.actor),
        "Der Gast steht auf der Einladung.",
        "einladen",
    )


@guard(Action.WORK_ON_STEERING)
@require_POST
def add_seat(request: TalachseRequest, pk: int) -> HttpResponse:
    """Put a seat on the invitation."""
    found = _meeting(pk)
    form = SeatForm(request.POST, seats=queries.addressees(found.agreement, request.today))
    if not form.is_valid():
        return _page(request, found, 422, seat_form=form)
    seat = form.cleaned_data["seat"]
    return _try(
        request,
        pk,
        lambda: services.add_seat(found, seat=seat, by=request.actor),
        "Die Funktion steht auf der Einladung.",
        "einladen",
    )


@guard(Action.WORK_ON_STEERING)
@require_POST
def remove_invitee(request: TalachseRequest, pk: int, attendance_id: int) -> HttpResponse:
    """Take a line off the invitation."""
    row = _meeting(pk).attendances.select_related("meeting", "seat").filter(pk=attendance_id).first()
    if row is None:  # a second click
        return redirect(reverse("agreement-meeting", args=[pk]) + "#einladen")
    return _try(request, pk, lambda: services.remove_invitee(row, by=request.actor), "Entfernt.", "einladen")


@guard(Action.CLOSE_MEETING)
@require_POST
def invite(request: TalachseRequest, pk: int) -> HttpResponse:
    """Send the invitation."""
    found = _meeting(pk)
    form = InviteForm(request.POST)
    form.is_valid()
    try:
        services.invite(
            found,
            short_notice_confirmed=form.cleaned_data["short_notice"],
            by=request.actor,
            today=request.today,
        )
    except services.MeetingRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, 422, invite_form=form)
    messages.success(request, "Die Einladung ist unterwegs, mit Tagesordnung und Kalendereintrag.")
    return redirect(reverse("agreement-meeting", args=[pk]) + "#einladen")


@guard(Action.CLOSE_MEETING)
@require_POST
def cancel(request: TalachseRequest, pk: int) -> HttpResponse:
    """The meeting does not take place."""
    found = _meeting(pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, reason_form=form)
    reason = form.cleaned_data["reason"]
    return _try(
        request,
        pk,
        lambda: services.cancel(found, reason=reason, by=request.actor, today=request.today),
        "Das Gespräch ist abgesagt.",
    )


@guard(Action.CLOSE_MEETING)
@require_POST
def plan_again(request: TalachseRequest, pk: int) -> HttpResponse:
    """A cancelled meeting gets a new date."""
    found = _meeting(pk)
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, schedule_form=form)
    return _try(
        request,
        pk,
        lambda: services.plan_again(found, starts_at=form.starts_at, by=request.actor),
        "Das Gespräch ist neu angesetzt. Bitte laden Sie wieder ein.",
    )


# --- result ------------------------------------------------------------------------------------------------------


@guard(Action.CLOSE_MEETING)
@require_POST
def attendance(request: TalachseRequest, pk: int) -> HttpResponse:
    """Record who was there."""
    found = _meeting(pk)
    form = AttendanceForm(request.POST, invitees=queries.invitees_of(found))
    if not form.is_valid():
        return _page(request, found, 422, attendance_form=form)
    try:
        services.record_attendance(
            found,
            revision=form.cleaned_data["revision"],
            words=form.words,
            by=request.actor,
            today=request.today,
        )
    except services.MeetingRefused as refusal:
        current = _meeting(pk)
        return _page(request, current, _refuse(form, refusal, current), attendance_form=form)
    messages.success(request, "Die Anwesenheit ist festgehalten.")
    return redirect(reverse("agreement-meeting", args=[pk]) + "#ergebnis")


@guard(Action.CLOSE_MEETING)
@require_POST
def result(request: TalachseRequest, pk: int) -> HttpResponse:
    """Write outcomes and note."""
    found = _meeting(pk)
    form = ResultForm(request.POST, items=queries.agenda_of(found))
    if not form.is_valid():
        return _page(request, found, 422, result_form=form)
    try:
        services.record_result(
            found,
            revision=form.cleaned_data["revision"],
            minutes=form.cleaned_data["minutes"],
            outcomes=form.outcomes,
            by=request.actor,
            today=request.today,
        )
    except services.MeetingRefused as refusal:
        current = _meeting(pk)
        return _page(request, current, _refuse(form, refusal, current), result_form=form)
    messages.success(request, "Das Ergebnis ist gespeichert.")
    anchor = "bestaetigen" if found.kind == Kind.MONTHLY else "vorlegen"
    return redirect(reverse("agreement-meeting", args=[pk]) + f"#{anchor}")


@guard(Action.CLOSE_MEETING)
@require_POST
def confirm(request: TalachseRequest, pk: int) -> HttpResponse:
    """One side confirms the note."""
    found = _meeting(pk)
    revision = request.POST.get("revision", "")
    try:
        saved = services.confirm(
            found, revision=int(revision) if revision.isdecimal() else 0, by=request.actor, now=timezone.now()
        )
    except services.MeetingRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        done = saved.status == Status.CLOSED
        messages.success(
            request,
            "Beide Seiten haben bestätigt. Der Abgleich ist abgeschlossen."
            if done
            else "Sie haben für Ihre Seite bestätigt. Jetzt fehlt noch die andere Seite.",
        )
    return redirect(reverse("agreement-meeting", args=[pk]) + "#bestaetigen")


@guard(Action.CLOSE_MEETING)
@require_POST
def submit_minutes(request: TalachseRequest, pk: int) -> HttpResponse:
    """Lay the minutes before the next quarterly meeting."""
    found = _meeting(pk)
    return _try(
        request,
        pk,
        lambda: services.submit_minutes(found, by=request.actor, today=request.today),
        "Das Protokoll ist vorgelegt. Es steht von selbst auf der Tagesordnung des nächsten Quartalsgesprächs.",
        "vorlegen",
    )


@guard(Action.DECIDE_QUARTERLY)
@require_POST
def approve_minutes(request: TalachseRequest, pk: int, earlier_id: int) -> HttpResponse:
    """This quarterly meeting approves the minutes of an earlier one."""
    found, earlier = _meeting(pk), _meeting(earlier_id)
    return _try(
        request,
        pk,
        lambda: services.approve_minutes(earlier, in_meeting=found, by=request.actor),
        f"Das Protokoll {earlier.period} ist genehmigt und das Gespräch abgeschlossen.",
        "genehmigen",
    )


# --- decisions ---------------------------------------------------------------------------------------------------


def _voters(found: AgendaItem) -> list[tuple[queries.Invitee, Verdict]]:
    biased = {c.attendance_id for c in found.conflicts.all()}
    return [
        (invitee, may_vote(side=invitee.side, present=True, biased=invitee.attendance.pk in biased))
        for invitee in queries.invitees_of(found.meeting)
        if invitee.attendance.present
    ]


@guard(Action.DECIDE_QUARTERLY)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: TalachseRequest, pk: int, item_id: int) -> HttpResponse:
    """Record the decision on an item."""
    found = _item(pk, item_id)
    seats = queries.addressees(found.meeting.agreement, request.today)
    form = DecisionForm(
        request.POST or None,
        seats=seats,
        initial={
            "submission": uuid.uuid4(),
            "title": found.title,
            "text": found.proposal,
            "adds_project": found.kind == ItemKind.NEW_PROJECT,
            "is_public": found.is_public,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            taken = decisions.decide(found, **form.cleaned_data, by=request.actor, today=request.today)
        except decisions.DecisionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Der Beschluss {taken.number} ist eingetragen.")
            return redirect("agreement-decision", pk=taken.pk)
    context = {"meeting": found.meeting, "item": found, "form": form, "voters": _voters(found)}
    status = 422 if request.method == "POST" else 200
    return render(request, "agreement/meetings/decide.html", context, status=status)


@guard(Action.DECIDE_QUARTERLY)
@require_http_methods(["GET", "HEAD", "POST"])
def circular(request: TalachseRequest) -> HttpResponse:
    """Record a decision taken in writing."""
    agreement = _agreement(request)
    form = CircularForm(
        request.POST or None,
        seats=queries.addressees(agreement, request.today),
        initial={"submission": uuid.uuid4(), "decided_on": request.today},
    )
    if request.method == "POST" and form.is_valid():
        try:
            taken = decisions.decide_by_circular(agreement, **form.cleaned_data, by=request.actor, today=request.today)
        except decisions.DecisionRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Der Umlaufbeschluss {taken.number} ist eingetragen.")
            return redirect("agreement-decision", pk=taken.pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "agreement/meetings/circular.html", {"form": form}, status=status)


@guard(Action.SEE_STEERING)
@require_safe
def register(request: TalachseRequest) -> HttpResponse:
    """All decisions as they stood on the chosen day, overdue ones first."""
    agreement = _agreement(request)
    on = stand.read(request)
    form = RegisterFilter(request.GET, seats=queries.addressees(agreement, on))
    chosen = form.cleaned_data if form.is_valid() else {}
    seat = chosen.get("seat")
    rows = queries.register(
        agreement, on, state=chosen.get("status", ""), seat=seat.pk if seat else None, text=chosen.get("q", "")
    )
    context = {
        "agreement": agreement,
        "on": on,
        "form": form,
        "rows": rows,
        "states": queries.STATES,
        "counts": queries.register_counts(agreement, on),
        "can_decide": request.actor.may(Action.DECIDE_QUARTERLY),
    }
    return render(request, "agreement/meetings/register.html", context)


def _decision(pk: int) -> Decision:
    found = queries.decision_by_id(pk)
    if found is None:
        raise Http404
    return found


@guard(Action.SEE_STEERING)
@require_safe
def decision(request: TalachseRequest, pk: int) -> HttpResponse:
    """One decision: wording, follow-up, and the project it adds."""
    return _decision_page(request, _decision(pk))


def _decision_page(request: TalachseRequest, found: Decision, status: int = 200, **forms: Any) -> HttpResponse:
    sections = queries.sections_of(found.agreement, request.today)
    added = list(found.projects.all())
    context = {
        "decision": found,
        "state": queries.decision_state(found, request.today),
        "states": queries.STATES,
        "report_form": ReportForm(initial={"done_on": found.done_on, "delay_reason": found.delay_reason}),
        "project_form": ProjectForm(sections=sections, initial={"title": found.title}),
        "added": added,
        "can_work": request.actor.may(Action.WORK_ON_STEERING),
        "can_add": found.adds_project and not added and request.actor.may(Action.DECIDE_QUARTERLY),
        **forms,
    }
    return render(request, "agreement/meetings/decision.html", context, status=status)


@guard(Action.WORK_ON_STEERING)
@require_POST
def report_on(request: TalachseRequest, pk: int) -> HttpResponse:
    """Say what became of a decision."""
    found = _decision(pk)
    form = ReportForm(request.POST)
    if form.is_valid():
        try:
            decisions.report_on(found, **form.cleaned_data, by=request.actor, today=request.today)
        except decisions.DecisionRefused as refusal:
            form.add_error("done_on", str(refusal))
        else:
            messages.success(request, "Gespeichert.")
            return redirect("agreement-decision", pk=pk)
    return _decision_page(request, found, 422, report_form=form)


@guard(Action.DECIDE_QUARTERLY)
@require_POST
def add_project(request: TalachseRequest, pk: int) -> HttpResponse:
    """Add the project that this decision names."""
    found = _decision(pk)
    form = ProjectForm(request.POST, sections=queries.sections_of(found.agreement, request.today))
    if form.is_valid():
        try:
            added = projects.add_project(found, **form.cleaned_data, by=request.actor, today=request.today)
        except projects.ProjectRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Das Projekt „{added.title}“ ist in die Vereinbarung aufgenommen.")
            return redirect("agreement-decision", pk=pk)
    return _decision_page(request, found, 422, project_form=form)
