"""The women's health programme: months of taking part, admissions, period of the programme."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass

from talachse.rules._book import rule
from talachse.rules.parameters import Parameters
from talachse.rules.placement.criteria import (
    LAW,
    Assessment,
    Criterion,
    Facts,
    age_on,
    asked,
    found,
    in_time,
    is_entitled,
    listed,
    version_on,
)
from talachse.rules.verdict import Verdict

PARAMETERS = Parameters("talachse.rules.placement", "rehapro.yaml")
CHECKLIST = listed(
    (
        ("freiwillig", "Die Frau möchte teilnehmen; die Teilnahme ist freiwillig.", "Vereinbarung, IV-8"),
        (
            "einwilligung",
            "Die Einwilligung liegt bei „Bergauf“ vor, nicht in der Akte des Jobcenters.",
            "§ 67b Abs. 2 SGB X",
        ),
        ("keine_diagnose", "In der Zuweisung steht keine Diagnose.", "§ 76 SGB X"),
    )
)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day some months later; the last day of the month where it does not exist (§ 188 Abs. 3 BGB)."""
    year, index = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, index + 1, min(day.day, monthrange(year, index + 1)[1]))


@rule(
    question="Darf eine Frau in „Bergauf“ aufgenommen werden?",
    basis="IV-8: 688 Aufnahmen; Laufzeit nach rehapro 01.01.2022 bis 31.10.2026",
)
def may_admit(*, starts_on: dt.date, admitted_so_far: int) -> Verdict:
    """Admissions are cumulative: an exit frees nothing. The start must lie inside the programme."""
    ceiling = PARAMETERS.on("aufnahmen_hoechstens", starts_on)
    first = PARAMETERS.on("programm_beginn", starts_on)
    last = PARAMETERS.on("programm_ende", starts_on)
    if not first.value <= starts_on <= last.value:
        return Verdict.no(
            f"„Bergauf“ lief vom {first.value:%d.%m.%Y} bis zum {last.value:%d.%m.%Y}. "
            f"Aufnehmen geht nur mit einem ersten Tag in dieser Zeit; der {starts_on:%d.%m.%Y} liegt außerhalb.",
            basis=last.source,
        )
    if admitted_so_far >= ceiling.value:
        return Verdict.no(
            f"Alle {ceiling.value} Aufnahmen sind vergeben. Wer ausscheidet, macht keinen Platz frei.",
            basis=ceiling.source,
        )
    return Verdict.yes(f"Aufnahme {admitted_so_far + 1} von {ceiling.value}.", basis=ceiling.source)


def full_end(starts_on: dt.date) -> dt.date:
    """The last of 36 months without a pause, whether or not the programme lasts that long."""
    months: int = PARAMETERS.on("monate_je_person", starts_on).value
    same_day = add_months(starts_on, months)
    # A month without that day: the period ends with the month itself (§ 188 Abs. 3 BGB).
    return same_day if same_day.day < starts_on.day else same_day - dt.timedelta(days=1)


@rule(
    question="Wann endet die Teilnahme an „Bergauf“ spätestens?",
    basis="IV-8: bis zu 36 Monate, Pausen zählen nicht mit; spätestens mit dem Programm",
)
def latest_end(starts_on: dt.date, pauses: Sequence[tuple[dt.date, dt.date]]) -> dt.date:
    """Last day: 36 months after the start, later by the days of pauses (both days count), never after the programme."""
    paused = sum((until - since).days + 1 for since, until in pauses)
    full = full_end(starts_on) + dt.timedelta(days=paused)
    programme_end: dt.date = PARAMETERS.on("programm_ende", starts_on).value
    return min(full, programme_end)


@rule(
    question="Kann die Teilnahme an „Bergauf“ an diesem Tag enden?",
    basis="IV-8: bis zu 36 Monate, Pausen zählen nicht mit; spätestens mit dem Programm",
)
def may_end_on(ended_on: dt.date, *, latest: dt.date) -> Verdict:
    """Any day up to the latest one; nobody is recorded as taking part beyond it."""
    if ended_on <= latest:
        return Verdict.yes("Der Tag liegt in der Zeit der Teilnahme.")
    return Verdict.no(
        f"Diese Teilnahme endet spätestens am {latest:%d.%m.%Y}. Bitte tragen Sie diesen oder einen früheren Tag ein."
    )


