"""What a list of offers shows of each: places, whether it is open, and why it was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from talachse.offers import vocabulary
from talachse.offers.models import Offer, OfferTag
from talachse.offers.queries.directory import Criteria, Places, places_by_offer
from talachse.rules import offers as rules
from talachse.rules.deadlines import holidays_of
from talachse.rules.disclosure import disclose
from talachse.rules.districts import district_distance
from talachse.rules.search import plain_words
from talachse.ui.charts import DISTRICTS

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


@dataclass(frozen=True, slots=True)
class Result:
    """One offer as it is shown."""

    offer: Offer
    district: StrOrPromise
    themes: list[StrOrPromise]
    languages: list[StrOrPromise]
    situations: list[vocabulary.Situation]
    places: Places | None
    open_now: rules.OpenNow
    freshness: rules.Freshness
    reasons: list[str]

    @property
    def waiting(self) -> int:
        """How many people wait; 0 also where so few do that the number would be about somebody."""
        return disclose(self.places.waiting).value or 0 if self.places else 0

    @property
    def access(self) -> StrOrPromise:
        """How one gets in."""
        return vocabulary.ACCESS[self.offer.access] if self.offer.access else ""

    @property
    def but(self) -> StrOrPromise:
        """Which part of Bildung und Teilhabe can pay."""
        return vocabulary.BUT_COMPONENTS.get(self.offer.but_component, "")


def results(offers: Iterable[Offer], criteria: Criteria, *, now: dt.datetime) -> list[Result]:
    """Rows for these offers; six queries, however many they are. ``now`` is local time without a zone."""
    found = list(offers)
    prefetch_related_objects(found, "hours", "exceptions", "tags")
    places = places_by_offer([offer.pk for offer in found], on=now.date())
    return [_result(offer, criteria, places.get(offer.pk), now) for offer in found]


def _result(offer: Offer, criteria: Criteria, places: Places | None, now: dt.datetime) -> Result:
    tags = list(offer.tags.all())
    open_now = rules.is_open(
        [rules.OpeningHours(h.weekday, h.opens, h.closes) for h in offer.hours.all()],
        [rules.OpeningException(e.day, e.opens, e.closes) for e in offer.exceptions.all()],
        now,
        holidays=holidays_of(now.year),
    )
    return Result(
        offer=offer,
        district=DISTRICTS[offer.district][0] if offer.district is not None else "",
        themes=[vocabulary.THEMES.get(key, key) for key in (offer.theme, *_values(tags, "theme"))],
        languages=[vocabulary.LANGUAGES.get(key, key) for key in _values(tags, "language")],
        situations=[vocabulary.SITUATIONS[key] for key in _values(tags, "situation") if key in vocabulary.SITUATIONS],
        places=places,
        open_now=open_now,
        freshness=rules.freshness(offer.check_by, now.date()),
        reasons=list(_reasons(offer, criteria)),
    )


def _values(tags: Sequence[OfferTag], kind: str) -> list[str]:
    return [tag.value for tag in tags if tag.kind == kind]


def _reasons(offer: Offer, wanted: Criteria) -> Iterable[str]:
    if wanted.words:
        yield _where_found(offer, wanted.words)
    if wanted.district is not None:
        yield _how_far(offer, wanted.district)
    if wanted.age is not None and (offer.age_from, offer.age_to) != (None, None):
        yield _("passt zum Alter")
    if wanted.language:
        yield _("spricht %s") % vocabulary.LANGUAGES[wanted.language]
    if wanted.walk_in:
        yield _("ohne Termin")
    if wanted.free:
        yield _("kostenlos")


def _where_found(offer: Offer, words: Sequence[str]) -> str:
    if all(word in offer.title_words for word in words):
        return _("steht im Namen")
    texts = {
        _("steht in der Beschreibung"): f"{offer.kind} {offer.summary} {offer.note}",
        _("steht bei „Für wen“"): offer.audience,
        _("steht beim Träger"): offer.provider,
        _("steht in der Adresse"): f"{offer.address} {offer.quarter}",
    }
    for reason, text in texts.items():
        plain = " ".join(plain_words(text))
        if any(word in plain for word in words):
            return reason
    return _("passt zu Thema oder Lebenslage")


def _how_far(offer: Offer, district: int) -> str:
    if offer.district is None:
        return _("für ganz Wuppertal")
    steps = district_distance(district, offer.district)
    return (_("im Bezirk"), _("im Nachbarbezirk"))[steps] if steps < 2 else _("weiter weg")
