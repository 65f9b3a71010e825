"""Who gets places: one person counts once, small numbers stay back, complaints get an answer in time."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from talachse.accounts import services as accounts
from talachse.accounts.actor import SYSTEM
from talachse.accounts.models import OrganisationKind, User
from talachse.intake.models import Request
from talachse.offers.models import LegalBasis, PlaceGroup
from talachse.offers.services.places import add_group
from talachse.people.models import Person
from talachse.placements.models import Placement
from talachse.placements.queries.fairness import asked_and_got, declines
from talachse.rules.access import Role
from talachse.rules.fairness import complaint_answer_due
from talachse.rules.placement.criteria import last_birthday
from talachse.rules.placement.lifecycle import DeclineReason

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def group(key: str = "plaetze") -> PlaceGroup:
    provider = accounts.add_organisation(key="radwerk", name="Radwerk", kind=OrganisationKind.PROVIDER, by=SYSTEM)
    return add_group(
        key=key,
        title=key,
        provider=provider,
        legal_basis=LegalBasis.SGB2_16D,
        starts_on=dt.date(2024, 1, 1),
        places=200,
        by=SYSTEM,
        source="Probe",
    )


def people(number: int, sex: str, status: str, *groups: PlaceGroup) -> None:
    for _ in range(number):
        code = uuid.uuid4().hex[:12]
        person = Person.objects.create(
            code=code, name="Probe", born_on=dt.date(1980, 1, 1), zone="sgb2", sex=sex, district=6, entered_on=TODAY
        )
        for place in groups:
            Placement.objects.create(
                submission=uuid.uuid4(),
                person=person,
                group=place,
                status=status,
                status_since=TODAY,
                waiting_since=TODAY,
                decline_reason=DeclineReason.NOT_SAID.value if status == "declined" else "",
                declined_by="provider" if status == "declined" else "",
            )


def reader() -> Client:
    user = User.objects.create_user("g@example.org", None, name="Kim")
    city = accounts.add_organisation(key="stadt", name="Stadt", kind=OrganisationKind.CITY, by=SYSTEM)
    accounts.add_membership(
        user=user, organisation=city, role=Role.EQUALITY_OFFICER, valid_from=TODAY, by=SYSTEM, desk="desk-complaints"
    )
    client = Client()
    client.force_login(user)
    return client


def test_a_person_who_was_tried_at_several_places_counts_once() -> None:
    one, other = group("eins"), group("zwei")
    people(4, "f", "declined", one, other)
    people(5, "f", "started", one)
    people(3, "m", "waiting", one)
    assert asked_and_got(since=TODAY, until=TODAY)["Geschlecht"] == {"weiblich": (5, 9)}
    assert asked_and_got(since=TODAY, until=TODAY, legal_basis="sgb2_16i")["Geschlecht"] == {}


def test_each_group_is_counted_by_itself_and_who_said_nothing_has_a_row_too() -> None:
    place = group()
    people(2, "m", "closed", place)
    people(1, "", "declined", place)
    first, second, third = Person.objects.order_by("pk")
    for person, birthday, nationality, district in (
        (first, last_birthday(25, TODAY), "german", 0),
        (second, last_birthday(25, TODAY) + dt.timedelta(days=1), "refuge", None),
        (third, last_birthday(50, TODAY), "", 0),
    ):
        Person.objects.filter(pk=person.pk).update(born_on=birthday, nationality_group=nationality, district=district)
    assert asked_and_got(since=TODAY, until=TODAY) == {
        "Geschlecht": {"keine Angabe": (0, 1), "männlich": (2, 2)},
        "Alter": {"25 bis 34": (1, 1), "ab 50": (0, 1), "unter 25": (1, 1)},
        "Staatsangehörigkeit": {
            "Herkunftsland mit Fluchthintergrund": (1, 1),
            "deutsch": (1, 1),
            "keine Angabe": (0, 1),
        },
        "Stadtbezirk": {"Elberfeld": (1, 2), "keine Angabe": (1, 1)},
    }


def test_the_database_counts_in_the_same_queries_for_few_and_many() -> None:
    place = group()
    numbers = []
    for many in (1, 40):
        people(many, "f", "declined", place)
        with CaptureQueriesContext(connection) as seen:
            assert asked_and_got(since=TODAY, until=TODAY)["Geschlecht"] == {"weiblich": (0, Person.objects.count())}
            assert declines(since=TODAY, until=TODAY) == {("not_said", "provider"): Placement.objects.count()}
        numbers.append(len(seen))
    assert numbers == [4, 4]  # two of them are those of the test itself


def test_a_real_difference_is_named_and_a_handful_of_people_is_not_shown() -> None:
    place = group()
    people(80, "f", "declined", place)
    people(20, "f", "started", place)
    people(80, "m", "started", place)
    people(20, "m", "declined", place)
    page = reader().get(reverse("placements-fairness")).content.decode()
    assert "20 %" in page
    assert "Unterschied" in page
    people(1, "d", "started", place)
    page = reader_again().get(reverse("placements-fairness")).content.decode()
    row = page.split("divers")[1].split("</tr>")[0]
    assert "100 %" not in row


def reader_again() -> Client:
    client = Client()
    client.force_login(User.objects.get(email="g@example.org"))
    return client


def test_nobody_decided_yet_says_so() -> None:
    assert "Noch nichts zu zeigen" in reader().get(reverse("placements-fairness")).content.decode()


def test_a_complaint_is_stamped_reaches_the_desk_and_is_answered(client: Client) -> None:
    form = {"submission": str(uuid.uuid4()), "text": "Man hat mich weggeschickt.", "channel": "code"}
    for _ in range(2):
        assert client.post(reverse("intake-complain"), form).status_code == 302
    complaint = Request.objects.get()
    assert complaint.answer_due_on == complaint_answer_due(TODAY)
    page = client.get(reverse("intake-receipt")).content.decode()
    assert "Ihre Beschwerde ist da" in page
    officer = reader()
    assert officer.get(reverse("intake-detail", args=[complaint.pk])).status_code == 200
    officer.post(reverse("intake-reply", args=[complaint.pk]), {"text": "Das war nicht richtig. Kommen Sie bitte."})
    answer = client.post(reverse("intake-answer"), {"code": complaint.code}).content.decode()
    assert "Antwort auf Ihre Beschwerde" in answer
    assert "Das war nicht richtig" in answer


def test_a_complaint_without_a_word_or_a_way_back_is_asked_again(client: Client) -> None:
    form = {"submission": str(uuid.uuid4()), "text": "", "channel": "email"}
    answer = client.post(reverse("intake-complain"), form)
    assert answer.status_code == 422
    for message in ("was passiert ist", "wohin die Antwort gehen soll"):
        assert message in answer.content.decode()
    assert not Request.objects.exists()
