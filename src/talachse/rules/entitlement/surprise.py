"""Why does a result surprise? The inputs that move it most, each varied by a declared step while all others stay.

The steps are dated parameters (``adviser.yaml``): amounts a little more and a little less, a birthday a year earlier and later, a
"yes" taken back, a couple that is none, an unknown fact at both of its ends. All of it is one pass through the calculation.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import numpy as np

from talachse.rules._book import rule
from talachse.rules.entitlement import check, needs
from talachse.rules.entitlement.columns import AMOUNTS, FLAGS
from talachse.rules.entitlement.compared import EUROS, UNITS, named, said
from talachse.rules.entitlement.engine import Federal
from talachse.rules.entitlement.groups import ADULT
from talachse.rules.entitlement.household import Household, Person, age_on
from talachse.rules.entitlement.housing import Table
from talachse.rules.entitlement.wording import NAMES
from talachse.rules.entitlement.words import euros
from talachse.rules.parameters import Parameters

STEPS = Parameters("talachse.rules.entitlement", "adviser.yaml")
FIRST = {
    "sgb2": "Grundsicherungsgeld",
    "wohngeld_kinderzuschlag": "Wohngeld und Kinderzuschlag",
    "sgb12": "Hilfe vom Sozialamt",
    "asylblg": "Leistungen nach dem AsylbLG",
    "none": "keine Hilfe zum Leben nötig",
}


@dataclass(frozen=True, slots=True)
class Try:
    """The household with one input changed; ``change`` says how, in words."""

    path: str
    change: str
    household: Household


@dataclass(frozen=True, slots=True)
class Driver:
    """One input that matters: its change in words, and what follows from it in euros a month.

    ``benefits`` holds each benefit that changes; ``first`` what the law would then put first, "" while that stays.
    """

    path: str
    change: str
    benefits: tuple[tuple[str, Decimal], ...]
    in_hand: Decimal
    first: str

    @property
    def moved(self) -> Decimal:
        """How much moves: all benefits that change, upwards and downwards, or the money in hand where that is more."""
        return max(sum((abs(amount) for _, amount in self.benefits), Decimal(0)), abs(self.in_hand))

    @property
    def effect(self) -> str:
        """ "Wohngeld +45 €, in der Hand +45 €"."""
        parts = [f"{NAMES[benefit]} {signed(amount)}" for benefit, amount in self.benefits]
        parts.append(f"in der Hand {signed(self.in_hand)}")
        if self.first:
            parts.append(f"zuerst kommt dann: {FIRST[self.first]}")
        return ", ".join(parts)


def signed(amount: Decimal) -> str:
    """ "+45 €", "−80,50 €", "0 €"."""
    if not amount:
        return euros(0)
    return f"{'+' if amount > 0 else '−'}{euros(abs(amount))}"


@rule(
    question="Welche Angaben bewegen ein Ergebnis am meisten?",
    basis="§ 14 SGB I (Beratung); Schritte in parameters/adviser.yaml, eigene Festlegung",
)
def drivers(household: Household, federal: Federal, table: Table) -> tuple[Driver, ...]:
    """The three inputs (``wie_viele``) with the largest move, the largest first; inputs that move nothing are left out.

    Of an input that was varied in both directions the larger one counts. Unknown facts stand at "nothing" while others vary.
    """
    base = check.known(household)[0]
    tried = list(tries(household, base))
    many = check.compute([base, *(one.household for one in tried)], federal, table)
    best: dict[str, Driver] = {}
    for driver in _moves(many, tried):
        if driver.moved and (driver.path not in best or driver.moved > best[driver.path].moved):
            best[driver.path] = driver
    most = STEPS.on("wie_viele", household.as_of).value
    return tuple(sorted(best.values(), key=lambda one: (-one.moved, one.path))[:most])


def _moves(many: check.Many, tried: Sequence[Try]) -> Iterator[Driver]:
    net = np.bincount(many.jobcenter.c["household"], weights=many.outcome.net_income)

    def amounts(i: int) -> dict[str, Decimal]:
        return {benefit: many.total(i, many.on_first_route(i), benefit) for benefit in check.COMPUTED}

    before = amounts(0)
    for i, one in enumerate(tried, 1):
        after = amounts(i)
        changed = tuple((name, after[name] - before[name]) for name in before if after[name] != before[name])
        benefits = sum((amount for _, amount in changed), Decimal(0))
        in_hand = check.money(net[i] - net[0]) + benefits
        first = many.first(i)
        yield Driver(one.path, one.change, changed, in_hand, first if first != many.first(0) else "")


# ---------------------------------------------------------------------------------------------------------------------
# What is tried


def tries(household: Household, base: Household) -> Iterator[Try]:
    """Every variation; ``base`` is the household with its unknown facts at "nothing"."""
    steps: Mapping[str, float] = STEPS.on("schritte", household.as_of).value
    unsaid = STEPS.on("auch_ungesagt", household.as_of).value

    def tried(path: str, change: str, *values: tuple[str, object]) -> Try:
        return Try(path, change, check.filled(base, values))

    for path in household.unknown:
        yield from _unknown(path, tried)
    for field in ("rent_cold", "heating", "area_m2", "owner", "water_heated_in_flat"):
        path = f"dwelling.{field}"
        said_so = path not in household.assumptions or field in unsaid
        if said_so and path not in household.unknown:
            yield from _one(path, getattr(base.dwelling, field), steps, unsaid, tried)
    if household.sgb2_first_month:
        never = replace(base, sgb2_first_month=None)
        yield Try("sgb2_first_month", f"{named('sgb2_first_month')}: noch keiner", never)
    for person in base.persons:
        yield from _person(household, person, steps, unsaid, tried)


type Tried = Callable[..., Try]


def _unknown(path: str, tried: Tried) -> Iterator[Try]:
    field, person = _parts(path)
    for value in check.both_ends(path)[1:]:
        yield tried(path, f"{named(field, person)} (nicht bekannt): {said(field, value)}", (path, value))


def _person(
    household: Household, person: Person, steps: Mapping[str, float], unsaid: Sequence[str], tried: Tried
) -> Iterator[Try]:
    age = age_on(person.born, household.as_of)
    for years, word in ((-1, "ein Jahr früher"), (1, "ein Jahr später")):
        born = _year_apart(person.born, years)
        if born <= household.as_of:
            path = f"persons.{person.id}.born"
            yield tried(path, f"{named('born', person.id)}: {word}", (path, born))
    if person.partner and person.id < person.partner:
        pair = [(f"persons.{one}.{field}", value) for one in (person.id, person.partner) for field, value in _ALONE]
        yield tried(f"persons.{person.id}.partner", f"{person.id} und {person.partner}: kein Paar", *pair)
    if person.school:
        path = f"persons.{person.id}.school"
        yield tried(path, f"{named('school', person.id)}: keine", (path, None))
    for field in (*AMOUNTS, *(flag for flag in FLAGS if flag != "married"), "receives"):
        path = f"persons.{person.id}.{field}"
        if path in household.unknown or (
            path in household.assumptions and not _worth_asking(person, age, field, unsaid)
        ):
            continue
        yield from _one(path, getattr(person, field), steps, unsaid, tried)


_ALONE = (("partner", None), ("married", False))


def _worth_asking(person: Person, age: int, field: str, unsaid: Sequence[str]) -> bool:
    """Whether a fact that nobody mentioned could well be otherwise for this person."""
    match field:
        case "gross_wage" | "other_income" | "wealth":
            return field in unsaid and age >= needs.LAW.history("erwerbsfaehig_ab")[0].value
        case "maintenance_received":
            return field in unsaid and age < ADULT and len(person.parents) == 1
        case "single_parent":
            return bool(person.single_parent)
        case _:
            return False


def _one(path: str, value: Any, steps: Mapping[str, float], unsaid: Sequence[str], tried: Tried) -> Iterator[Try]:
    field, person = _parts(path)
    name = named(field, person)
    if field in steps:
        step = float(steps[field])
        much = euros(step) if field in EUROS else f"{step:g} {UNITS[field]}"
        now = float(value or 0.0)
        yield tried(path, f"{name}: {much} mehr", (path, now + step))
        if now:
            yield tried(path, f"{name}: {much} weniger", (path, max(now - step, 0.0)))
    elif value is True or (value is False and field in unsaid):
        yield tried(path, f"{name}: {said(field, not value)} statt {said(field, value)}", (path, not value))
    elif value and isinstance(value, tuple):
        yield tried(path, f"{name}: nichts davon", (path, ()))


def _year_apart(day: dt.date, years: int) -> dt.date:
    """The same day of another year; for 29 February the day after (§ 187 (2) BGB)."""
    leap = (day.month, day.day) == (2, 29)
    return dt.date(day.year + years, 3, 1) if leap else day.replace(year=day.year + years)


def _parts(path: str) -> tuple[str, str]:
    """Field and person of a path; the person is "" for the dwelling."""
    person, _, field = path.partition(".")[2].rpartition(".")
    return field, person
