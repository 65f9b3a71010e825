"""From facts to amounts: both routes of every household in one pass through the federal rules.

Each household is computed twice side by side, as if it went to the Jobcenter ("sgb2") and as if it lived on Wohngeld and
Kinderzuschlag; a second, small pass follows for families whose children have enough of their own and leave the
Bedarfsgemeinschaft (§ 7 (3) Nr. 4 SGB II). Everything is columns, so one household and many take the same way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from talachse.rules.entitlement import groups, housing, income, needs, sgb12, wealth
from talachse.rules.entitlement.columns import (
    POINTERS,
    SCHOOLS,
    Column,
    Columns,
    People,
    copied,
    group_any,
    group_count,
    of_pointer,
)
from talachse.rules.entitlement.household import BadHousehold, Problem
from talachse.rules.entitlement.law import LawSet

type Federal = Callable[[Mapping[str, Column]], Mapping[str, Column]]
# The federal calculation of a day under a law set; None while it is being made.
type FederalOn = Callable[[dt.date, LawSet], Federal | None]

# Column that is there when people are computed under different rules: which of them (see ``later.beside``).
SIDE = "side"

WITHOUT_SGB2 = "unterhaltsvorschuss__ohne_sgb_ii"

# GETTSIM's nodes that come as columns out of our rules or out of a letter the household has.
GIVEN = frozenset(
    {
        "fg_id",
        "bg_id",
        "eg_id",
        "wthh_id",
        "kindergeld__gleiche_fg_wie_empfänger",
        "bürgergeld__kosten_der_unterkunft_m",
        "bürgergeld__vermögensfreibetrag_bg",
        "grundsicherung__im_alter__vermögensfreibetrag_eg",
        "sozialversicherung__rente__altersrente__hat_regelaltersgrenze_erreicht",
        "sozialversicherung__rente__altersrente__betrag_m",
        "sozialversicherung__rente__erwerbsminderung__betrag_m",
        "sozialversicherung__arbeitslosen__betrag_m",
        "elterngeld__betrag_m",
        "elterngeld__anrechenbarer_betrag_m",
    }
)
TARGETS = (
    "kindergeld__betrag_m",
    "unterhaltsvorschuss__betrag_m",
    "bürgergeld__anspruchshöhe_m",
    "bürgergeld__regelbedarf_m",
    "bürgergeld__regelsatz_m",
    "bürgergeld__mehrbedarfsanteil_alleinerziehend",
    "bürgergeld__erwachsenensatz_m",
    "bürgergeld__nettoeinkommen_vor_abzug_freibetrag_m",
    "bürgergeld__nettoeinkommen_nach_abzug_freibetrag_m",
    "bürgergeld__anrechnungsfreies_einkommen_m",
    "bürgergeld__kindergeld_zur_bedarfsdeckung_m",
    "bürgergeld__kindergeldübertrag_m",
    "bürgergeld__anzurechnendes_einkommen_m",
    "wohngeld__anspruchshöhe_m_wthh",
    "wohngeld__basisbetrag_m_wthh",
    "wohngeld__einkommen_m_wthh",
    "wohngeld__miete_m_wthh",
    "wohngeld__mindesteinkommen_erreicht_wthh",
    "wohngeld__vermögensgrenze_unterschritten_wthh",
    "kinderzuschlag__anspruchshöhe_m_bg",
    "kinderzuschlag__basisbetrag_kind_m",
    "kinderzuschlag__bruttoeinkommen_eltern_m_bg",
    "kinderzuschlag__mindestbruttoeinkommen_m_bg",
    "kinderzuschlag__erwachsenenbedarf_m_bg",
    "kinderzuschlag__nettoeinkommen_eltern_m_bg",
    "kinderzuschlag__anzurechnendes_einkommen_eltern_m_bg",
    "grundsicherung__im_alter__anspruchshöhe_m",
    "grundsicherung__im_alter__bedarf_m",
    "grundsicherung__im_alter__einkommen_m",
    "einkommensteuer__betrag_m_sn",
    "solidaritätszuschlag__betrag_m_sn",
    "familie__anzahl_personen_sn",
    "sozialversicherung__beiträge_versicherter_m",
)
# What the form does not ask; the federal rules need a column all the same.
CONSTANT: Mapping[str, float | int | bool] = {
    "einnahmen__kapitalerträge_y": 0.0,
    "einnahmen__renten__aus_berufsständischen_versicherungen_m": 0.0,
    "einnahmen__renten__basisrente_m": 0.0,
    "einnahmen__renten__geförderte_private_vorsorge_m": 0.0,
    "einnahmen__renten__sonstige_private_vorsorge_m": 0.0,
    "einkommensteuer__abzüge__beitrag_private_rentenversicherung_m": 0.0,
    "einkommensteuer__abzüge__kinderbetreuungskosten_m": 0.0,
    "einkommensteuer__abzüge__p_id_kinderbetreuungskostenträger": -1,
    "einkommensteuer__einkünfte__aus_forst_und_landwirtschaft__betrag_y": 0.0,
    "einkommensteuer__einkünfte__aus_gewerbebetrieb__betrag_y": 0.0,
    "einkommensteuer__einkünfte__aus_nichtselbstständiger_arbeit__tatsächliche_werbungskosten_y": 0.0,
    "einkommensteuer__einkünfte__aus_vermietung_und_verpachtung__betrag_y": 0.0,
    "einkommensteuer__einkünfte__sonstige__alle_weiteren_y": 0.0,
    "einkommensteuer__einkünfte__sonstige__rente__alter_beginn_leistungsbezug_sonstige_private_vorsorge": 67,
    "sozialversicherung__kranken__beitrag__privat_versichert": False,
    "sozialversicherung__kranken__beitrag__beitrag_private_basiskrankenversicherung_abzüglich_arbeitgeberanteil_m": 0.0,
    "sozialversicherung__rente__grundrente__grundrentenzeiten_monate": 0,
    "sozialversicherung__rente__erwerbsminderung__betrag_m": 0.0,
}


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to group and compute people; all columns run over the same persons."""

    bg: Column  # Bedarfsgemeinschaft
    wthh: Column  # who counts together for the Wohngeld
    without_sgb2: Column  # the household draws no SGB II in this variant
    left: Column  # children who have enough of their own and left the Bedarfsgemeinschaft


