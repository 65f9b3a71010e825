"""The public page of a project shows places, where they are and where people went; a single person is never told of."""

import datetime as dt
import uuid
from typing import Any

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
from talachse.offers.models import LegalBasis, OfferStatus, PlaceGroup
from talachse.offers.services.directory import OfferFacts, put_offer
from talachse.offers.services.places import add_group
from talachse.placements.models import Participation
from talachse.rules.placement.lifecycle import END_LABELS, EndReason

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
BEGAN = dt.date(TODAY.year - 2, 1, 1)
LEFT = dt.date(TODAY.year - 1, 3, 1)


def make_group(
    project: str = "wecycle", basis: LegalBasis = LegalBasis.SGB3_76, district: int | None = 6
) -> PlaceGroup:
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
        district=district,
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


def enter(key: str, **facts: Any) -> None:
    """An offer of the project "wecycle", as the editors enter it."""
    said = OfferFacts(
        title=key.title(),
        kind="Werkstatt",
        themes=("work",),
        project="wecycle",
        source_url="https://example.org/",
        **facts,
    )
    put_offer(key, said, by=SYSTEM, checked_on=TODAY, check_by=TODAY + dt.timedelta(days=90))


def test_offers_that_are_over_are_told_with_their_time_and_what_came_of_them() -> None:
    load_agreement(settings.TALACHSE_AGREEMENT_FILE, by=SYSTEM, now=timezone.now())
    first, last = dt.date(TODAY.year - 4, 1, 1), dt.date(TODAY.year - 1, 10, 31)
    enter("reparatur", valid_from=first, valid_until=last, note="Zehn Räder sind fertig.")
    enter("vorher", status=OfferStatus.ENDED)
    enter("spaeter", status=OfferStatus.ENDED, valid_from=TODAY + dt.timedelta(days=1))
    found = places_of_project("wecycle", on=TODAY)
    assert found is not None
    assert [(row.key, row.first, row.last) for row in found.ended] == [
        ("reparatur", first, last),
        ("vorher", None, None),
    ]
    assert found.offers == []
    page = Client().get(reverse("agreement-project", args=["wecycle"])).content.decode()
    told = page[page.index("Abgeschlossen</h2>") :]
    assert f"{first:%d.%m.%Y} bis {last:%d.%m.%Y}" in told
    assert "Zehn Räder sind fertig." in told
    assert f"Der letzte Tag ist nicht bekannt. Geprüft am {TODAY:%d.%m.%Y}." in told
    before = places_of_project("wecycle", on=last)
    assert before is not None
    assert [row.key for row in before.ended] == ["vorher"]


def test_what_covers_the_whole_city_says_so() -> None:
    load_agreement(settings.TALACHSE_AGREEMENT_FILE, by=SYSTEM, now=timezone.now())
    enter("unterwegs")
    enter("am-park", district=6)
    found = places_of_project("wecycle", on=TODAY)
    assert found is not None
    assert {row.key: row.district for row in found.offers} == {"unterwegs": "", "am-park": "Oberbarmen"}
    make_group(district=None)
    address = reverse("agreement-project", args=["wecycle"])
    page = Client().get(address).content.decode()
    assert "in der ganzen Stadt</span>" in page
    assert "Die Plätze sind in der ganzen Stadt." in page
    assert "Wo die Plätze sind" not in page
    make_group(basis=LegalBasis.SGB2_16D)
    page = Client().get(address).content.decode()
    assert "Wo die Plätze sind" in page
    assert "Dazu 12 Plätze in der ganzen Stadt." in page


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
