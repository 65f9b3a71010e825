"""What an assessment of one person for one legal basis is made of: facts, criteria, check list, overall answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from talachse.rules.parameters import Parameter, Parameters
from talachse.rules.verdict import Verdict

LAW = Parameters("talachse.rules.placement", "eligibility.yaml")
A_PERSON_DECIDES = "Entscheidung einer Fachkraft"


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One participation that counts for a duration: an earlier one, a running one (no end) or an agreed one.

    First and last day count. ``pauses`` lie inside; an open pause has no end. ``employer`` tells one employment from
    the next (§ 16e); it is compared as it is written.
    """

    legal_basis: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    pauses: tuple[tuple[dt.date, dt.date | None], ...] = ()
    employer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about a person and the planned place. ``None`` always means: not known yet.

    Months are whole months before the planned start. ``only_briefly_employed`` is true for somebody who was not, or only
    briefly, in insured or marginal employment or self-employed in the time the law looks at. ``entitled_in_principle``:
    entitlement is likely, expected or exists in principle (§ 16h). ``gender`` is "female", "male" or "diverse".
    ``stays`` are all earlier, running and agreed participations with a duration; an empty tuple says: none.
    """

    born: dt.date | None = None
    gender: str | None = None
    lives_alone: bool | None = None
    employable: bool | None = None
    receives_sgb2: bool | None = None
    entitled_in_principle: bool | None = None
    months_on_sgb2_in_last_84: int | None = None
    months_on_sgb2_in_last_60: int | None = None
    months_on_sgb2_in_last_24: int | None = None
    months_unemployed: int | None = None
    only_briefly_employed: bool | None = None
    minor_child_in_household: bool | None = None
    severely_disabled: bool | None = None
    holistic_support_months: int | None = None
    school_duty_done: bool | None = None
    has_vocational_degree: bool | None = None
    learning_impaired_or_disadvantaged: bool | None = None
    training_ended_early: bool | None = None
    training_ended_on: dt.date | None = None
    unplaced_applicant: bool | None = None
    not_ready_for_training: bool | None = None
    earlier_eq_in_firm: bool | None = None
    insured_job_in_firm_last_3_years: bool | None = None
    firm_of_family: bool | None = None
    hours_per_week: int | None = None
    planned_end: dt.date | None = None
    open_ended: bool | None = None
    employer: str = ""
    reason_for_extension: str = ""
    stays: tuple[LedgerEntry, ...] | None = None


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition of the law: met, not met or unknown, and the papers (``heals``) that would settle or change it.

    ``hard``: not met means it cannot be done at all. Only the durations per person are hard; everything else is a
    finding for the person who decides, since these benefits are discretionary.
    """

    key: str
    question: str
    verdict: Verdict
    hard: bool = False
    heals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckItem:
    """A point that a person confirms by signature; the software neither knows nor refuses it."""

    key: str
    text: str
    basis: str


class Outcome(StrEnum):
    """How an assessment ends. In no case does it decide."""

    STOPPED = "stopped"
    AGAINST = "against"
    OPEN = "open"
    POSSIBLE = "possible"
    ONLY_REFER = "only_refer"


@dataclass(frozen=True, slots=True)
class Assessment:
    """All criteria of one legal basis for one person on the day of the planned start.

    ``law_version`` says which wording was applied: that of the start (§ 66 SGB II). ``refer_to`` is set when somebody
    else alone may grant the benefit.
    """

    basis: str
    starts_on: dt.date
    criteria: tuple[Criterion, ...]
    law_version: str
    checklist: tuple[CheckItem, ...] = ()
    refer_to: str = ""

    @property
    def stops(self) -> tuple[Criterion, ...]:
        """Hard criteria that are not met."""
        return tuple(c for c in self.criteria if c.hard and c.verdict.is_no)

    @property
    def against(self) -> tuple[Criterion, ...]:
        """Criteria that are not met and still leave the decision to a person."""
        return tuple(c for c in self.criteria if not c.hard and c.verdict.is_no)

    @property
    def open(self) -> tuple[Criterion, ...]:
        """Criteria that cannot be answered yet."""
        return tuple(c for c in self.criteria if c.verdict.is_unknown)

    @property
    def outcome(self) -> Outcome:
        """The worst finding wins; a benefit of somebody else stays one, whatever the criteria say."""
        if self.refer_to:
            return Outcome.ONLY_REFER
        if self.stops:
            return Outcome.STOPPED
        if self.against:
            return Outcome.AGAINST
        return Outcome.OPEN if self.open else Outcome.POSSIBLE

    @property
    def answer(self) -> Verdict:
        """No only for a hard stop; what speaks against it, what is missing and what others decide is unknown."""
        outcome, missing = self.outcome, _once(thing for c in self.open for thing in c.verdict.missing)
        if outcome is Outcome.STOPPED:
            return Verdict.no(_sentences("Das geht nicht:", self.stops), basis=self.stops[0].verdict.basis)
        if outcome is Outcome.ONLY_REFER:
            return Verdict.unknown(
                f"Diese Förderung bewilligt nur: {self.refer_to}. Wir können dorthin verweisen und den Termin begleiten.",
                missing=(f"Entscheidung: {self.refer_to}",),
            )
        if outcome is Outcome.AGAINST:
            return Verdict.unknown(
                f"{_sentences('Dagegen spricht:', self.against)} Ein Mensch entscheidet.",
                missing=(A_PERSON_DECIDES, *missing),
            )
        if outcome is Outcome.OPEN:
            return Verdict.unknown(f"Es fehlt noch: {', '.join(missing)}.", missing=missing)
        return Verdict.yes("Alle geprüften Voraussetzungen sind erfüllt. Ein Mensch entscheidet.")


