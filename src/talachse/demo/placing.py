"""Invented people on the way to the demo places: suggested, waiting with a rank, referred, begun, silent, ended."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Sequence

from talachse.accounts.actor import SYSTEM
from talachse.accounts.queries import organisation_by_key
from talachse.offers.models import LegalBasis, PlaceGroup
from talachse.offers.queries.places import group_by_key
from talachse.offers.services.places import add_group
from talachse.people import services as people
from talachse.people.models import NationalityGroup, Person, Sex, Zone
from talachse.people.queries import search_people
from talachse.placements.models import Placement, Said
from talachse.placements.queries.attendance import there_between, week_of
from talachse.placements.services import attendance, placing, reports, silence
from talachse.placements.services.attendance import Cell
from talachse.placements.services.steps import PlacementRefused
from talachse.rules.deadlines import is_working_day
from talachse.rules.placement.lifecycle import Attendance, DeclineReason, EndReason
from talachse.rules.placement.rehapro import add_months

FIRST_NAMES = (
    *(
        "Alma",
        "Bela",
        "Carlo",
        "Dana",
        "Emil",
        "Fenja",
        "Gero",
        "Hanna",
        "Ivo",
        "Jule",
        "Kaan",
        "Leyla",
        "Milo",
        "Nura",
    ),
    *("Orhan", "Paula", "Quirin", "Rosa", "Selim", "Tilda", "Umut", "Vera", "Wanda", "Yara", "Zeno"),
)
LAST_NAMES = (
    *("Ahorn", "Birkner", "Cyriax", "Distel", "Espenhahn", "Farnbach", "Ginster", "Haselau", "Immergrün", "Jasminek"),
    *("Kiefernagel", "Lindwurm", "Moosbach", "Nesselrath", "Ottermann", "Pappelhof", "Quittenbaum", "Rohrspatz"),
)
WISHES = (
    *("Fahrräder reparieren", "Pflege von Wegen und Grün", "Sortieren und reparieren", "Verkauf", "Küche und Lager"),
    *("Hauswirtschaft", "Büro", "Holz und Metall", "Fahrdienst", ""),
)
PEOPLE = 40
# Over and outside the counts of the agreement.
COHORT, COHORT_SIZE = "demo-naehwerkstatt", 60
# Small, full and outside the counts of the agreement, so that forecasts and waiting lists say something.
FULL = "demo-reparaturladen"
TARGETS = ("demo-gruene-arbeit", "demo-stadtgruen", "demo-gemeinnuetzig", "demo-privat", "demo-wecycle", FULL)
WORKING = ("present", "present", "present", "present", "present", "present", "excused", "unexcused", "holiday")
SEED = 20210701
DAY = dt.timedelta(days=1)


def is_made(*, today: dt.date) -> bool:
    """The invented people exist."""
    return search_people(f"{FIRST_NAMES[0]} {LAST_NAMES[0]}", Zone.SGB2).filter(is_demo=True).exists()


def make(*, today: dt.date) -> None:
    """People with facts, placements in every state, three weeks of attendance, reports that are due."""
    chance = random.Random(SEED)  # noqa: S311 - demo data
    persons = [_person(number, today, chance) for number in range(PEOPLE)]
    full = _full_group(today)
    groups = [group for key in TARGETS if (group := group_by_key(key)) is not None]
    if full is None or len(groups) != len(TARGETS):
        return
    _past_exits(persons[30:], full, today, chance)
    begun = _begun(persons[:4], full, today)
    _waiting(persons[4:12], full, today)
    _ways(persons[12:30], groups, today, chance)
    _spread(persons[4:12], [group for group in groups if group.pk != full.pk], today, chance)
    for one in (persons[30], persons[33]):
        # Two who wait for an answer of the provider whose log-in is shown at the start.
        _refer(one, groups[TARGETS.index("demo-wecycle")], today - 2 * DAY)
    _cohort(today, random.Random(SEED + 1))  # noqa: S311 - demo data; apart, so that the others stay who they are
    silence.watch(by=SYSTEM, today=today)
    for group in (full, group_by_key("demo-wecycle")):
        if group is not None:
            _attendance(group, today, chance)
    if begun:
        reports.ask_for_reports(today=today, by=SYSTEM)


def _uuid(chance: random.Random) -> uuid.UUID:
    return uuid.UUID(int=chance.getrandbits(128))


def _person(number: int, today: dt.date, chance: random.Random) -> Person:
    first, last = FIRST_NAMES[number % len(FIRST_NAMES)], LAST_NAMES[number % len(LAST_NAMES)]
    person = people.add_person(
        name=f"{first} {last}",
        born_on=today - dt.timedelta(days=chance.randrange(20 * 365, 58 * 365)),
        zone=Zone.SGB2,
        by=SYSTEM,
        submission=_uuid(chance),
        contact=f"0202 0000 {number:03d} (Demo)",
        file_number=f"DEMO-{number:04d}",
        sex=chance.choice(Sex.values),
        nationality_group=chance.choice(NationalityGroup.values),
        district=chance.randrange(10),
        wishes=chance.choice(WISHES),
        hours_per_week=chance.choice((15, 20, 30, 39)),
        today=today - dt.timedelta(days=chance.randrange(30, 700)),
        is_demo=True,
    )
    _facts(person, number, today, chance)
    return person


def _facts(person: Person, number: int, today: dt.date, chance: random.Random) -> None:
    """Enough to be read: some meet everything, some lack a proof, one has used up the five years."""
    as_of = today - dt.timedelta(days=chance.randrange(5, 200))
    months = chance.choice((18, 40, 58, 66, 75, 84))
    facts: dict[str, tuple[object, str]] = {
        "employable": (True, "Feststellung der Erwerbsfähigkeit"),
        "receives_sgb2": (True, "Bescheid des Jobcenters"),
    }
    if number % 4:
        facts["months_on_sgb2_in_last_84"] = (months, "Bescheide der letzten sieben Jahre")
        facts["only_briefly_employed"] = (number % 5 != 0, "Versicherungsverlauf der Rentenversicherung")
    if number % 3:
        facts["holistic_support_months"] = (chance.randrange(0, 9), "Kooperationsplan")
        facts["earlier_stays"] = ([], "Auskunft der anderen Jobcenter")
    if number == 12:
        stay = {"legal_basis": "sgb2_16i", "starts_on": "2019-03-01", "ends_on": "2024-02-29"}
        facts["earlier_stays"] = ([stay], "Bescheide über den Zuschuss")
    for key, (value, proof) in facts.items():
        people.put_fact(person, key, value, proof, as_of, by=SYSTEM)


def _full_group(today: dt.date) -> PlaceGroup | None:
    provider = organisation_by_key("demo-radwerk")
    if provider is None:
        return None
    return add_group(
        key=FULL,
        title="Reparaturladen am Gleis (Demo)",
        provider=provider,
        legal_basis=LegalBasis.SGB2_16D,
        occupation="Fahrräder reparieren",
        site="Am Gleis 1",
        district=6,
        health_advice="Gesundheitslots*innen des Jobcenters",
        starts_on=add_months(today.replace(day=1), -30),
        places=4,
        source="Demo",
        is_demo=True,
        by=SYSTEM,
    )


def _accepted(person: Person, group: PlaceGroup, day: dt.date, chance: random.Random | None = None) -> Placement:
    submission = _uuid(chance) if chance else uuid.uuid5(uuid.NAMESPACE_OID, f"{person.code}-{group.key}-{day}")
    made = placing.suggest(person, group, submission=submission, by=SYSTEM, today=day)
    made = placing.refer(made, by=SYSTEM, today=day)
    return placing.accept(made, planned_start_on=day, by=SYSTEM, today=day)


def _refer(person: Person, group: PlaceGroup, day: dt.date) -> None:
    submission = uuid.uuid5(uuid.NAMESPACE_OID, f"refer-{person.code}")
    made = placing.suggest(person, group, submission=submission, by=SYSTEM, today=day)
    placing.refer(made, by=SYSTEM, today=day)


def _past_exits(persons: Sequence[Person], group: PlaceGroup, today: dt.date, chance: random.Random) -> None:
    """Who was there and left within the last year: the basis of the forecast."""
    ends = (EndReason.JOB, EndReason.APPRENTICESHIP, EndReason.TERM_OVER, EndReason.JOB, EndReason.PERSONAL)
    for number, person in enumerate(persons):
        ended_on = today - dt.timedelta(days=40 + 30 * number)
        begun_on = ended_on - dt.timedelta(days=75)
        one = _accepted(person, group, begun_on - 10 * DAY, chance)
        one = placing.start(one, started_on=begun_on, planned_end_on=ended_on + 30 * DAY, by=SYSTEM, today=begun_on)
        one = placing.end(one, ended_on=ended_on, reason=ends[number % len(ends)], by=SYSTEM, today=ended_on)
        if number % 3 == 0 and ended_on > today - dt.timedelta(days=120):
            placing.after_care(one, until=add_months(ended_on, 5), by=SYSTEM, today=ended_on)
        elif number % 3 == 1:
            placing.close(one, by=SYSTEM, today=ended_on + DAY)


def _begun(persons: Sequence[Person], group: PlaceGroup, today: dt.date) -> list[Placement]:
    begun_on = today - dt.timedelta(days=35)
    found = []
    for person in persons:
        one = _accepted(person, group, begun_on - 12 * DAY)
        found.append(
            placing.start(one, started_on=begun_on, planned_end_on=add_months(begun_on, 9), by=SYSTEM, today=begun_on)
        )
    placing.pause(found[-1], since=today - 8 * DAY, by=SYSTEM, today=today - 8 * DAY)
    return found


def _waiting(persons: Sequence[Person], group: PlaceGroup, today: dt.date) -> None:
    for number, person in enumerate(persons):
        since = today - dt.timedelta(days=14 * number + 3)
        made = placing.suggest(
            person,
            group,
            submission=uuid.uuid5(uuid.NAMESPACE_OID, f"wait-{person.code}"),
            priority=1 if number == 2 else 2,
            by=SYSTEM,
            today=since,
        )
        placing.wait(made, by=SYSTEM, today=since)


def _ways(persons: Sequence[Person], groups: Sequence[PlaceGroup], today: dt.date, chance: random.Random) -> None:
    """One person after the other stops at another point of the way; some have been silent for long."""
    for number, person in enumerate(persons):
        group = groups[number % len(groups)]
        day = today - dt.timedelta(days=(3, 9, 16, 31, 45)[number % 5])
        made = placing.suggest(person, group, submission=_uuid(chance), by=SYSTEM, today=day)
        stop = (number + number // 6) % 6
        if stop == 1:
            placing.wait(made, by=SYSTEM, today=day)
        elif stop >= 2:
            made = placing.refer(made, by=SYSTEM, today=day)
        if stop == 3:
            placing.accept(made, planned_start_on=today + 7 * DAY, by=SYSTEM, today=day)
        elif stop == 4:
            said = Said.PERSON if number % 2 else Said.PROVIDER
            placing.decline(made, reason=chance.choice(list(DeclineReason)), said=said, by=SYSTEM, today=day)
        elif stop == 5:
            made = placing.accept(made, by=SYSTEM, today=day)
            # Elsewhere the counts of the agreement stay as ``places`` made them.
            if group.key == FULL:
                _try_to_start(made, day)


def _try_to_start(placement: Placement, day: dt.date) -> None:
    try:
        placing.start(placement, started_on=day, planned_end_on=add_months(day, 9), by=SYSTEM, today=day)
    except PlacementRefused as refusal:  # a full group or a used-up duration: then it waits on, with the reason
        placing.wait(placement, by=SYSTEM, today=day, note=str(refusal))


def _cohort(today: dt.date, chance: random.Random) -> None:
    """People of a workshop that is over: enough decided wishes that the report on fairness shows rates, not only dashes."""
    provider = organisation_by_key("demo-radwerk")
    if provider is None:
        return
    first = today - dt.timedelta(days=330)
    last = today - dt.timedelta(days=45)
    group = add_group(
        key=COHORT,
        title="Nähwerkstatt im Quartier (Demo)",
        provider=provider,
        legal_basis=LegalBasis.SGB2_16D,
        occupation="Nähen und Ändern",
        district=5,
        health_advice="Gesundheitslots*innen des Jobcenters",
        starts_on=first - 60 * DAY,
        ends_on=last,
        places=COHORT_SIZE,
        source="Demo",
        is_demo=True,
        by=SYSTEM,
    )
    for number in range(COHORT_SIZE):
        person = _person(PEOPLE + number, today, chance)
        day = first + dt.timedelta(days=number)
        if number % 3:
            one = placing.start(
                _accepted(person, group, day, chance), started_on=day + 14 * DAY, by=SYSTEM, today=day + 14 * DAY
            )
            reason = (EndReason.JOB, EndReason.TERM_OVER, EndReason.FURTHER_MEASURE)[number % 3]
            one = placing.end(one, ended_on=last - (number % 20) * DAY, reason=reason, by=SYSTEM, today=last)
            placing.close(one, by=SYSTEM, today=last)
        else:
            one = placing.suggest(person, group, submission=_uuid(chance), by=SYSTEM, today=day)
            said = Said.PERSON if number % 2 else Said.PROVIDER
            reasons = (DeclineReason.HOURS, DeclineReason.WAY, DeclineReason.CARE)
            placing.decline(one, reason=reasons[number % 4 % 3], said=said, by=SYSTEM, today=day + 9 * DAY)


def _spread(persons: Sequence[Person], groups: Sequence[PlaceGroup], today: dt.date, chance: random.Random) -> None:
    """Whoever waits has further suggestions beside it."""
    for number, person in enumerate(persons):
        day = today - dt.timedelta(days=number + 1)
        made = placing.suggest(person, groups[number % len(groups)], submission=_uuid(chance), by=SYSTEM, today=day)
        if number % 2:
            placing.refer(made, by=SYSTEM, today=day)


def _attendance(group: PlaceGroup, today: dt.date, chance: random.Random) -> None:
    """Three weeks as a provider would enter them."""
    for back in (3, 2, 1):
        days = [day for day in week_of(today - dt.timedelta(days=7 * back)) if is_working_day(day)]
        if not days:
            continue
        there = {one.pk: one for one in there_between(group.pk, days[0], days[-1])}
        cells: dict[Cell, str] = {
            (pk, day): Attendance(chance.choice(WORKING)).value for pk in sorted(there) for day in days
        }
        wrong = attendance.refusals(there, cells, today=today)
        good = {cell: kind for cell, kind in cells.items() if cell not in wrong}
        attendance.record_week(group, good, [], week=days[0], by=SYSTEM)
