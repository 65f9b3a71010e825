"""The directory: is an entry still right, is it open now, how good is it, where is nothing, what was meant."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from talachse.rules._book import rule
from talachse.rules.disclosure import disclose
from talachse.rules.parameters import Parameters
from talachse.rules.search import plain_words
from talachse.rules.verdict import Answer, Verdict

PARAMETERS = Parameters("talachse.rules.placement", "offers.yaml")

# --- freshness ---------------------------------------------------------------------------------------------------


class FreshnessState(StrEnum):
    """How sure we can be that an entry is still right."""

    FRESH = "fresh"
    DUE = "due"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Freshness:
    """Where an entry stands in its cycle of checks.

    ``reminders`` are all days of the cycle on which the provider is asked; ``shown_until`` is the last day on which the
    entry is shown without a check; ``text`` is German and speaks to the provider.
    """

    state: FreshnessState
    reminders: tuple[dt.date, ...]
    shown_until: dt.date
    text: str

    @property
    def is_hidden(self) -> bool:
        return self.state is FreshnessState.STALE


@rule(
    question="Ist ein Eintrag im Verzeichnis noch frisch, zu prüfen oder schon ausgeblendet?",
    basis="Eigene Regel: Erinnerung 14 Tage vor dem Tag der Prüfung, dann alle 14 Tage; 60 Tage danach ausgeblendet",
)
def freshness(check_by: dt.date, on: dt.date) -> Freshness:
    """The day of the check comes out of the entry; terms are those in force on that day. Hidden is not deleted."""
    first = check_by - dt.timedelta(days=PARAMETERS.on("erinnerung_tage_vorher", check_by).value)
    step = dt.timedelta(days=PARAMETERS.on("erinnerung_abstand_tage", check_by).value)
    shown_until = check_by + dt.timedelta(days=PARAMETERS.on("ausgeblendet_nach_tagen", check_by).value)
    reminders = tuple(first + step * n for n in range((shown_until - first) // step + 1))
    if on > shown_until:
        text = f"Der Eintrag ist seit dem {shown_until + dt.timedelta(days=1):%d.%m.%Y} ausgeblendet. Ein Klick zeigt ihn wieder."
        return Freshness(FreshnessState.STALE, reminders, shown_until, text)
    if on >= first:
        text = f"Bitte prüfen Sie den Eintrag. Ohne Antwort bleibt er bis zum {shown_until:%d.%m.%Y} sichtbar."
        return Freshness(FreshnessState.DUE, reminders, shown_until, text)
    return Freshness(FreshnessState.FRESH, reminders, shown_until, f"Nächste Prüfung bis zum {check_by:%d.%m.%Y}.")


@rule(
    question="Wann soll ein Eintrag wieder geprüft werden, der heute geprüft wurde?",
    basis="Eigene Regel: jedes halbe Jahr",
)
def next_check(today: dt.date) -> dt.date:
    """Half a year later (183 days)."""
    return today + dt.timedelta(days=PARAMETERS.on("pruefung_alle_tage", today).value)


@rule(
    question="Bis zu welchem Prüftag zurück wird ein Eintrag an diesem Tag noch gezeigt?",
    basis="Eigene Regel: 60 Tage nach dem Tag der Prüfung ausgeblendet",
)
def shown_if_check_by(on: dt.date) -> dt.date:
    """The earliest day of check with which an entry is still shown; the same answer as ``freshness`` for many at once."""
    return on - dt.timedelta(days=PARAMETERS.on("ausgeblendet_nach_tagen", on).value)


@rule(
    question="Geht heute eine Erinnerung an den Anbieter eines Eintrags hinaus?",
    basis="Eigene Regel: je Erinnerungstag eine Nachricht; was liegen blieb, wird zu einer zusammengefasst",
)
def reminder_is_due(check_by: dt.date, *, last_sent_on: dt.date | None, on: dt.date) -> bool:
    """Stays false once the entry is hidden: the last message has said so."""
    state = freshness(check_by, on)
    if state.state is not FreshnessState.DUE:
        return False
    return any(day <= on and (last_sent_on is None or day > last_sent_on) for day in state.reminders)


# --- open now ----------------------------------------------------------------------------------------------------

BERLIN = ZoneInfo("Europe/Berlin")
LOOK_AHEAD_DAYS = 28
WEEKDAYS = ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag")


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """Every week, ``weekday`` 0 (Monday) to 6. Closing at or before the opening hour means: on the next day."""

    weekday: int
    opens: dt.time
    closes: dt.time


@dataclass(frozen=True, slots=True)
class OpeningException:
    """One day that differs. Without hours the day is closed; with hours they replace those of the week."""

    day: dt.date
    opens: dt.time | None = None
    closes: dt.time | None = None

    def __post_init__(self) -> None:
        if (self.opens is None) != (self.closes is None):
            raise ValueError("An exception has both hours or none.")


@dataclass(frozen=True, slots=True)
class OpenNow:
    """Open, closed or unknown at a moment; ``changes_at`` is the next closing or opening in local time, if known."""

    answer: Answer
    text: str
    changes_at: dt.datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.answer is Answer.YES


type Span = tuple[dt.datetime, dt.datetime]


def _span(day: dt.date, opens: dt.time, closes: dt.time) -> Span:
    last = day if closes > opens else day + dt.timedelta(days=1)
    return dt.datetime.combine(day, opens), dt.datetime.combine(last, closes)


def _hours_of(
    day: dt.date,
    opening: Sequence[OpeningHours],
    exceptions: Sequence[OpeningException],
    holidays: AbstractSet[dt.date],
) -> list[Span]:
    """A named day beats the week and the holiday; a night belongs to the day on which it begins."""
    special = [exception for exception in exceptions if exception.day == day]
    if special:
        hours = [(one.opens, one.closes) for one in special if one.opens is not None and one.closes is not None]
        # "Closed" and hours for the same day contradict each other: nobody is sent to a locked door.
        return [_span(day, *pair) for pair in hours] if len(hours) == len(special) else []
    if day in holidays:
        return []
    return [_span(day, one.opens, one.closes) for one in opening if one.weekday == day.weekday()]


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((begin, end))
    return joined


def _clock(time: dt.time) -> str:
    return f"{time.hour} Uhr" if time.minute == 0 else f"{time.hour}:{time.minute:02} Uhr"


def _day_word(day: dt.date, today: dt.date) -> str:
    ahead = (day - today).days
    if ahead < 2:
        return ("heute", "morgen")[ahead]
    if ahead < 7:
        return f"am {WEEKDAYS[day.weekday()]}"
    return f"am {WEEKDAYS[day.weekday()]}, {day:%d.%m.%Y},"


def _closes_text(end: dt.datetime, now: dt.datetime) -> str:
    if end - now > dt.timedelta(days=LOOK_AHEAD_DAYS - 1):
        return "Rund um die Uhr geöffnet."
    if end.time() == dt.time() and (end.date() - now.date()).days == 1:
        return "Jetzt geöffnet, bis Mitternacht."
    if end.date() == now.date():
        return f"Jetzt geöffnet, bis {_clock(end.time())}."
    return f"Jetzt geöffnet, bis {_day_word(end.date(), now.date())} um {_clock(end.time())}."


@rule(
    question="Hat ein Angebot jetzt geöffnet, und wenn nicht: wann wieder?",
    basis="Eigene Regel: Ausnahmen gehen vor Feiertag, Feiertag geht vor Wochenplan; eine Nacht gehört zum Tag des Beginns",
)
def is_open(
    opening: Sequence[OpeningHours],
    exceptions: Sequence[OpeningException],
    at: dt.datetime,
    *,
    holidays: AbstractSet[dt.date] = frozenset(),
) -> OpenNow:
    """``at`` with a time zone is turned into local time; without one it is local time. The closing minute is closed."""
    now = at if at.tzinfo is None else at.astimezone(BERLIN).replace(tzinfo=None)
    yesterday = now.date() - dt.timedelta(days=1)  # its night may still be going on
    if not opening and not any(one.day >= yesterday for one in exceptions):
        return OpenNow(Answer.UNKNOWN, "Zu den Öffnungszeiten ist nichts eingetragen. Bitte fragen Sie nach.")
    days = [yesterday + dt.timedelta(days=n) for n in range(LOOK_AHEAD_DAYS + 2)]
    spans = _joined(span for day in days for span in _hours_of(day, opening, exceptions, holidays))
    for begin, end in spans:
        if begin <= now < end:
            return OpenNow(Answer.YES, _closes_text(end, now), end)
        if begin > now:
            when = f"{_day_word(begin.date(), now.date())} um {_clock(begin.time())}"
            return OpenNow(Answer.NO, f"Geschlossen, öffnet {when}.", begin)
    return OpenNow(Answer.NO, "Geschlossen. Für die nächsten vier Wochen ist keine Öffnung eingetragen.")


@rule(
    question="Hat ein Angebot in diesem Augenblick geöffnet?",
    basis="Eigene Regel: wie bei „Hat ein Angebot jetzt geöffnet, und wenn nicht: wann wieder?“, ohne zu sagen, bis wann",
)
def is_open_at(
    opening: Sequence[OpeningHours],
    exceptions: Sequence[OpeningException],
    now: dt.datetime,
    *,
    holidays: AbstractSet[dt.date] = frozenset(),
) -> bool:
    """The same answer as ``is_open`` for many entries of a list; hours of that day and the day before are enough.

    ``now`` is local time without a zone.
    """
    today = now.date()
    days = (today - dt.timedelta(days=1), today)
    return any(begin <= now < end for day in days for begin, end in _hours_of(day, opening, exceptions, holidays))


# --- quality -----------------------------------------------------------------------------------------------------

DESCRIPTION_LETTERS, SENTENCE_WORDS = 80, 20


@dataclass(frozen=True, slots=True)
class OfferFacts:
    """What an entry says: texts as typed, and for the rest whether it says anything at all."""

    description: str = ""
    has_contact: bool = False
    has_place: bool = False
    has_hours: bool = False
    has_audience: bool = False
    has_cost: bool = False
    has_way_in: bool = False
    has_themes: bool = False
    has_languages: bool = False
    has_access: bool = False
    is_checked: bool = False


@dataclass(frozen=True, slots=True)
class Quality:
    """0 to 100, the German sentence with the most useful next step (empty at 100), and all keys that are missing."""

    score: int
    next_best_fix: str
    missing: tuple[str, ...]


# Key, weight, next step. Together 100; heavier is what a person cannot come without.
QUALITY_FIELDS: tuple[tuple[str, int, str], ...] = (
    ("contact", 15, "Tragen Sie eine Telefonnummer oder eine Mailadresse ein."),
    ("description", 12, "Beschreiben Sie in zwei bis drei Sätzen, was Menschen bei Ihnen bekommen."),
    ("place", 12, "Tragen Sie die Adresse ein, oder dass das Angebot online ist."),
    ("audience", 12, "Sagen Sie, für wen das Angebot ist, zum Beispiel das Alter."),
    ("way_in", 10, "Sagen Sie, wie man sich anmeldet oder ob man einfach kommen kann."),
    ("cost", 9, "Sagen Sie, was es kostet. Kostenlos ist auch eine Angabe."),
    ("hours", 8, "Tragen Sie die Öffnungszeiten oder Termine ein."),
    ("themes", 7, "Wählen Sie eine Lebenslage aus, damit Menschen das Angebot finden."),
    ("plain", 5, f"Teilen Sie lange Sätze. Ein Satz sollte höchstens {SENTENCE_WORDS} Wörter haben."),
    ("languages", 4, "Sagen Sie, welche Sprachen bei Ihnen gesprochen werden."),
    ("access", 3, "Sagen Sie, ob man ohne Stufen hineinkommt."),
    ("checked", 3, "Bestätigen Sie, dass alles noch stimmt."),
)


def _has_long_sentence(text: str) -> bool:
    return any(len(sentence.split()) > SENTENCE_WORDS for sentence in re.split(r"[.!?:\n]+", text))


@rule(
    question="Wie gut hilft ein Eintrag Menschen weiter, und was wäre die beste nächste Verbesserung?",
    basis="Eigene Regel: Gewichte in QUALITY_FIELDS, zusammen 100; ein Hinweis, keine Bedingung",
)
def quality(facts: OfferFacts) -> Quality:
    """The heaviest missing field comes next (ties: order of the table). A missing description is not plain either."""
    description = facts.description.strip()
    given = {
        "contact": facts.has_contact,
        "description": len(description) >= DESCRIPTION_LETTERS,
        "place": facts.has_place,
        "audience": facts.has_audience,
        "way_in": facts.has_way_in,
        "cost": facts.has_cost,
        "hours": facts.has_hours,
        "themes": facts.has_themes,
        "plain": bool(description) and not _has_long_sentence(description),
        "languages": facts.has_languages,
        "access": facts.has_access,
        "checked": facts.is_checked,
    }
    missing = [field for field in QUALITY_FIELDS if not given[field[0]]]
    score = sum(weight for key, weight, _ in QUALITY_FIELDS if given[key])
    return Quality(score, missing[0][2] if missing else "", tuple(key for key, _, _ in missing))


# --- four eyes ---------------------------------------------------------------------------------------------------

SENSITIVE_THEMES: Mapping[str, str] = {
    "violence": "Gewalt",
    "protection": "Schutz",
    "addiction": "Sucht",
    "debt": "Schulden",
    "psyche": "seelische Gesundheit",
}

# Life situations of the directory that are sensitive whatever words an entry uses.
SENSITIVE_SITUATIONS: Mapping[str, str] = {"trouble_at_home": "violence"}

# Word beginnings in the spelling of a search (no umlauts). Longer than "sucht" and "gewalt" alone, which are also
# parts of everyday words ("wer Arbeit sucht", "gewaltig").
SENSITIVE_BEGINNINGS: Mapping[str, tuple[str, ...]] = {
    "violence": ("gewalt", "missbrauch", "misshandl", "vergewaltig", "stalking", "missbraeuch"),
    "protection": (
        "frauenhaus",
        "schutzhaus",
        "schutzraum",
        "schutzwohn",
        "kinderschutz",
        "opferschutz",
        "inobhutnahme",
        "notaufnahme",
        "zwangsheirat",
        "zwangsverheirat",
    ),
    "addiction": (
        "suchtb",
        "suchth",
        "suchtk",
        "suchtm",
        "suchtp",
        "suchtt",
        "spielsucht",
        "drogen",
        "alkoholab",
        "alkoholsucht",
        "abhaengigkeitserkrank",
        "substitution",
    ),
    "debt": ("schulden", "schuldner", "ueberschuld", "verschuld", "insolvenz", "pfaendung"),
    "psyche": ("psych", "depress", "suizid", "selbstmord", "selbstverletz", "trauma", "essstoerung", "angststoerung"),
}
HARMLESS = ("gewaltig",)


def _theme_of(word: str) -> str | None:
    if word.startswith(HARMLESS):
        return None
    return next((theme for theme, beginnings in SENSITIVE_BEGINNINGS.items() if word.startswith(beginnings)), None)


@rule(
    question="Muss eine zweite Person einen Eintrag ansehen, bevor er erscheint?",
    basis="Eigene Regel: vier Augen nur bei Gewalt, Schutz, Sucht, Schulden und seelischer Gesundheit",
)
def needs_four_eyes(themes: Iterable[str], text: str = "") -> Verdict:
    """By chosen themes (keys of SENSITIVE_THEMES or SENSITIVE_SITUATIONS) or by words of the text; all else appears at once."""
    chosen = {SENSITIVE_SITUATIONS.get(theme, theme) for theme in themes}
    found = {theme for theme in chosen if theme in SENSITIVE_THEMES}
    found |= {theme for word in plain_words(text) if (theme := _theme_of(word)) is not None}
    if not found:
        return Verdict.no("Dieser Eintrag erscheint sofort.")
    names = [label for key, label in SENSITIVE_THEMES.items() if key in found]
    topics = " und ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
    return Verdict.yes(f"In diesem Eintrag geht es um {topics}. Eine zweite Person sieht ihn an, bevor er erscheint.")


# --- searches ----------------------------------------------------------------------------------------------------


def search_term(name: str, on: dt.date) -> int:
    """A limit around searches on a day, in days or as a number; its name is that of the dated parameter."""
    value: int = PARAMETERS.on(name, on).value
    return value


# --- white spots -------------------------------------------------------------------------------------------------

UNKNOWN = "unbekannt"


@dataclass(frozen=True, slots=True)
class WhiteSpot:
    """Offers against people in one district and audience.

    ``need`` is the text for a cell: a number, "unter 3" or "unbekannt". ``per_thousand`` (offers per 1,000 people, one
    decimal) is None where the number of people is unknown, zero or too small to be shown.
    """

    district: str
    audience: str
    offers: int
    need: str
    per_thousand: Decimal | None

    @property
    def is_unknown(self) -> bool:
        """Whether nobody knows how many people there are, so that nothing can be said about the spot."""
        return self.need == UNKNOWN


def _spot(key: tuple[str, str], offers: int, need: int | None) -> tuple[tuple[object, ...], WhiteSpot]:
    """The spot with its place in the list: known rates first, then small groups, then unknown, then nobody."""
    if need is None:
        return (2, *key), WhiteSpot(*key, offers, UNKNOWN, None)
    shown = disclose(need)
    if shown.suppressed or need == 0:
        return (3 if need == 0 else 1, *key), WhiteSpot(*key, offers, shown.shown, None)
    rate = (Decimal(offers * 1000) / need).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return (0, Decimal(offers) / need, -need, *key), WhiteSpot(*key, offers, shown.shown, rate)


@rule(
    question="In welchen Stadtbezirken fehlen für welche Menschen Angebote?",
    basis="Eigene Regel: Angebote je 1.000 Menschen der Gruppe, am wenigsten zuerst; Unbekanntes bleibt unbekannt",
)
def white_spots(
    offers_by_district_audience: Mapping[tuple[str, str], int],
    need_by_district_audience: Mapping[tuple[str, str], int | None],
) -> list[WhiteSpot]:
    """Keys are (district, audience). A pair without a number of people is unknown, one without offers has none.

    Among equal rates the larger group comes first.
    """
    keys = {*offers_by_district_audience, *need_by_district_audience}
    spots = [
        _spot(key, offers_by_district_audience.get(key, 0), need_by_district_audience.get(key)) for key in sorted(keys)
    ]
    return [spot for _, spot in sorted(spots, key=lambda pair: pair[0])]


# --- search that leads nowhere -----------------------------------------------------------------------------------


@rule(
    question="Welchen Filter sollte man weglassen, damit die Suche etwas findet?",
    basis="Eigene Regel: der einzelne Filter, ohne den am meisten gefunden wird, zuerst. Hilft keiner allein, dann mehrere "
    "zusammen: in der Reihenfolge der Suchmaske bleibt jeder, mit dem noch etwas gefunden wird",
)
def to_drop(chosen: Sequence[str], count_without: Callable[[Sequence[str]], int]) -> list[tuple[tuple[str, ...], int]]:
    """Filters to drop, and the results then: single ones that help, else the one set of which none could stay.

    ``count_without`` says how many results there are without these. Empty where even a search without any finds nothing.
    """
    alone: list[tuple[tuple[str, ...], int]] = [((name,), count_without([name])) for name in chosen]
    helping = sorted(((names, n) for names, n in alone if n > 0), key=lambda pair: (-pair[1], pair[0]))
    if helping:
        return helping
    dropped, number = list(chosen), count_without(chosen)
    if not number:
        return []
    for name in chosen:
        rest = [other for other in dropped if other != name]
        if found := count_without(rest):
            dropped, number = rest, found
    return [(tuple(dropped), number)]


# --- typing errors -----------------------------------------------------------------------------------------------

SHORTEST_CORRECTED, TWO_ERRORS_FROM = 4, 7


def _signature(word: str) -> int:
    """Two bits per character: occurs at all, occurs twice. One error changes at most two bits."""
    once = twice = 0
    for character in word:
        bit = 1 << (ord(character) % 64)
        twice |= once & bit
        once |= bit
    return once | twice << 64


def distance(one: str, other: str, *, at_most: int) -> int:
    """Errors between two words: a letter too many, missing, wrong, or two neighbours swapped (each letter once).

    Stops early and answers ``at_most + 1`` when there are more.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        older, before, row = before, row, [i]
        for j, right in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > at_most and min(before) > at_most:
            break
    return min(row[-1], at_most + 1)


