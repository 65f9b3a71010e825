import datetime as dt
import uuid

import pytest

from talachse.audit.models import Entry
from talachse.intake import queries, services
from talachse.intake.models import Request
from talachse.rules.intake import Channel
from tests.intake.builders import TODAY, make_desk_worker, make_request

pytestmark = pytest.mark.django_db


def test_a_wish_is_stamped_with_its_day_and_an_answer_is_promised() -> None:
    received = make_request()
    assert received.received_on == TODAY
    assert received.answer_due_on == dt.date(2026, 11, 27)
    assert Entry.objects.get(verb="received").subject == f"intake.request:{received.pk}"


def test_a_double_click_is_one_wish() -> None:
    submission = uuid.uuid4()
    assert make_request(submission=submission).pk == make_request(submission=submission).pk
    assert Request.objects.count() == 1
    assert Entry.objects.count() == 1


def test_who_comes_back_with_the_code_leaves_no_address() -> None:
    assert make_request(channel=Channel.CODE, address="kim@example.org").address == ""


def test_mail_needs_an_address() -> None:
    with pytest.raises(services.RequestRefused, match="E-Mail-Adresse"):
        make_request(channel=Channel.EMAIL)


def test_the_code_opens_the_request_in_any_spelling() -> None:
    received = make_request()
    spelt = f" {received.code[:4].lower()}-{received.code[4:]} "
    assert queries.by_code(spelt) == received
    assert queries.by_code("ZZZZZZZZ") is None


def test_a_desk_sees_only_its_own_requests() -> None:
    received = make_request()
    assert list(queries.inbox(make_desk_worker())) == [received]
    assert list(queries.inbox(make_desk_worker("desk-advice"))) == []
    assert queries.request_for(make_desk_worker("desk-advice"), received.pk) is None


def test_the_answer_names_a_person_and_a_day() -> None:
    received = services.take(make_request(), by=make_desk_worker())
    answered = services.answer(received, text="Komm morgen um 10 vorbei.", by=make_desk_worker(), today=TODAY)
    assert (answered.owner, answered.answered_on, answered.status) == ("Kim Beispiel", TODAY, "answered")
    assert queries.requests_answered(on=TODAY) == (1, 1)
    assert queries.requests_answered(on=TODAY - dt.timedelta(days=1)) == (0, 0)


def test_closing_deletes_the_address() -> None:
    received = make_request(channel=Channel.PHONE, address="0202 000000")
    closed = services.close(received, outcome="Termin in der Beratung", by=make_desk_worker(), today=TODAY)
    assert (closed.address, closed.outcome) == ("", "Termin in der Beratung")


def test_a_closed_request_stays_closed() -> None:
    closed = services.close(make_request(), outcome="erledigt", by=make_desk_worker(), today=TODAY)
    with pytest.raises(services.RequestRefused, match="nicht mehr möglich"):
        services.answer(closed, text="Doch noch", by=make_desk_worker(), today=TODAY)


def test_guessing_codes_ends_after_ten_tries() -> None:
    address = str(uuid.uuid4())
    assert [services.may_try_code(address) for _ in range(11)] == [True] * 10 + [False]


def test_interest_is_counted_by_what_it_refers_to() -> None:
    for reference in ("posting:1", "posting:1", "posting:2", ""):
        make_request(desk="desk-apprenticeships", reference=reference)
    assert queries.requests_by_reference("posting:", on=TODAY) == {"posting:1": 2, "posting:2": 1}
