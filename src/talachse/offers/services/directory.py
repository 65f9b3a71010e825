"""What happens to offers: entered, changed, checked, renewed from the mail, looked at by a second person, ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.db import transaction
from django.utils import timezone

from talachse.accounts.actor import Actor
from talachse.accounts.models import Organisation
from talachse.audit.services import record
from talachse.offers.models import (
    Offer,
    OfferStatus,
    OfferTag,
    OpeningException,
    OpeningHours,
    TagKind,
)
from talachse.offers.vocabulary import LANGUAGES, SITUATIONS, THEMES
from talachse.rules.search import plain_words

type Hours = tuple[int, dt.time, dt.time]  # weekday (0 Monday), from, until
type Exceptional = tuple[dt.date, dt.time | None, dt.time | None, str]  # day, from, until (None: closed), why


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """Everything an entry says. ``themes`` begins with the main one; keys as in ``offers.vocabulary``."""

    title: str
    kind: str
    themes: tuple[str, ...]
    summary: str = ""
    provider: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    address: str = ""
    district: int | None = None
    quarter: str = ""
    remote: bool = False
    hours_note: str = ""
    audience: str = ""
    age_from: int | None = None
    age_to: int | None = None
    school_year_from: int | None = None
    school_year_to: int | None = None
    gender: str = ""
    care_level: int | None = None
    access: str = ""
    barrier_free: bool | None = None
    cost: str = ""
    cost_note: str = ""
    but_component: str = ""
    legal_basis: str = ""
    pillar: str = ""
    project: str = ""
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    status: str = OfferStatus.ACTIVE
    note: str = ""
    source_url: str = ""
    situations: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    hours: tuple[Hours, ...] = ()
    exceptions: tuple[Exceptional, ...] = field(default=())

    def columns(self) -> dict[str, Any]:
        """What stands in the row of the offer itself."""
        apart = {"themes", "situations", "languages", "hours", "exceptions"}
        values = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in apart}
        return values | {"theme": self.themes[0]}

    def tags(self) -> set[tuple[str, str]]:
        """Kind and value of every tag."""
        return {
            *((TagKind.THEME.value, value) for value in self.themes[1:]),
            *((TagKind.SITUATION.value, value) for value in self.situations),
            *((TagKind.LANGUAGE.value, value) for value in self.languages),
        }

    def words(self) -> str:
        """What the search compares: everything a person may type to find it."""
        labels = [str(THEMES[key]) for key in self.themes]
        labels += [f"{SITUATIONS[key].label} {SITUATIONS[key].says}" for key in self.situations]
        labels += [str(LANGUAGES[key]) for key in self.languages if key != "de"]
        own = (self.title, self.kind, self.summary, self.provider, self.audience, self.address, self.quarter, self.note)
        return " ".join(dict.fromkeys(plain_words(" ".join((*own, self.legal_basis, *labels)))))


def facts_of(offer: Offer) -> OfferFacts:
    """What an entry says now."""
    tags: dict[str, list[str]] = {kind: [] for kind in TagKind.values}
    for tag in offer.tags.all():
        tags[tag.kind].append(tag.value)
    apart = {"themes", "situations", "languages", "hours", "exceptions"}
    values = {f.name: getattr(offer, f.name) for f in fields(OfferFacts) if f.name not in apart}
    return OfferFacts(
        **values,
        themes=(offer.theme, *tags[TagKind.THEME]),
        situations=tuple(tags[TagKind.SITUATION]),
        languages=tuple(tags[TagKind.LANGUAGE]),
        hours=tuple((h.weekday, h.opens, h.closes) for h in offer.hours.all()),
        exceptions=tuple((e.day, e.opens, e.closes, e.note) for e in offer.exceptions.all()),
    )


def difference(old: OfferFacts, new: OfferFacts) -> dict[str, tuple[Any, Any]]:
    """What changed, by field: (before, after)."""
    before, after = asdict(old), asdict(new)
    return {name: (before[name], after[name]) for name in before if before[name] != after[name]}


def put_offer(
    key: str,
    facts: OfferFacts,
    *,
    by: Actor,
    checked_on: dt.date,
    check_by: dt.date,
    owner: Organisation | None = None,
) -> tuple[Offer, list[str]]:
    """Enter an offer, or bring the one with this key up to date; (offer, names of the fields that changed).

    The same again changes nothing but the day of the check. Database constraints refuse what contradicts itself.
    """
    with transaction.atomic():
        old = Offer.objects.select_for_update().filter(key=key).first()
        changed = list(difference(facts_of(old), facts)) if old else []
        offer = old or Offer(key=key, owner=owner)
        for name, value in facts.columns().items():
            setattr(offer, name, value)
        if owner is not None:
            offer.owner = owner
        offer.checked_on, offer.check_by = checked_on, check_by
        offer.words = facts.words()
        offer.title_words = " ".join(plain_words(facts.title))
        if old is None or changed:
            offer.changed_at = timezone.now()
        offer.save()
        if old is None or changed:
            _write_parts(offer, facts)
            verb = "offer_changed" if old else "offer_added"
            record(by=by, verb=verb, subject=f"offers.offer:{key}", why=", ".join(changed)[:300])
    return offer, changed


def _write_parts(offer: Offer, facts: OfferFacts) -> None:
    offer.tags.all().delete()
    OfferTag.objects.bulk_create(OfferTag(offer=offer, kind=kind, value=value) for kind, value in sorted(facts.tags()))
    offer.hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(offer=offer, weekday=weekday, opens=opens, closes=closes) for weekday, opens, closes in facts.hours
    )
    offer.exceptions.all().delete()
    OpeningException.objects.bulk_create(
        OpeningException(offer=offer, day=day, opens=opens, closes=closes, note=note)
        for day, opens, closes, note in facts.exceptions
    )


def free_key(title: str) -> str:
    """A key for a new entry: its name in plain words, numbered where it is taken."""
    base = "-".join(plain_words(title))[:70].strip("-") or "angebot"
    taken = set(Offer.objects.filter(key__startswith=base).values_list("key", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return next(key for key in (base, *numbered) if key not in taken)


def as_json(facts: OfferFacts) -> dict[str, Any]:
    """The facts as they can be kept until a second person has looked at them."""
    return {name: json_value(value) for name, value in asdict(facts).items()}


def json_value(value: Any) -> Any:
    """One fact as it can be kept."""
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return [json_value(part) for part in value] if isinstance(value, tuple | list) else value


def from_json(data: Mapping[str, Any]) -> OfferFacts:
    """The other way round."""
    values = dict(data)
    for name in ("valid_from", "valid_until"):
        values[name] = dt.date.fromisoformat(values[name]) if values[name] else None
    for name in ("themes", "situations", "languages"):
        values[name] = tuple(values[name])
    time = dt.time.fromisoformat
    values["hours"] = tuple((weekday, time(opens), time(closes)) for weekday, opens, closes in values["hours"])
    values["exceptions"] = tuple(
        (dt.date.fromisoformat(day), time(opens) if opens else None, time(closes) if closes else None, note)
        for day, opens, closes, note in values["exceptions"]
    )
    return OfferFacts(**values)
