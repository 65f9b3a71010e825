"""§ 16k SGB II, ganzheitliche Betreuung: coaching, also at home and during training."""

from __future__ import annotations

import datetime as dt

from talachse.rules._book import rule
from talachse.rules.placement.criteria import LAW, Assessment, Criterion, Facts, found, is_entitled, listed, version_on
from talachse.rules.placement.rehapro import add_months

CHECKLIST = listed(
    (
        (
            "erforderlich",
            "Die Betreuung ist erforderlich, um die Beschäftigungsfähigkeit aufzubauen.",
            "§ 16k Abs. 1 SGB II",
        ),
        (
            "traeger",
            "Der Träger ist zugelassen, wenn ein Träger betreut.",
            "§ 16k Abs. 5 SGB II; Fünftes Kapitel SGB III",
        ),
        (
            "freiwillig",
            "Die Person weiß: Wer ablehnt oder abbricht, dem wird deshalb nichts gekürzt.",
            "§ 16k Abs. 4 SGB II",
        ),
    )
)


@rule(
    question="Kann die Betreuung nach einer Ausbildung ohne anschließende Arbeit weitergehen?",
    basis="§ 16k Abs. 2 Satz 2 SGB II: bis zu zwölf Monate nach dem Ende der Ausbildung",
)
def soon_after_training(ended_on: dt.date, *, starts_on: dt.date) -> Criterion:
    """The last day is the one with the number of the last day of training (§ 188 Abs. 2 BGB)."""
    months = LAW.on("sgb2_16k_nach_ausbildung_monate", starts_on)
    last = add_months(ended_on, months.value)
    return found(
        "nach_ausbildung",
        f"Liegt das Ende der Ausbildung höchstens {months.value} Monate zurück?",
        starts_on <= last,
        f"Die Ausbildung endete am {ended_on:%d.%m.%Y}. Die Betreuung kann bis zum {last:%d.%m.%Y} weitergehen.",
        papers=("Aktueller Bescheid des Jobcenters",),
        basis=months.source,
    )


@rule(
    question="Kann jemand nach § 16k SGB II ganzheitlich betreut werden?",
    basis="§ 16k SGB II",
)
def assess_16k(facts: Facts, *, starts_on: dt.date) -> Assessment:
    """Who is able to work and on benefits; after training also who no longer gets benefits, for some months."""
    able, on_benefits = is_entitled(facts, basis="§ 16k Abs. 1 SGB II")
    if facts.training_ended_on is not None and not facts.receives_sgb2:
        on_benefits = soon_after_training(facts.training_ended_on, starts_on=starts_on)
    return Assessment(
        basis="sgb2_16k",
        starts_on=starts_on,
        criteria=(able, on_benefits),
        law_version=version_on("sgb2_16k", starts_on),
        checklist=CHECKLIST,
    )
