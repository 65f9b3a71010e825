"""The answer to a household, out of the compiled rules; and an application in one sentence that keeps the day."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import cache
from pathlib import Path

from django.conf import settings

from talachse.accounts.actor import Actor
from talachse.entitlement.cache import Cache
from talachse.intake.models import Request
from talachse.intake.services import Notice, receive
from talachse.rules.entitlement import check, offices
from talachse.rules.entitlement.engine import GIVEN, TARGETS
from talachse.rules.entitlement.household import BENEFITS, Household
from talachse.rules.entitlement.housing import Tables
from talachse.rules.entitlement.result import CheckResult
from talachse.rules.entitlement.wording import NAMES
from talachse.rules.intake import APPLICATIONS, Channel

# What has no office of its own: the city passes it on.
FURTHER = {
    "alles": "alle Leistungen, die meinem Haushalt zustehen",
    "bildung_und_teilhabe": "Leistungen für Bildung und Teilhabe",
}


def folder() -> Path:
    """Where the worker puts what it has compiled."""
    return Path(settings.TALACHSE_ENGINE)


@cache
def _artefacts(place: Path) -> Cache:
    """One for each process: what has been read once is kept."""
    return Cache(place, targets=TARGETS, given=GIVEN)


@cache
def _tables() -> Tables:
    return Tables()


def answer(household: Household) -> CheckResult | None:
    """Every claim; None while the rules of the day are still being compiled."""
    compiled = _artefacts(folder()).checked
    federal = compiled(household.as_of)
    if federal is None:
        return None
    return check.check(household, federal, _tables().of(household.municipality), federal_on=compiled)


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
