"""What must hold for every household, whoever lives in it; a batch of random households an example."""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talachse.rules.entitlement import bulk, check, groups
from talachse.rules.entitlement.bulk import Raw
from talachse.rules.entitlement.check import Many
from talachse.rules.entitlement.columns import AMOUNTS, COUNTS, DWELLING, FLAGS, Column, from_households
from talachse.rules.entitlement.household import Household, read
from tests.rules.entitlement import whole
from tests.rules.entitlement.random_households import batches

ROUTES = ("jobcenter", "housing")
quickly = settings(max_examples=10, deadline=None)

type Form = dict[str, Any]


def readable(forms: list[Form]) -> list[Household]:
    return [read(form, today=whole.TODAY) for form in forms]


def computed(forms: list[Form]) -> Many:
    return whole.many(readable(forms))


def best(found: Many) -> Column:
    """What each person's home has in all on the way on which it has more."""
    home = groups.wohngeld_households(found.jobcenter.c)
    sums = [
        sum((np.bincount(home, weights=found.column(route, name)) for name in check.COMPUTED), np.zeros(home.max() + 1))
        for route in ROUTES
    ]
    return np.maximum(*sums)


def changed(forms: list[Form], field: str, by: float) -> list[Form]:
    """The same households, the first person with more."""
    more = copy.deepcopy(forms)
    for form in more:
        form["persons"][0][field] = form["persons"][0].get(field, 0.0) + by
    return more


@quickly
@given(batches)
def test_no_amount_is_negative_or_not_a_number(forms: list[Form]) -> None:
    found = computed(forms)
    for route in ROUTES:
        for name in check.COMPUTED:
            amounts = found.column(route, name)
            assert np.isfinite(amounts).all(), name
            assert (amounts >= 0).all(), name
    for done in (found.jobcenter, found.housing):
        for name, column in done.federal.items():
            assert np.isfinite(column).all(), name


@quickly
@given(batches)
def test_both_routes_are_about_the_same_persons(forms: list[Form]) -> None:
    found = computed(forms)
    persons = sum(len(form["persons"]) for form in forms)
    for done in (found.jobcenter, found.housing):
        assert {len(column) for column in done.federal.values()} == {persons}
        assert len(done.variant.bg) == len(done.variant.wthh) == persons
        # A group never reaches beyond its household.
        for group in (done.variant.bg, done.variant.wthh):
            assert len(set(zip(group, done.c["household"], strict=True))) == len(set(group))
    assert found.jobcenter.c is found.housing.c


@quickly
@given(batches, st.randoms(use_true_random=False))
def test_the_order_of_persons_never_matters(forms: list[Form], chance: Any) -> None:
    shuffled = copy.deepcopy(forms)
    for form in shuffled:
        for person in form["persons"]:
            person.setdefault("kindergeld_to", person["parents"][0] if person.get("parents") else None)
        chance.shuffle(form["persons"])
    one, other = computed(forms), computed(shuffled)
    for i in range(len(forms)):
        assert one.first(i) == other.first(i), forms[i]
        for route in ROUTES:
            for name in check.COMPUTED:
                assert one.total(i, route, name) == pytest.approx(other.total(i, route, name), abs=Decimal("0.01")), (
                    name,
                    forms[i],
                )


@quickly
@given(batches, st.sampled_from([50.0, 400.0]))
def test_more_income_never_raises_a_need_or_the_help_against_it(forms: list[Form], by: float) -> None:
    before, after = computed(forms), computed(changed(forms, "other_income", by))
    assert (
        after.jobcenter.federal["bürgergeld__regelbedarf_m"] <= before.jobcenter.federal["bürgergeld__regelbedarf_m"]
    ).all()
    for i, form in enumerate(forms):
        if form["persons"][0]["fully_incapacitated"] or form["persons"][0]["asylum_benefits"]:
            continue
        low, high = (m.total(i, "jobcenter", "grundsicherungsgeld") for m in (after, before))
        assert low <= high + check.CENTS, form


@quickly
@given(batches, st.sampled_from([3_000.0, 100_000.0]))
def test_more_wealth_never_raises_what_a_home_can_have(forms: list[Form], by: float) -> None:
    """Wealth may open the Kinderzuschlag, whose own limit is higher, by ending the need under SGB II (§ 6a (1) Nr. 3 BKGG).

    Then the home had more at the Jobcenter before: so the better way is compared, not one of them.
    """
    before, after = computed(forms), computed(changed(forms, "wealth", by))
    assert (best(after) <= best(before) + 0.011).all()


@quickly
@given(batches)
def test_a_table_and_the_form_give_the_same_columns(forms: list[Form]) -> None:
    wanted = from_households(readable(forms))
    found, faults, kept = bulk.facts(as_table(forms), whole.TODAY)
    assert not faults
    assert kept.all()
    for name, column in wanted.items():
        same_kind = column.astype("datetime64[D]") if name == "sgb2_grant_start" else column
        assert (found[name] == same_kind).all(), name


def as_table(forms: list[Form]) -> Raw:
    """The same households as a table with one row a person; what a form does not say is an empty cell."""
    rows = [
        {
            **person,
            **form["dwelling"],
            "household_id": number,
            "parent_1": (person.get("parents") or [None])[0],
            "parent_2": (person.get("parents") or [None, None])[1:2][0] if len(person.get("parents", ())) > 1 else None,
        }
        for number, form in enumerate(forms)
        for person in form["persons"]
    ]
    columns: dict[str, Column] = {
        "household_id": np.array([row["household_id"] for row in rows]),
        "born": np.array([row["born"] for row in rows], dtype="datetime64[D]"),
    }
    for name in ("id", "partner", "parent_1", "parent_2", "kindergeld_to", "school"):
        columns[name] = np.array([row.get(name) for row in rows], dtype=object)
    for name in (*AMOUNTS, *COUNTS, *DWELLING, *(flag for flag in FLAGS if flag != "single_parent")):
        columns[name] = np.array([float(row[name]) if name in row else np.nan for row in rows])
    return Raw(columns)