@dataclass(frozen=True, slots=True)
class Programme:
    """Time and size of the programme as they hold on a day."""

    first: dt.date
    last: dt.date
    admissions: int
    is_over: bool


@rule(
    question="Von wann bis wann läuft „Bergauf“, mit wie vielen Aufnahmen, und ist es an diesem Tag zu Ende?",
    basis="IV-8: 688 Aufnahmen; Laufzeit nach rehapro 01.01.2022 bis 31.10.2026",
)
def programme_facts(*, on: dt.date) -> Programme:
    """Over from the day after the last one on."""
    last: dt.date = PARAMETERS.on("programm_ende", on).value
    return Programme(
        first=PARAMETERS.on("programm_beginn", on).value,
        last=last,
        admissions=PARAMETERS.on("aufnahmen_hoechstens", on).value,
        is_over=on > last,
    )


@rule(
    question="Bis wann lohnt sich ein Beginn, damit die volle Zeit noch möglich ist?",
    basis="IV-8 und Laufzeit des Programms",
)
def latest_full_length_entry(*, on: dt.date) -> dt.date:
    """The last start that still leaves 36 months before the end of the programme."""
    months = PARAMETERS.on("monate_je_person", on).value
    end: dt.date = PARAMETERS.on("programm_ende", on).value
    return add_months(end + dt.timedelta(days=1), -months)


@rule(
    question="Wie viele Monate hat jemand bis zu einem Tag teilgenommen?",
    basis="IV-8: Monate der Teilnahme, Pausen zählen nicht mit; § 41 SGB II: ein Monat hat 30 Tage",
)
def months_taken_part(
    starts_on: dt.date, ended_on: dt.date | None, pauses: Sequence[tuple[dt.date, dt.date | None]], *, on: dt.date
) -> int:
    """Whole months of 30 days; both days count; an open pause lasts until the day."""
    last = min(ended_on or on, on)
    if last < starts_on:
        return 0
    days = (last - starts_on).days + 1
    for since, until in pauses:
        begin, finish = max(since, starts_on), min(until or last, last)
        days -= max((finish - begin).days + 1, 0)
    return days // 30


def _of_the_age(born: dt.date | None, starts_on: dt.date) -> Criterion:
    least, most = LAW.on("rehapro_mindestalter", starts_on), LAW.on("rehapro_hoechstalter", starts_on)
    age = None if born is None else age_on(born, starts_on)
    return found(
        "alter",
        f"Ist die Frau am ersten Tag {least.value} bis {most.value} Jahre alt?",
        None if age is None else least.value <= age <= most.value,
        "Das Geburtsdatum fehlt." if age is None else f"Die Frau ist am {starts_on:%d.%m.%Y} {age} Jahre alt.",
        papers=("Geburtsdatum",) if age is None else (),
        basis=least.source,
    )


@rule(
    question="Passt „Bergauf“ zu einer Person?",
    basis="IV-8: alleinlebende Frauen, bis zu 36 Monate",
)
def assess_rehapro(facts: Facts, *, starts_on: dt.date, duration: Verdict) -> Assessment:
    """``duration``: what the ledger says about the 36 months. Admissions are counted apart (``may_admit``)."""
    return Assessment(
        basis="rehapro",
        starts_on=starts_on,
        criteria=(
            in_time(facts, duration, papers=("Nachweis über Pausen",)),
            *is_entitled(facts, basis="IV-5"),
            asked(
                "frau",
                "Ist die Person eine Frau?",
                None if facts.gender is None else facts.gender == "female",
                yes="„Bergauf“ ist für Frauen.",
                no="„Bergauf“ ist nach der Vereinbarung für Frauen.",
                papers=("Angabe der Person",),
                basis="IV-8",
            ),
            asked(
                "alleinlebend",
                "Lebt die Frau allein?",
                facts.lives_alone,
                yes="Die Frau lebt allein.",
                no="„Bergauf“ ist nach der Vereinbarung für Frauen, die allein leben.",
                papers=("Angabe der Person",),
                basis="IV-8",
            ),
            _of_the_age(facts.born, starts_on),
        ),
        law_version=version_on("rehapro", starts_on),
        checklist=CHECKLIST,
    )
