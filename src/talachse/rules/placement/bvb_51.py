"""§ 51 SGB III, berufsvorbereitende Bildungsmaßnahmen: the Agentur für Arbeit alone may grant them."""

from __future__ import annotations

import datetime as dt

from talachse.rules._book import rule
from talachse.rules.placement.criteria import Assessment, Facts, asked, listed, version_on

AGENCY = "Agentur für Arbeit"
CHECKLIST = listed(
    (
        ("einwilligung", "Die Person ist mit der Weitergabe ihrer Angaben einverstanden.", "§ 67b Abs. 2 SGB X"),
        ("termin", "Ein Termin bei der Berufsberatung ist vereinbart.", "§ 51 SGB III"),
        (
            "hauptschulabschluss",
            "Ohne Schulabschluss: Auf den Anspruch, den Hauptschulabschluss vorzubereiten, ist hingewiesen.",
            "§ 53 SGB III",
        ),
    )
)


@rule(
    question="Kann das Jobcenter eine berufsvorbereitende Bildungsmaßnahme bewilligen?",
    basis="§ 51 SGB III; § 16 Abs. 1 SGB II nennt sie nicht",
)
def assess_51(facts: Facts, *, starts_on: dt.date) -> Assessment:
    """Never: it can only refer. The criterion says whether the way makes sense."""
    return Assessment(
        basis="sgb3_51",
        starts_on=starts_on,
        criteria=(
            asked(
                "schulpflicht",
                "Ist die Vollzeitschulpflicht erfüllt?",
                facts.school_duty_done,
                yes="Die Vollzeitschulpflicht ist erfüllt.",
                no="Die Vollzeitschulpflicht ist noch nicht erfüllt.",
                papers=("Schulbescheinigung",),
                basis="§ 52 Abs. 1 Nr. 2 SGB III",
            ),
        ),
        law_version=version_on("sgb3_51", starts_on),
        checklist=CHECKLIST,
        refer_to=AGENCY,
    )
