"""An entry on paper: one sheet with a QR code, and the code itself for pages that get printed."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.utils.translation import gettext as _

from talachse.offers.models import WEEKDAYS, Offer
from talachse.offers.results import Result
from talachse.ui.pdf import render

TEMPLATE = Path(__file__).with_name("flyer.typ")
QUIET = 4  # modules of white around, as the standard wants them


@dataclass(frozen=True, slots=True)
class QrPath:
    """A QR code as one SVG path; ``size`` is the width and height of its box."""

    size: int
    path: str


def qr_path(link: str) -> QrPath:
    """The code of an address, drawn without styles: the security policy forbids them."""
    rows = list(segno.make(link, error="m").matrix)
    runs = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            if not row[x]:
                x += 1
                continue
            start = x
            while x < len(row) and row[x]:
                x += 1
            runs.append(f"M{start + QUIET} {y + QUIET}h{x - start}v1h-{x - start}z")
    return QrPath(len(rows) + 2 * QUIET, "".join(runs))


def opening_lines(offer: Offer) -> list[tuple[str, str]]:
    """(weekday, times), Monday first; a day without an entry is not named."""
    days: dict[int, list[str]] = {}
    for hours in sorted(offer.hours.all(), key=lambda h: (h.weekday, h.opens)):
        days.setdefault(hours.weekday, []).append(f"{hours.opens:%H:%M}–{hours.closes:%H:%M}")
    return [(WEEKDAYS[day], ", ".join(times)) for day, times in days.items()]


def flyer(row: Result, *, link: str, on: dt.date) -> bytes:
    """The sheet as PDF/UA-1."""
    offer = row.offer
    svg = io.BytesIO()
    segno.make(link, error="m").save(svg, kind="svg", border=QUIET, xmldecl=False)
    facts = [
        (_("Wo"), ", ".join(part for part in (offer.address, offer.quarter, str(row.district)) if part)),
        (_("Für wen"), offer.audience),
        (_("Wie"), str(row.access)),
        (_("Kosten"), ", ".join(part for part in (offer.get_cost_display(), offer.cost_note) if part)),
        (_("Bezahlbar mit"), f"Bildung und Teilhabe: {row.but}" if row.but else ""),
        (_("Sprachen"), ", ".join(str(label) for label in row.languages)),
        (_("Telefon"), offer.phone),
        (_("E-Mail"), offer.email),
        (_("Wer"), offer.provider),
    ]
    data: dict[str, Any] = {
        "title": offer.title,
        "kind": offer.kind,
        "summary": offer.summary,
        "facts": [fact for fact in facts if fact[1]],
        "hours": opening_lines(offer),
        "hours_note": offer.hours_note,
        "link": link,
        "qr": svg.getvalue().decode(),
        "city": settings.TALACHSE_CITY_NAME,
        "demo": settings.TALACHSE_DEMO,
        "checked_on": offer.checked_on.isoformat(),
        "on": on.isoformat(),
    }
    return render(TEMPLATE, data)
