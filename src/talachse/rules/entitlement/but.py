"""Bildung und Teilhabe: seven components behind five doors, for one child and for a million.

Every decision is written once, as a rule about one person that answers in words. Facts that decide have few values, so the
columns are answered case by case, each by these rules and once: code and words cannot drift apart.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

import numpy as np

from talachse.rules._book import rule
from talachse.rules.entitlement.but_procedure import (
    DOORS,
    LAW,
    OFFICES,
    Component,
    Details,
    Gate,
    amount,
    basis,
    details,
    needs_own_application,
    responsible,
    still_open,
)
from talachse.rules.entitlement.columns import Column, Columns
from talachse.rules.entitlement.household import WUPPERTAL, Household
from talachse.rules.entitlement.result import ButLine
from talachse.rules.parameters import Parameters
from talachse.rules.verdict import Answer, Verdict

__all__ = ["Codes", "Component", "Details", "Gate", "components", "details", "lines"]

COMPONENTS = tuple(Component)
GATES = tuple(Gate)
ANSWERS = (Answer.NO, Answer.YES, Answer.UNKNOWN)
NO, YES, UNKNOWN = range(3)


class Fact(IntEnum):
    """What is known of one fact."""

    NO = 0
    YES = 1
    UNKNOWN = 2


class Age(IntEnum):
    """The ages that matter: Teilhabe ends with the 18th birthday, the help for school with the 25th."""

    MINOR = 0
    YOUNG = 1
    OLDER = 2


# ---------------------------------------------------------------------------------------------------------------------
# Which door


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """What the family draws or would draw, as it concerns one child.

    ``kinderzuschlag`` for any child of the family; ``wohngeld`` with this child as a counted member; ``kindergeld`` is paid
    for this child; ``chapter_four``: of age and fully incapacitated for good, so that the fourth chapter of SGB XII is meant;
    ``unknown``: nobody can say yet what the family draws.
    """

    sgb2: bool = False
    sgb12: bool = False
    kinderzuschlag: bool = False
    wohngeld: bool = False
    asylblg: bool = False
    kindergeld: bool = False
    chapter_four: bool = False
    unknown: bool = False


FACTS_OF_DOORS = tuple(Doors.__slots__)


def _of_kindergeld_law(drawn: bool, doors: Doors, benefit: str, paragraph: str) -> Verdict:
    if not drawn:
        return Verdict.no(f"Die Familie bekommt kein {benefit}.", basis=paragraph)
    if not doors.kindergeld:
        return Verdict.unknown(
            f"{benefit} öffnet die Tür, wenn für dieses Kind Kindergeld gezahlt wird.",
            missing=["wer für dieses Kind Kindergeld bekommt"],
            basis=paragraph,
        )
    return Verdict.yes(f"{benefit} öffnet die Tür für jedes Kind, für das Kindergeld gezahlt wird.", basis=paragraph)


@rule(question="Öffnet der Kinderzuschlag die Tür zu Bildung und Teilhabe?", basis="§ 6b Abs. 1 S. 1 Nr. 1 BKGG")
def kinderzuschlag_opens(doors: Doors) -> Verdict:
    """Kinderzuschlag for one child opens the door for every child of the household for whom Kindergeld is paid."""
    if doors.kinderzuschlag and doors.kindergeld:
        return Verdict.yes(
            "Kinderzuschlag für ein Kind öffnet die Tür für alle Kinder im Haushalt, für die Kindergeld gezahlt wird.",
            basis="§ 6b Abs. 1 S. 1 Nr. 1 BKGG",
        )
    return _of_kindergeld_law(doors.kinderzuschlag, doors, "Kinderzuschlag", "§ 6b Abs. 1 S. 1 Nr. 1 BKGG")


@rule(question="Öffnet das Wohngeld die Tür zu Bildung und Teilhabe?", basis="§ 6b Abs. 1 S. 1 Nr. 2 und S. 2 BKGG")
def wohngeld_opens(doors: Doors) -> Verdict:
    """Wohngeld opens it for a child that is counted in it and for whom Kindergeld is paid; also when only the child is
    counted because the parent draws SGB II or SGB XII ("Kinderwohngeld")."""
    return _of_kindergeld_law(doors.wohngeld, doors, "Wohngeld", "§ 6b Abs. 1 S. 1 Nr. 2 und S. 2 BKGG")


def _kindergeld_law_opens(doors: Doors) -> bool:
    return kinderzuschlag_opens(doors).is_yes or wohngeld_opens(doors).is_yes


@rule(
    question="Öffnen Leistungen nach dem AsylbLG die Tür zu Bildung und Teilhabe?",
    basis="§ 3 Abs. 4, § 8 Abs. 1 AsylbLG",
)
def asylblg_opens(doors: Doors) -> Verdict:
    """They do, also as Analogleistungen (§ 2 AsylbLG), unless Kinderzuschlag or Wohngeld already covers the need."""
    if not doors.asylblg:
        return Verdict.no("Das Kind bekommt keine Leistungen für Asylsuchende und Geduldete.", basis="§ 1 AsylbLG")
    if _kindergeld_law_opens(doors):
        return Verdict.no("Kinderzuschlag oder Wohngeld deckt den Bedarf zuerst.", basis="§ 8 Abs. 1 AsylbLG")
    return Verdict.yes("Leistungen für Asylsuchende und Geduldete öffnen die Tür.", basis="§ 3 Abs. 4 AsylbLG")


@rule(
    question="Öffnet das Grundsicherungsgeld die Tür zu Bildung und Teilhabe?",
    basis="§ 7 Abs. 1, Abs. 2, § 19 Abs. 2 SGB II",
)
def sgb2_opens(doors: Doors) -> Verdict:
    """It does, unless § 6b BKGG (Kinderzuschlag, Wohngeld) already gives the same, the person falls under AsylbLG, or the
    fourth chapter of SGB XII is meant."""
    if not doors.sgb2:
        return Verdict.no("Die Familie bekommt kein Grundsicherungsgeld.", basis="§ 19 Abs. 2 S. 1 SGB II")
    if _kindergeld_law_opens(doors):
        return Verdict.no("Kinderzuschlag oder Wohngeld geht hier vor.", basis="§ 19 Abs. 2 S. 2 SGB II")
    if doors.asylblg:
        return Verdict.no("Für das Kind gilt das Asylbewerberleistungsgesetz.", basis="§ 7 Abs. 1 S. 2 Nr. 3 SGB II")
    if doors.sgb12 and doors.chapter_four:
        return Verdict.no("Die Grundsicherung bei Erwerbsminderung geht hier vor.", basis="§ 19 Abs. 2 S. 1 SGB II")
    return Verdict.yes("Grundsicherungsgeld öffnet die Tür.", basis="§ 28 SGB II")


@rule(
    question="Öffnet die Sozialhilfe die Tür zu Bildung und Teilhabe?",
    basis="§§ 2, 34a Abs. 1, § 42 Nr. 3 SGB XII, § 5 Abs. 2 SGB II",
)
def sgb12_opens(doors: Doors) -> Verdict:
    """It does, also without a running Regelsatz. It comes last: others' benefits go before it (§ 2 SGB XII), SGB II shuts
    out the third chapter, AsylbLG shuts out both."""
    if not doors.sgb12:
        return Verdict.no("Die Familie bekommt keine Sozialhilfe.", basis="§ 34a Abs. 1 SGB XII")
    if _kindergeld_law_opens(doors):
        return Verdict.no("Kinderzuschlag oder Wohngeld geht hier vor.", basis="§ 2 SGB XII")
    if doors.asylblg:
        return Verdict.no("Für das Kind gilt das Asylbewerberleistungsgesetz.", basis="§ 23 Abs. 2 SGB XII")
    if doors.sgb2 and not doors.chapter_four:
        return Verdict.no("Grundsicherungsgeld geht hier vor.", basis="§ 5 Abs. 2 SGB II")
    return Verdict.yes("Sozialhilfe öffnet die Tür.", basis="§ 34a Abs. 1 SGB XII")


OPENS: dict[Gate, Callable[[Doors], Verdict]] = {
    Gate.KINDERZUSCHLAG: kinderzuschlag_opens,
    Gate.WOHNGELD: wohngeld_opens,
    Gate.ASYLBLG: asylblg_opens,
    Gate.SGB2: sgb2_opens,
    Gate.SGB12: sgb12_opens,
}


@rule(
    question="Durch welche Tür kommt dieses Kind zu Bildung und Teilhabe?",
    basis="§ 19 Abs. 2 SGB II, § 6b Abs. 1 BKGG, § 2 SGB XII, § 8 Abs. 1 AsylbLG",
)
def gate_of(doors: Doors) -> Gate:
    """At most one door is open: Kinderzuschlag or Wohngeld first, then AsylbLG, SGB II, SGB XII.

    KINDERGELD and UNKNOWN say what must be known first.
    """
    for gate, opens in OPENS.items():
        if opens(doors).is_yes:
            return gate
    if doors.unknown:
        return Gate.UNKNOWN
    return Gate.KINDERGELD if doors.kinderzuschlag or doors.wohngeld else Gate.NONE


# ---------------------------------------------------------------------------------------------------------------------
# Which component


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What decides about the components. ``school``: allgemein- or berufsbildend; ``pay``: Ausbildungsvergütung."""

    gate: Gate
    age: Age
    school: Fact
    daycare: Fact = Fact.NO
    pay: Fact = Fact.NO
    chapter_four: bool = False

    @property
    def without_limits(self) -> bool:
        """§ 34 (1) SGB XII, and § 3 (4) AsylbLG after it, names neither the 25th birthday nor the Ausbildungsvergütung."""
        return self.gate in {Gate.SGB12, Gate.ASYLBLG, Gate.UNKNOWN}

    @property
    def in_daycare(self) -> Fact:
        """Only children are in day care, whatever was ticked."""
        return self.daycare if self.age is Age.MINOR else Fact.NO


