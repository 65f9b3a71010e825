from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talachse.rules.placement.matching import Assignment
from talachse.rules.placement.stable import BlockingPair, blocking_pairs, problems_of, stable_match

PEOPLE, PLACES = ("ada", "ben", "cem", "dia"), ("bakery", "garage", "office")

type Wishes = dict[str, list[str]]
type Rankings = dict[str, dict[str, int]]
type Quotas = dict[str, int]


@st.composite
def markets(draw: st.DrawFn) -> tuple[Wishes, Rankings, Quotas]:
    """Up to four people and three firms, with ties among the ranks and people whom a firm does not take."""
    quotas: Quotas = {place: draw(st.integers(0, 2)) for place in PLACES}
    wishes: Wishes = {
        one: list(draw(st.lists(st.sampled_from(PLACES), unique=True))) for one in draw(st.permutations(PEOPLE))
    }
    ranks = st.dictionaries(st.sampled_from(PEOPLE), st.integers(1, 3))
    rankings: Rankings = {place: dict(draw(ranks)) for place in PLACES if draw(st.integers(0, 5))}
    return wishes, rankings, quotas


def position(wishes: Wishes, one: str, place: str | None) -> int:
    return wishes[one].index(place) if place is not None else len(wishes[one])


def places_of(match: tuple[Assignment, ...]) -> dict[str, str]:
    return {str(pair.person): str(pair.place) for pair in match}


def stable_results(wishes: Wishes, rankings: Rankings, quotas: Quotas, lot: str) -> list[dict[str, str | None]]:
    people = list(wishes)
    found = []
    for choice in product(*([None, *wishes[one]] for one in people)):
        pairs = [Assignment(one, place) for one, place in zip(people, choice, strict=True) if place is not None]
        if not blocking_pairs(wishes, rankings, quotas, pairs, lot=lot):
            found.append(dict(zip(people, choice, strict=True)))
    return found


@settings(max_examples=150, deadline=None)
@given(markets(), st.sampled_from(["2026", "2027"]))
def test_no_two_would_rather_have_each_other_and_nobody_does_better_in_any_stable_result(
    market: tuple[Wishes, Rankings, Quotas], lot: str
) -> None:
    wishes, rankings, quotas = market
    match = stable_match(wishes, rankings, quotas, lot=lot)
    assert blocking_pairs(wishes, rankings, quotas, match, lot=lot) == []
    place_of = places_of(match)
    for other in stable_results(wishes, rankings, quotas, lot):
        for one in wishes:
            assert position(wishes, one, place_of.get(one)) <= position(wishes, one, other[one])


@settings(max_examples=80, deadline=None)
@given(markets(), st.sampled_from(PEOPLE), st.lists(st.sampled_from(PLACES), unique=True))
def test_nobody_gains_by_other_wishes_than_the_true_ones(
    market: tuple[Wishes, Rankings, Quotas], liar: str, told: list[str]
) -> None:
    wishes, rankings, quotas = market
    honest = places_of(stable_match(wishes, rankings, quotas)).get(liar)
    lied = places_of(stable_match({**wishes, liar: told}, rankings, quotas)).get(liar)
    if lied is None or lied in wishes[liar]:
        assert position(wishes, liar, honest) <= position(wishes, liar, lied)


@settings(max_examples=60, deadline=None)
@given(markets())
def test_the_order_of_the_lists_decides_nothing(market: tuple[Wishes, Rankings, Quotas]) -> None:
    wishes, rankings, quotas = market
    turned = dict(reversed(wishes.items()))
    ranks = {place: dict(reversed(ranked.items())) for place, ranked in reversed(rankings.items())}
    assert stable_match(turned, ranks, dict(reversed(quotas.items()))) == stable_match(wishes, rankings, quotas)


def test_a_firm_keeps_whom_it_ranks_first_and_the_other_asks_the_next_firm() -> None:
    match = stable_match(
        {"ada": ["garage", "bakery"], "ben": ["garage", "bakery"]},
        {"garage": {"ada": 2, "ben": 1}, "bakery": {"ada": 1, "ben": 2}},
        {"garage": 1, "bakery": 1},
    )
    assert match == (Assignment("ada", "bakery"), Assignment("ben", "garage"))


def test_equal_ranks_are_decided_by_the_lot_and_not_by_the_name() -> None:
    wishes: Wishes = {f"p{n}": ["garage"] for n in range(9)}
    ranks = {"garage": dict.fromkeys(wishes, 1)}
    first = {stable_match(wishes, ranks, {"garage": 1}, lot=f"{year}")[0].person for year in range(30)}
    assert len(first) > 4


def test_a_firm_that_ranks_nobody_takes_nobody() -> None:
    assert stable_match({"ada": ["garage"]}, {}, {"garage": 3}) == ()


def test_two_who_would_rather_have_each_other_are_found() -> None:
    wishes: Wishes = {"ada": ["garage", "bakery"], "ben": ["garage"]}
    ranks: Rankings = {"garage": {"ada": 1, "ben": 2}, "bakery": {"ada": 1}}
    quotas: Quotas = {"garage": 1, "bakery": 1}
    found = blocking_pairs(wishes, ranks, quotas, [Assignment("ada", "bakery"), Assignment("ben", "garage")])
    assert found == [BlockingPair("ada", "garage")]
    assert blocking_pairs(wishes, ranks, quotas, [Assignment("ben", "bakery")]) == [
        BlockingPair("ben", "bakery"),
        BlockingPair("ada", "garage"),
        BlockingPair("ada", "bakery"),
        BlockingPair("ben", "garage"),
    ]
    both = [Assignment("ada", "garage"), Assignment("ben", "garage")]
    assert BlockingPair("ben", "garage") in blocking_pairs(wishes, ranks, quotas, both)


@pytest.mark.parametrize(
    ("wishes", "rankings", "quotas", "fault"),
    [
        ({"ada": ["x"]}, {}, {}, "wishes.ada: Den Platz „x“ gibt es nicht."),
        ({"ada": ["x", "x"]}, {}, {"x": 1}, "wishes.ada: Ein Platz steht doppelt auf der Liste."),
        ({}, {"x": {}}, {}, "rankings.x: Den Platz „x“ gibt es nicht."),
        ({}, {"x": {"ada": 1}}, {"x": 1}, "rankings.x: Die Person „ada“ gibt es nicht."),
        ({}, {}, {"x": -1}, "quotas.x: -1 ist kleiner als 0."),
    ],
)
def test_a_fault_is_named_with_its_field(wishes: Wishes, rankings: Rankings, quotas: Quotas, fault: str) -> None:
    assert problems_of(wishes, rankings, quotas) == [fault]
    with pytest.raises(ValueError, match=r"\.$"):
        stable_match(wishes, rankings, quotas)
