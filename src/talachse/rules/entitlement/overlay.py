"""What the federal rules of GETTSIM lack or have wrong: each replaced function with the paragraph it follows.

A replacement is a plain function of numbers, one person at a time, whose arguments carry GETTSIM's names; ``gettsim`` turns
it into one of GETTSIM's own functions. Nothing here imports GETTSIM. A new name that no function computes is an input that
``engine`` fills from our own rules (housing, Mehrbedarfe, wealth).
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ALWAYS = dt.date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Replacement:
    """One function of ours in the place of GETTSIM's ``name`` (or a new one).

    ``unit`` is the name of GETTSIM's unit ("CURRENCY.PER_MONTH"); ``basis`` the paragraph; ``why`` says in German what
    GETTSIM does differently.
    """

    name: str
    function: Callable[..., Any]
    unit: str
    basis: str
    why: str
    since: dt.date = ALWAYS


@dataclass(frozen=True, slots=True)
class Input:
    """A column that our own rules compute and GETTSIM's functions read; ``type`` is float, int or bool."""

    name: str
    type: type
    unit: str


REPLACEMENTS: list[Replacement] = []
INPUTS: list[Input] = []


def replaces[**P, R](
    name: str, *, unit: str, basis: str, why: str, since: dt.date = ALWAYS
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a function in the place of GETTSIM's ``name``."""

    def register(function: Callable[P, R]) -> Callable[P, R]:
        REPLACEMENTS.append(Replacement(name, function, unit, basis, why, since))
        return function

    return register


def arguments(replacement: Replacement) -> tuple[str, ...]:
    """GETTSIM's names that the replacement reads."""
    return tuple(inspect.signature(replacement.function).parameters)


INPUTS.append(Input("bürgergeld__weitere_mehrbedarfe_m", float, "CURRENCY.PER_MONTH"))


@replaces(
    "bürgergeld__regelbedarf_m",
    unit="CURRENCY.PER_MONTH",
    basis="§ 19 Abs. 1 S. 3, § 21 SGB II",
    why="GETTSIM kennt nur den Mehrbedarf für Alleinerziehende; Schwangerschaft, Behinderung, Warmwasser fehlen.",
)
def need_of_a_person(
    bürgergeld__regelsatz_m: float,
    bürgergeld__kosten_der_unterkunft_m: float,
    bürgergeld__weitere_mehrbedarfe_m: float,
) -> float:
    """Need of one person: Regelbedarf with the Mehrbedarf for lone parents, the other Mehrbedarfe, housing."""
    return bürgergeld__regelsatz_m + bürgergeld__weitere_mehrbedarfe_m + bürgergeld__kosten_der_unterkunft_m
