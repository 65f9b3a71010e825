"""What an import of offers has to know of the directory: few queries, however many rows."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import batched
from typing import Any

from talachse.offers.models import ChangeStatus, Offer, OfferChange
from talachse.rules.duplicates import Known, address_words
from talachse.rules.search import plain_words

CHUNK = 500


@dataclass(frozen=True, slots=True)
class Entry:
    """As much of an offer as is compared with a new row."""

    key: str
    title: str
    known: Known
    identity: tuple[str, frozenset[str]]


@lru_cache(maxsize=4096)
def title_words(title: str) -> str:
    """The plain words of a name, as they stand in the table."""
    return " ".join(plain_words(title))


def identity(title_words: str, address: str) -> tuple[str, frozenset[str]]:
    """The same name at the same address is the same offer."""
    return title_words, address_words(address)


def entries() -> list[Entry]:
    """Every offer of the directory, ended ones too; one query."""
    rows = Offer.objects.order_by("pk").values_list("key", "title", "title_words", "address", "district")
    found = []
    for key, title, words, address, district in rows.iterator(chunk_size=2000):
        same = identity(words, address)
        found.append(Entry(key, title, Known(frozenset(words.split()), same[1], district), same))
    return found


def offers_by_key(keys: Collection[str], *, lock: bool = False) -> dict[str, Offer]:
    """Offers with everything that belongs to them; four queries for each 500. ``lock``: until the transaction ends."""
    found: dict[str, Offer] = {}
    for chunk in batched(sorted(keys), CHUNK, strict=False):
        offers = Offer.objects.filter(key__in=chunk).prefetch_related("hours", "exceptions", "tags").order_by("pk")
        if lock:
            offers = offers.select_for_update(of=("self",))
        found |= {offer.key: offer for offer in offers}
    return found


def ids_by_key(keys: Collection[str]) -> dict[str, int]:
    """Numbers of offers; one query for each 500."""
    found: dict[str, int] = {}
    for chunk in batched(sorted(keys), CHUNK, strict=False):
        found |= dict(Offer.objects.filter(key__in=chunk).values_list("key", "pk"))
    return found


def identities(titles: Collection[str]) -> dict[tuple[str, frozenset[str]], str]:
    """Identity → key of the offers with one of these names (plain words)."""
    found: dict[tuple[str, frozenset[str]], str] = {}
    for chunk in batched(sorted(titles), CHUNK, strict=False):
        rows = Offer.objects.filter(title_words__in=chunk).values_list("title_words", "address", "key")
        found |= {identity(words, address): key for words, address, key in rows}
    return found


def waiting_changes() -> set[tuple[str, str]]:
    """(key of the offer or "", content) of what waits for a second person; one query."""
    rows = OfferChange.objects.filter(status=ChangeStatus.WAITING).values_list("offer__key", "data")
    return {(key or "", content(data)) for key, data in rows}


def content(data: dict[str, Any]) -> str:
    """The same content is the same text."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False)


def all_offers() -> Iterator[Offer]:
    """The whole directory by key, in chunks, with everything that belongs to an offer."""
    offers: Iterable[Offer] = (
        Offer.objects.prefetch_related("hours", "exceptions", "tags")
        .select_related("owner")
        .order_by("key")
        .iterator(chunk_size=CHUNK)
    )
    yield from offers
