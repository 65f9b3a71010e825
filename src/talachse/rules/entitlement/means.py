"""Whose income covers whose need: everybody's own first, what is left over goes to the others of the group."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from talachse.rules.entitlement.columns import Column, group_sum

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Covered:
    """For each person the need that stays open, and what is left of the own income when all of the group is covered."""

    open: Column
    surplus: Column


def cover(need: Column, income: Column, group: Column, *, gives: Column, takes: Column, from_others: Column) -> Covered:
    """Each person's income meets its own need; what exceeds it goes to the open needs of the group, by their size.

    ``gives`` marks whose surplus the others may use, ``takes`` who is paid for here; ``from_others`` is surplus of group
    members who are computed under another law. All in euros a month.
    """
    lacking = np.where(takes, np.maximum(need - income, 0.0), 0.0)
    own = np.where(gives, np.maximum(income - need, 0.0), 0.0)
    pool, lack = group_sum(own + from_others, group), group_sum(lacking, group)
    met = np.minimum(pool / np.where(lack > 0, lack, 1.0), 1.0)
    used = np.minimum(lack / np.where(pool > 0, pool, 1.0), 1.0)
    return Covered(lacking * (1 - met), own * (1 - used))


def capped_allowance(amount: Column, base: float, share: float, most: float) -> Column:
    """The first ``base`` euros of an income and a share of what exceeds them, ``most`` euros at most."""
    return np.minimum(np.minimum(amount, base) + share * np.maximum(amount - base, 0.0), most)


def euros(value: float) -> Decimal:
    """Euros with cents, half a cent upwards; float dust below a millionth is no half cent."""
    return Decimal(str(round(float(value), 6))).quantize(CENT, ROUND_HALF_UP)
