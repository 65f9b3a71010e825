"""The answer of the check as the result page and the printed sheet show it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from talachse.entitlement.forms import COMPONENTS, person_label
from talachse.rules.entitlement import but_procedure as procedure
from talachse.rules.entitlement import offices
from talachse.rules.entitlement.but_procedure import Component, Gate
from talachse.rules.entitlement.household import Household
from talachse.rules.entitlement.law import BILL
from talachse.rules.entitlement.result import ButLine, CheckResult, Claim, LaterAmount, LaterChange, LaterSide, Route
from talachse.rules.entitlement.wording import FACTS, IN_PREPARATION, NAMES, NOT_DECIDED, SIDES, SPARED
from talachse.rules.entitlement.words import euros
from talachse.rules.verdict import Verdict

ON_HOUSING = {"wohngeld_kinderzuschlag", "none"}
# Which page of the check asks for a fact.
PAGE_OF = {
    "rent_cold": "dwelling",
    "heating": "dwelling",
    "area_m2": "dwelling",
    "owner": "dwelling",
    "water_heated_in_flat": "dwelling",
    "gross_wage": "work",
    "hours_per_week": "work",
    "self_employed_income": "work",
    "training_pay": "work",
    "pension": "income",
    "company_pension": "income",
    "unemployment_benefit": "income",
    "parental_allowance": "income",
    "other_income": "income",
    "maintenance_received": "children",
    "school": "children",
    "daycare": "children",
    "wealth": "savings",
    "pregnant_week": "special",
    "disability_degree": "special",
    "mark_g": "special",
    "fully_incapacitated": "special",
    "asylum_benefits": "special",
}
WITHOUT_EUROS = {
    *("area_m2", "owner", "water_heated_in_flat", "hours_per_week", "school", "daycare", "pregnant_week"),
    *("disability_degree", "mark_g", "fully_incapacitated", "asylum_benefits"),
}
EUROS = PAGE_OF.keys() - WITHOUT_EUROS


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One benefit with everything a reader needs for the next step; texts of the rules stay German."""

    claim: Claim
    name: str
    kind: str
    word: str
    amount: str
    persons: str
    office: offices.Office
    day: dt.date
    received: bool

    @property
    def where(self) -> SafeString:
        """Where and how to apply, from when it counts, what to bring."""
        return _where(self.claim.benefit, self.day, get_language())

    @property
    def steps(self) -> list[dict[str, str]]:
        """The chain of amounts, as it is read."""
        return [
            {
                "label": step.label,
                "basis": step.basis,
                "value": cents(step.value)
                if step.unit == "€"
                else f"{step.value.normalize():f} {step.unit}".replace(".", ","),
            }
            for step in self.claim.steps
        ]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a comparison: a benefit or a sum, in euros a month."""

    name: str
    left: Decimal
    right: Decimal

    @property
    def left_words(self) -> str:
        return cents(self.left)

    @property
    def right_words(self) -> str:
        return cents(self.right)

    @property
    def difference(self) -> str:
        """What the right side has more (+) or less (−)."""
        more = self.right - self.left
        return cents(more) if not more else f"{'+' if more > 0 else '−'} {cents(abs(more))}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a change of the law. ``rows`` set today beside that day; ``ranges`` are all amounts while an answer is missing."""

    title: str
    not_decided: str
    waits: str
    changes: list[tuple[LaterChange, str]]  # with what is said of running grants
    first: str  # only where another benefit comes first than today
    rows: list[Row]
    in_hand: Row | None
    ranges: list[tuple[str, str]]
    notes: list[str]

    @property
    def same(self) -> bool:
        """Nothing of the amounts changes."""
        return self.in_hand is not None and all(row.left == row.right for row in self.rows)


@dataclass(frozen=True, slots=True)
class LaterDay:
    """A day on which the law changes while today's grants run."""

    since: dt.date
    sides: list[Side]


@dataclass(frozen=True, slots=True)
class Child:
    """Bildung und Teilhabe of one person as a checklist."""

    name: str
    lines: list[tuple[str, str, str, str, ButLine]]  # component, kind, word, amount
    responsible: list[str]


@dataclass(frozen=True, slots=True)
class Assumption:
    """What was taken as usual, and the page on which it can be said."""

    facts: str
    value: str
    persons: str
    page: str


def cents(value: Decimal) -> str:
    """ "1.831,00 €": amounts that stand beside each other all have cents."""
    return f"{value:,.2f} €".translate(str.maketrans(",.", ".,"))


@lru_cache(maxsize=256)
def _where(benefit: str, day: dt.date, _language: str | None) -> SafeString:
    # The same for everybody on this day and in this language: drawn once.
    facts = {
        "name": _(NAMES[benefit]),
        "office": offices.office_for(benefit, day),
        "formless": offices.verdict(benefit, day),
        "when": offices.in_words(benefit, day),
    }
    return render_to_string("entitlement/check_office.html", facts)


