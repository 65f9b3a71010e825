"""Agreement, seats, people and meetings as tests need them."""

import datetime as dt
import uuid
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from talachse.accounts.actor import Actor
from talachse.accounts.models import Membership, Organisation, OrganisationKind, User
from talachse.accounts.queries import actor_for
from talachse.agreement.models import (
    ActionItem,
    Agreement,
    Attendance,
    Decision,
    Meeting,
    Project,
    Seat,
    Tenure,
    Version,
)
from talachse.rules.access import Role
from talachse.rules.agreement.document import Side

BERLIN = ZoneInfo("Europe/Berlin")
TODAY = dt.date(2026, 11, 24)
START = dt.date(2021, 7, 1)
SEATS = (
    ("mayor", "Oberbürgermeister*in", Side.CITY, ["§0-9"]),
    ("contact-city", "Ansprechperson der Stadt", Side.CITY, ["§0-8"]),
    ("board", "Vorstand des Jobcenters", Side.JOBCENTER, ["§0-9"]),
    ("contact-jobcenter", "Ansprechperson des Jobcenters", Side.JOBCENTER, ["§0-8"]),
)


def at(year: int, month: int, day: int, hour: int = 0) -> dt.datetime:
    """A moment in Wuppertal."""
    return dt.datetime(year, month, day, hour, tzinfo=BERLIN)


def make_content() -> dict[str, Any]:
    """The smallest wording that is a valid agreement, with the seats of both sides."""
    standing = {"since": "2021-07-01", "source": "text", "badge": "agreement", "status": "running"}
    clause = {"section": "§0", "modality": "will", "text": "Text", "locator": "Seite 1", "standings": [standing]}
    return {
        "schema_version": 1,
        "agreement": {
            "key": "fokus",
            "title": "Fokus Testtal",
            "summary": "Zum Testen",
            "signed_on": "2021-06-30",
            "effective_on": "2021-07-01",
            "signatures": [{"side": side.value, "function": "Leitung"} for side in (Side.CITY, Side.JOBCENTER)],
            "source": "text",
        },
        "version": {"label": "Fassung 1", "valid_from": "2021-07-01"},
        "frame": [],
        "sections": [{"key": "§0", "title": "Allgemeines"}, {"key": "I", "title": "Klima"}],
        "sources": [{"key": "text", "title": "Der Text"}],
        "actors": [],
        "clauses": [clause | {"anchor": "§0-8"}, clause | {"anchor": "§0-9"}],
        "figures": [],
        "projects": [],
        "seats": [
            {"key": key, "title": title, "side": side.value, "since": "2021-07-01", "clauses": clauses}
            for key, title, side, clauses in SEATS
        ],
    }


def make_agreement(**changes: Any) -> Agreement:
    """A signed agreement in its first version, with four vacant seats."""
    agreement = Agreement.objects.create(
        **(
            {"key": "fokus", "title": "Fokus Testtal", "signed_on": dt.date(2021, 6, 30), "effective_on": START}
            | changes
        )
    )
    Version.objects.create(
        agreement=agreement,
        number=1,
        label="Fassung 1",
        valid_from=START,
        loaded_at=timezone.now(),
        loaded_by="system",
        digest=uuid.uuid4().hex,
        content=make_content(),
        signed_by_both=True,
    )
    for key, title, side, _ in SEATS:
        Seat.objects.create(agreement=agreement, key=key, title=title, side=side, since=START)
    return agreement


def make_user(role: Role, side: Side | None = None, *, email: str = "", name: str = "Kim Beispiel") -> User:
    """Somebody with one function, at the city, the Jobcenter or a partner."""
    organisation, _ = Organisation.objects.get_or_create(
        key=side or "partner",
        defaults={"name": side or "Partner", "kind": OrganisationKind.PARTNER, "side": side or "", "is_demo": True},
    )
    user = User.objects.create_user(email or f"{role}-{side or 'partner'}@test.example", "geheim-geheim", name=name)
    Membership.objects.create(user=user, organisation=organisation, role=role, valid_from=START)
    return user


