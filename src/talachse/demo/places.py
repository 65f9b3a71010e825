"""Places of invented providers, with people (codes only) coming and going since the agreement took effect.

On 1 July 2021 the counts are those of the agreement: 620 jobs with 210 paid by the city too, 102 apprenticeships with 12 and
18, 700 work opportunities, 200 places of preparation. What came after is invented; the ends of programmes are not.
"""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise

from talachse.accounts.actor import SYSTEM
from talachse.accounts.queries import organisation_by_key
from talachse.offers.models import LegalBasis, PlaceGroup
from talachse.offers.queries import places as queries
from talachse.offers.services import places as services
from talachse.placements.models import Participation
from talachse.placements.services.participations import new_code, record_history
from talachse.rules.placement.lifecycle import END_LABELS, EndReason
from talachse.rules.placement.rehapro import add_months, latest_end

SIGNED = dt.date(2021, 7, 1)
ADVICE = "Gesundheitslots*innen des Jobcenters"


@dataclass(frozen=True, slots=True)
class Plan:
    """One group: what it is, its places from day to day, and how many are taken from day to day."""

    key: str
    title: str
    provider: str
    basis: LegalBasis
    places: list[tuple[dt.date, int]]
    taken: list[tuple[dt.date, int]]
    months: int
    project: str = ""
    theme: str = ""
    municipal: bool = False
    occupation: str = ""
    district: int | None = None
    ends_on: dt.date | None = None
    starts_on: dt.date = field(default=SIGNED)
    # Lowest cost of a wage in a month, and of which participations it is known: every, every third …
    wage: int = 0
    wage_of_every: int = 1


