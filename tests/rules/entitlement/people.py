"""Households for the tests of the benefits: short words for what a household form says."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
from hypothesis import strategies as st

from talachse.rules.entitlement.columns import Column, from_households
from talachse.rules.entitlement.household import Household, read

DAY = dt.date(2026, 11, 1)


def born(years: int, on: dt.date = DAY) -> str:
    """Birthday of somebody who turned ``years`` four months before ``on``."""
    month = on.month - 4
    return dt.date(on.year - years - (month < 1), month + 12 * (month < 1), 1).isoformat()


def household(*persons: dict[str, Any], on: dt.date = DAY, **more: Any) -> Household:
    """A checked household; a person without an id gets its position: p0, p1 …"""
    people = [{"id": f"p{i}", **person} for i, person in enumerate(persons)]
    return read({"as_of": on.isoformat(), "persons": people, **more}, today=on)


def columns(*persons: dict[str, Any], on: dt.date = DAY) -> dict[str, Column]:
    """The columns of one household."""
    return from_households([household(*persons, on=on)])


def net(c: dict[str, Column]) -> Column:
    """Own income of people who pay neither taxes nor contributions."""
    names = (
        "gross_wage",
        "training_pay",
        "self_employed_income",
        "pension",
        "company_pension",
        "other_income",
        "maintenance_received",
    )
    return np.asarray(np.add.reduce([c[name] for name in names]))


def euros(value: Any) -> list[float]:
    """A column in cents, to compare with what a hand computed."""
    return [round(float(one), 2) for one in value]


amounts = st.floats(0, 3000, allow_nan=False).map(lambda value: round(value, 2))


@st.composite
def families(draw: st.DrawFn) -> list[dict[str, Any]]:
    """One or two adults of any age and up to three children, with any income."""
    couple = draw(st.booleans())
    adults: list[dict[str, Any]] = [
        {
            "id": f"a{i}",
            "born": born(draw(st.integers(20, 90))),
            "pension": draw(amounts),
            "company_pension": draw(st.sampled_from([0.0, 80.0, 400.0])),
            "gross_wage": draw(st.sampled_from([0.0, 300.0, 1500.0])),
            "wealth": draw(st.sampled_from([0.0, 150.0, 9_000.0, 25_000.0])),
            "fully_incapacitated": draw(st.booleans()),
            "asylum_benefits": draw(st.booleans()),
            "mark_g": draw(st.booleans()),
            **({"partner": f"a{1 - i}"} if couple else {}),
        }
        for i in range(2 if couple else 1)
    ]
    children: list[dict[str, Any]] = [
        {
            "id": f"c{i}",
            "born": born(draw(st.integers(0, 17))),
            "parents": [adult["id"] for adult in adults],
            "maintenance_received": draw(st.sampled_from([0.0, 200.0, 900.0])),
            "asylum_benefits": draw(st.booleans()),
        }
        for i in range(draw(st.integers(0, 3)))
    ]
    return [*adults, *(child for child in children if all(child["born"] > adult["born"] for adult in adults))]
