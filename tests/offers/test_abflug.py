"""#Abflug: a list without an account, seats that are never given twice, companies that see markers and only their own."""

import datetime as dt
import re
import uuid
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from talachse import demo
from talachse.accounts import services as accounts
from talachse.accounts.actor import PUBLIC, SYSTEM, Actor
from talachse.accounts.models import Organisation, OrganisationKind, User
from talachse.accounts.queries import actor_for
from talachse.agreement import metrics
from talachse.agreement.models import Agreement
from talachse.audit.models import Entry
from talachse.intake.models import Request
from talachse.offers import tasks
from talachse.offers.models import Applicant, Event, Posting, Seat, Wish
from talachse.offers.queries import apprenticeships as counts
from talachse.offers.queries.wishes import interested_in
from talachse.offers.services import apprenticeships, events, wishes
from talachse.rules.access import Role
from talachse.rules.apprenticeships import marker
from tests.race import at_once, shared_database

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)
LIST = reverse("offers-wishes")


@pytest.fixture(autouse=True)
def _fresh_tries() -> None:
    """Every test begins without earlier tries of codes."""
    cache.clear()


def make_company(key: str = "bäckerei") -> Organisation:
    return accounts.add_organisation(key=key, name=f"Betrieb {key}", kind=OrganisationKind.COMPANY, by=SYSTEM)


def make_posting(occupation: str = "Bäcker*in", company: str = "bäckerei", **facts: object) -> Posting:
    known = {"places": 1, "starts_on": TODAY + 200 * DAY} | facts
    return apprenticeships.post_apprenticeship(
        submission=uuid.uuid4(),
        company_id=make_company(company).pk,
        occupation=occupation,
        by=SYSTEM,
        today=TODAY,
        **known,  # type: ignore[arg-type]
    )


def make_event(seats: int = 10, starts_at: dt.datetime = NOW + DAY, company: str = "bäckerei") -> Event:
    event = events.announce(
        submission=uuid.uuid4(),
        organiser_id=make_company(company).pk,
        title="Offene Backstube",
        place="Talweg 1, Hof",
        starts_at=starts_at,
        ends_at=starts_at + 2 * HOUR,
        seats=seats,
        project="abflug-in-ausbildung",
        by=SYSTEM,
        now=NOW,
    )
    assert event is not None
    return event


def make_list(*postings: Posting) -> Applicant:
    owner = wishes.begin_list(submission=uuid.uuid4(), by=PUBLIC, today=TODAY)
    for posting in postings:
        wishes.add_wish(owner, posting, by=PUBLIC)
    return owner


def take(event: Event, people: int = 1, submission: uuid.UUID | None = None) -> Seat:
    return events.take_seat(
        event, submission=submission or uuid.uuid4(), people=people, nickname="Kiwi", by=PUBLIC, now=NOW
    )


def company_client(company: str = "bäckerei") -> tuple[Client, Actor]:
    """Somebody of this company, logged in."""
    user = User.objects.create_user(f"{company}@example.org", None, name="Kim")
    accounts.add_membership(
        user=user, organisation=make_company(company), role=Role.COMPANY, valid_from=TODAY - 9 * DAY, by=SYSTEM
    )
    client = Client()
    client.force_login(user)
    return client, actor_for(user, today=TODAY)


def order_of(owner: Applicant) -> list[str]:
    return [w.posting.occupation for w in owner.wishes.select_related("posting").order_by("rank")]


# --- a list without an account -----------------------------------------------------------------------------------


def test_a_pupil_begins_a_list_with_one_press_and_finds_it_again_with_the_code() -> None:
    posting = make_posting()
    pupil = Client()
    page = pupil.get(reverse("offers-posting", args=[posting.pk])).content.decode()
    submission = re.search(r'name="submission" value="([0-9a-f-]+)"', page)
    assert submission is not None
    step = reverse("offers-wish", args=[posting.pk])
    for _ in range(2):  # a double click
        answer = pupil.post(step, {"submission": submission[1]}, follow=True)
    owner = Applicant.objects.get()
    text = answer.content.decode()
    assert f"{owner.code[:4]}-{owner.code[4:]}" in text
    assert marker(owner.pk) in text
    assert all(owner.code not in url for url, _ in answer.redirect_chain)
    elsewhere = Client()
    assert posting.occupation not in elsewhere.get(LIST).content.decode()
    opened = elsewhere.post(LIST, {"code": f"{owner.code[:4].lower()} {owner.code[4:]}"}, follow=True)
    assert posting.occupation in opened.content.decode()
    assert owner.code not in str(dict(elsewhere.session))


