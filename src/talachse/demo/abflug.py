"""#Abflug: invented companies with apprenticeships and events, young people (codes only) with lists of wishes."""

from __future__ import annotations

import datetime as dt
import random
import uuid

from django.utils import timezone

from talachse.accounts import services as accounts
from talachse.accounts.actor import PUBLIC, SYSTEM
from talachse.accounts.models import Organisation, OrganisationKind
from talachse.accounts.queries import organisation_by_key
from talachse.offers.models import Posting
from talachse.offers.queries.apprenticeships import open_postings
from talachse.offers.queries.wishes import interested_in
from talachse.offers.services import apprenticeships, events, wishes
from talachse.offers.services.wishes import Met
from talachse.placements.services.stable_rounds import propose

COMPANIES = [
    ("demo-backstube", "Backstube Talblick (Demo)"),
    ("demo-elektro", "Elektro Bergstrom GmbH (Demo)"),
    ("demo-pflege", "Pflegehaus Nordhöhe (Demo)"),
]
# company, occupation, places, site, district, text
POSTINGS = [
    ("demo-backstube", "Bäcker*in", 2, "Barmen", 5, "Du knetest, formst und backst Brot, bevor die Stadt aufwacht."),
    ("demo-backstube", "Fachverkäufer*in im Lebensmittelhandwerk", 3, "Barmen", 5, "Du berätst Menschen und hältst den Laden am Laufen."),
    ("demo-backstube", "Konditor*in", 1, "Elberfeld", 0, "Du machst Torten, Pralinen und Eis."),
    ("demo-backstube", "Kaufleute für Büromanagement", 1, "Barmen", 5, "Du bestellst, rechnest ab und telefonierst."),
    ("demo-elektro", "Elektroniker*in", 3, "Oberbarmen", 6, "Du verlegst Leitungen und baust Solaranlagen auf Dächer."),
    ("demo-elektro", "Elektroniker*in für Gebäudetechnik", 2, "Langerfeld", 8, "Du sorgst dafür, dass Licht, Heizung und Türen tun, was sie sollen."),
    ("demo-elektro", "Fachkraft für Lagerlogistik", 1, "Oberbarmen", 6, "Du weißt, wo alles liegt, und packst es für die Baustelle."),
    ("demo-elektro", "Anlagenmechaniker*in", 2, "Heckinghausen", 7, "Du baust Wärmepumpen ein und machst Bäder fertig."),
    ("demo-pflege", "Pflegefachfrau, Pflegefachmann", 4, "Uellendahl", 2, "Du begleitest Menschen, die Hilfe brauchen, durch ihren Tag."),
    ("demo-pflege", "Pflegefachassistenz", 3, "Uellendahl", 2, "Du hilfst beim Essen, Anziehen und Spazierengehen. Das geht auch mit Hauptschulabschluss."),
    ("demo-pflege", "Köchin, Koch", 1, "Uellendahl", 2, "Du kochst jeden Tag frisch für hundert Menschen."),
    ("demo-pflege", "Fachkraft für Hauswirtschaft", 1, "Uellendahl", 2, "Du machst aus einem Haus ein Zuhause."),
]  # fmt: skip
# company, title, days from today, begins, hours, seats, place, district, text
EVENTS = [
    ("demo-betrieb", "Offene Werkstatt", 12, 16, 2, 24, "Werkhalle am Bach 4, Vohwinkel", 3, "Du schweißt ein Stück Geländer und sprichst mit Azubis. Eltern sind willkommen."),
    ("demo-pflege", "Ein Nachmittag im Pflegehaus", 26, 14, 3, 12, "Pflegehaus Nordhöhe, Eingang Garten", 2, "Du lernst Bewohner*innen und Azubis kennen."),
    ("demo-backstube", "Backen um fünf", -20, 17, 2, 16, "Backstube Talblick, Hinterhof", 5, "Du backst dein eigenes Brot."),
]  # fmt: skip
NICKNAMES = ["Blitz", "", "Mo", "Luna", "Kiwi", "", "Ari", "Falke", "Nia", "", "Pixel", "Sol"]
YOUNG_PEOPLE = 20
GUESTS = 6


