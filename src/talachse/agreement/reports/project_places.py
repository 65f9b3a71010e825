"""What a project offers people: places, where they are, where people went from there. Counts only, small ones held back."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from talachse.offers.models import LegalBasis
from talachse.offers.queries import directory
from talachse.offers.queries.directory import Criteria, Places
from talachse.offers.queries.places import bases_of, has_groups, places_by_district, places_offered
from talachse.placements.queries.participations import exits_by_reason, places_occupied
from talachse.rules.disclosure import Count, disclose, disclose_table
from talachse.rules.placement.lifecycle import END_LABELS, GOOD_ENDS, EndReason
from talachse.ui.charts import DISTRICTS

OFFERS_AT_MOST = 20
OTHER = "other"


@dataclass(frozen=True, slots=True)
class OfferRow:
    """An offer of the project; ``places`` where it has any, ``district`` empty where it is for the whole city."""

    key: str
    title: str
    places: Places | None
    district: str


@dataclass(frozen=True, slots=True)
class EndedRow:
    """An offer that is over: from when until when, as far as known, and what came of it."""

    key: str
    title: str
    first: dt.date | None
    last: dt.date | None
    result: str
    checked_on: dt.date


@dataclass(frozen=True, slots=True)
class ProjectPlaces:
    """Places on a day; exits until the end of the quarter before, so that no single day gives anybody away."""

    places: int
    occupied: Count
    by_district: dict[int, int]
    exits: dict[EndReason, Count]
    other_exits: Count
    exits_until: dt.date
    offers: list[OfferRow]
    ended: list[EndedRow]

    @property
    def for_whole_city(self) -> int:
        """Places that lie in no district of their own."""
        return self.places - sum(self.by_district.values())

    @property
    def has_exits(self) -> bool:
        """Somebody has left, as far as it may be told."""
        return any(count.value != 0 for count in (*self.exits.values(), self.other_exits))


def places_of_project(project: str, *, on: dt.date) -> ProjectPlaces | None:
    """None for a project without places and offers. The health programme tells nothing about where women went."""
    offers = list(directory.search(Criteria(project=project), on=on)[:OFFERS_AT_MOST])
    with_places = has_groups(on=on, project=project)
    ended = list(directory.ended_of_project(project, on=on)[:OFFERS_AT_MOST])
    if not offers and not ended and not with_places:
        return None
    is_health = LegalBasis.REHAPRO in bases_of(project)
    until = quarter_before(on)
    exits, other = _exits(project, until) if with_places and not is_health else ({}, disclose(0))
    known = directory.places_by_offer([offer.pk for offer in offers], on=on) if offers else {}
    return ProjectPlaces(
        places=places_offered(on=on, project=project),
        occupied=disclose(places_occupied(on=on, project=project), health=is_health),
        by_district=places_by_district(project, on=on),
        exits=exits,
        other_exits=other,
        exits_until=until,
        offers=[OfferRow(offer.key, offer.title, known.get(offer.pk), _district(offer.district)) for offer in offers],
        ended=[
            EndedRow(one.key, one.title, one.valid_from, one.valid_until, one.note or one.summary, one.checked_on)
            for one in ended
        ],
    )


def _district(number: int | None) -> str:
    return "" if number is None else DISTRICTS[number][0]


def quarter_before(on: dt.date) -> dt.date:
    """The last day of the quarter before the one in which the day lies."""
    return dt.date(on.year, (on.month - 1) // 3 * 3 + 1, 1) - dt.timedelta(days=1)


def _exits(project: str, until: dt.date) -> tuple[dict[EndReason, Count], Count]:
    counted = exits_by_reason(project, until=until)
    good = {reason.value: counted.get(reason, 0) for reason in EndReason if reason in GOOD_ENDS}
    cells = disclose_table(good | {OTHER: sum(counted.values()) - sum(good.values())})
    return {EndReason(key): count for key, count in cells.items() if key != OTHER}, cells[OTHER]


def label_of(reason: EndReason) -> str:
    """A reason in German, as the provider chose it."""
    return END_LABELS[reason]
