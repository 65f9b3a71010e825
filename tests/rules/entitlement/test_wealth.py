import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talachse.rules.entitlement.groups import ADULT, families, wohngeld_households
from talachse.rules.entitlement.law import BILL
from talachse.rules.entitlement.wealth import (
    LAW,
    Wealth,
    allowances,
    child_covers_itself_by_wealth,
    home,
    new_wealth_law,
    notes,
    own_allowance,
    steps,
    too_much,
    wohngeld_allowance,
)
from tests.rules.entitlement.made import AFTER, BEFORE, TODAY, child, make_columns, person, rented

OVER = "2024-01-01"
OLD_GRANT = "2026-06-01"


def wealth_of(*persons: dict[str, Any], on: dt.date = TODAY, law: Any = "in force", **household: Any) -> Wealth:
    c = make_columns(*persons, on=on, **household)
    return allowances(c, families(c), on, law)


# --- which law ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "on", "new"),
    [
        (None, "2026-06-30", False),  # no grant: the day decides
        (None, "2026-07-01", True),
        ("2026-06-01", "2026-11-01", False),  # § 65a (1): begun before 1 July 2026
        ("2026-06-01", "2027-05-31", False),
        ("2026-06-01", "2027-06-01", True),  # twelve months are over (§ 41 (3)): renewed under the new law
        ("2026-07-01", "2026-11-01", True),
        ("2025-08-01", "2026-07-31", False),
        ("2025-08-01", "2026-08-01", True),  # renewed on 1 August 2026
        ("2024-03-01", "2026-11-01", False),  # renewed on 1 March 2026
        ("2026-08-01", "2026-06-30", False),  # the grant does not cover the day
        ("2026-08-01", "2026-07-10", True),
    ],
)
def test_the_start_of_the_grant_selects_the_law(start: str | None, on: str, *, new: bool) -> None:
    day = dt.date.fromisoformat(on)
    c = make_columns(person("a"), on=day, **({"sgb2_grant_start": start} if start else {}))
    assert new_wealth_law(c, day).tolist() == [new]


# --- the ladder -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "on", "amount"),
    [
        ("1997-01-15", "2026-11-01", 5000),  # 29
        ("1996-11-02", "2026-10-31", 5000),  # 30th birthday on 2 November: not before 1 November
        ("1996-11-15", "2026-11-01", 10000),  # § 12 (2) S. 2: from the first of the month of the 30th birthday
        ("1996-11-15", "2026-11-30", 10000),
        ("1996-12-01", "2026-11-30", 10000),  # born on a 1st: 30 years are completed on 30 November (§§ 187, 188 BGB)
        ("1996-12-02", "2026-11-30", 5000),
        ("1986-12-15", "2026-11-30", 10000),  # 39
        ("1986-11-15", "2026-11-01", 12500),  # 40
        ("1976-12-15", "2026-11-30", 12500),  # 49
        ("1976-11-15", "2026-11-01", 20000),  # 50
        ("1940-01-01", "2026-11-01", 20000),
        ("2026-10-01", "2026-11-01", 5000),
    ],
)
def test_the_ladder_by_age(born: str, on: str, amount: int) -> None:
    day = dt.date.fromisoformat(on)
    assert own_allowance(make_columns({"id": "a", "born": born}, on=day), day).tolist() == [amount]


def test_both_sides_of_july_2026() -> None:
    family = (person("a", 50, partner="b"), person("b", 41), child("k", 10, "a", "b"))
    # new: 20,000 + 12,500 + 5,000
    assert wealth_of(*family, on=AFTER, sgb2_first_month=OVER).sgb2_total.tolist() == [37500.0] * 3
    # old after the first year: 3 × 15,000
    assert wealth_of(*family, on=BEFORE, sgb2_first_month=OVER).sgb2_total.tolist() == [45000.0] * 3
    # old in the first year: 40,000 + 2 × 15,000
    assert wealth_of(*family, on=BEFORE).sgb2_total.tolist() == [70000.0] * 3
    # a grant begun in June 2026 keeps the old law, its first year too, until May 2027
    running = wealth_of(*family, sgb2_grant_start=OLD_GRANT, sgb2_first_month=OLD_GRANT)
    assert running.sgb2_total.tolist() == [70000.0] * 3
    assert running.sgb2.sum() == pytest.approx(70000)
    assert not running.new_law.any()
    # the new law knows no first year for wealth
    assert wealth_of(person("a", 29), on=AFTER).sgb2_total.tolist() == [5000.0]


# --- the family's sum -----------------------------------------------------------------------------------------------


def has_too_much(*persons: dict[str, Any], on: dt.date = TODAY, **household: Any) -> list[bool]:
    c = make_columns(*persons, on=on, **household)
    return [bool(one) for one in too_much(c, families(c), on)]


def test_unused_allowances_pass_to_the_partner() -> None:
    # § 12 (2) S. 3: 50 and 29 years: 25,000 together
    assert has_too_much(person("a", 50, partner="b"), person("b", 29, wealth=25000.0)) == [False, False]
    assert has_too_much(person("a", 50, partner="b"), person("b", 29, wealth=25000.01)) == [True, True]


