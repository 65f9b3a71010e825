"""The chain of amounts that made a benefit, in words a citizen reads; each link is a sum over the first household."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import numpy as np

from talachse.rules.entitlement import asylblg, routes, sgb12
from talachse.rules.entitlement.columns import Column, group_any
from talachse.rules.entitlement.engine import Computed, sofortzuschlag
from talachse.rules.entitlement.household import Household
from talachse.rules.entitlement.result import Step
from talachse.rules.entitlement.wording import shares


def steps(benefit: str, done: Computed, household: Household) -> tuple[Step, ...]:
    """The chain behind a benefit of the first household of ``done``, in euros a month; links of nothing are left out."""
    mine = done.c["household"] == 0
    return tuple(one for one in CHAINS[benefit](done, mine, household) if one.value)


def _sgb2(done: Computed, mine: Column, _: Household) -> list[Step]:
    f = done.federal
    # Only people of a Bedarfsgemeinschaft that gets something: the others' needs are not part of this sum.
    in_it = mine & group_any(f["bürgergeld__anspruchshöhe_m"] > 0, done.variant.bg)

    def total(column: Column) -> float:
        return float(column[in_it].sum())

    lone = f["bürgergeld__mehrbedarfsanteil_alleinerziehend"]
    lone_amount = f["bürgergeld__erwachsenensatz_m"] * lone / (1 + lone)
    return [
        step("Regelbedarf", total(f["bürgergeld__regelsatz_m"] - lone_amount), "§§ 20, 23 SGB II"),
        step("Mehrbedarf, weil Sie allein erziehen", total(lone_amount), "§ 21 Abs. 3 SGB II"),
        step("Anderer Mehrbedarf", total(done.own.further_needs), "§ 21 SGB II"),
        step("Miete, die zählt", total(done.own.housing.rent), "§ 22 Abs. 1 SGB II"),
        step("Heizung", total(done.own.housing.heating), "§ 22 Abs. 1 SGB II"),
        step(
            "Einkommen nach Steuern und Beiträgen",
            -total(f["bürgergeld__nettoeinkommen_vor_abzug_freibetrag_m"]),
            "§ 11 SGB II",
        ),
        step(
            "Davon bleibt frei",
            total(
                f["bürgergeld__nettoeinkommen_vor_abzug_freibetrag_m"]
                - f["bürgergeld__nettoeinkommen_nach_abzug_freibetrag_m"]
            ),
            "§ 11b SGB II",
        ),
        step(
            "Kindergeld",
            -total(f["bürgergeld__kindergeld_zur_bedarfsdeckung_m"] + f["bürgergeld__kindergeldübertrag_m"]),
            "§ 11 Abs. 1 S. 5 SGB II",
        ),
        step(
            "Unterhalt und Unterhaltsvorschuss",
            -total(done.c["maintenance_received"] + f["unterhaltsvorschuss__betrag_m"]),
            "§ 11 SGB II",
        ),
        step("Sofortzuschlag", float(sofortzuschlag(done)[mine].sum()), "§ 72 SGB II"),
    ]


def _wohngeld(done: Computed, mine: Column, _: Household) -> list[Step]:
    f, wthh = done.federal, done.variant.wthh
    return [
        step(
            "Miete, die zählt (mit Zuschlägen für Heizung und Klima)",
            _once(f["wohngeld__miete_m_wthh"], wthh, mine),
            "§§ 11, 12 WoGG",
        ),
        step("Einkommen, das zählt", _once(f["wohngeld__einkommen_m_wthh"], wthh, mine), "§§ 13–18 WoGG"),
        step("Wohngeld nach der Formel", _once(f["wohngeld__basisbetrag_m_wthh"], wthh, mine), "§ 19 WoGG"),
    ]


def _kinderzuschlag(done: Computed, mine: Column, _: Household) -> list[Step]:
    f, bg = done.federal, done.variant.bg
    return [
        step(
            "Höchstbetrag der Kinder nach Abzug ihres eigenen Einkommens",
            float(f["kinderzuschlag__basisbetrag_kind_m"][mine].sum()),
            "§ 6a Abs. 2 und 3 BKGG",
        ),
        step(
            "Einkommen der Eltern, das zählt",
            _once(f["kinderzuschlag__nettoeinkommen_eltern_m_bg"], bg, mine),
            "§ 6a Abs. 3 BKGG",
        ),
        step(
            "Das brauchen die Eltern selbst",
            _once(f["kinderzuschlag__erwachsenenbedarf_m_bg"], bg, mine),
            "§ 6a Abs. 5 BKGG",
        ),
        step(
            "Davon wird abgezogen",
            -_once(f["kinderzuschlag__anzurechnendes_einkommen_eltern_m_bg"], bg, mine),
            "§ 6a Abs. 6 BKGG",
        ),
    ]


def _kindergeld(done: Computed, mine: Column, _: Household) -> list[Step]:
    amount = done.federal["kindergeld__betrag_m"]
    children = int(shares(done, "kindergeld", amount)[mine].sum())
    return [
        Step(label="Kinder, für die es Kindergeld gibt", value=Decimal(children), basis="§ 63 EStG", unit="Kinder"),
        step("Für jedes Kind", float(amount[mine].sum()) / max(children, 1), "§ 66 EStG"),
    ]


def _unterhaltsvorschuss(done: Computed, mine: Column, household: Household) -> list[Step]:
    amounts = done.federal["unterhaltsvorschuss__betrag_m"][mine]
    return [
        step(f"Mindestunterhalt weniger Kindergeld und Unterhalt ({one.id})", float(amount), "§ 2 UhVorschG")
        for one, amount in zip(household.persons, amounts, strict=True)
    ]


def _fourth_chapter(done: Computed, mine: Column, _: Household) -> list[Step]:
    f = done.federal
    income = np.where(done.own.chapter_four, f["grundsicherung__im_alter__einkommen_m"], 0.0)
    return [
        step(
            "Das brauchen Sie zum Leben und Wohnen",
            float(f["grundsicherung__im_alter__bedarf_m"][mine].sum()),
            "§ 42 SGB XII",
        ),
        step("Einkommen, das zählt", -float(income[mine].sum()), "§§ 82, 43 SGB XII"),
    ]


def _third_chapter(done: Computed, mine: Column, household: Household) -> tuple[Step, ...]:
    found = routes.social_help(done, household.as_of)
    return sgb12.steps(found, mine & (found.amount3 > 0))


def _asylum(done: Computed, mine: Column, household: Household) -> tuple[Step, ...]:
    found = routes.asylum(done, household.as_of)
    return asylblg.steps(found, mine & (found.amount > 0))


CHAINS: Mapping[str, Callable[[Computed, Column, Household], list[Step] | tuple[Step, ...]]] = {
    "grundsicherungsgeld": _sgb2,
    "wohngeld": _wohngeld,
    "kinderzuschlag": _kinderzuschlag,
    "kindergeld": _kindergeld,
    "unterhaltsvorschuss": _unterhaltsvorschuss,
    "grundsicherung_im_alter": _fourth_chapter,
    "hilfe_zum_lebensunterhalt": _third_chapter,
    "asylblg": _asylum,
}


def _once(column: Column, group: Column, mine: Column) -> float:
    """The sum of amounts that stand at every member of a group."""
    first = np.unique(group[mine], return_index=True)[1]
    return float(column[mine][first].sum())


def step(label: str, value: float, basis: str) -> Step:
    """One link of the chain, in euros a month with cents."""
    return Step(label=label, value=Decimal(str(round(value, 2))).quantize(Decimal("0.01")) + 0, basis=basis)
