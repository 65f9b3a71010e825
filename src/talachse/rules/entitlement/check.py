"""One household, every claim: what the law puts first, both routes, Bildung und Teilhabe, and why."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from talachse.rules.entitlement import (
    but,
    chain,
    daycare,
    elterngeld,
    groups,
    housing,
    later,
    needs,
    routes,
    training,
    turning,
    wealth,
    wording,
)
from talachse.rules.entitlement import engine as calculation
from talachse.rules.entitlement.columns import FLAGS, Column, Columns, from_households, group_any, of_household
from talachse.rules.entitlement.engine import Computed, Federal, FederalOn
from talachse.rules.entitlement.household import BENEFITS, Household
from talachse.rules.entitlement.housing import Table
from talachse.rules.entitlement.law import IN_FORCE, LAW_SETS, Change, LawSet, in_effect, open_points, rechtsstand
from talachse.rules.entitlement.result import (
    ButLine,
    CheckResult,
    Claim,
    Later,
    LaterAmount,
    LaterChange,
    LaterSide,
    Route,
    RouteClaim,
    Rules,
)
from talachse.rules.entitlement.versions import gettsim_version
from talachse.rules.parameters import Parameters
from talachse.rules.verdict import Verdict

CENTS, HALF_A_CENT = Decimal("0.01"), 0.005
# What comes first when the amounts of the route over Wohngeld and Kinderzuschlag count.
ON_HOUSING = (routes.HOUSING, routes.NONE)
# Benefits whose amount comes out of the calculation; the others are orientation.
COMPUTED = tuple(routes.PerPerson.__slots__)

# An unknown amount is tried at both ends; beyond, hardly a household with a claim lives.
_OWN = Parameters("talachse.rules.entitlement", "check.yaml")
WIDEST: Mapping[str, float] = _OWN.history("unbekannt_hoechstens")[0].value
WIDEST_INCOME: float = _OWN.history("unbekanntes_einkommen_hoechstens")[0].value
# So many unknown facts are tried in all combinations, more of them one at a time and all together.
MOST_COMBINED: int = _OWN.history("unbekannte_zusammen_hoechstens")[0].value
# In so many households. Between both ends Wohngeld and Kinderzuschlag are often due, at neither of them.
MOST_TRIED: int = _OWN.history("unbekanntes_probiert_hoechstens")[0].value


@dataclass(frozen=True, slots=True)
class Many:
    """Several households of one day, computed together."""

    households: Sequence[Household]
    jobcenter: Computed
    housing: Computed
    outcome: routes.Outcome
    totals: Mapping[str, Mapping[str, Column]]  # route -> benefit -> amount of each household

    def of(self, route: str) -> Computed:
        """The calculation of a route."""
        return self.jobcenter if route == "jobcenter" else self.housing

    def column(self, route: str, benefit: str) -> Column:
        """What each person gets of a benefit on a route; an amount of a group stands at its first member."""
        found: Column = getattr(self.outcome.jobcenter if route == "jobcenter" else self.outcome.housing, benefit)
        return found

    def total(self, i: int, route: str, benefit: str) -> Decimal:
        """The household's amount of a benefit on a route, in euros a month."""
        return money(self.totals[route][benefit][i])

    def first(self, i: int) -> str:
        """What the law puts first for the household."""
        return routes.FIRST[int(self.outcome.first[i])]

    def on_first_route(self, i: int) -> str:
        """The name of the route whose amounts count."""
        return "housing" if self.first(i) in ON_HOUSING else "jobcenter"


def money(value: float | Decimal) -> Decimal:
    """Euros with cents, half a cent upwards (§ 41 (2) SGB II)."""
    return Decimal(str(round(float(value), 6))).quantize(CENTS, ROUND_HALF_UP) + 0


def compute(households: Sequence[Household], federal: Federal, table: Table) -> Many:
    """All households at once; they share one ``as_of``."""
    c = of_household(households[0]) if len(households) == 1 else from_households(households)
    return _computed(households, c, federal, table)


