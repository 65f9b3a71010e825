"""§ 16i SGB II, Teilhabe am Arbeitsmarkt: jobs with a wage subsidy for people long on benefits."""

from __future__ import annotations

import datetime as dt

from talachse.rules._book import rule
from talachse.rules.placement.criteria import (
    LAW,
    Assessment,
    Criterion,
    Facts,
    asked,
    at_least,
    both,
    either,
    found,
    in_time,
    is_entitled,
    listed,
    of_age,
    version_on,
)
from talachse.rules.placement.ledger import may_start

CHECKLIST = listed(
    (
        (
            "verdraengung",
            "Der Arbeitgeber hat dafür keinen regulären Arbeitsplatz beendet und keine andere Förderung aufgegeben.",
            "§ 16i Abs. 7 SGB II",
        ),
        (
            "sozialpartner",
            "Die Stellungnahme der Sozialpartner im Örtlichen Beirat für dieses Jahr liegt vor.",
            "§ 16i Abs. 9 SGB II",
        ),
        (
            "befristung",
            "Der Vertrag dauert höchstens fünf Jahre und wird höchstens einmal verlängert.",
            "§ 16i Abs. 8 SGB II",
        ),
        (
            "betreuung",
            "Die Betreuung ist beauftragt. Der Arbeitgeber stellt im ersten Jahr dafür bezahlt frei.",
            "§ 16i Abs. 4 SGB II",
        ),
        (
            "fruehere_zeiten",
            "Nach früheren Förderungen bei anderen Jobcentern ist gefragt.",
            "§ 16i Abs. 3 Satz 1 Nr. 4, Abs. 10 SGB II",
        ),
    )
)
CHILD, DISABILITY = "Geburtsurkunde des Kindes", "Schwerbehindertenausweis"
SEVEN_YEARS, FIVE_YEARS = "Bescheide der letzten sieben Jahre", "Bescheide der letzten fünf Jahre"


@rule(
    question="War jemand lange genug im Leistungsbezug für einen Arbeitsplatz nach § 16i SGB II?",
    basis="§ 16i Abs. 3 Satz 1 Nr. 2 und Satz 3 SGB II",
)
def long_enough_on_benefits(facts: Facts, *, starts_on: dt.date) -> Criterion:
    """Six of the last seven years; with a minor child in the household or a severe disability the last five years.

    Where the six years are missed, the papers that open the shorter way are named, also when the file so far says
    there is neither child nor disability: files can be old.
    """
    full = LAW.on("sgb2_16i_bezug_monate", starts_on)
    span = LAW.on("sgb2_16i_zeitraum_monate", starts_on).value
    short = LAW.on("sgb2_16i_bezug_monate_mit_kind_oder_schwerbehinderung", starts_on).value
    seven = facts.months_on_sgb2_in_last_84
    shorter_way = either(facts.minor_child_in_household, facts.severely_disabled)
    five_years = at_least(facts.months_on_sgb2_in_last_60, short)
    if five_years is None and at_least(seven, short) is False:
        five_years = False  # who has fewer months in seven years cannot have more in five
    return found(
        "bezugsdauer",
        "War die Person lange genug im Leistungsbezug?",
        either(at_least(seven, full.value), both(shorter_way, five_years)),
        f"Leistungsbezug: {'noch nicht bekannt' if seven is None else f'{seven} von {span} Monaten'}; nötig sind "
        f"{full.value}. Mit minderjährigem Kind oder Schwerbehinderung genügen die letzten {short} Monate.",
        papers=_papers(seven, shorter_way, five_years),
        basis=full.source,
    )


def _papers(seven: int | None, shorter_way: bool | None, five_years: bool | None) -> tuple[str, ...]:
    """What could still change the answer; nothing that could not."""
    papers: tuple[str, ...] = () if five_years is False or shorter_way else (CHILD, DISABILITY)
    if five_years is None:
        papers += (FIVE_YEARS,)
    return (SEVEN_YEARS, *papers) if seven is None or not papers else papers


@rule(
    question="Kann jemand einem Arbeitsplatz nach § 16i SGB II zugewiesen werden?",
    basis="§ 16i Abs. 3 SGB II",
)
def assess_16i(facts: Facts, *, starts_on: dt.date) -> Assessment:
    """Findings for the person who decides; only the five years per person stop."""
    support = LAW.on("sgb2_16i_unterstuetzung_monate", starts_on)
    basis = "§ 16i Abs. 3 Satz 1 Nr. 3 SGB II"
    duration = may_start("sgb2_16i", facts.stays or (), starts_on=starts_on, planned_end=facts.planned_end)
    return Assessment(
        basis="sgb2_16i",
        starts_on=starts_on,
        criteria=(
            in_time(facts, duration, papers=("Bescheide über Zeiten, in denen kein Zuschuss gezahlt wurde",)),
            *is_entitled(facts, basis="§ 16i Abs. 1 SGB II"),
            of_age(facts.born, starts_on, LAW.on("sgb2_16i_mindestalter", starts_on)),
            long_enough_on_benefits(facts, starts_on=starts_on),
            asked(
                "kaum_beschaeftigt",
                "Hat die Person in dieser Zeit nicht oder nur kurz gearbeitet?",
                facts.only_briefly_employed,
                yes="In dieser Zeit gab es keine oder nur kurze Beschäftigung.",
                no="In dieser Zeit gab es mehr als eine kurze Beschäftigung.",
                papers=("Versicherungsverlauf der Rentenversicherung",),
                basis=basis,
            ),
            found(
                "unterstuetzung",
                f"Wird die Person schon mindestens {support.value} Monate ganzheitlich unterstützt?",
                at_least(facts.holistic_support_months, support.value),
                f"In der Regel sollen es {support.value} Monate vor dem Beginn sein"
                + ("." if facts.holistic_support_months is None else f"; es sind {facts.holistic_support_months}."),
                papers=("Kooperationsplan oder Bericht über die Unterstützung",),
                basis=support.source,
            ),
        ),
        law_version=version_on("sgb2_16i", starts_on),
        checklist=CHECKLIST,
    )