def test_a_double_click_in_two_browsers_tabs_is_still_one_list() -> None:
    same = uuid.uuid4()
    first = wishes.begin_list(submission=same, by=PUBLIC, today=TODAY)
    assert wishes.begin_list(submission=same, by=PUBLIC, today=TODAY) == first
    assert make_list() != first
    assert Entry.objects.filter(verb="wish_list_begun").count() == 2


def test_a_wrong_code_says_so_at_its_field_and_guessing_ends_after_ten_tries() -> None:
    owner = make_list(make_posting())
    stranger = Client()
    for _ in range(10):
        answer = stranger.post(LIST, {"code": "2222-2222"})
        assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    blocked = stranger.post(LIST, {"code": owner.code})
    assert blocked.status_code == 422
    assert "zehn Minuten" in blocked.content.decode()
    assert stranger.post(LIST, {"code": ""}).status_code == 422


def with_list(owner: Applicant) -> Client:
    client = Client()
    assert client.post(LIST, {"code": owner.code}).status_code == 302
    return client


def test_wishes_are_put_in_order_without_a_script_and_a_second_click_changes_nothing() -> None:
    owner = make_list(*(make_posting(name) for name in ("A", "B", "C")))
    pupil = with_list(owner)
    last = owner.wishes.get(posting__occupation="C")
    step = reverse("offers-wishes-change")
    for _ in range(2):
        pupil.post(step, {"move": f"{last.pk}:1"})
    assert order_of(owner) == ["C", "A", "B"]
    pupil.post(step, {"move": f"{last.pk}:99"})
    assert order_of(owner) == ["A", "B", "C"]
    first = owner.wishes.get(posting__occupation="A")
    for _ in range(2):
        pupil.post(step, {"remove": str(first.pk)})
    assert order_of(owner) == ["B", "C"]
    assert list(owner.wishes.order_by("rank").values_list("rank", flat=True)) == [1, 2]


@pytest.mark.parametrize("sent", [{"move": "x:1"}, {"move": "1"}, {"remove": ""}, {"remove": "9" * 40}, {"other": "1"}])
def test_nonsense_sent_to_the_list_changes_nothing(sent: dict[str, str]) -> None:
    owner = make_list(make_posting("A"))
    assert with_list(owner).post(reverse("offers-wishes-change"), sent).status_code == 302
    assert order_of(owner) == ["A"]


def test_nobody_moves_a_wish_of_another_list() -> None:
    mine, other = make_list(make_posting("A"), make_posting("B")), make_list(make_posting("C"), make_posting("D"))
    strange = other.wishes.get(posting__occupation="D")
    pupil = with_list(mine)
    pupil.post(reverse("offers-wishes-change"), {"move": f"{strange.pk}:1"})
    pupil.post(reverse("offers-wishes-change"), {"remove": str(strange.pk)})
    assert order_of(other) == ["C", "D"]


def test_the_eleventh_wish_is_refused_in_words_and_the_same_place_stands_once() -> None:
    postings = [make_posting(f"Beruf {n}") for n in range(11)]
    owner = make_list(*postings[:10], postings[0])
    assert owner.wishes.count() == 10
    answer = with_list(owner).post(reverse("offers-wish", args=[postings[10].pk]), follow=True)
    assert "Deine Liste ist voll" in answer.content.decode()
    assert owner.wishes.count() == 10