def _computed(households: Sequence[Household], c: Columns, federal: Federal, table: Table) -> Many:
    """``households`` are those of ``c``, or the first of them where the others differ from it in one fact only."""
    on = households[0].as_of
    jobcenter, upstream = calculation.both_routes(c, on, federal, table)
    outcome = routes.outcome(jobcenter, upstream, on)
    totals = {"jobcenter": outcome.jobcenter.of_households(c), "housing": outcome.housing.of_households(c)}
    return Many(households, jobcenter, upstream, outcome, totals)


def check(
    household: Household,
    federal: Federal,
    table: Table,
    *,
    law: LawSet = IN_FORCE,
    federal_on: FederalOn | None = None,
) -> CheckResult:
    """Every claim of a household on the day it names.

    ``federal`` is the federal calculation of that day under ``law`` (see ``gettsim`` and ``compile``), ``table`` the housing
    table of the municipality. ``federal_on`` gives those of later days, for changes of the law inside the grant period; without
    it nothing is said about them.
    """
    many, turns = _with_turning_points(household, federal, table)
    span_of = {benefit: span(many, benefit) for benefit in COMPUTED}
    open_gates = _open_gates(many)
    first = many.first(0)
    matters = decisive(many, household)
    totals = all_totals(many)
    claims = tuple(
        _claim(many, benefit, span_of, household, turns, matters=matters)
        if benefit in COMPUTED
        else _orientation(benefit, household, open_gates)
        for benefit in BENEFITS
    )
    return CheckResult(
        rules=Rules(
            as_of=household.as_of,
            parameter_set=law,
            stand=rechtsstand(household.as_of, law),
            notes=(*open_points(household.as_of, law), *_notes(many, table)),
            engine=f"GETTSIM {gettsim_version()}",
        ),
        claims=claims,
        routes=tuple(_route(many, name) for name in (routes.SGB2, routes.HOUSING)),
        first_by_law=first,
        first_reason=_why_first(many, tuple(wording.fact(path, household) for path in matters)),
        but=_but(many, household, open_gates),
        disposable_income=disposable(many, many.on_first_route(0)),
        total_range=(min(totals), max(totals)),
        assumptions=household.assumptions,
        decisive=matters,
        later=_later(many, household, table, law, federal_on) if federal_on else (),
    )


# ---------------------------------------------------------------------------------------------------------------------
# Unknown facts


def known(household: Household) -> list[Household]:
    """The household with every unknown fact filled in: first as if it were nothing, then at both ends, amounts also between them."""
    if not household.unknown:
        return [household]
    paths = household.unknown
    ends = [both_ends(path) for path in paths]
    if len(paths) <= MOST_COMBINED:
        tried = list(itertools.product(*ends))
        steps = (MOST_TRIED - len(tried)) // (len(paths) * len(tried) // 2 or 1)
        for i, path in enumerate(paths):
            tried += itertools.product(*ends[:i], between(path, steps), *ends[i + 1 :])
    else:
        lowest, highest = tuple(values[0] for values in ends), tuple(values[-1] for values in ends)
        tried = [lowest, highest]
        for i, path in enumerate(paths):
            tried += [(*lowest[:i], value, *lowest[i + 1 :]) for value in (*ends[i][1:], *between(path, 3)[:1])]
    return [filled(household, list(zip(paths, values, strict=True))) for values in tried]


# What is tried for an unknown fact that is no amount.
_CHOICES: Mapping[str, tuple[object, ...]] = {
    **dict.fromkeys(FLAGS, (False, True)),
    "owner": (False, True),
    "water_heated_in_flat": (False, True),
    "school": (None, "allgemeinbildend"),
    "pregnant_week": (0, 20),
    "disability_degree": (0, 100),
    "area_m2": (50.0, WIDEST["area_m2"]),
    "receives": ((),),
    "asylum_since": (None, dt.date(1990, 1, 1)),  # too short for Analogleistungen, and long enough
}