def _once(things: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(things))


def _sentences(lead: str, criteria: Sequence[Criterion]) -> str:
    return " ".join((lead, *(criterion.verdict.reason for criterion in criteria)))


def age_on(born: dt.date, day: dt.date) -> int:
    """Completed years of life. The birthday itself counts with the new age (§ 187 Abs. 2 Satz 2 BGB)."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def last_birthday(age: int, day: dt.date) -> dt.date:
    """The latest day of birth of somebody who has completed ``age`` years on the day: ``age_on`` turned round.

    Who is born on 29 February completes the year on 1 March where that day is missing.
    """
    if (day.month, day.day) == (2, 29):
        # The day before 1 March, whichever that is in the year of birth.
        return dt.date(day.year - age, 3, 1) - dt.timedelta(days=1)
    return day.replace(year=day.year - age)


def either(first: bool | None, second: bool | None) -> bool | None:
    """First or second, where None is unknown."""
    if first or second:
        return True
    return None if first is None or second is None else False


def both(first: bool | None, second: bool | None) -> bool | None:
    """First and second, where None is unknown."""
    if first is False or second is False:
        return False
    return None if first is None or second is None else True


def at_least(known: int | None, needed: int) -> bool | None:
    """Whether a number reaches another, as far as it is known."""
    return None if known is None else known >= needed


def found(key: str, question: str, met: bool | None, reason: str, *, papers: tuple[str, ...], basis: str) -> Criterion:
    """A criterion with one reason for every answer. ``papers`` settle it when unknown, or could change a no."""
    if met:
        return Criterion(key, question, Verdict.yes(reason, basis=basis))
    if met is None:
        return Criterion(key, question, Verdict.unknown(reason, missing=papers, basis=basis), heals=papers)
    return Criterion(key, question, Verdict.no(reason, basis=basis), heals=papers)


def asked(
    key: str, question: str, fact: bool | None, *, yes: str, no: str, papers: tuple[str, ...], basis: str
) -> Criterion:
    """A criterion that rests on one fact. ``papers`` settle it when unknown and could change it when not met."""
    reason = "Das ist noch nicht bekannt." if fact is None else yes if fact else no
    return found(key, question, fact, reason, papers=papers, basis=basis)


def listed(items: Sequence[tuple[str, str, str]]) -> tuple[CheckItem, ...]:
    """A check list from rows of key, text and basis."""
    return tuple(CheckItem(*item) for item in items)


def version_on(legal_basis: str, starts_on: dt.date) -> str:
    """The wording of the law that holds for a measure beginning on a day; LookupError for a day before the first one."""
    version = LAW.on(f"{legal_basis}_fassung", starts_on)
    return (
        f"{version.value}. Es gilt das Recht am Tag des Beginns, {starts_on:%d.%m.%Y}, "
        "auch wenn es sich später ändert (§ 66 SGB II)."
    )


def of_age(born: dt.date | None, starts_on: dt.date, limit: Parameter, *, under: bool = False) -> Criterion:
    """Whether somebody has reached an age on the first day, or is still under it."""
    age = None if born is None else age_on(born, starts_on)
    reached = at_least(age, limit.value)
    return found(
        "alter",
        f"Ist die Person am ersten Tag {'jünger als' if under else 'mindestens'} {limit.value} Jahre?",
        reached is False if under and reached is not None else reached,
        "Das Geburtsdatum fehlt." if age is None else f"Die Person ist am {starts_on:%d.%m.%Y} {age} Jahre alt.",
        papers=("Geburtsdatum",) if age is None else (),
        basis=limit.source,
    )


def is_entitled(facts: Facts, *, basis: str) -> tuple[Criterion, Criterion]:
    """The two conditions that most benefits of the Jobcenter share: able to work and receiving benefits."""
    return (
        asked(
            "erwerbsfaehig",
            "Ist die Person erwerbsfähig?",
            facts.employable,
            yes="Die Person ist erwerbsfähig.",
            no="Nach den Angaben ist die Person zurzeit nicht erwerbsfähig.",
            papers=("Feststellung der Erwerbsfähigkeit (§ 44a SGB II)",),
            basis=basis,
        ),
        asked(
            "leistungsbezug",
            "Bekommt die Person Leistungen nach dem SGB II?",
            facts.receives_sgb2,
            yes="Die Person bekommt Leistungen nach dem SGB II.",
            no="Nach den Angaben bekommt die Person zurzeit keine Leistungen nach dem SGB II.",
            papers=("Aktueller Bescheid des Jobcenters",),
            basis=basis,
        ),
    )


def in_time(facts: Facts, duration: Verdict, *, papers: tuple[str, ...]) -> Criterion:
    """The hard criterion. Without knowing earlier participations nothing is stopped and nothing is promised."""
    question = "Ist die Höchstdauer noch nicht ausgeschöpft?"
    if facts.stays is None:
        earlier = ("Auskunft über frühere Förderungen, auch bei anderen Jobcentern",)
        verdict = Verdict.unknown("Frühere Förderungen sind noch nicht bekannt.", missing=earlier, basis=duration.basis)
        return Criterion("hoechstdauer", question, verdict, hard=True, heals=earlier)
    return Criterion(
        "hoechstdauer", question, duration, hard=True, heals=() if duration.is_yes else (*duration.missing, *papers)
    )