def subset(c: Columns, rows: Column) -> People:
    """The columns of some whole households, pointers renumbered."""
    position = np.cumsum(rows) - 1
    part = People({name: column[rows] for name, column in c.items()})
    for name in POINTERS:
        part[name] = np.where(part[name] >= 0, position[part[name]], -1)
    part["household"] = groups.numbered(part["household"])
    return part


@dataclass(frozen=True, slots=True)
class Own:
    """What our own rules computed for a variant, one entry a person."""

    housing: housing.Housing
    further_needs: Column  # Mehrbedarfe except the one for lone parents
    wealth: wealth.Wealth
    deductions: income.Deductions
    chapter_four: Column  # draws from the fourth chapter of SGB XII when in need
    supplement: Column  # Sofortzuschlag for who has a claim


def own_rules(c: Columns, bg: Column, on: dt.date, table: housing.Table) -> Own:
    """Housing, Mehrbedarfe, wealth and deductions of one variant."""
    minor_child = group_any(groups.is_dependent_child(c) & (c["age"] < groups.ADULT), bg)
    chapter_four = sgb12.chapter_four(c, on)
    further_needs = needs.mehrbedarfe(c, on).total
    if chapter_four.any():
        # GETTSIM grants the Mehrbedarf for mark G in the fourth chapter itself.
        social = needs.mehrbedarfe(c, on, "sgb12")
        further_needs = np.where(chapter_four, social.total - social.mark_g, further_needs)
    return Own(
        housing.recognised(c, bg, on, table),
        further_needs,
        wealth.allowances(c, bg, on),
        income.deductions(c, minor_child, on),
        chapter_four,
        needs.sofortzuschlag(c, on),
    )


