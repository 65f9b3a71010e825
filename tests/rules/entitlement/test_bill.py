"""The rules under the bill: what the overlay puts in GETTSIM's place, and that the compiled rules say the same."""

import datetime as dt
import math

import pytest

from talachse.entitlement.cache import Cache
from talachse.rules.entitlement import compile as compiler
from talachse.rules.entitlement import engine, overlay, wealth
from talachse.rules.entitlement.columns import from_households
from talachse.rules.entitlement.household import read
from talachse.rules.entitlement.law import BILL, IN_FORCE, in_effect, open_points, value
from talachse.rules.entitlement.sample import random_columns
from tests.rules.entitlement import whole
from tests.rules.entitlement.conftest import FOLDER

NEW_YEAR = dt.date(2027, 1, 1)
EVE = dt.date(2026, 12, 31)


def test_the_bill_holds_from_its_first_day_only() -> None:
    assert [in_effect(day, BILL) for day in (EVE, NEW_YEAR)] == [IN_FORCE, BILL]
    assert in_effect(NEW_YEAR, IN_FORCE) == IN_FORCE


def test_what_the_bill_leaves_open_is_said_and_nothing_before_it() -> None:
    said = " ".join(open_points(NEW_YEAR, BILL))
    assert "Mietenstufen" in said
    assert "1 und für 4 Personen" in said
    assert "Steuer" in said
    assert open_points(EVE, BILL) == open_points(NEW_YEAR, IN_FORCE) == ()


def test_the_least_wohngeld_that_is_paid() -> None:
    assert [overlay.wohngeld_that_is_paid(amount, True) for amount in (9.0, 10.0)] == [0, 10]
    assert [overlay.wohngeld_that_the_bill_pays(amount, True) for amount in (14.0, 15.0)] == [0, 15]
    assert overlay.wohngeld_that_is_paid(300.0, False) == overlay.wohngeld_that_the_bill_pays(300.0, False) == 0


@pytest.mark.parametrize(("persons", "free"), [(1, 60_000), (2, 90_000), (3, 120_000), (4, 120_000), (9, 120_000)])
def test_the_wealth_limit_of_the_bill_has_a_cap(persons: int, free: float) -> None:
    assert overlay.wealth_within_the_limit_of_the_bill(free, persons)
    assert not overlay.wealth_within_the_limit_of_the_bill(math.nextafter(free, math.inf), persons)
    children = [{"id": f"k{i}", "born": "2020-01-01", "parents": ["a"]} for i in range(1, persons)]
    columns = from_households([read({"persons": [{"id": "a", "born": "1990-01-01"}, *children]}, today=NEW_YEAR)])
    assert wealth.wohngeld_allowance(columns, NEW_YEAR, BILL)[0] == free


def test_amounts_of_the_bill_take_the_place_of_gettsims() -> None:
    by_name = {one.name.rsplit("__", 1)[-1]: one for one in overlay.AMOUNTS}
    assert by_name["satz_m"].new(259, value("kindergeld", NEW_YEAR, BILL).value) == 267
    drafted = value("wohngeld_heizkosten", NEW_YEAR, BILL).value
    heating = by_name["raw_dauerhafte_heizkostenkomponente_m_hh"].new({1: 96, "jede_weitere_person": 24}, drafted)
    assert (heating[1], heating[4], heating["jede_weitere_person"]) == (62.40, 111.80, 15.60)
    assert by_name["raw_heizkostenentlastung_m_hh"].new({1: 14.4, "jede_weitere_person": 3.6}, drafted) == {
        1: 0,
        "jede_weitere_person": 0,
    }
    row = by_name["koeffizienten_berechnungsformel"].new({1: {"a": 0.04, "b": 0.0004797, "c": 0.0000408}}, 1.58)[1]
    assert row == {"a": 0.04, "b": 0.0004797, "c": pytest.approx(0.000064464)}


def test_the_amounts_that_the_bill_replaces_are_those_that_are_computed_with_in_force() -> None:
    """Where ``law.yaml`` and the federal rules disagree, the difference between both sides would not be the bill's."""
    from talachse.rules.entitlement import gettsim

    for day in (dt.date(2025, 7, 1), EVE, NEW_YEAR):
        law = dict(gettsim._leaves(gettsim._environment(day, IN_FORCE)))
        assert law["kindergeld__satz_m"].value == value("kindergeld", day).value
        parts = [
            law[f"wohngeld__raw_{name}_m_hh"].value
            for name in ("dauerhafte_heizkostenkomponente", "heizkostenentlastung")
        ]
        heating = value("wohngeld_heizkosten", day).value
        assert {
            "weitere" if size == "jede_weitere_person" else size: pytest.approx(parts[0][size] + parts[1][size])
            for size in parts[0]
        } == heating
        free = law["wohngeld__parameter_vermögensfreibetrag"].value
        said = value("wohngeld_vermoegen", day).value
        assert [*free.values()] == [said["erste"], said["weitere"]]


def test_expenses_for_work_are_only_ever_the_flat_deduction() -> None:
    # The bill allows nothing else; the form asks for nothing else under the law in force.
    assert value("wohngeld_nur_werbungskosten_pauschbetrag", NEW_YEAR, BILL).value
    expenses = "einkommensteuer__einkünfte__aus_nichtselbstständiger_arbeit__tatsächliche_werbungskosten_y"
    assert engine.CONSTANT[expenses] == 0


def test_the_compiled_rules_under_the_bill_are_gettsims_with_our_overlay() -> None:
    cache = Cache(FOLDER, targets=engine.TARGETS, given=engine.GIVEN)
    compiled = cache.prepare(NEW_YEAR, law=BILL)
    assert compiled is not None
    plain = whole.federal(NEW_YEAR, BILL)
    columns = random_columns(compiled.types, 2000, year=2027, seed=7)
    assert compiler.differences(plain, compiled, columns) == {}
    assert compiler.differences(whole.federal(NEW_YEAR), compiled, columns).keys() >= {
        "kindergeld__betrag_m",
        "wohngeld__basisbetrag_m_wthh",
        "wohngeld__vermögensgrenze_unterschritten_wthh",
        "unterhaltsvorschuss__betrag_m",
    }


def test_each_law_set_has_compiled_rules_of_its_own_from_the_day_of_the_bill() -> None:
    cache = Cache(FOLDER, targets=engine.TARGETS, given=engine.GIVEN)
    in_force, bill = (cache.ready(NEW_YEAR, law=law) for law in (IN_FORCE, BILL))
    assert in_force is not bill
    assert cache.ready(EVE, law=BILL) is cache.ready(EVE)
    assert cache.first_missing(EVE, NEW_YEAR) is None


def test_rules_that_nobody_has_compiled_are_missing_under_the_bill_too() -> None:
    assert Cache(FOLDER / "nirgends", targets=engine.TARGETS, given=engine.GIVEN).checked(NEW_YEAR, BILL) is None