class Vocabulary:
    """All words of the directory, built once: which of them is near to a word.

    Words are in the spelling of ``search.plain_words``; the number says how often each occurs. Kept by length with a
    signature of 128 bits, so that only a few words are compared letter by letter.
    """

    def __init__(self, frequencies: Mapping[str, int]) -> None:
        self._frequencies = dict(frequencies)
        self._by_length: dict[int, list[tuple[int, str]]] = {}
        self._sorted = sorted(self._frequencies)
        for word in self._sorted:
            self._by_length.setdefault(len(word), []).append((_signature(word), word))

    def __contains__(self, word: str) -> bool:
        return word in self._frequencies

    def __len__(self) -> int:
        return len(self._frequencies)

    def begins(self, part: str) -> bool:
        """Some word begins like this."""
        at = bisect_left(self._sorted, part)
        return at < len(self._sorted) and self._sorted[at].startswith(part)

    def within(self, word: str, errors: int) -> list[str]:
        """Words with at most so many errors, most frequent first, then by the alphabet."""
        signature, bits = _signature(word), 2 * errors
        near = [
            other
            for length in range(len(word) - errors, len(word) + errors + 1)
            for known, other in self._by_length.get(length, ())
            if (known ^ signature).bit_count() <= bits
        ]
        found = [other for other in near if distance(word, other, at_most=errors) <= errors]
        return sorted(found, key=lambda other: (-self._frequencies[other], other))


