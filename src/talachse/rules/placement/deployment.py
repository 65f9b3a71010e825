"""Hands for municipal projects: which group fits a department's need, and how many hours were delivered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from talachse.rules._book import rule
from talachse.rules.search import plain_words

# Points out of 100: the work itself counts most, the way there and the number of hands alike.
TASK_POINTS, HANDS_POINTS, DISTRICT_POINTS, SKILL_POINTS = 50, 20, 20, 10
SHORTEST_STEM = 4


@dataclass(frozen=True, slots=True)
class Need:
    """What a department asks for: words of the task, district, length in weeks, number of hands, skills."""

    task_words: Sequence[str]
    district: str
    weeks: int
    hands: int
    skills: Sequence[str] = ()

    def __post_init__(self) -> None:
        if self.weeks < 1 or self.hands < 1:
            raise ValueError("A need has at least one week and one hand.")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of a measure: words of its occupations, district, people without a task, skills, legal basis.

    ``free_weeks`` says how long they stay free; None when nobody knows.
    """

    key: str
    occupation_words: Sequence[str]
    district: str
    free_hands: int
    skills: Sequence[str] = ()
    free_weeks: int | None = None
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How well a group fits, 0 (not at all) to 100, with German reasons. A human decides."""

    group: str
    score: int
    reasons: tuple[str, ...]


def _covered(wanted: Iterable[str], offered: Iterable[str]) -> tuple[list[str], list[str]]:
    """Wanted words, in the spelling of a search, with and without a match; "wegebau" also matches "wege"."""
    known = {word for text in offered for word in plain_words(text)}
    words = sorted({word for text in wanted for word in plain_words(text)})

    def fits(word: str) -> bool:
        return any(
            word == other
            or (min(len(word), len(other)) >= SHORTEST_STEM and (word.startswith(other) or other.startswith(word)))
            for other in known
        )

    return [word for word in words if fits(word)], [word for word in words if not fits(word)]


def _hands_reason(need: Need, group: Group) -> str:
    if group.free_hands >= need.hands:
        return f"{need.hands} von {need.hands} gesuchten Personen sind frei."
    return f"{group.free_hands} von {need.hands} gesuchten Personen {'ist' if group.free_hands == 1 else 'sind'} frei."


def _notes(need: Need, group: Group) -> list[str]:
    """What has to be cleared before; it changes no points."""
    notes = []
    if group.free_weeks is None:
        notes.append("Wie lange die Gruppe frei ist, ist nicht eingetragen.")
    elif group.free_weeks < need.weeks:
        notes.append(f"Die Gruppe ist {group.free_weeks} von {need.weeks} Wochen frei.")
    if group.legal_basis == "sgb2_16d":
        notes.append(
            "Bitte vorher abzeichnen: Die Arbeit ist zusätzlich, im öffentlichen Interesse und wettbewerbsneutral."
        )
    return notes


@rule(
    question="Wie gut passt eine Gruppe zum Bedarf einer städtischen Stelle?",
    basis="Eigene Regel: Aufgabe 50, Hände 20, Stadtbezirk 20, Kenntnisse 10 Punkte; § 16d SGB II: Prüfliste mit Unterschrift",
)
def fit(need: Need, group: Group) -> Suggestion:
    """0 without free hands, or when no word of the task fits; everything else is shown with its reasons."""
    if group.free_hands < 1:
        return Suggestion(group.key, 0, ("In dieser Gruppe ist zurzeit niemand frei.",))
    task, other = _covered(need.task_words, group.occupation_words)
    if not task:
        return Suggestion(group.key, 0, ("Die Aufgabe passt zu keinem Beruf dieser Gruppe.",))
    skills, missing = _covered(need.skills, [*group.skills, *group.occupation_words])
    same = group.district == need.district
    score = Decimal(TASK_POINTS * len(task)) / (len(task) + len(other))
    score += Decimal(HANDS_POINTS * min(group.free_hands, need.hands)) / need.hands
    score += DISTRICT_POINTS if same else 0
    score += Decimal(SKILL_POINTS * len(skills)) / (len(skills) + len(missing)) if skills or missing else SKILL_POINTS
    reasons = [
        f"Die Aufgabe passt: {', '.join(task)}.",
        _hands_reason(need, group),
        "Der Ort liegt im selben Stadtbezirk." if same else "Der Ort liegt in einem anderen Stadtbezirk.",
    ]
    if missing:
        reasons.append(f"Noch zu klären: {', '.join(missing)}.")
    return Suggestion(group.key, round(score), (*reasons, *_notes(need, group)))


@rule(
    question="Welche Gruppen kommen für den Bedarf einer städtischen Stelle in Frage?",
    basis="Eigene Regel: die am besten passende zuerst; ein Vorschlag, ein Mensch entscheidet",
)
def suggestions(need: Need, groups: Iterable[Group]) -> list[Suggestion]:
    """Groups above 0 points, best first, then by key."""
    found = [suggestion for group in groups if (suggestion := fit(need, group)).score > 0]
    return sorted(found, key=lambda one: (-one.score, one.group))


@dataclass(frozen=True, slots=True)
class HoursEntry:
    """``hands`` people worked ``hours`` each on one day for a project."""

    project: str
    day: dt.date
    hands: int
    hours: Decimal


@rule(
    question="Wie viele Stunden wurden für ein städtisches Projekt geleistet?",
    basis="Eigene Regel: Hände mal Stunden, je Projekt; erster und letzter Tag zählen mit",
)
def hours_delivered(
    entries: Iterable[HoursEntry], *, since: dt.date | None = None, until: dt.date | None = None
) -> dict[str, Decimal]:
    """Hours by project, in the order of their names."""
    hours: dict[str, Decimal] = {}
    for entry in entries:
        if (since is None or entry.day >= since) and (until is None or entry.day <= until):
            hours[entry.project] = hours.get(entry.project, Decimal(0)) + entry.hands * entry.hours
    return dict(sorted(hours.items()))