def mietenstufe(table: housing.Table, on: dt.date) -> int:
    """The municipality's rent level 1 to 7 for the Wohngeld (§ 12 (2) WoGG).

    :raises BadHousehold: the city's table says none.
    """
    found = table.said("mietenstufe", on)
    if found is None:
        text = f"Für die Gemeinde {table.municipality} fehlt die Mietenstufe (parameters/housing/{table.municipality}.yaml)"
        raise BadHousehold((Problem("municipality", text),))
    return int(found.value)


def kindergeld_recipient(c: Columns) -> Column:
    """Position of who draws the Kindergeld for a person, -1 for nobody.

    People of the Asylbewerberleistungsgesetz have none of the titles that § 62 (2) EStG and § 1 (2a) UhVorschG ask for, unless they
    say that they draw it.
    """
    child = groups.is_dependent_child(c)
    recipient = np.where((c["kindergeld_to"] < 0) & child, c["parent_1"], c["kindergeld_to"])
    without_title = c["asylum_benefits"] & ~group_any(c["receives_kindergeld"], c["household"])
    return np.where(of_pointer(without_title, recipient, False), -1, recipient)


def federal_columns(c: Columns, variant: Variant, own: Own, on: dt.date, table: housing.Table) -> dict[str, Column]:
    """The columns for GETTSIM, by its names."""
    n = len(c["age"])
    family = groups.families(c)
    child = groups.is_dependent_child(c)
    recipient = kindergeld_recipient(c)
    # Who merely shares the flat is no member of the household (§§ 5, 11 (2) Nr. 2 and 3 WoGG): its share of the rent is out.
    home = groups.wohngeld_households(c)
    part_of_flat = group_count(home) / group_count(c["household"])
    pensioner = c["pension"] > 0
    columns: dict[str, Column] = {name: np.full(n, value) for name, value in CONSTANT.items()}
    columns |= {
        "p_id": np.arange(n),
        "hh_id": home,
        "fg_id": family,
        "eg_id": groups.families(c, groups.ADULT),
        "bg_id": variant.bg,
        "wthh_id": variant.wthh,
        "alter": c["age"],
        "alter_monate": c["age_months"],
        "geburtsjahr": c["birth_year"],
        "familie__p_id_ehepartner": np.where(c["married"], c["partner"], -1),
        "familie__p_id_elternteil_1": c["parent_1"],
        "familie__p_id_elternteil_2": c["parent_2"],
        "familie__alleinerziehend": c["single_parent"],
        "einkommensteuer__gemeinsam_veranlagt": c["married"] & (c["partner"] >= 0),
        "bürgergeld__p_id_einstandspartner": c["partner"],
        "kindergeld__p_id_empfänger": recipient,
        "kindergeld__in_ausbildung": (c["school"] > 0) | (c["training_pay"] > 0),
        # A child keeps a child's Regelbedarf, whoever draws the Kindergeld for it and whether or not anybody does; in the
        # fourth chapter every single adult has Stufe 1 (Anlage zu § 28 SGB XII).
        "kindergeld__gleiche_fg_wie_empfänger": (child | (c["age"] < needs.LAW.on("erwerbsfaehig_ab", on).value))
        & ~own.chapter_four,
        "einnahmen__bruttolohn_m": c["gross_wage"] + c["training_pay"],
        # Hours end the Kindergeld only after a first training (§ 32 (4) S. 2 and 3 EStG).
        "arbeitsstunden_w": np.where(
            (c["training_pay"] > 0) | (c["school"] == SCHOOLS["allgemeinbildend"]), 0.0, c["hours_per_week"]
        ),
        "sozialversicherung__in_berufsausbildung": c["training_pay"] > 0,
        "einkommensteuer__einkünfte__aus_selbstständiger_arbeit__betrag_y": c["self_employed_income"] * 12,
        # Fully self-employed people insure themselves: who earns more that way than by wages.
        "einkommensteuer__einkünfte__ist_hauptberuflich_selbstständig": c["self_employed_income"] > c["gross_wage"],
        "einnahmen__renten__betriebliche_altersvorsorge_m": c["company_pension"],
        "sozialversicherung__rente__altersrente__betrag_m": c["pension"],
        "sozialversicherung__rente__bezieht_rente": pensioner,
        # The form does not ask since when; the year of the 66th birthday, never in the future.
        "sozialversicherung__rente__jahr_renteneintritt": np.where(
            pensioner, np.minimum(c["birth_year"] + 66, on.year), 2100
        ),
        "sozialversicherung__rente__altersrente__hat_regelaltersgrenze_erreicht": own.chapter_four,
        "sozialversicherung__arbeitslosen__betrag_m": c["unemployment_benefit"],
        "sozialversicherung__pflege__beitrag__hat_kinder": groups.own_children(c),
        "elterngeld__betrag_m": c["parental_allowance"],
        "elterngeld__anrechenbarer_betrag_m": own.deductions.wohngeld_elterngeld,
        "unterhalt__tatsächlich_erhaltener_betrag_m": c["maintenance_received"],
        "einnahmen__steuerfreies_einkommen_m": c["other_income"],
        "einnahmen__sonstiges_anrechenbares_einkommen_m": own.deductions.other_income,
        "behinderungsgrad": c["disability_degree"],
        "schwerbehindert_grad_g": c["mark_g"],
        "vermögen": own.wealth.counted,
        "wohnen__bewohnt_eigentum_hh": c["owner"],
        "wohnen__bruttokaltmiete_m_hh": c["rent_cold"] * part_of_flat,
        "wohnen__heizkosten_m_hh": c["heating"] * part_of_flat,
        "wohnen__wohnfläche_hh": np.where(c["area_m2"] > 0, c["area_m2"], 50.0) * part_of_flat,
        "wohngeld__mietstufe_hh": np.full(n, mietenstufe(table, on)),
        "wohngeld__renteneinkommen_m": own.deductions.wohngeld_pension,
        "bürgergeld__weitere_mehrbedarfe_m": own.further_needs,
        "bürgergeld__weiterer_freibetrag_m": own.deductions.further_allowance,
        "bürgergeld__freie_versicherungspauschale_m": own.deductions.flat_left,
        "sozialversicherung__kranken__beitrag__betriebsrente_m": own.deductions.health_company_pension,
        "sozialversicherung__pflege__beitrag__betriebsrente_m": own.deductions.care_company_pension,
        "bürgergeld__kosten_der_unterkunft_m": own.housing.total,
        "bürgergeld__vermögensfreibetrag_bg": own.wealth.sgb2_total,
        "grundsicherung__im_alter__vermögensfreibetrag_eg": own.wealth.sgb12,
        WITHOUT_SGB2: variant.without_sgb2,
    }
    if SIDE in c:
        columns[SIDE] = c[SIDE]
    return columns


