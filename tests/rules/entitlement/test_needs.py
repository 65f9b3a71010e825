import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.entitlement.needs import (
    LAW,
    in_cents_each,
    mehrbedarfe,
    notes,
    past_retirement_age,
    regelbedarf,
    sofortzuschlag,
    steps,
    stufe,
)
from tests.rules.entitlement.made import TODAY, child, make_columns, person, rented

BOILER = rented(400, water_heated_in_flat=True)


def couple(first: int, second: int, **facts: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    return person("a", first, partner="b", **facts), person("b", second)


# --- Regelbedarfsstufen ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("persons", "sgb2", "sgb12"),
    [
        ([person("a")], [1], [1]),
        (couple(40, 39), [2, 2], [2, 2]),
        # § 20 (2) S. 1: partner is a minor -> 1; S. 2 Nr. 1: the minor -> 4
        (couple(20, 17), [1, 4], [2, 4]),
        # § 20 (2) S. 2 Nr. 2: 18 to 24 with the parents -> 3; from 25 on alone -> 1; in SGB XII every adult 1
        ([person("a", 50), child("k", 24, "a")], [1, 3], [1, 1]),
        ([person("a", 50), child("k", 25, "a")], [1, 1], [1, 1]),
        ([person("a", 50), child("k", 18, "a")], [1, 3], [1, 1]),
        # § 23 Nr. 1: until the 6th birthday 6, until the 14th 5, until the 18th 4
        (
            [person("a", 50), *(child(f"k{age}", age, "a") for age in (5, 6, 13, 14, 17))],
            [1, 6, 5, 5, 4, 4],
            [1, 6, 5, 5, 4, 4],
        ),
        # a minor without parents: able to work from 15 on and alone (§ 20 (2) S. 1)
        ([person("a", 15)], [1], [4]),
        ([person("a", 14)], [4], [4]),
        # a lone parent under 25 in her own mother's flat has a Bedarfsgemeinschaft of her own
        ([person("oma", 50), child("ann", 17, "oma"), child("kim", 0, "ann")], [1, 1, 6], [1, 4, 6]),
    ],
)
def test_stufe(persons: list[dict[str, Any]], sgb2: list[int], sgb12: list[int]) -> None:
    c = make_columns(*persons)
    assert stufe(c).tolist() == sgb2
    assert stufe(c, "sgb12").tolist() == sgb12


def test_the_amounts_of_2026_and_2023() -> None:
    family = (*couple(40, 39), *(child(f"k{age}", age, "a") for age in (5, 13, 17, 20)), person("z", 30))
    c = make_columns(*family)
    assert regelbedarf(c, TODAY).tolist() == [506, 506, 357, 390, 471, 451, 563]
    assert regelbedarf(c, dt.date(2023, 12, 31)).tolist() == [451, 451, 318, 348, 420, 402, 502]
    assert sofortzuschlag(c, TODAY).tolist() == [0, 0, 25, 25, 25, 25, 0]  # § 72: Stufe 3 to 6
    assert sofortzuschlag(c, dt.date(2024, 12, 31)).tolist() == [0, 0, 20, 20, 20, 20, 0]
    assert sofortzuschlag(c, TODAY, "sgb12").tolist() == [0, 0, 25, 25, 25, 0, 0]


@pytest.mark.parametrize(
    ("born", "on", "reached"),
    [
        ("1946-12-15", "2023-01-01", True),  # 65 years
        ("1958-03-10", "2024-03-31", False),  # 66 years, and the month runs out
        ("1958-03-10", "2024-04-01", True),
        ("1960-01-31", "2026-05-31", False),  # 66 years 4 months
        ("1960-01-31", "2026-06-01", True),
        ("1964-01-01", "2030-12-31", False),  # 67 years
        ("1964-01-01", "2031-01-01", True),
        ("1990-01-01", "2026-11-01", False),
    ],
)
def test_pension_age(born: str, on: str, *, reached: bool) -> None:
    day = dt.date.fromisoformat(on)
    assert past_retirement_age(make_columns({"id": "a", "born": born}, on=day), day).tolist() == [reached]


# --- Mehrbedarfe ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("persons", "amount"),
    [
        ([person("a", pregnant_week=13)], 95.71),  # 563 × 17 %
        ([person("a", pregnant_week=12)], 0.0),  # "nach der zwölften Schwangerschaftswoche"
        ([*couple(30, 30, pregnant_week=20)], 86.02),  # 506 × 17 %
        ([child("a", 19, "m", pregnant_week=20), person("m", 50)], 76.67),  # 451 × 17 %
        ([child("a", 16, "m", pregnant_week=20), person("m", 50)], 80.07),  # 471 × 17 %
    ],
)
def test_pregnancy(persons: list[dict[str, Any]], amount: float) -> None:
    result = mehrbedarfe(make_columns(*persons), TODAY)
    assert result.pregnant[0] == pytest.approx(amount)
    assert result.total[0] == pytest.approx(amount)


