"""Many people on their way, for the measurement: ``python -m benchmarks.placement_data PERSONS A_YEAR YEARS`` in a prepared installation.

Everybody is invented. Participations are written in bulk, as a take-over from another system would be; most have ended.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import sys
import uuid

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talachse.config.settings")
# Of ten people one is on the way to a place, as many as begin in about two months; the others have arrived or declined.
STATES = ("waiting", "declined", "withdrawn", *("closed",) * 7)
GROUPS = 300
BATCH = 5000


def fill(persons: int, a_year: int, years: int) -> str:
    """Persons, participations over the last years, and a placement for each person."""
    from django.db import transaction
    from django.utils import timezone

    from talachse.accounts.actor import SYSTEM
    from talachse.accounts.models import Organisation
    from talachse.offers.models import LegalBasis, PlaceGroup
    from talachse.offers.services.places import add_group
    from talachse.people.models import Person
    from talachse.placements.models import Participation, Placement

    chance = random.Random(1)
    today = timezone.localdate()
    provider = Organisation.objects.get(key="demo-gruenwerk")
    for number in range(GROUPS):
        add_group(
            key=f"messung-{number}",
            title=f"Gruppe {number} (Messung)",
            provider=provider,
            legal_basis=LegalBasis.SGB2_16D,
            starts_on=today - dt.timedelta(days=365 * years),
            places=20,
            by=SYSTEM,
            source="Messung",
            district=number % 10,
            is_demo=True,
        )
    groups = list(PlaceGroup.objects.exclude(legal_basis="rehapro").values_list("pk", "starts_on"))
    with transaction.atomic():
        Person.objects.bulk_create(
            (
                Person(
                    code=f"B{number:06}",
                    name=f"Person {number}",
                    born_on=dt.date(1960 + number % 45, 1 + number % 12, 1 + number % 28),
                    zone="sgb2",
                    file_number=f"BM-{number}",
                    sex="fmd"[number % 3],
                    nationality_group=("german", "eu", "refuge", "other")[number % 4],
                    district=number % 10,
                    entered_on=today,
                    is_demo=True,
                )
                for number in range(persons)
            ),
            batch_size=BATCH,
        )
        first = today - dt.timedelta(days=365 * years)
        Participation.objects.bulk_create(
            (_stay(number, groups, first, years, chance) for number in range(a_year * years)), batch_size=BATCH
        )
        ids = list(Person.objects.filter(file_number__startswith="BM-").values_list("pk", flat=True))
        Placement.objects.bulk_create(
            (
                Placement(
                    submission=uuid.UUID(int=chance.getrandbits(128)),
                    person_id=pk,
                    group_id=groups[number % len(groups)][0],
                    status=STATES[number % len(STATES)],
                    status_since=today - dt.timedelta(days=number % 200),
                    waiting_since=today - dt.timedelta(days=200 + number % 300),
                    decline_reason="task" if STATES[number % len(STATES)] == "declined" else "",
                    declined_by="person" if STATES[number % len(STATES)] == "declined" else "",
                )
                for number, pk in enumerate(ids)
            ),
            batch_size=BATCH,
        )
    return f"{persons:,} persons, {a_year * years:,} participations, {len(ids):,} placements in {len(groups)} groups"


def _stay(number: int, groups: list[tuple[int, dt.date]], first: dt.date, years: int, chance: random.Random):  # type: ignore[no-untyped-def]
    from talachse.placements.models import Participation

    group, begins = groups[number % len(groups)]
    start = max(first + dt.timedelta(days=chance.randrange(365 * years - 60)), begins)
    return Participation(
        submission=uuid.UUID(int=chance.getrandbits(128)),
        code=f"P{number:07}",
        group_id=group,
        started_on=start,
        ended_on=start + dt.timedelta(days=chance.randrange(10, 50)),
        end_reason="abgeschlossen",
        recorded_by="system",
    )


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(fill(*(int(word) for word in sys.argv[1:4])) + "\n")
