import pytest

from talachse.rules.districts import DISTRICTS, NEIGHBOURS, district_distance


def test_neighbours_are_neighbours_of_each_other() -> None:
    for one in DISTRICTS:
        assert one not in NEIGHBOURS[one]
        assert all(one in NEIGHBOURS[other] for other in NEIGHBOURS[one])


@pytest.mark.parametrize(("one", "other", "steps"), [(6, 6, 0), (6, 5, 1), (3, 6, 2), (3, 8, 3), (8, 3, 3)])
def test_steps_are_counted_from_district_to_district(one: int, other: int, steps: int) -> None:
    assert district_distance(one, other) == steps


def test_a_district_that_does_not_exist_is_an_error() -> None:
    for pair in ((0, 10), (10, 0)):
        with pytest.raises(KeyError):
            district_distance(*pair)
