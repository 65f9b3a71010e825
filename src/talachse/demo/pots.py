"""Pots, money, papers and work for municipal projects around the demo places.

The counting pots carry the numbers of the agreement and never refuse; the capping ones, all amounts, papers and needs are
invented.
"""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from talachse.accounts.actor import SYSTEM
from talachse.accounts.models import Organisation
from talachse.accounts.queries import actor_for, organisation_by_key, user_by_email
from talachse.demo.accounts import DOMAIN
from talachse.demo.places import SIGNED
from talachse.offers.models import EmployerKind, HandsNeed, PaperKind, Payer, PlaceGroup, Pot, PotKind, PotMeasure
from talachse.offers.queries.directory import offer_by_key
from talachse.offers.queries.places import group_by_key
from talachse.offers.queries.pots import pot_by_key
from talachse.offers.services import deployment, groups, papers, pots
from talachse.offers.services.pots import PotFacts
from talachse.placements.services import cuts
from talachse.rules.placement.rehapro import add_months

COUNTING, CAPPING = PotKind.COUNTING, PotKind.CAPPING
# What a pot is, where it lies, and its number of places from day to day.
POTS: list[tuple[str, str, PotKind, str, str, list[tuple[str, int, str]]]] = [
    ("jobs-teilhabechancengesetz", "Arbeitsstellen nach dem Teilhabechancengesetz", COUNTING, "",
     "teilhabechancengesetz", [("2021-07-01", 620, "Vereinbarung I-11, Stand bei der Unterzeichnung")]),
    ("jobs-municipal-cofinancing", "Davon mit Geld der Stadt", COUNTING, "jobs-teilhabechancengesetz",
     "teilhabechancengesetz", [("2021-07-01", 210, "Vereinbarung I-12, Stand bei der Unterzeichnung")]),
    ("demo-mittel-stadtgruen", "Mittel der Stadt für Wege und Grün (Demo)", CAPPING, "jobs-municipal-cofinancing",
     "teilhabechancengesetz", [("2021-07-01", 230, "Haushalt 2021 (Demo)"), ("2025-01-01", 225, "Haushalt 2025 (Demo)")]),
    ("demo-mittel-betriebe", "Mittel für Stellen in Betrieben (Demo)", CAPPING, "jobs-teilhabechancengesetz",
     "teilhabechancengesetz", [("2021-07-01", 130, "Plan 2021 (Demo)")]),
    ("apprenticeships", "Außerbetriebliche Ausbildungsplätze", COUNTING, "",
     "apprenticeships-bae", [("2021-07-01", 102, "Vereinbarung I-13 und III-14")]),
    ("apprenticeships-wecycle", "WeCycle", COUNTING, "apprenticeships",
     "wecycle", [("2021-07-01", 12, "Vereinbarung I-14")]),
    ("apprenticeships-upstairs", "UpStairs", COUNTING, "apprenticeships",
     "upstairs", [("2021-07-01", 18, "Vereinbarung I-14")]),
    ("apprenticeships-rest", "Übrige Ausbildungsplätze", COUNTING, "apprenticeships",
     "apprenticeships-bae", [("2021-07-01", 72, "Vereinbarung I-13: 102 weniger 12 und 18")]),
    ("work-opportunities-green", "Arbeitsgelegenheiten für Umwelt, Klima und Recycling", COUNTING, "",
     "green-city", [("2021-07-01", 700, "Vereinbarung I-15, Stand bei der Unterzeichnung")]),
    ("demo-mittel-gelegenheiten", "Mittel des Bundes für Arbeitsgelegenheiten (Demo)", CAPPING, "work-opportunities-green",
     "green-city", [("2021-07-01", 700, "Plan 2021 (Demo)"), ("2024-01-01", 620, "Kürzung 2024 (Demo)"),
                    ("2025-01-01", 470, "Kürzung 2025 (Demo)"), ("2025-09-01", 560, "Nachtrag 2025 (Demo)")]),
    ("career-preparation", "Plätze zur Heranführung und Qualifizierung", COUNTING, "",
     "career-preparation", [("2021-07-01", 200, "Vereinbarung III-14")]),
    ("demo-mittel-frauen", "Plätze für zugewanderte Frauen (Demo)", CAPPING, "",
     "fokussiert", [("2021-07-01", 30, "Plan 2021 (Demo)"), ("2024-01-01", 36, "Plan 2024 (Demo)")]),
    ("health-programme-women", "Aufnahmen in „Bergauf“", CAPPING, "",
     "bergauf", [("2021-11-01", 688, "Vereinbarung IV-8")]),
]  # fmt: skip
# group: pot, offer, cost of a place and month, months, hours, employer, shares
GROUPS: dict[str, tuple[str, str, int, int, dict[str, Any], dict[Payer, int]]] = {
    "demo-wecycle": ("apprenticeships-wecycle", "radwerk-ausbildung", 1240, 36,
                     {"hours_per_week": 39, "age_to": 26, "supervision": "1 Meister*in für 6"}, {Payer.FEDERAL: 100}),
    "demo-upstairs": ("apprenticeships-upstairs", "", 1310, 36, {"hours_per_week": 39}, {Payer.FEDERAL: 100}),
    "demo-werkstaetten": ("apprenticeships-rest", "lernwerk-werkstaetten", 1180, 36,
                          {"hours_per_week": 39, "age_to": 26, "supervision": "1 Anleiter*in für 8"}, {Payer.FEDERAL: 100}),
    "demo-stadtgruen": ("demo-mittel-stadtgruen", "gruenwerk-trasse", 2420, 60,
                        {"hours_per_week": 30, "employer": "Grünwerk Tal gGmbH (Demo)",
                         "employer_kind": EmployerKind.NON_PROFIT, "supervision": "1 Vorarbeiter*in für 8"},
                        {Payer.FEDERAL: 85, Payer.CITY: 15}),
    "demo-gemeinnuetzig": ("jobs-teilhabechancengesetz", "gemeinnuetzige-stellen", 2280, 60,
                           {"hours_per_week": 30, "employer_kind": EmployerKind.NON_PROFIT},
                           {Payer.FEDERAL: 88, Payer.EMPLOYER: 12}),
    "demo-privat": ("demo-mittel-betriebe", "baukunst-treppen", 2350, 24,
                    {"hours_per_week": 35, "employer_kind": EmployerKind.PRIVATE}, {Payer.FEDERAL: 60, Payer.EMPLOYER: 40}),
    "demo-gruene-arbeit": ("demo-mittel-gelegenheiten", "gruenwerk-gelegenheit", 540, 9,
                           {"hours_per_week": 25, "smallest": 6, "supervision": "1 Anleiter*in für 12"},
                           {Payer.FEDERAL: 100}),
    "demo-vorbereitung": ("career-preparation", "lernwerk-vorbereitung", 690, 8,
                          {"hours_per_week": 30, "age_from": 16, "age_to": 25, "smallest": 8}, {Payer.FEDERAL: 100}),
    "demo-frauen-neustart": ("demo-mittel-frauen", "frauen-neustart", 720, 10,
                             {"hours_per_week": 16, "age_from": 18, "supervision": "1 Lehrkraft für 12"}, {Payer.FEDERAL: 100}),
    "demo-frauen-wege": ("demo-mittel-frauen", "frauen-wege", 480, 8,
                         {"hours_per_week": 6, "age_from": 18}, {Payer.FEDERAL: 60, Payer.LAND: 40}),
    "demo-bergauf": ("health-programme-women", "", 610, 36, {"hours_per_week": 6}, {Payer.FEDERAL: 90, Payer.LAND: 10}),
}  # fmt: skip
# pot, payer, euros of this year and the next
MONEY = [
    ("demo-mittel-stadtgruen", Payer.CITY, 990_000, 960_000),
    ("demo-mittel-betriebe", Payer.FEDERAL, 2_400_000, 2_300_000),
    ("demo-mittel-gelegenheiten", Payer.FEDERAL, 3_900_000, 3_600_000),
]
# task, site, district, skills, project, hands, weeks, days until it begins
NEEDS = [
    ("Wege und Beete an der Nordbahntrasse pflegen", "Nordbahntrasse, Abschnitt Wichlinghausen", 6,
     "Freischneider", "nordbahntrasse", 8, 10, -35),
    ("Flächen für die Bundesgartenschau aufräumen und pflegen", "Königshöhe", 1, "", "buga-2031", 12, 16, 21),
    ("Fahrradständer reparieren und streichen", "Hardtanlage", 0, "Metall", "hardt", 4, 6, 35),
]  # fmt: skip


