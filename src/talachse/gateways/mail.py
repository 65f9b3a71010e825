"""E-mail: real server, files for trying out, console, and a fake for tests."""

from __future__ import annotations

import smtplib
import ssl
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Protocol

from django.conf import settings

TIMEOUT_SECONDS = 20
PERMANENT = 500  # answers below this mean: later (RFC 5321, 4.2.1)


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a mail."""

    name: str
    content: bytes
    content_type: str


class Refused(Exception):
    """The server will never take this message for this recipient: trying again does not help."""


class Mailer(Protocol):
    """Whatever can deliver a finished message; raises OSError when it cannot now, Refused when it never will."""

    def deliver(self, message: EmailMessage) -> None: ...


class SmtpMailer:
    """Delivers through the city's mail server."""

    def __init__(self, *, host: str, port: int, user: str, password: str, starttls: bool) -> None:
        self.host, self.port, self.user, self.password, self.starttls = host, port, user, password, starttls

    def deliver(self, message: EmailMessage) -> None:
        with smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS) as server:
            if self.starttls:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
            try:
                server.send_message(message)
            except smtplib.SMTPRecipientsRefused as error:
                if all(code >= PERMANENT for code, _ in error.recipients.values()):
                    # Without "from": the server's answer names the address, and errors are logged.
                    raise Refused from None
                raise


class FileMailer:
    """Writes each message into a folder as .eml; mail programmes open it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def deliver(self, message: EmailMessage) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{uuid.uuid4()}.eml"
        path.touch(mode=0o600)
        path.write_bytes(bytes(message))


class ConsoleMailer:
    """Prints messages; for development only, since it shows their content."""

    def deliver(self, message: EmailMessage) -> None:
        print(message.as_string())  # noqa: T201 - that is what it is for


@dataclass
class FakeMailer:
    """Keeps messages in memory."""

    sent: list[EmailMessage] = field(default_factory=list)

    def deliver(self, message: EmailMessage) -> None:
        self.sent.append(message)


def mailer() -> Mailer:
    """The mailer this installation is set to; a test may put its own into ``settings.TALACHSE_MAILER``."""
    own: Mailer | None = getattr(settings, "TALACHSE_MAILER", None)
    if own is not None:
        return own
    if settings.TALACHSE_MAIL == "smtp":
        return SmtpMailer(**settings.TALACHSE_SMTP)  # type: ignore[arg-type]  # typed in config.env
    if settings.TALACHSE_MAIL == "console":
        return ConsoleMailer()
    return FileMailer(settings.TALACHSE_VAR / "mail")


def compose(*, to: str, subject: str, body: str, attachments: Sequence[Attachment] = ()) -> EmailMessage:
    """One finished message to one person: who gets a copy of their own sees no other address.

    Raises ValueError for an address with a line break, which could add headers.
    """
    message = EmailMessage()
    message["From"] = settings.DEFAULT_FROM_EMAIL
    message["To"] = to
    message["Subject"] = " ".join(subject.split())
    message["Date"] = formatdate(localtime=True)
    # Stays the same for every try: a server that got it twice can tell.
    message["Message-ID"] = make_msgid(domain="talachse")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body)
    for attachment in attachments:
        main, _, sub = attachment.content_type.partition("/")
        message.add_attachment(attachment.content, maintype=main, subtype=sub, filename=attachment.name)
    return message
