"""Many households out of a table, one row a person, without a Python step for each of them.

The columns carry the names of the JSON form; ``parents`` is split into ``parent_1`` and ``parent_2``, the dwelling's facts repeat
for each person. A missing column and an empty cell both mean the usual, as a missing key does in JSON; a table cannot say
"unknown".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from talachse.rules.entitlement.columns import (
    AMOUNTS,
    COUNTS,
    DWELLING,
    FLAGS,
    SCHOOLS,
    Column,
    People,
    group_any,
    group_count,
)
from talachse.rules.entitlement.groups import numbered
from talachse.rules.entitlement.household import BENEFITS, MOST_EUROS, MOST_PERSONS, OLDEST

NOBODY = -1
POINTERS = ("partner", "parent_1", "parent_2", "kindergeld_to")
DATES = ("born", "asylum_since", "sgb2_grant_start", "sgb2_first_month")
KNOWN = frozenset(
    {
        "household_id",
        "id",
        "school",
        "receives",
        *DATES,
        *POINTERS,
        *AMOUNTS,
        *FLAGS,
        *COUNTS,
        *DWELLING,
    }
)
NEEDED = ("household_id", "id", "born")
# Highest value of each count; amounts go up to MOST_EUROS.
MOST = {"pregnant_week": 45, "disability_degree": 100, "hours_per_week": 168, "area_m2": 2000}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be computed: its position, the field, a German reason."""

    row: int
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Raw:
    """The columns as they were read: numbers with NaN for empty, text with None, days as datetime64 with NaT."""

    columns: Mapping[str, Column]

    def numbers(self, name: str, nothing: float) -> Column:
        """A column of numbers; empty cells are ``nothing``."""
        column = self.columns.get(name)
        if column is None:
            return np.full(self.rows, nothing)
        values = np.asarray(column, dtype=float)
        return np.where(np.isnan(values), nothing, values)

    def days(self, name: str) -> Column:
        """A column of days, NaT for empty."""
        column = self.columns.get(name)
        if column is None:
            return np.full(self.rows, np.datetime64("NaT", "D"))
        return np.asarray(column, dtype="datetime64[D]")

    @property
    def rows(self) -> int:
        """How many persons there are."""
        return len(self.columns["born"])


def facts(raw: Raw, as_of: dt.date) -> tuple[People, list[Fault], Column]:
    """The columns for the engine, what is wrong, and which rows were kept.

    A household with a fault is left out whole: without one of its persons the others' amounts would be wrong.
    """
    household, scattered = _in_order(np.asarray(raw.columns["household_id"]))
    places = _Places(raw, household)
    faults = _faults(raw, household, places, as_of)
    bad = np.zeros(raw.rows, dtype=bool)
    faults += [
        Fault(int(row), "household_id", "Die Zeilen eines Haushalts müssen beieinanderstehen.")
        for row in np.flatnonzero(scattered)
    ]
    bad[[fault.row for fault in faults]] = True
    keep = ~group_any(bad, household)
    if not keep.all():
        raw = Raw({name: column[keep] for name, column in raw.columns.items()})
        household = numbered(household[keep])
        places = _Places(raw, household)
    return People(_columns(raw, household, places, as_of) if raw.rows else {}), faults, keep


def _in_order(ids: Column) -> tuple[Column, Column]:
    """Households numbered as they come, and the rows of those that come again after others."""
    begins = np.ones(len(ids), dtype=bool)
    begins[1:] = ids[1:] != ids[:-1]
    household = np.cumsum(begins) - 1
    kind = numbered(ids)
    times = np.bincount(kind[begins], minlength=int(kind.max(initial=0)) + 1)
    return household, times[kind] > 1


