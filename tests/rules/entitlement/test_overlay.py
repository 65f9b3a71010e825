"""Each function that stands in the place of one of GETTSIM's, computed by hand for one person or one family."""

from types import SimpleNamespace as Law
from typing import Any

import pytest

from talachse.rules.entitlement import overlay


def stufe(amount: float, oldest: int) -> Any:
    return Law(satz=amount, altersgrenzen=Law(max_alter=oldest))


STUFEN = Law(rbs_3=451.0, rbs_4=stufe(471.0, 17), rbs_5=stufe(390.0, 13), rbs_6=stufe(357.0, 5))
MINDESTUNTERHALT = {
    "kleinkind": stufe(486.0, 5),
    "schulkind": stufe(558.0, 11),
    "jugendliche": stufe(653.0, 17),
}


@pytest.mark.parametrize(("age", "amount"), [(0, 357), (5, 357), (6, 390), (13, 390), (14, 471), (17, 471), (18, 451)])
def test_need_of_a_child(age: int, amount: float) -> None:
    assert overlay.need_of_a_child(age, True, STUFEN) == amount
    assert overlay.need_of_a_child(age, False, STUFEN) == 0


def test_income_that_counts() -> None:
    # 100 of wages + 227 + 259, and 50 + 20 of maintenance and passed-on Kindergeld less 30
    assert overlay.income_that_counts(100, 50, 227, 259, 20, 30) == 626
    assert overlay.income_that_counts(0, 10, 0, 0, 0, 30) == 0
    assert overlay.net_income_after_allowances(500, 180, 30) == 290
    assert overlay.net_income_after_allowances(100, 100, 30) == 0
    assert overlay.gross_income(1, 2, 4, 8, 16, 32) == 63
    assert overlay.need_of_a_person(563, 500, 12.95) == 1075.95


def test_trainees_are_always_fully_insured() -> None:
    assert overlay.minijob(600, 603, False)
    assert not overlay.minijob(600, 603, True)
    assert overlay.midijob(900, False, 2000, False)
    assert not overlay.midijob(900, False, 2000, True)
    assert not overlay.midijob(500, True, 2000, False)
    assert not overlay.midijob(2100, False, 2000, False)
    assert overlay.fully_insured(2100, 2000, False)
    assert overlay.fully_insured(300, 2000, True)
    assert not overlay.fully_insured(300, 2000, False)


def test_contributions_of_pensioners() -> None:
    # Half the rate on 1,000, the whole one on 100 of the company pension
    assert overlay.health_contribution_of_pensioners(1000, 100, 5800, 0.08) == pytest.approx(96)
    assert overlay.health_contribution_of_pensioners(5700, 500, 5800, 0.1) == pytest.approx(590)
    assert overlay.pension_in_care_insurance(1000, 200, 5800) == 1200
    assert overlay.pension_in_care_insurance(5700, 200, 5800) == 5800


def test_kinderzuschlag() -> None:
    assert overlay.parents_net_income(800.55, True) == 800.55
    assert overlay.parents_net_income(800.55, False) == 0
    assert overlay.additional_need_of_parents(95.71, False) == 95.71
    assert overlay.additional_need_of_parents(95.71, True) == 0
    assert overlay.need_of_parents(1012, 500, 95.71) == 1607.71
    assert overlay.other_income_of_parents(400, 300) == 300
    # The percentages of the twelfth report: one child 77 (alone) and 83 (couple), five 40 and 50
    parts = [round(100 * overlay.parents_part_of_the_flat(n, alone)) for n in (1, 5) for alone in (True, False)]
    assert parts == [77, 83, 40, 50]
    # 100 € of earnings over the need count with 45 %
    assert overlay.parents_income_against_kinderzuschlag(1300, 0, 1200, 0.45) == 45
    # Other income alone is 50 € over it and counts whole, the other 50 € with 45 %
    assert overlay.parents_income_against_kinderzuschlag(1300, 1250, 1200, 0.45) == 72.5
    assert overlay.parents_income_against_kinderzuschlag(1100, 0, 1200, 0.45) == 0
    assert overlay.kinderzuschlag_of_a_child(True, 0, 100, 227, 297, 0.45) == pytest.approx(297 - 0.45 * 327)
    assert overlay.kinderzuschlag_of_a_child(True, 1000, 0, 0, 297, 0.45) == 0
    assert overlay.kinderzuschlag_of_a_child(False, 0, 0, 0, 297, 0.45) == 0


