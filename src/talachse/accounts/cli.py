"""The first organisations and the first access: without them nobody could give access to anybody."""

from __future__ import annotations

import argparse
import sys

from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.utils import timezone

from talachse.accounts import services
from talachse.accounts.actor import SYSTEM
from talachse.accounts.models import OrganisationKind
from talachse.accounts.queries import organisation_by_key
from talachse.rules.access import ROLES
from talachse.rules.agreement.document import Side

# Which party of the agreement an organisation of this kind is.
SIDES = {OrganisationKind.CITY: Side.CITY, OrganisationKind.JOBCENTER: Side.JOBCENTER}


def _fail(text: str) -> int:
    sys.stderr.write(text + "\n")
    return 2


def add_organisation(args: argparse.Namespace) -> int:
    """Enter an organisation; the same key again changes nothing."""
    if args.kind not in OrganisationKind:
        return _fail(f"„{args.kind}“ gibt es nicht. Möglich sind: {', '.join(OrganisationKind.values)}")
    try:
        validate_slug(args.key)
    except ValidationError:
        return _fail(f"„{args.key}“: Ein Schlüssel besteht aus Buchstaben, Ziffern und Bindestrich.")
    if organisation_by_key(args.key) is not None:
        return _fail(f"„{args.key}“ gibt es schon.")
    kind = OrganisationKind(args.kind)
    organisation = services.add_organisation(key=args.key, name=args.name, kind=kind, side=SIDES.get(kind), by=SYSTEM)
    sys.stdout.write(f"Eingetragen: {organisation.name} ({kind.label})\n")
    return 0


def add_access(args: argparse.Namespace) -> int:
    """Give a person a function from today on; the account is made when there is none."""
    organisation = organisation_by_key(args.organisation)
    if organisation is None:
        return _fail(f"Die Organisation „{args.organisation}“ gibt es nicht. Zuerst: talachse add-organisation")
    role = ROLES.get(args.role)
    if role is None:
        return _fail(f"Die Funktion „{args.role}“ gibt es nicht. Möglich sind: {', '.join(ROLES)}")
    try:
        validate_email(args.email)
        services.add_membership(
            user=services.add_user(email=args.email, name=args.name, by=SYSTEM),
            organisation=organisation,
            role=role,
            valid_from=timezone.localdate(),
            by=SYSTEM,
        )
    except ValidationError as error:
        return _fail(error.messages[0])
    sys.stdout.write(
        f"{args.email} hat jetzt Zugang: {role.description}\n"
        "Das Passwort setzt die Person selbst: Anmelden › Passwort vergessen.\n"
    )
    return 0
