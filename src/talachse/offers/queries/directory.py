"""Finding offers: by words and their parts, by life situation, by what somebody needs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property

from django.db import connection
from django.db.models import Case, Count, F, IntegerField, Max, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from talachse.offers import live
from talachse.offers.models import (
    Access,
    Cost,
    Offer,
    OfferStatus,
    OfferTag,
    OpeningException,
    OpeningHours,
    TagKind,
)
from talachse.offers.queries.places import groups_on
from talachse.offers.search_index import INDEX, SHORTEST
from talachse.offers.vocabulary import FILLERS
from talachse.rules.deadlines import holidays_of
from talachse.rules.districts import DISTRICTS, district_distance
from talachse.rules.offers import shown_if_check_by
from talachse.rules.search import plain_words


@dataclass(frozen=True, slots=True)
class Criteria:
    """What somebody looks for. Empty or None: does not matter. ``words`` are plain (``rules.search``)."""

    words: tuple[str, ...] = ()
    situation: str = ""
    theme: str = ""
    district: int | None = None
    # How many districts away at most; None: as far as the city goes, near ones first.
    reach: int | None = None
    age: int | None = None
    school_year: int | None = None
    gender: str = ""
    language: str = ""
    care_level: int | None = None
    walk_in: bool = False
    free: bool = False
    but: bool = False
    barrier_free: bool = False
    remote: bool = False
    free_places: bool = False
    # Open at this local time.
    open_at: dt.datetime | None = None
    pillar: str = ""
    project: str = ""

    def chosen(self) -> list[str]:
        """Names of what was chosen and narrows."""
        empty = Criteria()
        names = [f.name for f in fields(self) if getattr(self, f.name) != getattr(empty, f.name)]
        # A district alone only sorts; together with a reach it narrows, and they go together.
        return [name for name in names if name != "district" and (name != "reach" or self.district is not None)]

    def with_words(self, words: tuple[str, ...]) -> Criteria:
        """The same with other words."""
        return replace(self, words=words)

    def without(self, name: str) -> Criteria:
        """The same without one of them."""
        return replace(self, **{name: getattr(Criteria(), name)})


def listed(*, on: dt.date) -> QuerySet[Offer]:
    """What everybody may find on the day: not ended, not over, not so long unchecked that it is hidden."""
    return Offer.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=on),
        Q(valid_until=None) | Q(valid_until__gte=on),
        check_by__gte=shown_if_check_by(on),
    ).exclude(status=OfferStatus.ENDED)


class Search:
    """One search: its offers, how many there are and where. Several questions, but the conditions are worked out once."""

    def __init__(self, criteria: Criteria, *, on: dt.date) -> None:
        self.criteria, self.on = criteria, on
        self._conditions = {name: _NARROWS[name](criteria, on) for name in criteria.chosen()}

    def matching(self, *, without: str = "") -> QuerySet[Offer]:
        """Offers that fit everything chosen, in no order; ``without`` one of the choices."""
        conditions = [one for name, some in self._conditions.items() if name != without for one in some]
        return listed(on=self.on).filter(*conditions).order_by()

    def offers(self) -> QuerySet[Offer]:
        """Best first: words in the name, then near, then by name. What is the same for all is no part of the order."""
        found, order = self.matching(), ["title", "pk"]
        if self.criteria.district is not None:
            found, order = found.annotate(far=_far(self.criteria.district)), ["far", *order]
        if self.criteria.words:
            in_title = Q(*(Q(title_words__contains=word) for word in self.criteria.words))
            rank = Case(When(in_title, then=0), default=1, output_field=IntegerField())
            found, order = found.annotate(rank=rank), ["rank", *order]
        return found.order_by(*order)

    @cached_property
    def places(self) -> dict[int | None, int]:
        """How many lie in each district, whatever the reach; None: for the whole city."""
        rows = self.matching(without="reach").values_list("district").annotate(n=Count("pk"))
        return dict(rows)

    @property
    def by_district(self) -> dict[int, int]:
        """The same without those for the whole city."""
        return {district: n for district, n in self.places.items() if district is not None}

    @property
    def count(self) -> int:
        """How many offers fit."""
        near = _within(self.criteria) if "reach" in self._conditions else DISTRICTS
        return sum(n for district, n in self.places.items() if district is None or district in near)


def matching(criteria: Criteria, *, on: dt.date) -> QuerySet[Offer]:
    """Offers that fit everything chosen, in no order."""
    return Search(criteria, on=on).matching()


def search(criteria: Criteria, *, on: dt.date) -> QuerySet[Offer]:
    """Offers that fit everything chosen, best first."""
    return Search(criteria, on=on).offers()


def _far(district: int) -> Case:
    return Case(
        *(When(district=other, then=Value(district_distance(district, other))) for other in DISTRICTS),
        # For the whole city: not far, but after what lies in the own district.
        default=Value(1),
        output_field=IntegerField(),
    )


# One condition or several for each criterion that is set.
_NARROWS: dict[str, Callable[[Criteria, dt.date], list[Q]]] = {
    "words": lambda wanted, _: [_contains(word) for word in wanted.words],
    "situation": lambda wanted, _: [_tagged(TagKind.SITUATION, wanted.situation)],
    "theme": lambda wanted, _: [Q(theme=wanted.theme) | _tagged(TagKind.THEME, wanted.theme)],
    "language": lambda wanted, _: [_tagged(TagKind.LANGUAGE, wanted.language)],
    "reach": lambda wanted, _: [Q(district=None) | Q(district__in=_within(wanted))],
    "age": lambda wanted, _: [_from("age_from", wanted.age), _to("age_to", wanted.age)],
    "school_year": lambda wanted, _: [
        _from("school_year_from", wanted.school_year),
        _to("school_year_to", wanted.school_year),
    ],
    "gender": lambda wanted, _: [Q(gender="") | Q(gender=wanted.gender)],
    "care_level": lambda wanted, _: [_from("care_level", wanted.care_level)],
    "walk_in": lambda *_: [Q(access=Access.OPEN)],
    "free": lambda *_: [Q(cost=Cost.FREE)],
    "but": lambda *_: [~Q(but_component="")],
    "barrier_free": lambda *_: [Q(barrier_free=True)],
    "remote": lambda *_: [Q(remote=True)],
    "pillar": lambda wanted, _: [Q(pillar=wanted.pillar)],
    "project": lambda wanted, _: [Q(project=wanted.project)],
    "open_at": lambda wanted, _: [_open(wanted.open_at)] if wanted.open_at else [],
    "free_places": lambda _, on: [Q(pk__in=[pk for pk, places in places_by_offer(on=on).items() if places.free > 0])],
}


def _within(wanted: Criteria) -> list[int]:
    home, reach = wanted.district or 0, wanted.reach or 0
    return [other for other in DISTRICTS if district_distance(home, other) <= reach]


def _open(at: dt.datetime) -> Q:
    """As ``rules.offers.is_open`` decides for one, for all at once."""
    day, now = at.date(), at.time()
    spans = Q(opens__lte=now, closes__gt=now) | Q(opens__lte=now, closes__lte=F("opens"))
    night = Q(closes__lte=F("opens"), closes__gt=now)
    yesterday = day - dt.timedelta(days=1)

    def on(some_day: dt.date, times: Q) -> Q:
        special = OpeningException.objects.filter(day=some_day)
        by_exception = Q(pk__in=special.filter(times).values("offer"))
        if some_day in holidays_of(some_day.year):
            return by_exception
        by_week = OpeningHours.objects.filter(times, weekday=some_day.weekday())
        return by_exception | (Q(pk__in=by_week.values("offer")) & ~Q(pk__in=special.values("offer")))

    return on(day, spans) | on(yesterday, night)


def _from(field: str, value: int | None) -> Q:
    return Q(**{field: None}) | Q(**{f"{field}__lte": value})


def _to(field: str, value: int | None) -> Q:
    return Q(**{field: None}) | Q(**{f"{field}__gte": value})


def _tagged(kind: TagKind, value: str) -> Q:
    return Q(pk__in=OfferTag.objects.filter(kind=kind, value=value).values("offer"))


def _contains(word: str) -> Q:
    if connection.vendor != "sqlite" or len(word) < SHORTEST:
        return Q(words__contains=word)
    # Plain words hold letters and digits only: nothing in them can end the quotation.
    return Q(pk__in=RawSQL(f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s", [f'"{word}"']))  # noqa: S608, S611


@dataclass(frozen=True, slots=True)
class Places:
    """Live places of an offer: how many there are, how many are free, how many people wait, when one can begin."""

    places: int
    free: int
    waiting: int
    next_start_on: dt.date | None

    def and_also(self, other: Places) -> Places:
        """Both together; the next beginning is the earlier one."""
        begins = [day for day in (self.next_start_on, other.next_start_on) if day]
        together = self.places + other.places, self.free + other.free, self.waiting + other.waiting
        return Places(*together, min(begins, default=None))


def places_by_offer(offers: Iterable[int] | None = None, *, on: dt.date) -> dict[int, Places]:
    """Places behind offers on the day, by id of the offer; offers without places are not in it. Three queries."""
    groups = groups_on(on).filter(offer__isnull=False)
    if offers is not None:
        groups = groups.filter(offer__in=list(offers))
    found = list(groups.order_by().values_list("pk", "offer", "places", "next_start_on"))  # type: ignore[misc]
    ids = [pk for pk, *_ in found]
    taken, waiting = live.count("taken", ids, on=on), live.count("waiting", ids, on=on)
    by_offer: dict[int, Places] = {}
    for pk, offer, places, starts in found:
        begins = starts if starts and starts >= on else None
        one = Places(places, max(places - taken.get(pk, 0), 0), waiting.get(pk, 0), begins)
        by_offer[offer] = by_offer[offer].and_also(one) if offer in by_offer else one
    return by_offer


def offer_by_key(key: str) -> Offer | None:
    """One offer with hours, exceptions and tags."""
    return Offer.objects.prefetch_related("hours", "exceptions", "tags").select_related("owner").filter(key=key).first()


def offers_of_theme(theme: str, *, on: dt.date) -> QuerySet[Offer]:
    """What everybody may find of one theme, by name."""
    return listed(on=on).filter(Q(theme=theme) | _tagged(TagKind.THEME, theme)).order_by("title", "pk")


def tags_of(offers: Iterable[Offer]) -> Mapping[int, dict[str, list[str]]]:
    """Tags by id of the offer and kind; one query."""
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for offer, kind, value in OfferTag.objects.filter(offer__in=[o.pk for o in offers]).values_list(
        "offer", "kind", "value"
    ):
        found[offer][kind].append(value)
    return found


def has_offers() -> bool:
    """The directory holds something."""
    return Offer.objects.exists()


def state_of_words() -> tuple[int, dt.datetime | None]:
    """Changes whenever a word of the directory may have changed: what is remembered of them holds as long as this."""
    row = Offer.objects.aggregate(n=Count("pk"), latest=Max("changed_at"))
    return row["n"], row["latest"]


def all_words() -> Iterable[str]:
    """The plain words of every offer that can be found, one text for each."""
    return Offer.objects.exclude(status=OfferStatus.ENDED).values_list("words", flat=True).iterator(chunk_size=2000)


def occurs(word: str) -> bool:
    """The plain word, or something that contains it, stands in an offer."""
    return Offer.objects.filter(_contains(word)).exclude(status=OfferStatus.ENDED).exists()


def plain(text: str) -> tuple[str, ...]:
    """The words of a search that carry it: plain, without fillers, each once, eight at most."""
    words = list(dict.fromkeys(plain_words(text)))
    carrying = [word for word in words if word not in FILLERS] or words
    return tuple(word[:40] for word in carrying[:8])


def offers_kept_by(organisation: int) -> QuerySet[Offer]:
    """The own entries of an organisation, by name."""
    return Offer.objects.filter(owner=organisation).order_by("title", "pk")