def is_made(*, today: dt.date) -> bool:
    """The pots exist."""
    return pot_by_key("jobs-teilhabechancengesetz") is not None


def make(*, today: dt.date) -> None:
    """Pots, what lies in them, who pays, what is due, and who works for the city."""
    _pots()
    for number, key in enumerate(GROUPS):
        group = group_by_key(key)
        if group is not None:
            _fill(group, today, number)
    _money(today)
    _papers(today)
    _needs(today)
    _cut(today)


def _pots() -> None:
    made: dict[str, Pot] = {}
    for key, title, kind, parent, project, limits in POTS:
        measure = PotMeasure.CUMULATIVE if key == "health-programme-women" else PotMeasure.STOCK
        facts = PotFacts(title=title, kind=kind, measure=measure, parent=made.get(parent), project=project)
        made[key] = pots.add_pot(key=key, facts=facts, by=SYSTEM)
        for since, places, source in limits:
            pots.set_limit(made[key], since=dt.date.fromisoformat(since), places=places, source=source, by=SYSTEM)


def _fill(group: PlaceGroup, today: dt.date, number: int) -> None:
    pot, offer, cost, months, more, shares = GROUPS[group.key]
    runs = group.ends_on is None or group.ends_on >= today
    changes = more | {
        "pot": pot_by_key(pot),
        "offer": offer_by_key(offer) if offer else None,
        "cost_per_month": Decimal(cost),
        "months": months,
        "next_start_on": add_months(today.replace(day=1), 1 + number % 3) if runs else None,
    }
    changed = groups.change_group(group, changes, by=SYSTEM, today=today)
    percents = {payer: Decimal(percent) for payer, percent in shares.items()}
    groups.set_funding(changed, since=max(SIGNED, group.starts_on), shares=percents, source="Demo", by=SYSTEM)


