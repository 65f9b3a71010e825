"""The answer to a household: claims with reasons, both routes side by side, Bildung und Teilhabe for each child."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from talachse.rules.entitlement import published
from talachse.rules.entitlement.law import LawSet
from talachse.rules.verdict import Answer, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One link of the chain that made an amount: a German label, its value (euros a month unless ``unit`` says else), the paragraph."""

    label: str
    value: Decimal
    basis: str = ""
    unit: str = "€"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One benefit for some persons of the household.

    ``amount`` is the household's total in euros a month, None when it cannot be said; ``low`` and ``high`` bound it when an
    answer is unknown. ``turning_point`` says from which rent, wage or hours on the answer would be another one.
    """

    benefit: str
    persons: tuple[str, ...]
    verdict: Verdict
    amount: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    steps: tuple[Step, ...] = ()
    turning_point: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteClaim:
    """One benefit on a route: the household's amount in euros a month."""

    benefit: str
    persons: tuple[str, ...]
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """What the household would get in all if it went this way. ``name``: "sgb2" or "wohngeld_kinderzuschlag"."""

    name: str
    total: Decimal
    claims: tuple[RouteClaim, ...]
    disposable_income: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ButLine:
    """One component of Bildung und Teilhabe for one child.

    ``amount`` is euros (``per`` says what for: "Monat", "Schuljahr"), None where the real cost is paid. ``gate`` is the
    benefit that opens the door, None when none does; ``application_needed`` None when nobody can say.
    """

    person: str
    component: str
    verdict: Verdict
    amount: Decimal | None
    per: str
    gate: str | None
    application_needed: bool | None
    responsible: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The law a result rests on."""

    as_of: dt.date
    parameter_set: LawSet
    stand: str  # one German sentence
    notes: tuple[str, ...] = ()  # limits that concern this household
    engine: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterChange:
    """What the law changes on a day, in one German sentence; ``running`` is False where it spares running grants."""

    text: str
    source: str
    running: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterAmount:
    """One benefit after a change, the household's euros a month; ``amount`` and ``difference`` (to now) None while an answer is missing."""

    benefit: str
    amount: Decimal | None
    low: Decimal
    high: Decimal
    difference: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterSide:
    """The household on the day of a change under one law set.

    ``running``: what is granted today runs on; else a new application on that day. ``ready`` is False, and nothing is
    computed, while the rules of that day are being prepared. Money is euros a month; ``difference`` is that of
    ``disposable_income`` to now, both None while an answer is missing.
    """

    parameter_set: LawSet
    stand: str
    running: bool
    changes: tuple[LaterChange, ...]
    ready: bool = True
    first_by_law: str = ""
    amounts: tuple[LaterAmount, ...] = ()
    disposable_income: Decimal | None = None
    difference: Decimal | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A day inside the grant period on which law changes, and the household on each side of it."""

    since: dt.date
    sides: tuple[LaterSide, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """Everything that one household may claim on one day."""

    rules: Rules
    claims: tuple[Claim, ...]
    routes: tuple[Route, ...]
    first_by_law: str  # "sgb2" | "wohngeld_kinderzuschlag" | "sgb12" | "asylblg" | "none"
    first_reason: Verdict
    but: tuple[ButLine, ...]
    disposable_income: Decimal
    total_range: tuple[Decimal, Decimal]  # all benefits together in euros a month; the same twice when nothing is open
    assumptions: Mapping[str, Any]
    decisive: tuple[str, ...] = ()  # unknown facts, the one that would change most first
    later: tuple[Later, ...] = ()  # days on which law changes while what is granted today runs

    def claim(self, benefit: str) -> Claim:
        """The line of one benefit."""
        return next(claim for claim in self.claims if claim.benefit == benefit)


def as_text_of_json(result: CheckResult) -> str:
    """What the command line prints and the API sends."""
    return json.dumps(as_json(result), ensure_ascii=False, allow_nan=False, indent=2)


def as_json(result: CheckResult) -> published.CheckResult:
    """The answer in its documented form (docs/schemas/check-result.json): money as numbers with cents."""
    rules = result.rules
    return {
        "as_of": rules.as_of.isoformat(),
        "rules": {
            "parameter_set": rules.parameter_set,
            "stand": rules.stand,
            "notes": list(rules.notes),
            "engine": rules.engine,
        },
        "claims": [
            {
                "benefit": claim.benefit,
                "persons": list(claim.persons),
                **_verdict(claim.verdict),
                "amount": _number(claim.amount),
                "range": None if claim.low is None or claim.high is None else [float(claim.low), float(claim.high)],
                "steps": [
                    {"label": s.label, "value": float(s.value), "unit": s.unit, "basis": s.basis} for s in claim.steps
                ],
                "turning_point": claim.turning_point,
            }
            for claim in result.claims
        ],
        "routes": [
            {
                "name": route.name,
                "total": float(route.total),
                "claims": [
                    {"benefit": one.benefit, "persons": list(one.persons), "amount": float(one.amount)}
                    for one in route.claims
                ],
                "disposable_income": float(route.disposable_income),
            }
            for route in result.routes
        ],
        "first_by_law": result.first_by_law,
        "first_reason": result.first_reason.reason,
        "but": [
            {
                "person": line.person,
                "component": line.component,
                **_verdict(line.verdict),
                "amount": _number(line.amount),
                "per": line.per,
                "gate": line.gate,
                "application_needed": line.application_needed,
                "responsible": line.responsible,
            }
            for line in result.but
        ],
        "disposable_income": float(result.disposable_income),
        "total_range": [float(amount) for amount in result.total_range],
        "assumptions": dict(result.assumptions),
        "decisive": list(result.decisive),
        "later": [
            {"from": one.since.isoformat(), "sides": [_side(side) for side in one.sides]} for one in result.later
        ],
    }


def _side(side: LaterSide) -> published.LaterSide:
    return {
        "parameter_set": side.parameter_set,
        "stand": side.stand,
        "running": side.running,
        "changes": [{"text": one.text, "source": one.source, "running": one.running} for one in side.changes],
        "ready": side.ready,
        "first_by_law": side.first_by_law,
        "amounts": [
            {
                "benefit": one.benefit,
                "amount": _number(one.amount),
                "range": [float(one.low), float(one.high)],
                "difference": _number(one.difference),
            }
            for one in side.amounts
        ],
        "disposable_income": _number(side.disposable_income),
        "difference": _number(side.difference),
        "notes": list(side.notes),
    }


def _total_range(data: Mapping[str, Any]) -> tuple[Decimal, Decimal]:
    """What was stored before the key existed has the total of the route that comes first."""
    upstream = data["first_by_law"] in {"wohngeld_kinderzuschlag", "none"}
    total = data["routes"][1 if upstream else 0]["total"]
    low, high = data.get("total_range", (total, total))
    return _cents(low), _cents(high)


def from_json(data: Mapping[str, Any]) -> CheckResult:
    """The answer out of its documented form, as it was given then. The form keeps of ``first_reason`` only the sentence."""
    rules = data["rules"]
    return CheckResult(
        rules=Rules(
            as_of=dt.date.fromisoformat(data["as_of"]),
            parameter_set=rules["parameter_set"],
            stand=rules["stand"],
            notes=tuple(rules["notes"]),
            engine=rules["engine"],
        ),
        claims=tuple(map(_claim, data["claims"])),
        routes=tuple(
            Route(
                name=route["name"],
                total=_cents(route["total"]),
                claims=tuple(
                    RouteClaim(benefit=one["benefit"], persons=tuple(one["persons"]), amount=_cents(one["amount"]))
                    for one in route["claims"]
                ),
                disposable_income=_cents(route["disposable_income"]),
            )
            for route in data["routes"]
        ),
        first_by_law=data["first_by_law"],
        first_reason=Verdict.yes(data["first_reason"]),
        but=tuple(
            ButLine(
                person=line["person"],
                component=line["component"],
                verdict=_read_verdict(line),
                amount=_money(line["amount"]),
                per=line["per"],
                gate=line["gate"],
                application_needed=line["application_needed"],
                responsible=line["responsible"],
            )
            for line in data["but"]
        ),
        disposable_income=_cents(data["disposable_income"]),
        total_range=_total_range(data),
        assumptions=data["assumptions"],
        decisive=tuple(data["decisive"]),
        later=tuple(
            Later(since=dt.date.fromisoformat(one["from"]), sides=tuple(map(_read_side, one["sides"])))
            for one in data["later"]
        ),
    )


def _read_side(data: Mapping[str, Any]) -> LaterSide:
    amounts = (
        LaterAmount(
            benefit=one["benefit"],
            amount=_money(one["amount"]),
            low=_cents(one["range"][0]),
            high=_cents(one["range"][1]),
            difference=_money(one["difference"]),
        )
        for one in data["amounts"]
    )
    return LaterSide(
        parameter_set=data["parameter_set"],
        stand=data["stand"],
        running=data["running"],
        changes=tuple(LaterChange(**one) for one in data["changes"]),
        ready=data["ready"],
        first_by_law=data["first_by_law"],
        amounts=tuple(amounts),
        disposable_income=_money(data["disposable_income"]),
        difference=_money(data["difference"]),
        notes=tuple(data["notes"]),
    )


def _claim(data: Mapping[str, Any]) -> Claim:
    low, high = data["range"] or (None, None)
    return Claim(
        benefit=data["benefit"],
        persons=tuple(data["persons"]),
        verdict=_read_verdict(data),
        amount=_money(data["amount"]),
        low=_money(low),
        high=_money(high),
        steps=tuple(
            Step(label=one["label"], value=_cents(one["value"]), basis=one["basis"], unit=one["unit"])
            for one in data["steps"]
        ),
        turning_point=data["turning_point"],
    )


def _read_verdict(data: Mapping[str, Any]) -> Verdict:
    return Verdict(
        answer=Answer(data["verdict"]), reason=data["reason"], basis=data["basis"], missing=tuple(data["missing"])
    )


def _cents(amount: float) -> Decimal:
    return Decimal(str(amount)).quantize(Decimal("0.01"))


def _money(amount: float | None) -> Decimal | None:
    return None if amount is None else _cents(amount)


def _verdict(verdict: Verdict) -> published.Verdict:
    return {
        "verdict": verdict.answer.value,
        "reason": verdict.reason,
        "basis": verdict.basis,
        "missing": list(verdict.missing),
    }


def _number(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
