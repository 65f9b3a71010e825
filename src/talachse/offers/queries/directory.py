"""Finding offers: by words and their parts, by life situation, by what somebody needs."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, fields, replace
from enum import Enum
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Count, F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.lookups import GreaterThan

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
from talachse.rules import offers as rules
from talachse.rules.deadlines import holidays_of
from talachse.rules.districts import DISTRICTS, district_distance
from talachse.rules.search import plain_words

BY_NAME = ("title", "id")


class Found(NamedTuple):
    """What a list draws of an offer, and where it looks for the words to say why it was found.

    Django needs longer to make twenty offers of which it fetches a part than to fetch them.
    """

    pk: int
    key: str
    title: str
    kind: str
    audience: str
    district: int | None
    address: str
    but_component: str
    status: str
    title_words: str
    summary: str
    note: str
    provider: str
    quarter: str
    age_from: int | None
    age_to: int | None


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
    return _listed(on).all()


@lru_cache(maxsize=8)
def _listed(on: dt.date) -> QuerySet[Offer]:
    # The question and never its answer: whoever asks gets a copy that nobody has asked yet.
    return Offer.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=on),
        Q(valid_until=None) | Q(valid_until__gte=on),
        check_by__gte=rules.shown_if_check_by(on),
    ).exclude(status=OfferStatus.ENDED)


def ended_of_project(project: str, *, on: dt.date) -> QuerySet[Offer]:
    """Offers of a project that are over on the day, the latest end first; those whose end nobody knows come last."""
    return Offer.objects.filter(
        Q(status=OfferStatus.ENDED) | Q(valid_until__lt=on),
        Q(valid_from=None) | Q(valid_from__lte=on),
        project=project,
    ).order_by(F("valid_until").desc(nulls_last=True), "title", "pk")


class Search:
    """One search: its offers, how many there are and where. The conditions are worked out once."""

    def __init__(self, criteria: Criteria, *, on: dt.date) -> None:
        self.criteria, self.on = criteria, on
        self._conditions = {name: _NARROWS[name](criteria, on) for name in criteria.chosen()}
        self._looked_at: tuple[int, int] | None = None
        self._ids: list[int] = []

    def matching(self, *, without: str = "") -> QuerySet[Offer]:
        """Offers that fit everything chosen, in no order; ``without`` one of the choices."""
        conditions = [one for name, some in self._conditions.items() if name != without for one in some]
        return listed(on=self.on).filter(*conditions).order_by()

    def offers(self) -> QuerySet[Offer]:
        """Best first: words in the name, then near, then by name. What is the same for all is no part of the order."""
        found = self.matching().annotate(**self._rank)
        return found.order_by(*self._rank, *BY_NAME)

    @cached_property
    def _rank(self) -> dict[str, RawSQL]:
        """What counts before the name, most important first."""
        rank: dict[str, RawSQL] = {}
        if self.criteria.words:
            rank["rank"] = _in_title(self.criteria.words)
        if self.criteria.district is not None:
            rank["far"] = RawSQL(_far(self.criteria.district), [])  # noqa: S611 - numbers of our own
        return rank

    def look(self, first: int, number: int) -> None:
        """Find the places and the offers from the ``first`` on in one pass. Worth it before asking for both.

        Without a rank nothing is gained: then one index counts and another one has the names in order; but few have free places.
        """
        if not (self._rank or self.criteria.free_places) or self._looked_at == (first, number):
            return
        columns = [*self._rank, *BY_NAME]
        found = self.matching(without="reach").annotate(**self._rank).values_list("district", *columns)
        inner, values = found.query.get_compiler(connection=connection).as_sql()
        near = f"WHERE district IS NULL OR district IN ({_numbers(self._near)})" if self._near is not None else ""
        order = ", ".join(columns)
        # Names of columns and whole numbers of our own; whatever somebody typed stands in the values.
        statement = f"""
            WITH found (district, {order}) AS MATERIALIZED ({inner})
            SELECT 0, district, COUNT(*) FROM found GROUP BY district
            UNION ALL SELECT * FROM (SELECT 1, id, 0 FROM found {near} ORDER BY {order} LIMIT %s OFFSET %s) AS best
        """  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(statement, [*values, number, first])
            rows = cursor.fetchall()
        self.places = {district: n for is_offer, district, n in rows if not is_offer}
        self._ids, self._looked_at = [pk for is_offer, pk, _ in rows if is_offer], (first, number)

    def between(self, first: int, number: int) -> list[Found]:
        """So many of the offers from the ``first`` on, best first."""
        self.look(first, number)
        if self._looked_at is None:
            return [Found(*row) for row in self.offers().values_list(*Found._fields)[first : first + number]]
        found = {row[0]: Found(*row) for row in _beside(_shown_of, self._ids, self.on)}
        return [found[pk] for pk in self._ids if pk in found]

    @cached_property
    def places(self) -> dict[int | None, int]:
        """How many lie in each district, whatever the reach; None: for the whole city."""
        # COUNT(*): an index that holds the conditions is enough, the entries need not be read.
        rows = self.matching(without="reach").values_list("district").annotate(n=Count("*"))
        return dict(rows)

    @property
    def by_district(self) -> dict[int, int]:
        """The same without those for the whole city."""
        return {district: n for district, n in self.places.items() if district is not None}

    @property
    def count(self) -> int:
        """How many offers fit."""
        near = DISTRICTS if self._near is None else self._near
        return sum(n for district, n in self.places.items() if district is None or district in near)

    @property
    def _near(self) -> list[int] | None:
        return _within(self.criteria) if "reach" in self._conditions else None


def _shown_of(_day: dt.date) -> QuerySet[Any, Any]:
    return Offer.objects.filter(pk__in=_rows_of(_Slot.OFFERS)).order_by().values_list(*Found._fields)


def _numbers(some: Iterable[int]) -> str:
    return ", ".join(str(int(one)) for one in some)


def matching(criteria: Criteria, *, on: dt.date) -> QuerySet[Offer]:
    """Offers that fit everything chosen, in no order."""
    return Search(criteria, on=on).matching()


def search(criteria: Criteria, *, on: dt.date) -> QuerySet[Offer]:
    """Offers that fit everything chosen, best first."""
    return Search(criteria, on=on).offers()


# Written out: a search has no part that the database does more often, and Django no part that takes it longer to put together.
def _in_title(words: tuple[str, ...]) -> RawSQL:
    # Plain words hold letters and digits only: nothing in them stands for something else.
    all_in = " AND ".join(["offers_offer.title_words LIKE %s"] * len(words))
    return RawSQL(f"CASE WHEN {all_in} THEN 0 ELSE 1 END", [f"%{word}%" for word in words])  # noqa: S611


@lru_cache
def _far(district: int) -> str:
    steps = " ".join(f"WHEN {other} THEN {district_distance(district, other)}" for other in DISTRICTS)
    # For the whole city: not far, but after what lies in the own district.
    return f"CASE offers_offer.district {steps} ELSE 1 END"


# One condition or several for each criterion that is set.
_NARROWS: dict[str, Callable[[Criteria, dt.date], list[Q]]] = {
    "words": lambda wanted, _: _contain(wanted.words),
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
    "free_places": lambda _, on: [_has_free_places(on)],
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


def _as_one_value(numbers: Collection[int]) -> str | list[int]:
    return json.dumps(list(numbers)) if connection.vendor == "sqlite" else list(numbers)


def _rows_of(one_value: object) -> RawSQL:
    """Numbers that travel as one value, however many: the statement stays the same."""
    sqlite = connection.vendor == "sqlite"
    return RawSQL("SELECT value FROM json_each(%s)" if sqlite else "SELECT unnest(%s::bigint[])", [one_value])  # noqa: S611


def _contain(words: Iterable[str]) -> list[Q]:
    indexed = [word for word in words if connection.vendor == "sqlite" and len(word) >= SHORTEST]
    conditions = [Q(words__contains=word) for word in words if word not in indexed]
    if indexed:
        # All of them in one question. Plain words hold letters and digits only: nothing in them can end the quotation.
        together = " ".join(f'"{word}"' for word in indexed)
        found = RawSQL(f"SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH %s", [together])  # noqa: S608, S611
        conditions.append(Q(pk__in=found))
    return conditions


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


def _has_free_places(on: dt.date) -> Q:
    return Q(pk__in=RawSQL(*_statement(_with_free_places, on, connection.vendor)))  # noqa: S611


def _with_free_places(day: dt.date) -> QuerySet[Any, Any]:
    """Offers with a free place on the day. A full group takes nothing from another one that has places."""
    groups = groups_on(day).filter(offer__isnull=False).annotate(taken=live.column("taken", on=day))
    return groups.filter(GreaterThan(F("places"), F("taken"))).order_by().values_list("offer")


class _Slot(Enum):
    """Stands in a statement where the offers of a page come in."""

    OFFERS = "offers"


@lru_cache(maxsize=16)
def _statement(
    question: Callable[[dt.date], QuerySet[Any, Any]], day: dt.date, vendor: str
) -> tuple[str, tuple[Any, ...]]:
    return question(day).query.sql_with_params()


def _beside(question: Callable[[dt.date], QuerySet[Any, Any]], offers: Collection[int], day: dt.date) -> list[Any]:
    """What the question finds of the offers of a page, as the database says it.

    The question is the same for all pages of a day. Django needs ten times as long to put it together as the database to
    answer it: so that is done once, and then only the offers change.
    """
    sql, values = _statement(question, day, connection.vendor)
    asked = _as_one_value(offers)
    with connection.cursor() as cursor:
        cursor.execute(sql, [asked if value is _Slot.OFFERS else value for value in values])
        rows: list[Any] = cursor.fetchall()
    return rows


def free_places_of(offers: Collection[int], *, on: dt.date) -> dict[int, int]:
    """How many places of each of these offers are free on the day; without places an offer is not in it. One query."""
    found: dict[int, int] = defaultdict(int)
    for offer, places, taken in _beside(_groups_beside, offers, on):
        found[offer] += max(places - taken, 0)
    return dict(found)


def _groups_beside(day: dt.date) -> QuerySet[Any, Any]:
    groups = groups_on(day).filter(offer__in=_rows_of(_Slot.OFFERS)).order_by()
    return groups.annotate(taken=live.column("taken", on=day)).values_list("offer", "places", "taken")


def offer_by_key(key: str) -> Offer | None:
    """One offer with hours, exceptions and tags."""
    return Offer.objects.prefetch_related("hours", "exceptions", "tags").select_related("owner").filter(key=key).first()


def offers_of_theme(theme: str, *, on: dt.date) -> QuerySet[Offer]:
    """What everybody may find of one theme, by name."""
    return listed(on=on).filter(Q(theme=theme) | _tagged(TagKind.THEME, theme)).order_by("title", "pk")


def hours_around(
    offers: Collection[int], day: dt.date
) -> tuple[dict[int, list[rules.OpeningHours]], dict[int, list[rules.OpeningException]]]:
    """Hours of the day and the day before with what differs then, by id of the offer. Two queries."""
    hours: dict[int, list[rules.OpeningHours]] = defaultdict(list)
    exceptions: dict[int, list[rules.OpeningException]] = defaultdict(list)
    for offer, weekday, opens, closes in _beside(_hours_beside, offers, day):
        hours[offer].append(rules.OpeningHours(weekday, _time(opens), _time(closes)))
    for offer, special, begins, ends in _beside(_exceptions_beside, offers, day):
        times = (_time(begins), _time(ends)) if begins is not None else (None, None)
        exceptions[offer].append(rules.OpeningException(_date(special), *times))
    return hours, exceptions


def _hours_beside(day: dt.date) -> QuerySet[Any, Any]:
    weekdays = [one.weekday() for one in _with_day_before(day)]
    by_week = OpeningHours.objects.filter(offer__in=_rows_of(_Slot.OFFERS), weekday__in=weekdays)
    return by_week.order_by().values_list("offer", "weekday", "opens", "closes")


def _exceptions_beside(day: dt.date) -> QuerySet[Any, Any]:
    special = OpeningException.objects.filter(offer__in=_rows_of(_Slot.OFFERS), day__in=_with_day_before(day))
    return special.order_by().values_list("offer", "day", "opens", "closes")


def _with_day_before(day: dt.date) -> list[dt.date]:
    return [day - dt.timedelta(days=1), day]


def _time(value: dt.time | str) -> dt.time:
    """SQLite has no times and says them as text."""
    return dt.time.fromisoformat(value) if isinstance(value, str) else value


def _date(value: dt.date | str) -> dt.date:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def has_offers() -> bool:
    """The directory holds something."""
    return Offer.objects.exists()


def state_of_words() -> tuple[int, dt.datetime | None]:
    """Changes whenever a word of the directory may have changed: what is remembered of them holds as long as this."""
    # Two questions: each has an index to itself, while one for both reads every entry.
    return Offer.objects.count(), Offer.objects.order_by("-changed_at").values_list("changed_at", flat=True).first()


def all_words() -> Iterable[str]:
    """The plain words of every offer that can be found, one text for each."""
    return Offer.objects.exclude(status=OfferStatus.ENDED).values_list("words", flat=True).iterator(chunk_size=2000)


def occurs(word: str) -> bool:
    """The plain word, or something that contains it, stands in an offer."""
    return Offer.objects.filter(*_contain([word])).exclude(status=OfferStatus.ENDED).exists()


def plain(text: str) -> tuple[str, ...]:
    """The words of a search that carry it: plain, without fillers, each once, eight at most."""
    words = list(dict.fromkeys(plain_words(text)))
    carrying = [word for word in words if word not in FILLERS] or words
    return tuple(word[:40] for word in carrying[:8])


def offers_kept_by(organisation: int) -> QuerySet[Offer]:
    """The own entries of an organisation, by name."""
    return Offer.objects.filter(owner=organisation).order_by("title", "pk")
