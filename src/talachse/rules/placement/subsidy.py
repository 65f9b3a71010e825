"""The falling wage subsidy of § 16i and § 16e, and what is left for the city month by month."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

from talachse.rules._book import rule
from talachse.rules.parameters import Parameters
from talachse.rules.placement.rehapro import add_months

PARAMETERS = Parameters("talachse.rules.placement", "subsidy.yaml")
DEGRESSIVE = frozenset({"sgb2_16i", "sgb2_16e"})
CENT = Decimal("0.01")
NOTHING = Decimal("0.00")

CITY_READING = (
    "Unsere Lesart: Bei Stellen mit kommunaler Mitfinanzierung trägt die Stadt den Teil des Lohns, den der Zuschuss nicht "
    "deckt. Bei allen anderen Stellen trägt ihn der Arbeitgeber. Die Vereinbarung regelt das nicht im Einzelnen."
)


@dataclass(frozen=True, slots=True)
class Contract:
    """A subsidised work contract.

    ``monthly_wage_cost`` is the cost in euros of a full month as far as it can be subsidised (wage and the flat rate of
    the employer's social insurance); ``municipal`` means with municipal co-financing; ``key`` names the contract.
    """

    legal_basis: str
    starts_on: dt.date
    ends_on: dt.date
    monthly_wage_cost: Decimal
    municipal: bool
    key: str = ""

    def __post_init__(self) -> None:
        if self.ends_on < self.starts_on:
            raise ValueError("A contract ends on its first day or later.")


@dataclass(frozen=True, slots=True)
class MonthOfContract:
    """Euros of one month (``month`` is its first day): wage = subsidy + rest; the rest is the city's or the employer's."""

    month: dt.date
    wage: Decimal
    subsidy: Decimal
    rest: Decimal
    city: Decimal


@dataclass(frozen=True, slots=True)
class Step:
    """From ``day`` on the share (0 to 1) of the subsidy is another one."""

    day: dt.date
    from_share: Decimal
    to_share: Decimal


@dataclass(frozen=True, slots=True)
class StepWarning:
    """A step that comes near; ``text`` is German, ``more_per_month`` the euros a full month costs more from then on."""

    contract: Contract
    step: Step
    more_per_month: Decimal
    text: str


def _anniversary(starts_on: dt.date, years: int) -> dt.date:
    """First day of the next contract year. After a 29 February it is 1 March: the year before ended on the 28th."""
    try:
        return starts_on.replace(year=starts_on.year + years)
    except ValueError:
        return dt.date(starts_on.year + years, 3, 1)


def _steps(legal_basis: str, starts_on: dt.date) -> list[tuple[dt.date, Decimal]] | None:
    """First day and share of every contract year, at last zero; None where no share is known."""
    if legal_basis not in DEGRESSIVE:
        return None
    try:
        shares = PARAMETERS.on(legal_basis, starts_on).value
    except LookupError:
        return None
    years = [(_anniversary(starts_on, year), Decimal(share) / 100) for year, share in enumerate(shares)]
    return [*years, (_anniversary(starts_on, len(shares)), Decimal(0))]


def _month(day: dt.date) -> tuple[dt.date, dt.date]:
    return day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1])


def _weighted(steps: list[tuple[dt.date, Decimal]], first: dt.date, last: dt.date) -> Fraction:
    """Sum of the shares of all days from first to last."""
    total = Fraction(0)
    for index, (since, share) in enumerate(steps):
        until = steps[index + 1][0] - dt.timedelta(days=1) if index + 1 < len(steps) else last
        days = (min(until, last) - max(since, first)).days + 1
        total += Fraction(share) * max(days, 0)
    return total


def _cents(amount: Fraction) -> Decimal:
    """Half a cent goes up."""
    hundredths = amount * 100
    return Decimal((2 * hundredths.numerator + hundredths.denominator) // (2 * hundredths.denominator)) * CENT


@rule(
    question="Welcher Anteil des Lohns wird in einem Monat bezuschusst?",
    basis="§ 16i Abs. 2 SGB II: 100, 100, 90, 80, 70 %; § 16e SGB II: 75, 50 %; § 66 SGB II: Recht am ersten Tag",
)
def share_in_month(
    legal_basis: str, starts_on: dt.date, month: dt.date, *, ends_on: dt.date | None = None
) -> Decimal | None:
    """Share from 0 to 1 over the days of the contract in the month of ``month``; a step inside is weighted by days.

    0 after the last subsidised year. None when the law knows no such subsidy, or the contract has no day in the month.
    """
    steps = _steps(legal_basis, starts_on)
    first, last = _month(month)
    first, last = max(first, starts_on), min(last, ends_on or last)
    if steps is None or first > last:
        return None
    share = _weighted(steps, first, last) / ((last - first).days + 1)
    return Decimal(share.numerator) / share.denominator


def _one_share(steps: list[tuple[dt.date, Decimal]], first: dt.date, last: dt.date) -> Decimal | None:
    """The share that holds on all these days; None when it changes in between."""
    if any(first < since <= last for since, _ in steps):
        return None
    return [share for since, share in steps if since <= first][-1]


def _in_month(contract: Contract, steps: list[tuple[dt.date, Decimal]], month: dt.date) -> MonthOfContract:
    first, last = _month(month)
    length = (last - first).days + 1
    begin, end = max(first, contract.starts_on), min(last, contract.ends_on)
    share = _one_share(steps, begin, end)
    if share is not None and (begin, end) == (first, last):
        # Nearly every month: no days to weigh, and a forecast has thousands of them.
        wage = contract.monthly_wage_cost.quantize(CENT, ROUND_HALF_UP)
        subsidy = (contract.monthly_wage_cost * share).quantize(CENT, ROUND_HALF_UP)
        return MonthOfContract(first, wage, subsidy, wage - subsidy, wage - subsidy if contract.municipal else NOTHING)
    per_day = Fraction(contract.monthly_wage_cost) / length
    wage = _cents(per_day * ((end - begin).days + 1))
    subsidy = _cents(per_day * _weighted(steps, begin, end))
    rest = wage - subsidy
    return MonthOfContract(first, wage, subsidy, rest, rest if contract.municipal else NOTHING)


@rule(
    question="Was kostet ein geförderter Vertrag Monat für Monat, und was davon trägt die Stadt?",
    basis="§ 16i, § 16e SGB II; unsere Lesart: bei kommunaler Mitfinanzierung trägt die Stadt den Rest",
)
def forecast(
    contract: Contract, *, since: dt.date | None = None, until: dt.date | None = None
) -> list[MonthOfContract]:
    """All months of the contract, or those between the months of ``since`` and ``until``; months in part by days.

    LookupError when no subsidy is known for the legal basis on the first day of the contract. Show CITY_READING with it.
    """
    steps = _steps(contract.legal_basis, contract.starts_on)
    if steps is None:
        raise LookupError(
            f"{contract.legal_basis}: kein Zuschuss für einen Beginn am {contract.starts_on:%d.%m.%Y} bekannt"
        )
    month = max(contract.starts_on, since or contract.starts_on).replace(day=1)
    last = min(contract.ends_on, _month(until)[1] if until else contract.ends_on)
    months = []
    while month <= last:
        months.append(_in_month(contract, steps, month))
        month = add_months(month, 1)
    return months


@rule(
    question="Wie viel trägt die Stadt in einem Monat für alle geförderten Verträge zusammen?",
    basis="Unsere Lesart: bei kommunaler Mitfinanzierung trägt die Stadt den Rest",
)
def total_city_rest(contracts: Iterable[Contract], month: dt.date) -> Decimal:
    """Euros, the sum of the rounded months. LookupError as in ``forecast``; show CITY_READING with it."""
    return sum((row.city for one in contracts for row in forecast(one, since=month, until=month)), Decimal("0.00"))


@rule(
    question="Wann sinkt der Zuschuss das nächste Mal, und von wie viel auf wie viel?",
    basis="§ 16i Abs. 2 SGB II, § 16e SGB II: Stufen je Vertragsjahr",
)
def next_step(starts_on: dt.date, basis: str, on: dt.date) -> Step | None:
    """The first step after ``on``; from 100 to 100 % is none. None at the end, or where no subsidy is known."""
    steps = _steps(basis, starts_on) or []
    for (_, before), (day, after) in pairwise(steps):
        if day > on and before != after:
            return Step(day, before, after)
    return None


@rule(
    question="Bei welchen Verträgen sinkt der Zuschuss bald?",
    basis="Eigene Regel: Hinweis drei Monate vor jeder Stufe",
)
def step_warnings(contracts: Iterable[Contract], on: dt.date) -> list[StepWarning]:
    """Steps inside the contract only, the nearest first, then by key."""
    months = PARAMETERS.on("warnung_monate_vor_stufe", on).value
    found = []
    for contract in contracts:
        step = next_step(contract.starts_on, contract.legal_basis, on)
        if step is None or contract.starts_on > on or step.day > contract.ends_on or on < add_months(step.day, -months):
            continue
        more = (contract.monthly_wage_cost * (step.from_share - step.to_share)).quantize(CENT, ROUND_HALF_UP)
        text = f"Ab dem {step.day:%d.%m.%Y} sinkt der Zuschuss von {step.from_share:.0%} auf {step.to_share:.0%}."
        found.append(StepWarning(contract, step, more, text.replace("%", " %")))
    return sorted(found, key=lambda warning: (warning.step.day, warning.contract.key))


@rule(
    question="Bei welchen Verträgen ist jetzt zu klären, wie es nach dem Ende weitergeht?",
    basis="Eigene Regel: sechs Monate vor dem Ende des Vertrags",
)
def ending_soon(contracts: Iterable[Contract], on: dt.date) -> list[Contract]:
    """Running contracts, the next to end first, then by key."""
    latest = add_months(on, PARAMETERS.on("uebergang_monate_vor_ende", on).value)
    running = [one for one in contracts if one.starts_on <= on <= one.ends_on <= latest]
    return sorted(running, key=lambda one: (one.ends_on, one.key))