def both_ends(path: str) -> tuple[object, ...]:
    """What is tried for an unknown fact, first as if it were nothing."""
    field = path.rsplit(".", 1)[1]
    return _CHOICES.get(field, (0.0, WIDEST.get(field, WIDEST_INCOME)))


def between(path: str, steps: int) -> tuple[object, ...]:
    """So many amounts between both ends; none for a fact that is no amount."""
    field = path.rsplit(".", 1)[1]
    highest = WIDEST.get(field, WIDEST_INCOME)
    return () if field in _CHOICES else tuple(highest * step / (steps + 1) for step in range(1, steps + 1))


def filled(household: Household, values: Sequence[tuple[str, object]]) -> Household:
    """The household with some facts set; a path is "dwelling.rent_cold" or "persons.<id>.wealth"."""
    persons = {person.id: person for person in household.persons}
    changes: dict[str, dict[str, object]] = {}
    for path, value in values:
        whose, field = _whose(path)
        changes.setdefault(whose, {})[field] = value
    dwelling = household.dwelling.model_copy(update=changes.pop("", {}))
    for key, facts in changes.items():
        persons[key] = persons[key].model_copy(update=facts)
    return replace(household, dwelling=dwelling, persons=tuple(persons.values()))


def _whose(path: str) -> tuple[str, str]:
    """Whose fact stands at a path (an id, or "" for the dwelling), and which; an id may have dots in it."""
    head, _, rest = path.partition(".")
    if head == "dwelling":
        return "", rest
    key, _, field = rest.rpartition(".")
    return key, field


def span(many: Many, benefit: str, part: range | None = None) -> tuple[Decimal, Decimal]:
    """Lowest and highest amount of a benefit over everything that was tried, each time on the route that comes first.

    ``part`` says which of the households are the tries, where there are others beside them.
    """
    tries = range(len(many.households)) if part is None else part
    amounts = [many.total(i, many.on_first_route(i), benefit) for i in tries]
    return min(amounts), max(amounts)


def all_totals(many: Many) -> list[Decimal]:
    """All benefits together for everything that was tried, each time on the route that comes first."""
    return [
        sum((many.total(i, many.on_first_route(i), b) for b in COMPUTED), Decimal(0))
        for i in range(len(many.households))
    ]


def decisive(many: Many, household: Household) -> tuple[str, ...]:
    """The unknown facts by how much the household's benefits change with them, most first."""
    if not household.unknown:
        return ()
    totals = all_totals(many)
    subjects = [{"": one.dwelling} | {person.id: person for person in one.persons} for one in many.households]

    def effect(path: str) -> Decimal:
        whose, field = _whose(path)
        by_value: dict[object, list[Decimal]] = {}
        for subject, total in zip(subjects, totals, strict=True):
            by_value.setdefault(getattr(subject[whose], field), []).append(total)
        means = [sum(found, Decimal(0)) / len(found) for found in by_value.values()]
        return max(means) - min(means)

    return tuple(sorted(household.unknown, key=lambda path: (-effect(path), path)))


# ---------------------------------------------------------------------------------------------------------------------
# Lines of the answer


def _claim(
    many: Many,
    benefit: str,
    span_of: Mapping[str, tuple[Decimal, Decimal]],
    household: Household,
    turns: Mapping[str, str],
    *,
    matters: Sequence[str],
) -> Claim:
    low, high = span_of[benefit]
    route = many.on_first_route(0)
    amount = many.total(0, route, benefit) if low == high else None
    missing = () if low == high else tuple(wording.fact(path, household) for path in matters)
    other = many.total(0, "housing" if route == "jobcenter" else "jobcenter", benefit)
    return Claim(
        benefit=benefit,
        persons=_persons(many, route, benefit),
        verdict=wording.verdict(benefit, amount, (low, high), missing, other_route=other),
        amount=amount,
        low=low,
        high=high,
        steps=chain.steps(benefit, many.of(route), household) if amount else (),
        turning_point=turns.get(benefit, ""),
    )


