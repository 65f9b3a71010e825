"""Asylbewerberleistungsgesetz: who falls under it and what such a family gets.

All amounts are euros a month, one entry a person. People of this law draw neither Grundsicherungsgeld nor Sozialhilfe
(§ 7 (1) S. 2 Nr. 3 SGB II, § 23 (2) SGB XII): see ``sgb12.erwerbsfaehig``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from talachse.rules._book import rule
from talachse.rules.entitlement import groups, needs, sgb12
from talachse.rules.entitlement.columns import Column, Columns, group_sum, of_pointer
from talachse.rules.entitlement.household import Household
from talachse.rules.entitlement.income import earned
from talachse.rules.entitlement.means import capped_allowance, cover, euros
from talachse.rules.entitlement.result import Step
from talachse.rules.entitlement.words import euros as in_euros
from talachse.rules.parameters import Parameters
from talachse.rules.verdict import Verdict

PARAMETERS = Parameters("talachse.rules.entitlement", "asylblg.yaml")
YOUTH = 14  # "vom Beginn des 15. Lebensjahres": the 14th birthday, as in the Regelbedarfsstufen
BASIS = "§§ 1, 2, 3, 3a, 7, 16 AsylbLG"


@dataclass(frozen=True, slots=True)
class Asyl:
    """For each person what it gets and how that came about.

    Where nobody knows how long somebody has been here, ``low`` and ``high`` are the amounts without and with
    Analogleistungen, and everything else describes the lower one; elsewhere all three amounts are the same.
    """

    amount: Column  # with the Sofortzuschlag
    low: Column
    high: Column
    need: Column  # 0 for people of other laws
    counted_income: Column
    stufe: Column  # 1 to 6; 0 for people of other laws
    analog: Column  # gets as much as in the Sozialhilfe
    duration_unknown: Column
    standard: Column  # Grundleistung, or Regelbedarf of the Sozialhilfe
    housing: Column
    allowance: Column
    sofortzuschlag: Column
    wealth_limit: Column  # of the family
    too_wealthy: Column


# ---------------------------------------------------------------------------------------------------------------------
# Who gets how much


def _young_at_home(c: Columns, on: dt.date) -> Column:
    """Adults below 25 without partner who live with a parent."""
    young = c["age"] < PARAMETERS.on("jung_bei_eltern_unter", on).value
    return np.asarray((c["age"] >= groups.ADULT) & young & ~c["married"] & (c["partner"] < 0) & (c["parent_1"] >= 0))


@rule(question="Welche Bedarfsstufe gilt im Asylbewerberleistungsgesetz?", basis="§ 3a Abs. 1 und 2 AsylbLG")
def stufe(c: Columns, on: dt.date) -> Column:
    """1 for single adults in a flat and for young people from 14 without parent, 2 for each of a couple, 3 for adults below
    25 with a parent, then children by age. The form does not ask about shared accommodation, where single adults have
    Stufe 2 and part of the benefit comes in kind.
    """
    adult = np.where(c["partner"] >= 0, 2, np.where(_young_at_home(c, on), 3, 1))
    youth = np.where(c["parent_1"] >= 0, 4, 1)
    child = np.where(c["age"] >= YOUTH, youth, np.where(c["age"] >= 6, 5, 6))
    return np.where(c["age"] >= groups.ADULT, adult, child)


@rule(
    question="Seit wie vielen Monaten ist jemand in Deutschland?",
    basis="§ 2 Abs. 1 S. 1 AsylbLG; eigene Regel: ein Kind ohne Angabe kam mit seinen Eltern",
)
def months_here(c: Columns) -> Column:
    """Whole months, -1 for unknown. A minor without a date takes that of a parent, but is not here longer than it lives."""
    months = c["asylum_months"]
    parents = np.maximum(of_pointer(months, c["parent_1"], -1), of_pointer(months, c["parent_2"], -1))
    with_parents = np.where(parents >= 0, np.minimum(parents, c["age_months"]), -1)
    return np.where((months < 0) & (c["age"] < groups.ADULT), with_parents, months)


@rule(
    question="Wer bekommt nach dem Asylbewerberleistungsgesetz so viel wie in der Sozialhilfe?",
    basis="§ 2 Abs. 1 S. 1 und Abs. 3 AsylbLG",
)
def analogleistungen(c: Columns, on: dt.date, *, unknown_counts: bool) -> Column:
    """After 36 months, minor children as soon as a parent in the flat does. ``unknown_counts``: take who gives no date as
    long enough here. Whether a stay was prolonged by abuse the office decides; here nobody is suspected of it.
    """
    months, least = months_here(c), PARAMETERS.on("analog_nach_monaten", on).value
    own = c["asylum_benefits"] & ((months >= least) | (unknown_counts & duration_unknown(c, on)))
    parent = of_pointer(own, c["parent_1"], False) | of_pointer(own, c["parent_2"], False)
    return np.asarray(own | (c["asylum_benefits"] & (c["age"] < groups.ADULT) & parent))


def duration_unknown(c: Columns, on: dt.date) -> Column:
    """Who falls under the law, gives no date, and is old enough to have been here so long."""
    least = PARAMETERS.on("analog_nach_monaten", on).value
    return np.asarray(c["asylum_benefits"] & (months_here(c) < 0) & (c["age_months"] >= least))


@rule(
    question="Was bleibt im Asylbewerberleistungsgesetz vom Lohn frei?",
    basis="§ 7 Abs. 3 S. 1 AsylbLG; bei Analogleistungen § 2 Abs. 1 AsylbLG mit § 82 Abs. 3 und 4 SGB XII",
)
def allowance(c: Columns, standard: Column, analog: Column, on: dt.date) -> Column:
    """25 per cent of earnings before deductions, half of the person's Grundleistung at most; with Analogleistungen as in the
    Sozialhilfe."""
    share = PARAMETERS.on("erwerb_frei", on).value
    most = PARAMETERS.on("erwerb_hoechstens", on).value * standard
    return np.where(analog, sgb12.allowance(c, on), np.minimum(capped_allowance(earned(c), 0.0, share, np.inf), most))


@rule(
    question="Wie viel Vermögen bleibt im Asylbewerberleistungsgesetz unangetastet?",
    basis="§ 7 Abs. 5 AsylbLG; bei Analogleistungen § 2 Abs. 1 AsylbLG mit § 90 SGB XII",
)
def wealth_limit(c: Columns, family: Column, analog: Column, on: dt.date) -> Column:
    """200 € for each member of the family; with Analogleistungen 10,000 € for an adult and 500 € for a child."""
    social = sgb12.wealth_limit(c, np.arange(len(family)), on)
    basic = PARAMETERS.on("vermoegen_person", on).value
    return group_sum(np.where(c["asylum_benefits"], np.where(analog, social, basic), 0.0), family)


# ---------------------------------------------------------------------------------------------------------------------


@rule(
    question="Wie viel steht jeder Person nach dem Asylbewerberleistungsgesetz zu?",
    basis="§§ 2, 3 Abs. 3, 3a, 7, 16 AsylbLG",
)
def claims(
    c: Columns,
    family: Column,
    housing_share: Column,
    net_income: Column,
    on: dt.date,
    *,
    others_surplus: Column | None = None,
) -> Asyl:
    """What each person of ``c`` gets.

    ``family`` numbers those who must use their income for each other (§ 7 (1): couple with minor children, see
    ``groups.families(c, 18)``); ``housing_share`` is each person's share of the actual rent and heating; ``net_income`` own
    income after taxes and contributions, and for a child the Kindergeld. ``others_surplus`` is what members of another law
    have above their own need under that law.
    """
    if not c["asylum_benefits"].any():  # then no table of that year is needed either
        return _nobody_concerned(len(family))
    surplus = np.zeros(len(family)) if others_surplus is None else others_surplus
    facts = _Facts(c, family, housing_share, net_income, np.where(c["asylum_benefits"], 0.0, surplus), on)
    low = _computed(facts, analogleistungen(c, on, unknown_counts=False))
    open_question = duration_unknown(c, on)
    if not open_question.any():
        return low
    high = _computed(facts, analogleistungen(c, on, unknown_counts=True))
    return Asyl(
        **{name: getattr(low, name) for name in Asyl.__slots__ if name not in {"high", "duration_unknown"}},
        high=high.amount,
        duration_unknown=open_question,
    )


@dataclass(frozen=True, slots=True)
class _Facts:
    c: Columns
    family: Column
    housing_share: Column
    net_income: Column
    elsewhere: Column
    on: dt.date


def _nobody_concerned(n: int) -> Asyl:
    none = np.zeros(n)
    no = none.astype(bool)
    empty = dict.fromkeys(Asyl.__slots__, none) | {"stufe": none.astype(int)}
    return Asyl(**(empty | dict.fromkeys(("analog", "duration_unknown", "too_wealthy"), no)))


def _computed(facts: _Facts, analog: Column) -> Asyl:
    c, family, on = facts.c, facts.family, facts.on
    mine, step = c["asylum_benefits"], stufe(c, on)
    standard = np.where(mine, _standard(c, step, analog, on), 0.0)
    housing = np.where(mine, facts.housing_share, 0.0)
    free = np.where(mine, allowance(c, standard, analog, on), 0.0)
    counted = np.where(mine, np.maximum(facts.net_income - free, 0.0), 0.0)
    need = standard + housing
    # § 7 (1) takes the income of the whole family; with Analogleistungen a child's income is the child's (§ 27 (2) SGB XII).
    gives = mine & ~(analog & groups.is_dependent_child(c, groups.ADULT))
    found = cover(need, counted, family, gives=gives, takes=mine, from_others=facts.elsewhere)
    limit = wealth_limit(c, family, analog, on)
    too_wealthy = mine & (group_sum(np.where(mine, c["wealth"], 0.0), family) > limit)
    open_need = np.where(too_wealthy, 0.0, found.open)
    young = (c["age"] < groups.ADULT) | _young_at_home(c, on)
    extra = np.where(young & (open_need > 0), needs.LAW.on("sofortzuschlag", on).value, 0.0)
    amount = open_need + extra
    return Asyl(
        amount=amount,
        low=amount,
        high=amount,
        need=need,
        counted_income=counted,
        stufe=np.where(mine, _shown_stufe(c, step, analog, on), 0),
        analog=analog,
        duration_unknown=np.zeros(len(family), dtype=bool),
        standard=standard,
        housing=housing,
        allowance=free,
        sofortzuschlag=extra,
        wealth_limit=limit,
        too_wealthy=too_wealthy,
    )


def _shown_stufe(c: Columns, step: Column, analog: Column, on: dt.date) -> Column:
    """With Analogleistungen the Stufe of the Sozialhilfe, but 3 for who is below 25 and with a parent (§ 2 (1) S. 4 Nr. 2)."""
    social = np.where(_young_at_home(c, on), 3, needs.stufe(c, "sgb12"))
    return np.where(analog, social, step)


def _standard(c: Columns, step: Column, analog: Column, on: dt.date) -> Column:
    table = np.add(PARAMETERS.on("notwendig", on).value, PARAMETERS.on("persoenlich", on).value).astype(float)
    return np.where(analog, needs.regelbedarf_of(_shown_stufe(c, step, analog, on), on), table[step - 1])


# ---------------------------------------------------------------------------------------------------------------------
# In words


@rule(
    question="Bekommt jemand im Haushalt Leistungen nach dem Asylbewerberleistungsgesetz?",
    basis="§§ 1, 2, 3, 7 AsylbLG",
)
def verdict(household: Household, found: Asyl) -> Verdict:
    """``found`` is the calculation of this household alone, in the order of its persons."""
    missing = [path for path in household.unknown if path.endswith(".asylum_benefits")]
    if missing:
        return Verdict.unknown(
            "Ob das Asylbewerberleistungsgesetz gilt, steht auf dem Ausweis (Gestattung, Duldung, Aufenthaltserlaubnis).",
            missing=missing,
            basis="§ 1 AsylbLG",
        )
    if not found.stufe.any():
        return Verdict.no("Niemand im Haushalt fällt unter das Asylbewerberleistungsgesetz.", basis="§ 1 AsylbLG")
    low, high = euros(found.low.sum()), euros(found.high.sum())
    if low == high == 0:
        return Verdict.no(
            "Eher nicht: Einkommen und Vermögen der Familie reichen. Sagen Sie dem Amt trotzdem Bescheid, wenn Sie "
            "unsicher sind.",
            basis="§ 7 AsylbLG",
        )
    if low < high:
        since = [
            f"persons.{person.id}.asylum_since"
            for person, unknown in zip(household.persons, found.duration_unknown, strict=True)
            if unknown
        ]
        return Verdict.unknown(
            f"Zwischen {in_euros(float(low))} und {in_euros(float(high))} im Monat: Nach drei Jahren in Deutschland ist es mehr.",
            missing=since,
            basis="§§ 2, 3, 3a AsylbLG",
        )
    return Verdict.yes(
        f"Wahrscheinlich ja: etwa {in_euros(float(low))} im Monat. "
        + (
            "Es gelten die Beträge der Sozialhilfe, weil mindestens eine Person lange genug in Deutschland ist."
            if found.analog.any()
            else "In einer Sammelunterkunft ist es weniger Geld; ein Teil kommt als Sachleistung."
        ),
        basis="§ 2 AsylbLG" if found.analog.any() else "§§ 3, 3a AsylbLG",
    )


def steps(found: Asyl, who: int | Column) -> tuple[Step, ...]:
    """How the (lower) amount came about; ``who`` is a person's position in the columns, or marks several."""

    def step(label: str, column: Column, basis: str, sign: int = 1) -> Step:
        return Step(label=label, value=euros(sign * column[who].sum()), basis=basis)

    analog = bool(found.analog[who].any())
    stufen = np.unique(found.stufe[who])
    of_one = f", Stufe {stufen[0]}" if len(stufen) == 1 else ""
    lacking = np.maximum(found.need - found.counted_income, 0.0)
    from_family = np.where(found.too_wealthy, 0.0, lacking - (found.amount - found.sofortzuschlag))
    lines = (
        step(
            f"{'Regelbedarf' if analog else 'Grundleistung'}{of_one}",
            found.standard,
            "§ 2 AsylbLG, Anlage zu § 28 SGB XII" if analog else "§ 3a Abs. 1 und 2 AsylbLG",
        ),
        step("Miete und Heizung, Ihr Anteil", found.housing, "§ 35 SGB XII" if analog else "§ 3 Abs. 3 S. 3 AsylbLG"),
        step("Bleibt vom Lohn frei", found.allowance, "§ 82 SGB XII" if analog else "§ 7 Abs. 3 AsylbLG"),
        step(
            "Angerechnetes eigenes Einkommen",
            found.counted_income,
            "§ 82 SGB XII" if analog else "§ 7 Abs. 1 AsylbLG",
            -1,
        ),
        step("Einkommen der anderen in der Familie", from_family, "§ 7 Abs. 1 AsylbLG", -1),
        step("Sofortzuschlag", found.sofortzuschlag, "§ 16 AsylbLG"),
    )
    return (*(line for line in lines if line.value), step("Leistung im Monat", found.amount, BASIS))
