import socket
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from talachse.gateways import mail


class Inbox:
    """Keeps what a real mail server received."""

    def __init__(self) -> None:
        self.received: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - name set by aiosmtpd
        self.received.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


@pytest.fixture
def server() -> Iterator[tuple[Inbox, int]]:
    """A mail server on the loopback interface."""
    inbox = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield inbox, port
    controller.stop()


def test_a_mail_arrives_at_a_real_server_one_copy_each(server: tuple[Inbox, int], settings: Any) -> None:
    inbox, port = server
    settings.TALACHSE_MAIL = "smtp"
    settings.TALACHSE_SMTP = {"host": "127.0.0.1", "port": port, "user": "", "password": "", "starttls": False}
    mail.send(to=["a@example.org", "b@example.org"], subject="Grüße", body="Bitte bestätigen Sie.")
    assert [to for to, _ in inbox.received] == [["a@example.org"], ["b@example.org"]]
    assert message_from_bytes(inbox.received[0][1])["To"] == "a@example.org"


def test_a_line_break_in_a_subject_cannot_add_headers(settings: Any) -> None:
    settings.TALACHSE_MAILER = fake = mail.FakeMailer()
    mail.send(to=["a@example.org"], subject="Hallo\nBcc: x@example.org", body="Text")
    assert fake.sent[0]["Subject"] == "Hallo Bcc: x@example.org"
    assert fake.sent[0]["Bcc"] is None


def test_files_are_written_for_their_owner_only(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Test"
    mail.FileMailer(tmp_path / "mail").deliver(message)
    (path,) = (tmp_path / "mail").iterdir()
    assert path.suffix == ".eml"
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_attachment_keeps_name_and_type(settings: Any) -> None:
    settings.TALACHSE_MAILER = fake = mail.FakeMailer()
    mail.send(
        to=["a@example.org"],
        subject="Einladung",
        body="Text",
        attachments=[mail.Attachment("termin.ics", b"BEGIN", "text/calendar")],
    )
    (part,) = fake.sent[0].iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == ("termin.ics", "text/calendar")


def test_a_server_that_is_away_is_an_error_not_a_silence(settings: Any) -> None:
    settings.TALACHSE_MAIL = "smtp"
    settings.TALACHSE_SMTP = {"host": "127.0.0.1", "port": 1, "user": "", "password": "", "starttls": False}
    with pytest.raises(OSError, match=r"[Cc]onnection"):
        mail.send(to=["a@example.org"], subject="x", body="y")


def test_without_mail_server_messages_land_in_the_folder(settings: Any, tmp_path: Path) -> None:
    settings.TALACHSE_MAIL = "file"
    settings.TALACHSE_VAR = tmp_path
    mail.send(to=["a@example.org"], subject="x", body="y")
    assert len(list((tmp_path / "mail").iterdir())) == 1


def test_the_console_shows_the_message(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.TALACHSE_MAIL = "console"
    mail.send(to=["a@example.org"], subject="Sichtbar", body="y")
    assert "Subject: Sichtbar" in capsys.readouterr().out
