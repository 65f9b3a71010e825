import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from talachse.accounts.actor import PUBLIC, SYSTEM, Actor, Seatholder
from talachse.accounts.models import Organisation, OrganisationKind
from talachse.cases import queries, services
from talachse.cases.models import LostContactReport, Outreach
from talachse.rules.access import Role
from talachse.rules.intake import Channel
from talachse.rules.outreach import HandOverTo, Stage

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)


def make_contact(*, today: dt.date = TODAY, channel: Channel = Channel.PHONE) -> Outreach:
    """A young person asks for a visit by telephone."""
    return services.begin(
        submission=uuid.uuid4(), text="Vor dem Kiosk", channel=channel, address="0202 000000", by=PUBLIC, today=today
    )


def make_school(key: str = "demo-schule") -> Organisation:
    """An invented school."""
    return Organisation.objects.create(key=key, name=key, kind=OrganisationKind.SCHOOL, is_demo=True)


def make_teacher(school: Organisation) -> Actor:
    """Somebody who reports for a school."""
    seat = Seatholder(1, school.pk, school.key, school.name, None, Role.SCHOOL)
    return Actor(user_id=1, memberships=(seat,))


def reports(school: Organisation, *, lost: int, pupils: int = 400, on: dt.date = TODAY, period: str = "2026Q4") -> None:
    """The school reports a count."""
    services.report_lost_contact(
        submission=uuid.uuid4(),
        school_id=school.pk,
        period=period,
        pupils=pupils,
        lost=lost,
        by=make_teacher(school),
        today=on,
    )


def test_a_contact_runs_new_reached_handed_over_ended() -> None:
    contact = services.reach(make_contact(), by=SYSTEM, today=TODAY)
    contact = services.hand_over(contact, to=HandOverTo.ZENTRUM_ZUKUNFT, agreed=True, by=SYSTEM, today=TODAY)
    contact = services.end(contact, reason="geht wieder zur Schule", by=SYSTEM, today=TODAY)
    assert contact.stage == Stage.ENDED
    contact.request.refresh_from_db()
    assert (contact.request.status, contact.request.address) == ("closed", "")


def test_without_the_young_persons_yes_nothing_is_handed_over() -> None:
    contact = services.reach(make_contact(), by=SYSTEM, today=TODAY)
    with pytest.raises(services.OutreachRefused, match="Einverständnis"):
        services.hand_over(contact, to=HandOverTo.JOBCENTER, agreed=False, by=SYSTEM, today=TODAY)


def test_nobody_is_handed_over_unreached() -> None:
    with pytest.raises(services.OutreachRefused, match="erreicht"):
        services.hand_over(make_contact(), to=HandOverTo.SCHOOL, agreed=True, by=SYSTEM, today=TODAY)


def test_the_database_refuses_a_hand_over_without_place() -> None:
    contact = services.reach(make_contact(), by=SYSTEM, today=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outreach.objects.filter(pk=contact.pk).update(handed_over_on=TODAY)


def test_counts_by_stage_are_those_of_the_day() -> None:
    contact = make_contact(today=TODAY - dt.timedelta(days=10))
    services.reach(contact, by=SYSTEM, today=TODAY - dt.timedelta(days=4))
    make_contact()
    before = queries.count_by_stage(on=TODAY - dt.timedelta(days=5))
    now = queries.count_by_stage(on=TODAY)
    assert (before[Stage.NEW], before[Stage.REACHED]) == (1, 0)
    assert (now[Stage.NEW], now[Stage.REACHED]) == (1, 1)


def test_the_latest_report_of_each_school_counts() -> None:
    one, two = make_school("a"), make_school("b")
    reports(one, lost=90, on=TODAY - dt.timedelta(days=60), period="2026Q3")
    reports(one, lost=60)
    reports(two, lost=10, pupils=100)
    assert queries.lost_contacts(on=TODAY) == (70, 500)
    assert queries.lost_contacts(on=TODAY - dt.timedelta(days=30)) == (90, 400)
    assert queries.lost_contacts(on=TODAY - dt.timedelta(days=90)) is None


def test_a_correction_of_the_same_quarter_replaces_the_count() -> None:
    school = make_school()
    reports(school, lost=90)
    reports(school, lost=80)
    assert queries.lost_contacts(on=TODAY) == (80, 400)
    assert LostContactReport.objects.count() == 2


def test_a_school_reports_only_for_itself() -> None:
    mine, other = make_school("a"), make_school("b")
    with pytest.raises(services.OutreachRefused, match="eigene Schule"):
        services.report_lost_contact(
            submission=uuid.uuid4(),
            school_id=other.pk,
            period="2026Q4",
            pupils=10,
            lost=1,
            by=make_teacher(mine),
            today=TODAY,
        )


def test_more_lost_than_pupils_is_refused() -> None:
    with pytest.raises(services.OutreachRefused, match="mehr verlorene Kontakte"):
        reports(make_school(), lost=401)