def test_kindergeld_belongs_to_the_child_it_is_paid_for() -> None:
    assert overlay.kindergeld_of_the_child(True, 0, 259) == 259
    assert overlay.kindergeld_of_the_child(False, 0, 259) == 0
    assert overlay.kindergeld_of_the_child(True, -1, 259) == 0


def test_unterhaltsvorschuss() -> None:
    def claim(age: int, *, earns: bool = False, without: bool = False) -> float:
        return overlay.unterhaltsvorschuss_of_a_child(age, earns, without, 259, MINDESTUNTERHALT)

    assert [claim(5), claim(6), claim(11), claim(12)] == [227, 299, 299, 0]
    assert (claim(12, earns=True), claim(17, without=True), claim(18, earns=True)) == (394, 394, 0)
    assert overlay.unterhaltsvorschuss_that_is_paid(100.5, 227, True) == 127
    assert overlay.unterhaltsvorschuss_that_is_paid(223, 227, True) == 0
    assert overlay.unterhaltsvorschuss_that_is_paid(0, 227, False) == 0

    def without_sgb2(need: float, *, maintenance: float = 0, said: bool = False) -> bool:
        return overlay.child_needs_no_sgb2(need, 259, 0, maintenance, said, 259, MINDESTUNTERHALT)

    assert without_sgb2(653)
    assert not without_sgb2(654)
    assert without_sgb2(654, maintenance=395)
    assert without_sgb2(900, said=True)


def test_wohngeld() -> None:
    # A wage of 900 after the Pauschbetrag and 100 of maintenance, less 30 %
    assert overlay.wohngeld_income(0, 900, 1002.5, False, 0, 0, 0, 100, 0, 0, 0.3) == pytest.approx(700)
    # The wage of a minijob counts whole.
    assert overlay.wohngeld_income(0, 400, 500, True, 0, 0, 0, 0, 0, 0, 0.0) == 500
    assert overlay.working_child(300, 0, 0, True)
    assert overlay.working_child(0, 300, 0, True)
    assert not overlay.working_child(300, 0, -1, True)
    assert not overlay.working_child(300, 0, 0, False)
    assert not overlay.working_child(0, 0, 0, True)
    allowances = {"arbeitendes_kind": 100.0, "alleinerziehend": 110.0}

    def free(wage: float, *, child: bool = False, degree: int = 0, alone: bool = False) -> float:
        return overlay.wohngeld_allowances(wage, child, degree, alone, 150.0, allowances)

    assert (free(80, child=True), free(500, child=True), free(0, alone=True), free(500)) == (80, 100, 110, 0)
    assert (free(0, degree=90), free(0, degree=100), free(0, degree=100, alone=True)) == (0, 150, 260)


def test_social_assistance() -> None:
    assert overlay.wealth_within_the_limit(10_000, 10_000)
    assert not overlay.wealth_within_the_limit(10_000.01, 10_000)
    # 70 + 700 + 60 + 10 + 5 + 0 + 20 + 0, less 30/2 of taxes, 6/2, 80 of contributions
    assert overlay.income_of_sgb12(70, 60, 700, 10, 5, 30, 6, 2, 80, 0, 20, 0) == 767
    assert overlay.income_of_sgb12(0, 0, 50, 0, 0, 0, 0, 1, 80, 0, 0, 0) == 0


def test_every_replacement_says_what_it_reads() -> None:
    assert len({(one.name, one.law) for one in overlay.REPLACEMENTS}) == len(overlay.REPLACEMENTS)
    assert all(overlay.arguments(one) for one in overlay.REPLACEMENTS)
