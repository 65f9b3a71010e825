"""Duration ledgers as a drawing: positions for an SVG, and the same stretches as a table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from talachse.placements.queries.eligibility import Known
from talachse.rules.placement.ledger import Kind, Ledger, Segment, ledger_16d, ledger_16e, ledger_16i, months_and_days

WIDTH = 640
TITLES = {
    "sgb2_16i": "§ 16i: fünf Jahre in einem Leben",
    "sgb2_16d": "§ 16d: 24 Monate in fünf Jahren",
    "sgb2_16e": "§ 16e: zwei Jahre in einem Arbeitsverhältnis",
}
WORDS = {Kind.USED: "belegt", Kind.PAUSE: "Pause, zählt nicht", Kind.FREE: "frei"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch: where it lies in the drawing and what it says."""

    x: float
    width: float
    kind: str
    since: dt.date
    until: dt.date
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """One ledger, drawn."""

    key: str
    title: str
    used: str
    remaining: str
    limit: str
    last_possible_day: dt.date
    is_over: bool
    window: tuple[dt.date, dt.date] | None
    bars: tuple[Bar, ...]
    today_at: float


def timelines(known: Known, *, on: dt.date) -> list[Timeline]:
    """§ 16i and § 16d always, § 16e for every employer; the health programme is not for this room."""
    stays = known.stays
    drawn = [_draw("sgb2_16i", ledger_16i(stays, on=on), on), _draw("sgb2_16d", ledger_16d(stays, on=on), on)]
    employers = dict.fromkeys(one.employer for one in stays if one.legal_basis == "sgb2_16e")
    return drawn + [_draw("sgb2_16e", ledger_16e(stays, on=on, employer=one), on, one) for one in employers]


def _draw(key: str, ledger: Ledger, on: dt.date, employer: str = "") -> Timeline:
    first, last = ledger.segments[0].since, max(ledger.segments[-1].until, on)
    span = max((last - first).days + 1, 1)

    def at(day: dt.date) -> float:
        return round((day - first).days / span * WIDTH, 1)

    def bar(one: Segment) -> Bar:
        left = at(one.since)
        width = max(round(((one.until - one.since).days + 1) / span * WIDTH, 1), 1.0)
        return Bar(left, width, one.kind.value, one.since, one.until, WORDS[one.kind])

    return Timeline(
        key=key,
        title=f"{TITLES[key]} ({employer})" if employer else TITLES[key],
        used=months_and_days(ledger.used_days),
        remaining=months_and_days(ledger.remaining_days),
        limit=months_and_days(ledger.limit_days),
        last_possible_day=ledger.last_possible_day,
        is_over=ledger.remaining_days == 0,
        window=ledger.window,
        bars=tuple(bar(one) for one in ledger.segments),
        today_at=at(on),
    )
