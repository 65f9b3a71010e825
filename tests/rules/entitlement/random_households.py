"""Random households as the form takes them: any family, any income, nobody real."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.rules.entitlement.people import born

euros = st.integers(0, 3000).map(float)
little = st.sampled_from([0.0, 0.0, 0.0, 90.0, 250.0, 603.0, 1100.0])


@st.composite
def adults(draw: st.DrawFn, key: str) -> dict[str, Any]:
    """Somebody of 20 to 85 with one kind of income or none."""
    kind = draw(
        st.sampled_from(
            ["none", "gross_wage", "pension", "unemployment_benefit", "self_employed_income", "other_income"]
        )
    )
    return {
        "id": key,
        "born": born(draw(st.integers(20, 85))),
        **({} if kind == "none" else {kind: draw(euros)}),
        "company_pension": draw(little),
        "wealth": draw(st.sampled_from([0.0, 0.0, 4_000.0, 11_000.0, 45_000.0])),
        "fully_incapacitated": draw(st.sampled_from([False, False, False, True])),
        "asylum_benefits": draw(st.sampled_from([False, False, False, False, True])),
        "mark_g": draw(st.booleans()),
        "pregnant_week": draw(st.sampled_from([0, 0, 20])),
    }


@st.composite
def children(draw: st.DrawFn, key: str, parents: list[str]) -> dict[str, Any]:
    """A child of up to 24 years with its own small incomes."""
    age = draw(st.integers(0, 24))
    learning = {"training_pay": draw(st.sampled_from([0.0, 700.0, 1100.0]))} if age >= 16 else {}
    return {
        "id": key,
        "born": born(age),
        "parents": parents,
        "maintenance_received": draw(st.sampled_from([0.0, 0.0, 150.0, 500.0])),
        "gross_wage": draw(st.sampled_from([0.0, 0.0, 500.0])) if age >= 15 else 0.0,
        **learning,
    }


@st.composite
def households(draw: st.DrawFn) -> dict[str, Any]:
    """One or two adults, a couple or not, with up to four children, all of whose parents are at least 17 years older."""
    couple = draw(st.booleans())
    grown = [draw(adults("a"))]
    if couple:
        grown.append({**draw(adults("b")), "partner": "a", "married": draw(st.booleans())})
    elif draw(st.sampled_from([False, False, True])):
        grown.append(draw(adults("b")))
    parents = ["a", "b"] if couple else ["a"]
    young = [draw(children(f"k{i}", parents)) for i in range(draw(st.integers(0, 4)))]
    oldest = max(one["born"] for one in grown if one["id"] in parents)
    young = [one for one in young if int(one["born"][:4]) >= int(oldest[:4]) + 17]
    return {
        "as_of": "2026-11-01",
        "persons": [*grown, *young],
        "dwelling": {
            "rent_cold": draw(st.integers(0, 1300).map(float)),
            "heating": draw(st.integers(0, 200).map(float)),
            "water_heated_in_flat": draw(st.booleans()),
        },
    }


batches = st.lists(households(), min_size=8, max_size=25)
