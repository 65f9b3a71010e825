"""Small engines of our own for tests of the compile step, and GETTSIM's for those that need it.

GETTSIM takes seconds to load, so it is imported when a test asks for it, not when tests are collected.
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from talachse.rules.entitlement.columns import Column, Columns

if TYPE_CHECKING:
    from talachse.rules.entitlement.gettsim import Engine

AUTUMN = dt.date(2026, 11, 1)
AMOUNTS = (
    "bürgergeld__anspruchshöhe_m",
    "wohngeld__anspruchshöhe_m_wthh",
    "kinderzuschlag__anspruchshöhe_m_bg",
    "kindergeld__betrag_m",
    "unterhaltsvorschuss__betrag_m",
    "grundsicherung__im_alter__anspruchshöhe_m",
    "einkommensteuer__betrag_m_sn",
    "sozialversicherung__beiträge_versicherter_m",
    "familie__anzahl_personen_sn",
    "vorrangprüfungen__wohngeld_kinderzuschlag_vorrangig_oder_günstiger",
)
LETTERS = (
    "sozialversicherung__rente__altersrente__betrag_m",
    "sozialversicherung__rente__erwerbsminderung__betrag_m",
    "sozialversicherung__rente__grundrente__grundsätzlich_anspruchsberechtigt",
    "sozialversicherung__arbeitslosen__betrag_m",
    "elterngeld__betrag_m",
    "elterngeld__anrechenbarer_betrag_m",
)


@cache
def federal(on: dt.date = AUTUMN, *, given: tuple[str, ...] = LETTERS, targets: tuple[str, ...] = AMOUNTS) -> Engine:
    """GETTSIM's rules of a day, built once for each test process."""
    from talachse.rules.entitlement import gettsim

    return gettsim.build(on, targets=targets, given=given)


def plain_aggregates() -> ModuleType:
    """Sums over groups, person by person: what GETTSIM's are to give, written another way than ours."""
    module = ModuleType("plain_aggregates")

    def grouped(work: Callable[[Column], Any]) -> Callable[..., Column]:
        def over(column: Column, group_id: Column) -> Column:
            return np.array([work(column[group_id == own]) for own in group_id])

        return over

    def pointed(work: Callable[[Column], Any]) -> Callable[..., Column]:
        def over(column: Column, p_id_to_aggregate_by: Column, p_id_to_store_by: Column) -> Column:
            return np.array([work(column[p_id_to_aggregate_by == own]) for own in p_id_to_store_by])

        return over

    works: dict[str, Callable[[Column], Any]] = {
        "sum": np.sum, "mean": np.mean, "max": np.max, "min": np.min, "any": np.any, "all": np.all,
    }  # fmt: skip
    for name, work in works.items():
        _put(module, f"grouped_{name}", grouped(work))
        _put(module, f"{name}_by_p_id", pointed(work))
    _put(module, "grouped_count", lambda group_id: np.array([np.sum(group_id == own) for own in group_id]))
    _put(
        module,
        "count_by_p_id",
        lambda p_id_to_aggregate_by, p_id_to_store_by: np.array(
            [np.sum(p_id_to_aggregate_by == own) for own in p_id_to_store_by]
        ),
    )
    return module


def _put(module: ModuleType, name: str, function: Callable[..., Column]) -> None:
    function.__name__ = name
    setattr(module, name, function)


@dataclass(frozen=True)
class SmallNode:
    name: str
    function: Callable[..., Any]

    @property
    def reads(self) -> tuple[str, ...]:
        return tuple(
            name
            for name, parameter in inspect.signature(self.function).parameters.items()
            if parameter.default is parameter.empty
        )


@dataclass(frozen=True)
class SmallEngine:
    """A handful of functions that stand for the law."""

    types: Mapping[str, type]
    targets: tuple[str, ...]
    nodes: tuple[SmallNode, ...]
    constants: Mapping[str, Any] = field(default_factory=dict)
    aggregates: ModuleType = field(default_factory=plain_aggregates)

    def __call__(self, columns: Columns) -> dict[str, Column]:
        known: dict[str, Any] = {name: np.asarray(columns[name], kind) for name, kind in self.types.items()}
        known |= self.constants
        for node in self.nodes:
            known[node.name] = node.function(**{name: known[name] for name in node.reads})
        return {name: np.broadcast_to(known[name], (len(columns["p_id"]),)) for name in self.targets}


def make_engine(
    *functions: Callable[..., Any],
    constants: Mapping[str, Any] | None = None,
    targets: tuple[str, ...] = (),
    aggregates: ModuleType | None = None,
) -> SmallEngine:
    """The functions in the order in which they can be computed; all are targets unless said otherwise."""
    nodes = tuple(SmallNode(_name(one), one) for one in functions)
    names = tuple(node.name for node in nodes)
    return SmallEngine(
        {"p_id": int, "household_id": int, "p_id_parent": int, "wage": float, "age": int, "adult": bool},
        targets or (*names, *(constants or {})),
        nodes,
        constants or {},
        aggregates or plain_aggregates(),
    )


def make_people(households: int, seed: int = 0) -> dict[str, Column]:
    """Households of two adults and a child each; the child points to the first adult."""
    draw = np.random.default_rng(seed)
    persons = np.arange(households * 3)
    adult = persons % 3 < 2
    return {
        "p_id": persons,
        "household_id": persons // 3 * 10 + 4,
        "p_id_parent": np.where(adult, -1, persons - 2),
        "wage": np.where(adult, np.round(draw.uniform(0, 4000, len(persons)), 2), 0.0),
        "age": np.where(adult, draw.integers(18, 70, len(persons)), draw.integers(0, 18, len(persons))),
        "adult": adult,
    }


def _name(function: Any) -> str:
    """A function's name, also when its parameters have been put in already."""
    name: str = getattr(function, "func", function).__name__
    return name
