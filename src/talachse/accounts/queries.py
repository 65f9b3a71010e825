"""Reading who may act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Prefetch, Q, QuerySet

from talachse.accounts.actor import PUBLIC, Actor, Seatholder
from talachse.accounts.models import Membership, Organisation, User
from talachse.rules.access import ROLES
from talachse.rules.agreement.document import Side


def actor_for(user: User | None, *, today: dt.date) -> Actor:
    """The person with every function that is valid today; one query."""
    if user is None or not user.is_active:
        return PUBLIC
    memberships = (
        Membership.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), user=user, valid_from__lte=today)
        .select_related("organisation")
        .order_by("id")
    )
    return Actor(
        user_id=user.pk,
        name=user.name or user.email,
        memberships=tuple(
            Seatholder(
                membership_id=m.pk,
                organisation_id=m.organisation_id,
                organisation_key=m.organisation.key,
                organisation_name=m.organisation.name,
                side=Side(m.organisation.side) if m.organisation.side else None,
                role=ROLES[m.role],
                desk=m.desk,
            )
            for m in memberships
        ),
    )


def own_memberships(user: User) -> QuerySet[Membership]:
    """All functions of a person, past and future ones too."""
    return user.memberships.select_related("organisation").order_by("-valid_from", "id")


def organisations() -> QuerySet[Organisation]:
    """All organisations with their memberships, for the administration of access."""
    return Organisation.objects.prefetch_related(
        Prefetch("memberships", Membership.objects.select_related("user").order_by("role", "valid_from"))
    ).order_by("kind", "name")


def membership(pk: int) -> Membership | None:
    """One membership with person and organisation."""
    return Membership.objects.select_related("user", "organisation").filter(pk=pk).first()


def recipients(role_keys: Collection[str], *, organisation_side: str, today: dt.date) -> QuerySet[User]:
    """People of one side who hold one of the roles today; for mails."""
    return User.objects.filter(
        Q(memberships__valid_until=None) | Q(memberships__valid_until__gte=today),
        memberships__role__in=role_keys,
        memberships__organisation__side=organisation_side,
        memberships__valid_from__lte=today,
        is_active=True,
    ).distinct()


def organisation_by_key(key: str) -> Organisation | None:
    """One organisation by its key."""
    return Organisation.objects.filter(key=key).first()


def organisations_of_kind(kind: str) -> QuerySet[Organisation]:
    """Organisations of one kind, by name."""
    return Organisation.objects.filter(kind=kind).order_by("name")


def user_by_email(email: str) -> User | None:
    """One log-in by its address."""
    return User.objects.filter(email=email.lower()).first()


def addresses_of(organisations: Collection[int], role_keys: Collection[str], *, today: dt.date) -> dict[int, list[str]]:
    """Mail addresses of those who hold one of the roles there today, by id of the organisation; one query."""
    rows = Membership.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=today),
        organisation__in=organisations,
        role__in=role_keys,
        valid_from__lte=today,
        user__is_active=True,
    ).values_list("organisation_id", "user__email")
    found: dict[int, list[str]] = {}
    for organisation, email in rows.order_by("organisation_id", "user__email").distinct():
        found.setdefault(organisation, []).append(email)
    return found
