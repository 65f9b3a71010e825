"""§ 16 Abs. 1 SGB II with § 76 SGB III: apprenticeships outside a company."""

from __future__ import annotations

import datetime as dt

from talachse.rules._book import rule
from talachse.rules.placement.criteria import Assessment, Facts, asked, either, is_entitled, listed, version_on

CHECKLIST = listed(
    (
        (
            "betrieb_zuerst",
            "Eine Ausbildung im Betrieb ist auch mit Hilfe, etwa mit Assistierter Ausbildung, zurzeit nicht möglich.",
            "§ 76 Abs. 5 SGB III",
        ),
        ("abschluss", "Es ist zu erwarten, dass der junge Mensch die Ausbildung abschließt.", "§ 76 Abs. 5 SGB III"),
        ("betriebsphasen", "Der Anteil an Zeiten in Betrieben ist angemessen.", "§ 76 Abs. 1 Satz 2 SGB III"),
        ("vergabe", "Der Träger ist durch Vergabe beauftragt.", "§ 76 Abs. 8 SGB III"),
        ("aufenthalt", "Kein Ausschluss nach § 76 Abs. 6 SGB III.", "§ 76 Abs. 6 SGB III"),
    )
)


@rule(
    question="Kann ein junger Mensch eine außerbetriebliche Ausbildung bekommen?",
    basis="§ 16 Abs. 1 Satz 2 Nr. 3 SGB II mit § 76 Abs. 5 SGB III; § 57 Abs. 2 SGB III",
)
def assess_76(facts: Facts, *, starts_on: dt.date) -> Assessment:
    """Learning-impaired or disadvantaged, or after a training that broke off; as a rule the first vocational degree."""
    no_degree = None if facts.has_vocational_degree is None else not facts.has_vocational_degree
    return Assessment(
        basis="sgb3_76",
        starts_on=starts_on,
        criteria=(
            *is_entitled(facts, basis="§ 16 Abs. 1 SGB II"),
            asked(
                "ohne_abschluss",
                "Ist es die erste Ausbildung?",
                no_degree,
                yes="Die Person hat noch keinen Berufsabschluss.",
                no="Die Person hat schon einen Berufsabschluss. Eine zweite Ausbildung ist nur in besonderen Fällen möglich.",
                papers=("Lebenslauf und Zeugnisse",),
                basis="§ 57 Abs. 2 SGB III",
            ),
            asked(
                "zielgruppe",
                "Ist der junge Mensch lernbeeinträchtigt oder sozial benachteiligt, oder wurde eine Ausbildung vorzeitig gelöst?",
                either(facts.learning_impaired_or_disadvantaged, facts.training_ended_early),
                yes="Der junge Mensch gehört zur Zielgruppe.",
                no="Nach den Angaben gehört der junge Mensch nicht zur Zielgruppe.",
                papers=("Stellungnahme der Berufsberatung", "Lösung des früheren Ausbildungsvertrags"),
                basis="§ 76 Abs. 5 Satz 1 SGB III",
            ),
        ),
        law_version=version_on("sgb3_76", starts_on),
        checklist=CHECKLIST,
    )
