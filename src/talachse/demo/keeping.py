"""A sensitive change that waits for a second person, and how many young people live in three districts (invented)."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from talachse.accounts.actor import SYSTEM
from talachse.accounts.queries import actor_for, user_by_email
from talachse.demo.accounts import DOMAIN
from talachse.offers.queries.directory import offer_by_key
from talachse.offers.queries.keeping import people_rows
from talachse.offers.services import keeping
from talachse.offers.services.directory import facts_of

PEOPLE = [("youth", 0, 2600), ("youth", 5, 2300), ("youth", 6, 2100), ("youth", 8, 1100), ("children", 6, 4200)]


def is_made(*, today: dt.date) -> bool:
    """The numbers of people are entered: they stay, whatever the editors decide."""
    return people_rows(on=today).exists()


def make(*, today: dt.date) -> None:
    """The entry of the health meeting place shall speak of addiction too."""
    offer, user = offer_by_key("gesundheitstreff-tal"), user_by_email(f"treff@{DOMAIN}")
    if offer is None or offer.owner is None or user is None:
        return
    facts = facts_of(offer)
    changed = replace(
        facts, summary=f"{facts.summary} Auch zu Sucht hören wir zu.", situations=("not_well", "addiction")
    )
    keeping.keep(offer, changed, owner=offer.owner, by=actor_for(user, today=today), today=today)
    for audience, district, number in PEOPLE:
        keeping.count_people(
            audience=audience,
            district=str(district),
            people=number,
            as_of=dt.date(today.year - 1, 12, 31),
            source="Demo, erfunden",
            by=SYSTEM,
        )
