"""What the federal rules of GETTSIM lack or have wrong: each replaced function with the paragraph it follows.

A replacement is a plain function of numbers, one person at a time, whose arguments carry GETTSIM's names; ``gettsim`` turns
it into one of GETTSIM's own functions. Nothing here imports GETTSIM. A new name that no function computes is an input that
``engine`` fills from our own rules (housing, Mehrbedarfe, wealth).
"""

from __future__ import annotations

import datetime as dt
import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from talachse.rules.entitlement.law import BILL, IN_FORCE, LawSet, value
from talachse.rules.parameters import Parameters

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
    law: LawSet | None = None  # None: under the law in force and, where nothing of its own replaces it, under the bill


@dataclass(frozen=True, slots=True)
class Amount:
    """A parameter of GETTSIM that has another value under ``law``, the bill; None once it is decided and GETTSIM lacks it.

    ``drafted`` is the value's name in ``law.yaml`` and the files of the bills; ``new`` makes the parameter out of GETTSIM's own and that value.
    """

    name: str
    drafted: str
    new: Callable[[Any, Any], Any]
    basis: str
    law: LawSet | None = BILL


@dataclass(frozen=True, slots=True)
class Input:
    """A column that our own rules compute and GETTSIM's functions read; ``type`` is float, int or bool."""

    name: str
    type: type
    unit: str


REPLACEMENTS: list[Replacement] = []
INPUTS: list[Input] = []
AMOUNTS: list[Amount] = []


def replaces[**P, R](
    name: str, *, unit: str, basis: str, why: str, since: dt.date = ALWAYS, law: LawSet | None = None
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Register a function in the place of GETTSIM's ``name``, under one law set only if ``law`` says so."""

    def register(function: Callable[P, R]) -> Callable[P, R]:
        REPLACEMENTS.append(Replacement(name, function, unit, basis, why, since, law))
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
    # What an adult's other income left of the flat deduction of § 6 GrusiGV: ``income``.
    Input("bürgergeld__freie_versicherungspauschale_m", float, MONEY),
    # Draws pay for a training.
    Input("sozialversicherung__in_berufsausbildung", bool, "DIMENSIONLESS"),
    # The part of a company pension on which contributions are due: ``income``.
    Input("sozialversicherung__kranken__beitrag__betriebsrente_m", float, MONEY),
    Input("sozialversicherung__pflege__beitrag__betriebsrente_m", float, MONEY),
]

# Needs for housing in the report that § 6a (5) BKGG names itself, so they do not change with later reports.
_HOMES = Parameters("talachse.rules.entitlement", "routes.yaml").history("wohnbedarf_12_bericht")[0].value
_HOME_ALONE, _HOME_COUPLE = float(_HOMES["allein"]), float(_HOMES["paar"])
_HOME_CHILD, _HOME_CHILDREN = float(_HOMES["kind"]), int(_HOMES["kinder_hoechstens"])


@replaces(
    "bürgergeld__kindersatz_m",
    unit=MONEY,
    basis="§ 20 Abs. 3 und 4, § 23 Nr. 1, § 72 SGB II",
    why="GETTSIM zählt den Sofortzuschlag zum Bedarf; nach § 72 wird er zusätzlich gezahlt, wenn es einen Anspruch gibt.",
)
def need_of_a_child(
    alter: int,
    kindergeld__gleiche_fg_wie_empfänger: bool,
    grundsicherung__regelbedarfsstufen: Any,
) -> float:
    """Regelbedarf of a child by its age; 0 for who is none. The Sofortzuschlag comes on top: ``routes``."""
    out: float
    if not kindergeld__gleiche_fg_wie_empfänger:
        out = 0.0
    elif alter <= grundsicherung__regelbedarfsstufen.rbs_6.altersgrenzen.max_alter:
        out = grundsicherung__regelbedarfsstufen.rbs_6.satz
    elif alter <= grundsicherung__regelbedarfsstufen.rbs_5.altersgrenzen.max_alter:
        out = grundsicherung__regelbedarfsstufen.rbs_5.satz
    elif alter <= grundsicherung__regelbedarfsstufen.rbs_4.altersgrenzen.max_alter:
        out = grundsicherung__regelbedarfsstufen.rbs_4.satz
    else:
        out = grundsicherung__regelbedarfsstufen.rbs_3
    return out


