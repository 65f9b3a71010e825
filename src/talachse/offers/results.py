"""What is shown of offers: in a list places, whether it is open and why it was found; on its own page everything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from talachse.offers import vocabulary
from talachse.offers.models import Offer, OfferStatus, OfferTag
from talachse.offers.queries import directory as queries
from talachse.offers.queries.directory import Criteria, Found, Places
from talachse.rules import offers as rules
from talachse.rules.deadlines import holidays_of
from talachse.rules.disclosure import disclose
from talachse.rules.districts import district_distance
from talachse.rules.search import plain_words
from talachse.ui.charts import DISTRICTS
from talachse.ui.templatetags.ui import german, status

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


@dataclass(frozen=True, slots=True)
class Result:
    """One offer as its own page shows it."""

    offer: Offer
    district: StrOrPromise
    themes: list[StrOrPromise]
    languages: list[StrOrPromise]
    situations: list[vocabulary.Situation]
    places: Places | None
    open_now: rules.OpenNow
    freshness: rules.Freshness

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


@dataclass(frozen=True, slots=True)
class Line:
    """One offer in a list, in the language of the page; ``now`` and ``notes`` are states, drawn."""

    url: str
    title: str
    what: str
    now: SafeString
    notes: SafeString
    where: StrOrPromise
    address: str
    reasons: str


# Twenty of them, drawn by the template, took more time than the rest of the page.
_CARD = """
<li class="t-card t-card--link">
<h3 class="t-card__title"><a href="{url}"{de}>{title}</a></h3>
<p{de}>{what}</p>
<p class="t-cluster">{now}{notes}</p>
<p class="t-meta">{where}{address}{reasons}</p>
</li>"""


def cards(some: Iterable[Line]) -> SafeString:
    """The lines as the search shows them, drawn."""
    de = german()
    return mark_safe("".join(_card(line, de) for line in some))  # noqa: S308 - each is escaped where it is put together


def _card(line: Line, de: SafeString) -> SafeString:
    return format_html(
        _CARD,
        de=de,
        url=line.url,
        title=line.title,
        what=line.what,
        now=line.now,
        notes=line.notes,
        where=line.where,
        address=format_html(", <span{}>{}</span>", de, line.address) if line.address else "",
        reasons=f" · {line.reasons}" if line.reasons else "",
    )


def lines(offers: Iterable[Found], criteria: Criteria, *, now: dt.datetime) -> list[Line]:
    """Lines for these offers; three queries, however many they are. ``now`` is local time without a zone."""
    found = list(offers)
    ids, holidays = [offer.pk for offer in found], holidays_of(now.year)
    free = queries.free_places_of(ids, on=now.date()) if ids else {}
    hours, exceptions = queries.hours_around(ids, now.date()) if ids else ({}, {})
    return [
        Line(
            url=_url(offer.key),
            title=offer.title,
            what=f"{offer.kind}: {offer.audience}" if offer.audience else offer.kind,
            now=_drawn(
                *_free(free.get(offer.pk)),
                *_open(hours.get(offer.pk, []), exceptions.get(offer.pk, []), now, holidays),
            ),
            notes=_drawn(*_notes(offer)),
            where=DISTRICTS[offer.district][0] if offer.district is not None else _("ganz Wuppertal"),
            address=offer.address,
            reasons=" · ".join(_reasons(offer, criteria)),
        )
        for offer in found
    ]


@lru_cache(maxsize=10_000)
def _url(key: str) -> str:
    return reverse("offers-offer", args=[key])


def _drawn(*states: tuple[str, str]) -> SafeString:
    return mark_safe("".join(status(kind, text) for kind, text in states))  # noqa: S308 - each is a drawn component


def _free(places: int | None) -> Iterable[tuple[str, str]]:
    if places:
        yield "good", ngettext("%(n)s Platz frei", "%(n)s Plätze frei", places) % {"n": places}
    elif places is not None:
        yield "neutral", _("zurzeit kein Platz frei")


def _open(
    hours: Sequence[rules.OpeningHours],
    exceptions: Sequence[rules.OpeningException],
    now: dt.datetime,
    holidays: frozenset[dt.date],
) -> Iterable[tuple[str, str]]:
    if (hours or exceptions) and rules.is_open_at(hours, exceptions, now, holidays=holidays):
        yield "good", _("jetzt geöffnet")


def _notes(offer: Found) -> Iterable[tuple[str, str]]:
    if offer.but_component in vocabulary.BUT_COMPONENTS:
        yield "info", _("mit Bildung und Teilhabe bezahlbar")
    if offer.status == OfferStatus.UNCLEAR:
        yield "warning", _("wird gerade geprüft")


def result(offer: Offer, *, now: dt.datetime) -> Result:
    """One offer for its own page, from what was fetched with it; its places are three queries."""
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
        places=queries.places_by_offer([offer.pk], on=now.date()).get(offer.pk),
        open_now=open_now,
        freshness=rules.freshness(offer.check_by, now.date()),
    )


def _values(tags: Sequence[OfferTag], kind: str) -> list[str]:
    return [tag.value for tag in tags if tag.kind == kind]


def _reasons(offer: Found, wanted: Criteria) -> Iterable[str]:
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


def _where_found(offer: Found, words: Sequence[str]) -> str:
    if all(word in offer.title_words for word in words):
        return _("steht im Namen")
    if _any_in(words, f"{offer.kind} {offer.summary} {offer.note}"):
        return _("steht in der Beschreibung")
    if _any_in(words, offer.audience):
        return _("steht bei „Für wen“")
    if _any_in(words, offer.provider):
        return _("steht beim Träger")
    if _any_in(words, f"{offer.address} {offer.quarter}"):
        return _("steht in der Adresse")
    return _("passt zu Thema oder Lebenslage")


def _any_in(words: Sequence[str], text: str) -> bool:
    plain = " ".join(plain_words(text))
    return any(word in plain for word in words)


def _how_far(offer: Found, district: int) -> str:
    if offer.district is None:
        return _("für ganz Wuppertal")
    steps = district_distance(district, offer.district)
    if steps == 0:
        return _("im Bezirk")
    return _("im Nachbarbezirk") if steps == 1 else _("weiter weg")
