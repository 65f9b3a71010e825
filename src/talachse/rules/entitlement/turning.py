"""From which rent, wage or hours on the answer would be another one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from talachse.rules._book import rule
from talachse.rules.entitlement.household import Household, Person, age_on
from talachse.rules.entitlement.words import euros

# Steps of the search in euros: small enough to be worth saying, large enough to be done at once.
RENTS = tuple(float(rent) for rent in range(0, 1501, 20))
WAGES = tuple(float(wage) for wage in range(0, 4501, 50))
WORKING_AGE, PENSION_AGE = 15, 67


@dataclass(frozen=True, slots=True)
class Sweep:
    """One fact in many values, everything else as it is."""

    kind: str  # "rent" or "wage"
    now: float
    values: tuple[float, ...]
    households: tuple[Household, ...]
    hourly: float  # euros a month for one hour a week; 0 when nobody works


def sweeps(household: Household, filled: Callable[[Household, Sequence[tuple[str, object]]], Household]) -> list[Sweep]:
    """The rent, and the wage of the adult who earns most (or could)."""
    found = []
    rent = household.dwelling.rent_cold
    if rent is not None and not household.dwelling.owner:
        found.append(
            Sweep(
                "rent", rent, RENTS, tuple(filled(household, [("dwelling.rent_cold", value)]) for value in RENTS), 0.0
            )
        )
    earner = max(
        (one for one in household.persons if _may_work(one, household)),
        key=lambda one: one.gross_wage or 0,
        default=None,
    )
    if earner and earner.gross_wage is not None:
        path = f"persons.{earner.id}.gross_wage"
        hourly = earner.gross_wage / earner.hours_per_week if earner.hours_per_week and earner.gross_wage else 0.0
        found.append(
            Sweep("wage", earner.gross_wage, WAGES, tuple(filled(household, [(path, v)]) for v in WAGES), hourly)
        )
    return found


def _may_work(person: Person, household: Household) -> bool:
    age = age_on(person.born, household.as_of)
    return WORKING_AGE <= age < PENSION_AGE and not person.school and not person.fully_incapacitated


@rule(
    question="Ab welcher Miete oder welchem Lohn wäre die Antwort eine andere?",
    basis="§ 14 SGB I (Beratung)",
)
def turning_point(name: str, now: Decimal, sweep: Sweep, amounts: Sequence[tuple[float, Decimal]]) -> str:
    """The nearest rent or wage at which a benefit begins or ends, as German sentences; "" when there is none.

    ``now`` is the benefit as things are, ``amounts`` pairs of the varied value and the benefit, all in euros a month.
    """
    changed = [value for value, amount in amounts if (amount > 0) != (now > 0)]
    if not changed:
        return ""
    nearest = min(changed, key=lambda value: abs(value - sweep.now))
    word = "Miete" if sweep.kind == "rent" else "Lohn"
    up = nearest > sweep.now
    bound = f"{'Ab' if up else 'Bis'} etwa {euros(nearest)} {word} im Monat"
    text = f"{bound} gäbe es {name} nicht." if now > 0 else f"{bound} gäbe es {name}."
    if sweep.hourly > 0:
        hours = int(np.ceil(abs(nearest - sweep.now) / sweep.hourly))
        text += f" Das sind etwa {hours} {'Stunde' if hours == 1 else 'Stunden'} {'mehr' if up else 'weniger'} Arbeit in der Woche."
    return text
