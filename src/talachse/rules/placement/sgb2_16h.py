"""§ 16h SGB II: support for young people who are hard to reach, also before any application."""

from __future__ import annotations

import datetime as dt

from talachse.rules._book import rule
from talachse.rules.placement.criteria import (
    LAW,
    Assessment,
    Facts,
    asked,
    either,
    listed,
    of_age,
    version_on,
)

CHECKLIST = listed(
    (
        ("jugendhilfe", "Das Vorgehen ist mit dem Jugendamt abgestimmt.", "§ 16h Abs. 3 SGB II"),
        (
            "vorrang",
            "Geprüft: Hilfe nach § 13 SGB VIII geht vor und ist hier nicht möglich oder reicht nicht.",
            "§ 10 Abs. 3 mit § 13 SGB VIII",
        ),
        ("traeger", "Der Träger ist zugelassen.", "§ 16h Abs. 4 SGB II; Fünftes Kapitel SGB III"),
        ("freiwillig", "Der junge Mensch möchte die Unterstützung. Ein Antrag ist nicht nötig.", "§ 16h Abs. 2 SGB II"),
    )
)


@rule(
    question="Kann ein junger Mensch nach § 16h SGB II unterstützt werden?",
    basis="§ 16h SGB II; § 10 Abs. 3 SGB VIII",
)
def assess_16h(facts: Facts, *, starts_on: dt.date) -> Assessment:
    """Under 25, and entitled, likely entitled or entitled in principle. A missing application never speaks against it."""
    return Assessment(
        basis="sgb2_16h",
        starts_on=starts_on,
        criteria=(
            of_age(facts.born, starts_on, LAW.on("sgb2_16h_unter_alter", starts_on), under=True),
            asked(
                "leistungsberechtigt",
                "Bekommt der junge Mensch Leistungen nach dem SGB II, oder ist das wahrscheinlich oder zu erwarten?",
                either(facts.receives_sgb2, facts.entitled_in_principle),
                yes="Der junge Mensch bekommt Leistungen, oder der Anspruch ist wahrscheinlich. Das genügt ohne Antrag.",
                no="Nach den Angaben ist ein Anspruch nach dem SGB II nicht wahrscheinlich.",
                papers=("Kurze Einschätzung der Fachkraft zu Einkommen und Haushalt",),
                basis="§ 16h Abs. 2 SGB II",
            ),
        ),
        law_version=version_on("sgb2_16h", starts_on),
        checklist=CHECKLIST,
    )
