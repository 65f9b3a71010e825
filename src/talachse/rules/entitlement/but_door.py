"""Which door for Bildung und Teilhabe: four questions lead to the right office and the next step."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from talachse.rules._book import rule
from talachse.rules.entitlement import but_procedure
from talachse.rules.entitlement.but import PAYS, Fact, Situation, age_group
from talachse.rules.entitlement.but_procedure import Component, needs_own_application
from talachse.rules.entitlement.but_procedure import Gate as Benefit
from talachse.rules.parameters import Parameter
from talachse.rules.verdict import Verdict

__all__ = [
    "Benefit",
    "Child",
    "Component",
    "Learning",
    "door_for",
    "may_claim",
    "needs_own_application",
    "what_is_paid",
]


class Learning(StrEnum):
    """Where the child learns."""

    SCHOOL = "school"
    DAYCARE = "daycare"
    TRAINING_PAY = "training_pay"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Child:
    """What the four questions bring to light; ``age`` in years, None when not said."""

    benefit: Benefit
    age: int | None
    learning: Learning
    component: Component


def door_for(benefit: Benefit, *, today: dt.date) -> Parameter | None:
    """The office with its address and source; None when the family draws none of the five benefits, or does not know."""
    return None if benefit in {Benefit.NONE, Benefit.UNKNOWN} else but_procedure.responsible(benefit, on=today)


@rule(
    question="Kann dieses Kind diesen Teil von Bildung und Teilhabe bekommen?",
    basis="§ 28 Abs. 1 bis 7 SGB II, §§ 34, 42 Nr. 3 SGB XII, § 6b BKGG, § 3 Abs. 4 AsylbLG",
)
def may_claim(child: Child, *, today: dt.date) -> Verdict:
    """Likely, not likely, or unknown; never a rejection. In doubt the family should apply, the day of receipt counts."""
    if child.benefit is Benefit.UNKNOWN:
        return Verdict.unknown(
            "Das hängt davon ab, welche Leistung Ihre Familie bekommt.",
            missing=["Leistung der Familie"],
            basis="§ 28 SGB II",
        )
    if child.benefit is Benefit.NONE:
        return Verdict.unknown(
            "Ohne eine dieser Leistungen ist Bildung und Teilhabe selten möglich. Vielleicht steht Ihnen aber eine davon zu.",
            missing=["Prüfung auf Grundsicherungsgeld, Wohngeld und Kinderzuschlag"],
            basis="§ 7 Abs. 2 SGB II, § 6a BKGG, WoGG",
        )
    if child.age is None:
        return Verdict.unknown(
            "Das hängt vom Alter ab.", missing=["Alter des Kindes"], basis="§ 28 Abs. 1 und 7 SGB II"
        )
    return PAYS[child.component](
        Situation(
            gate=child.benefit,
            age=age_group(child.age, today),
            school=Fact(child.learning is Learning.SCHOOL),
            daycare=Fact(child.learning is Learning.DAYCARE),
            pay=Fact(child.learning is Learning.TRAINING_PAY),
        )
    )


def what_is_paid(component: Component, *, today: dt.date) -> str:
    """German sentences with the amounts that hold on the day and the way they are paid."""
    details = but_procedure.details(component, Benefit.NONE, today)
    return details.paid