@pytest.mark.parametrize(
    ("ages", "amount"),
    [
        ([], 0.0),
        ([6], 202.68),  # Nr. 1: one child under 7, 36 % of 563
        ([7], 67.56),  # Nr. 2: 12 %
        ([7, 15], 202.68),  # Nr. 1: two under 16
        ([7, 16], 135.12),  # 24 %
        ([5, 17], 202.68),
        ([8, 10, 12], 202.68),  # three under 16, 36 % either way
        ([8, 9, 10, 12], 270.24),  # 48 %
        ([3, 8, 9, 10, 12], 337.80),  # 60 %
        ([3, 8, 9, 10, 12, 13], 337.80),  # at most 60 %
        ([18], 0.0),
    ],
)
def test_lone_parent(ages: list[int], amount: float) -> None:
    children = [child(f"k{i}", age, "ann") for i, age in enumerate(ages)]
    result = mehrbedarfe(make_columns(person("ann"), *children), TODAY)
    assert result.lone_parent[0] == pytest.approx(amount)
    assert result.total[0] == 0  # GETTSIM adds this one


def test_who_has_a_partner_is_no_lone_parent() -> None:
    c = make_columns(*couple(30, 30), child("k", 3, "a", "b"))
    assert mehrbedarfe(c, TODAY).lone_parent.tolist() == [0, 0, 0]


def test_in_sgb12_the_lone_parent_share_is_of_stufe_1() -> None:
    # § 30 (3): a mother of 17 has Stufe 4 (471), her Mehrbedarf is 36 % of Stufe 1 (563)
    c = make_columns(child("ann", 17, "oma"), child("kim", 1, "ann"), person("oma", 50))
    assert mehrbedarfe(c, TODAY, "sgb12").lone_parent[0] == pytest.approx(202.68)


@pytest.mark.parametrize(
    ("persons", "amounts"),
    [
        ([person("a")], [12.95]),  # 2.3 % of 563 = 12.949
        ([*couple(30, 30)], [11.64, 11.64]),  # 506: 11.638
        ([person("a", 45), child("k", 20, "a")], [12.95, 10.37]),  # 451: 10.373
        (
            [person("a", 45), *(child(f"k{n}", n, "a") for n in (14, 13, 5))],
            [12.95, 6.59, 4.68, 2.86],
        ),  # 1.4, 1.2, 0.8 %
    ],
)
def test_warm_water_made_in_the_flat(persons: list[dict[str, Any]], amounts: list[float]) -> None:
    assert mehrbedarfe(make_columns(*persons, dwelling=BOILER), TODAY).water == pytest.approx(amounts)
    assert not mehrbedarfe(make_columns(*persons), TODAY).water.any()


@pytest.mark.parametrize(
    ("facts", "sgb2", "sgb12"),
    [
        ({"age": 40, "mark_g": True, "fully_incapacitated": True}, 95.71, 95.71),
        ({"age": 40, "mark_g": True}, 0.0, 0.0),
        ({"age": 40, "fully_incapacitated": True}, 0.0, 0.0),
        ({"age": 70, "mark_g": True}, 0.0, 95.71),  # § 30 (1) Nr. 1: pension age
        (
            {"age": 14, "mark_g": True, "fully_incapacitated": True},
            0.0,
            0.0,
        ),  # under 15 nobody is fully incapacitated by SGB VI
        ({"age": 15, "mark_g": True, "fully_incapacitated": True}, 95.71, 80.07),  # alone: 563; SGB XII: Stufe 4, 471
    ],
)
def test_mark_g(facts: dict[str, Any], sgb2: float, sgb12: float) -> None:
    c = make_columns(person("a", **facts))
    assert mehrbedarfe(c, TODAY).mark_g[0] == pytest.approx(sgb2)
    assert mehrbedarfe(c, TODAY, "sgb12").mark_g[0] == pytest.approx(sgb12)