def _persons(many: Many, route: str, benefit: str) -> tuple[str, ...]:
    """Ids of those who share in a benefit, in the order of the household."""
    household, column = many.households[0], many.column(route, benefit)
    sharing = wording.shares(many.of(route), benefit, column)[: len(household.persons)]
    return tuple(person.id for person, has in zip(household.persons, sharing, strict=True) if has)


def _orientation(benefit: str, household: Household, open_gates: Mapping[str, Column]) -> Claim:
    """Benefits that we name without computing them: BAföG, BAB, Elterngeld, and the waiver of day-care fees."""
    match benefit:
        case "kita_beitrag_erlass":
            persons, verdict = daycare.claim(household, open_gates)
            steps = daycare.steps(household, open_gates)
        case "elterngeld":
            persons, verdict = elterngeld.claim(household)
            steps = elterngeld.steps(household, elterngeld.claims(of_household(household), household.as_of))
        case _:
            persons, verdict = training.claim(benefit, household)
            steps = training.steps(benefit, household, on=household.as_of)
    # Asked for by their everyday names, as everywhere.
    named = tuple(wording.fact(path, household) if path in household.unknown else path for path in verdict.missing)
    verdict = replace(verdict, missing=named)
    received = (
        sum((money(p.parental_allowance or 0) for p in household.persons), Decimal(0))
        if benefit == "elterngeld"
        else Decimal(0)
    )
    amount = received if received else (Decimal("0.00") if verdict.is_no else None)
    return Claim(benefit=benefit, persons=persons, verdict=verdict, amount=amount, steps=steps)


def _route(many: Many, name: str) -> Route:
    route = "jobcenter" if name == routes.SGB2 else "housing"
    claims = tuple(
        RouteClaim(benefit=benefit, persons=_persons(many, route, benefit), amount=amount)
        for benefit in COMPUTED
        if (amount := many.total(0, route, benefit))
    )
    return Route(
        name=name,
        total=sum((claim.amount for claim in claims), Decimal("0.00")),
        claims=claims,
        disposable_income=disposable(many, route),
    )


def disposable(many: Many, route: str, i: int = 0) -> Decimal:
    """What a household has in its hand in a month: net income and all benefits of a route, rounded once."""
    mine = many.jobcenter.c["household"] == i
    benefits = sum(float(many.column(route, benefit)[mine].sum()) for benefit in COMPUTED)
    return money(float(many.outcome.net_income[mine].sum()) + benefits)


def _why_first(many: Many, missing: Sequence[str]) -> Verdict:
    """Why that comes first; with missing answers that put something else first, that nobody can say yet."""
    if len({many.first(i) for i in range(len(many.households))}) > 1:
        return routes.first_is_open(missing)
    mine = many.jobcenter.c["household"] == 0
    bg = many.housing.variant.bg
    gap = many.outcome.gap[mine & routes.first_of(bg)].sum()
    upstream = many.total(0, "housing", "wohngeld") + many.total(0, "housing", "kinderzuschlag")
    return routes.what_comes_first(
        many.first(0),
        gap=float(gap),
        sgb2=float(many.total(0, "jobcenter", "grundsicherungsgeld")),
        housing=float(upstream),
    )


def gates(jobcenter: Computed, housing: Computed, outcome: routes.Outcome) -> dict[str, Column]:
    """For each person whether its family draws what opens the door to Bildung und Teilhabe, on the route that comes first."""
    c = jobcenter.c
    first = outcome.first[c["household"]]
    on_housing = np.isin(first, [routes.FIRST.index(name) for name in ON_HOUSING])
    job, home = outcome.jobcenter, outcome.housing
    social = (job.grundsicherung_im_alter > routes.CENT) | (job.hilfe_zum_lebensunterhalt > routes.CENT)
    return {
        "sgb2": ~on_housing & group_any(job.grundsicherungsgeld > routes.CENT, jobcenter.variant.bg),
        "sgb12": ~on_housing & social,
        "kinderzuschlag": on_housing
        & group_any(home.kinderzuschlag > 0, c["household"])
        & groups.is_dependent_child(c),
        "wohngeld": np.where(
            on_housing,
            group_any(home.wohngeld > 0, housing.variant.wthh),
            group_any(job.wohngeld > 0, jobcenter.variant.wthh),
        ).astype(bool),
        "asylblg": c["asylum_benefits"] & group_any(job.asylblg > routes.CENT, groups.families(c)),
    }