LIMITS = "§ 28 Abs. 1 S. 2 SGB II"
AT_SCHOOL = "§ 28 Abs. 2 bis 6 SGB II"


def _not_a_pupil(s: Situation) -> Verdict | None:
    """What keeps somebody from being Schüler*in in the sense of the law, or keeps it open; None when nothing does."""
    if s.age is Age.OLDER and not s.without_limits:
        return Verdict.no("Die Hilfen für die Schule gibt es nur bis zum 25. Geburtstag.", basis=LIMITS)
    if s.pay is Fact.YES:
        if s.without_limits:
            return _for_the_office("Ausbildungsvergütung")
        return Verdict.no(
            "Wer eine Ausbildungsvergütung bekommt, erhält die Hilfen für die Schule nicht.", basis=LIMITS
        )
    if s.school is Fact.NO:
        return Verdict.no("Diese Hilfe gibt es für Kinder in Schule, Kita oder Tagespflege.", basis=AT_SCHOOL)
    for fact, name in ((s.school, "Schule"), (s.pay, "Ausbildungsvergütung")):
        if fact is Fact.UNKNOWN:
            return Verdict.unknown(f"Dazu fehlt noch eine Angabe: {name}.", missing=[name], basis=LIMITS)
    return _for_the_office("Alter ab 25") if s.age is Age.OLDER else None


