"""How far two districts of the city lie from each other."""

from __future__ import annotations

import datetime as dt

from talachse.rules._book import rule
from talachse.rules.parameters import Parameters

PARAMETERS = Parameters("talachse.rules.placement", "districts.yaml")


def _distances() -> dict[tuple[int, int], int]:
    """Steps between all districts, breadth first. Districts do not move, so the newest map holds for every day."""
    neighbours: dict[int, list[int]] = PARAMETERS.on("nachbarn", dt.date.max).value
    found: dict[tuple[int, int], int] = {}
    for start in neighbours:
        frontier, steps = {start}, 0
        while frontier:
            found |= {(start, district): steps for district in frontier}
            frontier = {n for d in frontier for n in neighbours[d] if (start, n) not in found}
            steps += 1
    return found


DISTANCES = _distances()
DISTRICTS = sorted({one for one, _ in DISTANCES})


@rule(
    question="Wie weit liegen zwei Stadtbezirke auseinander?",
    basis="Eigene Annahme nach der Karte: 0 im selben Bezirk, 1 im Nachbarbezirk, 2 und mehr dahinter",
)
def district_distance(one: int, other: int) -> int:
    """Steps from district to neighbouring district (keys 0 to 9). KeyError for a district that does not exist."""
    return DISTANCES[one, other]
