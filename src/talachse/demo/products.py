"""Products of Jobcenter and city with both ways: names as people know them, days invented."""

from __future__ import annotations

import datetime as dt

from talachse.accounts.actor import SYSTEM
from talachse.applications import queries, services
from talachse.applications.models import ChannelKind
from talachse.rules.agreement.document import Badge, Side

SINCE = dt.date(2021, 7, 1)
SOURCE = "Demo"
ONLINE, PAPER = "Im Portal ausfüllen und absenden", "Vordruck ausfüllen, abgeben oder schicken"
# key, title, side, statute, online since (None: not yet)
PRODUCTS: list[tuple[str, str, Side, str, dt.date | None]] = [
    ("grundsicherungsgeld", "Antrag auf Grundsicherungsgeld", Side.JOBCENTER, "§ 37 SGB II", dt.date(2022, 4, 1)),
    ("weiterbewilligung", "Weiterbewilligung", Side.JOBCENTER, "§ 41 SGB II", dt.date(2022, 4, 1)),
    ("veraenderung", "Änderung mitteilen", Side.JOBCENTER, "§ 60 SGB I", dt.date(2022, 10, 1)),
    ("but-schulbedarf", "Schulbedarf", Side.JOBCENTER, "§ 28 Abs. 3 SGB II", dt.date(2023, 8, 1)),
    ("but-mittagessen", "Mittagessen in Schule und Kita", Side.JOBCENTER, "§ 28 Abs. 6 SGB II", dt.date(2024, 2, 1)),
    ("but-lernfoerderung", "Lernförderung", Side.JOBCENTER, "§ 28 Abs. 5 SGB II", None),
    ("but-ausfluege", "Ausflüge und Klassenfahrten", Side.JOBCENTER, "§ 28 Abs. 2 SGB II", dt.date(2024, 9, 1)),
    ("but-teilhabe", "Sport, Musik, Kultur", Side.JOBCENTER, "§ 28 Abs. 7 SGB II", dt.date(2025, 3, 1)),
    ("umzug", "Zusicherung zum Umzug", Side.JOBCENTER, "§ 22 Abs. 4 SGB II", None),
    ("erstausstattung", "Erstausstattung der Wohnung", Side.JOBCENTER, "§ 24 Abs. 3 SGB II", dt.date(2025, 6, 1)),
    ("vermittlungsbudget", "Kosten für Bewerbung und Fahrten", Side.JOBCENTER, "§ 44 SGB III", dt.date(2025, 11, 1)),
    ("akteneinsicht", "Akteneinsicht", Side.JOBCENTER, "§ 25 SGB X", None),
    ("wohngeld", "Wohngeld", Side.CITY, "§ 22 WoGG", dt.date(2023, 1, 1)),
    ("wuppertal-pass", "Wuppertal-Pass", Side.CITY, "Ratsbeschluss", None),
    ("kita-beitrag", "Elternbeitrag für die Kita", Side.CITY, "§ 90 SGB VIII", dt.date(2024, 5, 1)),
    ("unterhaltsvorschuss", "Unterhaltsvorschuss", Side.CITY, "§ 9 UhVorschG", dt.date(2023, 9, 1)),
]


def is_made(*, today: dt.date) -> bool:
    """The catalogue holds something."""
    return bool(queries.catalogue(on=today))


def make(*, today: dt.date) -> None:
    """All on paper from the first day; online one after the other."""
    for key, title, side, statute, online in PRODUCTS:
        product = services.add_product(
            key=key,
            title=title,
            side=side,
            statute=statute,
            since=SINCE,
            paper_way=PAPER,
            digital_way=ONLINE if online else "",
            is_demo=True,
            by=SYSTEM,
        )
        for channel, since in ((ChannelKind.PAPER, SINCE), (ChannelKind.DIGITAL, online)):
            if since is not None and since <= today:
                services.set_channel_state(
                    product, channel=channel, works=True, since=since, source=SOURCE, badge=Badge.DEMO, by=SYSTEM, today=today
                )  # fmt: skip