def _for_the_office(what: str) -> Verdict:
    return Verdict.unknown(
        "In der Sozialhilfe und bei Asylleistungen schließt das Gesetz das nicht aus. Die Stelle entscheidet. Stellen Sie den Antrag.",
        missing=[f"Entscheidung der Stelle ({what})"],
        basis="§ 34 Abs. 1 SGB XII",
    )


def _shut(gate: Gate) -> Verdict | None:
    """Why no door is open, None when one is."""
    if gate is Gate.NONE:
        return Verdict.no(
            "Nach diesen Angaben bekommt Ihre Familie keine Leistung, die dafür nötig ist. Reicht das Geld nur wegen dieser "
            "Kosten nicht, kann das Jobcenter sie trotzdem zahlen. Im Zweifel: Antrag stellen.",
            basis="§ 28 SGB II, § 34 SGB XII, § 6b BKGG, § 3 Abs. 4 AsylbLG",
        )
    if gate is Gate.UNKNOWN:
        return Verdict.unknown(
            "Das hängt davon ab, welche Leistung Ihre Familie bekommt.",
            missing=["Leistung der Familie"],
            basis="§ 28 SGB II, § 34 SGB XII, § 6b BKGG, § 3 Abs. 4 AsylbLG",
        )
    if gate is Gate.KINDERGELD:
        return Verdict.unknown(
            "Das hängt davon ab, ob für dieses Kind Kindergeld gezahlt wird.",
            missing=["wer für dieses Kind Kindergeld bekommt"],
            basis="§ 6b Abs. 1 BKGG",
        )
    return None