def test_what_somebody_says_about_themselves_is_free_and_a_wrong_class_loses_nothing() -> None:
    owner = make_list(make_posting())
    pupil = with_list(owner)
    about = reverse("offers-wishes-about")
    wrong = pupil.post(about, {"nickname": "Blitz", "school_year": "99", "district": "6"})
    assert wrong.status_code == 422
    assert 'value="Blitz"' in wrong.content.decode()
    assert pupil.post(about, {"nickname": "Blitz", "school_year": "10", "district": ""}).status_code == 302
    owner.refresh_from_db()
    assert (owner.nickname, owner.school_year, owner.district) == ("Blitz", 10, None)


def test_help_reaches_the_desk_with_the_wishes_and_without_the_code_of_the_list() -> None:
    owner = make_list(make_posting("Koch"), make_posting("Maler"))
    pupil = with_list(owner)
    form = {"submission": str(uuid.uuid4()), "nickname": "", "text": "Ich traue mich nicht.", "channel": "code"}
    assert pupil.post(reverse("offers-wishes-help"), form | {"channel": "email"}).status_code == 422
    for _ in range(2):
        assert pupil.post(reverse("offers-wishes-help"), form).status_code == 302
    request = Request.objects.get()
    assert request.desk == "desk-apprenticeships"
    assert "1. Koch" in request.text
    assert "Ich traue mich nicht." in request.text
    assert owner.code not in f"{request.text}{request.reference}"
    owner.refresh_from_db()
    assert owner.request == request


def test_leaving_hides_the_wishes_from_companies_and_coming_back_shows_them() -> None:
    posting = make_posting()
    owner = make_list(posting)
    pupil, end = with_list(owner), reverse("offers-wishes-end")
    assert [line.marker for line in interested_in(posting, on=TODAY)] == [marker(owner.pk)]
    pupil.post(end, {"step": "leave"})
    assert interested_in(posting, on=TODAY) == []
    assert "Wieder mitmachen" in pupil.get(LIST).content.decode()
    pupil.post(end, {"step": "return"})
    assert len(interested_in(posting, on=TODAY)) == 1
    pupil.post(end, {"step": "close"})
    assert posting.occupation not in pupil.get(LIST).content.decode()
    assert Applicant.objects.exists()


def test_on_a_computer_at_school_one_press_closes_list_and_tickets() -> None:
    event, owner = make_event(), make_list(make_posting())
    seat, pupil = take(event), with_list(owner)
    ticket = reverse("offers-ticket", args=[event.pk])
    pupil.post(ticket, {"code": seat.code})
    assert "Kiwi" in pupil.get(ticket).content.decode()
    pupil.post(reverse("offers-wishes-end"), {"step": "close"})
    assert "Kiwi" not in pupil.get(ticket).content.decode()
    assert owner.code[:4] not in pupil.get(LIST).content.decode()
    assert pupil.post(reverse("offers-wishes-end"), {"step": "leave"}).status_code == 302
    owner.refresh_from_db()
    assert owner.left_on is None


def test_a_deleted_list_is_gone_at_once() -> None:
    owner = make_list(make_posting())
    pupil = with_list(owner)
    pupil.post(reverse("offers-wishes-end"), {"step": "delete"})
    assert not Applicant.objects.exists()
    assert not Wish.objects.exists()
    assert pupil.post(reverse("offers-wishes-change"), {"remove": "1"}).status_code == 302
    with pytest.raises(wishes.WishRefused, match="nicht mehr"):
        wishes.add_wish(owner, make_posting("B"), by=PUBLIC)


def test_a_withdrawn_place_stays_on_the_list_and_says_that_it_is_gone() -> None:
    posting = make_posting()
    owner = make_list(posting)
    apprenticeships.withdraw_posting(posting, by=SYSTEM, today=TODAY)
    assert "Den Platz gibt es nicht mehr" in with_list(owner).get(LIST).content.decode()
    for name in ("offers-posting", "offers-interest"):
        assert Client().get(reverse(name, args=[posting.pk])).status_code == 404
    assert Client().post(reverse("offers-wish", args=[posting.pk])).status_code == 404


# --- searching ---------------------------------------------------------------------------------------------------


