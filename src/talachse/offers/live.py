"""How many places are taken, how many people wait, who is invited after a round: the app above knows, the directory shows it.

The directory stands below placement and must not import it; placement enters its counts here when it starts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping

type Counter = Callable[[Collection[int], dt.date], Mapping[int, int]]

_COUNTERS: dict[str, Counter] = {}


def register(name: str, counter: Counter) -> None:
    """Enter a number by id: ``taken`` or ``waiting`` (of groups), ``invited`` (of lists of wishes: to which posting)."""
    _COUNTERS[name] = counter


def count(name: str, groups: Collection[int], *, on: dt.date) -> Mapping[int, int]:
    """The numbers by id; what has none is not in it. KeyError when nobody counts that."""
    return _COUNTERS[name](groups, on) if groups else {}