def word(verdict: Verdict) -> tuple[str, str]:
    """Kind of the status and its word; never a rejection."""
    if verdict.is_yes:
        return "good", _("wahrscheinlich")
    if verdict.is_no:
        return "neutral", _("eher nicht – im Zweifel beantragen")
    return "info", _("möglich")


def amount(claim: Claim) -> str:
    """ "430,00 € im Monat", "120,00 € bis 430,00 € im Monat", or nothing."""
    if claim.amount:
        return _("%(amount)s im Monat") % {"amount": cents(claim.amount)}
    if claim.amount is None and claim.high:
        return _("%(low)s bis %(high)s im Monat") % {"low": cents(claim.low or Decimal(0)), "high": cents(claim.high)}
    return ""


def persons(names: Sequence[str]) -> str:
    """ "Sie, Kind 1" in the language of the page."""
    return ", ".join(person_label(name) for name in names)


def cards(result: CheckResult, household: Household) -> list[Card]:
    """All benefits, those that are likely first."""
    day = result.rules.as_of
    received = {benefit for person in household.persons for benefit in person.receives or ()}
    found = []
    for claim in result.claims:
        kind, said = word(claim.verdict)
        found.append(
            Card(
                claim=claim,
                name=_(NAMES[claim.benefit]),
                kind=kind,
                word=said,
                amount=amount(claim),
                persons=persons(claim.persons),
                office=offices.office_for(claim.benefit, day),
                day=day,
                received=claim.benefit in received,
            )
        )
    order = {"good": 0, "info": 1, "neutral": 2}
    return sorted(found, key=lambda card: order[card.kind])


def first_name(result: CheckResult) -> str:
    """What the law puts first, by its everyday name."""
    return _first(result.first_by_law)


def _first(name: str) -> str:
    return {
        "sgb2": _("Grundsicherungsgeld vom Jobcenter"),
        "wohngeld_kinderzuschlag": _("Wohngeld und Kinderzuschlag"),
        "sgb12": _("Hilfe vom Sozialamt"),
        "asylblg": _("Leistungen nach dem Asylbewerberleistungsgesetz"),
    }.get(name, "")


def first_route(result: CheckResult) -> Route:
    """The route whose amounts count."""
    return result.routes[1 if result.first_by_law in ON_HOUSING else 0]


def total(result: CheckResult) -> str:
    """All benefits a month, each time on the route that comes first; a range when answers are missing."""
    low, high = result.total_range
    return cents(low) if low == high else _("%(low)s bis %(high)s") % {"low": cents(low), "high": cents(high)}


def side_by_side(now: CheckResult, then: CheckResult) -> list[Row]:
    """Two households on the route that comes first for each: as it is, and as it would be."""
    return _rows(first_route(now), first_route(then))


def comparison(result: CheckResult) -> list[Row]:
    """Both routes, benefit by benefit; the last line is what is in hand in the end."""
    return _rows(result.routes[0], result.routes[1])


def _rows(left: Route, right: Route) -> list[Row]:
    amounts = [{claim.benefit: claim.amount for claim in route.claims} for route in (left, right)]
    nothing = Decimal("0.00")
    rows = [
        Row(_(name), amounts[0].get(benefit, nothing), amounts[1].get(benefit, nothing))
        for benefit, name in NAMES.items()
        if benefit in amounts[0] or benefit in amounts[1]
    ]
    return [
        *rows,
        Row(_("Alle Leistungen zusammen"), left.total, right.total),
        Row(_("Im Monat in der Hand, mit Lohn"), left.disposable_income, right.disposable_income),
    ]


def later(result: CheckResult) -> list[LaterDay]:
    """Each change of the law inside the grant period; what changes is said at the first side that it belongs to."""
    days = []
    for day in result.later:
        told: set[str] = set()
        sides = []
        for side in day.sides:
            new = [change for change in side.changes if change.text not in told]
            notes = [note for note in side.notes if note not in told]
            told |= {*side.notes, *(change.text for change in side.changes)}
            sides.append(_later_side(result, side, new, notes))
        days.append(LaterDay(day.since, sides))
    return days


def _later_side(result: CheckResult, side: LaterSide, new: Sequence[LaterChange], notes: list[str]) -> Side:
    rows = [
        Row(_(NAMES[a.benefit]), a.amount - a.difference, a.amount)
        for a in side.amounts
        if a.amount is not None and a.difference is not None
    ]
    hand, more = side.disposable_income, side.difference
    in_hand = None if hand is None or more is None else Row(_("Im Monat in der Hand, mit Lohn"), hand - more, hand)
    return Side(
        title=_(SIDES[side.parameter_set, side.running]),
        not_decided=_(NOT_DECIDED) if side.parameter_set == BILL else "",
        waits="" if side.ready else _(IN_PREPARATION),
        changes=[(change, "" if change.running else _(SPARED)) for change in new],
        first=_first(side.first_by_law) if side.first_by_law != result.first_by_law else "",
        rows=[*rows, in_hand] if in_hand else rows,
        in_hand=in_hand,
        ranges=[(_(NAMES[a.benefit]), _range(a)) for a in side.amounts] if len(rows) < len(side.amounts) else [],
        notes=notes,
    )


