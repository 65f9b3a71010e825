"""From which rent, wage or hours on the answer would be another one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from talachse.rules._book import rule
from talachse.rules.entitlement.columns import Column, Columns, People, repeated
from talachse.rules.entitlement.sgb12 import erwerbsfaehig
from talachse.rules.entitlement.words import euros

# Steps of the search in euros: small enough to be worth saying, large enough to be done at once.
RENTS = tuple(float(rent) for rent in range(0, 1501, 20))
WAGES = tuple(float(wage) for wage in range(0, 4501, 50))


@dataclass(frozen=True, slots=True)
class Sweep:
    """One column in many values for some rows of a household, everything else as it is."""

    column: str  # "rent_cold" or "gross_wage"
    rows: Column
    now: float
    values: tuple[float, ...]
    hourly: float = 0.0  # euros a month for one hour a week; 0 when nobody works


def varied(c: Columns, found: Sequence[Sweep]) -> tuple[People, list[slice]]:
    """The household as it is, then once for each value of each sweep; and which households belong to which sweep."""
    many = repeated(c, 1 + sum(len(sweep.values) for sweep in found))
    persons, first, parts = len(c["age"]), 1, []
    for sweep in found:
        part = slice(first, first + len(sweep.values))
        columns = many[sweep.column][part.start * persons : part.stop * persons].reshape(-1, persons)
        columns[:, sweep.rows] = np.array(sweep.values)[:, np.newaxis]
        first = part.stop
        parts.append(part)
    return many, parts


def sweeps(c: Columns, on: dt.date) -> list[Sweep]:
    """The rent, and the wage of who earns most (or could) among those who can work; ``c`` is one household."""
    found = []
    if not c["owner"][0]:
        found.append(Sweep("rent_cold", np.ones(len(c["age"]), dtype=bool), float(c["rent_cold"][0]), RENTS))
    able = erwerbsfaehig(c, on) & (c["school"] == 0)
    if able.any():
        earner = int(np.argmax(np.where(able, c["gross_wage"], -1.0)))
        wage, hours = float(c["gross_wage"][earner]), float(c["hours_per_week"][earner])
        rows = np.arange(len(able)) == earner
        found.append(Sweep("gross_wage", rows, wage, WAGES, wage / hours if hours else 0.0))
    return found


@rule(
    question="Ab welcher Miete oder welchem Lohn wäre die Antwort eine andere?",
    basis="§ 14 SGB I (Beratung)",
)
def turning_point(name: str, now: bool, sweep: Sweep, there: Sequence[bool] | Column) -> str:
    """The nearest rent or wage at which a benefit begins or ends, as German sentences; "" when there is none.

    ``now`` is whether the benefit is there as things are, ``there`` whether it is with each value of the sweep.
    """
    changed = np.array(sweep.values)[np.asarray(there) != now]
    if not len(changed):
        return ""
    nearest = float(changed[np.argmin(np.abs(changed - sweep.now))])
    word = "Miete" if sweep.column == "rent_cold" else "Lohn"
    up = nearest > sweep.now
    bound = f"{'Ab' if up else 'Bis'} etwa {euros(nearest)} {word} im Monat" if nearest else f"Ohne {word}"
    text = f"{bound} gäbe es {name} nicht." if now else f"{bound} gäbe es {name}."
    if sweep.hourly > 0:
        hours = int(np.ceil(abs(nearest - sweep.now) / sweep.hourly))
        text += f" Das sind etwa {hours} {'Stunde' if hours == 1 else 'Stunden'} {'mehr' if up else 'weniger'} Arbeit in der Woche."
    return text
