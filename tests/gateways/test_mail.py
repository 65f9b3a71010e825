import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
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
        self.answer = "250 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer

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


def through(port: int) -> mail.SmtpMailer:
    return mail.SmtpMailer(host="127.0.0.1", port=port, user="", password="", starttls=False)


def make_message(to: str = "a@example.org", subject: str = "Grüße") -> EmailMessage:
    """A finished message."""
    return mail.compose(to=to, subject=subject, body="Bitte bestätigen Sie.")


def test_a_mail_arrives_at_a_real_server(server: tuple[Inbox, int]) -> None:
    inbox, port = server
    through(port).deliver(make_message())
    ((recipients, content),) = inbox.received
    assert recipients == ["a@example.org"]
    received = message_from_bytes(content, policy=policy.default)
    assert (received["To"], received["Subject"]) == ("a@example.org", "Grüße")


def test_who_is_refused_for_good_is_not_tried_again(server: tuple[Inbox, int]) -> None:
    inbox, port = server
    inbox.answer = "550 no such person"
    with pytest.raises(mail.Refused):
        through(port).deliver(make_message())


def test_who_is_refused_for_now_is_tried_again(server: tuple[Inbox, int]) -> None:
    inbox, port = server
    inbox.answer = "451 come back later"
    with pytest.raises(OSError, match="come back later"):
        through(port).deliver(make_message())


def test_a_line_break_in_a_subject_cannot_add_headers() -> None:
    message = make_message(subject="Hallo\nBcc: x@example.org")
    assert message["Subject"] == "Hallo Bcc: x@example.org"
    assert message["Bcc"] is None


def test_a_line_break_in_an_address_is_refused() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        make_message(to="a@example.org\nBcc: x@example.org")


def test_files_are_written_for_their_owner_only(tmp_path: Path) -> None:
    mail.FileMailer(tmp_path / "mail").deliver(make_message())
    (path,) = (tmp_path / "mail").iterdir()
    assert path.suffix == ".eml"
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_attachment_keeps_name_and_type() -> None:
    invitation = mail.Attachment("termin.ics", b"BEGIN", "text/calendar")
    message = mail.compose(to="a@example.org", subject="Einladung", body="Text", attachments=[invitation])
    (part,) = message.iter_attachments()
    assert (part.get_filename(), part.get_content_type()) == ("termin.ics", "text/calendar")


def test_a_server_that_is_away_is_an_error_not_a_silence() -> None:
    with pytest.raises(OSError, match=r"[Cc]onnection"):
        through(1).deliver(make_message())


def test_without_mail_server_messages_land_in_the_folder(settings: Any, tmp_path: Path) -> None:
    settings.TALACHSE_MAIL = "file"
    settings.TALACHSE_VAR = tmp_path
    mail.mailer().deliver(make_message())
    assert len(list((tmp_path / "mail").iterdir())) == 1


def test_the_settings_choose_the_server(server: tuple[Inbox, int], settings: Any) -> None:
    inbox, port = server
    settings.TALACHSE_MAIL = "smtp"
    settings.TALACHSE_SMTP = {"host": "127.0.0.1", "port": port, "user": "", "password": "", "starttls": False}
    mail.mailer().deliver(make_message())
    assert len(inbox.received) == 1


def test_the_console_shows_the_message(settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.TALACHSE_MAIL = "console"
    mail.mailer().deliver(make_message(subject="Sichtbar"))
    assert "Subject: Sichtbar" in capsys.readouterr().out
