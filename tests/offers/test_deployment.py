"""Hands for municipal projects: posted by a department, lent by a group, counted in hours, confirmed once."""

import datetime as dt
import uuid
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from talachse.accounts import services as accounts
from talachse.accounts.actor import SYSTEM
from talachse.accounts.models import Organisation, OrganisationKind, User
from talachse.audit.models import Entry
from talachse.offers.models import Deployment, HandsNeed, HoursDelivered, LegalBasis, NeedStatus, PlaceGroup
from talachse.offers.queries import deployment as queries
from talachse.offers.queries.places import hours_delivered
from talachse.offers.services import deployment as services
from talachse.offers.services.deployment import DeploymentRefused
from talachse.offers.services.places import add_group
from talachse.placements.models import Participation
from talachse.placements.services.participations import record_history, start_participation
from talachse.rules.access import Role

pytestmark = pytest.mark.django_db
FIRST = dt.date(2024, 1, 1)
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def make_organisation(key: str, kind: OrganisationKind) -> Organisation:
    return accounts.add_organisation(key=key, name=key, kind=kind, by=SYSTEM)


def client_of(organisation: Organisation, role: Role) -> Client:
    """Somebody of this organisation, logged in."""
    user = User.objects.create_user(f"{organisation.key}-{role}@example.org", None, name="Kim")
    accounts.add_membership(user=user, organisation=organisation, role=role, valid_from=FIRST, by=SYSTEM)
    client = Client()
    client.force_login(user)
    return client


def make_group(people: int, *, key: str = "gruenwerk", basis: LegalBasis = LegalBasis.SGB2_16D) -> PlaceGroup:
    """A group that cares for paths and green, with so many people."""
    group = add_group(
        key=key,
        title=f"Gruppe {key}",
        provider=make_organisation(key, OrganisationKind.PROVIDER),
        legal_basis=basis,
        occupation="Wege pflegen",
        district=6,
        starts_on=FIRST,
        places=50,
        by=SYSTEM,
        source="Probe",
    )
    for _ in range(people):
        start_participation(group, submission=uuid.uuid4(), started_on=TODAY - 30 * DAY, by=SYSTEM, today=TODAY)
    return group


def make_need(*, hands: int = 4, starts_on: dt.date = TODAY, department: str = "gruenflaechen") -> HandsNeed:
    return services.post_need(
        submission=uuid.uuid4(),
        department_id=make_organisation(department, OrganisationKind.CITY).pk,
        task="Wege an der Trasse pflegen",
        starts_on=starts_on,
        weeks=4,
        hands=hands,
        district=6,
        project="nordbahntrasse",
        by=SYSTEM,
        today=TODAY,
    )


def test_a_group_never_lends_more_hands_than_it_has_nor_than_are_needed() -> None:
    group = make_group(3)
    need = make_need(hands=2)
    with pytest.raises(DeploymentRefused, match="Gebraucht werden noch 2"):
        services.lend_hands(need, group, hands=3, by=SYSTEM, today=TODAY)
    services.lend_hands(need, group, hands=2, by=SYSTEM, today=TODAY)
    need.refresh_from_db()
    assert need.status == NeedStatus.MATCHED
    second = make_need(hands=5, department="forst")
    with pytest.raises(DeploymentRefused, match="ist in dieser Zeit 1 frei"):
        services.lend_hands(second, group, hands=2, by=SYSTEM, today=TODAY)
    later = make_need(hands=3, starts_on=TODAY + 40 * DAY, department="sport")
    services.lend_hands(later, group, hands=3, by=SYSTEM, today=TODAY)


def test_a_double_click_lends_once() -> None:
    group, need = make_group(4), make_need()
    first = services.lend_hands(need, group, hands=4, by=SYSTEM, today=TODAY)
    assert services.lend_hands(need, group, hands=4, by=SYSTEM, today=TODAY) == first
    assert Entry.objects.filter(verb="hands_lent").count() == 1


def test_what_fits_is_suggested_with_reasons_and_nobody_of_a_health_programme() -> None:
    make_group(3)
    programme = make_group(0, key="gesund", basis=LegalBasis.REHAPRO)
    record_history(
        [
            Participation(
                submission=uuid.uuid4(), code="BCD-234", group=programme, started_on=FIRST, recorded_by="system"
            )
        ]
    )
    found = queries.suggested_for(make_need(), on=TODAY)
    assert [(s.group.key, s.free) for s in found] == [("gruenwerk", 3)]
    assert any("selben Stadtbezirk" in reason for reason in found[0].reasons)


def test_hours_are_counted_by_project_and_confirmed_once() -> None:
    group, need = make_group(4), make_need(starts_on=TODAY - 21 * DAY)
    lent = services.lend_hands(need, group, hands=4, by=SYSTEM, today=TODAY)
    with pytest.raises(DeploymentRefused, match="noch keine Stunden"):
        services.confirm_hours(need, by=SYSTEM, today=TODAY)
    week = TODAY - 14 * DAY
    services.record_hours(lent, week=week, hours=Decimal(90), by=SYSTEM, today=TODAY)
    services.record_hours(lent, week=week, hours=Decimal(96), by=SYSTEM, today=TODAY)
    assert hours_delivered(on=TODAY) == Decimal(96)
    assert hours_delivered(on=TODAY, project="nordbahntrasse") == Decimal(96)
    assert hours_delivered(on=TODAY, project="hardt") is None
    assert hours_delivered(on=week - 7 * DAY) is None
    services.confirm_hours(need, by=SYSTEM, today=TODAY)
    services.confirm_hours(need, by=SYSTEM, today=TODAY)
    assert Entry.objects.filter(verb="need_done").count() == 1
    with pytest.raises(DeploymentRefused, match="schon bestätigt"):
        services.record_hours(lent, week=week, hours=Decimal(1), by=SYSTEM, today=TODAY)


