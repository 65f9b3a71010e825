"""Finding offers: by words and their parts, by life situation, by what somebody needs."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace

from django.db import connection
from django.db.models import Case, Count, IntegerField, Max, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from talachse.offers import live
from talachse.offers.models import Access, Cost, Offer, OfferStatus, OfferTag, PlaceGroup, TagKind
from talachse.offers.queries.places import groups_on
from talachse.offers.search_index import INDEX, SHORTEST
from talachse.offers.vocabulary import FILLERS
from talachse.rules.districts import DISTRICTS, district_distance
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
    pillar: str = ""
    project: str = ""

    def chosen(self) -> list[str]:
        """Names of what was chosen and narrows."""
        empty = Criteria()
        names = [f.name for f in fields(self) if getattr(self, f.name) != getattr(empty, f.name)]
        # A district alone only sorts; together with a reach it narrows, and they go together.
        return [name for name in names if name != "district" and (name != "reach" or self.district is not None)]

    def without(self, name: str) -> Criteria:
        """The same without one of them."""
        return replace(self, **{name: getattr(Criteria(), name)})


def listed(*, on: dt.date) -> QuerySet[Offer]:
    """What everybody may find on the day: not ended, not over, not so long unchecked that it is hidden."""
    return Offer.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=on),
        Q(valid_until=None) | Q(valid_until__gte=on),
        check_by__gte=hidden_before(on),
    ).exclude(status=OfferStatus.ENDED)


def search(criteria: Criteria, *, on: dt.date) -> QuerySet[Offer]:
    """Offers that fit everything chosen, best first: words in the name, then near, then by name."""
    found = listed(on=on).filter(*_conditions(criteria, on=on))
    in_title = Q(*(Q(title_words__contains=word) for word in criteria.words))
    rank = Case(When(in_title, then=0), default=1) if criteria.words else Value(0)
    return found.annotate(
        rank=rank if criteria.words else Value(0, output_field=IntegerField()), far=_far(criteria.district)
    ).order_by("rank", "far", "title", "pk")


def _far(district: int | None) -> Case | Value:
    if district is None:
        return Value(0, output_field=IntegerField())
    return Case(
        *(When(district=other, then=Value(district_distance(district, other))) for other in DISTRICTS),
        # For the whole city: not far, but after what lies in the own district.
        default=Value(1),
        output_field=IntegerField(),
    )


def _conditions(wanted: Criteria, *, on: dt.date) -> list[Q]:
    conditions = [_contains(word) for word in wanted.words]
    if wanted.situation:
        conditions.append(_tagged(TagKind.SITUATION, wanted.situation))
    if wanted.theme:
        conditions.append(Q(theme=wanted.theme) | _tagged(TagKind.THEME, wanted.theme))
    if wanted.language:
        conditions.append(_tagged(TagKind.LANGUAGE, wanted.language))
    if wanted.district is not None and wanted.reach is not None:
        near = [other for other in DISTRICTS if district_distance(wanted.district, other) <= wanted.reach]
        conditions.append(Q(district=None) | Q(district__in=near))
    if wanted.age is not None:
        conditions += [_from("age_from", wanted.age), _to("age_to", wanted.age)]
    if wanted.school_year is not None:
        conditions += [_from("school_year_from", wanted.school_year), _to("school_year_to", wanted.school_year)]
    if wanted.gender:
        conditions.append(Q(gender="") | Q(gender=wanted.gender))
    if wanted.care_level is not None:
        conditions.append(_from("care_level", wanted.care_level))
    simple = {
        "walk_in": Q(access=Access.OPEN),
        "free": Q(cost=Cost.FREE),
        "but": ~Q(but_component=""),
        "barrier_free": Q(barrier_free=True),
        "remote": Q(remote=True),
    }
    conditions += [condition for name, condition in simple.items() if getattr(wanted, name)]
    if wanted.pillar:
        conditions.append(Q(pillar=wanted.pillar))
    if wanted.project:
        conditions.append(Q(project=wanted.project))
    if wanted.free_places:
        conditions.append(Q(pk__in=[pk for pk, places in places_by_offer(on=on).items() if places.free > 0]))
    return conditions


def _from(field: str, value: int) -> Q:
    return Q(**{field: None}) | Q(**{f"{field}__lte": value})


def _to(field: str, value: int) -> Q:
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


def places_by_offer(offers: Iterable[int] | None = None, *, on: dt.date) -> dict[int, Places]:
    """Places behind offers on the day, by id of the offer; offers without places are not in it. Three queries."""
    groups = groups_on(on).filter(offer__isnull=False)
    if offers is not None:
        groups = groups.filter(offer__in=list(offers))
    found = list(groups)
    ids = [group.pk for group in found]
    taken, waiting = live.count("taken", ids, on=on), live.count("waiting", ids, on=on)
    by_offer: dict[int, list[PlaceGroup]] = defaultdict(list)
    for group in found:
        by_offer[group.offer_id or 0].append(group)
    return {
        pk: Places(
            places=sum(group.places for group in members),  # type: ignore[attr-defined]
            free=sum(max(group.places - taken.get(group.pk, 0), 0) for group in members),  # type: ignore[attr-defined]
            waiting=sum(waiting.get(group.pk, 0) for group in members),
            next_start_on=min((g.next_start_on for g in members if g.next_start_on and g.next_start_on >= on), default=None),
        )
        for pk, members in by_offer.items()
    }


def offer_by_key(key: str) -> Offer | None:
    """One offer with hours, exceptions and tags."""
    return Offer.objects.prefetch_related("hours", "exceptions", "tags").select_related("owner").filter(key=key).first()


def offers_of_theme(theme: str, *, on: dt.date) -> QuerySet[Offer]:
    """What everybody may find of one theme, by name."""
    return listed(on=on).filter(Q(theme=theme) | _tagged(TagKind.THEME, theme)).order_by("title", "pk")


def offers_by_district(criteria: Criteria, *, on: dt.date) -> dict[int, int]:
    """How many fitting offers lie in each district, whichever district was chosen; the whole city is not in it."""
    rows = (
        listed(on=on)
        .filter(*_conditions(criteria.without("reach"), on=on), district__isnull=False)
        .order_by()
        .values_list("district")
        .annotate(n=Count("pk"))
    )
    return dict(rows)


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


def plain(text: str) -> tuple[str, ...]:
    """The words of a search that carry it: plain, without fillers, each once, eight at most."""
    words = list(dict.fromkeys(plain_words(text)))
    carrying = [word for word in words if word not in FILLERS] or words
    return tuple(word[:40] for word in carrying[:8])