def _open_gates(many: Many) -> dict[str, Column]:
    """The gates of the household that was asked for; "unknown" where some of what was tried opens one, and no gate is open in all."""
    columns = gates(many.jobcenter, many.housing, many.outcome)
    if len(many.households) == 1:
        return _first_persons(many, columns)
    tried = {name: column.reshape(len(many.households), -1) for name, column in columns.items()}
    certain = {name: column.all(axis=0) for name, column in tried.items()}
    possible = np.logical_or.reduce(list(tried.values())).any(axis=0)
    return certain | {"unknown": possible & ~np.logical_or.reduce(list(certain.values()))}


def _but(many: Many, household: Household, open_gates: Mapping[str, Column]) -> tuple[ButLine, ...]:
    c = _first_household(many) | but.unknown_facts([household])
    return but.lines(
        c, [p.id for p in household.persons], open_gates, household.as_of, municipality=household.municipality
    )


def _notes(many: Many, table: Table) -> tuple[str, ...]:
    """What the amounts leave open for this household, each sentence once."""
    part = slice(0, len(many.households[0].persons))
    c = _first_household(many)
    on, bg = many.households[0].as_of, groups.numbered(many.jobcenter.variant.bg[part])
    said = [
        *(text for group in range(int(bg.max()) + 1) for text in housing.notes(c, bg, on, table, group=group)),
        *needs.notes(c, on),
        *(text for group in range(int(bg.max()) + 1) for text in wealth.notes(c, bg, on, group=group)),
    ]
    return tuple(dict.fromkeys(said))


def _with_turning_points(household: Household, federal: Federal, table: Table) -> tuple[Many, dict[str, str]]:
    """The household computed, and for each benefit from which rent or wage on it begins or ends, in words.

    All in one pass: one household costs nearly as much as two hundred. Of who does not know everything no turning point is said.
    """
    if household.unknown:
        return compute(known(household), federal, table), {}
    c, on = of_household(household), household.as_of
    sweeps = turning.sweeps(c, on)
    columns, parts = turning.varied(c, sweeps)
    many = _computed([household], columns, federal, table)
    housing_first = np.isin(many.outcome.first, [routes.FIRST.index(name) for name in ON_HOUSING])
    turns: dict[str, str] = {}
    for benefit in COMPUTED:
        amounts = np.where(housing_first, many.totals["housing"][benefit], many.totals["jobcenter"][benefit])
        there = np.round(amounts, 6) >= HALF_A_CENT  # as `money` rounds
        texts = [
            turning.turning_point(wording.NAMES[benefit], bool(there[0]), sweep, there[part])
            for sweep, part in zip(sweeps, parts, strict=True)
        ]
        turns[benefit] = " ".join(filter(None, texts))
    return many, turns


def _first_persons(many: Many, columns: Mapping[str, Column]) -> dict[str, Column]:
    """Of the household that was asked for; further ones are only tries."""
    part = slice(0, len(many.households[0].persons))
    return {name: column[part] for name, column in columns.items()}


# ---------------------------------------------------------------------------------------------------------------------
# Changes of the law inside the grant period


