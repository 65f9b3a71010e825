"""Fees for day care: for whom the Jugendamt waives them (§ 90 (4) SGB VIII)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from talachse.rules._book import rule
from talachse.rules.entitlement.columns import Column, Columns, of_household, of_pointer
from talachse.rules.entitlement.household import Household
from talachse.rules.entitlement.offices import office_for
from talachse.rules.entitlement.result import Step
from talachse.rules.verdict import Verdict

# The benefits that open the door, by the names of the columns handed in.
GATES = {
    "sgb2": "Grundsicherungsgeld",
    "sgb12": "Sozialhilfe",
    "asylblg": "Leistungen nach dem Asylbewerberleistungsgesetz",
    "kinderzuschlag": "Kinderzuschlag",
    "wohngeld": "Wohngeld",
}
BASIS = "§ 90 Abs. 4 S. 2 SGB VIII"


@rule(
    question="Für welches Kind fällt der Beitrag für Kita oder Tagespflege weg?",
    basis="§ 90 Abs. 4 S. 2 und 3 SGB VIII",
)
def waived(c: Columns, gates: Mapping[str, Column]) -> Column:
    """Children in day care who draw one of the five benefits, or whose parent in the household does."""
    any_gate = np.logical_or.reduce([gates[name] for name in GATES])
    parents = of_pointer(any_gate, c["parent_1"], False) | of_pointer(any_gate, c["parent_2"], False)
    return np.asarray(c["daycare"] & (any_gate | parents))


@rule(
    question="Welches Kind betrifft der Beitrag für Kita oder Tagespflege, und was ist zu tun?",
    basis="§ 90 Abs. 4 SGB VIII",
)
def claim(household: Household, gates: Mapping[str, Column]) -> tuple[tuple[str, ...], Verdict]:
    """The children concerned and what to tell the parents; ``gates`` in the order of the household's persons."""
    c = of_household(household)
    free = waived(c, gates)
    shown = free if free.any() else c["daycare"]
    return tuple(p.id for p, one in zip(household.persons, shown, strict=True) if one), verdict(household, gates)


@rule(question="Fällt im Haushalt der Beitrag für Kita oder Tagespflege weg?", basis="§ 90 Abs. 4 SGB VIII")
def verdict(household: Household, gates: Mapping[str, Column]) -> Verdict:
    """Yes asks for an own application; no names the way of § 90 (4) S. 1 for families just above the limits.

    ``gates`` may have "unknown": whose answers are missing, so that nobody can say whether a benefit is drawn.
    """
    c = of_household(household)
    office = office_for("kita_beitrag_erlass", household.as_of).name
    if waived(c, gates).any():
        return Verdict.yes(
            f"Ja, auf Antrag: Wer {_drawn(gates)} bekommt, zahlt keinen Beitrag. Ein Satz reicht. Stellen Sie den Antrag gleich: "
            f"{office}.",
            basis=BASIS,
        )
    unknown = tuple(path for path in household.unknown if path.endswith(".daycare"))
    if unknown:
        return Verdict.unknown(
            "Das hängt davon ab, ob ein Kind in Kita oder Tagespflege geht.", missing=unknown, basis=BASIS
        )
    if "unknown" in gates and (c["daycare"] & gates["unknown"]).any():
        return Verdict.unknown(
            "Das hängt davon ab, ob Sie eine der Leistungen bekommen, bei denen der Beitrag wegfällt. Stellen Sie den Antrag "
            f"trotzdem gleich: {office}.",
            missing=household.unknown,
            basis=BASIS,
        )
    if not c["daycare"].any():
        return Verdict.no("Kein Kind im Haushalt geht in Kita oder Tagespflege.", basis=BASIS)
    return Verdict.no(
        "Eher nicht: Sie bekommen keine der Leistungen, bei denen der Beitrag immer wegfällt. Ist der Beitrag trotzdem zu viel "
        f"für Sie, fragen Sie nach einem Erlass: {office}.",
        basis="§ 90 Abs. 4 S. 1 SGB VIII",
    )


def _drawn(gates: Mapping[str, Column]) -> str:
    return " und ".join(label for name, label in GATES.items() if gates[name].any())


def steps(household: Household, gates: Mapping[str, Column]) -> tuple[Step, ...]:
    """For how many children the fee falls away; its amount is set by the city and not asked here."""
    free = int(waived(of_household(household), gates).sum())
    return (Step(label="Kinder ohne Beitrag", value=Decimal(free), basis=BASIS, unit="Kinder"),) if free else ()
