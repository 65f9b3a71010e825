"""The pages of meetings and decisions, walked as the people in these seats walk them."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from talachse.accounts.actor import SYSTEM
from talachse.accounts.models import User
from talachse.agreement.models import AgendaItem, Decision, Meeting, Project
from talachse.agreement.services import meetings as services
from talachse.rules.access import Role
from talachse.rules.agreement.document import Side
from talachse.rules.agreement.meetings import ItemKind
from tests.agreement.builders import (
    BERLIN,
    at,
    make_agreement,
    make_decision,
    make_filled_seats,
    make_held,
    make_meeting,
    make_quarterly,
    make_tenure,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def november(settings: Any) -> Iterator[time_machine.Traveller]:
    settings.SESSION_COOKIE_AGE = 10_000_000  # the travellers stay logged in
    with time_machine.travel(dt.datetime(2026, 11, 24, 9, tzinfo=BERLIN), tick=False) as traveller:
        yield traveller


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def officer(side: Side) -> Client:
    return logged_in(make_user(Role.DESK_OFFICER, side))


def post(client: Client, to: str, *args: int, **data: Any) -> str:
    """Send a form, follow to the page that answers, and read it."""
    response = client.post(reverse(to, args=args), data, follow=True)
    assert response.status_code == 200, response.content.decode()
    return response.content.decode()


def read(client: Client, name: str, *args: int, query: str = "") -> str:
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_desk_officers_of_both_sides_prepare_and_close_a_monthly_alignment(november: time_machine.Traveller) -> None:
    agreement = make_agreement()
    make_filled_seats(agreement)
    meeting = make_meeting(agreement)
    city, jobcenter = officer(Side.CITY), officer(Side.JOBCENTER)

    page = post(city, "agreement-meeting-draft", meeting.pk)
    assert "auf dem neuesten Stand" in page
    page = post(city, "agreement-meeting-question", meeting.pk, **{"question-text": "Wer zahlt 2027?"})
    assert "Frage für das Quartalsgespräch: Wer zahlt 2027?" in page

    november.move_to(dt.datetime(2026, 11, 26, 11, tzinfo=BERLIN))
    assert "Halten Sie fest, wer da war" in read(jobcenter, "agreement-meeting", meeting.pk)
    words = {
        f"attendance_{a.pk}": "self"
        for a in meeting.attendances.filter(seat__key__in=["contact-city", "contact-jobcenter"])
    }
    page = post(city, "agreement-meeting-attendance", meeting.pk, revision=1, **words)
    assert "beide Seiten anwesend" in page
    question = AgendaItem.objects.get(kind="question")
    result = {"minutes": "Alles besprochen.", f"outcome_{question.pk}": "Geht ins Quartalsgespräch"}
    page = post(city, "agreement-meeting-result", meeting.pk, revision=2, **result)
    assert "Das Ergebnis ist gespeichert" in page

    # A digit that is no number is a version that nobody has seen.
    assert "Jetzt fehlt" not in post(city, "agreement-meeting-confirm", meeting.pk, revision="²")
    page = post(city, "agreement-meeting-confirm", meeting.pk, revision=3)
    assert "Jetzt fehlt noch die andere Seite" in page
    assert "Für die Stadt bestätigen" not in page
    page = post(jobcenter, "agreement-meeting-confirm", meeting.pk, revision=3)
    assert "Der Abgleich ist abgeschlossen" in page
    assert "1 von 12 <span>Gespräche</span>" in read(jobcenter, "agreement-meetings")
    printed = read(city, "agreement-meeting-print", meeting.pk)
    assert "Ergebnisvermerk" in printed
    assert "Geht ins Quartalsgespräch" in printed


def test_a_project_is_proposed_decided_and_added_in_the_quarterly_meeting(november: time_machine.Traveller) -> None:
    agreement = make_agreement()
    make_filled_seats(agreement)
    meeting = make_quarterly(agreement)
    city = officer(Side.CITY)
    proposal = {
        "item-submission": str(uuid.uuid4()),
        "item-kind": "new_project",
        "item-title": "Reparaturcafé",
        "item-proposal": "Das Reparaturcafé wird aufgenommen.",
    }
    for _ in range(2):
        page = post(city, "agreement-meeting-add-item", meeting.pk, **proposal)
    assert AgendaItem.objects.filter(kind="new_project").count() == 1
    assert "Neues Projekt" in page
    assert "Die Einladung ist unterwegs" in post(city, "agreement-meeting-invite", meeting.pk)

    november.move_to(dt.datetime(2026, 12, 8, 16, tzinfo=BERLIN))
    meeting.refresh_from_db()
    words = {f"attendance_{a.pk}": "self" for a in meeting.attendances.all()}
    post(city, "agreement-meeting-attendance", meeting.pk, revision=meeting.revision, **words)
    item = AgendaItem.objects.get(kind="new_project")
    page = read(city, "agreement-meeting-decide", meeting.pk, item.pk)
    assert page.count("stimmt mit<") == 4
    decision = {
        "submission": str(uuid.uuid4()),
        "title": "Reparaturcafé",
        "text": "Das Reparaturcafé wird aufgenommen.",
        "addressee": str(agreement.seats.get(key="contact-city").pk),
        "due_on": "2027-03-31",
        "adds_project": "on",
    }
    page = post(city, "agreement-meeting-decide", meeting.pk, item.pk, **decision)
    assert "2026/Q4-1" in page
    assert "Projekt aufnehmen" in page
    project = {"title": "Reparaturcafé im Quartier", "section": "I", "purpose": "Reparieren statt wegwerfen"}
    taken = Decision.objects.get()
    for _ in range(2):
        page = post(city, "agreement-decision-project", taken.pk, **project)
    assert "Das Projekt ist aufgenommen" in page
    assert Project.objects.get().key == "reparaturcafe-im-quartier"


@pytest.mark.parametrize(
    ("kind", "sides", "reason"),
    [("monthly", tuple(Side), "monatlichen Abgleich"), ("quarterly", (Side.CITY,), "nur eine Seite")],
)
def test_a_project_is_refused_in_the_alignment_and_by_one_side(kind: str, sides: tuple[Side, ...], reason: str) -> None:
    agreement = make_agreement()
    meeting = make_held(make_meeting(agreement) if kind == "monthly" else make_quarterly(agreement), sides=sides)
    item = services.add_item(meeting, submission=uuid.uuid4(), kind=ItemKind.DECISION, title="Neues Projekt", by=SYSTEM)
    city = officer(Side.CITY)
    response = city.post(
        reverse("agreement-meeting-decide", args=[meeting.pk, item.pk]),
        {
            "submission": str(uuid.uuid4()),
            "title": "Neu",
            "text": "Aufnehmen.",
            "addressee": agreement.seats.get(key="mayor").pk,
            "adds_project": "on",
        },
    )
    assert response.status_code == 422
    assert reason in response.content.decode()
    refused = city.post(
        reverse("agreement-decision-project", args=[make_decision(meeting).pk]),
        {"title": "Neu", "section": "I", "purpose": "Zweck"},
    )
    assert refused.status_code == 422
    assert reason in refused.content.decode()
    assert Project.objects.count() == 0


def test_a_circular_decision_is_registered_and_offers_no_project() -> None:
    agreement = make_agreement()
    city = officer(Side.CITY)
    assert "Nimmt ein" not in read(city, "agreement-circular")
    page = post(
        city,
        "agreement-circular",
        submission=str(uuid.uuid4()),
        title="Eilantrag",
        text="Einverstanden.",
        decided_on="2026-11-20",
        addressee=agreement.seats.get(key="board").pk,
        adds_project="on",
    )
    assert "2026/U-1" in page
    assert Decision.objects.get().adds_project is False
    refused = city.post(
        reverse("agreement-decision-project", args=[Decision.objects.get().pk]),
        {"title": "Neu", "section": "I", "purpose": "Zweck"},
    )
    assert "Umlaufbeschluss" in refused.content.decode()


def test_who_opens_a_stale_form_keeps_every_word_and_sees_what_is_stored() -> None:
    meeting = make_held(make_meeting(make_agreement(), starts_at=at(2026, 11, 20, 10)))
    city, jobcenter = officer(Side.CITY), officer(Side.JOBCENTER)
    post(city, "agreement-meeting-result", meeting.pk, revision=1, minutes="Fassung der Stadt")
    response = jobcenter.post(
        reverse("agreement-meeting-result", args=[meeting.pk]), {"revision": 1, "minutes": "Fassung des Jobcenters"}
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert "In der Zwischenzeit" in page
    assert "Fassung des Jobcenters" in page
    assert "Fassung der Stadt" in page
    page = post(jobcenter, "agreement-meeting-result", meeting.pk, revision=2, minutes="Gemeinsame Fassung")
    assert "Gemeinsame Fassung" in page


def test_an_item_is_edited_moved_left_out_and_brought_back_without_javascript() -> None:
    meeting = make_meeting(make_agreement())
    city = officer(Side.CITY)
    for title in ("Eins", "Zwei"):
        data = {"item-submission": str(uuid.uuid4()), "item-kind": "other", "item-title": title}
        post(city, "agreement-meeting-add-item", meeting.pk, **data)
    two = AgendaItem.objects.get(title="Zwei")
    post(city, "agreement-meeting-move-item", meeting.pk, two.pk, richtung="hoch")
    page = post(city, "agreement-meeting-item", meeting.pk, two.pk, revision=1, title="Zwei neu", is_public="on")
    assert page.index("Zwei neu") < page.index("Eins")
    assert "öffentlich" in page
    page = post(city, "agreement-meeting-drop-item", meeting.pk, two.pk)
    assert "Weggelassen (1)" in page
    page = post(city, "agreement-meeting-drop-item", meeting.pk, two.pk, zurueck="1")
    assert "Weggelassen (1)" not in page


def test_a_paper_is_attached_downloaded_and_a_disguised_file_refused() -> None:
    meeting = make_meeting(make_agreement())
    city = officer(Side.CITY)
    item = services.add_item(meeting, submission=uuid.uuid4(), kind=ItemKind.DECISION, title="Vorlage", by=SYSTEM)
    good = SimpleUploadedFile("vorlage.pdf", b"%PDF-1.7 Inhalt")
    page = post(city, "agreement-meeting-attach", meeting.pk, item.pk, upload=good, title="Kostenplan")
    assert "Kostenplan" in page
    paper = item.papers.get()
    response = city.get(reverse("agreement-meeting-paper", args=[meeting.pk, paper.pk]))
    assert b"".join(response.streaming_content) == b"%PDF-1.7 Inhalt"  # type: ignore[attr-defined]
    other = make_quarterly(meeting.agreement)
    assert city.get(reverse("agreement-meeting-paper", args=[other.pk, paper.pk])).status_code == 404
    bad = SimpleUploadedFile("vorlage.pdf", b"MZ kein PDF")
    refused = city.post(reverse("agreement-meeting-attach", args=[meeting.pk, item.pk]), {"upload": bad})
    assert refused.status_code == 422
    assert "passt nicht zu ihrem Namen" in refused.content.decode()


def test_a_late_invitation_asks_first(november: time_machine.Traveller) -> None:
    meeting = make_quarterly(make_agreement())
    city = officer(Side.CITY)
    november.move_to(dt.datetime(2026, 12, 4, 9, tzinfo=BERLIN))
    post(city, "agreement-meeting-draft", meeting.pk)
    response = city.post(reverse("agreement-meeting-invite", args=[meeting.pk]))
    assert response.status_code == 422
    assert "mit verkürzter Frist einladen" in response.content.decode()
    page = post(city, "agreement-meeting-invite", meeting.pk, short_notice="on")
    assert "verkürzte Frist" in page


def test_only_public_items_stand_in_the_public_print() -> None:
    meeting = make_meeting(make_agreement())
    for title, is_public in (("Offenes", True), ("Vertrauliches", False)):
        services.add_item(
            meeting,
            submission=uuid.uuid4(),
            kind=ItemKind.OTHER,
            title=title,
            is_public=is_public,
            by=SYSTEM,
        )
    city = officer(Side.CITY)
    everything = read(city, "agreement-meeting-print", meeting.pk)
    assert "Vertrauliches (nicht öffentlich)" in everything
    assert "Vertrauliches" not in read(city, "agreement-meeting-print", meeting.pk, query="?oeffentlich=1")


def test_the_calendar_file_opens_in_any_calendar() -> None:
    meeting = make_quarterly(make_agreement())
    response = officer(Side.CITY).get(reverse("agreement-meeting-file", args=[meeting.pk]))
    assert response["Content-Type"].startswith("text/calendar")
    assert response.content.startswith(b"BEGIN:VCALENDAR")
    everything = officer(Side.JOBCENTER).get(reverse("agreement-meetings-file"))
    assert b"2026Q4" in everything.content


def test_the_year_shows_any_past_day_as_it_was() -> None:
    meeting = make_held(make_meeting(make_agreement(), starts_at=at(2026, 11, 5, 10)))
    Meeting.objects.filter(pk=meeting.pk).update(status="closed", closed_on=dt.date(2026, 11, 10))
    city = officer(Side.CITY)
    assert "1 von 12 <span>Gespräche</span>" in read(city, "agreement-meetings")
    past = read(city, "agreement-meetings", query="?stand=2026-11-06")
    assert "0 von 12 <span>Gespräche</span>" in past
    assert "durchgeführt" in past
    assert city.get(reverse("agreement-meetings") + "?stand=gestern").status_code == 400
    assert city.get(reverse("agreement-meetings") + "?jahr=alt").status_code == 400
    assert city.get(reverse("agreement-meetings") + "?jahr=1999").status_code == 400


def test_the_register_filters_and_follows_up() -> None:
    agreement = make_agreement()
    meeting = make_held(make_quarterly(agreement, period="2026Q3", starts_at=at(2026, 9, 8, 14)))
    late = make_decision(meeting, title="Alt", due_on=dt.date(2026, 10, 1))
    make_decision(meeting, title="Neu", due_on=dt.date(2027, 1, 1))
    city = officer(Side.CITY)
    page = read(city, "agreement-decisions")
    assert page.index("Alt") < page.index("Neu")
    assert "seit 54 Tagen" in page
    assert "Neu" not in read(city, "agreement-decisions", query="?status=overdue")
    page = post(city, "agreement-decision-report", late.pk, delay_reason="Der Träger fehlt.")
    assert "Der Träger fehlt." in page
    page = post(city, "agreement-decision-report", late.pk, done_on="2026-11-20", delay_reason="Der Träger fehlt.")
    assert "verspätet umgesetzt" in page
    refused = city.post(reverse("agreement-decision-report", args=[late.pk]), {"done_on": "2026-09-01"})
    assert refused.status_code == 422


def test_bias_is_declared_and_the_biased_seat_does_not_vote() -> None:
    meeting = make_held(make_quarterly(make_agreement(), starts_at=at(2026, 11, 20, 14)))
    item = services.add_item(meeting, submission=uuid.uuid4(), kind=ItemKind.DECISION, title="Vorlage", by=SYSTEM)
    row = meeting.attendances.get(seat__key="mayor")
    city = officer(Side.CITY)
    page = post(city, "agreement-meeting-conflict", meeting.pk, item.pk, attendance=row.pk, note="Vorsitz im Verein")
    assert "Vorsitz im Verein" in page
    page = read(city, "agreement-meeting-decide", meeting.pk, item.pk)
    assert "Befangen" in page
    assert page.count("stimmt mit<") == 3
    conflict = item.conflicts.get()
    page = post(city, "agreement-meeting-withdraw-conflict", meeting.pk, item.pk, conflict.pk)
    assert "Vorsitz im Verein" not in page


def test_what_is_missing_in_a_form_is_said_at_the_field_and_nothing_is_lost() -> None:
    meeting = make_quarterly(make_agreement())
    city = officer(Side.CITY)
    data = {"item-kind": "decision", "item-title": "", "item-text": "Mein langer Sachverhalt"}
    response = city.post(reverse("agreement-meeting-add-item", args=[meeting.pk]), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Bitte geben Sie dem Punkt einen Titel." in page
    assert "Bitte schreiben Sie, was beschlossen werden soll." in page
    assert "Mein langer Sachverhalt" in page


def test_guests_and_seats_join_and_leave_the_invitation() -> None:
    agreement = make_agreement()
    meeting = make_meeting(agreement)
    city = officer(Side.CITY)
    page = post(city, "agreement-meeting-guest", meeting.pk, name="Kammer (Demo)")
    assert "ohne E-Mail" in page
    row = meeting.attendances.get(guest="Kammer (Demo)")
    for _ in range(2):
        page = post(city, "agreement-meeting-remove-invitee", meeting.pk, row.pk)
    assert "Kammer (Demo)" not in page
    mayor = meeting.attendances.get(seat__key="mayor")
    post(city, "agreement-meeting-remove-invitee", meeting.pk, mayor.pk)
    post(city, "agreement-meeting-seat", meeting.pk, seat=mayor.seat_id)
    assert meeting.attendances.filter(seat__key="mayor").count() == 1


def test_a_meeting_is_moved_cancelled_and_planned_again() -> None:
    meeting = make_meeting(make_agreement())
    city = officer(Side.CITY)
    page = post(
        city, "agreement-meeting-schedule", meeting.pk, revision=1, day="2026-11-27", time="09:30", place="Rathaus"
    )
    assert "27.11.2026, 09:30" in page
    page = post(city, "agreement-meeting-cancel", meeting.pk, reason="Beide krank")
    assert "Dieses Gespräch ist ausgefallen" in page
    assert "Beide krank" in page
    page = post(city, "agreement-meeting-plan-again", meeting.pk, revision=3, day="2026-11-30", time="10:00")
    assert "neu angesetzt" in page


def test_minutes_are_laid_before_and_approved_in_the_next_quarterly_meeting() -> None:
    agreement = make_agreement()
    third = make_held(make_quarterly(agreement, period="2026Q3", starts_at=at(2026, 9, 8, 14), minutes="Protokoll"))
    fourth = make_held(make_quarterly(agreement, starts_at=at(2026, 11, 20, 14)))
    city = officer(Side.CITY)
    assert "vorgelegt" in post(city, "agreement-meeting-submit", third.pk)
    page = post(city, "agreement-meeting-approve", fourth.pk, third.pk)
    assert "Das Protokoll 2026Q3 ist genehmigt" in page
    assert "genehmigt" in read(city, "agreement-meeting", third.pk)


def test_an_action_is_agreed_in_the_meeting() -> None:
    agreement = make_agreement()
    meeting = make_held(make_meeting(agreement, starts_at=at(2026, 11, 20, 10)))
    owner = agreement.seats.get(key="contact-city").pk
    data = {"action-title": "Zahl nachreichen", "action-owner": owner, "action-due_on": "2026-12-01"}
    assert "Zahl nachreichen" in post(officer(Side.CITY), "agreement-meeting-action", meeting.pk, **data)


def test_a_project_contact_works_on_the_agenda_but_does_not_close_or_decide() -> None:
    meeting = make_held(make_meeting(make_agreement(), starts_at=at(2026, 11, 20, 10)))
    contact = logged_in(make_user(Role.PROJECT_CONTACT, Side.CITY))
    page = read(contact, "agreement-meeting", meeting.pk)
    assert "Anwesenheit speichern" not in page
    assert contact.post(reverse("agreement-meeting-confirm", args=[meeting.pk])).status_code == 403
    assert contact.get(reverse("agreement-circular")).status_code == 403


def test_nobody_outside_the_steering_sees_a_meeting() -> None:
    meeting = make_meeting(make_agreement())
    provider = logged_in(make_user(Role.PROVIDER))
    assert provider.get(reverse("agreement-meeting", args=[meeting.pk])).status_code == 403
    assert Client().get(reverse("agreement-meeting", args=[meeting.pk])).status_code == 302


def test_without_an_agreement_there_are_no_meetings() -> None:
    assert officer(Side.CITY).get(reverse("agreement-meetings")).status_code == 404
    assert officer(Side.JOBCENTER).get(reverse("agreement-meeting", args=[1])).status_code == 404


def test_the_page_of_a_meeting_costs_the_same_with_many_items_and_seats(django_assert_max_num_queries: Any) -> None:
    agreement = make_agreement()
    meeting = make_meeting(agreement)
    make_tenure(agreement, "mayor")
    for n in range(15):
        services.add_item(meeting, submission=uuid.uuid4(), kind=ItemKind.OTHER, title=f"Punkt {n}", by=SYSTEM)
    city = officer(Side.CITY)
    read(city, "agreement-meeting", meeting.pk)
    with django_assert_max_num_queries(30):
        read(city, "agreement-meeting", meeting.pk)
