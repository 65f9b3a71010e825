"""Sozialhilfe: who is too old, too ill or too young for the Jobcenter, and what such a person gets.

Grundsicherung im Alter und bei Erwerbsminderung is the fourth chapter of SGB XII, Hilfe zum Lebensunterhalt the third.
All amounts are euros a month, one entry a person.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from talachse.rules._book import rule
from talachse.rules.entitlement import groups, needs
from talachse.rules.entitlement.columns import Column, Columns, group_any, group_sum
from talachse.rules.entitlement.household import Household
from talachse.rules.entitlement.income import earned
from talachse.rules.entitlement.means import capped_allowance, cover, euros
from talachse.rules.entitlement.result import Step
from talachse.rules.entitlement.words import euros as in_euros
from talachse.rules.parameters import Parameters
from talachse.rules.verdict import Verdict

PARAMETERS = Parameters("talachse.rules.entitlement", "sgb12.yaml")
FOURTH, THIRD = 4, 3
NAMES = {FOURTH: "Grundsicherung im Alter und bei Erwerbsminderung", THIRD: "Hilfe zum Lebensunterhalt"}
BASIS = {FOURTH: "§§ 41 bis 43 SGB XII", THIRD: "§§ 19 Abs. 1, 27 SGB XII"}
# Facts that decide about these benefits; when one is unknown, so is the answer.
DECISIVE = frozenset(
    {
        "fully_incapacitated",
        "asylum_benefits",
        "pension",
        "company_pension",
        "gross_wage",
        "self_employed_income",
        "other_income",
        "wealth",
        "mark_g",
    }
)


@dataclass(frozen=True, slots=True)
class Means:
    """What a person has: ``net`` is own income after taxes and contributions with maintenance, without any benefit for children."""

    net: Column
    kindergeld: Column  # at the child for whom it is paid
    unterhaltsvorschuss: Column


@dataclass(frozen=True, slots=True)
class Sgb12:
    """For each person what it gets and how that came about."""

    amount4: Column
    amount3: Column  # with the Sofortzuschlag
    need: Column  # 0 for people of other laws
    counted_income: Column  # 0 for people of other laws
    surplus: (
        Column  # counted income that nobody of SGB XII in the family needs: it goes to the partner at the Jobcenter
    )
    chapter: Column  # 4, 3 or 0
    regelbedarf: Column
    mehrbedarf: Column
    housing: Column
    allowance: Column  # what stays free of earnings and pensions
    sofortzuschlag: Column
    wealth_limit: Column  # of the family
    wealth: Column  # what counts against it
    too_wealthy: Column


# ---------------------------------------------------------------------------------------------------------------------
# Who


@rule(
    question="Wer ist alt und gesund genug für das Jobcenter?",
    basis="§ 7 Abs. 1 S. 1 Nr. 1 und 2, S. 2 Nr. 3, §§ 7a, 8 SGB II",
)
def erwerbsfaehig(c: Columns, on: dt.date) -> Column:
    """From 15 up to the Regelaltersgrenze, not fully incapacitated for good, and not under the Asylbewerberleistungsgesetz."""
    return np.asarray(
        (c["age"] >= needs.LAW.on("erwerbsfaehig_ab", on).value)
        & ~needs.past_retirement_age(c, on)
        & ~c["fully_incapacitated"]
        & ~c["asylum_benefits"]
    )


@rule(
    question="Wer gehört zur Grundsicherung im Alter und bei Erwerbsminderung?",
    basis="§ 41 Abs. 1 bis 3 SGB XII, § 23 Abs. 2 SGB XII",
)
def chapter_four(c: Columns, on: dt.date) -> Column:
    """People past the Regelaltersgrenze, and people of 18 and more who are fully incapacitated for good."""
    ill = c["fully_incapacitated"] & (c["age"] >= PARAMETERS.on("erwerbsgemindert_ab", on).value)
    return np.asarray((needs.past_retirement_age(c, on) | ill) & ~c["asylum_benefits"])


@rule(
    question="Wer gehört zur Hilfe zum Lebensunterhalt?",
    basis="§ 19 Abs. 1, § 21 S. 1 SGB XII, § 5 Abs. 2, § 19 Abs. 1 S. 2 SGB II",
)
def chapter_three(c: Columns, on: dt.date) -> Column:
    """Who can neither work nor belongs to the fourth chapter, and lives with nobody of its family who can work.

    With such a person in the family the Jobcenter pays for the children too.
    """
    able = erwerbsfaehig(c, on)
    alone = ~group_any(able, groups.families(c))
    return np.asarray(~able & ~chapter_four(c, on) & ~c["asylum_benefits"] & alone)


# ---------------------------------------------------------------------------------------------------------------------
# How much


@rule(
    question="Was bleibt in der Sozialhilfe vom Lohn und von der Rente frei?",
    basis="§ 82 Abs. 3 und 4, § 82a SGB XII",
)
def allowance(c: Columns, on: dt.date, grundrente: Column | None = None) -> Column:
    """30 per cent of earnings; of a company pension 100 € and 30 per cent of the rest; each half of Regelbedarfsstufe 1 at most.

    The statutory pension counts in full, unless ``grundrente`` says that the person has 33 years for the Grundrente: then
    it is treated like a company pension.
    """
    most = PARAMETERS.on("hoechstens_frei", on).value * needs.LAW.on("regelbedarf", on).value[1]
    pension = PARAMETERS.on("altersvorsorge_frei", on).value
    free = capped_allowance(earned(c), 0.0, PARAMETERS.on("erwerb_frei", on).value, most) + capped_allowance(
        c["company_pension"], pension["sockel"], pension["anteil"], most
    )
    if grundrente is None:
        return free
    years = PARAMETERS.on("grundrente_frei", on).value
    return free + np.where(grundrente, capped_allowance(c["pension"], years["sockel"], years["anteil"], most), 0.0)


@rule(
    question="Wie viel Vermögen bleibt in der Sozialhilfe unangetastet?",
    basis="§ 90 Abs. 2 Nr. 9 SGB XII mit § 1 der Verordnung dazu, §§ 27 Abs. 2, 43 Abs. 1 SGB XII",
)
def wealth_limit(c: Columns, eg: Column, on: dt.date) -> Column:
    """10,000 € for each adult of the family and for a minor who lives without parents, 500 € for each child."""
    child = groups.is_dependent_child(c, groups.ADULT)
    each = np.where(
        child, PARAMETERS.on("vermoegen_unterhalten", on).value, PARAMETERS.on("vermoegen_erwachsen", on).value
    )
    return group_sum(each.astype(float), eg)


def counted_wealth(c: Columns, eg: Column) -> Column:
    """The parents' wealth counts for the whole family, a child's wealth for the child alone (§ 27 (2) S. 3 SGB XII)."""
    child = groups.is_dependent_child(c, groups.ADULT)
    return group_sum(np.where(child, 0.0, c["wealth"]), eg) + np.where(child, c["wealth"], 0.0)


@rule(
    question="Wie viel Grundsicherung im Alter und Hilfe zum Lebensunterhalt steht jeder Person zu?",
    basis="§§ 19, 27 bis 30, 35, 41 bis 43, 82, 90, 145 SGB XII; BSG B 8 SO 20/09 R und B 14 AS 89/20 R",
)
def claims(
    c: Columns,
    eg: Column,
    housing_share: Column,
    means: Means,
    on: dt.date,
    *,
    others_surplus: Column,
    further_need: Column | None = None,
    grundrente: Column | None = None,
) -> Sgb12:
    """Both chapters for each person of ``c``.

    ``eg`` numbers the Einsatzgemeinschaft (couple with minor children: ``groups.families(c, 18)``); ``housing_share`` is each
    person's share of rent and heating as recognised; ``further_need`` other Mehrbedarfe than that for mark G.
    ``others_surplus`` is, at a person of another law (working age, Asylbewerberleistungsgesetz), the income that exceeds
    this person's own need under that law: it belongs to the partner and the children first. What people of SGB XII have
    left goes the other way as ``surplus``. Income of children never reduces the claim of their parents, however high
    (§ 94 (1a): the office may only turn to the children afterwards).
    """
    four, three = chapter_four(c, on), chapter_three(c, on)
    mine, child = four | three, groups.is_dependent_child(c, groups.ADULT)
    if not mine.any():
        return _nobody_concerned(len(eg))
    basic = np.where(mine, needs.regelbedarf(c, on, "sgb12"), 0.0)
    more = np.where(four & c["mark_g"], basic * needs.LAW.on("merkzeichen_g_prozent", on).value / 100, 0.0)
    if further_need is not None:
        more += np.where(mine, further_need, 0.0)
    housing = np.where(mine, housing_share, 0.0)
    need = basic + more + housing
    free = np.where(mine, allowance(c, on, grundrente), 0.0)
    own, kindergeld = _own_income(c, mine, need, free, means)
    elsewhere = np.where(mine, 0.0, others_surplus)
    found = cover(need, own, eg, gives=mine & ~child, takes=mine, from_others=elsewhere)
    limit, wealth = wealth_limit(c, eg, on), counted_wealth(c, eg)
    too_wealthy = wealth > limit
    open_need = np.where(too_wealthy, 0.0, found.open)
    without = cover(need, own - kindergeld, eg, gives=mine & ~child, takes=mine, from_others=elsewhere)
    young = three & (c["age"] < groups.ADULT) & ~too_wealthy & (without.open > 0)
    extra = np.where(young, needs.LAW.on("sofortzuschlag", on).value, 0.0)
    return Sgb12(
        amount4=np.where(four, open_need, 0.0),
        amount3=np.where(three, open_need, 0.0) + extra,
        need=need,
        counted_income=own,
        surplus=found.surplus,
        chapter=np.where(four, FOURTH, np.where(three, THIRD, 0)),
        regelbedarf=basic,
        mehrbedarf=more,
        housing=housing,
        allowance=free,
        sofortzuschlag=extra,
        wealth_limit=limit,
        wealth=wealth,
        too_wealthy=too_wealthy,
    )


def _nobody_concerned(n: int) -> Sgb12:
    none = np.zeros(n)
    empty = dict.fromkeys(Sgb12.__slots__, none) | {"chapter": none.astype(int), "too_wealthy": none.astype(bool)}
    return Sgb12(**empty)


def _own_income(c: Columns, mine: Column, need: Column, free: Column, means: Means) -> tuple[Column, Column]:
    """Counted income of each person of SGB XII, and how much of it is Kindergeld that a minor child needs.

    Kindergeld is the minor child's as far as the child needs it, the rest is income of who receives it (§ 82 (1) S. 4).
    """
    own = np.maximum(means.net - free, 0.0) + means.unterhaltsvorschuss
    minor = (c["age"] < groups.ADULT) & mine
    used = np.where(minor, np.minimum(means.kindergeld, np.maximum(need - own, 0.0)), 0.0)
    recipient = np.where(c["kindergeld_to"] >= 0, c["kindergeld_to"], c["parent_1"])
    recipient = np.where(recipient >= 0, recipient, np.arange(len(recipient)))
    # Kindergeld for a child of another law is counted there (§ 11 (1) S. 5 SGB II).
    passed_on = np.where(mine, means.kindergeld - used, 0.0)
    received = np.bincount(recipient, weights=passed_on, minlength=len(own))
    return np.where(mine, own + used + received, 0.0), used


# ---------------------------------------------------------------------------------------------------------------------
# In words


@rule(
    question="Bekommt jemand im Haushalt Grundsicherung im Alter oder Hilfe zum Lebensunterhalt?",
    basis="§§ 19, 27, 41 bis 43, 82, 90, 94 Abs. 1a SGB XII",
)
def verdict(household: Household, found: Sgb12, chapter: int, with_grundrente: Sgb12 | None = None) -> Verdict:
    """``found`` is the calculation of this household alone, in the order of its persons; ``chapter`` 4 or 3.

    The form does not ask for 33 years of Grundrente. ``with_grundrente`` is the same calculation as if everybody had them:
    where it differs, the answer says so, and a no becomes an unknown.
    """
    missing = [path for path in household.unknown if path.rpartition(".")[2] in DECISIVE]
    name, basis = NAMES[chapter], BASIS[chapter]
    if missing:
        return Verdict.unknown(
            f"Ob {name} möglich ist, hängt von Angaben ab, die noch fehlen. Stellen Sie den Antrag trotzdem gleich.",
            missing=missing,
            basis=basis,
        )
    mine = found.chapter == chapter
    if not mine.any():
        return Verdict.no(_nobody(chapter), basis=basis)
    amount, most = _total(found, chapter), _total(with_grundrente or found, chapter)
    if amount > 0:
        more = f" Mit 33 Jahren für die Grundrente sind es etwa {in_euros(most)}." if most > amount else ""
        return Verdict.yes(
            f"Wahrscheinlich ja: {name} von etwa {in_euros(amount)} im Monat.{more} {_no_fear(chapter, household.as_of)}",
            basis=f"{basis}, § 94 Abs. 1a SGB XII" if chapter == FOURTH else f"{basis}, § 18 SGB XII",
        )
    if most > 0:
        return Verdict.unknown(
            f"Mit 33 Jahren Beiträgen, Kindererziehung oder Pflege sind etwa {in_euros(most)} im Monat möglich. Das steht im "
            "Rentenbescheid.",
            missing=["33 Jahre Grundrentenzeiten"],
            basis="§ 82a SGB XII",
        )
    if found.too_wealthy[mine].any():
        limit = in_euros(float(euros(found.wealth_limit[mine].max())))
        return Verdict.no(
            f"Eher nicht: Das Vermögen liegt über {limit}. Was darüber liegt, kommt zuerst. Danach ist ein Antrag möglich.",
            basis="§ 90 Abs. 2 Nr. 9 SGB XII",
        )
    return Verdict.no(
        "Eher nicht: Das Einkommen reicht für den Bedarf. Wenn Sie unsicher sind, stellen Sie den Antrag.", basis=basis
    )


def _total(found: Sgb12, chapter: int) -> float:
    return float(euros((found.amount4 if chapter == FOURTH else found.amount3).sum()))


def _no_fear(chapter: int, on: dt.date) -> str:
    if chapter == THIRD:
        return "Das Sozialamt zahlt, sobald es von der Lage weiß."
    limit = in_euros(PARAMETERS.on("rueckgriff_kinder_jahr", on).value)
    return f"Ihre Kinder müssen dafür nicht zahlen, solange ein Kind nicht mehr als {limit} im Jahr verdient."


def _nobody(chapter: int) -> str:
    if chapter == FOURTH:
        return (
            "Im Haushalt hat niemand das Rentenalter erreicht, und niemand ab 18 ist auf Dauer voll erwerbsgemindert."
        )
    return (
        "Im Haushalt gehört niemand zur Hilfe zum Lebensunterhalt. Dafür ist das Jobcenter oder eine andere Stelle da."
    )


def steps(found: Sgb12, who: int | Column) -> tuple[Step, ...]:
    """How the amount came about; ``who`` is a person's position in the columns, or marks several of the same chapter."""

    def step(label: str, column: Column, basis: str, sign: int = 1) -> Step:
        return Step(label=label, value=euros(sign * column[who].sum()), basis=basis)

    lines = (
        step("Regelbedarf", found.regelbedarf, "§ 27a SGB XII, Anlage zu § 28 SGB XII"),
        step("Mehrbedarf", found.mehrbedarf, "§ 30 SGB XII"),
        step("Miete und Heizung, Ihr Anteil", found.housing, "§§ 35, 42a SGB XII"),
        step("Bedarf zusammen", found.need, "§§ 27a, 42 SGB XII"),
        step("Bleibt von Lohn und Rente frei", found.allowance, "§ 82 Abs. 3 und 4, § 82a SGB XII"),
        step("Angerechnetes eigenes Einkommen", found.counted_income, "§§ 43, 82 SGB XII", -1),
        step("Einkommen der anderen in der Familie", _from_family(found), "§§ 27 Abs. 2, 43 Abs. 1 SGB XII", -1),
        step(
            "Vermögen über der Grenze",
            np.where(found.too_wealthy, found.wealth - found.wealth_limit, 0.0),
            "§ 90 SGB XII",
        ),
        step("Sofortzuschlag", found.sofortzuschlag, "§ 145 SGB XII"),
    )
    total = step("Leistung im Monat", found.amount4 + found.amount3, BASIS[int(found.chapter[who].max()) or THIRD])
    return (*(line for line in lines if line.value), total)


def _from_family(found: Sgb12) -> Column:
    """What the surplus of others takes off; nothing where wealth ends the claim before."""
    lacking = np.maximum(found.need - found.counted_income, 0.0)
    paid = found.amount4 + found.amount3 - found.sofortzuschlag
    return np.where(found.too_wealthy, 0.0, lacking - paid)
