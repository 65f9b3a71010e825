"""What of an income counts, computed from § 11b SGB II, § 14 WoGG and § 10 BEEG."""

import datetime as dt

import numpy as np
import pytest

from talachse.rules.entitlement import income
from tests.rules.entitlement.made import TODAY, make_columns, person

NO_CHILD, CHILD = np.array([False]), np.array([True])


@pytest.mark.parametrize(
    ("gross", "alone", "with_child"),
    [
        (0, 0, 0),
        (80, 80, 80),
        (520, 184, 184),  # 100 + 20 % of 420
        (1000, 328, 328),  # 184 + 30 % of 480
        (1200, 348, 348),  # 328 + 10 % of 200
        (1500, 348, 378),  # with a minor child 10 % up to 1,500
        (3000, 348, 378),
    ],
)
def test_what_stays_of_earnings(gross: float, alone: float, with_child: float) -> None:
    amount = np.array([float(gross)])
    assert income.earnings_allowance(amount, NO_CHILD, TODAY)[0] == pytest.approx(alone)
    assert income.earnings_allowance(amount, CHILD, TODAY)[0] == pytest.approx(with_child)


def further(**facts: object) -> float:
    c = make_columns(person("a", **facts))  # type: ignore[arg-type]
    return float(income.deductions(c, NO_CHILD, TODAY).further_allowance[0])


def test_adults_keep_thirty_euros_of_income_that_is_no_wage() -> None:
    assert further(unemployment_benefit=400) == 30
    assert further(other_income=12) == 12
    assert further(age=15, other_income=100) == 0
    # 100 € of the wage stand in the place of the 30 €; below, what is left of them.
    assert further(gross_wage=80, unemployment_benefit=400) == 20
    assert further(gross_wage=500, unemployment_benefit=400) == 0


def test_who_is_young_and_learns_keeps_a_minijob_whole() -> None:
    # 603 € free instead of 184 + 30 % of 83 = 208.90 €
    assert further(age=19, school="allgemeinbildend", gross_wage=603) == pytest.approx(603 - 208.90)
    assert further(age=26, school="allgemeinbildend", gross_wage=603) == 0
    assert further(age=19, gross_wage=603) == 0
    # 900 € of training pay: 603 + 30 % of 297 = 692.10 €; usual 184 + 30 % of 380 = 298 €
    assert further(age=19, training_pay=900) == pytest.approx(692.10 - 298)


def test_the_limit_of_a_minijob_follows_its_year() -> None:
    on = dt.date(2025, 6, 1)
    c = make_columns(person("a", age=20, training_pay=556), on=on)
    assert float(income.deductions(c, NO_CHILD, on).further_allowance[0]) == pytest.approx(556 - (184 + 0.3 * 36))


def test_other_incomes_for_other_laws() -> None:
    c = make_columns(person("a", pension=700, company_pension=100, parental_allowance=300), person("b"))
    found = income.deductions(c, np.array([False, False]), TODAY)
    assert found.other_income.tolist() == [1070, 0]  # 1,100 − 30
    assert found.wohngeld_pension.tolist() == [791.5, 0]  # 800 − 102/12
    assert found.wohngeld_elterngeld.tolist() == [0, 0]
