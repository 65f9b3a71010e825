import datetime as dt
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from talachse.accounts.actor import SYSTEM, Actor
from talachse.agreement import tasks
from talachse.agreement.models import Meeting, MeetingConfirmation, Question, Seat
from talachse.agreement.queries import meetings as queries
from talachse.agreement.services import meetings as services
from talachse.audit.models import Entry
from talachse.gateways.mail import FakeMailer
from talachse.rules.access import Role
from talachse.rules.agreement.document import Side
from talachse.rules.agreement.meetings import ItemKind
from tests.agreement.builders import (
    TODAY,
    at,
    make_action,
    make_agreement,
    make_desk_officer,
    make_filled_seats,
    make_held,
    make_meeting,
    make_project,
    make_quarterly,
    make_tenure,
    make_user,
)
from tests.race import at_once, shared_database

pytestmark = pytest.mark.django_db
NOW = at(2026, 11, 26, 11)
DAY = dt.date(2026, 11, 26)


@pytest.fixture
def mails(settings: Any) -> FakeMailer:
    settings.TALACHSE_MAILER = FakeMailer()
    mailer: FakeMailer = settings.TALACHSE_MAILER
    return mailer


# --- the series


def test_the_series_creates_itself_and_never_twice() -> None:
    agreement = make_agreement()
    services.create_series(agreement=agreement, by=SYSTEM, today=TODAY)
    services.create_series(agreement=agreement, by=SYSTEM, today=TODAY)
    periods = Meeting.objects.order_by("period").values_list("period", flat=True)
    assert list(periods) == ["2026-11", "2026-12", "2026Q4", "2027Q1"]


def test_months_without_a_machine_are_caught_up() -> None:
    agreement = make_agreement()
    services.create_series(agreement=agreement, by=SYSTEM, today=dt.date(2026, 8, 31))
    services.create_series(agreement=agreement, by=SYSTEM, today=TODAY)
    monthly = Meeting.objects.filter(kind="monthly").order_by("period").values_list("period", flat=True)
    assert list(monthly) == ["2026-08", "2026-09", "2026-10", "2026-11", "2026-12"]


def test_the_daily_task_creates_the_series_and_drafts_what_comes_soon() -> None:
    agreement = make_agreement()
    tasks.create_series(at(2026, 11, 24))
    assert Meeting.objects.filter(agreement=agreement).count() == 4
    soon = Meeting.objects.get(period="2026-11")
    assert [i.drafted_from for i in queries.agenda_of(soon)] == ["vacancies", "dates"]


def test_the_seats_of_each_series_are_those_the_agreement_names() -> None:
    agreement = make_agreement()
    services.create_series(agreement=agreement, by=SYSTEM, today=TODAY)
    monthly = Meeting.objects.get(period="2026-11").attendances.values_list("seat__key", flat=True)
    quarterly = Meeting.objects.get(period="2026Q4").attendances.values_list("seat__key", flat=True)
    assert set(monthly) == {"contact-city", "contact-jobcenter"}
    assert set(quarterly) == {"mayor", "contact-city", "board", "contact-jobcenter"}


# --- the agenda


def test_a_new_draft_doubles_nothing_and_keeps_what_people_wrote() -> None:
    agreement = make_agreement()
    make_action(agreement)
    meeting = make_meeting(agreement)
    officer = make_desk_officer(Side.CITY)
    services.draft(meeting, by=officer, today=TODAY)
    overdue = meeting.items.get(drafted_from__startswith="action:")
    services.edit_item(
        overdue,
        revision=meeting.revision,
        title="Mein Titel",
        text="",
        proposal="",
        project=None,
        is_public=False,
        by=officer,
    )
    vacancies = meeting.items.get(drafted_from="vacancies")
    services.drop_item(vacancies, by=officer)
    assert services.draft(meeting, by=officer, today=TODAY) == 0
    assert queries.agenda_of(meeting)[0].title == "Mein Titel"
    assert "vacancies" not in [i.drafted_from for i in queries.agenda_of(meeting)]
    services.restore_item(vacancies, by=officer)
    assert "vacancies" in [i.drafted_from for i in queries.agenda_of(meeting)]