def _answer(s: Situation, component: Component, own: Verdict | None, words: str) -> Verdict:
    """``own`` is what the person lacks. A sure no of its own stands before the question of the door."""
    shut = _shut(s.gate)
    if own is not None and (own.is_no or shut is None):
        return own
    return Verdict.yes(words, basis=basis(component, s.gate)) if shut is None else shut


def _in_school_or_daycare(s: Situation, component: Component, words: str) -> Verdict:
    own = None if s.in_daycare is Fact.YES else _not_a_pupil(s)
    if own is not None and own.is_no and s.in_daycare is Fact.UNKNOWN:
        own = Verdict.unknown(
            "Das hängt davon ab, ob das Kind in Kita oder Tagespflege ist.",
            missing=["Kita oder Tagespflege"],
            basis=basis(component, s.gate),
        )
    return _answer(s, component, own, words)


def _in_school(s: Situation, component: Component, words: str) -> Verdict:
    own = _not_a_pupil(s)
    if own is not None and own.is_no and s.in_daycare is Fact.YES:
        own = Verdict.no(
            "Diese Hilfe gibt es erst in der Schule. In der Kita: Ausflüge, Fahrten und Mittagessen.",
            basis="§ 28 Abs. 2 und 6 SGB II",
        )
    return _answer(s, component, own, words)


@rule(
    question="Werden Ausflüge von Schule oder Kita bezahlt?",
    basis="§ 28 Abs. 2 S. 1 Nr. 1 und S. 2 SGB II, § 34 Abs. 2 SGB XII",
)
def pays_excursions(s: Situation) -> Verdict:
    """Pupils and children in day care; the real cost without pocket money."""
    words = "Wahrscheinlich ja. Bezahlt werden Ausflüge für einen Tag, ohne Taschengeld."
    return _in_school_or_daycare(s, Component.AUSFLUEGE, words)


@rule(
    question="Werden Fahrten über mehrere Tage bezahlt?",
    basis="§ 28 Abs. 2 S. 1 Nr. 2 und S. 2 SGB II, § 34 Abs. 2 SGB XII",
)
def pays_class_trips(s: Situation) -> Verdict:
    """Pupils within the rules of their school, and children in day care; the real cost without pocket money."""
    words = (
        "Wahrscheinlich ja. Bezahlt wird die ganze Fahrt, wenn die Schule oder Kita sie veranstaltet, ohne Taschengeld."
    )
    return _in_school_or_daycare(s, Component.KLASSENFAHRTEN, words)


@rule(question="Gibt es Geld für den Schulbedarf?", basis="§ 28 Abs. 3 SGB II, § 34 Abs. 3 SGB XII")
def pays_school_supplies(s: Situation) -> Verdict:
    """Pupils only; in two payments a school year."""
    return _in_school(
        s, Component.SCHULBEDARF, "Wahrscheinlich ja. Das Geld für Hefte, Stifte und Ranzen kommt zweimal im Schuljahr."
    )


