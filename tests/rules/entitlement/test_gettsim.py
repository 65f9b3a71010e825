import datetime as dt
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from talachse.rules.entitlement import overlay, versions
from talachse.rules.entitlement.columns import Column
from talachse.rules.entitlement.engine import GIVEN, TARGETS
from tests.rules.entitlement.engines import AUTUMN, LETTERS, federal

SUMMER = dt.date(2026, 7, 1)


@pytest.fixture
def own_overlay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is laid over but what the test registers."""
    monkeypatch.setattr(overlay, "REPLACEMENTS", [])
    monkeypatch.setattr(overlay, "INPUTS", [])


def people(engine: Any, **columns: list[Any]) -> dict[str, Column]:
    """One column entry a person; what is not named is nothing, and nobody."""
    length = len(next(iter(columns.values())))
    found: dict[str, Column] = {}
    for name, kind in engine.types.items():
        nothing = -1 if name.rsplit("__", 1)[-1].startswith("p_id_") else kind(0)
        found[name] = np.array(columns.get(name, [nothing] * length))
    return found | {"p_id": np.arange(length)}


def test_a_single_unemployed_person_gets_standard_need_and_rent_recognised_in_full() -> None:
    engine = federal(given=(*LETTERS, "bürgergeld__kosten_der_unterkunft_m", "bürgergeld__vermögensfreibetrag_bg"))
    single = people(
        engine,
        hh_id=[0],
        alter=[35],
        alter_monate=[421],
        geburtsjahr=[1991],
        bürgergeld__kosten_der_unterkunft_m=[500.0],
        bürgergeld__vermögensfreibetrag_bg=[15_000.0],
        wohnen__wohnfläche_hh=[45.0],
        wohngeld__mietstufe_hh=[3],
        sozialversicherung__rente__jahr_renteneintritt=[2058],
    )
    assert engine(single)["bürgergeld__anspruchshöhe_m"].tolist() == [1063.0]  # 563 (Regelbedarfsstufe 1) + 500
    assert set(engine.inputs) == set(single)


def test_what_gettsim_is_not_handed_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    from talachse.rules.entitlement import gettsim

    def graph() -> tuple[set[tuple[str, frozenset[str]]], set[str]]:
        engine = gettsim.build(AUTUMN, targets=TARGETS, given=GIVEN)
        return {(node.name, frozenset(node.reads)) for node in engine.nodes}, set(engine.inputs)

    ours = graph()
    monkeypatch.setattr(gettsim, "_reached", lambda environment, *_: environment)
    assert graph() == ours


def test_a_missing_column_is_named() -> None:
    with pytest.raises(KeyError, match="alter"):
        federal()({name: np.zeros(1) for name in federal().inputs if name != "alter"})


def test_what_nobody_computes_is_refused_by_name() -> None:
    from talachse.rules.entitlement import gettsim

    with pytest.raises(LookupError, match="wohngeld__geschenk"):
        gettsim.build(AUTUMN, targets=["wohngeld__geschenk"])
    with pytest.raises(LookupError, match="wohngeld__gabe"):
        gettsim.build(AUTUMN, targets=["kindergeld__betrag_m"], given=["wohngeld__gabe"])


def test_a_target_may_be_given_or_be_a_parameter_of_the_law() -> None:
    from talachse.rules.entitlement import gettsim

    targets = ("bg_id", "alter", "kindergeld__satz_m", "familie__anzahl_personen_bg")
    engine = gettsim.build(AUTUMN, targets=targets, given=["bg_id"])
    found = engine({"p_id": np.arange(3), "bg_id": np.array([9, 9, 4]), "alter": np.array([40, 38, 3])})
    assert found["familie__anzahl_personen_bg"].tolist() == [2, 2, 1]
    assert found["kindergeld__satz_m"].tolist() == [259, 259, 259]
    assert found["alter"].tolist() == [40, 38, 3]
    assert len(set(found["bg_id"][:2])) == 1


def test_a_replacement_holds_from_its_day_and_may_read_parameters_and_columns_of_ours(own_overlay: None) -> None:
    from talachse.rules.entitlement import gettsim

    overlay.INPUTS.append(overlay.Input("bürgergeld__zuschlag_m", float, "CURRENCY.PER_MONTH"))

    @overlay.replaces(
        "bürgergeld__regelsatz_m", unit="CURRENCY.PER_MONTH", basis="§ 20 SGB II", why="Ein Test.", since=SUMMER
    )
    def need(alter: int, bürgergeld__zuschlag_m: float, grundsicherung__regelbedarfsstufen: Any) -> float:
        base = 100.0 if alter < 18 else grundsicherung__regelbedarfsstufen.rbs_1
        return base + bürgergeld__zuschlag_m

    @overlay.replaces("bürgergeld__tagesbetrag_d", unit="CURRENCY.PER_DAY", basis="§ 41 SGB II", why="Ein neuer Name.")
    def each_day(bürgergeld__regelsatz_m: float) -> float:
        return bürgergeld__regelsatz_m / 30

    targets = ("bürgergeld__regelsatz_m", "bürgergeld__tagesbetrag_d")
    engine = gettsim.build(AUTUMN, targets=targets)
    found = engine({"p_id": np.arange(2), "alter": np.array([40, 10]), "bürgergeld__zuschlag_m": np.array([37.0, 5.0])})
    assert found["bürgergeld__regelsatz_m"].tolist() == [600.0, 105.0]
    assert found["bürgergeld__tagesbetrag_d"].tolist() == [20.0, 3.5]
    before = gettsim.build(SUMMER - dt.timedelta(days=1), targets=targets[:1])
    without = gettsim.build(AUTUMN, targets=targets[:1], overlay=False)
    assert "bürgergeld__zuschlag_m" not in {*before.inputs, *without.inputs}


def test_of_two_replacements_of_a_name_the_later_holds(own_overlay: None) -> None:
    from talachse.rules.entitlement import gettsim

    def later() -> None:
        @overlay.replaces("kindergeld__betrag_m", unit="CURRENCY.PER_MONTH", basis="§ 6", why="Neu.", since=SUMMER)
        def new(alter: int) -> float:
            return 300.0 + alter * 0.0

    later()  # entered first

    @overlay.replaces("kindergeld__betrag_m", unit="CURRENCY.PER_MONTH", basis="§ 6", why="Alt.")
    def old(alter: int) -> float:
        return 200.0 + alter * 0.0

    engine = gettsim.build(AUTUMN, targets=["kindergeld__betrag_m"])
    assert engine({"p_id": np.arange(1), "alter": np.array([3])})["kindergeld__betrag_m"].tolist() == [300.0]


def test_the_overlay_in_force_gives_further_needs_to_whoever_has_them() -> None:
    from talachse.rules.entitlement import gettsim

    given = ("bürgergeld__regelsatz_m", "bürgergeld__kosten_der_unterkunft_m")
    engine = gettsim.build(AUTUMN, targets=["bürgergeld__regelbedarf_m"], given=given)
    one = {
        "p_id": np.arange(1),
        "bürgergeld__regelsatz_m": np.array([563.0]),
        "bürgergeld__kosten_der_unterkunft_m": np.array([400.0]),
        "bürgergeld__weitere_mehrbedarfe_m": np.array([95.71]),
    }
    assert engine(one)["bürgergeld__regelbedarf_m"].tolist() == [pytest.approx(1058.71)]
    replaced = next(one for one in overlay.REPLACEMENTS if one.name == "bürgergeld__regelbedarf_m")
    assert overlay.arguments(replaced) == tuple(list(one)[i] for i in (1, 2, 3))
    assert overlay.need_of_a_person(1.0, 2.0, 4.0) == 7.0


# --- intervals -------------------------------------------------------------------------------------------------------


def test_the_reform_of_july_2026_begins_an_interval_and_the_autumn_lies_in_one() -> None:
    from talachse.rules.entitlement import gettsim

    june, july = dt.date(2026, 6, 30), dt.date(2026, 7, 1)
    assert len(gettsim.intervals(june, july)) == 2
    assert len(gettsim.intervals(dt.date(2026, 9, 1), dt.date(2026, 11, 1))) == 1
    (autumn,) = gettsim.intervals(AUTUMN, AUTUMN)
    assert AUTUMN in autumn
    assert autumn.until not in autumn


def test_intervals_follow_each_other_without_gap_and_each_new_year_begins_one() -> None:
    from talachse.rules.entitlement import gettsim

    found = gettsim.intervals(dt.date(2025, 3, 1), dt.date(2028, 2, 1))
    assert all(one.until == other.since for one, other in pairwise(found))
    assert dt.date(2025, 3, 1) in found[0]
    assert dt.date(2028, 2, 1) in found[-1]
    assert {dt.date(year, 1, 1) for year in (2026, 2027, 2028)} <= {one.since for one in found}


def test_our_own_days_of_change_begin_intervals_too(own_overlay: None) -> None:
    day = dt.date(2026, 10, 17)

    @overlay.replaces("kindergeld__betrag_m", unit="CURRENCY.PER_MONTH", basis="§ 6", why="Neu.", since=day)
    def new(alter: int) -> float:
        return 300.0 + alter * 0.0

    assert day in versions.own_changes()
    assert dt.date(2011, 1, 1) in versions.own_changes()  # out of the dated parameters


# --- what a result rests on ------------------------------------------------------------------------------------------


def test_the_overlay_hash_changes_with_each_part_of_the_overlay(own_overlay: None) -> None:
    seen = {versions.overlay_hash()}

    def enter(basis: str, since: dt.date) -> None:
        @overlay.replaces("kindergeld__betrag_m", unit="CURRENCY.PER_MONTH", basis=basis, why="Neu.", since=since)
        def new(alter: int) -> float:
            return 300.0 + alter * 0.0

    for basis, since in (("§ 6", AUTUMN), ("§ 7", AUTUMN), ("§ 7", SUMMER)):
        overlay.REPLACEMENTS.clear()
        enter(basis, since)
        seen.add(versions.overlay_hash())
    overlay.INPUTS.append(overlay.Input("x", float, "CURRENCY"))
    seen.add(versions.overlay_hash())
    assert len(seen) == 5
    assert versions.overlay_hash() in seen  # the same twice when nothing has changed


def test_the_version_names_gettsim_and_what_computes() -> None:
    from talachse.rules.entitlement import gettsim

    assert versions.gettsim_version() == gettsim.VERSION
    assert gettsim.VERSION.startswith("1.3.1 (ttsim 1.")
