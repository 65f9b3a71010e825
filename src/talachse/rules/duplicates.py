"""The same offer entered twice: when a new row of a list may mean something that is there already."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from talachse.rules._book import rule
from talachse.rules.search import plain_words
from talachse.rules.verdict import Verdict

# Half of the words of both names together.
SIMILAR_NAMES = 0.5
CITY_WORDS = frozenset({"wuppertal", "d"})


@lru_cache(maxsize=4096)
def address_words(address: str) -> frozenset[str]:
    """What tells two addresses apart: street and house number. "Hofaue 9" and "42103 Wuppertal, Hofaue 9" are the same."""
    words = plain_words(address)
    # Of a postcode and a city only the street is left; "Str." is a street.
    streets = [word.removesuffix("str") + "strasse" if word.endswith("str") else word for word in words]
    kept = [word for word in streets if word not in CITY_WORDS and not (word.isdigit() and len(word) == 5)]
    return frozenset(part for word in kept for part in _apart(word))


def _apart(word: str) -> list[str]:
    """ "hofstrasse" and "hof strasse" are the same street."""
    stem = word.removesuffix("strasse")
    return [stem] if stem and stem != word else ([] if word == "strasse" else [word])


@dataclass(frozen=True, slots=True)
class Known:
    """What is compared: plain words of the name and of the address (``address_words``), and the district or None."""

    title: frozenset[str]
    address: frozenset[str]
    district: int | None


@rule(
    question="Kann eine neue Zeile dasselbe Angebot meinen wie ein vorhandener Eintrag?",
    basis="Eigene Regel: gleicher Name am gleichen Ort oder im gleichen Bezirk; ähnlicher Name an gleicher Adresse",
)
def may_be_the_same(new: Known, old: Known) -> Verdict:
    """Only a hint: a person decides. Where an address is missing the district counts; the whole city fits every district."""
    shared, together = len(new.title & old.title), len(new.title | old.title)
    if not shared or shared / together < SIMILAR_NAMES:
        return Verdict.no("Die Namen sind verschieden.")
    if new.address and new.address == old.address:
        return Verdict.yes("Gleiche Adresse und ähnlicher Name.")
    if new.title != old.title:
        return Verdict.no("Die Namen ähneln sich, die Orte sind verschieden.")
    if new.address and old.address:
        return Verdict.no("Gleicher Name, aber verschiedene Adressen.")
    if new.district is None or old.district is None or new.district == old.district:
        return Verdict.yes("Gleicher Name, und die Orte widersprechen sich nicht.")
    return Verdict.no("Gleicher Name in verschiedenen Bezirken.")
