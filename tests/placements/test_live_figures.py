"""The figures of the agreement that count places move with the people, for every day that is past."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from talachse.accounts import services as accounts
from talachse.accounts.actor import SYSTEM
from talachse.accounts.models import OrganisationKind
from talachse.agreement import metrics
from talachse.agreement.models import Agreement
from talachse.agreement.queries.document import document_for
from talachse.agreement.services.loading import load_agreement
from talachse.offers.models import LegalBasis, PlaceGroup
from talachse.offers.services.places import add_group
from talachse.placements.models import Participation
from talachse.placements.services.participations import end_participation, start_participation

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
FOUNDED, BEGIN, END = dt.date(2024, 1, 1), dt.date(2024, 3, 1), dt.date(2024, 4, 10)
# Figure, a group that it counts, a group beside it that it does not.
PLACES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        "jobs-teilhabechancengesetz",
        {"legal_basis": LegalBasis.SGB2_16I},
        {"legal_basis": LegalBasis.SGB2_16D},
    ),
    (
        "jobs-teilhabechancengesetz",
        {"legal_basis": LegalBasis.SGB2_16E, "municipal": True},
        {"legal_basis": LegalBasis.SGB3_76},
    ),
    (
        "jobs-municipal-cofinancing",
        {"legal_basis": LegalBasis.SGB2_16I, "municipal": True},
        {"legal_basis": LegalBasis.SGB2_16I},
    ),
    ("apprenticeships", {"legal_basis": LegalBasis.SGB3_76}, {"legal_basis": LegalBasis.SGB3_54A}),
    (
        "apprenticeships-wecycle",
        {"legal_basis": LegalBasis.SGB3_76, "project": "wecycle"},
        {"legal_basis": LegalBasis.SGB3_76, "project": "upstairs"},
    ),
    (
        "apprenticeships-upstairs",
        {"legal_basis": LegalBasis.SGB3_76, "project": "upstairs"},
        {"legal_basis": LegalBasis.SGB3_76, "project": "wecycle"},
    ),
    (
        "work-opportunities-green",
        {"legal_basis": LegalBasis.SGB2_16D, "theme": "green"},
        {"legal_basis": LegalBasis.SGB2_16D},
    ),
    (
        "career-preparation",
        {"legal_basis": LegalBasis.NOT_STATED, "project": "career-preparation"},
        {"legal_basis": LegalBasis.NOT_STATED, "project": "green-city"},
    ),
]


@pytest.fixture
def fokus() -> Agreement:
    """The agreement as it is packaged, with its figures and their filters."""
    load_agreement(settings.TALACHSE_AGREEMENT_FILE, by=SYSTEM, now=timezone.now())
    return Agreement.objects.get()


def counted(agreement: Agreement, key: str, on: dt.date) -> int | None:
    """What the board shows for the figure on the day."""
    figure = next(f for f in document_for(agreement, on).figures if f.key == key)
    assert figure.metric is not None
    found = metrics.count(agreement, figure.metric.name, figure.metric.filters, on=on)
    return None if found is None else int(found.value)


def make_group(key: str, **facts: Any) -> PlaceGroup:
    provider = accounts.add_organisation(key="werk", name="Werk", kind=OrganisationKind.PROVIDER, by=SYSTEM)
    return add_group(
        key=key, title=key, provider=provider, starts_on=FOUNDED, places=9, by=SYSTEM, source="Probe", **facts
    )


def begin(group: PlaceGroup) -> Participation:
    return start_participation(group, submission=uuid.uuid4(), started_on=BEGIN, by=SYSTEM, today=TODAY).participation


@pytest.mark.parametrize(("key", "inside", "beside"), PLACES)
def test_a_stock_counts_who_is_there_and_falls_the_day_after_an_end(
    fokus: Agreement, key: str, inside: dict[str, Any], beside: dict[str, Any]
) -> None:
    assert counted(fokus, key, BEGIN) is None
    group = make_group("gezaehlt", **inside)
    people = [begin(group) for _ in range(3)]
    begin(make_group("daneben", **beside))
    end_participation(people[0], ended_on=END, reason="abgeschlossen", by=SYSTEM, today=TODAY)
    days = (FOUNDED - DAY, BEGIN - DAY, BEGIN, END, END + DAY, TODAY)
    assert [counted(fokus, key, day) for day in days] == [None, 0, 3, 3, 2, 2]


def test_admissions_to_the_programme_never_fall(fokus: Agreement) -> None:
    group = make_group("bergauf", legal_basis=LegalBasis.REHAPRO, project="bergauf")
    people = [begin(group) for _ in range(3)]
    for person in people:
        end_participation(person, ended_on=END, reason="abgeschlossen", by=SYSTEM, today=TODAY)
    days = (BEGIN - DAY, BEGIN, END + DAY, TODAY)
    assert [counted(fokus, "health-programme-women", day) for day in days] == [0, 3, 3, 3]


def test_every_figure_that_counts_places_or_admissions_is_counted_live(fokus: Agreement) -> None:
    wanted = {key for key, _, _ in PLACES} | {"health-programme-women"}
    live = {figure.key for figure in document_for(fokus, TODAY).figures if figure.metric is not None}
    assert wanted <= live


def test_the_share_of_measures_that_name_their_health_advice(fokus: Agreement) -> None:
    name = "measures_with_health_advice"
    assert metrics.count(fokus, name, {}, on=TODAY) is None
    for number, advice in enumerate(["Lots*innen", "Lots*innen", ""]):
        make_group(f"gruppe-{number}", legal_basis=LegalBasis.SGB2_16D, health_advice=advice)
    found = metrics.count(fokus, name, {}, on=TODAY)
    assert found is not None
    assert str(found.value) == "66.7"