def found(query: str) -> list[str]:
    page = Client().get(f"{reverse('offers-apprenticeships')}?{query}").content.decode()
    return re.findall(r"<h3[^>]*><a[^>]*>([^<]+)</a>", page)


def test_apprenticeships_are_found_by_word_part_place_and_year_near_ones_first() -> None:
    make_posting("Zweiradmechatroniker*in", district=3, text="Fahrräder")
    make_posting("Köchin, Koch", district=6)
    make_posting("Anlagenmechaniker*in", starts_on=TODAY + 600 * DAY)
    assert found("q=mecha") == ["Zweiradmechatroniker*in", "Anlagenmechaniker*in"]
    assert found("q=koechin") == ["Köchin, Koch"]
    assert found("q=FAHRRÄDER+mechatron") == ["Zweiradmechatroniker*in"]
    assert found("bezirk=6")[0] == "Köchin, Koch"
    assert len(found("bezirk=6")) == 3
    assert found(f"jahr={(TODAY + 600 * DAY).year}")[-1] == "Anlagenmechaniker*in"
    assert found("beruf=K%C3%B6chin%2C+Koch") == ["Köchin, Koch"]
    assert len(found("jahr=unsinn&bezirk=99&beruf=gibt+es+nicht")) == 3


def test_a_search_without_a_hit_says_which_filter_to_drop() -> None:
    make_posting("Köchin, Koch")
    page = Client().get(reverse("offers-apprenticeships"), {"q": "zauberer", "beruf": "Köchin, Koch"}).content.decode()
    assert "Ohne „Wonach suchst du?“: 1 Angebot" in page
    address = {"q": "zauberer", "beruf": "Köchin, Koch", "jahr": str((TODAY + 600 * DAY).year)}
    make_posting("Maler", starts_on=TODAY + 600 * DAY)
    page = Client().get(reverse("offers-apprenticeships"), address).content.decode()
    assert "Ohne „Wonach suchst du? + Beginn“: 1 Angebot" in page


def test_the_campaign_counts_live_and_never_shows_one_or_two_people() -> None:
    posting = make_posting(places=4)
    make_posting("Maler", company="maler")
    make_event()
    owners = [make_list(posting) for _ in range(2)]
    page = reverse("offers-abflug")
    assert "noch wenige" in Client().get(page).content.decode()
    make_list(posting)
    text = Client().get(page).content.decode()
    tiles = re.findall(r"t-tile-number[^>]*><strong>([^<]*)</strong>", text)
    assert tiles == ["5", "2", "1", "3"]
    wishes.leave(owners[0], by=PUBLIC, today=TODAY)
    assert "noch wenige" in Client().get(page).content.decode()


def test_lists_ask_as_many_queries_for_thirty_rows_as_for_three() -> None:
    client, _ = company_client()

    def queries(url: str, who: Client) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert who.get(url).status_code == 200
        return len(asked)

    posting, event = make_posting(), make_event(seats=500)
    owner = make_list(posting)
    take(event)
    pupil = with_list(owner)
    pages = [
        (reverse("offers-apprenticeships"), Client()),
        (reverse("offers-events"), Client()),
        (LIST, pupil),
        (reverse("offers-postings"), client),
        (reverse("offers-own-events"), client),
        (reverse("offers-own-event", args=[event.pk]), client),
        (reverse("offers-own-posting", args=[posting.pk]), client),
    ]
    client.get(reverse("offers-postings"))  # the first look after a log-in writes it down
    few = [queries(url, who) for url, who in pages]
    for n in range(9):
        wishes.add_wish(owner, make_posting(f"B{n}"), by=PUBLIC)
        make_event()
        make_list(posting)
        take(event)
    assert [queries(url, who) for url, who in pages] == few


# --- seats -------------------------------------------------------------------------------------------------------


