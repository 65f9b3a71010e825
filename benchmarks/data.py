"""Fills an installation: 300 projects, 20 indicators each, ten years of quarterly values, confirmed by both sides.

The projects come in through an agreement file, as a city would bring them; the values are written in bulk.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import sys
from decimal import Decimal
from pathlib import Path

import django
import yaml

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "agreements" / "fokus-wuppertal.yaml"
PROJECTS, INDICATORS, YEARS = 300, 20, 10
LAST = dt.date(2026, 9, 30)


def write_agreement(target: Path, *, projects: int = PROJECTS) -> None:
    """The real agreement with invented projects added until there are enough."""
    content = yaml.safe_load(SOURCE.read_text())
    fields = ["I", "II", "III", "IV"]
    clause = {field: next(c["anchor"] for c in content["clauses"] if c["section"] == field) for field in fields}
    for n in range(len(content["projects"]), projects):
        field = fields[n % 4]
        content["projects"].append(
            {
                "key": f"last-{n}",
                "title": f"Vorhaben {n} der Lastprobe",
                "section": field,
                "clauses": [clause[field]],
                "purpose": "Ein erfundenes Vorhaben, damit die Seite lang wird.",
                "actors": [{"actor": "jobcenter-wuppertal", "role": "lead"}],
                "milestones": [
                    {
                        "key": f"last-{n}-{m}",
                        "title": f"Schritt {m}",
                        "due_on": dt.date(2022 + m, 6, 30),
                        "done_on": dt.date(2022 + m, 7, 15) if (n + m) % 5 else None,
                        "source": "vereinbarung",
                        "badge": "demo",
                    }
                    for m in range(4)
                ],
                "risks": [
                    {
                        "title": "Die Mittel reichen nicht",
                        "since": dt.date(2024, 1, 1),
                        "level": ["low", "medium", "high"][n % 3],
                        "source": "vereinbarung",
                        "badge": "demo",
                    }
                ],
                "standings": [
                    {"since": dt.date(year, 1, 1), "status": "running", "source": "vereinbarung", "badge": "demo"}
                    for year in range(2022, 2027)
                ],
            }
        )
    target.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))


def quarters() -> list[dt.date]:
    """Last days of the quarters of ten years, oldest first."""
    months = [(LAST.year * 12 + LAST.month - 1) - 3 * n for n in range(4 * YEARS)]
    ends = [(dt.date(m // 12, m % 12 + 1, 28) + dt.timedelta(days=4)).replace(day=1) for m in reversed(months)]
    return [day - dt.timedelta(days=1) for day in ends]


def fill() -> None:
    """Indicators, values, and both sides' words on the values."""
    from django.utils import timezone

    from talachse.agreement.models import Confirmation, Indicator, Measurement, Project

    dice = random.Random(2026)
    now = timezone.now()
    indicators = Indicator.objects.bulk_create(
        Indicator(
            agreement=project.agreement,
            project=project,
            key=f"k-{project.pk}-{n}",
            label=f"Kennzahl {n}",
            unit="Personen",
            definition="Erfundene Kennzahl der Lastprobe.",
            rhythm="quarter",
            target=Decimal(200),
            target_on=dt.date(2028, 12, 31),
        )
        for project in Project.objects.select_related("agreement")
        for n in range(INDICATORS)
    )
    for indicator in indicators:
        value = dice.randint(20, 120)
        rows = Measurement.objects.bulk_create(
            Measurement(
                indicator=indicator,
                as_of=day,
                value=Decimal(value + dice.randint(0, n)),
                source="Lastprobe",
                badge="demo",
                recorded_at=now,
                recorded_by="system",
            )
            for n, day in enumerate(quarters())
        )
        Confirmation.objects.bulk_create(
            Confirmation(measurement=row, side=side, agrees=True, by="system", at=now)
            for row in rows
            for side in ("city", "jobcenter")
        )
    sys.stdout.write(
        f"{Project.objects.count()} projects, {Indicator.objects.count()} indicators, "
        f"{Measurement.objects.count()} values, {Confirmation.objects.count()} confirmations\n"
    )


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talachse.config.settings")
    django.setup()
    from django.db import transaction

    with transaction.atomic():
        fill()
