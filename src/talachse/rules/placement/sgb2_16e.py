"""§ 16e SGB II: a wage subsidy for two years for people who were long without work or long on benefits."""

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
    found,
    in_time,
    is_entitled,
    listed,
    version_on,
)
from talachse.rules.placement.ledger import may_start
from talachse.rules.placement.rehapro import add_months

CHECKLIST = listed(
    (
        ("umfang", "Die Beschäftigung ist mehr als geringfügig.", "§ 16e Abs. 1 SGB II"),
        (
            "verdraengung",
            "Der Arbeitgeber hat dafür kein anderes Arbeitsverhältnis beendet.",
            "§ 16e Abs. 3 SGB II mit § 92 Abs. 1 SGB III",
        ),
        (
            "rueckzahlung",
            "Der Arbeitgeber weiß: Bei einer Kündigung kann er den Zuschuss der letzten sechs Monate zurückzahlen müssen.",
            "§ 16e Abs. 3 SGB II mit § 92 Abs. 2 SGB III",
        ),
        (
            "betreuung",
            "Die Betreuung ist beauftragt. Der Arbeitgeber stellt in den ersten sechs Monaten dafür bezahlt frei.",
            "§ 16e Abs. 4 SGB II",
        ),
    )
)


@rule(
    question="Gehört jemand zur Zielgruppe des § 16e SGB II?",
    basis="§ 16e Abs. 1 SGB II in der Fassung am Tag des Beginns; § 66 SGB II",
)
def in_target_group(facts: Facts, *, starts_on: dt.date) -> tuple[Criterion, ...]:
    """Until 30.06.2026: two years unemployed. Since 01.07.2026: 21 of the last 24 months on benefits, hardly employed."""
    if LAW.on("sgb2_16e_zielgruppe", starts_on).value == "arbeitslos":
        needed = LAW.on("sgb2_16e_arbeitslos_monate", starts_on)
        months = facts.months_unemployed
        return (
            found(
                "arbeitslos",
                f"Ist die Person seit mindestens {needed.value} Monaten arbeitslos?",
                at_least(months, needed.value),
                f"Arbeitslos: {'noch nicht bekannt' if months is None else f'{months} Monate'}; nötig sind {needed.value}.",
                papers=("Bescheinigung über die Zeiten der Arbeitslosigkeit",),
                basis=needed.source,
            ),
        )
    needed = LAW.on("sgb2_16e_bezug_monate", starts_on)
    span = LAW.on("sgb2_16e_zeitraum_monate", starts_on).value
    months = facts.months_on_sgb2_in_last_24
    return (
        found(
            "bezugsdauer",
            f"War die Person mindestens {needed.value} der letzten {span} Monate im Leistungsbezug?",
            at_least(months, needed.value),
            f"Leistungsbezug: {'noch nicht bekannt' if months is None else f'{months} von {span} Monaten'}; "
            f"nötig sind {needed.value}.",
            papers=("Bescheide der letzten zwei Jahre",),
            basis=needed.source,
        ),
        asked(
            "kaum_beschaeftigt",
            "Hat die Person in dieser Zeit nicht oder nur kurz gearbeitet?",
            facts.only_briefly_employed,
            yes="In dieser Zeit gab es keine oder nur kurze Beschäftigung.",
            no="In dieser Zeit gab es mehr als eine kurze Beschäftigung.",
            papers=("Versicherungsverlauf der Rentenversicherung",),
            basis=needed.source,
        ),
    )


@rule(
    question="Dauert der Arbeitsvertrag lange genug für einen Zuschuss nach § 16e SGB II?",
    basis="§ 16e Abs. 1 SGB II: mindestens zwei Jahre",
)
def contract_long_enough(facts: Facts, *, starts_on: dt.date) -> Criterion:
    """Without an end it is long enough; the last day counts."""
    needed = LAW.on("sgb2_16e_vertrag_monate", starts_on)
    two_years = add_months(starts_on, needed.value) - dt.timedelta(days=1)
    long_enough: bool | None = True if facts.open_ended else None
    if not facts.open_ended and facts.planned_end is not None:
        long_enough = facts.planned_end >= two_years
    return found(
        "vertrag",
        f"Dauert der Arbeitsvertrag mindestens {needed.value} Monate?",
        long_enough,
        f"Der Vertrag muss mindestens bis zum {two_years:%d.%m.%Y} dauern.",
        papers=("Entwurf des Arbeitsvertrags",),
        basis=needed.source,
    )


@rule(
    question="Kann ein Arbeitsverhältnis mit jemandem nach § 16e SGB II gefördert werden?",
    basis="§ 16e SGB II in der Fassung am Tag des Beginns",
)
def assess_16e(facts: Facts, *, starts_on: dt.date) -> Assessment:
    """Findings for the person who decides; only the two years of the same employment stop."""
    duration = may_start("sgb2_16e", facts.stays or (), starts_on=starts_on, employer=facts.employer)
    return Assessment(
        basis="sgb2_16e",
        starts_on=starts_on,
        criteria=(
            in_time(facts, duration, papers=("Arbeitsvertrag, wenn es ein neues Arbeitsverhältnis ist",)),
            *is_entitled(facts, basis="§ 16e Abs. 1 SGB II"),
            *in_target_group(facts, starts_on=starts_on),
            contract_long_enough(facts, starts_on=starts_on),
        ),
        law_version=version_on("sgb2_16e", starts_on),
        checklist=CHECKLIST,
    )