def test_a_seat_is_taken_without_an_account_and_opened_again_with_its_code() -> None:
    event = make_event(seats=3)
    guest, url = Client(), reverse("offers-event", args=[event.pk])
    form = {"submission": str(uuid.uuid4()), "people": "2", "nickname": "Kiwi"}
    for _ in range(2):
        answer = guest.post(url, form, follow=True)
    seat = Seat.objects.get()
    assert f"{seat.code[:4]}-{seat.code[4:]}" in answer.content.decode()
    assert all(seat.code not in address for address, _ in answer.redirect_chain)
    ticket = reverse("offers-ticket", args=[event.pk])
    other = Client()
    assert "Kiwi" not in other.get(ticket).content.decode()
    assert other.post(ticket, {"code": "BBBB-BBBB"}).status_code == 422
    assert "Kiwi" in other.post(ticket, {"code": seat.code}, follow=True).content.decode()


@pytest.mark.parametrize("people", ["", "0", "7", "viele", "1.5"])
def test_a_wrong_number_of_people_is_refused_at_its_field(people: str) -> None:
    event = make_event()
    form = {"submission": str(uuid.uuid4()), "people": people, "nickname": "Blitz"}
    answer = Client().post(reverse("offers-event", args=[event.pk]), form)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert 'value="Blitz"' in answer.content.decode()
    assert not Seat.objects.exists()


def test_who_brings_more_people_than_there_are_seats_is_told_and_a_returned_seat_is_free_again() -> None:
    event = make_event(seats=3)
    first = take(event, 2)
    url = reverse("offers-event", args=[event.pk])
    full = Client().post(url, {"submission": str(uuid.uuid4()), "people": "2"})
    assert full.status_code == 422
    assert "So viele Plätze sind nicht mehr frei" in full.content.decode()
    holder = Client()
    holder.post(reverse("offers-ticket", args=[event.pk]), {"code": first.code})
    for _ in range(2):
        assert holder.post(reverse("offers-seat-give-back", args=[event.pk])).status_code == 302
    first.refresh_from_db()
    assert first.given_back_at is not None
    assert first.nickname == ""
    take(event, 3)
    with pytest.raises(events.EventRefused, match="Alle Plätze"):
        take(event)
    assert "Eine Warteliste gibt es nicht" in Client().get(url).content.decode()


SEATS = """
import uuid
from django.utils import timezone
from talachse.accounts.actor import PUBLIC
from talachse.offers.models import Event
from talachse.offers.services.events import EventRefused, take_seat
event, taken = Event.objects.get(), 0
for people in (1, 2, 1, 2, 1):
    try:
        take_seat(event, submission=uuid.uuid4(), people=people, by=PUBLIC, now=timezone.now())
        taken += people
    except EventRefused:
        pass
print(taken)
"""


@pytest.mark.django_db(transaction=True)
def test_people_who_press_at_once_never_take_more_seats_than_there_are(tmp_path: Path) -> None:
    make_event(seats=11)
    with shared_database(tmp_path) as environment:
        taken = at_once(tmp_path, environment, [SEATS] * 4)
    assert sum(int(count) for count in taken) == 11


def test_a_guest_checks_in_at_the_door_with_both_codes() -> None:
    event = make_event(starts_at=NOW + 30 * dt.timedelta(minutes=1))
    seat = take(event, 2)
    door = reverse("offers-event-door", args=[event.pk])
    guest = Client()
    wrong_door = guest.post(door, {"door_code": "ZZZZZ", "code": seat.code})
    assert wrong_door.status_code == 422
    assert "Code am Eingang stimmt nicht" in wrong_door.content.decode()
    assert guest.post(door, {"door_code": event.door_code, "code": "ZZZZZZZZ"}).status_code == 422
    for _ in range(2):
        answer = guest.post(door, {"door_code": event.door_code.lower(), "code": seat.code.lower()})
        assert "2 Menschen sind angemeldet" in answer.content.decode()
    assert counts.people_who_came(on=TODAY + DAY) == 2
    assert Entry.objects.filter(verb="event_checked_in").count() == 1
    with pytest.raises(events.EventRefused, match="schon da"):
        events.give_back(seat, by=PUBLIC, now=NOW)


def test_the_door_is_shut_a_day_before() -> None:
    event = make_event()
    seat = take(event)
    with pytest.raises(events.EventRefused, match="einer Stunde"):
        events.arrive(event, door_code=event.door_code, code=seat.code, by=PUBLIC, now=NOW)


