"""Counting who asked for a place and who got one, by group; counts leave this module, never persons."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping

from talachse.people.models import NationalityGroup, Sex
from talachse.placements.models import Placement
from talachse.rules.placement.criteria import age_on
from talachse.ui.charts import DISTRICTS

# Still open: nobody has decided, so nobody was passed over.
UNDECIDED = ("suggested", "waiting", "referred")
GOT = ("accepted", "started", "paused", "ended", "after_care", "closed")
AGES = [(0, 24, "unter 25"), (25, 34, "25 bis 34"), (35, 49, "35 bis 49"), (50, 120, "ab 50")]
UNKNOWN = "keine Angabe"

type Counts = Mapping[str, tuple[int, int]]


def asked_and_got(*, since: dt.date, until: dt.date, legal_basis: str = "") -> dict[str, Counts]:
    """{kind: {group: (got a place, asked)}} for people whose first suggestion lies in the time and was decided.

    One person counts once, however many places were tried; kinds are gender, age, nationality group and district.
    """
    rows = Placement.objects.filter(waiting_since__gte=since, waiting_since__lte=until).exclude(status__in=UNDECIDED)
    if legal_basis:
        rows = rows.filter(group__legal_basis=legal_basis)
    got: dict[int, bool] = defaultdict(bool)
    facts: dict[int, tuple[str, str, str, str]] = {}
    for person, status, sex, born_on, nationality, district in rows.values_list(
        "person", "status", "person__sex", "person__born_on", "person__nationality_group", "person__district"
    ).iterator():
        got[person] |= status in GOT
        facts[person] = (
            Sex(sex).label if sex else UNKNOWN,
            _age_group(born_on, on=until),
            NationalityGroup(nationality).label if nationality else UNKNOWN,
            DISTRICTS[district][0] if district is not None else UNKNOWN,
        )
    kinds = ("Geschlecht", "Alter", "Staatsangehörigkeit", "Stadtbezirk")
    return {kind: _counted(number, facts, got) for number, kind in enumerate(kinds)}


def _age_group(born_on: dt.date, *, on: dt.date) -> str:
    age = age_on(born_on, on)
    return next(label for first, last, label in AGES if first <= age <= last)


def _counted(number: int, facts: Mapping[int, tuple[str, ...]], got: Mapping[int, bool]) -> Counts:
    asked: Counter[str] = Counter(groups[number] for groups in facts.values())
    placed: Counter[str] = Counter(groups[number] for person, groups in facts.items() if got[person])
    return {group: (placed[group], asked[group]) for group in sorted(asked)}


def declines(*, since: dt.date, until: dt.date) -> dict[tuple[str, str], int]:
    """How often each reason was given, by (reason, who said it); both sides count the same."""
    rows = Placement.objects.filter(status="declined", status_since__gte=since, status_since__lte=until)
    return dict(Counter(rows.values_list("decline_reason", "declined_by")))