def _later(now: Many, household: Household, table: Table, law: LawSet, federal_on: FederalOn) -> tuple[Later, ...]:
    """Each day on which the law changes while what begins today runs, under both law sets; under the bill alone when asked so."""
    paid = _paid(now)
    asked = LAW_SETS if law == IN_FORCE else (law,)
    changes = {one: later.changes(paid, household.as_of, one, table) for one in LAW_SETS}
    found = []
    for day in sorted({change.on for one in asked for change in changes[one]}):
        sides: list[_Side] = []
        for one in dict.fromkeys(in_effect(day, name) for name in asked):
            sides += _sides(now, household, day=day, law=one, changes=changes[one], federal_on=federal_on)
        found.append(Later(since=day, sides=_all_compared(now, sides, table)))
    return tuple(found)


def _paid(now: Many) -> list[str]:
    return [benefit for benefit in COMPUTED if span(now, benefit)[1] > 0]


@dataclass(frozen=True, slots=True)
class _Side:
    """A side before it is computed: its household in all that was tried, and its rules; without them it waits."""

    said: LaterSide
    households: Sequence[Household] = ()
    rules: later.SideRules | None = None


def _sides(
    now: Many,
    household: Household,
    *,
    day: dt.date,
    law: LawSet,
    changes: Sequence[Change],
    federal_on: FederalOn,
) -> Iterator[_Side]:
    """What is granted today as it runs on; and a new application on that day, where a change until then spares what runs."""
    paid = _paid(now)
    on_day = tuple(LaterChange(text=c.text, source=c.source, running=c.running) for c in changes if c.on == day)
    new_too = any(one.benefit in paid and not one.running for one in changes if one.on <= day)
    for running in (True, False) if new_too else (True,):
        side = LaterSide(parameter_set=law, stand=rechtsstand(day, law), running=running, changes=on_day)
        kept = tuple(one for one in paid if running and later.held(one, household.as_of, day, law))
        rules = federal_on(day, law)
        granted = federal_on(day, IN_FORCE) if kept else rules
        if rules is None or granted is None:
            yield _Side(replace(side, ready=False))
            continue
        then = later.moved(household, day, at_jobcenter=running and now.first(0) == routes.SGB2)
        notes = (*wording.held(kept, household.as_of), *open_points(day, law))
        yield _Side(replace(side, notes=notes), known(then), later.SideRules(rules, granted, kept))


def _all_compared(now: Many, sides: Sequence[_Side], table: Table) -> tuple[LaterSide, ...]:
    """All sides of one day, computed together."""
    households = [one for side in sides for one in side.households]
    if not households:
        return tuple(side.said for side in sides)
    rules = [side.rules for side in sides if side.rules]
    c = from_households(households)
    persons = [sum(len(one.persons) for one in side.households) for side in sides if side.rules]
    c[calculation.SIDE] = np.repeat(np.arange(len(rules)), persons)
    then = _computed(households, c, later.beside(rules), table)
    found, first = [], 0
    for side in sides:
        part = range(first, first + len(side.households))
        found.append(_compared(side.said, now, then, part) if part else side.said)
        first = part.stop
    return tuple(found)


def _compared(side: LaterSide, now: Many, then: Many, part: range) -> LaterSide:
    """Benefits and money in hand on the later side, ``part`` of what was computed, with the difference to now."""
    amounts = []
    for benefit in COMPUTED:
        (low, high), (was_low, was_high) = span(then, benefit, part), span(now, benefit)
        exact = low == high
        if high or was_high:
            amounts.append(
                LaterAmount(
                    benefit=benefit,
                    amount=low if exact else None,
                    low=low,
                    high=high,
                    difference=low - was_low if exact and was_low == was_high else None,
                )
            )
    hands, were = (
        {disposable(many, many.on_first_route(i), i) for i in tries}
        for many, tries in ((then, part), (now, range(len(now.households))))
    )
    exact_hand = min(hands) if len(hands) == 1 else None
    return replace(
        side,
        first_by_law=then.first(part.start),
        amounts=tuple(amounts),
        disposable_income=exact_hand,
        difference=exact_hand - min(were) if exact_hand is not None and len(were) == 1 else None,
    )


def _first_household(many: Many) -> dict[str, Column]:
    return _first_persons(many, many.jobcenter.c)
