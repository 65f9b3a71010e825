"""Offers from public sources, with the day they were read; and invented apprenticeships of an invented company."""

from __future__ import annotations

import datetime as dt
import uuid
from importlib.resources import files

import yaml

from talachse.accounts.actor import SYSTEM
from talachse.accounts.queries import organisation_by_key
from talachse.offers.models import OfferStatus
from talachse.offers.queries import directory as queries
from talachse.offers.services import apprenticeships
from talachse.offers.services import directory as services

CHECK_EVERY_DAYS = 183
POSTINGS = [
    ("Metallbauer*in", 2, "Vohwinkel", 3, "Du schweißt, sägst und baust Treppen und Geländer."),
    ("Konstruktionsmechaniker*in", 1, "Vohwinkel", 3, "Du baust aus Stahl, was andere gezeichnet haben."),
]


def is_made(*, today: dt.date) -> bool:
    """The directory holds something."""
    return queries.has_offers()


def make(*, today: dt.date) -> None:
    """The directory and two postings for the next training year."""
    data = yaml.safe_load(files("talachse.demo").joinpath("offers.yaml").read_text(encoding="utf-8"))
    checked_on: dt.date = data["checked_on"]
    for entry in data["offers"]:
        services.add_offer(
            **{**entry, "status": OfferStatus(entry.get("status", "active"))},
            checked_on=checked_on,
            check_by=checked_on + dt.timedelta(days=CHECK_EVERY_DAYS),
            by=SYSTEM,
        )
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
