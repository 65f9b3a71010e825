"""The answer to a household, out of the compiled rules; and an application in one sentence that keeps the day."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from functools import cache as once
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from talachse.accounts.actor import SYSTEM, Actor
from talachse.audit.services import record, record_read
from talachse.entitlement.cache import Cache
from talachse.entitlement.models import StoredCheck
from talachse.intake.models import Request
from talachse.intake.services import Notice, receive
from talachse.jobs.services import later
from talachse.rules.access import Action
from talachse.rules.entitlement import check, intermediate, offices, surprise
from talachse.rules.entitlement.engine import GIVEN, TARGETS, Federal
from talachse.rules.entitlement.household import BENEFITS, Household
from talachse.rules.entitlement.housing import Tables
from talachse.rules.entitlement.intermediate import Intermediate
from talachse.rules.entitlement.law import IN_FORCE, LawSet
from talachse.rules.entitlement.result import CheckResult
from talachse.rules.entitlement.surprise import Driver
from talachse.rules.entitlement.versions import Basis, gettsim_version, parameter_version
from talachse.rules.entitlement.wording import NAMES
from talachse.rules.intake import APPLICATIONS, Channel
from talachse.rules.retention import stored_check_kept

# What has no office of its own: the city passes it on.
FURTHER = {
    "alles": "alle Leistungen, die meinem Haushalt zustehen",
    "bildung_und_teilhabe": "Leistungen für Bildung und Teilhabe",
}


def folder() -> Path:
    """Where the worker puts what it has compiled."""
    return Path(settings.TALACHSE_ENGINE)


@once
def _artefacts(place: Path) -> Cache:
    """One for each process: what has been read once is kept."""
    return Cache(place, targets=TARGETS, given=GIVEN)


@once
def _tables() -> Tables:
    return Tables()


def answer(household: Household) -> CheckResult | None:
    """Every claim; None while the rules of the day are still being compiled.

    :raises BadHousehold: there are no limits of rent for its municipality.
    """
    table = _tables().of(household.municipality)
    federal = _artefacts(folder()).checked(household.as_of)
    if federal is None:
        return None
    return check.check(household, federal, table, federal_on=_later_rules)


def _later_rules(day: dt.date, law: LawSet) -> Federal | None:
    """The rules of a change of law; where they are missing, the answer says that they are being prepared, so they are."""
    found = _artefacts(folder()).checked(day, law)
    if found is None:
        prepare_rules(day)
    return found


def drivers(household: Household) -> tuple[Driver, ...]:
    """The inputs that move the result most; none while the rules of the day are still being compiled."""
    federal = _artefacts(folder()).checked(household.as_of)
    return surprise.drivers(household, federal, _tables().of(household.municipality)) if federal else ()


def values(household: Household) -> tuple[Intermediate, ...]:
    """Every intermediate value on both routes; none while the rules of the day are still being compiled."""
    federal = _artefacts(folder()).checked(household.as_of)
    return intermediate.intermediate(household, federal, _tables().of(household.municipality)) if federal else ()


def basis() -> Basis:
    """What a result of now rests on."""
    return Basis(IN_FORCE, parameter_version(), f"GETTSIM {gettsim_version()}")


def prepare_rules(on: dt.date) -> None:
    """Have the rules of a day compiled that the worker does not prepare by itself; asked for once a minute at most."""
    if cache.add("entitlement.prepare_rules", 1, timeout=60):
        later("entitlement.tasks.build_engine_of", day=on.isoformat())


def office_name(benefit: str, on: dt.date) -> str:
    """Who decides about a benefit; for what has no office of its own, the desk that passes it on."""
    return offices.office_for(benefit, on).name if benefit in BENEFITS else "Eingang für Anträge der Stadt"


def keep_the_day(
    *, submission: uuid.UUID, benefit: str, name: str, channel: Channel, address: str, by: Actor, today: dt.date
) -> Request:
    """Stamp an application in one sentence and mail it to the office (§ 16 SGB I: the day of receipt counts).

    The same ``submission`` twice is one application and one mail.
    """
    reach = {Channel.EMAIL: f"E-Mail {address}", Channel.PHONE: f"Telefon {address}"}.get(channel, "fragt selbst nach")
    text = (
        f"Antrag zur Fristwahrung (§ 16 SGB I)\n\n"
        f"Ich beantrage: {NAMES.get(benefit) or FURTHER[benefit]}.\n\n"
        f"Name: {name.strip()}\nErreichbar: {reach}\nEingegangen am: {today:%d.%m.%Y}\n"
        f"Zuständig: {office_name(benefit, today)}"
    )
    notice = Notice(
        to=settings.TALACHSE_OFFICE_MAILS.get(benefit, settings.TALACHSE_CONTACT_MAIL),
        subject=f"Antrag zur Fristwahrung, eingegangen am {today:%d.%m.%Y}",
        body=f"{text}\n\nDer Antrag ist über Talachse eingegangen. Für die Frist zählt der Tag des Eingangs.\n",
    )
    return receive(
        submission=submission,
        desk=APPLICATIONS,
        text=text,
        channel=channel,
        address=address,
        nickname=name,
        reference=f"fristwahrung:{benefit}",
        by=by,
        today=today,
        notice=notice,
    )


# ---------------------------------------------------------------------------------------------------------------------
# Results that an adviser stores


def store_check(
    variants: Sequence[Mapping[str, Any]],
    *,
    submission: uuid.UUID,
    reference: str,
    as_of: dt.date,
    by: Actor,
    today: dt.date,
) -> StoredCheck:
    """Keep variants (``{"name", "household", "result", "values"}``) until the day that the term gives. The same ``submission`` twice is one.

    The journal says that it happened, not for whom.
    """
    kept, now = stored_check_kept(stored_on=today), basis()
    facts = {
        "stored_by_id": by.user_id,
        "organisation_id": min(by.organisations_for(Action.ADVISE_ON_BENEFITS)),
        "reference": reference.strip(),
        "variants": list(variants),
        "as_of": as_of,
        "law_set": now.law_set,
        "parameter_version": now.parameter_version,
        "engine": now.engine,
        "stored_at": timezone.now(),
        "stored_on": today,
        "delete_on": kept.delete_on,
        "purpose": kept.purpose,
    }
    with transaction.atomic():
        stored, created = StoredCheck.objects.get_or_create(submission=submission, defaults=facts)
        if created:
            record(by=by, verb="check_stored", subject=_subject(stored.pk))
    return stored


def read_stored_check(stored: StoredCheck, *, by: Actor) -> None:
    """Somebody opens a stored result, or prints it."""
    record_read(by=by, subject=_subject(stored.pk), why="Gespeichertes Ergebnis angesehen")


def delete_stored_check(stored: StoredCheck, *, by: Actor) -> None:
    """Delete before the day, because it is not needed any more."""
    with transaction.atomic():
        record(by=by, verb="check_deleted", subject=_subject(stored.pk))
        stored.delete()


def delete_due_checks(*, today: dt.date) -> int:
    """Delete what was promised to go by this day; one line in the journal for each. Returns how many went."""
    with transaction.atomic():
        due = list(StoredCheck.objects.select_for_update().filter(delete_on__lte=today).values_list("pk", flat=True))
        for pk in due:
            record(by=SYSTEM, verb="check_expired", subject=_subject(pk))
        StoredCheck.objects.filter(pk__in=due).delete()
    return len(due)


def _subject(pk: int) -> str:
    return f"entitlement.storedcheck:{pk}"
