"""Who belongs together: Bedarfsgemeinschaft, household of the Wohngeld, couple, Einsatzgemeinschaft."""

from __future__ import annotations

import numpy as np

from talachse.rules.entitlement.columns import Column, Columns, of_pointer, once
from talachse.rules.entitlement.household import AGES

# Keys that are further apart, for each of them, are sorted instead of counted.
WIDE = 8
ADULT: int = AGES.history("volljaehrig")[0].value
END_OF_BG: int = AGES.history("kind_in_bedarfsgemeinschaft_unter")[0].value


@once
def own_children(c: Columns) -> Column:
    """Whether a person has a child of its own in the household."""
    has = np.zeros(len(c["age"]) + 1, bool)  # the last place takes the pointers to nobody (-1)
    has[c["parent_1"]] = True
    has[c["parent_2"]] = True
    return has[:-1]


@once
def is_dependent_child(c: Columns, below: int = END_OF_BG) -> Column:
    """Unmarried child under ``below`` that lives with a parent and has neither partner nor child of its own.

    Below 25 it belongs to the parents' Bedarfsgemeinschaft (§ 7 (3) Nr. 4 SGB II), below 18 to their Einsatzgemeinschaft
    (§ 27 (2) SGB XII).
    """
    return (c["parent_1"] >= 0) & (c["age"] < below) & (c["partner"] < 0) & ~c["married"] & ~own_children(c)


def numbered(key: Column) -> Column:
    """Groups numbered from 0 in the order of their keys."""
    if key.dtype.kind != "i" or not len(key) or np.ptp(key) > WIDE * len(key) + WIDE:
        return np.unique(key, return_inverse=True)[1]
    low, high = key.min(), key.max()
    used = np.zeros(high - low + 1, dtype=bool)  # without sorting
    used[key - low] = True
    found: Column = (np.cumsum(used) - 1)[key - low]
    return found


@once
def couples(c: Columns) -> Column:
    """Each couple and each single person is a group; the key is the first position among them."""
    persons = np.arange(len(c["age"]))
    return np.where(c["partner"] >= 0, np.minimum(persons, c["partner"]), persons)


@once
def families(c: Columns, below: int = END_OF_BG) -> Column:
    """Couples with their dependent children, numbered from 0: the Bedarfsgemeinschaft before children with enough means leave it."""
    key = couples(c)
    return numbered(np.where(is_dependent_child(c, below), of_pointer(key, c["parent_1"], -1), key))


@once
def wohngeld_households(c: Columns) -> Column:
    """Relatives in one flat keep house together (§ 5 WoGG): parents, children of any age, grandparents, partners.

    People who merely share a flat are households of their own. Siblings belong together through their parents only: two
    adult siblings without a parent in the flat must say that they keep house together, which this form does not ask.
    """
    persons = np.arange(len(c["age"]))
    key = couples(c)
    before = key - 1
    while not np.array_equal(key, before):  # child, parent, grandparent: a key only falls, so this ends
        before = key
        for parent in ("parent_1", "parent_2"):
            other = of_pointer(key, c[parent], -1)
            low = np.where(other >= 0, np.minimum(key, other), key)
            # the smaller key wins on both sides of the tie
            best = key.copy()
            np.minimum.at(best, c[parent][c[parent] >= 0], low[c[parent] >= 0])
            key = np.minimum(best, low)
        mate = np.where(c["partner"] >= 0, c["partner"], persons)
        key = np.minimum(key, key[mate])
    return numbered(key)
