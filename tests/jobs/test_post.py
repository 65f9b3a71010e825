"""A mail is written with the act it tells about and leaves until it arrives, once."""

import datetime as dt
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from talachse.gateways.mail import FakeMailer, Refused
from talachse.jobs import queries, services
from talachse.jobs.models import OutgoingMail
from tests.race import at_once, shared_database

pytestmark = pytest.mark.django_db
NOW = timezone.now()
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)


class Away(FakeMailer):
    """A server that is away until somebody repairs it, or that knows nobody."""

    error: Exception | None = ConnectionRefusedError()

    def deliver(self, message: EmailMessage) -> None:
        if self.error is not None:
            raise self.error
        super().deliver(message)


@pytest.fixture
def server(settings: Any) -> Away:
    settings.TALACHSE_MAILER = away = Away()
    return away


def post(capture: Any, *recipients: str) -> None:
    """Post a mail, and let what follows the commit happen."""
    with capture(execute=True):
        services.post(to=recipients or ["a@example.org"], subject="Grüße", body="Guten Tag")


def test_each_recipient_gets_a_copy_of_their_own(server: Away, django_capture_on_commit_callbacks: Any) -> None:
    server.error = None
    post(django_capture_on_commit_callbacks, "a@example.org", "b@example.org")
    assert [m["To"] for m in server.sent] == ["a@example.org", "b@example.org"]
    assert not OutgoingMail.objects.exists()


def test_an_act_that_is_taken_back_sends_nothing(server: Away) -> None:
    def act_that_fails() -> None:
        with transaction.atomic():
            services.post(to=["a@example.org"], subject="x", body="y")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act_that_fails()
    assert not OutgoingMail.objects.exists()


def test_a_mail_waits_for_its_server_and_then_arrives_once_and_unchanged(
    server: Away, django_capture_on_commit_callbacks: Any
) -> None:
    post(django_capture_on_commit_callbacks)
    now = timezone.now()
    assert services.deliver_due(now=now) == 0, "it is not tried again at once"
    number = OutgoingMail.objects.get().message
    server.error = None
    assert services.deliver_due(now=now + 2 * MINUTE) == 1
    assert bytes(server.sent[0]) == bytes(number), "with the same Message-ID: a server can tell a second copy"
    assert services.deliver_due(now=now + DAY) == 0
    assert len(server.sent) == 1


def test_the_wait_between_the_tries_grows_to_four_hours(server: Away, django_capture_on_commit_callbacks: Any) -> None:
    post(django_capture_on_commit_callbacks)

    def next_try() -> dt.datetime:
        due = OutgoingMail.objects.get().next_try_at
        assert due is not None
        return due

    waits = []
    for _ in range(12):
        now = next_try()
        services.deliver_due(now=now)
        waits.append((next_try() - now) / MINUTE)
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == 240


@pytest.mark.parametrize(("error", "when"), [(Refused(), MINUTE), (ConnectionRefusedError(), services.GIVEN_UP_AFTER)])
def test_of_a_mail_that_was_given_up_neither_address_nor_text_is_kept(
    server: Away,
    error: Exception,
    when: dt.timedelta,
    django_capture_on_commit_callbacks: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    post(django_capture_on_commit_callbacks)
    server.error = error
    now = timezone.now() + when
    services.deliver_due(now=now)
    kept = OutgoingMail.objects.get()
    assert (kept.given_up_at, bytes(kept.message), kept.error) == (now, b"", type(error).__name__)
    assert "example.org" not in caplog.text
    assert queries.mail_trouble(now=now).given_up == 1
    services.tidy_up(now=now + services.FAILURES_KEPT + MINUTE)
    assert not OutgoingMail.objects.exists()


def test_one_refused_mail_holds_up_no_other(server: Away) -> None:
    for recipient in ("gone@example.org", "here@example.org"):
        services.post(to=[recipient], subject="x", body="y")
    original = server.deliver

    def deliver(message: EmailMessage) -> None:
        server.error = Refused() if message["To"].startswith("gone") else None
        original(message)

    server.deliver = deliver  # type: ignore[method-assign]
    assert services.deliver_due(now=timezone.now()) == 1
    assert [m["To"] for m in server.sent] == ["here@example.org"]


def test_who_waits_longer_than_usual_is_told(server: Away, django_capture_on_commit_callbacks: Any) -> None:
    post(django_capture_on_commit_callbacks)
    assert queries.mail_trouble(now=timezone.now()).waiting == 0
    late = queries.mail_trouble(now=timezone.now() + queries.LATE_AFTER + MINUTE)
    assert late.waiting == 1
    assert late.since == OutgoingMail.objects.get().created_at


DELIVER = """
from django.utils import timezone
from talachse.jobs import services
print(services.deliver_due(now=timezone.now()))
"""


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_send_the_same_mail(tmp_path: Path) -> None:
    with transaction.atomic():
        services.post(to=[f"{n}@example.org" for n in range(10)], subject="x", body="y")
        # As after a crash: written, and the task that follows the commit never came.
        connection.run_on_commit.clear()
    with shared_database(tmp_path) as environment:
        arrived = at_once(tmp_path, environment | {"TALACHSE_VAR": str(tmp_path)}, [DELIVER] * 2)
    sent = [message_from_bytes(path.read_bytes())["To"] for path in (tmp_path / "mail").iterdir()]
    assert sorted(sent) == [f"{n}@example.org" for n in range(10)]
    assert sum(int(count) for count in arrived) == 10
