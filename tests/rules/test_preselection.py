import datetime as dt
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.districts import district_distance
from talachse.rules.placement.preselection import (
    PRESELECTION,
    Person,
    Place,
    Suggestion,
    best_persons,
    best_places,
    suitable,
    weights_on,
)
from talachse.rules.search import plain_words

TODAY = dt.date(2026, 11, 26)
WEIGHTS = weights_on(TODAY)
DISTRICTS = range(10)

ANNA = Person(
    age=34, district=5, words=frozenset(plain_words("Gärtnerei Garten")), hours=30, bases=frozenset({"sgb2_16i"})
)
GARDEN = Place(
    key=1,
    occupation="Garten",
    legal_basis="sgb2_16i",
    district=5,
    words=frozenset(plain_words("Garten")),
    free=4,
    starts_on=TODAY,
    hours=30,
    age_from=25,
)
made = partial(suitable, on=TODAY, weights=WEIGHTS)


def score(person: Person, place: Place) -> int:
    """Points of a pair that is in the preselection."""
    found = made(person, place)
    assert found is not None
    return found.score


def test_a_place_that_fits_in_every_way_has_all_points_and_says_why() -> None:
    assert made(ANNA, GARDEN) == Suggestion(
        1000,
        (
            "Passt zum Wunsch: Garten.",
            "Im selben Stadtbezirk.",
            "30 Stunden in der Woche sind möglich.",
            "Der Beginn ist sofort möglich.",
            "4 Plätze sind frei.",
        ),
    )


@pytest.mark.parametrize(
    "place",
    [
        GARDEN._replace(free=0),
        GARDEN._replace(legal_basis="sgb2_16d"),
        GARDEN._replace(age_from=35),
        GARDEN._replace(age_from=None, age_to=33),
    ],
)
def test_what_the_preselection_names_excludes_a_place(place: Place) -> None:
    assert made(ANNA, place) is None


def test_too_far_away_is_no_suggestion_but_unknown_districts_are() -> None:
    in_vohwinkel = ANNA._replace(district=3)
    assert district_distance(3, 8) == 4
    assert made(in_vohwinkel, GARDEN._replace(district=8)) is None
    assert score(in_vohwinkel, GARDEN._replace(district=None)) == score(ANNA._replace(district=None), GARDEN) == 875


def test_the_text_of_the_preselection_says_what_the_rule_does() -> None:
    assert f"höchstens {('null', 'einen', 'zwei', 'drei')[WEIGHTS.steps]} Stadtbezirke entfernt" in PRESELECTION
    for word in ("frei", "Rechtsgrundlage", "Alter", "Geschlecht", "Stadtbezirk", "keine Entscheidung"):
        assert word in PRESELECTION


@pytest.mark.parametrize(
    ("only_for", "sex", "fits"),
    [
        ("f", "f", True),
        ("f", "m", False),
        ("m", "m", True),
        ("m", "f", False),
        ("f", "d", True),
        ("f", "", True),
        ("", "m", True),
        ("q", "m", True),
    ],
)
def test_what_is_only_for_women_or_men_is_not_suggested_to_the_others(only_for: str, sex: str, fits: bool) -> None:
    assert (made(ANNA._replace(sex=sex), GARDEN._replace(only_for=only_for)) is not None) is fits


@pytest.mark.parametrize(("age", "fits"), [(24, False), (25, True), (30, True), (31, False), (None, True)])
def test_both_ages_of_a_place_are_included_and_an_unknown_age_excludes_nothing(age: int | None, fits: bool) -> None:
    assert (made(ANNA._replace(age=age), GARDEN._replace(age_from=25, age_to=30)) is not None) is fits


def test_the_way_counts_in_districts() -> None:
    scores = [score(ANNA, GARDEN._replace(district=d)) for d in (5, 6, 8)]
    assert [1000 - s for s in scores] == [0, 63, 125]
    near, far = made(ANNA, GARDEN._replace(district=6)), made(ANNA, GARDEN._replace(district=8))
    assert near is not None
    assert far is not None
    assert "Im Nachbarbezirk." in near.reasons
    assert not [reason for reason in far.reasons if "bezirk" in reason]


def test_another_occupation_loses_and_no_wish_is_neither_good_nor_bad() -> None:
    assert score(ANNA, GARDEN._replace(occupation="Lager", words=frozenset({"lager"}))) == 600
    assert score(ANNA._replace(words=frozenset()), GARDEN) == 800
    half = GARDEN._replace(occupation="Garten und Lager", words=frozenset({"garten", "lager"}))
    assert score(ANNA, half) == 800


def test_too_many_hours_lose_their_points_and_unknown_ones_half() -> None:
    assert score(ANNA, GARDEN._replace(hours=39)) == 850
    assert score(ANNA, GARDEN._replace(hours=None)) == score(ANNA._replace(hours=None), GARDEN) == 925


@pytest.mark.parametrize(("days", "points"), [(-10, 100), (0, 100), (91, 50), (182, 0), (400, 0)])
def test_the_sooner_the_better(days: int, points: int) -> None:
    assert score(ANNA, GARDEN._replace(starts_on=TODAY + dt.timedelta(days=days))) == 900 + points


def test_a_single_free_place_is_said_in_the_singular() -> None:
    found = made(ANNA, GARDEN._replace(free=1))
    assert found is not None
    assert (found.score, found.reasons[-1]) == (925, "Ein Platz ist frei.")


def test_the_best_places_come_first_and_equal_ones_in_the_order_of_their_keys() -> None:
    far, twin, full = GARDEN._replace(key=3, district=6), GARDEN._replace(key=0), GARDEN._replace(key=4, free=0)
    found = best_places(ANNA, [far, GARDEN, full, twin], on=TODAY)
    assert [place.key for place, _ in found] == [0, 1, 3]
    assert [place.key for place, _ in best_places(ANNA, [far, GARDEN, twin], on=TODAY, limit=1)] == [0]


def test_with_equal_points_who_waits_longest_comes_first() -> None:
    waiting = [(7, ANNA), (2, ANNA._replace(hours=20)), (5, ANNA), (9, ANNA._replace(bases=frozenset()))]
    assert [key for key, _ in best_persons(GARDEN, waiting, on=TODAY)] == [7, 5, 2]
    assert [key for key, _ in best_persons(GARDEN, waiting, on=TODAY, limit=2)] == [7, 5]


words = st.frozensets(st.sampled_from(["garten", "lager", "holz", "metall"]), max_size=3)
number = st.none() | st.integers(16, 60)


@given(
    st.builds(Person, number, st.none() | st.sampled_from(DISTRICTS), words, number, st.just(frozenset({"sgb2_16i"}))),
    st.builds(
        Place,
        st.integers(0, 9),
        st.just("Garten"),
        st.sampled_from(["sgb2_16i", "sgb2_16d"]),
        st.none() | st.sampled_from(DISTRICTS),
        words,
        st.integers(-1, 9),
        st.dates(dt.date(2026, 1, 1), dt.date(2028, 1, 1)),
        number,
        number,
        number,
    ),
)
def test_points_lie_between_0_and_1000_and_every_suggestion_has_a_reason(person: Person, place: Place) -> None:
    found = made(person, place)
    if found is not None:
        assert 0 <= found.score <= 1000
        assert found.reasons
        assert all(reason.endswith(".") for reason in found.reasons)
