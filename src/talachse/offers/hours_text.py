"""Opening hours and single days as people write them: "Mo 9-12, 14-17; Di-Do 9:30-12 Uhr", "24.12.2026 geschlossen"."""

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
DATE = r"(?:\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2})"
# A semicolon begins a new day only before a date: a reason may hold one too.
NEXT_DAY = re.compile(rf"\n|;(?=\s*{DATE})")
ONE_DAY = re.compile(rf"(?P<day>{DATE})\s*:?\s*(?P<rest>.*)")
TIMES = re.compile(r"[\d:.]+\s*(?:Uhr)?\s*(?:-|–|bis)\s*[\d:.]+\s*(?:Uhr)?", re.IGNORECASE)
SHUT = re.compile(r"(?:geschlossen|zu)\b[\s,:]*", re.IGNORECASE)
LONGEST_REASON = 120
DAYS_EXAMPLE = "24.12.2026 geschlossen; 31.12.2026 9-12 nur vormittags"

type Hours = tuple[int, dt.time, dt.time]
type Exceptional = tuple[dt.date, dt.time | None, dt.time | None, str]  # day, from, until (None: closed), why


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
        by_day.setdefault(day, []).append(_span(opens, closes))
    return "; ".join(f"{SHORT[day]} {', '.join(spans)}" for day, spans in by_day.items())


def read_exceptions(text: str) -> tuple[Exceptional, ...]:
    """Single days in order, one a line or with semicolons. HoursWrong when one cannot be understood or stands twice."""
    days: dict[dt.date, Exceptional] = {}
    for part in NEXT_DAY.split(text):
        said = part.strip().rstrip("; ")
        if not said:
            continue
        one = _exception(said)
        if one[0] in days:
            raise HoursWrong(f"Der {one[0]:%d.%m.%Y} steht zweimal da.")
        days[one[0]] = one
    return tuple(days[day] for day in sorted(days))


def _exception(text: str) -> Exceptional:
    match = ONE_DAY.fullmatch(text)
    if match is None:
        raise HoursWrong(f"„{text[:40]}“ verstehen wir nicht. Beispiel: {DAYS_EXAMPLE}.")
    day, rest = _date(match["day"]), match["rest"]
    if span := TIMES.match(rest):
        [(_weekday, opens, closes)] = _spans([0], span[0].strip(), whole=text)
        return day, opens, closes, _reason(rest[span.end() :])
    shut = SHUT.match(rest)
    # "ab 14 Uhr" is not closed: better ask again than send somebody away.
    if rest and shut is None:
        raise HoursWrong(f"„{text[:40]}“ verstehen wir nicht. Beispiel: {DAYS_EXAMPLE}.")
    return day, None, None, _reason(rest[shut.end() :] if shut else "")


def _date(text: str) -> dt.date:
    parts = [int(part) for part in re.split(r"[.-]", text)]
    year, month, day = parts if "-" in text else reversed(parts)
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise HoursWrong(f"Den {text} gibt es nicht. Bitte prüfen Sie das Datum.") from None


def _reason(text: str) -> str:
    said = text.strip()
    if len(said) > LONGEST_REASON:
        raise HoursWrong(f"Der Grund „{said[:40]} …“ ist zu lang. Er darf {LONGEST_REASON} Zeichen haben.")
    return said


def write_exceptions(exceptions: Iterable[Exceptional]) -> str:
    """The other way round: "24.12.2026 geschlossen; 31.12.2026 9:00-12:00 nur vormittags"."""
    return "; ".join(
        f"{day:%d.%m.%Y} {'geschlossen' if opens is None or closes is None else _span(opens, closes)} {reason}".strip()
        for day, opens, closes, reason in sorted(exceptions, key=lambda one: one[0])
    )


def _span(opens: dt.time, closes: dt.time) -> str:
    return f"{opens.hour}:{opens.minute:02}-{closes.hour}:{closes.minute:02}"
