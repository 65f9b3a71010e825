"""Which conditions of a legal basis one person meets, which not, which are open, and which paper would help.

One module per legal basis holds the conditions. The words they share stand in ``criteria`` and are handed on here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial

from talachse.rules._book import rule
from talachse.rules.placement.bae_76 import assess_76
from talachse.rules.placement.bvb_51 import assess_51
from talachse.rules.placement.criteria import (
    Assessment,
    CheckItem,
    Criterion,
    Facts,
    LedgerEntry,
    Outcome,
)
from talachse.rules.placement.eq_54a import assess_54a
from talachse.rules.placement.ledger import may_start
from talachse.rules.placement.preparation import assess_45
from talachse.rules.placement.rehapro import assess_rehapro
from talachse.rules.placement.sgb2_16d import assess_16d
from talachse.rules.placement.sgb2_16e import assess_16e
from talachse.rules.placement.sgb2_16h import assess_16h
from talachse.rules.placement.sgb2_16i import assess_16i
from talachse.rules.placement.sgb2_16k import assess_16k
from talachse.rules.verdict import Verdict

__all__ = ["BASES", "Assessment", "CheckItem", "Criterion", "Facts", "LedgerEntry", "Outcome", "assess"]


def _rehapro(facts: Facts, *, starts_on: dt.date) -> Assessment:
    duration = may_start("rehapro", facts.stays or (), starts_on=starts_on, planned_end=facts.planned_end)
    return assess_rehapro(facts, starts_on=starts_on, duration=duration)


BASES: dict[str, Callable[..., Assessment]] = {
    "sgb2_16d": assess_16d,
    "sgb2_16e": assess_16e,
    "sgb2_16h": assess_16h,
    "sgb2_16i": assess_16i,
    "sgb2_16k": assess_16k,
    "sgb3_45": assess_45,
    "sgb3_51": assess_51,
    "sgb3_54a": assess_54a,
    "sgb3_76": assess_76,
    "not_stated": partial(assess_45, key="not_stated"),
    "rehapro": _rehapro,
}


@rule(
    question="Welche Voraussetzungen einer Rechtsgrundlage erfüllt jemand, und welcher Nachweis würde helfen?",
    basis="§ 3 Abs. 1, §§ 16 bis 16k SGB II (Ermessen); § 66 SGB II: es gilt das Recht am Tag des Beginns",
)
def assess(legal_basis: str, facts: Facts, *, starts_on: dt.date) -> Assessment:
    """KeyError for an unknown basis. A start before the first wording known here leaves everything open."""
    try:
        return BASES[legal_basis](facts, starts_on=starts_on)
    except LookupError:
        if legal_basis not in BASES:
            raise
    wording = f"Fassung des Gesetzes am {starts_on:%d.%m.%Y}"
    reason = "Für diesen Tag ist das Recht hier nicht hinterlegt."
    return Assessment(
        basis=legal_basis,
        starts_on=starts_on,
        criteria=(
            Criterion("fassung", "Welches Recht gilt?", Verdict.unknown(reason, missing=(wording,)), heals=(wording,)),
        ),
        law_version=reason,
    )