@replaces(
    "bürgergeld__anzurechnendes_einkommen_m",
    unit=MONEY,
    basis="§ 11 Abs. 1 S. 5 SGB II, § 6 Abs. 1 Nr. 1 GrusiGV",
    why="GETTSIM zieht von Kindergeld, das ein Kind nicht braucht, beim Elternteil die Pauschale von 30 € nicht ab.",
)
def income_that_counts(
    bürgergeld__nettoeinkommen_nach_abzug_freibetrag_m: float,
    unterhalt__tatsächlich_erhaltener_betrag_m: float,
    unterhaltsvorschuss__betrag_m: float,
    bürgergeld__kindergeld_zur_bedarfsdeckung_m: float,
    bürgergeld__kindergeldübertrag_m: float,
    bürgergeld__freie_versicherungspauschale_m: float,
) -> float:
    """Income against the need; maintenance and passed-on Kindergeld of an adult after what is left of the flat deduction."""
    return (
        bürgergeld__nettoeinkommen_nach_abzug_freibetrag_m
        + unterhaltsvorschuss__betrag_m
        + bürgergeld__kindergeld_zur_bedarfsdeckung_m
        + max(
            0.0,
            unterhalt__tatsächlich_erhaltener_betrag_m
            + bürgergeld__kindergeldübertrag_m
            - bürgergeld__freie_versicherungspauschale_m,
        )
    )


@replaces(
    "sozialversicherung__geringfügig_beschäftigt",
    unit="DIMENSIONLESS",
    basis="§ 7 Abs. 1 S. 1 Nr. 1 SGB V, § 5 Abs. 2 S. 3 SGB VI, § 27 Abs. 2 S. 2 Nr. 1 SGB III",
    why="GETTSIM hält eine Ausbildung mit kleiner Vergütung für einen Minijob; Auszubildende sind immer versichert.",
)
def minijob(
    einnahmen__bruttolohn_m: float,
    sozialversicherung__minijobgrenze_m: float,
    sozialversicherung__in_berufsausbildung: bool,
) -> bool:
    """Earns no more than the limit and is in no training."""
    return (
        einnahmen__bruttolohn_m <= sozialversicherung__minijobgrenze_m and not sozialversicherung__in_berufsausbildung
    )


@replaces(
    "sozialversicherung__in_gleitzone",
    unit="DIMENSIONLESS",
    basis="§ 20 Abs. 2a S. 7 SGB IV",
    why="GETTSIM senkt die Beiträge auch in der Ausbildung; für sie gilt der Übergangsbereich nicht.",
)
def midijob(
    einnahmen__bruttolohn_m: float,
    sozialversicherung__geringfügig_beschäftigt: bool,
    sozialversicherung__midijobgrenze_m: float,
    sozialversicherung__in_berufsausbildung: bool,
) -> bool:
    """Earns more than a minijob, no more than the upper limit, and is in no training."""
    return (
        einnahmen__bruttolohn_m <= sozialversicherung__midijobgrenze_m
        and not sozialversicherung__geringfügig_beschäftigt
        and not sozialversicherung__in_berufsausbildung
    )


@replaces(
    "sozialversicherung__regulär_beschäftigt",
    unit="DIMENSIONLESS",
    basis="§ 20 Abs. 2a S. 7 SGB IV",
    why="GETTSIM kennt bei kleiner Vergütung keine Beiträge zur Kranken- und Pflegeversicherung von Auszubildenden.",
)
def fully_insured(
    einnahmen__bruttolohn_m: float,
    sozialversicherung__midijobgrenze_m: float,
    sozialversicherung__in_berufsausbildung: bool,
) -> bool:
    """Earns at least the upper limit of the midijob, or is in a training."""
    return einnahmen__bruttolohn_m >= sozialversicherung__midijobgrenze_m or sozialversicherung__in_berufsausbildung


