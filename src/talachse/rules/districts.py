"""How far two districts of the city lie from each other."""

from __future__ import annotations

from functools import cache

from talachse.rules._book import rule

DISTRICTS = range(10)
# Which of Wuppertal's ten districts touch, as the map shows it.
NEIGHBOURS: dict[int, frozenset[int]] = {
    0: frozenset({1, 2, 4, 5}),
    1: frozenset({0, 2, 3, 4}),
    2: frozenset({0, 1, 3, 5, 6}),
    3: frozenset({1, 2, 4}),
    4: frozenset({0, 1, 3, 5, 9}),
    5: frozenset({0, 2, 4, 6, 7, 9}),
    6: frozenset({2, 5, 7, 8}),
    7: frozenset({5, 6, 8, 9}),
    8: frozenset({6, 7, 9}),
    9: frozenset({4, 5, 7, 8}),
}


@cache
@rule(
    question="Wie weit liegen zwei Stadtbezirke auseinander?",
    basis="Eigene Annahme nach der Karte: 0 im selben Bezirk, 1 im Nachbarbezirk, 2 und mehr dahinter",
)
def district_distance(one: int, other: int) -> int:
    """Steps from district to neighbouring district (keys 0 to 9). KeyError for a district that does not exist."""
    steps, reached, edge = 0, {one}, NEIGHBOURS[one] | {one}
    if other not in NEIGHBOURS:
        raise KeyError(other)
    while other not in reached:
        steps += 1
        reached |= edge
        edge = frozenset().union(*(NEIGHBOURS[district] for district in edge))
    return steps
