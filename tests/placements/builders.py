"""What tests of placing need: a group, a person, somebody logged in."""

import datetime as dt
import uuid
from itertools import count

from django.test import Client
from django.utils import timezone

from talachse.accounts import services as accounts
from talachse.accounts.actor import SYSTEM
from talachse.accounts.models import Organisation, OrganisationKind, User
from talachse.accounts.queries import organisation_by_key
from talachse.offers.models import LegalBasis, PlaceGroup
from talachse.offers.services.places import add_group
from talachse.people.models import Person, Zone
from talachse.people.services import add_person
from talachse.placements.models import Placement
from talachse.placements.services import placing
from talachse.rules.access import Role
from talachse.rules.agreement.document import Side

FIRST = dt.date(2024, 1, 1)
TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
_numbers = count(1)


def make_organisation(
    key: str, kind: OrganisationKind = OrganisationKind.PROVIDER, side: Side | None = None
) -> Organisation:
    """An organisation, made once."""
    return organisation_by_key(key) or accounts.add_organisation(
        key=key, name=key.title(), kind=kind, side=side, by=SYSTEM
    )


def make_group(places: int = 3, *, provider: str = "radwerk", basis: LegalBasis = LegalBasis.SGB2_16D) -> PlaceGroup:
    """A group of one provider."""
    key = f"{provider}-{basis}-{next(_numbers)}".replace("_", "-")
    return add_group(
        key=key,
        title=f"Plätze {key}",
        provider=make_organisation(provider),
        legal_basis=basis,
        starts_on=FIRST,
        places=places,
        by=SYSTEM,
        source="Probe",
        project="wecycle",
        occupation="Fahrräder reparieren",
    )


def make_person(name: str = "Robin Probe", *, zone: Zone = Zone.SGB2, born_on: dt.date = dt.date(1984, 5, 4)) -> Person:
    """Somebody an office looks after."""
    return add_person(name=name, born_on=born_on, zone=zone, by=SYSTEM, contact="0202 00 00 00", today=TODAY)


def suggest(
    person: Person, group: PlaceGroup, *, on: dt.date = TODAY, submission: uuid.UUID | None = None
) -> Placement:
    """A first suggestion."""
    return placing.suggest(person, group, submission=submission or uuid.uuid4(), by=SYSTEM, today=on)


def accepted(person: Person, group: PlaceGroup, *, on: dt.date = TODAY) -> Placement:
    """Somebody to whom a place is promised."""
    placement = placing.refer(suggest(person, group, on=on), by=SYSTEM, today=on)
    return placing.accept(placement, by=SYSTEM, today=on)


def started(person: Person, group: PlaceGroup, *, on: dt.date = TODAY, until: dt.date | None = None) -> Placement:
    """Somebody who has begun."""
    return placing.start(accepted(person, group), started_on=on, planned_end_on=until, by=SYSTEM, today=TODAY)


def client_of(organisation: str, role: Role = Role.PROVIDER) -> Client:
    """Somebody of this organisation in this role, logged in."""
    kind, side = OrganisationKind.PROVIDER, None
    if organisation == "jobcenter":
        kind, side = OrganisationKind.JOBCENTER, Side.JOBCENTER
    user = User.objects.create_user(f"{organisation}-{next(_numbers)}@example.org", None, name="Kim")
    accounts.add_membership(
        user=user, organisation=make_organisation(organisation, kind, side), role=role, valid_from=FIRST, by=SYSTEM
    )
    client = Client()
    client.force_login(user)
    return client


def case_manager() -> Client:
    """Case management of the Jobcenter."""
    return client_of("jobcenter", Role.CASE_MANAGER)
