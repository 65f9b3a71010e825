"""How much wealth is free: Grundsicherungsgeld, Kinderzuschlag, Wohngeld, SGB XII, and the home that somebody owns.

Readings: a grant lasts twelve months, so a start longer ago means a renewal on the same day of a later year (§ 41 (3) SGB II);
a grant that begins after the day does not cover it. Parents' wealth counts for their children, never the other way round
(§ 9 (2) S. 2 SGB II): of a child's wealth only what its own allowance covers stands against the family's sum.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from talachse.rules._book import rule
from talachse.rules.entitlement import law as law_sets
from talachse.rules.entitlement.columns import Column, Columns, group_count, group_sum
from talachse.rules.entitlement.groups import ADULT, families, is_dependent_child, wohngeld_households
from talachse.rules.entitlement.housing import in_karenz
from talachse.rules.entitlement.law import IN_FORCE, LawSet
from talachse.rules.entitlement.result import Step
from talachse.rules.entitlement.words import euros, in_cents, persons
from talachse.rules.parameters import Parameters

LAW = Parameters("talachse.rules.entitlement", "wealth.yaml")


@dataclass(frozen=True, slots=True)
class Wealth:
    """Allowances in euros, one entry a person; all but ``sgb2`` are sums of the group and repeat for each of its members.

    ``sgb2`` is what the person brings to the family's sum ``sgb2_total`` (in the old first year with its share of the 25,000 € that
    one person had more). ``wohngeld`` is the sum of the Wohngeld household, ``sgb12`` that of the Einsatzgemeinschaft.
    ``counted`` is the person's wealth that stands against ``sgb2_total``; ``child_excess`` what a child has beyond all free
    allowances of its family: it lowers only the child's own claim.
    """

    sgb2: Column
    sgb2_total: Column
    kinderzuschlag: Column
    wohngeld: Column
    sgb12: Column
    new_law: Column
    counted: Column
    child_excess: Column


@rule(
    question="Gelten für das Vermögen die neuen Freibeträge nach dem Alter?",
    basis="§ 65a Abs. 1 SGB II: vor dem 1. Juli 2026 begonnene Bewilligungszeiträume behalten § 12 alter Fassung",
)
def new_wealth_law(c: Columns, on: dt.date) -> Column:
    """Decided by the start of the running grant period; without one, or when it is over, the day of the calculation."""
    turn = np.datetime64(LAW.on("sgb2_neues_recht_ab", on).value, "M")
    length = law_sets.value("bewilligung_grundsicherungsgeld", on).value
    today = np.datetime64(on, "M")
    given = c["sgb2_grant_start"].astype("datetime64[D]")
    runs = given <= np.datetime64(on)
    start = np.where(runs, given.astype("datetime64[M]"), today)
    renewed: Column = start + (today - start).astype(int) // length * length
    return renewed >= turn


@rule(
    question="Wie viel Vermögen bringt eine Person als Freibetrag in die Bedarfsgemeinschaft ein?",
    basis="§ 12 Abs. 2 SGB II; bis 30.06.2026 begonnene Bewilligungen: § 12 Abs. 2, 3, 4 SGB II alter Fassung",
)
def own_allowance(c: Columns, on: dt.date) -> Column:
    """Euros per person by the ladder: the higher step holds from the 30th, 40th, 50th birthday, from the first of that month.

    Under the old law 15,000 € for each.
    """
    return _own_allowance(c, on, new_wealth_law(c, on))


def _own_allowance(c: Columns, on: dt.date, new: Column) -> Column:
    old = np.full(len(new), float(LAW.on("sgb2_alt_je_person", on).value))
    if not new.any():  # the ladder has no value for days before it
        return old
    ladder = LAW.on("sgb2_leiter", on).value
    bounds, amounts = [below for below, _ in ladder[:-1]], np.array([amount for _, amount in ladder], float)
    return np.where(new, amounts[np.searchsorted(bounds, c["age_next_month"], side="right")], old)


@rule(
    question="Wie viel Vermögen ist in den einzelnen Leistungen frei?",
    basis="§ 12 Abs. 2, § 65a Abs. 1 SGB II; § 6a Abs. 3 S. 5 BKGG; § 21 Nr. 3 WoGG mit WoGVwV 21.37; "
    "§ 90 Abs. 2 Nr. 9 SGB XII mit § 1 der DVO",
)
def allowances(
    c: Columns,
    bg: Column,
    on: dt.date,
    law: LawSet = IN_FORCE,
    *,
    wohngeld_household: Column | None = None,
    einsatzgemeinschaft: Column | None = None,
) -> Wealth:
    """The sums for the groups of ``bg`` (Grundsicherungsgeld, Kinderzuschlag), the Wohngeld household and the Einsatzgemeinschaft.

    Whoever has numbered the last two groups already hands them in, in bulk that is the dear part.
    Unused allowances pass to whoever of the family has more (§ 12 (2) S. 3 SGB II): that is why the sum decides.
    """
    size = group_count(bg)
    new = new_wealth_law(c, on)
    own = _own_allowance(c, on, new)
    first_year = LAW.on("sgb2_alt_karenz", on).value
    extra = np.where(~new & in_karenz(c, on), float(first_year["erste"] - first_year["weitere"]), 0.0)
    total = group_sum(own, bg) + extra
    child = is_dependent_child(c)
    counted = np.where(child, np.minimum(c["wealth"], own), c["wealth"])
    excess = c["wealth"] - counted
    uncovered = excess
    if excess.any():  # seldom; two sums over the groups saved
        free = np.maximum(total - group_sum(counted, bg), 0.0)
        uncovered = np.maximum(group_sum(excess, bg) - free, 0.0)
    return Wealth(
        sgb2=own + extra / size,
        sgb2_total=total,
        kinderzuschlag=_first_and_further("kinderzuschlag", size, on),
        wohngeld=wohngeld_allowance(c, on, law, wohngeld_household),
        sgb12=_sgb12(c, on, families(c, ADULT) if einsatzgemeinschaft is None else einsatzgemeinschaft),
        new_law=new,
        counted=counted,
        child_excess=np.minimum(excess, uncovered),
    )


@rule(
    question="Wie viel Vermögen ist beim Wohngeld frei?",
    basis="§ 21 Nr. 3 WoGG mit WoGVwV 21.37; Entwurf BT-Drs. 21/8284",
)
def wohngeld_allowance(c: Columns, on: dt.date, law: LawSet = IN_FORCE, household: Column | None = None) -> Column:
    """Sum of the Wohngeld household; the bill writes it into the law and caps it."""
    rule_of_day = law_sets.value("wohngeld_vermoegen", on, law).value
    size = group_count(wohngeld_households(c) if household is None else household)
    total = rule_of_day["erste"] + (size - 1.0) * rule_of_day["weitere"]
    most = rule_of_day["hoechstens"]
    capped: Column = total if most is None else np.minimum(total, most)
    return capped


def _first_and_further(name: str, size: Column, on: dt.date) -> Column:
    amounts = LAW.on(name, on).value
    total: Column = amounts["erste"] + (size - 1.0) * amounts["weitere"]
    return total


def _sgb12(c: Columns, on: dt.date, group: Column) -> Column:
    """The big amount for adults and for minors on their own, the small one for whoever they maintain."""
    amounts = LAW.on("sgb12", on).value
    own = (c["age"] >= ADULT) | (~is_dependent_child(c, ADULT) & (c["partner"] < 0))
    return group_sum(np.where(own, float(amounts["erwachsen"]), float(amounts["unterhalten"])), group)


@rule(
    question="Hat eine Bedarfsgemeinschaft zu viel Vermögen für Grundsicherungsgeld?",
    basis="§ 9 Abs. 1 und 2, § 12 Abs. 2 SGB II",
)
def too_much(c: Columns, bg: Column, on: dt.date) -> Column:
    """Whether the family's wealth goes beyond the sum of its allowances; never because of a child's wealth."""
    wealth = allowances(c, bg, on)
    beyond: Column = np.round(group_sum(wealth.counted, bg) - wealth.sgb2_total, 2) > 0
    return beyond


@rule(
    question="Kann ein Kind aus eigenem Vermögen leben?",
    basis="§ 7 Abs. 3 Nr. 4, § 12 Abs. 2 SGB II: dann gehört es nicht zur Bedarfsgemeinschaft",
)
def child_covers_itself_by_wealth(c: Columns, on: dt.date, open_need: Column) -> Column:
    """Whether the child's wealth beyond its own allowance pays the month's need that its income leaves open.

    ``open_need`` is euros a month, need less countable income. The child's own allowance comes first; what parents leave unused
    reaches only members of the Bedarfsgemeinschaft.
    """
    excess = c["wealth"] - own_allowance(c, on)
    covers: Column = is_dependent_child(c) & (excess > 0) & (excess >= open_need)
    return covers


@dataclass(frozen=True, slots=True)
class Home:
    """One entry a person: the protected area of a home that somebody of the household owns (m²), and whether it is an open question."""

    protected_m2: Column
    open: Column


@rule(
    question="Ist die selbst bewohnte eigene Wohnung geschützt?",
    basis="§ 12 Abs. 1 S. 2 Nr. 5 und S. 3 SGB II, § 90 Abs. 2 Nr. 8 SGB XII",
)
def home(c: Columns, on: dt.date) -> Home:
    """130 m² (a house 140 m²: not asked, so the smaller holds), 20 m² more for each person beyond four.

    A home is never counted as an amount: larger, or of unknown size, is an open question. In the first year it is protected whole.
    """
    law = LAW.on("eigenheim", on).value
    more = np.maximum(group_count(c["household"]) - law["personen"], 0) * law["je_weitere"]
    area = law["wohnung"] + more
    small = (c["area_m2"] > 0) & (c["area_m2"] <= area)
    return Home(area, c["owner"] & ~small & ~in_karenz(c, on))


def steps(c: Columns, bg: Column, on: dt.date, *, group: int = 0) -> tuple[Step, ...]:
    """Wealth and allowance of one Bedarfsgemeinschaft in words."""
    wealth = allowances(c, bg, on)
    members = bg == group
    i = int(np.flatnonzero(members)[0])
    size = int(members.sum())
    counted, total = float(wealth.counted[members].sum()), float(wealth.sgb2_total[i])
    how = "nach dem Alter" if wealth.new_law[i] else "nach den Regeln bis Juni 2026"
    basis = "§ 12 Abs. 2 SGB II" if wealth.new_law[i] else "§ 12 SGB II alter Fassung, § 65a Abs. 1 SGB II"
    return (
        Step(label="Erspartes und anderes Vermögen", value=in_cents(counted), basis="§ 12 Abs. 1 SGB II"),
        Step(label=f"Frei sind ({how}, {persons(size)})", value=in_cents(total), basis=basis),
        Step(label="Vermögen über dem Freibetrag", value=in_cents(max(counted - total, 0.0)), basis=basis),
    )


def notes(c: Columns, bg: Column, on: dt.date, *, group: int = 0) -> tuple[str, ...]:
    """German sentences on what the wealth test leaves open, for one Bedarfsgemeinschaft."""
    members = bg == group
    i = int(np.flatnonzero(members)[0])
    house, law = home(c, on), LAW.on("eigenheim", on).value
    excess = float(allowances(c, bg, on).child_excess[members].sum())
    said = {
        f"Ihre eigene Wohnung ist bis {house.protected_m2[i]:.0f} m² sicher geschützt, ein Haus bis "
        f"{house.protected_m2[i] + law['haus'] - law['wohnung']:.0f} m². Ist sie größer, wird das im Einzelfall geprüft.": house.open[
            i
        ],
        f"Ein Kind hat {euros(excess)} mehr, als in der Familie frei ist. Das mindert nur den Anspruch des Kindes.": excess
        > 0,
    }
    return tuple(text for text, true in said.items() if true)
