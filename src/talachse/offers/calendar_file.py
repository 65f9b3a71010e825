"""An event as an iCalendar file (RFC 5545), so that a phone can remember it."""

from __future__ import annotations

import datetime as dt

from talachse.offers.models import Event

LONGEST_LINE = 75


def as_ics(event: Event, *, url: str, host: str, now: dt.datetime) -> bytes:
    """The file; a cancelled event says so, and a calendar that knows it takes it out."""
    cancelled = event.cancelled_at is not None
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Talachse//Termine//DE",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:termin-{event.pk}@{host}",
        f"DTSTAMP:{_utc(now)}",
        f"DTSTART:{_utc(event.starts_at)}",
        f"DTEND:{_utc(event.ends_at)}",
        f"SUMMARY:{_escaped(event.title)}",
        f"LOCATION:{_escaped(event.place)}",
        f"DESCRIPTION:{_escaped(event.text)}",
        f"URL:{url}",
        f"SEQUENCE:{int(cancelled)}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _utc(moment: dt.datetime) -> str:
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> bytes:
    """Lines of at most 75 bytes; what is left goes on after a space, and no letter is cut in two."""
    folded, current = [], b""
    for sign in line:
        raw = sign.encode()
        if len(current) + len(raw) > LONGEST_LINE:
            folded.append(current)
            current = b" "
        current += raw
    return b"\r\n".join([*folded, current]) + b"\r\n"
