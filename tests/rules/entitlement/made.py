"""Households as columns, as short as a test can say them."""

import datetime as dt
from typing import Any

from talachse.rules.entitlement import columns
from talachse.rules.entitlement.columns import Column
from talachse.rules.entitlement.household import read

BEFORE, AFTER = dt.date(2026, 6, 30), dt.date(2026, 7, 1)  # both sides of the 13th amendment
TODAY = dt.date(2026, 11, 1)

# The family of ``cases/30_kinderzuschlag.yaml`` and, under the bill, of ``cases/90_gesetzentwurf.yaml``: 532 € of Wohngeld in
# force, 433 € under the bill.
FAMILY: dict[str, Any] = {
    "persons": [
        {
            "id": "a",
            "born": "1991-03-10",
            "partner": "b",
            "married": True,
            "gross_wage": 2400.0,
            "hours_per_week": 39.0,
        },
        {"id": "b", "born": "1993-03-10"},
        {"id": "k9", "born": "2017-03-10", "parents": ["a", "b"]},
        {"id": "k5", "born": "2021-03-10", "parents": ["a", "b"]},
    ],
    "dwelling": {"rent_cold": 700.0, "heating": 130.0},
}


def person(key: str, age: int = 35, **facts: Any) -> dict[str, Any]:
    """A person whose birthday is 15 January; ``age`` is reached in 2026."""
    return {"id": key, "born": f"{2026 - age}-01-15", **facts}


def child(key: str, age: int, *parents: str, **facts: Any) -> dict[str, Any]:
    """A child with its parents in the flat."""
    return person(key, age, parents=list(parents), **facts)


def make_columns(*persons: dict[str, Any], on: dt.date = TODAY, **household: Any) -> dict[str, Column]:
    """One checked household as columns, for ``on``."""
    raw = {"as_of": on.isoformat(), "persons": list(persons), **household}
    return columns.from_households([read(raw, today=on)])


def rented(rent: float, heating: float = 0.0, **facts: Any) -> dict[str, Any]:
    """A dwelling."""
    return {"rent_cold": float(rent), "heating": float(heating), **facts}