def test_what_is_settled_leaves_the_draft_but_an_outcome_stays() -> None:
    agreement = make_agreement()
    done, recorded = make_action(agreement), make_action(agreement, title="Zweiter")
    meeting = make_meeting(agreement)
    services.draft(meeting, by=SYSTEM, today=TODAY)
    meeting.items.filter(drafted_from=f"action:{recorded.pk}").update(outcome="Besprochen")
    for action in (done, recorded):
        action.done_on = TODAY
        action.save()
    services.draft(meeting, by=SYSTEM, today=TODAY)
    assert meeting.items.filter(drafted_from__startswith="action:").get().outcome == "Besprochen"


def test_a_held_meeting_is_not_drafted_again() -> None:
    meeting = make_held(make_meeting(make_agreement()))
    with pytest.raises(services.MeetingRefused, match="schon stattgefunden"):
        services.draft(meeting, by=SYSTEM, today=DAY)


def test_a_double_click_adds_one_item() -> None:
    meeting = make_meeting(make_agreement())
    submission = uuid.uuid4()
    for _ in range(2):
        services.add_item(meeting, submission=submission, kind=ItemKind.OTHER, title="Urlaub", by=SYSTEM)
    assert meeting.items.count() == 1


def test_a_new_item_stands_with_its_kind() -> None:
    meeting = make_quarterly(make_agreement())
    services.draft(meeting, by=SYSTEM, today=TODAY)
    services.add_item(meeting, submission=uuid.uuid4(), kind=ItemKind.DECISION, title="Vorlage", by=SYSTEM)
    kinds = [i.kind for i in queries.agenda_of(meeting)]
    assert kinds.index("decision") < kinds.index("other")


def test_a_new_project_is_not_proposed_in_a_monthly_alignment() -> None:
    meeting = make_meeting(make_agreement())
    with pytest.raises(services.MeetingRefused, match="Quartalsgespräch"):
        services.add_item(meeting, submission=uuid.uuid4(), kind=ItemKind.NEW_PROJECT, title="Neu", by=SYSTEM)


def test_items_change_places_and_the_first_cannot_go_higher() -> None:
    meeting = make_meeting(make_agreement())
    first, second = (
        services.add_item(meeting, submission=uuid.uuid4(), kind=ItemKind.OTHER, title=title, by=SYSTEM)
        for title in ("Eins", "Zwei")
    )
    services.move_item(second, up=True, by=SYSTEM)
    services.move_item(second, up=True, by=SYSTEM)
    assert [i.title for i in queries.agenda_of(meeting)] == ["Zwei", "Eins"]
    services.move_item(second, up=False, by=SYSTEM)
    assert queries.agenda_of(meeting)[0] == first


def test_who_saves_an_old_form_is_told_and_overwrites_nothing() -> None:
    meeting = make_meeting(make_agreement())
    item = services.add_item(meeting, submission=uuid.uuid4(), kind=ItemKind.OTHER, title="Alt", by=SYSTEM)
    wording: dict[str, Any] = {"text": "", "proposal": "", "project": None, "is_public": False, "by": SYSTEM}
    services.edit_item(item, revision=1, title="Zuerst", **wording)
    with pytest.raises(services.MeetingChanged, match="In der Zwischenzeit"):
        services.edit_item(item, revision=1, title="Danach", **wording)
    item.refresh_from_db()
    assert item.title == "Zuerst"


def test_a_paper_after_the_invitation_is_marked_and_stands_once() -> None:
    meeting = make_quarterly(make_agreement())
    item = services.add_item(meeting, submission=uuid.uuid4(), kind=ItemKind.DECISION, title="Vorlage", by=SYSTEM)
    early = services.attach_paper(item, upload=paper(b"%PDF-1"), title="", by=SYSTEM)
    services.invite(meeting, short_notice_confirmed=False, by=SYSTEM, today=TODAY)
    late = services.attach_paper(item, upload=paper(b"%PDF-2"), title="Nachtrag", by=SYSTEM)
    again = services.attach_paper(item, upload=paper(b"%PDF-2"), title="Nachtrag", by=SYSTEM)
    assert (early.is_late, late.is_late, again) == (False, True, late)