@dataclass(frozen=True, slots=True)
class Computed:
    """One variant with everything that was computed for it."""

    c: Columns
    variant: Variant
    own: Own
    federal: Mapping[str, Column]


def compute(c: Columns, variant: Variant, on: dt.date, federal: Federal, table: housing.Table) -> Computed:
    """One pass: our own rules, then the federal ones."""
    own = own_rules(c, variant.bg, on, table)
    return Computed(c, variant, own, federal(federal_columns(c, variant, own, on, table)))


def sofortzuschlag(done: Computed) -> Column:
    """Euros a month on top of the claim (§ 72 (1) SGB II).

    For who has a claim of Stufe 3 to 6, and for children of a family with a claim who have none of their own only because of the
    Kindergeld.
    """
    f = done.federal
    claim = f["bürgergeld__anspruchshöhe_m"]
    wohngeld = f["wohngeld__anspruchshöhe_m_wthh"] / group_count(done.variant.wthh)
    without = own_means(done) - f["bürgergeld__kindergeld_zur_bedarfsdeckung_m"] + wohngeld
    only_kindergeld = (
        done.variant.left & (f["bürgergeld__regelbedarf_m"] > without) & group_any(claim > 0, groups.families(done.c))
    )
    return np.where((claim > 0) | only_kindergeld, done.own.supplement, 0.0)


def own_means(done: Computed) -> Column:
    """Income that a child puts against its own need: Kindergeld, Unterhaltsvorschuss, maintenance, earnings."""
    return (
        done.federal["bürgergeld__kindergeld_zur_bedarfsdeckung_m"]
        + done.federal["unterhaltsvorschuss__betrag_m"]
        + done.federal["bürgergeld__nettoeinkommen_nach_abzug_freibetrag_m"]
        + done.c["maintenance_received"]
    )


