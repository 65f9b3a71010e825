"""A table of many households gives the same columns as each household alone, and names what is wrong row by row."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talachse.rules.entitlement import answer, bulk, check
from talachse.rules.entitlement.columns import AMOUNTS, COUNTS, DWELLING, FLAGS, from_households
from talachse.rules.entitlement.engine import Federal
from talachse.rules.entitlement.household import BENEFITS, read
from talachse.rules.entitlement.housing import Tables
from tests.rules.entitlement.made import TODAY, child, person, rented

POINTERS = ("partner", "parent_1", "parent_2", "kindergeld_to")


def table(households: list[dict[str, Any]]) -> bulk.Raw:
    """Households in JSON form as a table reads them: one row a person."""
    rows: list[dict[str, Any]] = []
    for number, household in enumerate(households):
        for one in household["persons"]:
            parents = [*one.get("parents", ()), None, None]
            facts = {name: value for name, value in one.items() if name != "parents"}
            rows.append(
                {"household_id": number, "parent_1": parents[0], "parent_2": parents[1]}
                | {name: household[name] for name in ("sgb2_grant_start", "sgb2_first_month") if name in household}
                | household.get("dwelling", {})
                | facts
            )
    columns: dict[str, Any] = {}
    for name in {name for row in rows for name in row}:
        values = [row.get(name) for row in rows]
        if name in bulk.DATES:
            columns[name] = np.array([value or "NaT" for value in values], dtype="datetime64[D]")
        elif name in {"household_id", "id", "school", *POINTERS}:
            columns[name] = np.array(values, dtype=object if name != "household_id" else int)
        elif name == "receives":
            columns[name] = np.array([*values, None], dtype=object)[:-1]
        else:
            columns[name] = np.array([np.nan if value is None else value for value in values], dtype=float)
    return bulk.Raw(columns)


def in_words(raw: bulk.Raw) -> bulk.Raw:
    """The same table with its text by number, as ``talachse screen`` reads it."""
    columns = dict(raw.columns)
    for name in {"household_id", "id", "school", *POINTERS} & set(columns):
        texts = [None if value is None else str(value) for value in np.asarray(columns[name])]
        values = sorted({text for text in texts if text is not None}, reverse=True)
        columns[name] = bulk.Words(np.array([-1 if text is None else values.index(text) for text in texts]), values)
    return bulk.Raw(columns)


FAMILY: dict[str, Any] = {
    "persons": [
        person("a", 40, gross_wage=1800, hours_per_week=30, partner="b", married=True, receives=["wohngeld"]),
        person("b", 38, pregnant_week=20),
        child("c", 15, "a", "b"),
        child("d", 19, "a", "b", school="berufsbildend", wealth=300),
    ],
    "dwelling": rented(700, 110, area_m2=80, water_heated_in_flat=True),
    "sgb2_first_month": "2026-03-15",
    "sgb2_grant_start": "2026-05-01",
}
LONE: dict[str, Any] = {"persons": [person("x", 30), child("y", 4, "x", daycare=True)], "dwelling": rented(500, 80)}
ASYLUM: dict[str, Any] = {"persons": [person("m", 30, asylum_benefits=True, asylum_since="2022-01-31")]}
OLD: dict[str, Any] = {"persons": [person("o", 75, pension=900.5, mark_g=True)], "dwelling": {"owner": True}}


def same(households: list[dict[str, Any]]) -> None:
    checked = [read({"as_of": TODAY.isoformat(), **household}, today=TODAY) for household in households]
    expected = from_households(checked)
    for raw in (table(households), in_words(table(households))):
        found, faults, kept = bulk.facts(raw, TODAY)
        assert not faults
        assert kept.all()
        assert set(found) == set(expected)
        for name, column in expected.items():
            left = found[name].astype("datetime64[D]") if name == "sgb2_grant_start" else found[name]
            right = column.astype("datetime64[D]") if name == "sgb2_grant_start" else column
            assert left.tolist() == right.tolist(), name


def test_a_table_gives_the_same_columns_as_json() -> None:
    same([FAMILY, LONE, ASYLUM, OLD])
    same([LONE])
    same([{"persons": [person("x", 30, single_parent=False), child("y", 4, "x", single_parent=False)]}])


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.builds(
            lambda age, wage, children, rent: {
                "persons": [
                    person("a", age, gross_wage=wage),
                    *(child(f"k{i}", years, "a") for i, years in enumerate(children)),
                ],
                "dwelling": rented(rent, 50),
            },
            st.integers(35, 66),
            st.integers(0, 4000).map(float),
            st.lists(st.integers(0, 17), max_size=4),
            st.integers(0, 1500).map(float),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_the_households(households: list[dict[str, Any]]) -> None:
    same(households)


def test_a_fault_takes_its_whole_household_out_and_says_why() -> None:
    def with_fault(key: str, **facts: Any) -> dict[str, Any]:
        first, *rest = LONE["persons"]
        return {"persons": [first | facts, *rest], "dwelling": {"rent_cold": -1.0} if key == "rent" else {}}

    broken = [
        with_fault("wage", gross_wage=-5),
        with_fault("born", born=None),
        with_fault("future", born="2030-01-01"),
        with_fault("old", born="1850-01-01"),
        with_fault("partner", partner="nobody"),
        with_fault("self", partner="x"),
        with_fault("school", school="uni"),
        with_fault("rent"),
        {"persons": [person("x", 30), person("x", 31)]},
        {"persons": [person("x", 5), child("y", 9, "x")]},
        {"persons": [person(f"p{i}") for i in range(31)]},
    ]
    raw = table([LONE, *broken])
    found, faults, kept = bulk.facts(raw, TODAY)
    assert bulk.facts(in_words(raw), TODAY)[1] == faults
    assert found["household"].tolist() == [0, 0]
    assert kept.sum() == 2
    said = {(fault.field, fault.text) for fault in faults}
    assert {field for field, _ in said} == {
        "gross_wage",
        "born",
        "partner",
        "school",
        "rent_cold",
        "id",
        "parent_1",
        "household_id",
    }
    assert ("partner", "Das ist die Person selbst.") in said
    assert ("born", "Der Geburtstag fehlt.") in said
    assert faults == sorted(faults, key=lambda fault: (fault.row, fault.field))


def test_households_keep_their_order_and_stand_together() -> None:
    raw = table([LONE, OLD, FAMILY])
    swapped = bulk.Raw({name: column[np.array([0, 2, 1, 3, 4, 5, 6])] for name, column in raw.columns.items()})
    found, faults, kept = bulk.facts(swapped, TODAY)
    assert bulk.facts(in_words(swapped), TODAY)[1] == faults
    assert [(fault.row, fault.field) for fault in faults if "beieinander" in fault.text] == [
        (0, "household_id"),
        (2, "household_id"),
    ]
    assert found["household"].tolist() == [0, 1, 1, 1, 1]
    assert kept.tolist() == [False, True, False, True, True, True, True]


def test_nothing_is_left_when_every_household_is_wrong() -> None:
    found, faults, kept = bulk.facts(table([{"persons": [person("a", gross_wage=-1)]}]), TODAY)
    assert (found, len(faults), kept.tolist()) == ({}, 1, [False])


def test_every_column_of_the_table_is_known() -> None:
    named = {*AMOUNTS, *FLAGS, *COUNTS, *DWELLING, *POINTERS, *bulk.DATES, "household_id", "id", "school", "receives"}
    assert named == bulk.KNOWN
    found, _, _ = bulk.facts(table([FAMILY]), TODAY)
    assert {f"receives_{benefit}" for benefit in BENEFITS} <= set(found)


def test_many_at_once_get_what_each_gets_alone(federal: Callable[[dt.date], Federal]) -> None:
    table_of_city, rules = Tables().of("05124000"), federal(TODAY)
    columns, _, _ = bulk.facts(table([FAMILY, LONE, ASYLUM, OLD]), TODAY)
    found = answer.of_columns(columns, TODAY, rules, table_of_city)
    for i, household in enumerate((FAMILY, LONE, ASYLUM, OLD)):
        alone = check.check(read({"as_of": "2026-11-01", **household}, today=TODAY), rules, table_of_city)
        assert found["first_by_law"][i] == alone.first_by_law
        assert found["disposable_income"][i] == pytest.approx(float(alone.disposable_income), abs=0.011)
        for route, prefix in zip(alone.routes, ("sgb2", "wohngeld"), strict=True):
            for claim in route.claims:
                assert found[f"{prefix}_{claim.benefit}"][i] == pytest.approx(float(claim.amount), abs=0.011)
        entitled = [line for line in alone.but if line.verdict.is_yes and line.component == "teilhabe"]
        assert found["but_teilhabe"][i] == len(entitled)