@rule(question="Wird die Fahrt zur Schule bezahlt?", basis="§ 28 Abs. 4 SGB II, § 34 Abs. 4 SGB XII")
def pays_school_transport(s: Situation) -> Verdict:
    """Pupils who need it for the nearest school of their course; what the Land or the school pays comes first."""
    words = (
        "Möglich. Bezahlt wird die Fahrt zur nächsten passenden Schule, soweit nicht schon Schulträger oder Land sie zahlt. "
        "Fragen Sie zuerst die Schule."
    )
    return _in_school(s, Component.SCHUELERBEFOERDERUNG, words)


@rule(question="Wird Nachhilfe bezahlt?", basis="§ 28 Abs. 5 SGB II, § 34 Abs. 5 SGB XII")
def pays_tutoring(s: Situation) -> Verdict:
    """Pupils who need it to reach the aims of learning; that they may have to repeat the year is not required."""
    words = (
        "Möglich, wenn die Schule bestätigt, dass Nachhilfe nötig und geeignet ist. Ihr Kind muss nicht in Gefahr sein, "
        "sitzen zu bleiben."
    )
    return _in_school(s, Component.LERNFOERDERUNG, words)


@rule(question="Wird das gemeinsame Mittagessen bezahlt?", basis="§ 28 Abs. 6 SGB II, § 34 Abs. 6 SGB XII")
def pays_lunch(s: Situation) -> Verdict:
    """Pupils where the school is responsible for the meal or has a contract with the day-care centre, and children in day care."""
    words = "Wahrscheinlich ja. Bezahlt wird das ganze gemeinsame Mittagessen in Schule, Kita oder Tagespflege."
    return _in_school_or_daycare(s, Component.MITTAGSVERPFLEGUNG, words)


@rule(
    question="Gibt es Geld für Verein, Musik, Kultur und Freizeit?",
    basis="§ 28 Abs. 7 SGB II, § 34 Abs. 7, § 42 Nr. 3 SGB XII",
)
def pays_participation(s: Situation) -> Verdict:
    """Until the 18th birthday, with or without school; some real cost must arise. Not in the fourth chapter of SGB XII."""
    own = None
    if s.chapter_four and s.gate is Gate.SGB12:
        own = Verdict.no(
            "In der Grundsicherung bei Erwerbsminderung gibt es diesen Teil nicht.", basis="§ 42 Nr. 3 SGB XII"
        )
    elif s.age is not Age.MINOR:
        own = Verdict.no(
            "Geld für Verein, Musik und Freizeit gibt es nur bis zum 18. Geburtstag.",
            basis=basis(Component.TEILHABE, s.gate),
        )
    words = "Wahrscheinlich ja, sobald Verein, Musik, Kultur oder eine Freizeit etwas kostet."
    return _answer(s, Component.TEILHABE, own, words)


PAYS: dict[Component, Callable[[Situation], Verdict]] = {
    Component.AUSFLUEGE: pays_excursions,
    Component.KLASSENFAHRTEN: pays_class_trips,
    Component.SCHULBEDARF: pays_school_supplies,
    Component.SCHUELERBEFOERDERUNG: pays_school_transport,
    Component.LERNFOERDERUNG: pays_tutoring,
    Component.MITTAGSVERPFLEGUNG: pays_lunch,
    Component.TEILHABE: pays_participation,
}


def age_group(age: int, on: dt.date) -> Age:
    """The group of an age in completed years."""
    first, second = _limits(on)
    return Age((age >= first) + (age >= second))


def _limits(on: dt.date) -> tuple[int, int]:
    return LAW.on("teilhabe_unter_alter", on).value, LAW.on("schulteile_unter_alter", on).value


# ---------------------------------------------------------------------------------------------------------------------
# All cases as tables


