"""The adviser's result on paper: variants side by side, then each with its chain of amounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings

from talachse.entitlement import adviser_shown, shown
from talachse.entitlement.adviser_shown import Detail, Variant
from talachse.rules.entitlement.versions import Basis
from talachse.ui.pdf import render

# So many people stand beside each other on a sheet; the others in a further table.
ACROSS = 5
TEMPLATE = Path(__file__).with_name("adviser_sheet.typ")


def sheet(variants: Sequence[Variant], basis: Basis, *, made_on: dt.date) -> bytes:
    """PDF/UA-1; ``made_on`` is the day of the calculation, not that of printing."""
    changes = dict(adviser_shown.changes(variants))
    data = {
        "names": [one.name for one in variants],
        "firsts": [first for _, first in adviser_shown.firsts(variants)],
        "rows": [
            {
                "name": row.name,
                "cells": [{"value": value, "difference": difference} for _, value, difference in row.cells],
                "sum": row.is_sum,
            }
            for row in adviser_shown.comparison(variants)
        ],
        "variants": [
            _variant(adviser_shown.detail(one))
            | {"changes": [f"{c.fact}: {c.after} statt {c.before}" for c in changes.get(one.name, ())]}
            for one in variants
        ],
        "basis": basis.words,
        "made_on": made_on.isoformat(),
        "demo": settings.TALACHSE_DEMO,
    }
    return render(TEMPLATE, data)


def _variant(detail: Detail) -> dict[str, Any]:
    result = detail.result
    return {
        "name": detail.variant.name,
        "on": result.rules.as_of.isoformat(),
        "stand": result.rules.stand,
        "notes": list(result.rules.notes),
        "first": detail.first,
        "reason": result.first_reason.reason,
        "open": bool(result.decisive),
        "claims": [
            {
                "name": card.name,
                "amount": card.amount or card.word,
                "persons": card.persons,
                "reason": card.claim.verdict.reason,
                "basis": card.claim.verdict.basis,
                "steps": card.steps,
            }
            for card in detail.cards
        ],
        "others": ", ".join(card.name for card in detail.others),
        "but": [
            {
                "name": child.name,
                "lines": [f"{name}{f' ({amount})' if amount else ''}" for name, _, _, amount, _ in child.lines],
            }
            for child in detail.children
        ],
        "values": [
            {
                "way": one["way"],
                "persons": list(one["persons"][start : start + ACROSS]),
                "lines": [
                    {"label": label, "basis": basis, "cells": [value for _, value in cells[start : start + ACROSS]]}
                    for label, basis, cells in one["lines"]
                ],
            }
            for one in detail.values
            for start in range(0, len(one["persons"]), ACROSS)
        ],
        "later": [shown.on_sheet(day) for day in detail.later],
        "assumptions": [
            f"{facts}: {value}{f' ({people})' if people else ''}" for facts, value, people in detail.assumptions
        ],
    }
