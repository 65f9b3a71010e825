"""Opening hours as people write them in a cell: "Mo 9-12, 14-17; Di-Do 9:30-12 Uhr"."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from itertools import pairwise

DAYS = ("mo", "di", "mi", "do", "fr", "sa", "so")
LONG = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
SHORT = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
DAY = (
    r"(?:montags?|dienstags?|mittwochs?|donnerstags?|freitags?|samstags?|sonnabends?|sonntags?|mo|di|mi|do|fr|sa|so)\.?"
)
BEGIN = re.compile(
    rf"(?P<one>{DAY})(?:\s*(?P<to>-|–|bis)\s*(?P<other>{DAY}))?(?:\s*(?:\+|/|und|&)\s*)?:?\s*", re.IGNORECASE
)
CLOCK = r"(\d{1,2})(?:[:.](\d{2}))?\s*(?:uhr|h)?"
SPAN = re.compile(rf"(?:von\s+)?{CLOCK}\s*(?:-|–|bis)\s*{CLOCK}", re.IGNORECASE)
CLOSED = re.compile(r"geschlossen|zu|-", re.IGNORECASE)
EVERY = re.compile(r"t(?:ä|ae)glich:?\s*", re.IGNORECASE)
EXAMPLE = "Mo 9-12, 14-17; Di-Do 9:30-12"

type Hours = tuple[int, dt.time, dt.time]


class HoursWrong(ValueError):
    """The text is no opening hours; the message says where, in German."""


def read(text: str) -> tuple[Hours, ...]:
    """Weekday (0 Monday), from, until; in order. HoursWrong when a part cannot be understood or two spans overlap."""
    found: set[Hours] = set()
    days: list[int] = []
    waiting = False  # days were named whose time is still to come: "Mo, Mi 9-12"
    for part in re.split(r"[;,\n]", text):
        rest = part.strip()
        named, rest = _days(rest)
        if named:
            days = [*days, *named] if waiting else named
        if not rest:
            waiting = waiting or bool(named)
            continue
        waiting = False
        found |= _spans(days, rest, whole=part.strip())
    if waiting:
        raise HoursWrong(f"Für {SHORT[days[-1]]} fehlt die Zeit. Beispiel: {EXAMPLE}.")
    return _in_order(found)


def _days(text: str) -> tuple[list[int], str]:
    """The days a part begins with, and what follows."""
    if match := EVERY.match(text):
        return list(range(7)), text[match.end() :]
    days: list[int] = []
    while match := BEGIN.match(text):
        first = _day(match["one"])
        last = _day(match["other"]) if match["to"] else first
        days += [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]
        text = text[match.end() :]
    return days, text


def _day(word: str) -> int:
    plain = word.lower().rstrip(".").removesuffix("s")
    return 5 if plain == "sonnabend" else DAYS.index(plain[:2])


def _spans(days: Iterable[int], text: str, *, whole: str) -> set[Hours]:
    if CLOSED.fullmatch(text):
        return set()
    match = SPAN.fullmatch(text)
    if match is None or not days:
        raise HoursWrong(f"„{whole[:40]}“ verstehen wir nicht. Beispiel: {EXAMPLE}.")
    opens, closes = _clock(match[1], match[2], whole=whole), _clock(match[3], match[4], whole=whole)
    if opens == closes:
        raise HoursWrong(f"In „{whole[:40]}“ sind Anfang und Ende gleich.")
    return {(day, opens, closes) for day in days}


def _clock(hour: str, minute: str | None, *, whole: str) -> dt.time:
    if (int(hour), int(minute or 0)) == (24, 0):
        return dt.time()
    try:
        return dt.time(int(hour), int(minute or 0))
    except ValueError:
        raise HoursWrong(f"In „{whole[:40]}“ steht eine Uhrzeit, die es nicht gibt.") from None


def _in_order(found: set[Hours]) -> tuple[Hours, ...]:
    hours = sorted(found)
    for (day, begins, closes), (next_day, opens, _) in pairwise(hours):
        # Open until after midnight: then nothing of the same day can follow.
        if day == next_day and (opens < closes or closes <= begins):
            raise HoursWrong(f"Am {LONG[day].capitalize()} überschneiden sich zwei Zeiten.")
    return tuple(hours)


def write(hours: Iterable[Hours]) -> str:
    """The other way round: "Mo 9:00-12:00, 14:00-17:00; Di 9:30-12:00"."""
    by_day: dict[int, list[str]] = {}
    for day, opens, closes in sorted(hours):
        by_day.setdefault(day, []).append(f"{opens.hour}:{opens.minute:02}-{closes.hour}:{closes.minute:02}")
    return "; ".join(f"{SHORT[day]} {', '.join(spans)}" for day, spans in by_day.items())
