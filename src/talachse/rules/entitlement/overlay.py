"""What the federal rules of GETTSIM lack or have wrong: each replaced function with the paragraph it follows.

A replacement is a plain function of numbers, one person at a time, whose arguments carry GETTSIM's names; ``gettsim`` turns
it into one of GETTSIM's own functions. Nothing here imports GETTSIM. A new name that no function computes is an input that
``engine`` fills from our own rules (housing, Mehrbedarfe, wealth).
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ALWAYS = dt.date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Replacement:
    """One function of ours in the place of GETTSIM's ``name`` (or a new one).

    ``unit`` is the name of GETTSIM's unit ("CURRENCY.PER_MONTH"); ``basis`` the paragraph; ``why`` says in German what
    GETTSIM does differently.
    """

    name: str
    function: Callable[..., Any]
    unit: str
    basis: str
    why: str
    since: dt.date = ALWAYS


@dataclass(frozen=True, slots=True)
class Input:
    """A column that our own rules compute and GETTSIM's functions read; ``type`` is float, int or bool."""

    name: str
    type: type
    unit: str


REPLACEMENTS: list[Replacement] = []
INPUTS: list[Input] = []


def replaces[**P, R](
    name: str, *, unit: str, basis: str, why: str, since: dt.date = ALWAYS
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a function in the place of GETTSIM's ``name``."""

    def register(function: Callable[P, R]) -> Callable[P, R]:
        REPLACEMENTS.append(Replacement(name, function, unit, basis, why, since))
        return function

    return register


def arguments(replacement: Replacement) -> tuple[str, ...]:
    """GETTSIM's names that the replacement reads."""
    return tuple(inspect.signature(replacement.function).parameters)


MONEY = "CURRENCY.PER_MONTH"
INPUTS += [
    # Mehrbedarfe except the one for lone parents: ``needs``.
    Input("bürgergeld__weitere_mehrbedarfe_m", float, MONEY),
    # Neither taxed nor insured: sickness benefit, help of relatives. The form asks for one sum.
    Input("einnahmen__steuerfreies_einkommen_m", float, MONEY),
    # Flat deduction of § 6 GrusiGV and the protected earnings of pupils and trainees: ``income``.
    Input("bürgergeld__weiterer_freibetrag_m", float, MONEY),
    # Income of a parent that is no earnings, after its deductions: ``income``.
    Input("einnahmen__sonstiges_anrechenbares_einkommen_m", float, MONEY),
    # Pensions as the Wohngeld counts them, after the flat deduction: ``income``.
    Input("wohngeld__renteneinkommen_m", float, MONEY),
    # In this variant the child's Bedarfsgemeinschaft draws no SGB II.
    Input("unterhaltsvorschuss__ohne_sgb_ii", bool, "DIMENSIONLESS"),
]


@replaces(
    "bürgergeld__regelbedarf_m",
    unit=MONEY,
    basis="§ 19 Abs. 1 S. 3, § 21 SGB II",
    why="GETTSIM kennt nur den Mehrbedarf für Alleinerziehende; Schwangerschaft, Warmwasser, Merkzeichen G fehlen.",
)
def need_of_a_person(
    bürgergeld__regelsatz_m: float,
    bürgergeld__kosten_der_unterkunft_m: float,
    bürgergeld__weitere_mehrbedarfe_m: float,
) -> float:
    """Regelbedarf with the Mehrbedarf for lone parents, the other Mehrbedarfe, housing."""
    return bürgergeld__regelsatz_m + bürgergeld__weitere_mehrbedarfe_m + bürgergeld__kosten_der_unterkunft_m


@replaces(
    "bürgergeld__bruttoeinkommen_m",
    unit=MONEY,
    basis="§ 11 Abs. 1 SGB II",
    why="GETTSIM zählt nur versteuerte Einnahmen; Krankengeld und Hilfe von Verwandten fehlen.",
)
def gross_income(
    einnahmen__bruttolohn_m: float,
    einkommensteuer__einkünfte__aus_selbstständiger_arbeit__betrag_m: float,
    einnahmen__renten__betrag_gesamt_m: float,
    sozialversicherung__arbeitslosen__betrag_m: float,
    elterngeld__betrag_m: float,
    einnahmen__steuerfreies_einkommen_m: float,
) -> float:
    """Everything a person takes in, before taxes, contributions and allowances."""
    return (
        einnahmen__bruttolohn_m
        + einkommensteuer__einkünfte__aus_selbstständiger_arbeit__betrag_m
        + einnahmen__renten__betrag_gesamt_m
        + sozialversicherung__arbeitslosen__betrag_m
        + elterngeld__betrag_m
        + einnahmen__steuerfreies_einkommen_m
    )


@replaces(
    "bürgergeld__nettoeinkommen_nach_abzug_freibetrag_m",
    unit=MONEY,
    basis="§ 11b Abs. 1 Nr. 3, Abs. 2b SGB II, § 6 Abs. 1 Nr. 1 GrusiGV",
    why="GETTSIM kennt weder die Pauschale von 30 € noch den geschützten Verdienst von Menschen unter 25 in Schule oder Ausbildung.",
)
def net_income_after_allowances(
    bürgergeld__nettoeinkommen_vor_abzug_freibetrag_m: float,
    bürgergeld__anrechnungsfreies_einkommen_m: float,
    bürgergeld__weiterer_freibetrag_m: float,
) -> float:
    """Income that counts; allowances never make it negative."""
    return max(
        0.0,
        bürgergeld__nettoeinkommen_vor_abzug_freibetrag_m
        - bürgergeld__anrechnungsfreies_einkommen_m
        - bürgergeld__weiterer_freibetrag_m,
    )


@replaces(
    "bürgergeld__kindergeld_zur_bedarfsdeckung_m",
    unit=MONEY,
    basis="§ 11 Abs. 1 S. 5 SGB II",
    why="GETTSIM rechnet Kindergeld auch dem Geschwisterkind an, für das keines gezahlt wird.",
)
def kindergeld_of_the_child(
    kindergeld__ist_leistungsbegründendes_kind: bool,
    kindergeld__p_id_empfänger: int,
    kindergeld__satz_m: float,
) -> float:
    """Kindergeld covers the need of the child it is paid for."""
    if kindergeld__ist_leistungsbegründendes_kind and kindergeld__p_id_empfänger >= 0:
        return kindergeld__satz_m
    else:
        return 0.0


@replaces(
    "kinderzuschlag__mehrbedarf_eltern_m",
    unit=MONEY,
    basis="§ 6a Abs. 5 S. 1 BKGG",
    why="GETTSIM lässt die Mehrbedarfe der Eltern weg, außer dem für Alleinerziehende.",
)
def additional_need_of_parents(
    bürgergeld__weitere_mehrbedarfe_m: float,
    familie__ist_kind_in_bedarfsgemeinschaft: bool,
) -> float:
    """Mehrbedarfe of the adults of the Bedarfsgemeinschaft."""
    if familie__ist_kind_in_bedarfsgemeinschaft:
        return 0.0
    else:
        return bürgergeld__weitere_mehrbedarfe_m


@replaces(
    "kinderzuschlag__erwachsenenbedarf_m_bg",
    unit="CURRENCY.PER_MONTH.PER_BG",
    basis="§ 6a Abs. 5 BKGG",
    why="GETTSIM lässt die Mehrbedarfe der Eltern weg, außer dem für Alleinerziehende.",
)
def need_of_parents(
    bürgergeld__erwachsenensatz_m_bg: float,
    kinderzuschlag__kosten_der_unterkunft_m_bg: float,
    kinderzuschlag__mehrbedarf_eltern_m_bg: float,
) -> float:
    """Need of the parents: Regelbedarf, Mehrbedarfe, their part of the flat."""
    return (
        bürgergeld__erwachsenensatz_m_bg
        + kinderzuschlag__kosten_der_unterkunft_m_bg
        + kinderzuschlag__mehrbedarf_eltern_m_bg
    )


@replaces(
    "kinderzuschlag__sonstiges_einkommen_eltern_m",
    unit=MONEY,
    basis="§ 6a Abs. 6 BKGG",
    why="GETTSIM trennt das Einkommen der Eltern nicht nach Erwerbseinkommen und anderem.",
)
def other_income_of_parents(
    einnahmen__sonstiges_anrechenbares_einkommen_m: float,
    kinderzuschlag__nettoeinkommen_eltern_m: float,
) -> float:
    """The part of a parent's income that is no earnings, never more than what counts of all income."""
    return min(einnahmen__sonstiges_anrechenbares_einkommen_m, kinderzuschlag__nettoeinkommen_eltern_m)


@replaces(
    "kinderzuschlag__anzurechnendes_einkommen_eltern_m_bg",
    unit="CURRENCY.PER_MONTH.PER_BG",
    basis="§ 6a Abs. 6 BKGG",
    why="GETTSIM rechnet 45 % von allem Einkommen an; das gilt nur für Erwerbseinkommen über dem Bedarf, anderes zählt ganz.",
)
def parents_income_against_kinderzuschlag(
    kinderzuschlag__nettoeinkommen_eltern_m_bg: float,
    kinderzuschlag__sonstiges_einkommen_eltern_m_bg: float,
    kinderzuschlag__erwachsenenbedarf_m_bg: float,
    kinderzuschlag__entzugsrate_elterneinkommen: float,
) -> float:
    """Income over the parents' need is held to come from earnings, unless the other income alone is over it."""
    excess = max(0.0, kinderzuschlag__nettoeinkommen_eltern_m_bg - kinderzuschlag__erwachsenenbedarf_m_bg)
    excess_of_other = max(0.0, kinderzuschlag__sonstiges_einkommen_eltern_m_bg - kinderzuschlag__erwachsenenbedarf_m_bg)
    return excess_of_other + kinderzuschlag__entzugsrate_elterneinkommen * (excess - excess_of_other)


@replaces(
    "kinderzuschlag__basisbetrag_kind_m",
    unit=MONEY,
    basis="§ 6a Abs. 3 BKGG",
    why="GETTSIM zählt beim Kind nur Lohn und Unterhalt; Waisenrente und anderes fehlen.",
)
def kinderzuschlag_of_a_child(
    kindergeld__ist_leistungsbegründendes_kind: bool,
    bürgergeld__nettoeinkommen_nach_abzug_freibetrag_m: float,
    unterhalt__tatsächlich_erhaltener_betrag_m: float,
    unterhaltsvorschuss__betrag_m: float,
    kinderzuschlag__satz_m: float,
    kinderzuschlag__entzugsrate_kindeseinkommen: float,
) -> float:
    """The full amount less 45 % of the child's own income; Kindergeld does not count."""
    if kindergeld__ist_leistungsbegründendes_kind:
        out = kinderzuschlag__satz_m - kinderzuschlag__entzugsrate_kindeseinkommen * (
            bürgergeld__nettoeinkommen_nach_abzug_freibetrag_m
            + unterhalt__tatsächlich_erhaltener_betrag_m
            + unterhaltsvorschuss__betrag_m
        )
    else:
        out = 0.0
    return max(out, 0.0)


@replaces(
    "wohngeld__einkommen_vor_freibetrag_m",
    unit=MONEY,
    basis="§ 14 Abs. 2, § 16 WoGG",
    why="GETTSIM zählt von Renten nur den steuerpflichtigen Teil; das Wohngeld zählt sie ganz, nach Abzug der Pauschale.",
)
def wohngeld_income(
    einkommensteuer__einkünfte__aus_selbstständiger_arbeit__betrag_m: float,
    einkommensteuer__einkünfte__aus_nichtselbstständiger_arbeit__einnahmen_nach_abzug_werbungskosten_m: float,
    sozialversicherung__arbeitslosen__betrag_m: float,
    wohngeld__renteneinkommen_m: float,
    einnahmen__steuerfreies_einkommen_m: float,
    unterhalt__tatsächlich_erhaltener_betrag_m: float,
    unterhaltsvorschuss__betrag_m: float,
    elterngeld__anrechenbarer_betrag_m: float,
    wohngeld__abzugsanteil_vom_einkommen_für_steuern_sozialversicherung: float,
) -> float:
    """Income of a member of the household after 10 % each for taxes, health and pension insurance."""
    return (1 - wohngeld__abzugsanteil_vom_einkommen_für_steuern_sozialversicherung) * (
        einkommensteuer__einkünfte__aus_selbstständiger_arbeit__betrag_m
        + einkommensteuer__einkünfte__aus_nichtselbstständiger_arbeit__einnahmen_nach_abzug_werbungskosten_m
        + sozialversicherung__arbeitslosen__betrag_m
        + wohngeld__renteneinkommen_m
        + einnahmen__steuerfreies_einkommen_m
        + unterhalt__tatsächlich_erhaltener_betrag_m
        + unterhaltsvorschuss__betrag_m
        + elterngeld__anrechenbarer_betrag_m
    )


@replaces(
    "wohngeld__ist_kind_mit_erwerbseinkommen",
    unit="DIMENSIONLESS",
    basis="§ 17 Nr. 4 WoGG",
    why="GETTSIM gewährt den Freibetrag nur, wenn für das Kind Kindergeld gezahlt wird.",
)
def working_child(
    einnahmen__bruttolohn_m: float,
    einkommensteuer__einkünfte__aus_selbstständiger_arbeit__betrag_m: float,
    familie__p_id_elternteil_1: int,
    alter_bis_24: bool,
) -> bool:
    """Child of a member of the household, under 25, with earnings of its own."""
    return (
        (einnahmen__bruttolohn_m > 0.0 or einkommensteuer__einkünfte__aus_selbstständiger_arbeit__betrag_m > 0.0)
        and familie__p_id_elternteil_1 >= 0
        and alter_bis_24
    )


@replaces(
    "wohngeld__freibetrag_m",
    unit=MONEY,
    basis="§ 17 Nr. 1, 3, 4 WoGG",
    why="GETTSIM gewährt den Freibetrag bei jeder Behinderung; das Gesetz verlangt einen Grad von 100 (oder Pflege zu Hause).",
)
def wohngeld_allowances(
    einnahmen__bruttolohn_m: float,
    wohngeld__ist_kind_mit_erwerbseinkommen: bool,
    behinderungsgrad: int,
    familie__alleinerziehend: bool,
    wohngeld__freibetrag_bei_behinderung_pauschal_m: float,
    wohngeld__freibetrag_kinder_m: dict[str, float],
) -> float:
    """Allowances of one person. Care at home and 33 years of Grundrentenzeiten (§ 17a) are not asked for."""
    if wohngeld__ist_kind_mit_erwerbseinkommen:
        children = min(einnahmen__bruttolohn_m, wohngeld__freibetrag_kinder_m["arbeitendes_kind"])
    elif familie__alleinerziehend:
        children = wohngeld__freibetrag_kinder_m["alleinerziehend"]
    else:
        children = 0.0
    if behinderungsgrad >= 100:
        out = children + wohngeld__freibetrag_bei_behinderung_pauschal_m
    else:
        out = children
    return out


@replaces(
    "unterhaltsvorschuss__reicht_ohne_sgb_ii",
    unit="DIMENSIONLESS",
    basis="§ 1 Abs. 1a UhVorschG",
    why="GETTSIM prüft ab 12 Jahren nur das Einkommen des Elternteils, nicht ob das Kind ohne SGB II auskommt.",
)
def child_needs_no_sgb2(
    bürgergeld__regelbedarf_m: float,
    bürgergeld__kindergeld_zur_bedarfsdeckung_m: float,
    bürgergeld__nettoeinkommen_nach_abzug_freibetrag_m: float,
    unterhalt__tatsächlich_erhaltener_betrag_m: float,
    unterhaltsvorschuss__ohne_sgb_ii: bool,
    unterhaltsvorschuss__kindergeld_erstes_kind_m: float,
    unterhaltsvorschuss__mindestunterhalt_nach_alter: Any,
) -> bool:
    """Whether the child draws no SGB II, or would need none with the Unterhaltsvorschuss."""
    most = (
        unterhaltsvorschuss__mindestunterhalt_nach_alter["jugendliche"].satz
        - unterhaltsvorschuss__kindergeld_erstes_kind_m
    )
    covered = (
        max(most, unterhalt__tatsächlich_erhaltener_betrag_m)
        + bürgergeld__kindergeld_zur_bedarfsdeckung_m
        + bürgergeld__nettoeinkommen_nach_abzug_freibetrag_m
    )
    return unterhaltsvorschuss__ohne_sgb_ii or covered >= bürgergeld__regelbedarf_m


@replaces(
    "unterhaltsvorschuss__anspruchshöhe_m",
    unit=MONEY,
    basis="§ 1 Abs. 1a, § 2 UhVorschG",
    why="GETTSIM prüft ab 12 Jahren nur das Einkommen des Elternteils, nicht ob das Kind ohne SGB II auskommt.",
)
def unterhaltsvorschuss_of_a_child(
    alter: int,
    unterhaltsvorschuss__elternteil_mindesteinkommen_erreicht: bool,
    unterhaltsvorschuss__reicht_ohne_sgb_ii: bool,
    unterhaltsvorschuss__kindergeld_erstes_kind_m: float,
    unterhaltsvorschuss__mindestunterhalt_nach_alter: Any,
) -> float:
    """Mindestunterhalt of the age less Kindergeld; from 12 on only under the further condition."""
    out: float
    if alter <= unterhaltsvorschuss__mindestunterhalt_nach_alter["kleinkind"].altersgrenzen.max_alter:
        out = (
            unterhaltsvorschuss__mindestunterhalt_nach_alter["kleinkind"].satz
            - unterhaltsvorschuss__kindergeld_erstes_kind_m
        )
    elif alter <= unterhaltsvorschuss__mindestunterhalt_nach_alter["schulkind"].altersgrenzen.max_alter:
        out = (
            unterhaltsvorschuss__mindestunterhalt_nach_alter["schulkind"].satz
            - unterhaltsvorschuss__kindergeld_erstes_kind_m
        )
    elif alter <= unterhaltsvorschuss__mindestunterhalt_nach_alter["jugendliche"].altersgrenzen.max_alter and (
        unterhaltsvorschuss__elternteil_mindesteinkommen_erreicht or unterhaltsvorschuss__reicht_ohne_sgb_ii
    ):
        out = (
            unterhaltsvorschuss__mindestunterhalt_nach_alter["jugendliche"].satz
            - unterhaltsvorschuss__kindergeld_erstes_kind_m
        )
    else:
        out = 0.0
    return out


@replaces(
    "grundsicherung__im_alter__einkommen_m",
    unit=MONEY,
    basis="§§ 82, 43 SGB XII",
    why="GETTSIM zählt nur versteuertes anderes Einkommen und kein Arbeitslosengeld.",
)
def income_of_sgb12(
    grundsicherung__im_alter__erwerbseinkommen_m: float,
    grundsicherung__im_alter__einkommen_aus_zusätzlicher_altersvorsorge_m: float,
    grundsicherung__im_alter__gesetzliche_rente_m: float,
    einnahmen__steuerfreies_einkommen_m: float,
    sozialversicherung__arbeitslosen__betrag_m: float,
    einkommensteuer__betrag_m_sn: float,
    solidaritätszuschlag__betrag_m_sn: float,
    familie__anzahl_personen_sn: int,
    sozialversicherung__beiträge_versicherter_m: float,
    elterngeld__anrechenbarer_betrag_m: float,
    unterhalt__tatsächlich_erhaltener_betrag_m: float,
    unterhaltsvorschuss__betrag_m: float,
) -> float:
    """Income that counts in the fourth chapter, after taxes and contributions."""
    total = (
        grundsicherung__im_alter__erwerbseinkommen_m
        + grundsicherung__im_alter__gesetzliche_rente_m
        + grundsicherung__im_alter__einkommen_aus_zusätzlicher_altersvorsorge_m
        + einnahmen__steuerfreies_einkommen_m
        + sozialversicherung__arbeitslosen__betrag_m
        + elterngeld__anrechenbarer_betrag_m
        + unterhalt__tatsächlich_erhaltener_betrag_m
        + unterhaltsvorschuss__betrag_m
    )
    return max(
        0.0,
        total
        - einkommensteuer__betrag_m_sn / familie__anzahl_personen_sn
        - solidaritätszuschlag__betrag_m_sn / familie__anzahl_personen_sn
        - sozialversicherung__beiträge_versicherter_m,
    )
