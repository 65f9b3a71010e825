"""Reading who may act."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Prefetch, Q, QuerySet

from talachse.accounts.actor import PUBLIC, Actor, Seatholder
from talachse.accounts.models import Membership, Organisation, User
from talachse.rules.access import ROLES, Action, Role
from talachse.rules.agreement.document import Side
from talachse.rules.search import plain_words


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


def every_organisation() -> QuerySet[Organisation]:
    """All organisations, by name, without their people."""
    return Organisation.objects.order_by("name")


def organisations_of_kind(kind: str) -> QuerySet[Organisation]:
    """Organisations of one kind, by name."""
    return Organisation.objects.filter(kind=kind).order_by("name")


def user_by_email(email: str) -> User | None:
    """One log-in by its address."""
    return User.objects.filter(email=email.lower()).first()


def organisation_by_name(name: str) -> Organisation | None:
    """The organisation of this name; capitals do not matter."""
    return Organisation.objects.filter(name__iexact=name.strip()).first()


def free_organisation_key(name: str) -> str:
    """A key for a new organisation: its name in plain words, numbered where it is taken."""
    base = "-".join(plain_words(name))[:70].strip("-") or "organisation"
    taken = set(Organisation.objects.filter(key__startswith=base).values_list("key", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (base, *numbered) if key not in taken)


def mails_for(organisation_id: int, action: Action, *, on: dt.date) -> list[str]:
    """Addresses of those who may do this for the organisation on the day and want reminders."""
    roles = [role.value for role in Role if action in role.actions]
    found = (
        Membership.objects.filter(
            organisation=organisation_id, role__in=roles, valid_from__lte=on, user__is_active=True
        )
        .filter(Q(valid_until=None) | Q(valid_until__gte=on))
        .filter(Q(user__reminders_paused_until=None) | Q(user__reminders_paused_until__lt=on))
    )
    return sorted(set(found.values_list("user__email", flat=True)))


def organisations_by_id(ids: Collection[int]) -> list[Organisation]:
    """These organisations, by name."""
    return list(Organisation.objects.filter(pk__in=ids).order_by("name"))


def members_of(organisations: Collection[int], role_keys: Collection[str], *, today: dt.date) -> QuerySet[Membership]:
    """Functions of today in some organisations, with person; for mails. Paused reminders are respected."""
    return (
        Membership.objects.filter(Q(valid_until=None) | Q(valid_until__gte=today), valid_from__lte=today)
        .filter(organisation__in=list(organisations), role__in=list(role_keys), user__is_active=True)
        .filter(Q(user__reminders_paused_until=None) | Q(user__reminders_paused_until__lt=today))
        .select_related("user")
        .order_by("pk")
    )


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
