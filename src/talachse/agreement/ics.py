"""The calendar entry of a meeting (RFC 5545), with a higher sequence for each change."""

from __future__ import annotations

import datetime as dt

from icalendar import Calendar, Event

from talachse.agreement.models import Meeting, MeetingStatus

LENGTH = {"monthly": dt.timedelta(hours=1), "quarterly": dt.timedelta(hours=2)}


def calendar_of(meetings: list[Meeting], *, url: str, method: str = "PUBLISH") -> bytes:
    """Entries of these meetings; ``url`` is the address of this installation. No participant is named."""
    calendar = Calendar()
    calendar.add("prodid", "-//Talachse//Gespraeche//DE")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for meeting in meetings:
        event = Event()
        event.add("uid", f"gespraech-{meeting.agreement.key}-{meeting.period}@talachse")
        event.add("sequence", meeting.revision)
        event.add("dtstamp", meeting.invited_at or meeting.starts_at)
        event.add("dtstart", meeting.starts_at)
        event.add("dtend", meeting.starts_at + LENGTH[meeting.kind])
        event.add("summary", f"{meeting.get_kind_display()} {meeting.period}")
        event.add("location", meeting.place)
        event.add("url", f"{url}/steuerung/gespraeche/{meeting.pk}/")
        event.add("status", "CANCELLED" if meeting.status == MeetingStatus.CANCELLED else "CONFIRMED")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