def paper(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("vorlage.pdf", content)


def test_a_question_of_the_desk_officers_is_answered_by_the_quarterly_outcome() -> None:
    agreement = make_agreement()
    monthly, quarterly = make_meeting(agreement), make_quarterly(agreement)
    officer = make_desk_officer(Side.JOBCENTER)
    for _ in range(2):
        services.raise_question(monthly, text="Wer zahlt 2027?", project=None, by=officer, today=TODAY)
    question = Question.objects.get()
    assert question.side == "jobcenter"
    services.draft(quarterly, by=SYSTEM, today=TODAY)
    services.invite(quarterly, short_notice_confirmed=False, by=SYSTEM, today=TODAY)
    item = quarterly.items.get(drafted_from=f"question:{question.pk}")
    question.refresh_from_db()
    assert question.carried_to == quarterly
    held = make_held(Meeting.objects.get(pk=quarterly.pk))
    services.record_result(
        held, revision=held.revision, minutes="Ja.", outcomes={item.pk: "Die Stadt."}, by=officer, today=TODAY
    )
    question.refresh_from_db()
    assert (question.answer, question.answered_on) == ("Die Stadt.", dt.date(2026, 12, 8))


# --- invitation


def test_the_invitation_reaches_holders_deputies_and_guests_with_a_calendar_entry(
    mails: FakeMailer, django_capture_on_commit_callbacks: Any
) -> None:
    agreement = make_agreement()
    make_tenure(agreement, "mayor", make_user(Role.MAYOR, Side.CITY, email="ob@test.example"))
    make_tenure(agreement, "mayor", make_user(Role.MAYOR, Side.CITY, email="vertretung@test.example"), is_deputy=True)
    meeting = make_quarterly(agreement)
    services.draft(meeting, by=SYSTEM, today=TODAY)
    services.add_guest(meeting, name="Träger (Demo)", email="gast@test.example", by=SYSTEM)
    with django_capture_on_commit_callbacks(execute=True):
        services.invite(meeting, short_notice_confirmed=False, by=SYSTEM, today=TODAY)
        services.invite(meeting, short_notice_confirmed=False, by=SYSTEM, today=TODAY)
    assert sorted(str(m["To"]) for m in mails.sent) == [
        "gast@test.example",
        "ob@test.example",
        "vertretung@test.example",
    ]
    mail = mails.sent[0]
    assert mail["Subject"] == "Einladung: Quartalsgespräch am 08.12.2026"
    body = mail.get_body()
    assert body is not None
    assert "Rückblick auf die Beschlüsse" in body.get_content()
    entry = next(mail.iter_attachments()).get_content()
    assert "DTSTART;TZID=Europe/Berlin:20261208T140000" in entry or "DTSTART:20261208T130000Z" in entry
    assert "ATTENDEE" not in entry


def test_an_invitation_at_short_notice_must_be_meant_and_is_shown() -> None:
    meeting = make_quarterly(make_agreement())
    services.draft(meeting, by=SYSTEM, today=TODAY)
    with pytest.raises(services.MeetingRefused, match="verkürzter Frist"):
        services.invite(meeting, short_notice_confirmed=False, by=SYSTEM, today=dt.date(2026, 12, 4))
    services.invite(meeting, short_notice_confirmed=True, by=SYSTEM, today=dt.date(2026, 12, 4))
    invited = Meeting.objects.get(pk=meeting.pk)
    invited.invited_at = at(2026, 12, 4, 9)
    assert queries.has_short_notice(invited)
    assert Entry.objects.filter(verb="invited", why="verkürzte Frist").exists()


def test_a_moved_or_cancelled_meeting_is_told_to_everybody_invited(
    mails: FakeMailer, django_capture_on_commit_callbacks: Any
) -> None:
    agreement = make_agreement()
    make_tenure(agreement, "board", make_user(Role.BOARD, Side.JOBCENTER, email="vorstand@test.example"))
    meeting = make_quarterly(agreement)
    services.draft(meeting, by=SYSTEM, today=TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        invited = services.invite(meeting, short_notice_confirmed=False, by=SYSTEM, today=TODAY)
        new = at(2026, 12, 10, 9)
        services.schedule(invited, revision=invited.revision, starts_at=new, place="Rathaus", by=SYSTEM)
        services.cancel(meeting, reason="Glatteis", by=SYSTEM, today=TODAY)
        services.cancel(meeting, reason="Glatteis", by=SYSTEM, today=TODAY)
    subjects = [str(m["Subject"]) for m in mails.sent]
    assert subjects == [
        "Einladung: Quartalsgespräch am 10.12.2026",  # written when it is sent: after the commit
        "Einladung: Quartalsgespräch am 10.12.2026",
        "Fällt aus: Quartalsgespräch am 10.12.2026",
    ]


def test_a_cancelled_meeting_can_be_planned_again_and_is_invited_to_anew() -> None:
    meeting = make_quarterly(make_agreement())
    services.cancel(meeting, reason="Glatteis", by=SYSTEM, today=TODAY)
    with pytest.raises(services.MeetingRefused):
        services.invite(meeting, short_notice_confirmed=True, by=SYSTEM, today=TODAY)
    again = services.plan_again(meeting, starts_at=at(2026, 12, 15, 14), by=SYSTEM)
    assert (again.status, again.cancelled_on, again.invited_at) == ("planned", None, None)


def test_a_guest_who_joins_after_the_invitation_gets_it_at_once(
    mails: FakeMailer, django_capture_on_commit_callbacks: Any
) -> None:
    meeting = make_quarterly(make_agreement())
    services.draft(meeting, by=SYSTEM, today=TODAY)
    services.invite(meeting, short_notice_confirmed=False, by=SYSTEM, today=TODAY)
    with django_capture_on_commit_callbacks(execute=True):
        for _ in range(2):
            services.add_guest(
                Meeting.objects.get(pk=meeting.pk), name="Kammer", email="kammer@test.example", by=SYSTEM
            )
    assert [str(m["To"]) for m in mails.sent] == ["kammer@test.example"]


# --- the meeting itself


def present(meeting: Meeting, *keys: str) -> dict[int, str]:
    return {a.pk: "self" for a in meeting.attendances.filter(seat__key__in=keys)}


def test_which_sides_were_there_follows_from_the_seats() -> None:
    agreement = make_agreement()
    make_filled_seats(agreement)
    meeting = make_meeting(agreement)
    both = services.record_attendance(
        meeting, revision=1, words=present(meeting, "contact-city", "contact-jobcenter"), by=SYSTEM, today=DAY
    )
    assert (both.status, both.held_on, both.both_sides_present) == ("held", DAY, True)
    one = services.record_attendance(
        both, revision=both.revision, words=present(meeting, "contact-city"), by=SYSTEM, today=DAY
    )
    assert (one.city_present, one.jobcenter_present, one.both_sides_present) == (True, False, False)


def test_a_vacant_seat_cannot_be_present_but_its_deputy_can() -> None:
    agreement = make_agreement()
    meeting = make_meeting(agreement)
    with pytest.raises(services.MeetingRefused, match="unbesetzt"):
        services.record_attendance(meeting, revision=1, words=present(meeting, "mayor"), by=SYSTEM, today=DAY)
    make_tenure(agreement, "mayor", is_deputy=True)
    row = meeting.attendances.get(seat__key="mayor")
    held = services.record_attendance(meeting, revision=1, words={row.pk: "deputy"}, by=SYSTEM, today=DAY)
    assert held.city_present


def test_a_meeting_with_nobody_is_no_meeting() -> None:
    meeting = make_meeting(make_agreement())
    with pytest.raises(services.MeetingRefused, match="niemand"):
        services.record_attendance(meeting, revision=1, words={}, by=SYSTEM, today=DAY)


def test_the_note_needs_both_keys_and_a_second_click_is_harmless() -> None:
    agreement = make_agreement()
    meeting = make_held(make_meeting(agreement))
    city, jobcenter = make_desk_officer(Side.CITY), make_desk_officer(Side.JOBCENTER)
    meeting = services.record_result(meeting, revision=1, minutes="Alles gut.", outcomes={}, by=city, today=DAY)
    for _ in range(2):
        services.confirm(meeting, revision=meeting.revision, by=city, now=NOW)
    assert Meeting.objects.get().status == "held"
    closed = services.confirm(meeting, revision=meeting.revision, by=jobcenter, now=NOW)
    assert (closed.status, closed.closed_on) == ("closed", DAY)
    services.confirm(meeting, revision=meeting.revision, by=jobcenter, now=NOW)
    assert MeetingConfirmation.objects.count() == 2
    assert queries.meetings_closed(agreement=agreement, kind="monthly", on=DAY) == 1
    assert queries.meetings_closed(agreement=agreement, kind="monthly", on=DAY - dt.timedelta(days=1)) == 0


def test_nobody_confirms_words_they_have_not_seen() -> None:
    meeting = make_held(make_meeting(make_agreement()))
    city = make_desk_officer(Side.CITY)
    first = services.record_result(meeting, revision=1, minutes="Erste Fassung", outcomes={}, by=city, today=DAY)
    services.confirm(first, revision=first.revision, by=city, now=NOW)
    second = services.record_result(
        meeting, revision=first.revision, minutes="Zweite Fassung", outcomes={}, by=city, today=DAY
    )
    assert second.confirmations.count() == 0
    with pytest.raises(services.MeetingChanged, match="noch einmal"):
        services.confirm(meeting, revision=first.revision, by=city, now=NOW)


def test_a_guest_of_the_steering_cannot_confirm_for_a_side() -> None:
    meeting = make_held(make_meeting(make_agreement()), sides=(Side.CITY,))
    saved = services.record_result(meeting, revision=1, minutes="Kurz.", outcomes={}, by=SYSTEM, today=DAY)
    with pytest.raises(services.MeetingRefused, match="nur die Referent"):
        services.confirm(saved, revision=saved.revision, by=Actor(user_id=7), now=NOW)


def test_minutes_are_submitted_and_approved_in_the_next_quarterly_meeting() -> None:
    agreement = make_agreement()
    third = make_quarterly(agreement, period="2026Q3", starts_at=at(2026, 9, 8, 14))
    third = make_held(third)
    with pytest.raises(services.MeetingRefused, match="leer"):
        services.submit_minutes(third, by=SYSTEM, today=TODAY)
    services.record_result(third, revision=1, minutes="Protokoll", outcomes={}, by=SYSTEM, today=TODAY)
    services.submit_minutes(third, by=SYSTEM, today=TODAY)
    fourth = make_quarterly(agreement)
    services.draft(fourth, by=SYSTEM, today=TODAY)
    item = fourth.items.get(drafted_from=f"minutes:{third.pk}")
    with pytest.raises(services.MeetingRefused, match="wer in diesem Quartalsgespräch"):
        services.approve_minutes(third, in_meeting=fourth, by=SYSTEM)
    fourth = make_held(fourth)
    for _ in range(2):
        closed = services.approve_minutes(third, in_meeting=fourth, by=SYSTEM)
    item.refresh_from_db()
    assert (closed.status, closed.closed_on, closed.approved_in) == ("closed", dt.date(2026, 12, 8), fourth)
    assert item.outcome == "Genehmigt."


def test_an_action_agreed_twice_is_one() -> None:
    agreement = make_agreement()
    meeting = make_held(make_meeting(agreement))
    owner = Seat.objects.get(key="contact-city")
    for _ in range(2):
        services.agree_action(
            meeting,
            title="Zahl nachreichen",
            owner=owner,
            due_on=dt.date(2026, 12, 10),
            project=None,
            by=SYSTEM,
            today=DAY,
        )
    assert meeting.actions.count() == 1


def test_reading_an_agenda_costs_the_same_with_many_items(django_assert_num_queries: Any) -> None:
    agreement = make_agreement()
    project = make_project(agreement)
    meeting = make_meeting(agreement)
    for n in range(12):
        services.add_item(
            meeting, submission=uuid.uuid4(), kind=ItemKind.OTHER, title=f"Punkt {n}", project=project, by=SYSTEM
        )
    with django_assert_num_queries(4):  # items, papers, conflicts, decisions
        assert len(queries.agenda_of(meeting)) == 12


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_at_once_close_the_alignment_once(tmp_path: Path) -> None:
    meeting = make_held(make_meeting(make_agreement()))
    officers = [make_desk_officer(side) for side in Side]
    meeting = services.record_result(meeting, revision=1, minutes="Gut.", outcomes={}, by=officers[0], today=DAY)
    snippets = [
        f"""
import datetime as dt
from talachse.accounts.models import User
from talachse.accounts.queries import actor_for
from talachse.agreement.models import Meeting
from talachse.agreement.services.meetings import confirm
from talachse.audit.models import Entry
actor = actor_for(User.objects.get(pk={officer.user_id}), today=dt.date(2026, 11, 24))
meeting = Meeting.objects.get(pk={meeting.pk})
now = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC)
print(confirm(meeting, revision=meeting.revision, by=actor, now=now).status)
"""
        for officer in officers
    ]
    count = "from talachse.audit.models import Entry\nprint(Entry.objects.filter(verb='closed').count())"
    with shared_database(tmp_path) as environment:
        answers = at_once(tmp_path, environment, snippets)
        closed = at_once(tmp_path, environment, [count])
    assert sorted(answers) == ["closed", "held"]
    assert closed == ["1"]