@rule(
    question="Welches Wort war gemeint, wenn sich jemand vertippt hat?",
    basis="Eigene Regel: ein Fehler bei 4 bis 6 Buchstaben, zwei ab 7; weniger Fehler, dann häufiger, dann Alphabet",
)
def correct(word: str, vocabulary: Vocabulary) -> str | None:
    """None for a known word, a word of up to three letters, a number, or when nothing is near."""
    if word in vocabulary or len(word) < SHORTEST_CORRECTED or any(character.isdigit() for character in word):
        return None
    for errors in (1, 2) if len(word) >= TWO_ERRORS_FROM else (1,):
        found = vocabulary.within(word, errors)
        if found:
            return found[0]
    return None


SHORTEST_PART, JOINTS = 4, ("", "s", "n", "en", "er", "es")


@rule(
    question="Aus welchen beiden Wörtern ist ein Wort zusammengesetzt, das in keinem Eintrag steht?",
    basis="Eigene Regel: Teile ab 4 Buchstaben, das erste beginnt ein bekanntes Wort, das zweite ist eins, Tippfehler berichtigt",
)
def parts_of(word: str, vocabulary: Vocabulary) -> tuple[str, str] | None:
    """ "drogenberatung" → ("drogen", "beratung"). The longest first part wins, without a typing error before one with."""
    splits = [
        (word[: at - len(joint)], word[at:])
        for at in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1)
        for joint in JOINTS
        if word[:at].endswith(joint) and at - len(joint) >= SHORTEST_PART and vocabulary.begins(word[: at - len(joint)])
    ]
    for first, second in splits:
        if second in vocabulary:
            return first, second
    for first, second in splits:
        meant = correct(second, vocabulary)
        if meant is not None and len(second) >= TWO_ERRORS_FROM:
            return first, meant
    return None
