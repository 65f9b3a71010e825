"""§ 16d SGB II, Arbeitsgelegenheiten: additional work in the public interest, no employment contract."""

from __future__ import annotations

import datetime as dt

from talachse.rules._book import rule
from talachse.rules.placement.criteria import Assessment, Facts, in_time, is_entitled, listed, version_on
from talachse.rules.placement.ledger import may_start

CHECKLIST = listed(
    (
        (
            "zusaetzlich",
            "Die Arbeit ist zusätzlich: Ohne die Förderung gäbe es sie nicht, nicht in diesem Umfang oder erst später.",
            "§ 16d Abs. 2 SGB II",
        ),
        (
            "oeffentliches_interesse",
            "Die Arbeit liegt im öffentlichen Interesse: Ihr Ergebnis dient der Allgemeinheit.",
            "§ 16d Abs. 3 SGB II",
        ),
        (
            "wettbewerbsneutral",
            "Die Arbeit ist wettbewerbsneutral: Sie schadet keinem Betrieb und verdrängt keine Beschäftigung.",
            "§ 16d Abs. 4 SGB II",
        ),
        (
            "nachrangig",
            "Keine andere Leistung führt unmittelbar in Arbeit; sonst hat sie Vorrang.",
            "§ 16d Abs. 5 SGB II",
        ),
        ("beirat", "Der Örtliche Beirat ist gehört.", "§ 16d Abs. 1 Satz 2 mit § 18d Satz 2 SGB II"),
        (
            "fruehere_zeiten",
            "Nach früheren Arbeitsgelegenheiten bei anderen Jobcentern ist gefragt.",
            "§ 16d Abs. 6 SGB II",
        ),
    )
)


@rule(
    question="Kann jemand einer Arbeitsgelegenheit nach § 16d SGB II zugewiesen werden?",
    basis="§ 16d SGB II",
)
def assess_16d(facts: Facts, *, starts_on: dt.date) -> Assessment:
    """Only 24 months within five years stop, or 36 with a reason; what the work is like is signed for."""
    duration = may_start(
        "sgb2_16d",
        facts.stays or (),
        starts_on=starts_on,
        planned_end=facts.planned_end,
        extension_reason=facts.reason_for_extension,
    )
    papers = () if facts.reason_for_extension.strip() else ("Begründung, dass die Voraussetzungen weiter vorliegen",)
    return Assessment(
        basis="sgb2_16d",
        starts_on=starts_on,
        criteria=(
            in_time(facts, duration, papers=(*papers, "Bescheide über Beginn und Ende früherer Zuweisungen")),
            *is_entitled(facts, basis="§ 16d Abs. 1 SGB II"),
        ),
        law_version=version_on("sgb2_16d", starts_on),
        checklist=CHECKLIST,
    )