def test_the_sum_stays_within_the_regelbedarf() -> None:
    # § 21 (8): lone parent of five 337.80 + pregnant 95.71 + 35 % for disability 197.05 = 630.56 > 563
    children = [child(f"k{i}", 8 + i, "ann") for i in range(5)]
    c = make_columns(person("ann", pregnant_week=20, mark_g=True, fully_incapacitated=True), *children, dwelling=BOILER)
    granted = np.array([197.05, 0, 0, 0, 0, 0])
    result = mehrbedarfe(c, TODAY, granted=granted)
    assert result.pregnant[0] == pytest.approx(28.15)  # 563 - 337.80 - 197.05
    assert result.mark_g[0] == pytest.approx(95.71)  # § 23 Nr. 4 is not named in § 21 (8)
    assert result.water[0] == pytest.approx(12.95)  # nor is (7)
    assert result.total[0] == pytest.approx(28.15 + 95.71 + 12.95)
    # § 30 (6) SGB XII counts mark G too: nothing is left for it
    assert mehrbedarfe(c, TODAY, "sgb12", granted=granted).mark_g[0] == 0
    assert mehrbedarfe(c, TODAY, granted=np.full(6, 563.0)).pregnant[0] == 0


def test_without_what_was_granted_the_cap_never_bites() -> None:
    c = make_columns(person("ann", pregnant_week=20), *(child(f"k{i}", 8 + i, "ann") for i in range(5)))
    assert mehrbedarfe(c, TODAY).pregnant[0] == pytest.approx(95.71)


@pytest.mark.parametrize(
    ("degree", "age", "is_open"), [(49, 40, False), (50, 40, True), (100, 14, False), (50, 15, True)]
)
def test_a_disability_opens_a_question(degree: int, age: int, *, is_open: bool) -> None:
    c = make_columns(person("a", age, disability_degree=degree))
    assert mehrbedarfe(c, TODAY).disability_open.tolist() == [is_open]
    assert [text.startswith("Mit einer Behinderung") for text in notes(c, TODAY)] == [True] * is_open


# --- words ----------------------------------------------------------------------------------------------------------


def test_the_need_in_words() -> None:
    c = make_columns(person("ann", pregnant_week=20), child("kim", 6, "ann"), dwelling=BOILER)
    assert [(step.label, step.value) for step in steps(c, TODAY)] == [
        ("Regelbedarf (Stufe 1, allein oder alleinerziehend)", Decimal("563.00")),
        ("Mehrbedarf: Schwangerschaft", Decimal("95.71")),
        ("Mehrbedarf: allein mit Kind", Decimal("202.68")),
        ("Mehrbedarf: warmes Wasser", Decimal("12.95")),
    ]
    assert [(step.label, step.basis) for step in steps(c, TODAY, person=1)] == [
        ("Regelbedarf (Stufe 5, 6 bis 13 Jahre)", "§ 20, § 23 Nr. 1 SGB II"),
        ("Sofortzuschlag", "§ 72 SGB II"),
        ("Mehrbedarf: warmes Wasser", "§ 21 Abs. 7 SGB II"),
    ]
    old = make_columns(person("rosa", 70, mark_g=True))
    assert [step.basis for step in steps(old, TODAY, statute="sgb12")] == ["§ 27a SGB XII", "§ 30 Abs. 1 SGB XII"]


def test_half_a_cent_is_rounded_up() -> None:
    assert in_cents_each(np.array([0.005, 1.005, 2.675, 12.949, 0.0])).tolist() == [0.01, 1.01, 2.68, 12.95, 0.0]


def test_every_number_has_a_source() -> None:
    assert all(one.source for name in LAW.names() for one in LAW.history(name))


# --- properties -----------------------------------------------------------------------------------------------------


@given(
    st.lists(st.tuples(st.integers(0, 24), st.integers(0, 45), st.booleans()), max_size=7),
    st.integers(25, 90),
    st.sampled_from([dt.date(2026, 6, 30), dt.date(2026, 7, 1), dt.date(2028, 2, 29)]),
    st.randoms(),
)
def test_needs_are_finite_and_do_not_depend_on_the_order(
    children: list[tuple[int, int, bool]], age: int, on: dt.date, random: Any
) -> None:
    people = [
        person("a", age, mark_g=True),
        *(
            child(f"k{i}", years, "a", pregnant_week=week, mark_g=g, fully_incapacitated=g)
            for i, (years, week, g) in enumerate(children)
            if years + 15 < age and years > 0
        ),
    ]
    shuffled = random.sample(people, len(people))

    def needs(order: list[dict[str, Any]]) -> dict[str, float]:
        c = make_columns(*order, on=on, dwelling=BOILER)
        for statute in ("sgb2", "sgb12"):
            more = mehrbedarfe(c, on, statute)
            total = more.total + more.lone_parent + regelbedarf(c, on, statute) + sofortzuschlag(c, on, statute)
            assert np.isfinite(total).all()
            assert (total > 0).all()
            assert (more.pregnant + more.lone_parent <= regelbedarf(c, on, statute)).all()
        return dict(zip([one["id"] for one in order], total, strict=True))

    assert needs(people) == pytest.approx(needs(shuffled))
