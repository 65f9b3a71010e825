"""Both lawful ways of a household side by side, and which of them the law puts first.

All amounts are euros a month for a whole household, one entry a household.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from talachse.rules._book import rule
from talachse.rules.entitlement import asylblg, groups, income, sgb12, training
from talachse.rules.entitlement.columns import Column, Columns, group_any, group_count, group_sum
from talachse.rules.entitlement.engine import Computed, sofortzuschlag
from talachse.rules.entitlement.words import euros
from talachse.rules.parameters import Parameters
from talachse.rules.verdict import Verdict

PARAMETERS = Parameters("talachse.rules.entitlement", "routes.yaml")

SGB2, HOUSING, SGB12, ASYLUM, NONE = "sgb2", "wohngeld_kinderzuschlag", "sgb12", "asylblg", "none"
FIRST = (SGB2, HOUSING, SGB12, ASYLUM, NONE)

# A gap below half a cent is none.
CENT = 0.005


@dataclass(frozen=True, slots=True)
class PerPerson:
    """What each person gets on one route; amounts of a group stand at its first member."""

    kindergeld: Column
    unterhaltsvorschuss: Column
    grundsicherungsgeld: Column
    wohngeld: Column
    kinderzuschlag: Column
    grundsicherung_im_alter: Column
    hilfe_zum_lebensunterhalt: Column
    asylblg: Column

    def of_households(self, c: Columns) -> dict[str, Column]:
        """The household's total of each benefit."""
        return {name: np.bincount(c["household"], weights=getattr(self, name)) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Both routes of many households. ``gap`` is what each person's Bedarfsgemeinschaft lacks on Wohngeld and Kinderzuschlag."""

    jobcenter: PerPerson
    housing: PerPerson
    gap: Column
    wider_access: Column  # Kinderzuschlag although up to 100 € are missing, § 6a (1a) BKGG
    net_income: Column  # a person's own income after taxes and contributions, without benefits
    first: Column  # a household's position in FIRST


def outcome(jobcenter: Computed, housing: Computed, on: dt.date) -> Outcome:
    """Amounts of both routes and what comes first, for all households of ``jobcenter.c``."""
    c = jobcenter.c
    at_jobcenter = _at_jobcenter(jobcenter, on)
    with_housing, gap, wider = _with_housing(housing, at_jobcenter, on)
    at_jobcenter = _with_flatmates(housing, at_jobcenter, with_housing)
    return Outcome(
        at_jobcenter, with_housing, gap, wider, net_income(jobcenter), _first(c, at_jobcenter, with_housing, gap)
    )


def _with_flatmates(housing: Computed, at_jobcenter: PerPerson, with_housing: PerPerson) -> PerPerson:
    """Who keeps house apart in the same flat and draws nothing keeps Wohngeld and Kinderzuschlag (§ 7 (1) and (2) WoGG).

    Each Bedarfsgemeinschaft is tested alone (§ 12a S. 2 Nr. 2 SGB II); what the others in the flat draw changes nothing.
    """
    drawn = at_jobcenter.grundsicherungsgeld + at_jobcenter.grundsicherung_im_alter
    drawn = drawn + at_jobcenter.hilfe_zum_lebensunterhalt + at_jobcenter.asylblg + at_jobcenter.wohngeld
    home = groups.wohngeld_households(housing.c)
    apart = group_any(drawn > CENT, housing.c["household"]) & ~group_any(drawn > CENT, home)
    return replace(
        at_jobcenter,
        wohngeld=np.where(apart, with_housing.wohngeld, at_jobcenter.wohngeld),
        kinderzuschlag=np.where(apart, with_housing.kinderzuschlag, at_jobcenter.kinderzuschlag),
    )


def net_income(done: Computed) -> Column:
    """Own income of each person after taxes and contributions, with maintenance, without benefits."""
    f, c = done.federal, done.c
    tax = f["einkommensteuer__betrag_m_sn"] + f["solidaritätszuschlag__betrag_m_sn"]
    return (
        income.earned(c)
        + income.not_earned(c)
        + c["maintenance_received"]
        - tax / f["familie__anzahl_personen_sn"]
        - f["sozialversicherung__beiträge_versicherter_m"]
    )


def first_of(group: Column) -> Column:
    """Marks the first member of each group."""
    mark = np.zeros(len(group), dtype=bool)
    mark[np.unique(group, return_index=True)[1]] = True
    return mark


def in_work_age_group(done: Computed, on: dt.date) -> Column:
    """Whether somebody of the Bedarfsgemeinschaft can work: without that nobody of it is at the Jobcenter (§ 7 (1)(2) SGB II)."""
    return group_any(sgb12.erwerbsfaehig(done.c, on), groups.families(done.c))


def _at_jobcenter(done: Computed, on: dt.date) -> PerPerson:
    c, f = done.c, done.federal
    draws = in_work_age_group(done, on) & ~c["asylum_benefits"] & ~training.excluded_from_sgb2(c, on)
    nothing = np.zeros(len(draws))
    return PerPerson(
        kindergeld=f["kindergeld__betrag_m"],
        unterhaltsvorschuss=f["unterhaltsvorschuss__betrag_m"],
        grundsicherungsgeld=np.where(
            draws & ~done.own.chapter_four, f["bürgergeld__anspruchshöhe_m"] + sofortzuschlag(done), 0.0
        ),
        wohngeld=np.where(done.variant.left & first_of(done.variant.wthh), f["wohngeld__anspruchshöhe_m_wthh"], 0.0),
        kinderzuschlag=nothing,
        grundsicherung_im_alter=np.where(c["asylum_benefits"], 0.0, f["grundsicherung__im_alter__anspruchshöhe_m"]),
        hilfe_zum_lebensunterhalt=social_help(done, on).amount3,
        asylblg=asylum(done, on).amount,
    )


def social_help(done: Computed, on: dt.date) -> sgb12.Sgb12:
    """The third and fourth chapter of SGB XII beside the Jobcenter."""
    f = done.federal
    return sgb12.claims(
        done.c,
        groups.families(done.c, groups.ADULT),
        done.own.housing.total,
        sgb12.Means(
            net_income(done), f["bürgergeld__kindergeld_zur_bedarfsdeckung_m"], f["unterhaltsvorschuss__betrag_m"]
        ),
        on,
        others_surplus=np.zeros(len(done.c["age"])),
        further_need=done.own.further_needs,
    )


def asylum(done: Computed, on: dt.date) -> asylblg.Asyl:
    """What people of the Asylbewerberleistungsgesetz get."""
    income_of_all = net_income(done) + done.federal["bürgergeld__kindergeld_zur_bedarfsdeckung_m"]
    return asylblg.claims(done.c, groups.families(done.c, groups.ADULT), actual_housing(done.c), income_of_all, on)


def _with_housing(done: Computed, at_jobcenter: PerPerson, on: dt.date) -> tuple[PerPerson, Column, Column]:
    """Wohngeld and Kinderzuschlag; the gap they leave; and who gets the Kinderzuschlag in spite of a gap."""
    c, f = done.c, done.federal
    bg, wthh = done.variant.bg, done.variant.wthh
    counted = ~c["asylum_benefits"] & ~training.excluded_from_wohngeld(c, on)
    wohngeld = np.where(group_any(counted, wthh), f["wohngeld__anspruchshöhe_m_wthh"], 0.0)
    kinderzuschlag = np.floor(f["kinderzuschlag__anspruchshöhe_m_bg"] + 0.5)  # § 11 (2) BKGG
    able = in_work_age_group(done, on)
    kinderzuschlag = np.where(able & ~c["asylum_benefits"], kinderzuschlag, 0.0)
    claim = np.where(able, f["bürgergeld__anspruchshöhe_m"], 0.0) + f["grundsicherung__im_alter__anspruchshöhe_m"]
    help_of_bg = wohngeld * group_count(bg) / group_count(wthh) + kinderzuschlag
    gap = np.maximum(group_sum(claim, bg) - help_of_bg, 0.0)
    most = PARAMETERS.on("erweiterter_zugang_luecke", on).value
    least = PARAMETERS.on("erweiterter_zugang_freibetrag", on).value
    # Only the parents' earnings open the wider access (§ 6a (1a) Nr. 2 BKGG).
    free = group_sum(np.where(groups.is_dependent_child(c), 0.0, f["bürgergeld__anrechnungsfreies_einkommen_m"]), bg)
    wider = (gap > CENT) & (gap <= most) & (free >= least) & (kinderzuschlag > 0)
    granted = (gap <= CENT) | wider
    kinderzuschlag = np.where(granted, kinderzuschlag, 0.0)
    nothing = np.zeros(len(gap))
    return (
        PerPerson(
            kindergeld=f["kindergeld__betrag_m"],
            unterhaltsvorschuss=f["unterhaltsvorschuss__betrag_m"],
            grundsicherungsgeld=nothing,
            wohngeld=np.where(first_of(wthh), wohngeld, 0.0),
            kinderzuschlag=np.where(first_of(bg), kinderzuschlag, 0.0),
            grundsicherung_im_alter=nothing,
            hilfe_zum_lebensunterhalt=nothing,
            asylblg=at_jobcenter.asylblg,
        ),
        gap,
        wider,
    )


def _first(c: Columns, jobcenter: PerPerson, housing: PerPerson, gap: Column) -> Column:
    """Position in FIRST for each household; § 12a SGB II asks for all members of the Bedarfsgemeinschaft."""
    household = c["household"]

    def total(*columns: Column) -> Column:
        return np.bincount(household, weights=sum(columns, np.zeros(len(household))))

    sgb2 = total(jobcenter.grundsicherungsgeld) > CENT
    social = total(jobcenter.grundsicherung_im_alter, jobcenter.hilfe_zum_lebensunterhalt) > CENT
    asylum = total(jobcenter.asylblg) > CENT
    upstream = total(housing.wohngeld, housing.kinderzuschlag) > CENT
    open_gap = np.bincount(household, weights=gap > CENT) > 0
    return np.select(
        [upstream & ~open_gap & ~asylum, sgb2, social, asylum, upstream],
        [FIRST.index(HOUSING), FIRST.index(SGB2), FIRST.index(SGB12), FIRST.index(ASYLUM), FIRST.index(HOUSING)],
        FIRST.index(NONE),
    )


@rule(
    question="Was kommt nach dem Gesetz zuerst: Grundsicherungsgeld oder Wohngeld und Kinderzuschlag?",
    basis="§ 12a SGB II, §§ 2 und 19 SGB XII, § 7 Abs. 1 WoGG, § 6a Abs. 1 BKGG",
)
def what_comes_first(first: str, *, gap: float, sgb2: float, housing: float) -> Verdict:
    """In words what ``_first`` decided; amounts of the household in euros a month, ``gap`` what is missing on Wohngeld."""
    match first:
        case "sgb2":
            if housing > CENT:
                reason = (
                    f"Mit Wohngeld und Kinderzuschlag ({euros(housing)}) würden noch {euros(gap)} im Monat "
                    "zum Leben fehlen. Darum geht hier das Grundsicherungsgeld vom Jobcenter vor."
                )
            else:
                reason = "Wohngeld oder Kinderzuschlag kommt hier nicht in Frage. Darum geht es zum Jobcenter."
            return Verdict.yes(reason, basis="§ 12a S. 2 Nr. 2 SGB II")
        case "wohngeld_kinderzuschlag":
            if sgb2 > CENT:
                reason = (
                    "Mit Wohngeld und Kinderzuschlag haben alle im Haushalt genug zum Leben. Dann gehen sie dem "
                    "Grundsicherungsgeld vor, wenn das mindestens drei Monate so bleibt."
                )
            else:
                reason = "Das Einkommen reicht zum Leben, Grundsicherungsgeld gibt es nicht. Wohngeld oder Kinderzuschlag hilft zusätzlich."
            return Verdict.yes(reason, basis="§ 12a S. 2 Nr. 2 SGB II, § 7 Abs. 1 S. 3 Nr. 2 WoGG")
        case "sgb12":
            return Verdict.yes(
                "Niemand im Haushalt kann auf Dauer arbeiten oder alle sind im Rentenalter. Dann hilft das Sozialamt.",
                basis="§§ 19, 27, 41 SGB XII",
            )
        case "asylblg":
            return Verdict.yes(
                "Der Haushalt bekommt Leistungen für Asylsuchende und Geduldete, nicht vom Jobcenter.",
                basis="§ 7 Abs. 1 S. 2 Nr. 3 SGB II, § 1 AsylbLG",
            )
        case _:
            return Verdict.no(
                "Nach diesen Angaben reicht das Einkommen oder das Vermögen. Wenn Sie unsicher sind, stellen Sie trotzdem einen Antrag.",
                basis="§§ 9, 12 SGB II",
            )


@rule(
    question="Was wird gesagt, wenn fehlende Antworten entscheiden, was zuerst kommt?",
    basis="§ 12a SGB II, §§ 13, 14 SGB I",
)
def first_is_open(missing: Sequence[str]) -> Verdict:
    """``missing`` are the facts by their everyday names, the one that matters most first."""
    return Verdict.unknown(
        f"Was zuerst kommt, hängt von den fehlenden Antworten ab, am meisten davon: {missing[0]}. Stellen Sie den Antrag im Zweifel "
        "bei einer der Stellen; sie gibt ihn weiter.",
        missing=tuple(missing),
        basis="§ 12a SGB II, § 16 SGB I",
    )


def actual_housing(c: Columns) -> Column:
    """Each head's share of rent and heating as they are paid."""
    return (c["rent_cold"] + c["heating"]) / group_count(c["household"])
