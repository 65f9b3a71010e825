"""What of a person's income counts, as far as GETTSIM does not know it. All amounts are euros a month."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from talachse.rules.entitlement.columns import Column, Columns
from talachse.rules.entitlement.groups import ADULT
from talachse.rules.parameters import Parameters

PARAMETERS = Parameters("talachse.rules.entitlement", "income.yaml")


@dataclass(frozen=True, slots=True)
class Deductions:
    """For each person: what stays free beside the allowance on earnings, and the two incomes that other laws ask for."""

    further_allowance: Column  # § 11b (1) Nr. 3, (2b) SGB II
    other_income: Column  # counted income that is no earnings, § 6a (6) BKGG
    wohngeld_pension: Column  # § 14 WoGG
    wohngeld_elterngeld: Column  # § 10 BEEG
    flat_left: Column  # what other income left of an adult's flat deduction, for maintenance and passed-on Kindergeld
    health_company_pension: Column  # contributions are due on it, § 226 (2) SGB V
    care_company_pension: Column


def earned(c: Columns) -> Column:
    """Earnings before taxes: wage, pay of a training, profit."""
    return c["gross_wage"] + c["training_pay"] + c["self_employed_income"]


def not_earned(c: Columns) -> Column:
    """Income of the person itself that is no earnings; maintenance of a child is counted apart."""
    return c["pension"] + c["company_pension"] + c["unemployment_benefit"] + c["parental_allowance"] + c["other_income"]


def earnings_allowance(amount: Column, minor_child: Column, on: dt.date) -> Column:
    """What stays of earnings: 100 €, then 20, 30 and 10 per cent (§ 11b (2)(3) SGB II)."""
    steps = PARAMETERS.on("freibetrag_stufen", on).value
    limits, free = steps["grenzen"], steps["frei"]
    with_child = [*limits, steps["mit_kind"]["grenze"]], [*free, steps["mit_kind"]["frei"]]
    kept: Column = np.where(minor_child, np.interp(amount, *with_child), np.interp(amount, limits, free))
    return kept


def deductions(c: Columns, minor_child: Column, on: dt.date) -> Deductions:
    """All deductions of each person; ``minor_child`` says who has a minor child in the Bedarfsgemeinschaft."""
    flat = PARAMETERS.on("versicherungspauschale", on).value
    basic = PARAMETERS.on("grundfreibetrag", on).value
    limit = PARAMETERS.on("geschuetzter_verdienst", on).value
    earnings, other = earned(c), not_earned(c)
    # The 100 € on earnings stand in the place of the flat 30 €; below 100 € of earnings what is left of them (our reading).
    room = np.clip(basic - earnings, 0, flat)
    of_adult = np.where(c["age"] >= ADULT, np.where(earnings > 0, room, flat), 0.0)
    of_other = np.minimum(other, of_adult)
    usual = earnings_allowance(earnings, minor_child, on)
    # Above the protected sum the shares of (3) go on for the rest (our reading of (2b)).
    guarded = np.minimum(earnings, limit) + np.maximum(
        usual - earnings_allowance(np.full_like(earnings, limit), minor_child, on), 0.0
    )
    in_education = (c["school"] > 0) | (c["training_pay"] > 0)
    young = c["age"] < PARAMETERS.on("altersgrenze_geschuetzter_verdienst", on).value
    more = np.where(young & in_education, np.maximum(guarded - usual, 0.0), 0.0)
    pension = c["pension"] + c["company_pension"]
    exempt = PARAMETERS.on("betriebsrente_beitragsfrei", on).value
    return Deductions(
        further_allowance=of_other + more,
        other_income=np.maximum(other - of_other, 0.0),
        wohngeld_pension=np.maximum(pension - PARAMETERS.on("rentenpauschale_jahr", on).value / 12, 0.0),
        wohngeld_elterngeld=np.maximum(c["parental_allowance"] - PARAMETERS.on("elterngeld_frei", on).value, 0.0),
        flat_left=of_adult - of_other,
        health_company_pension=np.maximum(c["company_pension"] - exempt, 0.0),
        care_company_pension=np.where(c["company_pension"] > exempt, c["company_pension"], 0.0),
    )