@lru_cache(maxsize=1)
def _gate_table() -> Column:
    """Position in GATES for every combination of the facts of ``Doors``, one bit each."""
    cases = itertools.product((False, True), repeat=len(FACTS_OF_DOORS))
    # product runs the last fact fastest, so it is the lowest bit
    return np.array(
        [GATES.index(gate_of(Doors(**dict(zip(FACTS_OF_DOORS, case, strict=True))))) for case in cases], dtype=np.uint8
    )


_SHAPE = (len(GATES), len(Age), len(Fact), len(Fact), len(Fact), 2)


@lru_cache(maxsize=int(np.prod(_SHAPE)))
def _verdicts(case: int) -> tuple[Verdict, ...]:
    """What each component says in one case, as ``_case`` numbers them."""
    gate, age, school, daycare, pay, chapter_four = map(int, np.unravel_index(case, _SHAPE))
    s = Situation(
        gate=GATES[gate],
        age=Age(age),
        school=Fact(school),
        daycare=Fact(daycare),
        pay=Fact(pay),
        chapter_four=bool(chapter_four),
    )
    return tuple(PAYS[component](s) for component in COMPONENTS)


@lru_cache(maxsize=1)
def _application_table() -> Column:
    """Component × gate: 0 no, 1 yes, 2 nobody can say."""
    return np.array(
        [[ANSWERS.index(needs_own_application(gate, one).answer) for gate in GATES] for one in COMPONENTS],
        dtype=np.uint8,
    )


@dataclass(frozen=True, slots=True)
class Codes:
    """The answers for many persons. Components stand in the order of COMPONENTS, one row each, persons in the columns' order.

    ``gate`` is a position in GATES; ``answer`` and ``application`` are NO, YES or UNKNOWN; ``reason`` is a position in
    ``verdicts``.
    """

    gate: Column
    answer: Column
    reason: Column
    application: Column
    verdicts: tuple[Verdict, ...]


def components(c: Columns, gates: Mapping[str, Column], on: dt.date) -> Codes:
    """Every component for every person.

    ``gates`` says for each person what its family draws or would draw: "sgb2", "sgb12", "kinderzuschlag" (for at least one
    child), "wohngeld" (with the person as counted member), "asylblg"; optionally "unknown" where nobody can say. Optional
    columns ``school_unknown``, ``daycare_unknown``, ``training_pay_unknown``: see ``unknown_facts``.
    """
    chapter_four = _of_age(c, on) & c["fully_incapacitated"]
    gate = _gate_table()[_bits(c, gates, chapter_four)]
    case = _case(c, gate, chapter_four, on)
    # Hardly a tenth of all cases occurs.
    occurring = np.flatnonzero(np.bincount(case))
    said = [_verdicts(one) for one in occurring.tolist()]
    verdicts = tuple(dict.fromkeys(itertools.chain.from_iterable(said)))
    position = {verdict: i for i, verdict in enumerate(verdicts)}
    code = np.zeros((len(COMPONENTS), occurring.max(initial=-1) + 1), dtype=np.uint8)
    code[:, occurring] = np.array([[position[verdict] for verdict in one] for one in said]).T
    answers = np.array([ANSWERS.index(verdict.answer) for verdict in verdicts], dtype=np.uint8)
    reason = np.take(code, case, axis=1)
    return Codes(gate, answers[reason], reason, np.take(_application_table(), gate, axis=1), verdicts)


def _of_age(c: Columns, on: dt.date) -> Column:
    of_age: Column = c["age"] >= _limits(on)[0]
    return of_age


def _bits(c: Columns, gates: Mapping[str, Column], chapter_four: Column) -> Column:
    facts = {**gates, "kindergeld": c["kindergeld_to"] >= 0, "chapter_four": chapter_four}
    bits = np.zeros(len(c["age"]), dtype=np.uint8)
    for name in FACTS_OF_DOORS:
        bits <<= 1
        if name in facts:
            bits |= facts[name]
    return bits


