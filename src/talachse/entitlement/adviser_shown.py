"""Variants of a household as the adviser's page and sheet show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from talachse.entitlement import shown
from talachse.entitlement.shown import Card, Child, cents
from talachse.rules.entitlement.compared import Difference, differences, named, said
from talachse.rules.entitlement.household import Household
from talachse.rules.entitlement.intermediate import Intermediate
from talachse.rules.entitlement.result import CheckResult, Claim
from talachse.rules.entitlement.surprise import FIRST, signed
from talachse.rules.entitlement.wording import NAMES

WAYS = {"sgb2": "Jobcenter oder Sozialamt", "wohngeld_kinderzuschlag": "Wohngeld und Kinderzuschlag"}


@dataclass(frozen=True, slots=True)
class Variant:
    """One household with its result."""

    name: str
    household: Household
    result: CheckResult
    values: tuple[Intermediate, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison: for each variant its value, and how much it differs from the first."""

    name: str
    cells: list[tuple[str, str, str]]  # name of the variant, value, difference in words
    is_sum: bool = False


def names(typed: Sequence[str]) -> list[str]:
    """The variants by name, no two alike; one without a name is called by its place, which also tells two of one name apart."""
    found: list[str] = []
    for number, name in enumerate(typed, 1):
        place = f"Variante {number}" if number > 1 else "Ausgang"
        said = name or place
        while said in found:
            said = f"{said} ({place})"
        found.append(said)
    return found


def comparison(variants: Sequence[Variant]) -> list[Row]:
    """All benefits that any variant has, their sum, and what is in hand; amounts that are open are ranges."""
    claims = [{claim.benefit: claim for claim in one.result.claims} for one in variants]
    rows = [
        _row(NAMES[benefit], variants, [found[benefit] for found in claims])
        for benefit in NAMES
        if any(found[benefit].amount or found[benefit].high for found in claims)
    ]
    totals = [shown.first_route(one.result).total for one in variants]
    return [
        *rows,
        _sums("Alle Leistungen zusammen", variants, totals, [shown.total(one.result) for one in variants]),
        _sums(
            "Im Monat in der Hand",
            variants,
            in_hand := [one.result.disposable_income for one in variants],
            ["offen" if _is_open(one) else cents(amount) for one, amount in zip(variants, in_hand, strict=True)],
        ),
    ]


def _row(name: str, variants: Sequence[Variant], claims: Sequence[Claim]) -> Row:
    first = claims[0].amount

    def difference(i: int, amount: Decimal | None) -> str:
        return signed(amount - first) if i and amount is not None and first is not None else ""

    cells = [
        (one.name, _amount(claim), difference(i, claim.amount))
        for i, (one, claim) in enumerate(zip(variants, claims, strict=True))
    ]
    return Row(name, cells)


def _amount(claim: Claim) -> str:
    if claim.amount is not None:
        return cents(claim.amount)
    return f"{cents(claim.low or Decimal(0))} bis {cents(claim.high)}" if claim.high else "offen"


def _sums(name: str, variants: Sequence[Variant], amounts: Sequence[Decimal], words: Sequence[str]) -> Row:
    settled = [not _is_open(one) for one in variants]
    cells = [
        (one.name, words[i], signed(amounts[i] - amounts[0]) if i and settled[i] and settled[0] else "")
        for i, one in enumerate(variants)
    ]
    return Row(name, cells, is_sum=True)


def _is_open(variant: Variant) -> bool:
    """Whether an answer is missing, so that sums cannot be said."""
    return bool(variant.result.decisive)


def changes(variants: Sequence[Variant]) -> list[tuple[str, tuple[Difference, ...]]]:
    """For each variant after the first what is different in it."""
    first = variants[0].household
    return [(one.name, differences(first, one.household)) for one in variants[1:]]


def firsts(variants: Sequence[Variant]) -> list[tuple[str, str]]:
    """For each variant what the law puts first, as far as it is known."""
    return [
        (one.name, f"{FIRST[one.result.first_by_law]}{', noch offen' if _is_open(one) else ''}") for one in variants
    ]


@dataclass(frozen=True, slots=True)
class Detail:
    """Everything about one variant."""

    variant: Variant
    cards: list[Card]
    others: list[Card]
    rows: list[shown.Row]
    children: list[Child]
    assumptions: list[tuple[str, str, str]]

    @property
    def result(self) -> CheckResult:
        return self.variant.result

    @property
    def values(self) -> list[dict[str, Any]]:
        """Every intermediate value of each route, each beside its person."""
        return [
            {
                "way": WAYS[one.route],
                "persons": one.persons,
                "lines": [
                    (line.label, line.basis, list(zip(one.persons, line.values, strict=True))) for line in one.lines
                ],
            }
            for one in self.variant.values
            if one.lines
        ]

    @property
    def first(self) -> str:
        return FIRST[self.result.first_by_law]

    @property
    def later(self) -> list[shown.LaterDay]:
        """Each change of the law inside the grant period."""
        return shown.later(self.result)

    @property
    def total(self) -> str:
        return shown.total(self.result)

    @property
    def in_hand(self) -> str:
        return cents(self.result.disposable_income)


def detail(variant: Variant) -> Detail:
    """Claims with their chains of amounts, both routes, Bildung und Teilhabe, and what was assumed."""
    cards = shown.cards(variant.result, variant.household)
    return Detail(
        variant,
        [card for card in cards if card.kind != "neutral"],
        [card for card in cards if card.kind == "neutral"],
        shown.comparison(variant.result),
        shown.but(variant.result),
        assumptions(variant.result),
    )


def assumptions(result: CheckResult) -> list[tuple[str, str, str]]:
    """What was taken as usual: facts, value, for whom; facts with the same value and people on one line."""
    by_fact: dict[tuple[str, str], list[str]] = {}
    for path, value in result.assumptions.items():
        person, _, field = path.partition(".")[2].rpartition(".")
        field = field or path
        word = said(field, tuple(value) if isinstance(value, list) else value)
        by_fact.setdefault((field, word), []).append(person)
    lines: dict[tuple[str, str], list[str]] = {}
    for (field, word), people in by_fact.items():
        who = ", ".join(person for person in people if person)
        lines.setdefault((word, who), []).append(named(field))
    return [(", ".join(facts), word, who) for (word, who), facts in lines.items()]
