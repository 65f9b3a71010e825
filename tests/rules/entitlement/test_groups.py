"""Groups of people: numbered without gaps, worked out once for the same columns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.entitlement import groups
from talachse.rules.entitlement.columns import People, repeated
from tests.rules.entitlement.made import child, make_columns, person

KEYS = st.lists(st.integers(-5, 40) | st.integers(-(10**12), 10**12), max_size=30)


@given(KEYS)
def test_numbered_as_by_sorting(keys: list[int]) -> None:
    key = np.array(keys, dtype=np.int64)
    assert groups.numbered(key).tolist() == np.unique(key, return_inverse=True)[1].tolist()


def test_words_are_numbered_too() -> None:
    assert groups.numbered(np.array(["b", "a", "b"])).tolist() == [1, 0, 1]


def test_people_remember_their_groups_and_say_the_same_as_plain_columns() -> None:
    family = make_columns(person("a", 40, partner="b"), person("b", 38, partner="a"), child("c", 19, "a"))
    columns = repeated(family, 2)
    for ask in (groups.families, groups.wohngeld_households, groups.couples, groups.is_dependent_child):
        assert ask(columns) is ask(columns)
        assert ask(columns).tolist() == ask(dict(columns)).tolist()
    assert groups.families(columns).tolist() == [0, 0, 0, 1, 1, 1]
    assert groups.families(columns, groups.ADULT).tolist() == [0, 0, 1, 2, 2, 3]
    assert groups.families(People(family), below=groups.ADULT).tolist() == [0, 0, 1]
    with pytest.raises(ValueError, match="read-only"):
        groups.families(columns)[0] = 7
