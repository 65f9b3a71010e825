"""Subsidised contracts: what is left for the city month by month, which steps come, which contracts end."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from django.db.models import Q

from talachse.offers.models import LegalBasis
from talachse.placements.models import Participation
from talachse.rules.disclosure import GENERAL_THRESHOLD
from talachse.rules.placement.rehapro import add_months
from talachse.rules.placement.subsidy import (
    DEGRESSIVE,
    Contract,
    MonthOfContract,
    StepWarning,
    ending_soon,
    forecast,
    step_warnings,
)

# The law's longest, where nobody has entered an end.
LONGEST_MONTHS = {LegalBasis.SGB2_16I: 60, LegalBasis.SGB2_16E: 24}
NO_MONEY = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Contracts:
    """All contracts that run or are to begin; ``groups`` and ``codes`` by the key of the contract."""

    rows: list[Contract]
    groups: dict[str, str]
    codes: dict[str, str]
    without_wage: int
    municipal_without_wage: int


def contracts_on(on: dt.date) -> Contracts:
    """Contracts of § 16i and § 16e that have not ended on the day; one query."""
    found = Participation.objects.filter(Q(ended_on=None) | Q(ended_on__gte=on), group__legal_basis__in=DEGRESSIVE)
    found = found.filter(Q(group__ends_on=None) | Q(group__ends_on__gte=on))
    rows: list[Contract] = []
    groups, codes = {}, {}
    without = municipal_without = 0
    for one in found.select_related("group").order_by("pk"):
        if one.wage_cost is None:
            without += 1
            municipal_without += one.group.municipal
            continue
        key = str(one.pk)
        rows.append(
            Contract(
                legal_basis=one.group.legal_basis,
                starts_on=one.started_on,
                ends_on=_last_day(one, on),
                monthly_wage_cost=one.wage_cost,
                municipal=one.group.municipal,
                key=key,
            )
        )
        groups[key], codes[key] = one.group.title, one.code
    return Contracts(rows, groups, codes, without, municipal_without)


def _last_day(one: Participation, on: dt.date) -> dt.date:
    """Known, planned, or the law's longest; somebody who is still there has at least today."""
    longest = add_months(one.started_on, LONGEST_MONTHS[LegalBasis(one.group.legal_basis)]) - dt.timedelta(days=1)
    planned = one.ended_on or one.planned_end_on or longest
    known = [day for day in (planned, one.group.ends_on) if day is not None]
    return max(min(known), one.started_on, on)


@dataclass(slots=True)
class MonthRow:
    """All contracts of a month together, in euros; ``municipal`` is how many of them the city carries."""

    month: dt.date
    contracts: int = 0
    municipal: int = 0
    wage: Decimal = NO_MONEY
    subsidy: Decimal = NO_MONEY
    rest: Decimal = NO_MONEY
    city: Decimal = NO_MONEY

    @property
    def is_few(self) -> bool:
        """An amount of so few contracts would be somebody's wage."""
        return self.contracts < GENERAL_THRESHOLD or 0 < self.municipal < GENERAL_THRESHOLD

    def add(self, row: MonthOfContract | MonthRow, *, contracts: int = 1, municipal: int = 0) -> None:
        self.contracts += contracts
        self.municipal += municipal
        self.wage += row.wage
        self.subsidy += row.subsidy
        self.rest += row.rest
        self.city += row.city


# A contract never changes what it costs: computed once for each, however often the page is read.
@lru_cache(maxsize=4096)
def _months(
    basis: str, starts_on: dt.date, ends_on: dt.date, wage: Decimal, municipal: bool
) -> tuple[MonthOfContract, ...]:
    return tuple(forecast(Contract(basis, starts_on, ends_on, wage, municipal)))


def by_month(contracts: Iterable[Contract], *, since: dt.date) -> list[MonthRow]:
    """From the month of ``since`` to the end of the last contract."""
    first = since.replace(day=1)
    found: dict[dt.date, MonthRow] = {}
    for one in contracts:
        for row in _months(one.legal_basis, one.starts_on, one.ends_on, one.monthly_wage_cost, one.municipal):
            if row.month >= first:
                found.setdefault(row.month, MonthRow(row.month)).add(row, municipal=one.municipal)
    return [found[month] for month in sorted(found)]


def by_year(months: Iterable[MonthRow]) -> list[MonthRow]:
    """The same by year; ``contracts`` is the most in one month."""
    found: dict[int, MonthRow] = {}
    for row in months:
        year = found.setdefault(row.month.year, MonthRow(row.month.replace(month=1)))
        most, municipal = max(row.contracts - year.contracts, 0), max(row.municipal - year.municipal, 0)
        year.add(row, contracts=most, municipal=municipal)
    return list(found.values())


@dataclass(slots=True)
class Coming:
    """Contracts of one group for which the same happens in the same month; ``codes`` are for the placement desk only."""

    group: str
    month: dt.date
    text: str
    count: int = 0
    more: Decimal = NO_MONEY
    codes: list[str] = field(default_factory=list)

    @property
    def is_few(self) -> bool:
        """What one contract costs more would tell its wage."""
        return self.count < GENERAL_THRESHOLD


def _share(warning: StepWarning) -> str:
    return f"von {warning.step.from_share:.0%} auf {warning.step.to_share:.0%}".replace("%", "\u00a0%")


def steps(contracts: Contracts, *, on: dt.date) -> list[Coming]:
    """Steps of the subsidy in the next three months, by group and month."""
    found: dict[tuple[dt.date, str, str], Coming] = {}
    for warning in step_warnings(contracts.rows, on):
        key, month = warning.contract.key, warning.step.day.replace(day=1)
        group, text = contracts.groups[key], _share(warning)
        row = found.setdefault((month, group, text), Coming(group, month, text))
        row.count += 1
        row.more += warning.more_per_month
        row.codes.append(contracts.codes[key])
    return [found[key] for key in sorted(found)]


def endings(contracts: Contracts, *, on: dt.date) -> list[Coming]:
    """Contracts that end in the next six months, by group and month."""
    found: dict[tuple[dt.date, str], Coming] = defaultdict(lambda: Coming("", on, ""))
    for one in ending_soon(contracts.rows, on):
        month, group = one.ends_on.replace(day=1), contracts.groups[one.key]
        row = found.setdefault((month, group), Coming(group, month, ""))
        row.count += 1
        row.codes.append(contracts.codes[one.key])
    return [found[key] for key in sorted(found)]