def _faults(raw: Raw, household: Column, places: _Places, as_of: dt.date) -> list[Fault]:
    found: list[Fault] = []

    def where(wrong: Column, field: str, text: str) -> None:
        found.extend(Fault(int(row), field, text) for row in np.flatnonzero(wrong))

    born = raw.days("born")
    today = np.datetime64(as_of)
    where(np.isnat(born), "born", "Der Geburtstag fehlt.")
    where(born > today, "born", "Der Geburtstag liegt in der Zukunft.")
    where(born < today - np.timedelta64(366 * OLDEST, "D"), "born", "Der Geburtstag liegt zu weit zurück.")
    for name in (*AMOUNTS, "rent_cold", "heating", "area_m2", *COUNTS):
        if name in raw.columns:
            values = np.asarray(raw.columns[name], dtype=float)
            most = MOST.get(name, MOST_EUROS)
            where(values < 0, name, "Die Zahl darf nicht kleiner als 0 sein.")
            where(values > most, name, f"Die Zahl darf nicht größer als {most:g} sein.")
    where(
        group_count(household) > MOST_PERSONS, "household_id", f"Hier sind zu viele Personen, höchstens {MOST_PERSONS}."
    )
    where(places.doubled, "id", "Jede Kennung darf im Haushalt nur einmal vorkommen.")
    persons = np.arange(raw.rows)
    for name in POINTERS:
        to = places.of(name)
        where(to == places.MISSING, name, "Diese Person gibt es im Haushalt nicht.")
        if name != "kindergeld_to":
            where(to == persons, name, "Das ist die Person selbst.")
        if name.startswith("parent"):
            real = to >= 0
            where(real & (born[to] >= born) & (to != persons), name, "Ein Elternteil muss älter sein als das Kind.")
    school = raw.columns.get("school")
    if school is not None:
        where(
            ~np.isin(_texts(school), ["", *filter(None, SCHOOLS)]),
            "school",
            "Möglich sind: allgemeinbildend, berufsbildend.",
        )
    return sorted(found, key=lambda fault: (fault.row, fault.field))


def _texts(column: Column) -> Column:
    return np.array(["" if value is None else str(value) for value in column])


class _Places:
    """Positions of persons by household and id."""

    MISSING = -2

    def __init__(self, raw: Raw, household: Column) -> None:
        self._raw = raw
        self._household = household
        names = [np.asarray(raw.columns["id"]).astype(str)]
        pointers = [name for name in POINTERS if name in raw.columns]
        self._empty = {name: np.array([value is None for value in raw.columns[name]]) for name in pointers}
        names += [np.asarray(raw.columns[name]).astype(str) for name in pointers]
        codes = np.unique(np.concatenate(names), return_inverse=True)[1].reshape(len(names), -1)
        self._width = int(codes.max(initial=0)) + 1
        self._codes = dict(zip(pointers, codes[1:], strict=True))
        key = household * self._width + codes[0]
        self._order = np.argsort(key, kind="stable")
        self._sorted = key[self._order]
        same = np.zeros(raw.rows, dtype=bool)
        same[1:] = self._sorted[1:] == self._sorted[:-1]
        self.doubled = np.zeros(raw.rows, dtype=bool)
        self.doubled[self._order] = same

    def of(self, name: str) -> Column:
        """Position of the person named, NOBODY for an empty cell, MISSING when the household has no such person."""
        rows = self._raw.rows
        if name not in self._codes:
            return np.full(rows, NOBODY)
        key = self._household * self._width + self._codes[name]
        at = np.minimum(np.searchsorted(self._sorted, key), rows - 1)
        found = np.where(self._sorted[at] == key, self._order[at], self.MISSING)
        return np.where(self._empty[name], NOBODY, found)


def _months_between(since: Column, until: dt.date) -> Column:
    """Whole months, -1 where ``since`` is empty."""
    month = since.astype("datetime64[M]")
    day = (since - month.astype("datetime64[D]")).astype(int) + 1
    whole = (np.datetime64(until, "M") - month).astype(int) - (day > until.day)
    return np.where(np.isnat(since), -1, whole)


