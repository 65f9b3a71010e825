"""Many households out of a table, one row a person, without a Python step for each of them.

The columns carry the names of the JSON form; ``parents`` is split into ``parent_1`` and ``parent_2``, the dwelling's facts repeat
for each person. A missing column and an empty cell both mean the usual, as a missing key does in JSON; a table cannot say
"unknown".
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
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
# Columns of text; what they say matters only for telling one from another.
TEXTS = frozenset({"household_id", "id", "school", *POINTERS})
KNOWN = frozenset(
    {
        *TEXTS,
        "receives",
        *DATES,
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
class Words:
    """A column of text by number: ``values`` has each text once, ``codes`` says for each row which, -1 for an empty cell."""

    codes: Column
    values: Sequence[str]

    def __len__(self) -> int:
        return len(self.codes)

    def __getitem__(self, rows: Column) -> Words:
        return Words(self.codes[rows], self.values)

    def mapped(self, numbers: Mapping[str, int], empty: int, other: int) -> Column:
        """A number for each row; ``other`` for text that ``numbers`` lacks."""
        return np.array([*(numbers.get(value, other) for value in self.values), empty])[self.codes]


@dataclass(frozen=True, slots=True)
class Raw:
    """The columns as they were read: numbers with NaN for empty, days as datetime64 with NaT, text with None or as Words."""

    columns: Mapping[str, Column | Words]

    def numbers(self, name: str, nothing: float) -> Column:
        """A column of numbers; empty cells are ``nothing``."""
        column = self.columns.get(name)
        if column is None:
            return np.full(self.rows, nothing)
        values = np.asarray(column, dtype=float)
        return np.where(np.isnan(values), nothing, values)

    def flags(self, name: str) -> Column:
        """Whether a column says yes; empty cells say no."""
        return self.numbers(name, 0.0) > 0 if name in self.columns else np.zeros(self.rows, dtype=bool)

    def days(self, name: str) -> Column:
        """A column of days, NaT for empty."""
        column = self.columns.get(name)
        if column is None:
            return np.full(self.rows, np.datetime64("NaT", "D"))
        return np.asarray(column, dtype="datetime64[D]")

    def words(self, name: str) -> Words:
        """A column of text; one that has none is all empty."""
        column = self.columns.get(name)
        if column is None:
            return Words(np.full(self.rows, NOBODY), ())
        if isinstance(column, Words):
            return column
        values, codes = np.unique(np.asarray(column).astype(str), return_inverse=True)
        return Words(np.where([value is None for value in column], -1, codes), values.tolist())

    @property
    def rows(self) -> int:
        """How many persons there are."""
        return len(self.columns["household_id"])


def facts(raw: Raw, as_of: dt.date) -> tuple[People, list[Fault], Column]:
    """The columns for the engine, what is wrong, and which rows were kept.

    A household with a fault is left out whole: without one of its persons the others' amounts would be wrong.
    """
    ids = raw.columns["household_id"]
    household, scattered = _in_order(ids.codes if isinstance(ids, Words) else np.asarray(ids))
    places = _Places(raw, household)
    faults = _faults(raw, household, places, as_of)
    faults += [
        Fault(int(row), "household_id", "Die Zeilen eines Haushalts müssen beieinanderstehen.")
        for row in np.flatnonzero(scattered)
    ]
    keep = np.ones(raw.rows, dtype=bool)
    if faults:
        bad = np.zeros(raw.rows, dtype=bool)
        bad[[fault.row for fault in faults]] = True
        keep = ~group_any(bad, household)
        raw = Raw({name: column[keep] for name, column in raw.columns.items()})
        household = numbered(household[keep])
        places = _Places(raw, household)
    return People(_columns(raw, household, places, as_of) if raw.rows else {}), faults, keep


def _in_order(ids: Column) -> tuple[Column, Column]:
    """Households numbered as they come, and the rows of those that come again after others."""
    begins = np.ones(len(ids), dtype=bool)
    begins[1:] = ids[1:] != ids[:-1]
    household = np.cumsum(begins) - 1
    kind = numbered(ids[begins])
    return household, (np.bincount(kind) > 1)[kind][household]


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
    wrong = raw.words("school").mapped(SAID, empty=0, other=-1) < 0
    where(wrong, "school", "Möglich sind: allgemeinbildend, berufsbildend.")
    return sorted(found, key=lambda fault: (fault.row, fault.field))


# What may stand under ``school``; nothing is the usual, as an empty cell.
SAID = {"": 0, **{name: number for name, number in SCHOOLS.items() if name}}


class _Places:
    """Positions of persons by household and id."""

    MISSING = -2

    def __init__(self, raw: Raw, household: Column) -> None:
        texts = {name: raw.words(name) for name in ("id", *POINTERS) if name in raw.columns}
        known: dict[str, int] = {}  # the same text has the same number in every column; an empty cell is 0
        for words in texts.values():
            for value in words.values:
                known.setdefault(value, len(known) + 1)
        base = household * (len(known) + 1)
        self._rows = raw.rows
        self._empty = {name: words.codes < 0 for name, words in texts.items()}
        keys = {name: base + words.mapped(known, empty=0, other=0) for name, words in texts.items()}
        self._order = np.argsort(keys["id"], kind="stable")
        self._sorted = keys["id"][self._order]
        same = np.zeros(raw.rows, dtype=bool)
        same[1:] = self._sorted[1:] == self._sorted[:-1]
        self.doubled = np.zeros(raw.rows, dtype=bool)
        self.doubled[self._order] = same
        self._found = {name: self._at(keys[name], self._empty[name]) for name in POINTERS if name in keys}

    def _at(self, key: Column, empty: Column) -> Column:
        at = np.minimum(np.searchsorted(self._sorted, key), self._rows - 1)
        found = np.where(self._sorted[at] == key, self._order[at], self.MISSING)
        return np.where(empty, NOBODY, found)

    def of(self, name: str) -> Column:
        """Position of the person named, NOBODY for an empty cell, MISSING when the household has no such person."""
        return self._found[name] if name in self._found else np.full(self._rows, NOBODY)


class _Days:
    """Days taken apart once, for several questions about them."""

    def __init__(self, days: Column) -> None:
        month = days.astype("datetime64[M]")
        self._month = month.astype(int)
        self._day = (days - month.astype("datetime64[D]")).astype(int) + 1
        self._empty = np.isnat(days)

    @property
    def year(self) -> Column:
        """The year; no sense where the day is empty."""
        return self._month // 12 + 1970

    def months_until(self, until: dt.date) -> Column:
        """Whole months, -1 where the day is empty."""
        whole = (until.year - 1970) * 12 + until.month - 1 - self._month - (self._day > until.day)
        return np.where(self._empty, -1, whole)


def _months_since(raw: Raw, name: str, as_of: dt.date, unit: str = "D") -> Column:
    """Whole months from the day, or from the first of its month; -1 where it is empty."""
    if name not in raw.columns:
        return np.full(raw.rows, -1)
    return _Days(raw.days(name).astype(f"datetime64[{unit}]").astype("datetime64[D]")).months_until(as_of)


def _columns(raw: Raw, household: Column, places: _Places, as_of: dt.date) -> dict[str, Column]:
    born = _Days(raw.days("born"))
    months = born.months_until(as_of)
    next_month = dt.date(as_of.year + as_of.month // 12, as_of.month % 12 + 1, 1)
    c: dict[str, Column] = {
        "household": household,
        "age": months // 12,
        "age_months": months,
        "age_months_first": born.months_until(as_of.replace(day=1)),
        "age_next_month": born.months_until(next_month) // 12,
        "birth_year": born.year,
        "asylum_months": _months_since(raw, "asylum_since", as_of),
        "sgb2_months": _months_since(raw, "sgb2_first_month", as_of, "M"),
        "sgb2_grant_start": _or_latest(raw.days("sgb2_grant_start")),
    }
    for name, nothing in AMOUNTS.items():
        c[name] = raw.numbers(name, nothing)
    for name in FLAGS:
        c[name] = raw.flags(name)
    for name in COUNTS:
        c[name] = raw.numbers(name, 0.0).astype(int)
    for name, nothing in DWELLING.items():
        c[name] = raw.flags(name) if isinstance(nothing, bool) else raw.numbers(name, nothing)
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
    return np.array([one is not None and benefit in one for one in np.asarray(lists)])


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
    usual_school = np.where((age >= 6) & (age < 16), SCHOOLS["allgemeinbildend"], 0)
    said = raw.words("school").mapped(SAID, empty=0, other=0)
    c["school"] = np.where(said > 0, said, usual_school)
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