def _case(c: Columns, gate: Column, chapter_four: Column, on: dt.date) -> Column:
    first, second = _limits(on)
    age = c["age"]
    facts = (
        (age >= first).view(np.uint8) + (age >= second).view(np.uint8),
        _fact(c, c["school"] > 0, "school_unknown"),
        _fact(c, c["daycare"].astype(bool), "daycare_unknown"),
        _fact(c, c["training_pay"] > 0, "training_pay_unknown"),
        chapter_four.view(np.uint8),
    )
    case = gate.astype(np.uint16)
    for fact, size in zip(facts, _SHAPE[1:], strict=True):
        case *= np.uint16(size)
        case += fact
    return case


def _fact(c: Columns, flags: Column, unknown: str) -> Column:
    return np.where(c[unknown], np.uint8(Fact.UNKNOWN), flags) if unknown in c else flags.view(np.uint8)


def unknown_facts(households: Sequence[Household]) -> dict[str, Column]:
    """The columns ``school_unknown``, ``daycare_unknown`` and ``training_pay_unknown`` for ``columns.from_households``."""
    return {
        f"{field}_unknown": np.array(
            [f"persons.{person.id}.{field}" in one.unknown for one in households for person in one.persons], dtype=bool
        )
        for field in ("school", "daycare", "training_pay")
    }


# ---------------------------------------------------------------------------------------------------------------------
# In words


def concerned(c: Columns, codes: Codes, on: dt.date) -> Column:
    """For whom the components are worth a line: minors, and grown-ups below 25 who learn (or may); with SGB XII or AsylbLG
    pupils of any age."""
    pay, unknown = c["training_pay"] > 0, c.get("school_unknown", False)
    learns = (c["school"] > 0) | unknown
    young = c["age"] < _limits(on)[1]
    without_limits = np.isin(codes.gate, [GATES.index(gate) for gate in (Gate.SGB12, Gate.ASYLBLG, Gate.UNKNOWN)])
    who: Column = ~_of_age(c, on) | ((learns | pay) & young) | (learns & without_limits)
    return who


def lines(
    c: Columns,
    ids: Sequence[str],
    gates: Mapping[str, Column],
    on: dt.date,
    *,
    municipality: str = WUPPERTAL,
    offices: Parameters = OFFICES,
) -> tuple[ButLine, ...]:
    """The seven components of everybody they concern, in words; ``ids`` names the persons of the columns."""
    codes = components(c, gates, on)
    office = offices_by_gate(on, municipality, offices)
    found = []
    for i in np.flatnonzero(concerned(c, codes, on)).tolist():
        gate = GATES[codes.gate[i]]
        for j, component in enumerate(COMPONENTS):
            euros, per = amount(component, on)
            found.append(
                ButLine(
                    person=ids[i],
                    component=component.value,
                    verdict=_with_open_amounts(codes.verdicts[codes.reason[j, i]], component, on),
                    amount=euros if codes.answer[j, i] == YES else None,
                    per=per if codes.answer[j, i] == YES else "",
                    gate=gate.value if gate in DOORS else None,
                    application_needed={NO: False, YES: True}.get(int(codes.application[j, i])),
                    responsible=office[codes.gate[i]],
                )
            )
    return tuple(found)


def offices_by_gate(on: dt.date, municipality: str = WUPPERTAL, offices: Parameters = OFFICES) -> tuple[str, ...]:
    """The responsible office for each position in GATES, to look up ``Codes.gate``."""
    return tuple(responsible(gate, on=on, municipality=municipality, offices=offices).value for gate in GATES)


def _with_open_amounts(verdict: Verdict, component: Component, on: dt.date) -> Verdict:
    """A yes to the Schulbedarf says which of its payments is only carried forward."""
    note = still_open(on)
    if component is not Component.SCHULBEDARF or not verdict.is_yes or not note:
        return verdict
    return Verdict.yes(f"{verdict.reason} {note}", basis=verdict.basis)