def _range(one: LaterAmount) -> str:
    if one.amount is not None:
        return cents(one.amount)
    return _("%(low)s bis %(high)s") % {"low": cents(one.low), "high": cents(one.high)}


def but(result: CheckResult) -> list[Child]:
    """Checklist for each person for whom something is possible."""
    labels = {value: str(label) for value, label in COMPONENTS}
    found = []
    for person in dict.fromkeys(line.person for line in result.but):
        lines = [line for line in result.but if line.person == person and not line.verdict.is_no]
        if lines:
            rows = [(labels[line.component], *word(line.verdict), _but_amount(line), line) for line in lines]
            found.append(Child(person_label(person), rows, list(dict.fromkeys(line.responsible for line in lines))))
    return found


def but_procedure(line: ButLine, day: dt.date) -> SafeString:
    """The way to one component through the door that is open, or through whichever will be."""
    return _procedure(Component(line.component), Gate(line.gate or Gate.UNKNOWN), day, get_language())


@lru_cache(maxsize=256)
def _procedure(component: Component, gate: Gate, day: dt.date, _language: str | None) -> SafeString:
    # The same for every child: drawn once.
    return render_to_string("entitlement/check_but.html", {"details": procedure.details(component, gate, day)})


def _but_amount(line: ButLine) -> str:
    if line.amount is None:
        return ""
    each = {"Monat": _("im Monat"), "Schuljahr": _("im Schuljahr")}.get(line.per, "")
    return f"{cents(line.amount)} {each}".strip()


def assumptions(values: Mapping[str, Any], asked: Sequence[str]) -> list[Assumption]:
    """What was taken as usual, facts of the same kind on one line; only what a page of this household asks for."""
    by_fact: dict[tuple[str, str], list[str]] = {}
    for path, value in values.items():
        head, _dot, rest = path.partition(".")
        name, _dot, field = rest.rpartition(".") if head == "persons" else ("", "", rest)
        if PAGE_OF.get(field) in asked:
            by_fact.setdefault((field, _value(field, value)), []).append(name)
    lines: dict[tuple[str, str, str], list[str]] = {}
    for (field, value), names in by_fact.items():
        lines.setdefault((PAGE_OF[field], value, persons([name for name in names if name])), []).append(_(FACTS[field]))
    return [Assumption(", ".join(facts), value, who, page) for (page, value, who), facts in lines.items()]


def _value(field: str, value: Any) -> str:
    if field in EUROS:
        return euros(value)
    match value:
        case True:
            return _("ja")
        case "allgemeinbildend":
            return _("allgemeinbildende Schule")
        case False | None:
            return _("nein")
        case _:
            return str(value).removesuffix(".0")


def printed(result: CheckResult, household: Household, *, link: str, until: dt.date) -> Iterator[tuple[str, Any]]:
    """What stands on the sheet, without the drawing of the code."""
    likely = [card for card in cards(result, household) if card.kind != "neutral"]
    is_open = result.first_reason.is_unknown
    yield "first", _("Was zuerst kommt, ist noch offen") if is_open else first_name(result)
    yield "reason", result.first_reason.reason
    yield "total", total(result)
    yield (
        "claims",
        [
            {
                "name": card.name,
                "word": card.word,
                "amount": card.amount,
                "office": ", ".join(
                    part for part in (card.office.name, card.office.address, card.office.phone) if part
                ),
                "papers": ", ".join(card.office.papers),
            }
            for card in likely
        ],
    )
    alike: dict[tuple[str, str], list[str]] = {}
    for child in but(result):
        key = (", ".join(row[0] for row in child.lines), " / ".join(child.responsible))
        alike.setdefault(key, []).append(child.name)
    lines = [{"name": ", ".join(who), "components": what, "office": where} for (what, where), who in alike.items()]
    yield "but", lines
    yield "later", [on_sheet(day) for day in later(result)]
    yield "stand", result.rules.stand
    yield "on", result.rules.as_of.isoformat()
    yield "until", until.isoformat()
    yield "link", link


def on_sheet(day: LaterDay) -> dict[str, Any]:
    """A change of the law in a line for each side; the page says more."""
    return {
        "since": _("Ab %(day)s") % {"day": date_format(day.since, "DATE_FORMAT")},
        "lines": [_line(side) for side in day.sides],
    }


def _line(side: Side) -> dict[str, str]:
    title = f"{side.title} ({side.not_decided.rstrip('.')})" if side.not_decided else side.title
    hand = side.in_hand
    more = "" if hand is None else hand.difference if hand.right != hand.left else _("gleich")
    known = f"{hand.right_words} ({more})" if hand else ""
    return {"title": title, "amount": side.waits or known or _("hängt von den fehlenden Antworten ab")}