def test_a_ticket_of_one_event_opens_no_other() -> None:
    seat, other = take(make_event()), make_event()
    assert Client().post(reverse("offers-ticket", args=[other.pk]), {"code": seat.code}).status_code == 422


def test_the_event_goes_into_the_calendar_and_a_cancelled_one_goes_out() -> None:
    event = make_event()
    Event.objects.filter(pk=event.pk).update(title="Kuchen; Brot, Größe " + "ä" * 60)
    url = reverse("offers-event-file", args=[event.pk])
    answer = Client().get(url)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    lines = answer.content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    text = answer.content.decode().replace("\r\n ", "")
    assert "SUMMARY:Kuchen\\; Brot\\, Größe " + "ä" * 60 in text
    assert f"DTSTART:{event.starts_at:%Y%m%dT%H%M%SZ}" in text
    assert event.door_code not in text
    events.cancel(event, by=SYSTEM, now=NOW)
    assert b"STATUS:CANCELLED" in Client().get(url).content


# --- the company's room ------------------------------------------------------------------------------------------


def test_a_company_finds_neither_postings_nor_events_nor_wishes_of_another() -> None:
    posting, event = make_posting(), make_event()
    owner = make_list(posting)
    seat = take(event)
    other, _ = company_client("lernwerk")
    for name in ("offers-own-posting", "offers-own-posting-rank", "offers-withdraw"):
        assert other.post(reverse(name, args=[posting.pk]), {}).status_code == 404
    for name in ("offers-own-event", "offers-own-event-cancel"):
        assert other.post(reverse(name, args=[event.pk]), {"shown": seat.pk, "came": seat.pk}).status_code == 404
    for name, pk in (("offers-own-posting", posting.pk), ("offers-own-event", event.pk)):
        assert other.get(reverse(name, args=[pk])).status_code == 404
    mine = make_posting("Maler", company="lernwerk")
    wish = owner.wishes.get()
    other.post(reverse("offers-own-posting-rank", args=[mine.pk]), {f"wish-{wish.pk}": "1"})
    wish.refresh_from_db()
    seat.refresh_from_db()
    event.refresh_from_db()
    assert (wish.company_rank, seat.came_at, event.cancelled_at) == (None, None, None)
    assert event.title not in other.get(reverse("offers-own-events")).content.decode()


def test_a_company_sees_markers_and_never_names_codes_or_how_much_somebody_wants_it() -> None:
    client, _ = company_client()
    posting = make_posting()
    owner = make_list(make_posting("Maler"), posting)
    wishes.describe(owner, nickname="Kiwi", school_year=9, district=5, by=PUBLIC)
    text = client.get(reverse("offers-own-posting", args=[posting.pk])).content.decode()
    assert marker(owner.pk) in text
    assert owner.code not in text
    assert "Kiwi" not in text
    assert "2. Wunsch" not in text
    assert Entry.objects.filter(kind="read", subject=f"offers.posting:{posting.pk}").count() == 1


def test_a_company_keeps_its_order_after_meeting_and_corrects_it() -> None:
    client, _ = company_client()
    posting = make_posting()
    first, second = (make_list(posting).wishes.get() for _ in range(2))
    url = reverse("offers-own-posting-rank", args=[posting.pk])
    for _ in range(2):
        sent = {f"wish-{first.pk}": "2", f"wish-{second.pk}": "no"}
        assert client.post(url, sent).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.company_rank, second.company_rank, bool(second.company_declined)) == (2, None, True)
    assert Entry.objects.filter(verb="wishes_ranked").count() == 1
    wrong = client.post(url, {f"wish-{first.pk}": "99"})
    assert wrong.status_code == 422
    assert 'aria-invalid="true"' in wrong.content.decode()
    # What a page did not show stays as it is.
    client.post(url, {f"wish-{second.pk}": ""})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.company_rank, second.company_declined) == (2, "")


