import datetime as dt
from collections import deque

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.districts import DISTRICTS, PARAMETERS, district_distance

TODAY = dt.date(2026, 11, 26)


def test_neighbours_are_neighbours_both_ways_and_everybody_can_be_reached() -> None:
    neighbours = PARAMETERS.on("nachbarn", TODAY).value
    assert sorted(neighbours) == list(DISTRICTS)
    for district, others in neighbours.items():
        assert district not in others
        assert all(district in neighbours[other] for other in others)


@given(st.sampled_from(DISTRICTS), st.sampled_from(DISTRICTS))
def test_the_distance_is_the_shortest_way_from_neighbour_to_neighbour(first: int, second: int) -> None:
    neighbours = PARAMETERS.on("nachbarn", TODAY).value
    ways, seen = deque([(first, 0)]), {first}
    while ways[0][0] != second:
        here, steps = ways.popleft()
        ways.extend((n, steps + 1) for n in neighbours[here] if n not in seen)
        seen.update(neighbours[here])
    assert district_distance(first, second) == district_distance(second, first) == ways[0][1]


def test_a_district_that_wuppertal_does_not_have_is_an_error() -> None:
    with pytest.raises(KeyError):
        district_distance(0, 10)
