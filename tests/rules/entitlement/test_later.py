"""A grant that reaches over a change of the law: both sides of the day, computed by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from talachse.rules.entitlement import check, later, wording
from talachse.rules.entitlement.engine import SIDE, Federal
from talachse.rules.entitlement.household import Household, read
from talachse.rules.entitlement.housing import Tables
from talachse.rules.entitlement.law import BILL, IN_FORCE, LawSet
from talachse.rules.entitlement.result import CheckResult, LaterSide, as_json
from tests.rules.entitlement import whole
from tests.rules.entitlement.made import FAMILY

AUTUMN = dt.date(2026, 11, 1)
NEW_YEAR = dt.date(2027, 1, 1)

LONE: dict[str, Any] = {
    "persons": [
        {"id": "a", "born": "1990-03-10", "gross_wage": 1800.0, "hours_per_week": 30.0},
        {"id": "k9", "born": "2017-03-10", "parents": ["a"]},
        {"id": "k3", "born": "2023-03-10", "parents": ["a"]},
    ],
    "dwelling": {"rent_cold": 340.0, "heating": 60.0},
}
WITHOUT: dict[str, Any] = {
    "persons": [
        {"id": "a", "born": "1991-03-10", "partner": "b", "married": True},
        {"id": "b", "born": "1993-03-10"},
        {"id": "k9", "born": "2017-03-10", "parents": ["a", "b"]},
    ],
    "dwelling": {"rent_cold": 600.0, "heating": 90.0},
}


def household(raw: dict[str, Any], on: dt.date = AUTUMN, **more: Any) -> Household:
    return read({"as_of": on.isoformat(), **raw, **more}, today=on)


def checked(home: Household, law: LawSet = IN_FORCE) -> CheckResult:
    return check.check(home, whole.federal(home.as_of, law), whole.table(), law=law, federal_on=whole.federal)


def amounts(side: LaterSide) -> dict[str, tuple[Decimal | None, Decimal | None]]:
    return {one.benefit: (one.amount, one.difference) for one in side.amounts}


def euros(*values: float) -> tuple[Decimal, ...]:
    return tuple(Decimal(str(value)).quantize(Decimal("0.01")) for value in values)


@pytest.mark.parametrize(
    ("benefit", "start", "end"),
    [
        ("grundsicherungsgeld", AUTUMN, dt.date(2027, 10, 31)),
        ("wohngeld", dt.date(2026, 11, 27), dt.date(2027, 10, 31)),  # from the first of the month
        ("kinderzuschlag", AUTUMN, dt.date(2027, 4, 30)),
        ("kinderzuschlag", dt.date(2026, 7, 1), dt.date(2026, 12, 31)),
        ("grundsicherung_im_alter", dt.date(2026, 1, 1), dt.date(2026, 12, 31)),
        ("kindergeld", AUTUMN, None),
    ],
)
def test_how_long_a_grant_lasts(benefit: str, start: dt.date, end: dt.date | None) -> None:
    assert later.grant_end(benefit, start) == end


def test_only_changes_inside_the_longest_grant_count() -> None:
    table = whole.table()
    assert {one.on for one in later.changes(["wohngeld", "kindergeld"], AUTUMN, BILL, table)} == {NEW_YEAR}
    alone = later.changes(["wohngeld"], AUTUMN, BILL, table)
    assert [one.benefit for one in alone if one.benefit] == ["wohngeld"]  # nothing of Kindergeld or the Jobcenter
    assert later.changes(["kinderzuschlag"], dt.date(2026, 7, 1), BILL, table) == ()
    assert later.changes(["kindergeld"], AUTUMN, BILL, table) == ()
    city = Tables({"05124000": "mietobergrenze: {2027-03-01: {value: {1: 500}, source: Rat}}"}).of("05124000")
    days = {one.on for one in later.changes(["grundsicherungsgeld"], AUTUMN, IN_FORCE, city)}
    assert days == {NEW_YEAR, dt.date(2027, 3, 1)}


def test_which_granted_amounts_stay() -> None:
    assert later.held("wohngeld", AUTUMN, NEW_YEAR, BILL)  # draft § 42e WoGG
    assert later.held("kinderzuschlag", AUTUMN, NEW_YEAR, BILL)  # § 6a (7) BKGG
    assert not later.held("kinderzuschlag", AUTUMN, dt.date(2027, 5, 1), BILL)
    assert not later.held("wohngeld", NEW_YEAR, dt.date(2027, 6, 1), BILL)  # granted under the bill already
    assert not later.held("wohngeld", AUTUMN, NEW_YEAR, IN_FORCE)
    assert not later.held("grundsicherungsgeld", AUTUMN, NEW_YEAR, BILL)
    assert wording.held(["wohngeld"], AUTUMN) == (
        "Wohngeld: Was ab 01.11.2026 bewilligt wird, bleibt bis zum 31.10.2027 gleich.",
    )


def test_a_family_on_wohngeld_over_new_year() -> None:
    """Now 518 + 594 + 532, net 1,898.40: 3,542.40. Bill: Kindergeld + 16; a new Wohngeld would be 433."""
    (change,) = checked(household(FAMILY)).later
    assert change.since == NEW_YEAR
    in_force, running, new = change.sides
    assert [(side.parameter_set, side.running) for side in change.sides] == [
        (IN_FORCE, True),
        (BILL, True),
        (BILL, False),
    ]
    assert set(amounts(in_force).values()) == {euros(518, 0), euros(594, 0), euros(532, 0)}
    assert (in_force.disposable_income, in_force.difference) == euros(3542.40, 0)
    assert amounts(running) == {
        "kindergeld": euros(534, 16),
        "wohngeld": euros(532, 0),
        "kinderzuschlag": euros(594, 0),
    }
    assert (running.disposable_income, running.difference) == euros(3558.40, 16)
    assert amounts(new)["wohngeld"] == euros(433, -99)
    assert (new.disposable_income, new.difference) == euros(3459.40, -83)
    assert [text for text in running.notes if "bewilligt wird" in text] == [
        "Wohngeld: Was ab 01.11.2026 bewilligt wird, bleibt bis zum 31.10.2027 gleich.",
        "Kinderzuschlag: Was ab 01.11.2026 bewilligt wird, bleibt bis zum 30.04.2027 gleich.",
    ]
    assert not any("bewilligt wird" in text for text in new.notes)
    assert "nicht beschlossen" in running.stand
    assert [(one.source, one.running) for one in running.changes if "Wohngeld" in one.text] == [
        ("BT-Drs. 21/8284, Entwurf § 42e WoGG", False)
    ]


def test_a_lone_parent_over_new_year() -> None:
    """Kindergeld + 16, Unterhaltsvorschuss − 16; what is granted of the other two stays.

    The net wage rises by 1.32 with the minijob limit (1,441.84 to 1,443.16), so 2,975.84 become 2,977.16.
    """
    _, running, new = checked(household(LONE)).later[0].sides
    assert amounts(running) == {
        "kindergeld": euros(534, 16),
        "unterhaltsvorschuss": euros(510, -16),
        "kinderzuschlag": euros(336, 0),
        "wohngeld": euros(154, 0),
    }
    assert (running.disposable_income, running.difference) == euros(2977.16, 1.32)
    assert amounts(new)["kinderzuschlag"] == euros(343, 7)
    assert amounts(new)["wohngeld"] == euros(66, -88)


def test_the_jobcenters_money_follows_the_kindergeld_at_once() -> None:
    """1,858 + 259 now, 1,850 + 267 under the bill: a running grant is changed (§ 48 SGB X), so there is one side of it."""
    in_force, bill = checked(household(WITHOUT)).later[0].sides
    assert amounts(in_force) == {"grundsicherungsgeld": euros(1858, 0), "kindergeld": euros(259, 0)}
    assert amounts(bill) == {"grundsicherungsgeld": euros(1850, -8), "kindergeld": euros(267, 8)}
    assert (bill.running, bill.difference) == (True, Decimal(0))


def test_a_running_grant_keeps_the_old_wealth_rules_and_a_new_one_does_not() -> None:
    """§ 65a (1) SGB II: granted in June 2026 with 30,000 €, free are 3 × 15,000 + 25,000; from July 10,000 + 10,000 + 5,000."""
    spring = household(WITHOUT, dt.date(2026, 6, 1))
    rich = [{**one, "wealth": 30_000.0 if one["id"] == "a" else 0.0} for one in WITHOUT["persons"]]
    summer, new_year = checked(household({**WITHOUT, "persons": rich}, spring.as_of)).later
    assert summer.since == dt.date(2026, 7, 1)
    running, new = summer.sides
    assert running.running
    assert amounts(running)["grundsicherungsgeld"] == euros(1858, 0)
    assert not new.running
    assert amounts(new)["grundsicherungsgeld"] == euros(0, -1858)
    assert [one.running for one in running.changes if "Vermögen" in one.text] == [False]
    assert [side.parameter_set for side in new_year.sides] == [IN_FORCE, IN_FORCE, BILL, BILL]


def test_the_grant_from_the_jobcenter_runs_on() -> None:
    first = dt.date(2026, 11, 1)
    fresh = later.moved(household(WITHOUT, dt.date(2026, 11, 27)), NEW_YEAR, at_jobcenter=True)
    assert (fresh.as_of, fresh.sgb2_grant_start, fresh.sgb2_first_month) == (NEW_YEAR, first, first)
    known = household(WITHOUT, sgb2_grant_start="2026-06-01", sgb2_first_month="2024-02-01")
    kept = later.moved(known, NEW_YEAR, at_jobcenter=True)
    assert (kept.sgb2_grant_start, kept.sgb2_first_month) == (known.sgb2_grant_start, known.sgb2_first_month)
    draws = [{**one, "receives": ["grundsicherungsgeld"]} for one in WITHOUT["persons"]]
    since_nobody_knows = later.moved(household({**WITHOUT, "persons": draws}), NEW_YEAR, at_jobcenter=True)
    assert since_nobody_knows.sgb2_first_month is None
    assert later.moved(known, NEW_YEAR, at_jobcenter=False).sgb2_grant_start == known.sgb2_grant_start


def test_under_the_bill_only_its_own_side_is_computed() -> None:
    (change,) = checked(household(WITHOUT, dt.date(2026, 11, 1)), BILL).later
    assert [side.parameter_set for side in change.sides] == [BILL]
    spring = checked(household(WITHOUT, dt.date(2026, 6, 1)), BILL).later
    # In summer the bills change nothing: that side is the law in force.
    assert [[side.parameter_set for side in one.sides] for one in spring] == [[IN_FORCE, IN_FORCE], [BILL, BILL]]
    in_2027 = checked(household(FAMILY, dt.date(2027, 2, 1)), BILL)
    assert [one.since for one in in_2027.later] == [dt.date(2028, 1, 1)]
    # Kindergeld 272: granted Wohngeld follows no later change on file
    assert amounts(in_2027.later[0].sides[0])["kindergeld"] == euros(544, 10)
    assert "Gesetzentwürfen" in in_2027.rules.stand
    assert in_2027.rules.parameter_set == BILL
    assert any("Mietenstufen" in note for note in in_2027.rules.notes)


def test_an_unknown_fact_gives_a_range_later_too() -> None:
    unknown = {**FAMILY, "dwelling": {"rent_cold": None, "heating": 130.0}}
    side = checked(household(unknown)).later[0].sides[0]
    wohngeld = next(one for one in side.amounts if one.benefit == "wohngeld")
    assert wohngeld.amount is wohngeld.difference is side.disposable_income is side.difference is None
    assert wohngeld.low < wohngeld.high


def test_an_unknown_fact_that_changes_nothing_leaves_the_amounts_exact() -> None:
    unknown = {**FAMILY, "dwelling": {"rent_cold": 700.0, "heating": 130.0, "owner": None}}
    side = checked(household(unknown)).later[0].sides[1]
    assert amounts(side)["kindergeld"] == euros(534, 16)
    assert (side.disposable_income, side.difference) == euros(3558.40, 16)


def test_rules_that_are_not_compiled_yet_are_said_to_be_in_preparation() -> None:
    home = household(FAMILY)

    def federal_on(day: dt.date, law: LawSet) -> Federal | None:
        return whole.federal(day, law) if law == BILL else None

    found = check.check(home, whole.federal(home.as_of), whole.table(), federal_on=federal_on).later[0].sides
    # The running side under the bill needs the law in force for what is granted, the new one does not.
    assert [side.ready for side in found] == [False, False, True]
    assert found[0].amounts == ()
    none_yet = check.check(home, whole.federal(home.as_of), whole.table(), federal_on=lambda day, law: None).later[0]
    assert [side.ready for side in none_yet.sides] == [False, False, False]


def test_what_a_grant_keeps_comes_from_its_own_rules_row_by_row() -> None:
    """Sides computed together must not touch each other: each person follows the rules of its side only."""
    columns = {SIDE: np.array([0, 1, 2]), "x": np.array([1.0, 2.0, 3.0])}

    def times(factor: int) -> Federal:
        return lambda c: dict.fromkeys(("wohngeld__betrag", "kindergeld__betrag"), factor * c["x"])

    old, new = times(10), times(100)
    sides = (later.SideRules(old, old), later.SideRules(new, old, ("wohngeld",)), later.SideRules(new, new))
    found = later.beside(sides)(columns)
    assert found["wohngeld__betrag"].tolist() == [10.0, 20.0, 300.0]
    assert found["kindergeld__betrag"].tolist() == [10.0, 200.0, 300.0]


def test_without_later_rules_and_without_a_grant_nothing_is_said() -> None:
    home = household(FAMILY)
    assert check.check(home, whole.federal(home.as_of), whole.table()).later == ()
    rich = household({"persons": [{"id": "a", "born": "1990-01-01", "gross_wage": 9000.0}]})
    assert checked(rich).later == ()


def test_the_later_sides_as_json() -> None:
    said = as_json(checked(household(FAMILY)))["later"][0]
    assert said["from"] == "2027-01-01"
    side = said["sides"][2]
    assert (side["parameter_set"], side["running"], side["difference"]) == ("bill", False, -83.0)
    assert {"benefit": "wohngeld", "amount": 433.0, "range": [433.0, 433.0], "difference": -99.0} in side["amounts"]
    assert {"text", "source", "running"} == set(side["changes"][0])