def _columns(raw: Raw, household: Column, places: _Places, as_of: dt.date) -> dict[str, Column]:
    born = raw.days("born")
    months = _months_between(born, as_of)
    age = months // 12
    next_month = dt.date(as_of.year + as_of.month // 12, as_of.month % 12 + 1, 1)
    c: dict[str, Column] = {
        "household": household,
        "age": age,
        "age_months": months,
        "age_months_first": _months_between(born, as_of.replace(day=1)),
        "age_next_month": _months_between(born, next_month) // 12,
        "birth_year": born.astype("datetime64[Y]").astype(int) + 1970,
        "asylum_months": _months_between(raw.days("asylum_since"), as_of),
        "sgb2_months": _months_between(
            raw.days("sgb2_first_month").astype("datetime64[M]").astype("datetime64[D]"), as_of
        ),
        "sgb2_grant_start": _or_latest(raw.days("sgb2_grant_start")),
    }
    for name, nothing in AMOUNTS.items():
        c[name] = raw.numbers(name, nothing)
    for name in FLAGS:
        c[name] = raw.numbers(name, 0.0) > 0
    for name in COUNTS:
        c[name] = raw.numbers(name, 0.0).astype(int)
    for name, nothing in DWELLING.items():
        values = raw.numbers(name, float(nothing))
        c[name] = values > 0 if isinstance(nothing, bool) else values
    for benefit in BENEFITS:
        c[f"receives_{benefit}"] = _receives(raw, benefit)
    _pointers(c, places)
    _usual(c, raw)
    return c


def _or_latest(days: Column) -> Column:
    latest: Column = np.where(np.isnat(days), np.datetime64(dt.date.max), days)
    return latest


def _receives(raw: Raw, benefit: str) -> Column:
    lists = raw.columns.get("receives")
    if lists is None:
        return np.zeros(raw.rows, dtype=bool)
    return np.array([one is not None and benefit in one for one in lists])


def _pointers(c: dict[str, Column], places: _Places) -> None:
    for name in POINTERS:
        c[name] = places.of(name)
    # Said by one of a couple, true for both.
    says = np.flatnonzero(c["partner"] >= 0)
    back = c["partner"].copy()
    back[c["partner"][says]] = np.where(back[c["partner"][says]] < 0, says, back[c["partner"][says]])
    c["partner"] = back
    mate = np.where(back >= 0, back, np.arange(len(back)))
    c["married"] = (c["married"] | c["married"][mate]) & (back >= 0)


def _usual(c: dict[str, Column], raw: Raw) -> None:
    """The same usual values as for a missing key in JSON."""
    age = c["age"]
    school = raw.columns.get("school")
    usual_school = np.where((age >= 6) & (age < 16), SCHOOLS["allgemeinbildend"], 0)
    if school is None:
        c["school"] = usual_school
    else:
        texts = _texts(school)
        said = np.select(
            [texts == name for name in filter(None, SCHOOLS)], [SCHOOLS[n] for n in filter(None, SCHOOLS)], 0
        )
        c["school"] = np.where(texts == "", usual_school, said)
    learns = (c["school"] > 0) | (c["training_pay"] > 0)
    child = (age < 18) | ((age < 25) & learns)
    c["kindergeld_to"] = np.where((c["kindergeld_to"] < 0) & child, c["parent_1"], c["kindergeld_to"])
    if "single_parent" not in raw.columns:
        c["single_parent"] = _alone_with_minor(c)


def _alone_with_minor(c: dict[str, Column]) -> Column:
    persons = len(c["age"])
    minor = (c["age"] < 18) & (c["parent_1"] >= 0)
    one_parent = minor & (c["parent_2"] < 0)
    alone, shared = np.zeros(persons, dtype=bool), np.zeros(persons, dtype=bool)
    alone[c["parent_1"][one_parent]] = True
    for name in ("parent_1", "parent_2"):
        shared[c[name][minor & ~one_parent]] = True
    return alone & ~shared & (c["partner"] < 0)