def _money(today: dt.date) -> None:
    for key, payer, this_year, next_year in MONEY:
        pot = pot_by_key(key)
        for year, euros in ((today.year, this_year), (today.year + 1, next_year)):
            if pot is not None:
                pots.add_allotment(
                    pot,
                    payer=payer,
                    begins_on=dt.date(year, 1, 1),
                    ends_on=dt.date(year, 12, 31),
                    amount=Decimal(euros),
                    source=f"Bewilligung {year} (Demo)",
                    by=SYSTEM,
                )


def _enter(key: str, kind: PaperKind, title: str, **facts: Any) -> None:
    organisation = organisation_by_key(key)
    if organisation is not None:
        papers.enter_paper(organisation=organisation, kind=kind, title=title, by=SYSTEM, **facts)


def _papers(today: dt.date) -> None:
    since = dt.date(today.year - 2, 1, 1)
    for number, key in enumerate(("demo-radwerk", "demo-gruenwerk", "demo-baukunst", "demo-lernwerk")):
        contract_end = dt.date(today.year + 1, 12, 31) if number else today + dt.timedelta(days=52)
        _enter(key, PaperKind.CONTRACT, "Vertrag mit dem Jobcenter (Demo)", valid_from=since, valid_until=contract_end)
        # One has run out, one runs out soon.
        certificate_end = today + dt.timedelta(days=(38, 410, -12, 700)[number])
        _enter(key, PaperKind.CERTIFICATE, "Zulassung als Träger (Demo)", valid_from=since, valid_until=certificate_end)
    _enter(
        "demo-gruenwerk",
        PaperKind.PROOF_OF_USE,
        "Verwendungsnachweis für das Vorjahr (Demo)",
        valid_from=dt.date(today.year - 1, 1, 1),
        valid_until=dt.date(today.year - 1, 12, 31),
        due_on=today + dt.timedelta(days=20),
        amount=Decimal(870_000),
    )
    last_month = add_months(today.replace(day=1), -1)
    papers.expect_monthly_reports(month=last_month, by=SYSTEM)


def _needs(today: dt.date) -> None:
    city = organisation_by_key("stadt-wuppertal")
    if city is None:
        return
    posted = [_post(city, number, today) for number in range(len(NEEDS))]
    group = group_by_key("demo-gruene-arbeit")
    if group is None:
        return
    lent = deployment.lend_hands(posted[0], group, hands=6, by=SYSTEM, today=today - dt.timedelta(days=35))
    for week, hours in enumerate((132, 150, 141, 147)):
        day = today - dt.timedelta(days=35 - 7 * week)
        deployment.record_hours(lent, week=day, hours=Decimal(hours), by=SYSTEM, today=today)
    workshop = group_by_key("demo-wecycle")
    if workshop is not None:
        deployment.lend_hands(posted[2], workshop, hands=3, by=SYSTEM, today=today)


def _cut(today: dt.date) -> None:
    """A cut that somebody has computed and nobody has decided."""
    desk = user_by_email(f"platzsteuerung@{DOMAIN}")
    pot = pot_by_key("demo-mittel-gelegenheiten")
    if desk is not None and pot is not None:
        cuts.simulate(
            pot,
            submission=uuid.uuid5(uuid.NAMESPACE_URL, "demo-cut"),
            since=dt.date(today.year + 1, 1, 1),
            percent=10,
            by=actor_for(desk, today=today),
            today=today,
        )


def _post(city: Organisation, number: int, today: dt.date) -> HandsNeed:
    task, site, district, skills, project, hands, weeks, days = NEEDS[number]
    return deployment.post_need(
        submission=uuid.uuid5(uuid.NAMESPACE_URL, f"demo-need-{number}"),
        department_id=city.pk,
        task=task,
        site=site,
        district=district,
        skills=skills,
        project=project,
        hands=hands,
        weeks=weeks,
        starts_on=today + dt.timedelta(days=days),
        by=SYSTEM,
        today=today - dt.timedelta(days=40),
    )
