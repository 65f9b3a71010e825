"""When only the costs of Bildung und Teilhabe make a family needy: the Jobcenter may then pay them, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from talachse.rules._book import rule
from talachse.rules.entitlement import needs
from talachse.rules.entitlement.but import COMPONENTS, YES, components
from talachse.rules.entitlement.but_procedure import LAW, Component, school_supplies
from talachse.rules.entitlement.columns import Column, Columns
from talachse.rules.parameters import Parameter
from talachse.rules.verdict import Verdict


@rule(
    question="Mit welchem Betrag im Monat zählt dieser Teil, wenn gefragt wird, ob das Geld reicht?",
    basis="§ 5a GrusiGV, § 28 Abs. 3 und 7 SGB II",
)
def counted_for_need(component: Component, stated: Decimal, on: dt.date) -> Decimal:
    """Euros in the month of ``on``. Excursions count with a flat amount, a trip over several days with a sixth of its cost
    for each of six months, Teilhabe with its flat amount, the Schulbedarf in the month of its payment; the rest as stated
    (euros a month). ``stated`` of nothing means that the child does not take part."""
    if stated <= 0:
        return Decimal(0)
    match component:
        case Component.AUSFLUEGE:
            return LAW.on("ausfluege_monat_bedarf", on).euros
        case Component.KLASSENFAHRTEN:
            return stated / LAW.on("klassenfahrt_monate_bedarf", on).euros
        case Component.SCHULBEDARF:
            return sum((one.euros for one in school_supplies(on) if one.due.month == on.month), Decimal(0))
        case Component.TEILHABE:
            return LAW.on("teilhabe_monat", on).euros
        case _:
            return stated


def need(c: Columns, stated: Mapping[str, Column], on: dt.date) -> Column:
    """Each person's need for Bildung und Teilhabe under SGB II: component × person, euros in the month of ``on``.

    ``stated`` names components with the cost of each person: a trip in all, the rest in euros a month; 0 for not taking
    part. A component that the person cannot have counts nothing.
    """
    codes = components(c, {"sgb2": np.ones(len(c["age"]), dtype=bool)}, on)
    result = np.zeros(codes.answer.shape)
    for j, component in enumerate(COMPONENTS):
        if component.value in stated:
            cost = stated[component.value]
            one, two = (float(counted_for_need(component, Decimal(euros), on)) for euros in (1, 2))
            counted = np.where(cost > 0, one + (two - one) * (cost - 1), 0.0)  # flat, or in proportion to the cost
            result[j] = np.where(codes.answer[j] == YES, counted, 0.0)
    return result


def uncovered(needs: Column, surplus: Column) -> Column:
    """What the surplus of a Bedarfsgemeinschaft leaves open of its needs, component × Bedarfsgemeinschaft, euros a month.

    Income covers the components in the order of § 28 (2) to (7) SGB II (§ 19 (3) S. 3 SGB II).
    """
    together = np.cumsum(needs, axis=0)
    result: Column = np.clip(together - np.maximum(surplus, 0.0), 0.0, needs)
    return result


def of_groups(needs: Column, group: Column) -> Column:
    """The needs of persons summed up to component × Bedarfsgemeinschaft; groups are numbered from 0."""
    return np.array([np.bincount(group, weights=row) for row in needs])


def only_for_but(needs: Column, surplus: Column) -> Column:
    """For each Bedarfsgemeinschaft what ``needy_only_for_but`` answers: whether it is needy only because of these costs."""
    answer: Column = (surplus >= 0) & (needs.sum(axis=0) > surplus)
    return answer


@dataclass(frozen=True, slots=True)
class OnlyForBut:
    """Whether a family is needy only because of Bildung und Teilhabe. ``open_euros``: what the Jobcenter pays in the month;
    ``immediate_supplement``: the Sofortzuschlag for each child that gets something, with its source."""

    verdict: Verdict
    open_euros: Decimal
    immediate_supplement: Parameter | None


@rule(
    question="Reicht das Geld der Familie nur wegen der Kosten für Bildung und Teilhabe nicht?",
    basis="§ 7 Abs. 2 S. 3, § 19 Abs. 3, § 72 SGB II, § 5a GrusiGV",
)
def needy_only_for_but(surplus: Decimal, costs: Decimal, on: dt.date) -> OnlyForBut:
    """``surplus`` is the income of the Bedarfsgemeinschaft over its need without these costs, ``costs`` what counts for them,
    both euros a month. A negative surplus means that the family is needy anyway."""
    if surplus < 0:
        verdict = Verdict.no(
            "Das Geld reicht auch ohne diese Kosten nicht. Dann geht es um Grundsicherungsgeld für die ganze Familie.",
            basis="§ 9 SGB II",
        )
        return OnlyForBut(verdict, costs, None)
    if costs <= surplus:
        verdict = Verdict.no(
            "Nach diesen Angaben reicht das Geld auch für diese Kosten. Im Zweifel: Antrag stellen.",
            basis="§ 19 Abs. 3 S. 3 SGB II",
        )
        return OnlyForBut(verdict, Decimal(0), None)
    supplement = needs.LAW.on("sofortzuschlag", on)
    verdict = Verdict.yes(
        "Das Geld reicht zum Leben, aber nicht für diese Kosten. Das Jobcenter kann den fehlenden Teil zahlen. Dazu kommt der "
        f"Sofortzuschlag von {supplement.value} Euro im Monat für jedes Kind, das etwas bekommt.",
        basis="§ 7 Abs. 2 S. 3, § 28, § 72 SGB II, § 5a GrusiGV",
    )
    return OnlyForBut(verdict, costs - surplus, supplement)