def test_strangers_do_not_share_allowances() -> None:
    assert has_too_much(person("a", 50), person("b", 29, wealth=5000.01)) == [False, True]


def test_a_childs_wealth_never_counts_for_its_parents() -> None:
    # § 9 (2) S. 2: mother 35 has 10,000 (all free), the child 5,300 of which 5,000 are free
    family = (person("a", wealth=10000.0), child("k", 10, "a", wealth=5300.0))
    assert has_too_much(*family) == [False, False]
    result = wealth_of(*family)
    assert result.counted.tolist() == [10000.0, 5000.0]
    assert result.child_excess.tolist() == [0.0, 300.0]


def test_what_the_mother_leaves_unused_covers_the_child() -> None:
    result = wealth_of(person("a", wealth=9000.0), child("k", 10, "a", wealth=5300.0))
    assert result.child_excess.tolist() == [0.0, 0.0]
    result = wealth_of(person("a", wealth=9800.0), child("k", 10, "a", wealth=5300.0))
    assert result.child_excess.tolist() == [0.0, pytest.approx(100.0)]


@pytest.mark.parametrize(
    ("wealth", "open_need", "covers"),
    [
        (5400.0, 400.0, True),  # 400 beyond the child's own 5,000 pay the month
        (5399.99, 400.0, False),
        (5000.0, 0.0, False),  # its income does it, not its wealth
        (5000.01, -10.0, True),
    ],
)
def test_a_child_that_can_live_on_its_wealth_leaves(wealth: float, open_need: float, *, covers: bool) -> None:
    c = make_columns(person("a", wealth=90000.0), child("k", 10, "a", wealth=wealth))
    assert child_covers_itself_by_wealth(c, TODAY, np.full(2, open_need)).tolist() == [False, covers]


def test_the_own_allowance_of_a_child_under_the_old_law() -> None:
    c = make_columns(person("a"), child("k", 10, "a", wealth=15400.0), sgb2_grant_start=OLD_GRANT)
    assert child_covers_itself_by_wealth(c, TODAY, np.full(2, 400.0)).tolist() == [False, True]
    assert child_covers_itself_by_wealth(c, TODAY, np.full(2, 401.0)).tolist() == [False, False]


# --- other benefits -------------------------------------------------------------------------------------------------


def test_kinderzuschlag_keeps_the_old_amounts() -> None:
    family = (person("a", partner="b"), person("b"), child("k", 10, "a", "b"))
    for on in (BEFORE, AFTER):  # § 6a (3) S. 5 BKGG: 40,000 + 2 × 15,000
        assert wealth_of(*family, on=on).kinderzuschlag.tolist() == [70000.0] * 3


def test_wohngeld_counts_the_relatives_of_the_flat_and_the_bill_caps_the_sum() -> None:
    family = (person("a", 50, partner="b"), person("b"), child("k", 10, "a", "b"), child("t", 26, "a"), person("z"))
    on = dt.date(2027, 1, 1)
    # four relatives: 60,000 + 3 × 30,000; the lodger alone: 60,000
    assert wealth_of(*family, on=on).wohngeld.tolist() == [150000.0] * 4 + [60000.0]
    assert wealth_of(*family, on=on, law=BILL).wohngeld.tolist() == [120000.0] * 4 + [60000.0]
    c = make_columns(*family, on=dt.date(2026, 12, 31))
    assert wohngeld_allowance(c, dt.date(2026, 12, 31), BILL).tolist() == [150000.0] * 4 + [60000.0]


@pytest.mark.parametrize(
    ("persons", "amounts"),
    [
        ([person("a", 70)], [10000]),
        ([person("a", 70, partner="b"), person("b", 68)], [20000, 20000]),
        ([person("a", 40), child("k", 10, "a")], [10500, 10500]),
        ([person("a", 50), child("t", 19, "a")], [10000, 10000]),  # an adult child stands alone
        ([person("a", 16)], [10000]),  # a minor on its own
        ([person("a", 19, partner="b"), person("b", 17)], [10500, 10500]),
    ],
)
def test_sgb12(persons: list[dict[str, Any]], amounts: list[int]) -> None:
    assert wealth_of(*persons).sgb12.tolist() == amounts


def test_groups_numbered_before_give_the_same() -> None:
    c = make_columns(person("a", 50, partner="b"), person("b"), child("k", 10, "a", "b"), child("t", 26, "a"))
    handed = allowances(
        c,
        families(c),
        TODAY,
        wohngeld_household=wohngeld_households(c),
        einsatzgemeinschaft=families(c, ADULT),
    )
    alone = allowances(c, families(c), TODAY)
    assert handed.wohngeld.tolist() == alone.wohngeld.tolist()
    assert handed.sgb12.tolist() == alone.sgb12.tolist()