@pytest.mark.parametrize(
    ("days", "hours", "reason"),
    [(14, 8, "noch nicht begonnen"), (-90, 8, "beginnt erst"), (0, 500, "höchstens 192 Stunden")],
)
def test_hours_that_cannot_be_are_refused(days: int, hours: int, reason: str) -> None:
    lent = services.lend_hands(make_need(), make_group(4), hands=4, by=SYSTEM, today=TODAY)
    with pytest.raises(DeploymentRefused, match=reason):
        services.record_hours(lent, week=TODAY + days * DAY, hours=Decimal(hours), by=SYSTEM, today=TODAY)


def test_a_need_with_promised_hands_is_not_withdrawn() -> None:
    need = make_need()
    services.lend_hands(need, make_group(4), hands=4, by=SYSTEM, today=TODAY)
    with pytest.raises(DeploymentRefused, match="schon Hände zugesagt"):
        services.withdraw_need(need, by=SYSTEM)
    other = make_need(department="forst")
    services.withdraw_need(other, by=SYSTEM)
    assert services.withdraw_need(other, by=SYSTEM).status == NeedStatus.WITHDRAWN


# --- on the screen -------------------------------------------------------------------------------------------------


def posted(**changes: str) -> dict[str, str]:
    facts = {
        "submission": str(uuid.uuid4()),
        "task": "Beete am Rathaus pflegen",
        "site": "Barmen",
        "district": "5",
        "starts_on": (TODAY + 7 * DAY).isoformat(),
        "weeks": "6",
        "hands": "3",
        "skills": "",
        "project": "",
    }
    return facts | changes


def test_a_department_posts_a_need_and_a_double_click_is_one() -> None:
    client = client_of(make_organisation("forst", OrganisationKind.CITY), Role.DEPARTMENT)
    form = posted()
    for _ in range(2):
        assert client.post(reverse("offers-needs"), form).status_code == 302
    assert HandsNeed.objects.get().task == "Beete am Rathaus pflegen"
    assert "Beete am Rathaus pflegen" in client.get(reverse("offers-needs")).content.decode()


def test_a_wrong_number_stands_at_its_field_and_nothing_is_lost() -> None:
    client = client_of(make_organisation("forst", OrganisationKind.CITY), Role.DEPARTMENT)
    answer = client.post(reverse("offers-needs"), posted(hands="0"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'aria-invalid="true"' in page
    assert "Beete am Rathaus pflegen" in page
    assert not HandsNeed.objects.exists()


def test_a_department_finds_no_need_of_another_and_a_provider_no_deployment_of_another() -> None:
    need = make_need()
    lent = services.lend_hands(need, make_group(4), hands=4, by=SYSTEM, today=TODAY)
    other = client_of(make_organisation("forst", OrganisationKind.CITY), Role.DEPARTMENT)
    for name in ("offers-need", "offers-need-withdraw", "offers-need-confirm"):
        assert other.post(reverse(name, args=[need.pk])).status_code in {404, 405}
    assert other.get(reverse("offers-need", args=[need.pk])).status_code == 404
    provider = client_of(make_organisation("lernwerk", OrganisationKind.PROVIDER), Role.PROVIDER)
    assert provider.get(reverse("offers-deployment", args=[lent.pk])).status_code == 404
    assert need.task not in provider.get(reverse("offers-deployments")).content.decode()


def test_from_the_need_to_confirmed_hours() -> None:
    group = make_group(4)
    need = make_need(starts_on=TODAY - 7 * DAY)
    desk = client_of(make_organisation("jobcenter", OrganisationKind.JOBCENTER), Role.PLACEMENT)
    assert need.task in desk.get(reverse("offers-matching")).content.decode()
    address = reverse("offers-matching-need", args=[need.pk])
    assert "Gruppe gruenwerk" in desk.get(address).content.decode()
    refused = desk.post(address, {"group": group.key, "hands": "9"})
    assert refused.status_code == 422
    assert "Gebraucht werden noch 4" in refused.content.decode()
    assert desk.post(address, {"group": group.key, "hands": "4"}).status_code == 302
    provider = client_of(group.provider, Role.PROVIDER)
    lent = Deployment.objects.get()
    entry = {"week": (TODAY - 7 * DAY).isoformat(), "hours": "88,5"}
    assert provider.post(reverse("offers-deployment", args=[lent.pk]), entry).status_code == 302
    assert HoursDelivered.objects.get().hours == Decimal("88.5")
    department = client_of(need.department, Role.DEPARTMENT)
    assert "88,5" in department.get(reverse("offers-need", args=[need.pk])).content.decode()
    assert department.post(reverse("offers-need-confirm", args=[need.pk])).status_code == 302
    need.refresh_from_db()
    assert need.status == NeedStatus.DONE


def test_the_lists_do_not_ask_more_with_more_needs() -> None:
    desk = client_of(make_organisation("jobcenter", OrganisationKind.JOBCENTER), Role.PLACEMENT)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries_asked:
            desk.get(reverse("offers-matching"))
        return len(queries_asked)

    make_need()
    few = asked()
    for number in range(12):
        make_need(department=f"amt-{number % 3}")
    assert asked() <= few