def _d(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


PLANS = [
    Plan("demo-wecycle", "Fahrradwerkstatt an der Trasse", "demo-radwerk", LegalBasis.SGB3_76,
         [(SIGNED, 12)], [(SIGNED, 12), (_d("2024-07-31"), 10), (_d("2026-09-01"), 11)], 36,
         project="wecycle", occupation="Zweiradmechatronik", district=6),
    Plan("demo-upstairs", "Treppen und Geländer an der Wupper", "demo-baukunst", LegalBasis.SGB3_76,
         [(SIGNED, 18)], [(SIGNED, 18), (_d("2024-12-31"), 12), (_d("2025-06-30"), 0)], 36,
         project="upstairs", occupation="Maler, Metallbauer, Maurer", district=0, ends_on=_d("2025-06-30")),
    Plan("demo-werkstaetten", "Ausbildung in Werkstätten", "demo-lernwerk", LegalBasis.SGB3_76,
         [(SIGNED, 72), (_d("2025-07-01"), 92)], [(SIGNED, 72), (_d("2025-07-01"), 76), (_d("2026-09-01"), 90)], 36,
         project="apprenticeships-bae", occupation="Lager, Küche, Holz, Büro", district=7),
    Plan("demo-stadtgruen", "Wege, Parks und Plätze", "demo-gruenwerk", LegalBasis.SGB2_16I,
         [(SIGNED, 230)], [(SIGNED, 210), (_d("2023-06-30"), 226), (_d("2025-03-31"), 198), (_d("2026-10-31"), 209)], 60,
         project="teilhabechancengesetz", municipal=True, occupation="Pflege von Wegen und Grün", district=0, wage=2040),
    Plan("demo-gemeinnuetzig", "Stellen bei gemeinnützigen Arbeitgebern", "demo-lernwerk", LegalBasis.SGB2_16I,
         [(SIGNED, 300)], [(SIGNED, 290), (_d("2023-06-30"), 298), (_d("2025-03-31"), 262), (_d("2026-10-31"), 284)], 60,
         project="teilhabechancengesetz", occupation="Hauswirtschaft, Fahrdienst, Verkauf", district=5, wage=1980, wage_of_every=3),
    Plan("demo-privat", "Stellen in Betrieben", "demo-baukunst", LegalBasis.SGB2_16E,
         [(SIGNED, 130)], [(SIGNED, 120), (_d("2023-06-30"), 128), (_d("2025-03-31"), 104), (_d("2026-10-31"), 126)], 24,
         project="teilhabechancengesetz", occupation="Helfertätigkeiten", district=3, wage=2110, wage_of_every=2),
    Plan("demo-gruene-arbeit", "Umwelt, Klima, Wiederverwertung", "demo-gruenwerk", LegalBasis.SGB2_16D,
         [(SIGNED, 700), (_d("2024-01-01"), 620), (_d("2025-01-01"), 470), (_d("2025-09-01"), 560)],
         [(SIGNED, 700), (_d("2023-12-31"), 618), (_d("2024-12-31"), 466), (_d("2025-08-31"), 452), (_d("2026-10-31"), 540)],
         9, project="green-city", theme="green", occupation="Sortieren, reparieren, pflegen", district=6),
    Plan("demo-vorbereitung", "Schritte vor der Ausbildung", "demo-lernwerk", LegalBasis.NOT_STATED,
         [(SIGNED, 200)], [(SIGNED, 200), (_d("2024-08-31"), 176), (_d("2026-10-31"), 188)], 8,
         project="career-preparation", occupation="Probieren, üben, nachholen", district=0),
    # Invented examples beside the women's programmes (III-16), of which no numbers are public.
    Plan("demo-frauen-neustart", "Frauen starten neu", "demo-lernwerk", LegalBasis.SGB3_45,
         [(SIGNED, 18), (_d("2024-01-01"), 24)], [(SIGNED, 15), (_d("2024-03-31"), 22), (_d("2026-10-31"), 21)], 10,
         project="fokussiert", occupation="Deutsch für den Beruf, Praktika", district=7),
    Plan("demo-frauen-wege", "Neue Wege für Frauen", "demo-lernwerk", LegalBasis.SGB3_45,
         [(SIGNED, 12)], [(SIGNED, 10), (_d("2026-10-31"), 11)], 8,
         project="your-way", occupation="Begleitung, Anerkennung, Praktika", district=7),
]  # fmt: skip


def is_made(*, today: dt.date) -> bool:
    """The demo groups exist."""
    return queries.group_by_key("demo-wecycle") is not None


# How people left, in parts: what they began, or that the time was over. Of the health programme nobody tells.
ENDS = {
    LegalBasis.SGB3_76: {
        EndReason.JOB: 6,
        EndReason.APPRENTICESHIP: 1,
        EndReason.GAVE_NOTICE: 2,
        EndReason.TERM_OVER: 1,
    },
    LegalBasis.SGB2_16I: {EndReason.JOB: 4, EndReason.TERM_OVER: 4, EndReason.GAVE_NOTICE: 1, EndReason.MOVED: 1},
    LegalBasis.SGB2_16E: {EndReason.JOB: 5, EndReason.TERM_OVER: 3, EndReason.DISMISSED: 1, EndReason.GAVE_NOTICE: 1},
    LegalBasis.SGB2_16D: {
        EndReason.TERM_OVER: 6,
        EndReason.JOB: 2,
        EndReason.FURTHER_MEASURE: 1,
        EndReason.PERSONAL: 1,
    },
    LegalBasis.NOT_STATED: {EndReason.APPRENTICESHIP: 4, EndReason.SCHOOL: 2, EndReason.JOB: 1, EndReason.TERM_OVER: 3},
    LegalBasis.SGB3_45: {EndReason.JOB: 3, EndReason.APPRENTICESHIP: 2, EndReason.TERM_OVER: 4, EndReason.MOVED: 1},
    LegalBasis.REHAPRO: {EndReason.TERM_OVER: 1},
}


def make(*, today: dt.date) -> None:
    """Groups, places and participations; the same every time."""
    chance = random.Random(20210630)  # noqa: S311 - demo data
    for plan in PLANS:
        group = _add(plan)
        if group is not None:
            record_history(list(_history(group, plan, today, chance)))
    _programme(today, chance)


def _add(plan: Plan) -> PlaceGroup | None:
    provider = organisation_by_key(plan.provider)
    if provider is None:
        return None
    group = services.add_group(
        key=plan.key,
        title=f"{plan.title} (Demo)",
        provider=provider,
        legal_basis=plan.basis,
        project=plan.project,
        theme=plan.theme,
        municipal=plan.municipal,
        occupation=plan.occupation,
        district=plan.district,
        health_advice=ADVICE,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        places=plan.places[0][1],
        source="Demo",
        is_demo=True,
        by=SYSTEM,
    )
    for since, places in plan.places[1:]:
        services.set_capacity(group, since=since, places=places, source="Demo", by=SYSTEM)
    return group


def _wanted(taken: list[tuple[dt.date, int]], day: dt.date) -> int:
    """Taken places on a day: straight between the stated days."""
    before = [point for point in taken if point[0] <= day][-1]
    after = next((point for point in taken if point[0] > day), None)
    if after is None:
        return before[1]
    share = (day - before[0]).days / (after[0] - before[0]).days
    return round(before[1] + (after[1] - before[1]) * share)


def _month_ends(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    day = dt.date(first.year, first.month, 28) + dt.timedelta(days=4)
    day -= dt.timedelta(days=day.day)
    while day < last:
        yield day
        following = dt.date(day.year, day.month, 28) + dt.timedelta(days=8)
        day = dt.date(following.year, following.month, 28) + dt.timedelta(days=4)
        day -= dt.timedelta(days=day.day)
    yield last


type Stay = tuple[dt.date, dt.date]  # first day, planned last day


def _come(plan: Plan, day: dt.date, chance: random.Random) -> Stay:
    return day, day + dt.timedelta(days=int(plan.months * 30.4 * chance.uniform(0.6, 1.0)))


def _history(group: PlaceGroup, plan: Plan, today: dt.date, chance: random.Random) -> Iterator[Participation]:
    """People come, stay for about the usual months, and leave; at every month's end the wanted number is there."""
    running: list[Stay] = []
    for _ in range(plan.taken[0][1]):
        # Some had begun before: their time is partly over.
        start, end = _come(plan, SIGNED, chance)
        running.append((start, start + (end - start) * chance.uniform(0.15, 1.0)))
    month_start = SIGNED
    for month_end in _month_ends(SIGNED, min(today, plan.ends_on or today)):
        wanted = _wanted(plan.taken, month_end)
        left = [stay for stay in running if stay[1] < month_end]
        staying = [stay for stay in running if stay[1] >= month_end]
        chance.shuffle(staying)
        left += [(start, month_end - dt.timedelta(days=1)) for start, _ in staying[wanted:]]
        for start, end in left:
            yield _row(group, start, max(end, start), chance)
        running = staying[:wanted]
        span = min(max((month_end - month_start).days, 1), 10)
        for _ in range(wanted - len(running)):
            running.append(_come(plan, month_end - dt.timedelta(days=chance.randrange(span)), chance))
        month_start = month_end
    ended_on = plan.ends_on if plan.ends_on is not None and plan.ends_on <= today else None
    for number, (start, _) in enumerate(running):
        row = _row(group, start, ended_on, chance)
        row.planned_end_on = add_months(start, plan.months) - dt.timedelta(days=1)
        if plan.wage and number % plan.wage_of_every == 0:
            row.wage_cost = Decimal(plan.wage + number * 37 % 480)
        yield row


def _row(group: PlaceGroup, start: dt.date, end: dt.date | None, chance: random.Random) -> Participation:
    return Participation(
        submission=uuid.UUID(int=chance.getrandbits(128)),
        code=new_code(),
        group=group,
        started_on=start,
        ended_on=end,
        end_reason=END_LABELS[_reason(group, start, end)] if end else "",
        district=group.district,
        recorded_by="system",
    )


def _reason(group: PlaceGroup, start: dt.date, end: dt.date) -> EndReason:
    """By the parts above; the same people leave for the same reason every time, whatever else is drawn."""
    chance = random.Random(f"{group.key} {start} {end}")  # noqa: S311 - demo data
    ends = ENDS[LegalBasis(group.legal_basis)]
    return chance.choices(list(ends), weights=list(ends.values()))[0]


# Admissions to the women's programme until a day (the public count for 2024 is met).
ADMITTED = [(_d("2022-01-01"), 0), (_d("2022-12-31"), 130), (_d("2024-12-31"), 444), (_d("2026-09-30"), 687)]


def _programme(today: dt.date, chance: random.Random) -> None:
    provider = organisation_by_key("demo-gesundheit")
    if provider is None:
        return
    group = services.add_group(
        key="demo-bergauf",
        title="Bergauf (Demo)",
        provider=provider,
        legal_basis=LegalBasis.REHAPRO,
        project="bergauf",
        occupation="Gesundheitscoaching",
        district=0,
        starts_on=_d("2022-01-01"),
        ends_on=_d("2026-10-31"),
        places=688,
        source="Demo",
        is_demo=True,
        by=SYSTEM,
    )
    rows = []
    for (begin, before), (finish, after) in pairwise(ADMITTED):
        for number in range(after - before):
            start = begin + (finish - begin) * (number + 1) // (after - before)
            last = latest_end(start, [])
            end = start + (last - start) * chance.uniform(0.4, 0.9)
            rows.append(_row(group, start, min(end, last) if end < today else None, chance))
    record_history([row for row in rows if row.started_on <= today])
