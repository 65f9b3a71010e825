"""When a new row of a list may mean an offer that is there already."""

import pytest

from talachse.rules.duplicates import Known, address_words, may_be_the_same
from talachse.rules.search import plain_words


def known(title: str, address: str = "", district: int | None = None) -> Known:
    return Known(frozenset(plain_words(title)), address_words(address), district)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hofstr. 9", "42103 Wuppertal, Hofstraße 9"),
        ("Berliner Straße 12", "Berliner Str. 12, 42275 Wuppertal"),
        ("D-42103 Wuppertal, Hofaue 9", "Hofaue 9"),
    ],
)
def test_an_address_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert address_words(one) == address_words(other) != frozenset()


def test_house_numbers_and_streets_tell_addresses_apart() -> None:
    assert len({address_words(text) for text in ("Hofaue 9", "Hofaue 19", "Hofstraße 9", "")}) == 4


@pytest.mark.parametrize(
    ("new", "old", "answer", "reason"),
    [
        (known("Treff Nord", "Weg 1"), known("Offener Treff Nord", "Weg 1"), True, "Gleiche Adresse"),
        (known("Schach", "Weg 1"), known("Treff", "Weg 1"), False, "Die Namen sind verschieden."),
        (known("Treff Nord am Berg", "Weg 1"), known("Treff", "Weg 1"), False, "Die Namen sind verschieden."),
        (known("Treff Nord"), known("Offener Treff Nord"), False, "die Orte sind verschieden"),
        (known("Treff", "Weg 1"), known("Treff", "Gasse 2"), False, "verschiedene Adressen"),
        (known("Treff", "Weg 1", 5), known("Treff", "", 5), True, "widersprechen sich nicht"),
        (known("Treff", "", None), known("Treff", "", 5), True, "widersprechen sich nicht"),
        (known("Treff", "", 5), known("Treff", "", None), True, "widersprechen sich nicht"),
        (known("Treff", "", 4), known("Treff", "", 5), False, "verschiedenen Bezirken"),
        (known(""), known(""), False, "Die Namen sind verschieden."),
    ],
)
def test_names_and_places_decide_whether_somebody_is_asked(new: Known, old: Known, answer: bool, reason: str) -> None:
    verdict = may_be_the_same(new, old)
    assert (verdict.is_yes, reason in verdict.reason) == (answer, True)
