"""Fills the directory: ``python -m benchmarks.directory_data OFFERS``; what was there is replaced.

Names, words, hours, tags and places are drawn by a seed from German words, so that common and rare words both occur; one
offer in ten has places, half of them taken.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import sys
import uuid
from dataclasses import dataclass
from typing import Any

import django


def _words(text: str) -> list[str]:
    return text.split()


ADJECTIVES = _words("offen mobil bunt neu gemeinsam kostenlos digital barrierefrei nachbarschaftlich interkulturell")
# Most common first; weights fall.
NOUNS = _words(
    "Beratung Sprachkurs Jugendtreff Nachhilfe Sportgruppe Elterncafé Familienzentrum Hausaufgabenhilfe Schuldnerberatung "
    "Mädchengruppe Musikschule Computerkurs Bewerbungshilfe Gartenprojekt Begegnungsstätte Theatergruppe Kleiderkammer "
    "Suchtberatung Wohnungslosenhilfe Fahrradwerkstatt Näherei Repaircafé Rechtsberatung Kletterhalle Trauergruppe"
)
WORDS = _words(
    "Hilfe Kurs Kinder Gruppe Eltern Projekt Jugendliche Frauen Männer Ältere Familien lernen spielen kochen Sport Musik Deutsch Mathe Englisch Beruf "
    "Arbeit Ausbildung Geld Schulden Wohnung Gesundheit Bewegung Angst Freizeit Ferien Garten Werkstatt Holz Metall Computer "
    "Handy Internet Antrag Jobcenter Schule Abschluss Praktikum Migration Asyl übersetzen Gespräch Einzel Quartier "
    "Treffpunkt Begleitung Verein Nachbarschaft Umwelt Klima Fahrrad Energie Theater Tanz Kunst Buch"
)
# As in any text: the tenth word is a tenth as frequent as the first.
RARER = [1 / (place + 1) for place in range(len(WORDS))]
STREETS = _words(
    "Talstraße Höhenweg Gathe Schwebebahnallee Wupperufer Nordbahntrasse Kirchplatz Marktgasse Bergweg Hofaue"
)


def fill(number: int) -> str:
    """Replace the directory; what was made."""
    from talachse.accounts.models import Organisation
    from talachse.offers.models import Offer, OfferTag, OpeningHours, PlaceGroup
    from talachse.placements.models import Participation

    Participation.objects.all().delete()
    PlaceGroup.objects.all().delete()
    Offer.objects.all().delete()
    provider, _ = Organisation.objects.get_or_create(key="last", defaults={"name": "Lastprobe", "kind": "provider"})
    dice = random.Random(2026)
    made = [_offer(n, dice) for n in range(number)]
    offers = Offer.objects.bulk_create((offer for offer, _ in made), batch_size=1000)
    for offer, (_, facts) in zip(offers, made, strict=True):
        facts.offer = offer
    tags = [OfferTag(offer=f.offer, kind=kind, value=value) for _, f in made for kind, value in sorted(f.tags)]
    hours = [OpeningHours(offer=f.offer, weekday=day, opens=a, closes=b) for _, f in made for day, a, b in f.hours]
    OfferTag.objects.bulk_create(tags, batch_size=2000)
    OpeningHours.objects.bulk_create(hours, batch_size=2000)
    taken = _places(offers[::10], provider, dice)
    hits = sum("jugend" in offer.words for offer in offers) * 100 // len(offers)
    return f"{len(offers)} offers („jugend“ in {hits} %), {len(tags)} tags, {len(hours)} hours, {len(offers[::10])} groups, {taken} taken"


@dataclass
class Parts:
    """What stands beside the row."""

    tags: set[tuple[str, str]]
    hours: list[tuple[int, dt.time, dt.time]]
    offer: Any = None


def _offer(n: int, dice: random.Random) -> tuple[Any, Parts]:
    from django.utils import timezone

    from talachse.offers.models import Offer
    from talachse.offers.services.directory import OfferFacts
    from talachse.offers.vocabulary import LANGUAGES, SITUATIONS, THEMES
    from talachse.rules.search import plain_words

    noun = dice.choices(NOUNS, weights=[1 / (place + 1) for place in range(len(NOUNS))])[0]
    today = timezone.localdate()
    age = dice.choice([None, 6, 10, 14, 18, 25])
    facts = OfferFacts(
        title=f"{dice.choice(ADJECTIVES).title()} {noun} {n}",
        kind=noun,
        themes=tuple(dice.sample(list(THEMES), dice.choice([1, 1, 2]))),
        summary=" ".join(dice.choices(WORDS, weights=RARER, k=25)),
        provider=f"Verein {n % 700}",
        address=f"{dice.choice(STREETS)} {n % 200}",
        district=dice.choice([None, *range(10)]),
        audience=" ".join(dice.sample(WORDS[2:20], 1)),
        age_from=age,
        age_to=age + 12 if age else None,
        access=dice.choice(["open", "appointment", "registration", "referral", ""]),
        cost=dice.choice(["free", "free", "fee", ""]),
        barrier_free=dice.choice([True, False, None]),
        situations=tuple(dice.sample(list(SITUATIONS), dice.choice([0, 1, 2]))),
        languages=tuple(dice.sample(list(LANGUAGES), dice.choice([1, 2, 3]))),
        hours=tuple((day, dt.time(9), dt.time(17)) for day in dice.sample(range(7), 3)),
        source_url="https://example.org/",
    )
    offer = Offer(
        key=f"last-{n}",
        **facts.columns(),
        checked_on=today,
        check_by=today + dt.timedelta(days=200),
        words=facts.words(),
        title_words=" ".join(plain_words(facts.title)),
    )
    return offer, Parts(facts.tags(), list(facts.hours))


def _places(offers: list[Any], provider: Any, dice: random.Random) -> int:
    from django.utils import timezone

    from talachse.offers.models import Capacity, PlaceGroup
    from talachse.placements.models import Participation

    first = timezone.localdate() - dt.timedelta(days=300)
    groups = PlaceGroup.objects.bulk_create(
        (
            PlaceGroup(
                key=f"last-{offer.pk}",
                title=offer.title,
                provider=provider,
                legal_basis="sgb2_16d",
                starts_on=first,
                offer=offer,
            )
            for offer in offers
        ),
        batch_size=1000,
    )
    Capacity.objects.bulk_create((Capacity(group=group, since=first, places=10) for group in groups), batch_size=2000)
    rows = [
        Participation(
            submission=uuid.UUID(int=group.pk * 100 + n),
            group=group,
            code=f"{group.pk}-{n}",
            started_on=first,
            recorded_by="system",
        )
        for group in groups
        for n in range(dice.randint(0, 10))
    ]
    Participation.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "talachse.config.settings")
    django.setup()
    from django.db import connection, transaction

    from talachse.offers import search_index

    with transaction.atomic():
        done = fill(int(sys.argv[1]))
    # After the commit: PostgreSQL makes no index on a table that still owes its triggers.
    search_index.ensure()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as its own housekeeping does within minutes
    sys.stdout.write(done + "\n")
