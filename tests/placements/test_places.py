"""Places are counted where people begin and end: no last place is given twice, no provider sees another's people."""

import datetime as dt
import uuid
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from talachse.accounts import services as accounts
from talachse.accounts.actor import SYSTEM
from talachse.accounts.models import OrganisationKind, User
from talachse.audit.models import Entry
from talachse.offers.models import LegalBasis, PlaceGroup
from talachse.offers.services.places import add_group
from talachse.placements.models import Participation
from talachse.placements.queries import participations as queries
from talachse.placements.services import participations as services
from talachse.rules.access import Role
from tests.race import at_once, shared_database

pytestmark = pytest.mark.django_db
FIRST = dt.date(2024, 1, 1)
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def make_group(places: int, *, provider: str = "radwerk", basis: LegalBasis = LegalBasis.SGB2_16D) -> PlaceGroup:
    """A group of one provider."""
    organisation = accounts.add_organisation(key=provider, name=provider, kind=OrganisationKind.PROVIDER, by=SYSTEM)
    return add_group(
        key=f"{provider}-{basis}",
        title=f"Plätze {provider}",
        provider=organisation,
        legal_basis=basis,
        starts_on=FIRST,
        places=places,
        by=SYSTEM,
        source="Probe",
        project="wecycle",
    )


def begin(group: PlaceGroup, on: dt.date = TODAY, submission: uuid.UUID | None = None) -> Participation:
    started = services.start_participation(
        group, submission=submission or uuid.uuid4(), started_on=on, by=SYSTEM, today=TODAY
    )
    return started.participation


def client_of(provider: str) -> Client:
    """Somebody of this provider, logged in."""
    organisation = accounts.add_organisation(key=provider, name=provider, kind=OrganisationKind.PROVIDER, by=SYSTEM)
    user = User.objects.create_user(f"{provider}@example.org", None, name="Kim")
    accounts.add_membership(user=user, organisation=organisation, role=Role.PROVIDER, valid_from=FIRST, by=SYSTEM)
    client = Client()
    client.force_login(user)
    return client


def test_the_last_place_is_given_once_and_free_again_after_an_end() -> None:
    group = make_group(1)
    first = begin(group, TODAY - 10 * DAY)
    with pytest.raises(services.PlacementRefused, match="Der einzige Platz"):
        begin(group)
    services.end_participation(first, ended_on=TODAY - DAY, reason="beendet", by=SYSTEM, today=TODAY)
    begin(group)
    assert queries.occupied_in(group.pk, on=TODAY) == 1


def test_a_double_click_is_one_start() -> None:
    group = make_group(5)
    same = uuid.uuid4()
    assert begin(group, submission=same) == begin(group, submission=same)
    assert Participation.objects.count() == 1
    assert Entry.objects.filter(verb="participation_started").count() == 1


START = """
import datetime as dt, uuid
from talachse.accounts.actor import SYSTEM
from talachse.offers.models import PlaceGroup
from talachse.placements.services.participations import PlacementRefused, start_participation
day = dt.date.fromisoformat("{day}")
taken = 0
for group in PlaceGroup.objects.filter(key__in={keys}):
    for _ in range(6):
        try:
            start_participation(group, submission=uuid.uuid4(), started_on=day, by=SYSTEM, today=day)
            taken += 1
        except PlacementRefused:
            pass
print(taken)
"""


@pytest.mark.django_db(transaction=True)
def test_people_who_press_at_once_never_take_more_places_than_there_are(tmp_path: Path) -> None:
    group = make_group(7)
    with shared_database(tmp_path) as environment:
        taken = at_once(tmp_path, environment, [START.format(day=TODAY, keys=[group.key])] * 4)
    assert sum(int(count) for count in taken) == 7


def test_a_provider_finds_neither_groups_nor_people_of_another() -> None:
    group = make_group(3)
    participation = begin(group)
    other = client_of("lernwerk")
    for address in (
        reverse("placements-group", args=[group.key]),
        reverse("placements-participation", args=[participation.pk]),
    ):
        assert other.get(address).status_code == 404
    ending = {"ended_on": TODAY.isoformat(), "reason": "Zeit abgelaufen"}
    assert other.post(reverse("placements-end", args=[participation.pk]), ending).status_code == 404
    participation.refresh_from_db()
    assert participation.ended_on is None
    assert group.title not in other.get(reverse("placements-groups")).content.decode()


def test_a_provider_records_a_start_and_an_end_and_every_look_is_kept() -> None:
    group = make_group(3)
    client = client_of("radwerk")
    address = reverse("placements-group", args=[group.key])
    form = {"submission": str(uuid.uuid4()), "started_on": TODAY.isoformat()}
    assert client.post(address, form).status_code == 302
    participation = Participation.objects.get()
    assert participation.code in client.get(address).content.decode()
    wrong = {"ended_on": (TODAY - 30 * DAY).isoformat(), "reason": "Zeit abgelaufen"}
    refused = client.post(reverse("placements-end", args=[participation.pk]), wrong)
    assert refused.status_code == 422
    right = {"ended_on": TODAY.isoformat(), "reason": "Zeit abgelaufen"}
    assert client.post(reverse("placements-end", args=[participation.pk]), right).status_code == 302
    participation.refresh_from_db()
    assert participation.ended_on == TODAY
    looks = Entry.objects.filter(kind="read").values_list("subject", flat=True)
    assert f"offers.placegroup:{group.key}" in looks


@pytest.mark.parametrize("day", ["", "gestern", "2999-01-01"])
def test_a_wrong_day_is_refused_at_its_field_and_nothing_is_lost(day: str) -> None:
    group = make_group(3)
    answer = client_of("radwerk").post(
        reverse("placements-group", args=[group.key]), {"submission": str(uuid.uuid4()), "started_on": day}
    )
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not Participation.objects.exists()


def test_the_database_itself_refuses_an_end_before_the_beginning() -> None:
    participation = begin(make_group(1))
    with pytest.raises(DatabaseError), transaction.atomic():
        Participation.objects.filter(pk=participation.pk).update(ended_on=TODAY - 5 * DAY)
