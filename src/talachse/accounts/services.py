"""What happens to access: organisations and memberships begin and end, people pause their reminders."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from talachse.accounts.actor import Actor
from talachse.accounts.models import Membership, Organisation, OrganisationKind, User
from talachse.audit.services import record
from talachse.rules.access import Role
from talachse.rules.agreement.document import Side


def add_organisation(
    *, key: str, name: str, kind: OrganisationKind, by: Actor, side: Side | None = None, is_demo: bool = False
) -> Organisation:
    """Enter an organisation; the same key again is the same organisation."""
    with transaction.atomic():
        organisation, created = Organisation.objects.get_or_create(
            key=key, defaults={"name": name, "kind": kind, "side": side or "", "is_demo": is_demo}
        )
        if created:
            record(by=by, verb="organisation_added", subject=f"accounts.organisation:{key}")
    return organisation


def add_user(*, email: str, name: str, by: Actor, encoded_password: str = "") -> User:
    """Make a log-in. The person sets a password through "forgotten password"; only the demo brings a hashed one."""
    with transaction.atomic():
        user = User.objects.filter(email=email.lower()).first()
        if user is None:
            user = User.objects.create_user(email, None, name=name)
            if encoded_password:
                user.password = encoded_password
                user.save(update_fields=["password"])
            record(by=by, verb="user_added", subject=f"accounts.user:{user.pk}")
    return user


def add_membership(
    *,
    user: User,
    organisation: Organisation,
    role: Role,
    valid_from: dt.date,
    by: Actor,
    valid_until: dt.date | None = None,
    desk: str = "",
) -> Membership:
    """Give a person a function from a day on; ValidationError when it exists already or ends before it begins."""
    membership = Membership(
        user=user, organisation=organisation, role=role.value, valid_from=valid_from, valid_until=valid_until, desk=desk
    )
    membership.full_clean()
    with transaction.atomic():
        membership.save()
        record(
            by=by,
            verb="membership_added",
            subject=f"accounts.membership:{membership.pk}",
            why=f"{organisation.key}/{role.value}",
        )
    return membership


def end_membership(membership: Membership, *, last_day: dt.date, by: Actor) -> Membership:
    """The function ends with ``last_day``; nothing is deleted."""
    if last_day < membership.valid_from:
        raise ValidationError("Das Ende liegt vor dem Beginn.")
    with transaction.atomic():
        membership.valid_until = last_day
        membership.save(update_fields=["valid_until"])
        record(by=by, verb="membership_ended", subject=f"accounts.membership:{membership.pk}", why=f"{last_day}")
    return membership


def pause_reminders(user: User, *, until: dt.date | None, by: Actor) -> None:
    """No reminders until the day (inclusive); None ends the pause."""
    with transaction.atomic():
        user.reminders_paused_until = until
        user.save(update_fields=["reminders_paused_until"])
        record(by=by, verb="reminders_paused", subject=f"accounts.user:{user.pk}", why=f"{until or 'ended'}")
