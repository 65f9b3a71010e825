"""Households as columns: one entry a person, so that one household and two hundred thousand take the same way.

A pointer (``partner``, ``parent_1`` …) is the position of that person in the columns, -1 for nobody. Amounts are euros a
month unless said otherwise. Unknown numbers have been given a value before: see ``ranges``.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from talachse.rules.entitlement.household import BENEFITS, Household, Person, age_on

type Column = npt.NDArray[Any]
type Columns = Mapping[str, Column]


class People(dict[str, Column]):
    """Columns that remember the groups worked out for them, since nearly every rule asks for them. Columns are not replaced."""

    def __init__(self, columns: Columns) -> None:
        super().__init__(columns)
        self.groups: dict[tuple[Any, ...], Column] = {}


def once(work: Callable[..., Column]) -> Callable[..., Column]:
    """Work out a group once for the same :class:`People`; what comes out cannot be written to."""

    @functools.wraps(work)
    def asked(c: Columns, *more: Any, **named: Any) -> Column:
        if not isinstance(c, People):
            return work(c, *more, **named)
        key = (work, *more, *named.items())
        if key not in c.groups:
            c.groups[key] = work(c, *more, **named)
            c.groups[key].flags.writeable = False
        return c.groups[key]

    return asked


SCHOOLS = {None: 0, "allgemeinbildend": 1, "berufsbildend": 2}

# Name of the column -> field of the person and what stands for "nothing".
AMOUNTS = {
    "gross_wage": 0.0,
    "hours_per_week": 0.0,
    "self_employed_income": 0.0,
    "pension": 0.0,
    "company_pension": 0.0,
    "unemployment_benefit": 0.0,
    "parental_allowance": 0.0,
    "maintenance_received": 0.0,
    "other_income": 0.0,
    "wealth": 0.0,
    "training_pay": 0.0,
}
FLAGS = ("married", "single_parent", "daycare", "mark_g", "fully_incapacitated", "asylum_benefits")
COUNTS = ("pregnant_week", "disability_degree")
POINTERS = ("partner", "parent_1", "parent_2", "kindergeld_to")
DWELLING = {"rent_cold": 0.0, "heating": 0.0, "area_m2": 0.0, "owner": False, "water_heated_in_flat": False}


def of_household(household: Household) -> People:
    """The columns of one household, made once for everything that asks about it; nothing in them can be written to."""
    found: People | None = household.memo.get("columns")
    if found is None:
        found = household.memo["columns"] = from_households([household])
        for column in found.values():
            column.flags.writeable = False
    return found


def from_households(households: Sequence[Household]) -> People:
    """The columns of checked households that share one ``as_of``.

    ``household`` counts from 0; ``age`` and ``age_months`` hold on ``as_of``; ``age_months_first`` on the first of its
    month, because the Regelaltersgrenze is reached at the end of a month (§ 7a SGB II; -1 for who was not born yet);
    ``age_next_month`` is the age on the first of the following month (§ 12 (2) S. 2 SGB II); ``asylum_months`` and ``sgb2_months`` are whole months, -1 for unknown or
    never; ``receives_<benefit>`` says what is drawn already; a column of the dwelling repeats for each person.
    """
    rows: dict[str, list[Any]] = {}

    def put(name: str, value: Any) -> None:
        rows.setdefault(name, []).append(value)

    for number, household in enumerate(households):
        base = len(rows.get("household", ()))
        index = {person.id: base + i for i, person in enumerate(household.persons)}
        for person in household.persons:
            put("household", number)
            _put_person(put, person, household, index)
    columns = People({name: np.array(values) for name, values in rows.items() if name != "sgb2_grant_start"})
    columns["sgb2_grant_start"] = np.array(rows["sgb2_grant_start"], dtype="datetime64[D]")
    return columns


def _put_person(put: Any, person: Person, household: Household, index: Mapping[str, int]) -> None:
    as_of = household.as_of
    age = age_on(person.born, as_of)
    put("age", age)
    put("age_months", _months(person.born, as_of))
    put("age_months_first", _months(person.born, as_of.replace(day=1)))
    put("birth_year", person.born.year)
    put("age_next_month", age_on(person.born, _first_of_next_month(as_of)))
    put("asylum_months", _months(person.asylum_since, as_of) if person.asylum_since else -1)
    put("sgb2_months", _months(household.sgb2_first_month.replace(day=1), as_of) if household.sgb2_first_month else -1)
    put("sgb2_grant_start", household.sgb2_grant_start or dt.date.max)
    put("partner", index.get(person.partner or "", -1))
    put("parent_1", index[person.parents[0]] if person.parents else -1)
    put("parent_2", index[person.parents[1]] if len(person.parents) > 1 else -1)
    put("kindergeld_to", index.get(person.kindergeld_to or "", -1))
    for name, nothing in AMOUNTS.items():
        value = getattr(person, name)
        put(name, nothing if value is None else float(value))
    for name in FLAGS:
        put(name, bool(getattr(person, name)))
    for name in COUNTS:
        put(name, getattr(person, name) or 0)
    put("school", SCHOOLS[person.school])
    for benefit in BENEFITS:
        put(f"receives_{benefit}", benefit in (person.receives or ()))
    for name, nothing in DWELLING.items():
        value = getattr(household.dwelling, name)
        put(name, nothing if value is None else value)


def _months(since: dt.date, until: dt.date) -> int:
    """Whole months between two days."""
    return (until.year - since.year) * 12 + until.month - since.month - (until.day < since.day)


def _first_of_next_month(day: dt.date) -> dt.date:
    return dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)


def repeated(c: Columns, times: int) -> People:
    """All households ``times`` times, one set behind the other."""
    persons, households = len(c["age"]), int(c["household"].max(initial=-1)) + 1
    copy, person = np.divmod(np.arange(times * persons), persons)
    found = People({name: column[person] for name, column in c.items()})
    for name in POINTERS:
        found[name] = np.where(found[name] >= 0, found[name] + copy * persons, -1)
    found["household"] += copy * households
    return found


def copied(columns: Columns, times: int) -> dict[str, Column]:
    """GETTSIM's columns for the same households several times, each time people of their own.

    Its names say what a column is: "…__p_id_…" points to a person (-1 nobody), "…_id" numbers groups or the persons themselves.
    """
    length = len(columns["p_id"])
    turn, person = np.divmod(np.arange(times * length), length)
    found = {}
    for name, once_only in columns.items():
        column = once_only[person]  # a tenth of the time of np.tile, and there are a hundred columns
        leaf = name.rsplit("__", 1)[-1]
        if leaf.startswith("p_id_"):
            column = np.where(column >= 0, column + turn * length, column)
        elif leaf.endswith("_id"):
            column = column + turn * (once_only.max(initial=-1) + 1)
        found[name] = column
    return found


def group_sum(values: Column, group: Column) -> Column:
    """For each person the sum over the person's group; groups are numbered from 0."""
    return np.bincount(group, weights=values, minlength=int(group.max(initial=-1)) + 1)[group]


def group_count(group: Column) -> Column:
    """For each person how many people its group has."""
    return np.bincount(group)[group]


def group_any(flags: Column, group: Column) -> Column:
    """For each person whether anybody of the group has the flag."""
    return group_sum(flags.astype(float), group) > 0


def of_pointer(values: Column, pointer: Column, nothing: Any) -> Column:
    """The value of the person pointed to, ``nothing`` where nobody is pointed to."""
    return np.where(pointer >= 0, values[pointer], nothing)