@replaces(
    "sozialversicherung__kranken__beitrag__betrag_rentner_m",
    unit=MONEY,
    basis="§§ 226 Abs. 2, 229, 248, 249a, 250 SGB V",
    why="GETTSIM rechnet bei Betriebsrenten ohne Freibetrag und mit dem halben Satz; über dem Freibetrag trägt man beide Hälften.",
)
def health_contribution_of_pensioners(
    einnahmen__renten__gesetzliche_m: float,
    sozialversicherung__kranken__beitrag__betriebsrente_m: float,
    sozialversicherung__kranken__beitrag__beitragsbemessungsgrenze_m: float,
    sozialversicherung__kranken__beitrag__beitragssatz_arbeitnehmer: float,
) -> float:
    """Half the rate on the statutory pension, the whole rate on what of a company pension exceeds the allowance."""
    statutory = min(einnahmen__renten__gesetzliche_m, sozialversicherung__kranken__beitrag__beitragsbemessungsgrenze_m)
    company = min(
        sozialversicherung__kranken__beitrag__betriebsrente_m,
        sozialversicherung__kranken__beitrag__beitragsbemessungsgrenze_m - statutory,
    )
    return sozialversicherung__kranken__beitrag__beitragssatz_arbeitnehmer * (statutory + 2 * company)


@replaces(
    "sozialversicherung__kranken__beitrag__bemessungsgrundlage_rente_m",
    unit=MONEY,
    basis="§ 57 Abs. 1 SGB XI, § 226 Abs. 2 S. 1 SGB V",
    why="GETTSIM kennt die Grenze nicht, bis zu der eine Betriebsrente auch in der Pflegeversicherung frei ist.",
)
def pension_in_care_insurance(
    einnahmen__renten__gesetzliche_m: float,
    sozialversicherung__pflege__beitrag__betriebsrente_m: float,
    sozialversicherung__kranken__beitrag__beitragsbemessungsgrenze_m: float,
) -> float:
    """What the contribution to the care insurance is computed from; nothing else reads it."""
    return min(
        einnahmen__renten__gesetzliche_m + sozialversicherung__pflege__beitrag__betriebsrente_m,
        sozialversicherung__kranken__beitrag__beitragsbemessungsgrenze_m,
    )


@replaces(
    "kinderzuschlag__nettoeinkommen_eltern_m",
    unit=MONEY,
    basis="§ 6a Abs. 5 und 6, § 11 Abs. 2 BKGG",
    why="GETTSIM rundet schon das Einkommen; das Gesetz rundet nur den Betrag, der gezahlt wird.",
)
def parents_net_income(
    bürgergeld__nettoeinkommen_nach_abzug_freibetrag_m: float,
    familie__hat_kind_in_gleicher_bedarfsgemeinschaft: bool,
) -> float:
    """A parent's income as SGB II counts it."""
    if familie__hat_kind_in_gleicher_bedarfsgemeinschaft:
        return bürgergeld__nettoeinkommen_nach_abzug_freibetrag_m
    else:
        return 0.0


@replaces(
    "kinderzuschlag__wohnbedarf_anteil_eltern_bg",
    unit="DIMENSIONLESS",
    basis="§ 6a Abs. 5 S. 4 BKGG",
    why="GETTSIM nimmt den jeweils letzten Existenzminimumbericht; das Gesetz nennt den zwölften.",
)
def parents_part_of_the_flat(kinderzuschlag__anzahl_kinder_bg: int, familie__alleinerziehend_bg: bool) -> float:
    """The parents' share of rent and heating."""
    children = _HOME_CHILD * min(kinderzuschlag__anzahl_kinder_bg, _HOME_CHILDREN)
    if familie__alleinerziehend_bg:
        return _HOME_ALONE / (_HOME_ALONE + children)
    else:
        return _HOME_COUPLE / (_HOME_COUPLE + children)