def test_a_company_corrects_a_posting_and_the_lists_keep_it() -> None:
    client, _ = company_client()
    posting = make_posting()
    owner = make_list(posting)
    url = reverse("offers-own-posting", args=[posting.pk])
    sent = {
        "submission": str(posting.submission),
        "occupation": "Konditor*in",
        "places": "3",
        "starts_on": (TODAY + 300 * DAY).isoformat(),
        "site": "Barmen",
        "district": "5",
        "text": "",
    }
    assert client.post(url, sent | {"starts_on": (TODAY - DAY).isoformat()}).status_code == 422
    assert client.post(url, sent | {"district": "77"}).status_code == 422
    assert client.post(url, sent).status_code == 302
    assert order_of(owner) == ["Konditor*in"]
    apprenticeships.withdraw_posting(posting, by=SYSTEM, today=TODAY)
    assert client.post(url, sent | {"places": "9"}).status_code == 422
    posting.refresh_from_db()
    assert (posting.places, posting.district) == (3, 5)


EVENT_FORM = {
    "title": "Offene Werkstatt",
    "day": (TODAY + 20 * DAY).isoformat(),
    "begins": "16:00",
    "ends": "18:00",
    "place": "Hof",
    "seats": "12",
}


def test_a_company_announces_an_event_once_however_often_it_clicks_and_cancels_it() -> None:
    client, _ = company_client()
    form, url = EVENT_FORM | {"submission": str(uuid.uuid4())}, reverse("offers-own-events")
    for _ in range(2):
        assert client.post(url, form).status_code == 302
    event = Event.objects.get()
    assert timezone.localtime(event.starts_at).hour == 16
    guest = Client()
    guest.post(reverse("offers-event", args=[event.pk]), {"submission": str(uuid.uuid4()), "people": "1"})
    for _ in range(2):
        client.post(reverse("offers-own-event-cancel", args=[event.pk]))
    assert Entry.objects.filter(verb="event_cancelled").count() == 1
    assert "Dieser Termin fällt aus" in guest.get(reverse("offers-ticket", args=[event.pk])).content.decode()
    with pytest.raises(events.EventRefused, match="abgesagt"):
        take(event)


@pytest.mark.parametrize(
    ("field", "value"),
    [("day", (TODAY - DAY).isoformat()), ("ends", "15:00"), ("seats", "0"), ("title", ""), ("begins", "abends")],
)
def test_a_faulty_event_is_refused_at_its_field_and_nothing_typed_is_lost(field: str, value: str) -> None:
    client, _ = company_client()
    form = EVENT_FORM | {"submission": str(uuid.uuid4()), field: value}
    answer = client.post(reverse("offers-own-events"), form)
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert 'value="Hof"' in answer.content.decode()
    assert not Event.objects.exists()
    # Nothing was kept, so the corrected form with the same number goes through.
    assert client.post(reverse("offers-own-events"), form | EVENT_FORM).status_code == 302


def test_nobody_invites_or_posts_for_another_organisation() -> None:
    _, actor = company_client()
    other = make_company("fremd")
    with pytest.raises(events.EventRefused, match="eigene"):
        events.announce(
            submission=uuid.uuid4(),
            organiser_id=other.pk,
            title="x",
            place="y",
            starts_at=NOW + DAY,
            ends_at=NOW + 2 * DAY,
            seats=1,
            by=actor,
            now=NOW,
        )


def test_the_organiser_ticks_codes_and_takes_a_wrong_tick_back() -> None:
    client, _ = company_client()
    event = make_event(starts_at=NOW + 10 * dt.timedelta(minutes=1))
    came, absent, unseen = take(event, 3), take(event), take(event)
    url = reverse("offers-own-event", args=[event.pk])
    text = client.get(url).content.decode()
    assert f"{came.code[:4]}-{came.code[4:]}" in text
    assert "Kiwi" not in text
    shown = {"shown": [came.pk, absent.pk]}
    client.post(url, shown | {"came": [came.pk, absent.pk]})
    client.post(url, shown | {"came": [came.pk]})
    assert counts.people_who_came(on=TODAY + DAY) == 3
    client.post(url, {"shown": ["nein"]})
    strange = take(make_event(company="fremd"))
    client.post(url, {"shown": [strange.pk], "came": [strange.pk]})
    assert counts.people_who_came(on=TODAY + DAY) == 3
    assert Seat.objects.get(pk=unseen.pk).came_at is None


