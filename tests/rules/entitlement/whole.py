"""Hand-computed households out of ``cases/*.yaml``, and what the rules say about them.

The engine of a legal interval is built once and all cases of a day go through it together.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from talachse.rules.entitlement import check, engine
from talachse.rules.entitlement.check import Many, compute
from talachse.rules.entitlement.engine import Federal
from talachse.rules.entitlement.household import Household, read
from talachse.rules.entitlement.housing import Table, Tables
from talachse.rules.entitlement.law import BILL, IN_FORCE, LawSet

FOLDER = Path(__file__).parent / "cases"
TODAY = dt.date(2026, 11, 1)
ROUTES = {"sgb2": "jobcenter", "wohngeld_kinderzuschlag": "housing"}


@dataclass(frozen=True)
class Case:
    """One household with what the paragraphs give it; ``law`` is "bill" where a case rests on the bill."""

    name: str
    household: Household
    expect: dict[str, Any]
    steps: tuple[str, ...]
    law: LawSet = IN_FORCE


def cases() -> Iterator[Case]:
    """Every case of every file."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for raw in yaml.safe_load(path.read_text(encoding="utf-8")):
            household = read(_plain(raw["household"]), today=TODAY)
            law = BILL if raw.get("law") == BILL else IN_FORCE
            yield Case(f"{path.stem}: {raw['name']}", household, raw["expect"], tuple(raw["steps"]), law)


def _plain(value: Any) -> Any:
    """YAML knows days and whole numbers, the form's JSON has text and numbers."""
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date) else value


@cache
def federal(on: dt.date, law: LawSet = IN_FORCE) -> Federal:
    """The federal rules of the legal interval that holds the day."""
    from talachse.rules.entitlement import gettsim

    (interval,) = gettsim.intervals(on, on)
    return _built(interval.since, law)


@cache
def _built(since: dt.date, law: LawSet) -> Federal:
    from talachse.rules.entitlement import gettsim

    return gettsim.build(since, targets=engine.TARGETS, given=engine.GIVEN, law=law)


@cache
def table() -> Table:
    """Wuppertal's limits."""
    return Tables().of("05124000")


def many(households: list[Household], law: LawSet = IN_FORCE) -> Many:
    """Households of one day, computed together."""
    return compute(households, federal(households[0].as_of, law), table())


def amounts(found: Many, i: int, route: str) -> dict[str, Decimal]:
    """Benefits above zero of the household on a route."""
    return {name: money for name in check.COMPUTED if (money := found.total(i, route, name))}
