"""Reading rounds of apprenticeships: the proposals, and what the last confirmed one means for a list of wishes."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection

from django.db.models import QuerySet

from talachse.placements.models import Round
from talachse.placements.models.rounds import RoundKind, RoundStatus
from talachse.rules.apprenticeships import marker


def stable_rounds() -> QuerySet[Round]:
    """All rounds of apprenticeships, the newest first."""
    return Round.objects.filter(kind=RoundKind.STABLE).select_related("made_by", "decided_by").order_by("-made_at")


def stable_round(pk: int) -> Round | None:
    """One round of apprenticeships."""
    return stable_rounds().filter(pk=pk).first()


def invited(applicants: Collection[int], on: dt.date) -> dict[int, int]:
    """Posting by id of the list, after the last round that was confirmed by the day; lists without one are not in it."""
    if not applicants:
        return {}
    last = (
        Round.objects.filter(kind=RoundKind.STABLE, status=RoundStatus.CONFIRMED, decided_at__date__lte=on)
        .order_by("-decided_at", "-pk")
        .values_list("result", flat=True)
        .first()
    )
    if last is None:
        return {}
    places = {pair["person"]: int(pair["place"]) for pair in last["assignments"]}
    return {pk: places[sign] for pk in applicants if (sign := marker(pk)) in places}


def by_company(found: Round) -> dict[int, int]:
    """How many young people the round brings to each company, by its id."""
    companies = found.instance["companies"]
    return dict(Counter(int(companies[pair["place"]]) for pair in found.result["assignments"]))
