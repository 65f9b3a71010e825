"""Invented counts of invented schools, and contacts of outreach."""

from __future__ import annotations

import datetime as dt
import uuid

from talachse.accounts.actor import PUBLIC, SYSTEM
from talachse.accounts.queries import organisation_by_key
from talachse.cases import queries, services
from talachse.rules.intake import Channel
from talachse.rules.outreach import HandOverTo, quarter_of

# pupils, and lost contacts at the end of each quarter, newest last
SCHOOLS = {
    "demo-schule": (940, [188, 170, 152, 131, 120, 104, 92, 85]),
    "demo-realschule": (610, [116, 104, 99, 88, 80, 74, 66, 58]),
    "demo-berufskolleg": (1480, [311, 300, 276, 250, 233, 208, 190, 177]),
}
CONTACTS = [
    (41, "Treffpunkt am Bahnhof wäre gut.", HandOverTo.SCHOOL, "geht wieder zur Schule"),
    (30, "[Sorge um jemand anderen] Mein Bruder geht nicht mehr raus.", HandOverTo.ZENTRUM_ZUKUNFT, ""),
    (12, "Ich will nicht, dass meine Eltern es wissen.", None, ""),
    (3, "Könnt ihr mir schreiben?", None, ""),
]


def is_made(*, today: dt.date) -> bool:
    """A school has reported."""
    return queries.lost_contacts(on=today) is not None


def _quarter_starts(today: dt.date, count: int) -> list[dt.date]:
    first = dt.date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    starts = [first]
    while len(starts) < count:
        before = starts[0] - dt.timedelta(days=1)
        starts.insert(0, dt.date(before.year, 3 * ((before.month - 1) // 3) + 1, 1))
    return starts


def make(*, today: dt.date) -> None:
    """Eight quarters of counts; four contacts."""
    for key, (pupils, counts) in SCHOOLS.items():
        school = organisation_by_key(key)
        if school is None:
            continue
        for start, lost in zip(_quarter_starts(today, len(counts)), counts, strict=True):
            reported_on = min(start + dt.timedelta(days=10), today)
            services.report_lost_contact(
                submission=uuid.uuid5(uuid.NAMESPACE_URL, f"demo-report-{key}-{start}"),
                school_id=school.pk,
                period=quarter_of(start),
                pupils=pupils,
                lost=lost,
                by=SYSTEM,
                today=reported_on,
            )
    for number, (ago, text, to, outcome) in enumerate(CONTACTS):
        began = today - dt.timedelta(days=ago)
        contact = services.begin(
            submission=uuid.uuid5(uuid.NAMESPACE_URL, f"demo-contact-{number}"),
            text=text,
            channel=Channel.CODE,
            by=PUBLIC,
            today=began,
        )
        if to is not None:
            contact = services.reach(contact, by=SYSTEM, today=began + dt.timedelta(days=3))
            contact = services.hand_over(contact, to=to, agreed=True, by=SYSTEM, today=began + dt.timedelta(days=9))
        if outcome:
            services.end(contact, reason=outcome, by=SYSTEM, today=began + dt.timedelta(days=21))
