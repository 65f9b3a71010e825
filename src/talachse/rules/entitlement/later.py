"""A change of the law inside a grant period: on which days it meets a household, and which granted amounts stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from talachse.rules._book import rule
from talachse.rules.entitlement.columns import Column
from talachse.rules.entitlement.engine import SIDE, Federal
from talachse.rules.entitlement.household import Household
from talachse.rules.entitlement.housing import Table
from talachse.rules.entitlement.law import BILL, LAW, Change, LawSet, changes_between, value

# Whose amount a grant fixes; the Jobcenter's follows every change (§ 48 SGB X).
FIXED = ("wohngeld", "kinderzuschlag")


@rule(
    question="Wann endet eine Bewilligung von üblicher Dauer?",
    basis="§ 41 Abs. 3 SGB II, § 25 Abs. 1 WoGG, § 6a Abs. 7 BKGG, § 44 Abs. 3 SGB XII",
)
def grant_end(benefit: str, start: dt.date) -> dt.date | None:
    """Last day of a grant that begins in the month of ``start``; None for what has no period (Kindergeld)."""
    name = f"bewilligung_{benefit}"
    if name not in LAW.names():
        return None
    months = start.month - 1 + value(name, start).value
    return dt.date(start.year + months // 12, months % 12 + 1, 1) - dt.timedelta(days=1)


@rule(
    question="Welche Änderungen des Rechts treffen eine Bewilligung, die heute beginnt?",
    basis="§ 48 Abs. 1 SGB X; Übergangsrecht: § 65a Abs. 1 SGB II, Entwurf § 42e WoGG",
)
def changes(benefits: Collection[str], start: dt.date, law: LawSet, table: Table) -> tuple[Change, ...]:
    """Everything of concern to these benefits that changes while the longest of their grants runs; the earliest first.

    The city's table is included, and what spares running grants: it says what a new application would meet.
    """
    ends = [end for benefit in benefits if (end := grant_end(benefit, start))]
    if not ends:
        return ()
    found = changes_between(start, max(ends), law, city=table.values, also_for_new_grants=True)
    return tuple(one for one in found if one.benefit in {"", *benefits})


@rule(
    question="Bleibt ein bewilligter Betrag an einem späteren Tag, wie er ist?",
    basis="§ 6a Abs. 7 BKGG; Entwurf § 42e WoGG (BT-Drs. 21/8284)",
)
def held(benefit: str, start: dt.date, day: dt.date, law: LawSet) -> bool:
    """Whether the grant that began with ``start`` keeps its amount under ``law``.

    Kinderzuschlag ignores changes in its six months, except of the family and of the highest amount, which no law set on file
    changes. Wohngeld keeps what was granted where a change says that it spares running grants.
    """
    end = grant_end(benefit, start)
    if benefit not in FIXED or end is None or day > end:
        return False
    passed = changes_between(start, day, law, also_for_new_grants=True)
    return law == BILL and (
        benefit == "kinderzuschlag" or any(one.benefit == benefit and not one.running for one in passed)
    )


def moved(household: Household, day: dt.date, *, at_jobcenter: bool) -> Household:
    """The household on a later day; ``at_jobcenter``: its grant from there began today, or is the one it names, and runs on."""
    if not at_jobcenter:
        return replace(household, as_of=day)
    month = household.as_of.replace(day=1)
    start = household.sgb2_grant_start
    # Who draws already, nobody knows since when, stays unknown.
    draws = any("grundsicherungsgeld" in (person.receives or ()) for person in household.persons)
    return replace(
        household,
        as_of=day,
        sgb2_grant_start=start if start and start <= household.as_of else month,
        sgb2_first_month=household.sgb2_first_month or (None if draws else month),
    )


@dataclass(frozen=True, slots=True)
class SideRules:
    """The rules of one side; what is paid of ``kept`` benefits comes from ``granted``, where the grant spares them."""

    rules: Federal
    granted: Federal
    kept: tuple[str, ...] = ()

    def of(self, target: str) -> Federal:
        """Under which rules a target is computed."""
        return self.granted if target.startswith(tuple(f"{benefit}__" for benefit in self.kept)) else self.rules


def beside(sides: Sequence[SideRules]) -> Federal:
    """The rules of several sides in one pass: the column ``side`` says for each person which of them hold.

    Every rule goes over all persons, since a few more cost nothing and a second pass costs as much as the first.
    """
    different = list({id(one): one for side in sides for one in (side.rules, side.granted)}.values())

    def rules(columns: Mapping[str, Column]) -> dict[str, Column]:
        which = columns[SIDE]
        facts = {name: column for name, column in columns.items() if name != SIDE}
        computed = {id(one): one(facts) for one in different}
        found = {}
        for target in computed[id(different[0])]:
            of_side = [computed[id(side.of(target))][target] for side in sides]
            found[target] = np.choose(which, of_side)
        return found

    return rules