def make_actor(user: User) -> Actor:
    """The person as views hand it to services."""
    return actor_for(user, today=TODAY)


def make_desk_officer(side: Side) -> Actor:
    """Desk officer of one side."""
    return make_actor(make_user(Role.DESK_OFFICER, side))


def make_tenure(agreement: Agreement, seat_key: str, user: User | None = None, **changes: Any) -> Tenure:
    """Somebody takes a seat from the first day on."""
    facts: dict[str, Any] = {"user": user, "holder_name": "" if user else "Alex Erfunden", "valid_from": START}
    return Tenure.objects.create(seat=agreement.seats.get(key=seat_key), **(facts | changes))


def make_filled_seats(agreement: Agreement) -> None:
    """All four seats have a holder."""
    for key, *_ in SEATS:
        make_tenure(agreement, key)


def make_meeting(agreement: Agreement, **changes: Any) -> Meeting:
    """A planned monthly alignment two days from now, with the seats of both sides on the invitation."""
    facts: dict[str, Any] = {
        "kind": "monthly",
        "period": "2026-11",
        "starts_at": at(2026, 11, 26, 10),
    }
    meeting = Meeting.objects.create(agreement=agreement, **(facts | changes))
    Attendance.objects.bulk_create(Attendance(meeting=meeting, seat=seat) for seat in agreement.seats.all())
    return meeting


def make_quarterly(agreement: Agreement, **changes: Any) -> Meeting:
    """A planned quarterly meeting in December."""
    facts: dict[str, Any] = {
        "kind": "quarterly",
        "period": "2026Q4",
        "starts_at": at(2026, 12, 8, 14),
    }
    return make_meeting(agreement, **(facts | changes))


def make_held(meeting: Meeting, *, sides: tuple[Side, ...] = (Side.CITY, Side.JOBCENTER)) -> Meeting:
    """The meeting took place, with these sides."""
    meeting.status = "held"
    meeting.held_on = timezone.localdate(meeting.starts_at)
    meeting.city_present = Side.CITY in sides
    meeting.jobcenter_present = Side.JOBCENTER in sides
    meeting.both_sides_present = len(sides) == 2
    meeting.save()
    meeting.attendances.filter(seat__side__in=sides).update(present=True)
    return meeting


def make_decision(meeting: Meeting, **changes: Any) -> Decision:
    """A decision of a held meeting."""
    facts: dict[str, Any] = {
        "agreement": meeting.agreement,
        "number": f"{meeting.period}-{uuid.uuid4().hex[:6]}",
        "meeting": meeting,
        "meeting_kind": meeting.kind,
        "both_sides_present": meeting.both_sides_present,
        "title": "Beschluss",
        "text": "Es wird beschlossen.",
        "decided_on": meeting.held_on,
        "addressee": meeting.agreement.seats.get(key="contact-city"),
    }
    return Decision.objects.create(**(facts | changes))


def make_project(agreement: Agreement, **changes: Any) -> Project:
    """A project of the signed agreement itself."""
    facts: dict[str, Any] = {
        "key": "wecycle",
        "title": "WeCycle",
        "section": "I",
        "added_on": START,
        "origin_version": agreement.versions.get(number=1),
        "origin_signed": True,
    }
    return Project.objects.create(agreement=agreement, **(facts | changes))


def make_action(agreement: Agreement, **changes: Any) -> ActionItem:
    """An action of the city's contact, overdue by a day."""
    facts: dict[str, Any] = {
        "title": "Fläche prüfen",
        "owner": agreement.seats.get(key="contact-city"),
        "created_on": TODAY - dt.timedelta(days=30),
        "due_on": TODAY - dt.timedelta(days=1),
    }
    return ActionItem.objects.create(agreement=agreement, **(facts | changes))
