"""Counting who asked for a place and who got one, by group; counts leave this module, never persons."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.db.models import Case, Count, IntegerField, Q, Value, When

from talachse.people.models import NationalityGroup, Sex
from talachse.placements.models import Placement
from talachse.rules.placement.criteria import last_birthday
from talachse.ui.charts import DISTRICTS

# Still open: nobody has decided, so nobody was passed over.
UNDECIDED = ("suggested", "waiting", "referred")
GOT = ("accepted", "started", "paused", "ended", "after_care", "closed")
# From this age on, the oldest first.
AGES = ((50, "ab 50"), (35, "35 bis 49"), (25, "25 bis 34"), (0, "unter 25"))
KINDS = ("Geschlecht", "Alter", "Staatsangehörigkeit", "Stadtbezirk")
UNKNOWN = "keine Angabe"

type Counts = Mapping[str, tuple[int, int]]


def asked_and_got(*, since: dt.date, until: dt.date, legal_basis: str = "") -> dict[str, Counts]:
    """{kind: {group: (got a place, asked)}} for people whose first suggestion lies in the time and was decided.

    One person counts once, however many places were tried; kinds are gender, age, nationality group and district. The
    database counts, in one query: what comes back does not grow with the people.
    """
    rows = Placement.objects.filter(waiting_since__gte=since, waiting_since__lte=until).exclude(status__in=UNDECIDED)
    if legal_basis:
        rows = rows.filter(group__legal_basis=legal_basis)
    # Everybody is in exactly one combination of the four groups, so adding up combinations counts nobody twice.
    combinations = (
        rows.order_by()
        .values_list("person__sex", _age_group(on=until), "person__nationality_group", "person__district")
        .annotate(got=Count("person", distinct=True, filter=Q(status__in=GOT)), asked=Count("person", distinct=True))
    )
    kinds: dict[str, dict[str, tuple[int, int]]] = {kind: {} for kind in KINDS}
    for sex, age, nationality, district, got, asked in combinations:
        groups = (
            Sex(sex).label if sex else UNKNOWN,
            AGES[age][1],
            NationalityGroup(nationality).label if nationality else UNKNOWN,
            DISTRICTS[district][0] if district is not None else UNKNOWN,
        )
        for counts, group in zip(kinds.values(), groups, strict=True):
            so_far = counts.get(group, (0, 0))
            counts[group] = (so_far[0] + got, so_far[1] + asked)
    return {kind: dict(sorted(counts.items())) for kind, counts in kinds.items()}


def _age_group(*, on: dt.date) -> Case:
    """The number of the age group in ``AGES`` by the day of birth; the last one takes the rest."""
    return Case(
        *(
            When(person__born_on__lte=last_birthday(first, on), then=Value(number))
            for number, (first, _) in enumerate(AGES[:-1])
        ),
        default=Value(len(AGES) - 1),
        output_field=IntegerField(),
    )


def declines(*, since: dt.date, until: dt.date) -> dict[tuple[str, str], int]:
    """How often each reason was given, by (reason, who said it); both sides count the same."""
    rows = Placement.objects.filter(status="declined", status_since__gte=since, status_since__lte=until)
    counted = rows.order_by().values_list("decline_reason", "declined_by").annotate(n=Count("pk"))
    return {(reason, said_by): number for reason, said_by, number in counted}
