"""Invented people and organisations to log in with."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.hashers import make_password
from django.db import transaction

from talachse.accounts import services
from talachse.accounts.actor import SYSTEM
from talachse.accounts.models import Organisation, OrganisationKind
from talachse.accounts.queries import organisation_by_key
from talachse.rules.access import Role
from talachse.rules.agreement.document import Side

PASSWORD = "talachse-demo-2026"  # noqa: S105 - a demo password, printed at every start
SINCE = dt.date(2021, 7, 1)
DOMAIN = "demo.talachse.example"

ORGANISATIONS = [
    ("stadt-wuppertal", "Stadt Wuppertal", OrganisationKind.CITY, Side.CITY),
    ("jobcenter-wuppertal", "Jobcenter Wuppertal AöR", OrganisationKind.JOBCENTER, Side.JOBCENTER),
    ("demo-radwerk", "Radwerk Talachse gGmbH (Demo)", OrganisationKind.PROVIDER, None),
    ("demo-gruenwerk", "Grünwerk Tal gGmbH (Demo)", OrganisationKind.PROVIDER, None),
    ("demo-baukunst", "Baukunst am Fluss gGmbH (Demo)", OrganisationKind.PROVIDER, None),
    ("demo-lernwerk", "Lernwerk Höhe e. V. (Demo)", OrganisationKind.PROVIDER, None),
    ("demo-schule", "Gesamtschule am Hang (Demo)", OrganisationKind.SCHOOL, None),
    ("demo-realschule", "Realschule am Fluss (Demo)", OrganisationKind.SCHOOL, None),
    ("demo-berufskolleg", "Berufskolleg im Tal (Demo)", OrganisationKind.SCHOOL, None),
    ("demo-betrieb", "Metallbau Muster GmbH (Demo)", OrganisationKind.COMPANY, None),
    ("demo-gesundheit", "Gesundheitstreff Tal (Demo)", OrganisationKind.HEALTH, None),
]
# login, name, organisation, role, desk, shown at start
PEOPLE = [
    ("referat-stadt", "Kim Sander", "stadt-wuppertal", Role.DESK_OFFICER, "", "Referent*in der Stadt"),
    ("referat-jobcenter", "Toni Berger", "jobcenter-wuppertal", Role.DESK_OFFICER, "", "Referent*in des Jobcenters"),
    ("oberbuergermeister", "Mika Winter", "stadt-wuppertal", Role.MAYOR, "", "Oberbürgermeister*in"),
    ("beigeordnete", "Sascha Lindner", "stadt-wuppertal", Role.DEPUTY_MAYOR, "", ""),
    ("vorstand", "Robin Falk", "jobcenter-wuppertal", Role.BOARD, "", "Vorstand des Jobcenters"),
    ("projekt-stadt", "Alex Brand", "stadt-wuppertal", Role.PROJECT_CONTACT, "", ""),
    ("projekt-jobcenter", "Luca Stein", "jobcenter-wuppertal", Role.PROJECT_CONTACT, "", ""),
    ("finanzen", "Jona Reuter", "stadt-wuppertal", Role.FINANCE, "", ""),
    ("beratung", "Noa Kern", "stadt-wuppertal", Role.DESK, "desk-advice", "Anlaufstelle Beratung"),
    ("anlaufstelle", "Charlie Roth", "stadt-wuppertal", Role.DESK, "desk-contact-point", "Anlaufstelle Lebensfragen"),
    ("ausbildung", "Nika Vogt", "jobcenter-wuppertal", Role.DESK, "desk-apprenticeships", "Ausbildungsvermittlung"),
    ("eingang", "Lou Menzel", "stadt-wuppertal", Role.DESK, "desk-applications", ""),
    ("fallmanagement", "Sam Ritter", "jobcenter-wuppertal", Role.CASE_MANAGER, "", "Fallmanagement"),
    ("traeger", "Eli Haas", "demo-radwerk", Role.PROVIDER, "", "Träger"),
    ("gruenwerk", "Ulli Nowak", "demo-gruenwerk", Role.PROVIDER, "", ""),
    ("lernwerk", "Jules Amsel", "demo-lernwerk", Role.PROVIDER, "", ""),
    ("betrieb", "Jo Schuster", "demo-betrieb", Role.COMPANY, "", "Betrieb"),
    ("schule", "Dominique Frank", "demo-schule", Role.SCHOOL, "", "Schule"),
    ("aufsuchend", "Mo Kaiser", "stadt-wuppertal", Role.OUTREACH_WORKER, "", "Aufsuchende Arbeit"),
    ("coach", "Nele Bach", "demo-gesundheit", Role.HEALTH_COACH, "", "Gesundheitscoach"),
    ("lotse", "Kaya Jung", "jobcenter-wuppertal", Role.HEALTH_GUIDE, "", "Gesundheitslots*in"),
    ("revision", "Ari Wolff", "stadt-wuppertal", Role.AUDITOR, "", ""),
    ("datenschutz", "Sina Thal", "jobcenter-wuppertal", Role.DATA_PROTECTION_OFFICER, "", ""),
    ("gleichstellung", "Bo Hartmann", "stadt-wuppertal", Role.EQUALITY_OFFICER, "desk-complaints", "Gleichstellung"),
    ("redaktion", "Finn Lorenz", "stadt-wuppertal", Role.DIRECTORY_EDITOR, "", "Redaktion der Angebote"),
    ("platzsteuerung", "Rike Moser", "jobcenter-wuppertal", Role.PLACEMENT, "", "Platzsteuerung"),
    ("amt", "Jale Petri", "stadt-wuppertal", Role.DEPARTMENT, "", "Amt der Stadt"),
    ("treff", "Maxi Holm", "demo-gesundheit", Role.OFFER_KEEPER, "", ""),
    ("zugaenge", "Pat Ebert", "stadt-wuppertal", Role.ADMINISTRATOR, "", "Verwaltung der Zugänge"),
]
SHOWN = [(f"{login}@{DOMAIN}", shown) for login, _, _, _, _, shown in PEOPLE if shown]


def is_made(*, today: dt.date) -> bool:
    """The demo organisations exist."""
    return organisation_by_key("demo-radwerk") is not None


def make(*, today: dt.date) -> None:
    """Organisations, people, functions since the agreement took effect."""
    # One password, so one hash: Argon2 takes its time on purpose, 25 times would be seconds.
    encoded = make_password(PASSWORD)
    with transaction.atomic():
        organisations: dict[str, Organisation] = {
            key: services.add_organisation(
                key=key, name=name, kind=kind, side=side, is_demo=key.startswith("demo-"), by=SYSTEM
            )
            for key, name, kind, side in ORGANISATIONS
        }
        for login, name, organisation, role, desk, _ in PEOPLE:
            user = services.add_user(email=f"{login}@{DOMAIN}", name=name, encoded_password=encoded, by=SYSTEM)
            services.add_membership(
                user=user, organisation=organisations[organisation], role=role, desk=desk, valid_from=SINCE, by=SYSTEM
            )