# --- counts, terms, demo -----------------------------------------------------------------------------------------


def test_steering_counts_what_was_on_a_day_and_nothing_before_anything_was_recorded() -> None:
    agreement = Agreement()
    names = ["apprenticeships_open", "events_held", "event_seats_taken", "event_visitors"]

    def values(on: dt.date, **filters: str) -> list[int | None]:
        found = [metrics.count(agreement, name, filters if "event" in name else {}, on=on) for name in names]
        return [None if value is None else int(value.value) for value in found]

    assert values(TODAY) == [None] * 4
    make_posting(places=3)
    event = make_event(starts_at=NOW - 2 * DAY)
    for people, back, came in ((2, False, True), (1, False, False), (4, True, False)):
        Seat.objects.create(
            event=event,
            code=f"C{people}",
            people=people,
            taken_at=NOW - 5 * DAY,
            given_back_at=NOW - 3 * DAY if back else None,
            came_at=NOW - 2 * DAY if came else None,
        )
    assert values(TODAY - 9 * DAY) == [None] * 4
    assert values(TODAY - 4 * DAY)[1:] == [0, 7, 0]
    assert values(TODAY) == [3, 1, 3, 2]
    assert values(TODAY, project="abflug-in-ausbildung")[1:] == [1, 3, 2]
    assert values(TODAY, project="wecycle")[1:] == [None] * 3


def test_guests_are_forgotten_after_thirty_days_and_the_numbers_stay() -> None:
    old, fresh = make_event(starts_at=NOW - 33 * DAY), make_event(starts_at=NOW - 29 * DAY)
    for event in (old, fresh):
        Seat.objects.create(event=event, code=f"CODE{event.pk}", nickname="Kiwi", people=2, taken_at=NOW, came_at=NOW)
    tasks.forget_old_guests(NOW)
    tasks.forget_old_guests(NOW)
    gone, kept = Seat.objects.get(event=old), Seat.objects.get(event=fresh)
    assert (gone.nickname, gone.code, gone.people) == ("", f"#{gone.pk}", 2)
    assert (kept.nickname, kept.code) == ("Kiwi", f"CODE{fresh.pk}")
    assert counts.people_who_came(on=TODAY) == 4
    assert Client().post(reverse("offers-ticket", args=[old.pk]), {"code": gone.code}).status_code == 422
    assert Entry.objects.filter(verb="event_guests_expired").count() == 1


def test_a_list_goes_half_a_year_after_it_was_left() -> None:
    posting = make_posting()
    stays, goes, active = make_list(posting), make_list(posting), make_list(posting)
    wishes.leave(stays, by=PUBLIC, today=TODAY - 183 * DAY)
    wishes.leave(goes, by=PUBLIC, today=TODAY - 184 * DAY)
    tasks.forget_old_lists(NOW)
    assert set(Applicant.objects.all()) == {stays, active}


def test_the_demo_shows_postings_events_lists_and_a_proposal() -> None:
    only = frozenset({"accounts", "offers", "abflug"})
    for _ in range(2):
        demo.run(today=TODAY, say=lambda _: None, only=only)
    assert Posting.objects.count() == 14
    assert Event.objects.filter(starts_at__gt=NOW).count() == 2
    assert Event.objects.filter(ends_at__lt=NOW, taken__came_at__isnull=False).exists()
    assert Applicant.objects.count() == 20
    assert Wish.objects.filter(company_rank__isnull=False).count() > 5
    assert not Organisation.objects.filter(postings__isnull=False, is_demo=False).exists()
    pages = [
        "offers-abflug",
        "offers-abflug-parents",
        "offers-abflug-school",
        "offers-abflug-companies",
        "offers-events",
    ]
    assert [name for name in pages if Client().get(reverse(name)).status_code != 200] == []
