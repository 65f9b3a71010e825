"""Invented households for the measurements of the check: as rows for ``talachse screen``, as answers of the pages."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

AS_OF = dt.date(2026, 11, 1)
MOST_CHILDREN = 4
# A quarter of a million persons are a file of 5 MB.
ROW_GROUP = 60_000

type Numbers = np.ndarray[Any, np.dtype[Any]]


def people(households: int, seed: int = 1) -> pa.Table:
    """One or two adults and up to four children each, on average 2.6 persons; one household in five is old."""
    draw = np.random.default_rng(seed)
    adults = draw.integers(1, 3, households)
    sizes = adults + np.minimum(draw.poisson(1.1, households), MOST_CHILDREN)
    household = np.repeat(np.arange(households), sizes)
    place = np.arange(len(household)) - (np.cumsum(sizes) - sizes)[household]
    adult, couple = place < adults[household], adults[household] == 2
    old = (draw.random(households) < 0.2)[household] & adult
    age = np.where(old, draw.integers(67, 90, len(place)), np.where(adult, draw.integers(26, 62, len(place)), 0))
    age = np.where(adult, age, draw.integers(0, 9, len(place)))
    born = np.datetime64(AS_OF) - age * 365 - draw.integers(10, 300, len(place))
    works = adult & ~old & (draw.random(len(place)) < 0.6)
    each = {
        "rent_cold": np.round(draw.uniform(250, 1100, households), 2),
        "heating": np.round(draw.uniform(30, 180, households), 2),
        "area_m2": np.round(draw.uniform(28, 120, households), 0),
    }
    return pa.table(
        {
            "household_id": household,
            "id": place.astype(str),
            "born": pa.array(born.astype("datetime64[D]")),
            "partner": _named(adult & couple, 1 - place),
            "parent_1": _named(~adult, np.zeros_like(place)),
            "parent_2": _named(~adult & couple, np.ones_like(place)),
            "gross_wage": np.where(works, np.round(draw.uniform(300, 4200, len(place)), 2), 0.0),
            "hours_per_week": np.where(works, draw.integers(8, 40, len(place)), 0).astype(float),
            "pension": np.where(old, np.round(draw.uniform(300, 1900, len(place)), 2), 0.0),
            "wealth": np.where(adult, np.round(draw.exponential(9_000, len(place))), 0.0),
            "maintenance_received": np.where(~adult & ~couple & (draw.random(len(place)) < 0.3), 250.0, 0.0),
            **{name: values[household] for name, values in each.items()},
        }
    )


def _named(who: Numbers, place: Numbers) -> pa.Array:
    return pa.array([str(one) if has else None for has, one in zip(who, place, strict=True)], pa.string())


def write(path: Path, households: int) -> int:
    """Write the rows; the number of persons."""
    table = people(households)
    pq.write_table(table, path, row_group_size=ROW_GROUP)
    return int(table.num_rows)


def answers(number: int, today: dt.date) -> list[dict[str, dict[str, Any]]]:
    """Complete answers of lone parents with two children, no two with the same rent or wage."""
    return [
        {
            "people": {"partner": "no", "children": 2},
            "born": {
                "born__me": f"{today.year - 36}-03-01",
                "born__k1": f"{today.year - 10}-05-01",
                "born__k2": f"{today.year - 5}-08-01",
            },
            "children": {"learning__k2": "daycare"},
            "dwelling": {"owner": "no", "rent_cold": 520.0 + n, "heating": 90.0, "area_m2": 70.0, "water": "no"},
            "work": {"gross_wage": 900.0 + 7 * n, "hours_per_week": 25.0},
            "income": {},
            "savings": {"more": "no"},
            "special": {},
            "received": {},
        }
        for n in range(number)
    ]


def household(n: int = 0) -> dict[str, Any]:
    """The form of ``talachse check``: a lone parent with two children."""
    return {
        "as_of": AS_OF.isoformat(),
        "dwelling": {"rent_cold": 620 + n, "heating": 90, "area_m2": 70},
        "persons": [
            {"id": "m", "born": "1990-03-01", "gross_wage": 1400, "hours_per_week": 25},
            {"id": "a", "born": "2016-05-01", "parents": ["m"]},
            {"id": "b", "born": "2021-08-01", "parents": ["m"], "daycare": True},
        ],
    }
