"""Work of the steering that happens by the clock or after the answer to the browser."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.tasks import task
from django.urls import reverse
from django.utils import timezone

from talachse.accounts.actor import SYSTEM
from talachse.agreement.ics import calendar_of
from talachse.agreement.queries import meetings as queries
from talachse.agreement.queries.document import agreements
from talachse.agreement.queries.reports import to_freeze
from talachse.agreement.services import meetings, reminders
from talachse.agreement.services.reports import freeze_report
from talachse.gateways import mail
from talachse.jobs.clock import periodic
from talachse.jobs.services import post


@periodic(name="agreement.create_series", period="day")
def create_series(due: dt.datetime) -> None:
    """Meetings of this and the next period exist, and the drafts of the coming two weeks are current."""
    for agreement in agreements():
        meetings.create_series(agreement=agreement, by=SYSTEM, today=timezone.localdate(due))


@periodic(name="agreement.freeze_reports", period="day")
def freeze_reports(due: dt.datetime) -> None:
    """A quarter whose meeting was held is frozen the day after at the latest: that is what lay on the table."""
    today = timezone.localdate(due)
    for agreement in agreements():
        for period in to_freeze(agreement, today=today):
            freeze_report(agreement, period, by=SYSTEM, today=today)


@periodic(name="agreement.remind", period="day")
def remind(due: dt.datetime) -> None:
    """Whoever misses something gets one mail. A day that was missed is not made up for: today's mail says it all."""
    if timezone.localdate(due) != timezone.localdate():
        return
    for agreement in agreements():
        reminders.remind(agreement=agreement, by=SYSTEM, today=timezone.localdate(due))


@task
def send_invitation(attendance_id: int) -> None:
    """Mail the invitation with agenda and calendar entry to a guest, or to the holders and deputies of a seat."""
    invitation = queries.invitation_of(attendance_id)
    if invitation is None:
        return
    meeting, addresses = invitation
    starts = timezone.localtime(meeting.starts_at)
    agenda = "\n".join(f"{n}. {item.title}" for n, item in enumerate(queries.agenda_of(meeting), 1))
    notice = ""
    if queries.has_short_notice(meeting):
        notice = "Wir laden mit verkürzter Frist ein (weniger als sieben Tage).\n\n"
    place = f"\nOrt: {meeting.place}" if meeting.place else ""
    body = (
        f"Guten Tag,\n\nwir laden Sie ein: {meeting.get_kind_display()} {meeting.period} zu "
        f"„{meeting.agreement.title}“.\n\nWann: {starts:%d.%m.%Y}, {starts:%H:%M} Uhr{place}\n\n{notice}"
        f"Tagesordnung\n{agenda}\n\nUnterlagen und Tagesordnung: "
        f"{settings.TALACHSE_PUBLIC_URL}{reverse('agreement-meeting', args=[meeting.pk])}\n"
    )
    post(
        to=addresses,
        subject=f"Einladung: {meeting.get_kind_display()} am {starts:%d.%m.%Y}",
        body=body,
        attachments=[
            mail.Attachment(
                f"gespraech-{meeting.period}.ics",
                calendar_of([meeting], url=settings.TALACHSE_PUBLIC_URL, method="REQUEST"),
                "text/calendar",
            )
        ],
    )


@task
def send_cancellation(attendance_id: int) -> None:
    """Tell somebody who was invited that the meeting does not take place."""
    invitation = queries.invitation_of(attendance_id)
    if invitation is None:
        return
    meeting, addresses = invitation
    starts = timezone.localtime(meeting.starts_at)
    post(
        to=addresses,
        subject=f"Fällt aus: {meeting.get_kind_display()} am {starts:%d.%m.%Y}",
        body=f"Guten Tag,\n\ndas Gespräch am {starts:%d.%m.%Y} findet nicht statt.\nGrund: {meeting.cancel_reason}\n",
        attachments=[
            mail.Attachment(
                f"gespraech-{meeting.period}.ics",
                calendar_of([meeting], url=settings.TALACHSE_PUBLIC_URL, method="CANCEL"),
                "text/calendar",
            )
        ],
    )


@task
def send_digest(user_id: int, lines: list[list[str]], more: int) -> None:
    """One mail with everything one person is missing; the subject names no matter and no person."""
    address = queries.address_of(user_id)
    if address is None:
        return
    url = settings.TALACHSE_PUBLIC_URL
    listed = "\n\n".join(f"– {text}\n  {url}{path}" for text, path in lines)
    rest = f"\n\nUnd {more} weitere auf der Steuerungsseite." if more else ""
    body = (
        f"Guten Tag,\n\nin der Steuerung fehlt noch etwas von Ihnen:\n\n{listed}{rest}\n\n"
        f"Sie möchten eine Zeit lang keine Erinnerungen? {url}{reverse('accounts-own')}\n"
    )
    post(to=[address], subject="Talachse: Hier fehlt noch etwas", body=body)