def _uuid(what: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"demo-abflug-{what}")


def is_made(*, today: dt.date) -> bool:
    """The invented companies exist."""
    return organisation_by_key(COMPANIES[0][0]) is not None


def make(*, today: dt.date) -> None:
    """Companies, postings, events with seats, lists with wishes, and what some companies said after meeting."""
    chance = random.Random(20260901)  # noqa: S311 - demo data
    companies = {
        key: accounts.add_organisation(key=key, name=name, kind=OrganisationKind.COMPANY, is_demo=True, by=SYSTEM)
        for key, name in COMPANIES
    }
    known = organisation_by_key("demo-betrieb")
    if known is not None:
        companies["demo-betrieb"] = known
    _postings(companies, today)
    postings = list(open_postings(on=today))
    _events(companies, today, chance)
    _lists(postings, today, chance)
    propose(by=SYSTEM, now=timezone.make_aware(dt.datetime.combine(today, dt.time(7))))


def _postings(companies: dict[str, Organisation], today: dt.date) -> None:
    next_year = dt.date(today.year + (today.month >= 8), 8, 1)
    for number, (company, occupation, places, site, district, text) in enumerate(POSTINGS):
        apprenticeships.post_apprenticeship(
            submission=_uuid(f"posting-{number}"),
            company_id=companies[company].pk,
            occupation=occupation,
            places=places,
            starts_on=next_year,
            site=site,
            district=district,
            text=text,
            by=SYSTEM,
            today=today - dt.timedelta(days=30 - number),
        )


def _events(companies: dict[str, Organisation], today: dt.date, chance: random.Random) -> None:
    for number, (company, title, days, begins, hours, seats, place, district, text) in enumerate(EVENTS):
        if company not in companies:
            continue
        starts_at = timezone.make_aware(dt.datetime.combine(today + dt.timedelta(days=days), dt.time(begins)))
        event = events.announce(
            submission=uuid.uuid4(),  # kept by the part as a whole; a fixed one would be remembered by the cache
            organiser_id=companies[company].pk,
            title=title,
            place=place,
            district=district,
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(hours=hours),
            seats=seats,
            text=text,
            project="abflug-in-ausbildung",
            by=SYSTEM,
            now=starts_at - dt.timedelta(days=40),
        )
        if event is None:
            continue
        taken_at = min(starts_at, timezone.make_aware(dt.datetime.combine(today, dt.time(8)))) - dt.timedelta(days=2)
        for guest in range(GUESTS):
            seat = events.take_seat(
                event,
                submission=_uuid(f"seat-{number}-{guest}"),
                people=chance.choice([1, 1, 2]),
                nickname=chance.choice(NICKNAMES),
                by=PUBLIC,
                now=taken_at,
            )
            if days < 0 and guest != 2:
                events.check_in(seat, came=True, by=SYSTEM, now=starts_at)


def _lists(postings: list[Posting], today: dt.date, chance: random.Random) -> None:
    for number in range(YOUNG_PEOPLE):
        owner = wishes.begin_list(
            submission=_uuid(f"list-{number}"), by=PUBLIC, today=today - dt.timedelta(days=chance.randrange(1, 25))
        )
        if number % 3:
            wishes.describe(
                owner,
                nickname=chance.choice(NICKNAMES),
                school_year=chance.choice([9, 9, 10, 10, 13]),
                district=chance.randrange(10),
                by=PUBLIC,
            )
        for posting in chance.sample(postings, chance.randrange(1, 6)):
            wishes.add_wish(owner, posting, by=PUBLIC)
    for posting in postings[::2]:
        met = [line for line in interested_in(posting, on=today) if chance.random() < 0.7]
        chance.shuffle(met)
        said = {line.wish_id: Met(rank=rank) for rank, line in enumerate(met, 1)}
        if len(met) > 3:
            said[met[-1].wish_id] = Met(declined=True)
        wishes.rank_wishes(posting, said, by=SYSTEM)
