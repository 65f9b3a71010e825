"""The 200 places for preparation and qualification: § 16 Abs. 1 SGB II with § 45 SGB III is our reading."""

from __future__ import annotations

import datetime as dt

from talachse.rules._book import rule
from talachse.rules.placement.criteria import Assessment, Facts, is_entitled, listed, version_on

CHECKLIST = listed(
    (
        (
            "rechtsgrundlage",
            "Die Rechtsgrundlage dieser Platzgruppe ist bestätigt; die Vereinbarung nennt keine.",
            "Vereinbarung, III-14",
        ),
        (
            "traeger",
            "Träger und Maßnahme sind zugelassen, oder der Träger ist durch Vergabe beauftragt.",
            "§ 45 SGB III; Fünftes Kapitel SGB III",
        ),
        ("bedarf", "Die Maßnahme passt zum Kooperationsplan.", "§ 15 SGB II"),
    )
)


@rule(
    question="Kann jemand einen Platz zur Vorbereitung und Qualifizierung bekommen?",
    basis="§ 16 Abs. 1 SGB II mit § 45 SGB III; in der Vereinbarung (III-14) ist keine Rechtsgrundlage genannt",
)
def assess_45(facts: Facts, *, starts_on: dt.date, key: str = "sgb3_45") -> Assessment:
    """``key``: the basis as the place group names it, ``sgb3_45`` or ``not_stated``."""
    return Assessment(
        basis=key,
        starts_on=starts_on,
        criteria=is_entitled(facts, basis="§ 16 Abs. 1 SGB II"),
        law_version=version_on("sgb3_45", starts_on),
        checklist=CHECKLIST,
    )