@replaces(
    "unterhaltsvorschuss__betrag_m",
    unit=MONEY,
    basis="§ 2 Abs. 3 Nr. 1, § 9 Abs. 3 UhVorschG",
    why="GETTSIM zahlt auch weniger als 5 €.",
)
def unterhaltsvorschuss_that_is_paid(
    unterhalt__tatsächlich_erhaltener_betrag_m: float,
    unterhaltsvorschuss__anspruchshöhe_m: float,
    unterhaltsvorschuss__elternteil_alleinerziehend: bool,
) -> float:
    """The claim less maintenance, rounded up to whole euros; less than 5 € are not paid."""
    whole = -((unterhalt__tatsächlich_erhaltener_betrag_m - unterhaltsvorschuss__anspruchshöhe_m) // 1.0)
    if unterhaltsvorschuss__elternteil_alleinerziehend and whole >= 5.0:
        return whole
    else:
        return 0.0


@replaces(
    "grundsicherung__im_alter__vermögensgrenze_unterschritten_eg",
    unit="DIMENSIONLESS.PER_EG",
    basis="§ 90 Abs. 2 Nr. 9 SGB XII",
    why="GETTSIM schließt schon bei genau dem geschützten Betrag aus.",
)
def wealth_within_the_limit(vermögen_eg: float, grundsicherung__im_alter__vermögensfreibetrag_eg: float) -> bool:
    """The protected amount itself is protected."""
    return vermögen_eg <= grundsicherung__im_alter__vermögensfreibetrag_eg


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
    basis="§ 14 Abs. 1 S. 3 Nr. 2, Abs. 2, § 16 WoGG",
    why="GETTSIM zählt von Renten nur den steuerpflichtigen Teil; das Wohngeld zählt sie ganz, nach Abzug der Pauschale. Und es zieht "
    "vom pauschal besteuerten Lohn eines Minijobs den Pauschbetrag ab; dort mindern nur wirkliche Kosten.",
)
def wohngeld_income(
    einkommensteuer__einkünfte__aus_selbstständiger_arbeit__betrag_m: float,
    einkommensteuer__einkünfte__aus_nichtselbstständiger_arbeit__einnahmen_nach_abzug_werbungskosten_m: float,
    einnahmen__bruttolohn_m: float,
    sozialversicherung__geringfügig_beschäftigt: bool,
    sozialversicherung__arbeitslosen__betrag_m: float,
    wohngeld__renteneinkommen_m: float,
    einnahmen__steuerfreies_einkommen_m: float,
    unterhalt__tatsächlich_erhaltener_betrag_m: float,
    unterhaltsvorschuss__betrag_m: float,
    elterngeld__anrechenbarer_betrag_m: float,
    wohngeld__abzugsanteil_vom_einkommen_für_steuern_sozialversicherung: float,
) -> float:
    """Income of a member of the household after 10 % each for taxes, health and pension insurance.

    The wage of a minijob counts as it is: the form does not ask for what it costs to earn it.
    """
    if sozialversicherung__geringfügig_beschäftigt:
        wage = einnahmen__bruttolohn_m
    else:
        wage = einkommensteuer__einkünfte__aus_nichtselbstständiger_arbeit__einnahmen_nach_abzug_werbungskosten_m
    return (1 - wohngeld__abzugsanteil_vom_einkommen_für_steuern_sozialversicherung) * (
        einkommensteuer__einkünfte__aus_selbstständiger_arbeit__betrag_m
        + wage
        + sozialversicherung__arbeitslosen__betrag_m
        + wohngeld__renteneinkommen_m
        + einnahmen__steuerfreies_einkommen_m
        + unterhalt__tatsächlich_erhaltener_betrag_m
        + unterhaltsvorschuss__betrag_m
        + elterngeld__anrechenbarer_betrag_m
    )


_BILL_DAY = value("wohngeld_bagatelle", dt.date.max, BILL).since
_LEAST, _LEAST_OF_BILL = (float(value("wohngeld_bagatelle", _BILL_DAY, law).value) for law in (IN_FORCE, BILL))
_FREE_OF_BILL = value("wohngeld_vermoegen", _BILL_DAY, BILL).value
_FREE_FIRST, _FREE_FURTHER = float(_FREE_OF_BILL["erste"]), float(_FREE_OF_BILL["weitere"])
_FREE_AT_MOST = float(_FREE_OF_BILL["hoechstens"] or math.inf)


