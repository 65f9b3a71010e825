"""The public page of a project shows places, where they are and where people went; a single person is never told of."""

import datetime as dt
import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from talachse.accounts import services as accounts
from talachse.accounts.actor import SYSTEM
from talachse.accounts.models import OrganisationKind
from talachse.agreement.reports.project_places import places_of_project, quarter_before
from talachse.agreement.services.loading import load_agreement
from talachse.offers.models import LegalBasis, PlaceGroup
from talachse.offers.services.places import add_group
from talachse.placements.models import Participation
from talachse.rules.placement.lifecycle import END_LABELS, EndReason

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
BEGAN = dt.date(TODAY.year - 2, 1, 1)
LEFT = dt.date(TODAY.year - 1, 3, 1)


def make_group(project: str = "wecycle", basis: LegalBasis = LegalBasis.SGB3_76) -> PlaceGroup:
    provider = accounts.add_organisation(
        key=f"traeger-{basis}", name="Träger", kind=OrganisationKind.PROVIDER, by=SYSTEM
    )
    return add_group(
        key=f"gruppe-{basis}".replace("_", "-"),
        title="Werkstatt",
        provider=provider,
        legal_basis=basis,
        starts_on=BEGAN,
        places=12,
        project=project,
        district=6,
        by=SYSTEM,
        source="Probe",
    )


def leave(group: PlaceGroup, reason: str, number: int, on: dt.date = LEFT) -> None:
    Participation.objects.bulk_create(
        Participation(
            submission=uuid.uuid4(),
            code=f"{reason[:3]}-{n}",
            group=group,
            started_on=BEGAN,
            ended_on=on,
            end_reason=reason,
            recorded_by="system",
        )
        for n in range(number)
    )


def test_people_who_went_into_work_are_counted_and_few_of_them_are_held_back_with_their_neighbour() -> None:
    group = make_group()
    leave(group, END_LABELS[EndReason.JOB], 7)
    leave(group, END_LABELS[EndReason.APPRENTICESHIP], 4)
    leave(group, END_LABELS[EndReason.SCHOOL], 1)
    leave(group, "abgeschlossen", 9)
    leave(group, END_LABELS[EndReason.JOB], 5, on=TODAY)
    found = places_of_project("wecycle", on=TODAY)
    assert found is not None
    shown = {reason.value: count.shown for reason, count in found.exits.items()}
    assert shown == {"job": "7", "apprenticeship": "unter 3", "school": "unter 3"}
    assert found.other_exits.shown == "9"
    assert (found.places, found.by_district) == (12, {6: 12})


def test_the_health_programme_tells_nothing_about_where_women_went() -> None:
    leave(make_group("bergauf", LegalBasis.REHAPRO), END_LABELS[EndReason.JOB], 9)
    found = places_of_project("bergauf", on=TODAY)
    assert found is not None
    assert not found.has_exits


def test_exits_are_counted_until_the_quarter_before() -> None:
    assert quarter_before(dt.date(2026, 11, 26)) == dt.date(2026, 9, 30)
    assert quarter_before(dt.date(2026, 1, 1)) == dt.date(2025, 12, 31)


def test_the_page_of_a_project_shows_its_places_on_the_map_and_one_without_places_does_not() -> None:
    load_agreement(settings.TALACHSE_AGREEMENT_FILE, by=SYSTEM, now=timezone.now())
    address = reverse("agreement-project", args=["wecycle"])
    assert "Wo die Plätze sind" not in Client().get(address).content.decode()
    leave(make_group(), END_LABELS[EndReason.JOB], 7)
    page = Client().get(address).content.decode()
    assert "Wo die Plätze sind" in page
    assert "Wie es für die Menschen weiterging" in page
    assert "Arbeit aufgenommen" in page
