"""Offers from public sources, with the day they were read; those of the agreement's projects; invented apprenticeships."""

from __future__ import annotations

import datetime as dt
import uuid
from importlib.resources import files
from typing import Any

import yaml

from talachse.accounts.actor import SYSTEM
from talachse.accounts.queries import organisation_by_key
from talachse.offers.queries import directory as queries
from talachse.offers.services import apprenticeships
from talachse.offers.services import directory as services
from talachse.offers.services.directory import OfferFacts

CHECK_EVERY_DAYS = 183
POSTINGS = [
    ("Metallbauer*in", 2, "Vohwinkel", 3, "Du schweißt, sägst und baust Treppen und Geländer."),
    ("Konstruktionsmechaniker*in", 1, "Vohwinkel", 3, "Du baust aus Stahl, was andere gezeichnet haben."),
]
LISTS = ("themes", "situations", "languages")


def is_made(*, today: dt.date) -> bool:
    """The directory holds something."""
    return queries.has_offers()


def make(*, today: dt.date) -> None:
    """The directory and two postings for the next training year."""
    _sourced()
    _own(today)
    _postings(today)


def _read(name: str) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(files("talachse.demo").joinpath(name).read_text(encoding="utf-8"))
    return data


def _facts(entry: dict[str, Any]) -> OfferFacts:
    hours = tuple(
        (day, dt.time.fromisoformat(opens), dt.time.fromisoformat(closes))
        for day, opens, closes in entry.get("hours", ())
    )
    rest = {name: value for name, value in entry.items() if name not in {"hours", "key", "owner"}}
    rest |= {name: tuple(entry.get(name, ())) for name in LISTS}
    return OfferFacts(**rest, hours=hours)


def _sourced() -> None:
    data = _read("offers.yaml")
    checked_on: dt.date = data["checked_on"]
    for entry in data["offers"]:
        services.put_offer(
            entry["key"],
            _facts(entry),
            by=SYSTEM,
            checked_on=checked_on,
            check_by=checked_on + dt.timedelta(days=CHECK_EVERY_DAYS),
        )


def _own(today: dt.date) -> None:
    """Entries that an organisation keeps itself: invented providers, and the two sides for their own projects."""
    for number, entry in enumerate(_read("offers_own.yaml")["offers"]):
        owner = organisation_by_key(entry["owner"])
        if owner is None:
            continue
        checked_on = today - dt.timedelta(days=(number * 7) % 60)
        services.put_offer(
            entry["key"],
            _facts(entry),
            by=SYSTEM,
            owner=owner,
            checked_on=checked_on,
            check_by=checked_on + dt.timedelta(days=CHECK_EVERY_DAYS),
        )


def _postings(today: dt.date) -> None:
    company = organisation_by_key("demo-betrieb")
    if company is None:
        return
    next_year = dt.date(today.year + (today.month >= 8), 8, 1)
    for number, (occupation, places, site, district, text) in enumerate(POSTINGS):
        apprenticeships.post_apprenticeship(
            submission=uuid.uuid5(uuid.NAMESPACE_URL, f"demo-posting-{number}"),
            company_id=company.pk,
            occupation=occupation,
            places=places,
            starts_on=next_year,
            site=site,
            district=district,
            text=text,
            by=SYSTEM,
            today=today - dt.timedelta(days=12),
        )