def leaves_bg(done: Computed, on: dt.date) -> Column:
    """Children with enough of their own are no members of the Bedarfsgemeinschaft (§ 7 (3) Nr. 4 SGB II)."""
    child = groups.is_dependent_child(done.c)
    open_need = done.federal["bürgergeld__regelbedarf_m"] - own_means(done)
    leaves: Column = child & ((open_need <= 0) | wealth.child_covers_itself_by_wealth(done.c, on, open_need))
    return leaves


def both_routes(c: Columns, on: dt.date, federal: Federal, table: housing.Table) -> tuple[Computed, Computed]:
    """The household at the Jobcenter, and on Wohngeld and Kinderzuschlag; both over the same persons as ``c``."""
    n = len(c["age"])
    bg = separated(groups.families(c), c["asylum_benefits"])
    wthh = separated(groups.wohngeld_households(c), c["asylum_benefits"])
    jobcenter, upstream = (Variant(bg, wthh, np.full(n, without), np.zeros(n, dtype=bool)) for without in (False, True))
    own = own_rules(c, bg, on, table)  # the same on both routes, as are all columns but one
    columns = copied(federal_columns(c, jobcenter, own, on, table), 2)
    found = federal({**columns, WITHOUT_SGB2: np.concatenate([jobcenter.without_sgb2, upstream.without_sgb2])})
    at_jobcenter, with_housing = (
        Computed(c, variant, own, {name: column[part] for name, column in found.items()})
        for variant, part in ((jobcenter, slice(0, n)), (upstream, slice(n, 2 * n)))
    )
    out = leaves_bg(at_jobcenter, on)
    if out.any():
        at_jobcenter = _without_children(at_jobcenter, out, on, federal, table)
    return at_jobcenter, with_housing


def separated(group: Column, apart: Column) -> Column:
    """The groups, but everybody in ``apart`` is a group of one."""
    return groups.numbered(np.where(apart, group.max(initial=0) + 1 + np.arange(len(group)), group))


def _without_children(done: Computed, out: Column, on: dt.date, federal: Federal, table: housing.Table) -> Computed:
    """The same households again, with the children ``out`` of the Bedarfsgemeinschaft; the others stay as they are.

    Children who left count together for the Wohngeld of their own (§ 7 (1), § 11 (3) WoGG: "Kinderwohngeld").
    """
    rows = group_any(out, done.c["household"])
    part = subset(done.c, rows)
    gone = out[rows]
    bg = separated(groups.numbered(done.variant.bg[rows]), gone)
    family = groups.families(part)
    wthh = groups.numbered(family * 2 + gone)
    again = compute(part, Variant(bg, wthh, np.zeros(len(gone), dtype=bool), gone), on, federal, table)
    return _merged(done, again, rows)


def _merged(done: Computed, again: Computed, rows: Column) -> Computed:
    def put(old: Column, new: Column) -> Column:
        result = old.copy()
        result[rows] = new
        return result

    def records[T](old: T, new: T) -> T:
        return type(old)(**{n: put(getattr(old, n), getattr(new, n)) for n in old.__slots__})  # type: ignore[attr-defined]

    def grouped(old: Column, new: Column) -> Column:
        return groups.numbered(put(old, new + old.max() + 1))

    return Computed(
        done.c,
        Variant(
            grouped(done.variant.bg, again.variant.bg),
            grouped(done.variant.wthh, again.variant.wthh),
            done.variant.without_sgb2,
            put(done.variant.left, again.variant.left),
        ),
        Own(
            records(done.own.housing, again.own.housing),
            put(done.own.further_needs, again.own.further_needs),
            records(done.own.wealth, again.own.wealth),
            records(done.own.deductions, again.own.deductions),
            put(done.own.chapter_four, again.own.chapter_four),
            put(done.own.supplement, again.own.supplement),
        ),
        {name: put(column, again.federal[name]) for name, column in done.federal.items()},
    )