@replaces(
    "wohngeld__anspruchshöhe_m_wthh",
    unit="CURRENCY.PER_MONTH.PER_WTHH",
    basis="§ 21 Nr. 1 WoGG",
    why="GETTSIM zahlt auch weniger als 10 €.",
)
def wohngeld_that_is_paid(
    wohngeld__basisbetrag_m_wthh: float, wohngeld__grundsätzlich_anspruchsberechtigt_wthh: bool
) -> float:
    """Nothing below the least amount."""
    if wohngeld__grundsätzlich_anspruchsberechtigt_wthh and wohngeld__basisbetrag_m_wthh >= _LEAST:
        return wohngeld__basisbetrag_m_wthh
    else:
        return 0.0


@replaces(
    "wohngeld__anspruchshöhe_m_wthh",
    unit="CURRENCY.PER_MONTH.PER_WTHH",
    basis="Entwurf BT-Drs. 21/8284",
    why="Nach dem Entwurf werden weniger als 15 € nicht gezahlt.",
    since=_BILL_DAY,
    law=BILL,
)
def wohngeld_that_the_bill_pays(
    wohngeld__basisbetrag_m_wthh: float, wohngeld__grundsätzlich_anspruchsberechtigt_wthh: bool
) -> float:
    """Nothing below the least amount of the bill."""
    if wohngeld__grundsätzlich_anspruchsberechtigt_wthh and wohngeld__basisbetrag_m_wthh >= _LEAST_OF_BILL:
        return wohngeld__basisbetrag_m_wthh
    else:
        return 0.0


@replaces(
    "wohngeld__vermögensgrenze_unterschritten_wthh",
    unit="DIMENSIONLESS.PER_WTHH",
    basis="Entwurf BT-Drs. 21/8284",
    why="Der Entwurf schreibt die Grenze in das Gesetz und deckelt sie.",
    since=_BILL_DAY,
    law=BILL,
)
def wealth_within_the_limit_of_the_bill(vermögen_wthh: float, wohngeld__anzahl_personen_wthh: int) -> bool:
    """An amount for the first and for each further person, capped."""
    return vermögen_wthh <= min(_FREE_FIRST + _FREE_FURTHER * (wohngeld__anzahl_personen_wthh - 1), _FREE_AT_MOST)


def _by_persons(_old: Any, drafted: dict[Any, float]) -> dict[Any, float]:
    """Amounts by the size of the household as GETTSIM writes them."""
    return {"jede_weitere_person" if size == "weitere" else size: amount for size, amount in drafted.items()}


def _no_part_of_its_own(old: dict[Any, float], _drafted: Any) -> dict[Any, float]:
    return dict.fromkeys(old, 0.0)


def _with_higher_c(old: dict[int, dict[str, float]], factor: float) -> dict[int, dict[str, float]]:
    return {size: {**row, "c": row["c"] * factor} for size, row in old.items()}


AMOUNTS += [
    Amount("kindergeld__satz_m", "kindergeld", lambda _old, drafted: drafted, "Entwurf BT-Drs. 21/8235"),
    # The drafted amounts hold both parts of § 12 (6) WoGG, which GETTSIM adds up out of two tables.
    Amount(
        "wohngeld__raw_dauerhafte_heizkostenkomponente_m_hh",
        "wohngeld_heizkosten",
        _by_persons,
        "Entwurf BT-Drs. 21/8284",
    ),
    Amount(
        "wohngeld__raw_heizkostenentlastung_m_hh", "wohngeld_heizkosten", _no_part_of_its_own, "Entwurf BT-Drs. 21/8284"
    ),
    Amount("wohngeld__koeffizienten_berechnungsformel", "wohngeld_faktor_c", _with_higher_c, "Entwurf BT-Drs. 21/8284"),
]


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
