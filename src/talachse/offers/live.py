"""How many places are taken, how many people wait, who is invited after a round: the app above knows, the directory shows it.

The directory stands below placement and must not import it; placement enters its counts here when it starts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping

from django.db.models.expressions import Combinable

type Counter = Callable[[Collection[int], dt.date], Mapping[int, int]]
type Column = Callable[[dt.date], Combinable]

_COUNTERS: dict[str, Counter] = {}
_COLUMNS: dict[str, Column] = {}


def register(name: str, counter: Counter) -> None:
    """Enter a number by id: ``taken`` or ``waiting`` (of groups), ``invited`` (of lists of wishes: to which posting)."""
    _COUNTERS[name] = counter


def count(name: str, groups: Collection[int], *, on: dt.date) -> Mapping[int, int]:
    """The numbers by id; what has none is not in it. KeyError when nobody counts that."""
    return _COUNTERS[name](groups, on) if groups else {}


def register_column(name: str, column: Column) -> None:
    """Enter the same number as something the database can compute beside each group, for questions about all groups."""
    _COLUMNS[name] = column


def column(name: str, *, on: dt.date) -> Combinable:
    """An expression over ``PlaceGroup``: the number of each group on the day, 0 where there is none."""
    return _COLUMNS[name](on)