# --- own home -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "owner", "first", "is_open"),
    [
        (130.0, True, OVER, False),
        (130.1, True, OVER, True),
        (None, True, OVER, True),  # nobody knows how large it is
        (300.0, False, OVER, False),  # rented
        (300.0, True, "2026-06-01", False),  # § 12 (1) S. 3: protected whole in the first year
    ],
)
def test_an_own_home_is_never_an_amount(area: float | None, first: str, *, owner: bool, is_open: bool) -> None:
    c = make_columns(person("a"), dwelling=rented(300, owner=owner, area_m2=area), sgb2_first_month=first)
    assert home(c, TODAY).protected_m2.tolist() == [130]
    assert home(c, TODAY).open.tolist() == [is_open]
    said = notes(c, families(c), TODAY)
    assert len(said) == is_open
    if is_open:
        assert said[0].startswith("Ihre eigene Wohnung ist bis 130 m² sicher geschützt, ein Haus bis 140 m².")


def test_twenty_more_square_metres_for_each_person_beyond_four() -> None:
    people = [person("a"), *(child(f"k{i}", 3 + i, "a") for i in range(5))]
    assert home(make_columns(*people), TODAY).protected_m2.tolist() == [170] * 6


# --- words ----------------------------------------------------------------------------------------------------------


def test_the_chain_in_words() -> None:
    c = make_columns(person("a", 50, wealth=30000.0), child("k", 10, "a", wealth=500.0))
    chain = steps(c, families(c), TODAY)
    assert [(step.label, step.value) for step in chain] == [
        ("Erspartes und anderes Vermögen", Decimal("30500.00")),
        ("Frei sind (nach dem Alter, 2 Personen)", Decimal("25000.00")),
        ("Vermögen über dem Freibetrag", Decimal("5500.00")),
    ]
    c = make_columns(person("a"), sgb2_grant_start=OLD_GRANT)
    chain = steps(c, families(c), TODAY)
    assert chain[1].label == "Frei sind (nach den Regeln bis Juni 2026, 1 Person)"
    assert chain[1].basis == "§ 12 SGB II alter Fassung, § 65a Abs. 1 SGB II"
    assert chain[2].value == 0


def test_a_note_on_the_childs_excess() -> None:
    c = make_columns(person("a", wealth=10000.0), child("k", 10, "a", wealth=5300.0))
    assert notes(c, families(c), TODAY) == (
        "Ein Kind hat 300 € mehr, als in der Familie frei ist. Das mindert nur den Anspruch des Kindes.",
    )


def test_every_number_has_a_source() -> None:
    assert all(one.source for name in LAW.names() for one in LAW.history(name))


# --- properties -----------------------------------------------------------------------------------------------------

money = st.floats(0, 200_000, allow_nan=False)
days = st.sampled_from([BEFORE, AFTER, TODAY, dt.date(2027, 6, 1)])
starts = st.sampled_from([None, "2025-07-01", "2026-06-01"])


@given(st.lists(money, min_size=4, max_size=4), st.integers(0, 3), money, days, starts)
def test_more_wealth_never_raises_a_claim(
    wealth: list[float], who: int, more: float, on: dt.date, start: str | None
) -> None:
    def household(amounts: list[float]) -> Any:
        people = [
            person("a", 50, partner="b", wealth=amounts[0]),
            person("b", 29, wealth=amounts[1]),
            child("k", 10, "a", wealth=amounts[2]),
            person("z", 33, wealth=amounts[3]),
        ]
        return make_columns(*people, on=on, sgb2_grant_start=start)

    richer = [amount + (more if i == who else 0) for i, amount in enumerate(wealth)]
    small, large = household(wealth), household(richer)
    bg = families(small)
    assert (too_much(large, bg, on) >= too_much(small, bg, on)).all()
    need = np.full(4, 500.0)
    before, after = (child_covers_itself_by_wealth(c, on, need) for c in (small, large))
    assert (after >= before).all()
    first, second = allowances(small, bg, on), allowances(large, bg, on)
    assert (second.child_excess >= first.child_excess - 1e-6).all()
    assert second.sgb2_total.tolist() == first.sgb2_total.tolist()
    for column in (first.sgb2, first.sgb2_total, first.kinderzuschlag, first.wohngeld, first.sgb12, first.child_excess):
        assert np.isfinite(column).all()
        assert (column >= 0).all()


@given(st.lists(st.tuples(st.integers(1, 24), money), max_size=6), days, st.randoms())
def test_the_order_of_the_persons_never_matters(children: list[tuple[int, float]], on: dt.date, random: Any) -> None:
    people = [
        person("a", 50, wealth=3000.0),
        *(child(f"k{i}", age, "a", wealth=amount) for i, (age, amount) in enumerate(children)),
        person("z", 30),
    ]
    shuffled = random.sample(people, len(people))

    def totals(order: list[dict[str, Any]]) -> dict[str, tuple[float, ...]]:
        result = wealth_of(*order, on=on)
        rows = zip(result.sgb2_total, result.wohngeld, result.sgb12, result.child_excess, strict=True)
        return dict(zip([one["id"] for one in order], rows, strict=True))

    one, two = totals(people), totals(shuffled)
    assert all(one[key] == pytest.approx(two[key]) for key in one)
