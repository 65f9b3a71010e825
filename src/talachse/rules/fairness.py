"""Who gets a place and who does not: rates with their uncertainty, and until when a complaint is answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from talachse.rules._book import rule
from talachse.rules.deadlines import add_working_days
from talachse.rules.disclosure import GENERAL_THRESHOLD, disclose
from talachse.rules.parameters import Parameters

PARAMETERS = Parameters("talachse.rules.placement", "fairness.yaml")

TOO_FEW = "In dieser Gruppe sind es zu wenige Menschen für eine Aussage, oder die Zahl würde andere verraten."
NOBODY = "Aus dieser Gruppe hat niemand gefragt."
NO_CAUSE = "Woran das liegt, sagt die Zahl nicht."


@dataclass(frozen=True, slots=True)
class Row:
    """One group of the report.

    ``rate``, ``low`` and ``high`` run from 0 to 1 (95 % interval) and are None where nobody asked or numbers are held back;
    ``got`` and ``asked`` are the texts of the cells; ``differs`` is true only beyond chance, all groups considered.
    """

    group: str
    rate: float | None
    low: float | None
    high: float | None
    got: str
    asked: str
    differs: bool
    text: str


def wilson(got: int, asked: int, *, confidence: float) -> tuple[float, float]:
    """Score interval of a share after Wilson (1927), good for small numbers too; ``confidence`` is below 1.

    ValueError when nobody asked or more got than asked.
    """
    if not 0 <= got <= asked or asked == 0:
        raise ValueError("Some of those who asked got something.")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share, spread = got / asked, z * z / asked
    middle = (share + spread / 2) / (1 + spread)
    half = z / (1 + spread) * sqrt(share * (1 - share) / asked + spread / (4 * asked))
    # At the ends the formula meets 0 and 1 only up to rounding.
    return (0.0 if got == 0 else middle - half), (1.0 if got == asked else middle + half)


def _is_safe(hidden: set[str], counts: Mapping[str, tuple[int, int]]) -> bool:
    """Whether totals minus shown rows tell nothing about one of the hidden rows."""
    for column in ([counts[key][0] for key in hidden], [counts[key][1] - counts[key][0] for key in hidden]):
        if any(column) and (sum(column) < GENERAL_THRESHOLD or sum(n > 0 for n in column) < 2):
            return False
    return True


@rule(
    question="Welche Gruppen eines Fairness-Berichts müssen verdeckt bleiben?",
    basis="Eigene Regel: zweiseitige Geheimhaltung; auch wer nichts bekam, darf keine kleine Zahl sein",
)
def held_back(counts: Mapping[str, tuple[int, int]]) -> frozenset[str]:
    """Groups with a small number of those who got something or of those who did not, and what else would give them away.

    The totals are public, so further groups are held back, smallest first (ties: by name), until nothing can be computed.
    """
    hidden = {
        key for key, (got, asked) in counts.items() if disclose(got).suppressed or disclose(asked - got).suppressed
    }
    others = sorted(
        (key for key, (_, asked) in counts.items() if key not in hidden and asked),
        key=lambda key: (counts[key][1], key),
    )
    while others and not _is_safe(hidden, counts):
        hidden.add(others.pop(0))
    return frozenset(hidden)


def _percent(share: float) -> str:
    return f"{share:.0%}".replace("%", " %")


def _reading(rate: float, interval: tuple[float, float], overall: float, *, differs: bool) -> str:
    numbers = (
        f"{_percent(rate)} haben etwas bekommen, insgesamt {_percent(overall)}. "
        f"Die Spanne reicht von {_percent(interval[0])} bis {_percent(interval[1])}."
    )
    if differs:
        return f"{numbers} Der Unterschied ist größer, als der Zufall erwarten lässt. {NO_CAUSE}"
    if _percent(rate) == _percent(overall):
        return f"{numbers} Ein Unterschied ist nicht zu sehen."
    return f"{numbers} Der Unterschied kann Zufall sein."


@rule(
    question="Bekommen Gruppen von Menschen verschieden oft einen Platz oder eine Leistung?",
    basis="Eigene Regel: Wilson-Intervall zu 95 % gegen die Gesamtquote, Bonferroni für alle Gruppen; AGG § 1 als Maßstab",
)
def report(counts: Mapping[str, tuple[int, int]], *, on: dt.date, comparisons: int | None = None) -> list[Row]:
    """Rows in the order of ``counts`` ({group: (got, asked)}), all of one kind: gender, or age, nationality group, district.

    The shown interval is the one of a single group. Who looks at many groups will find one that differs by chance; so
    ``differs`` uses a wider interval: the error of 5 % is divided by the number of ``comparisons`` (Bonferroni; as given,
    else the groups of this report). The group is part of the overall rate, which makes the comparison more careful still.
    """
    level = PARAMETERS.on("vertrauen_prozent", on).value / 100
    hidden = held_back(counts)
    got_all, asked_all = (sum(pair[index] for pair in counts.values()) for index in (0, 1))
    tests = comparisons or max(sum(asked > 0 for _, asked in counts.values()), 1)
    rows = []
    for group, (got, asked) in counts.items():
        if asked == 0:
            rows.append(Row(group, None, None, None, "0", "0", False, NOBODY))
            continue
        if group in hidden:
            rows.append(Row(group, None, None, None, "–", "–", False, TOO_FEW))
            continue
        rate, overall = got / asked, got_all / asked_all
        low, high = wilson(got, asked, confidence=level)
        strict_low, strict_high = wilson(got, asked, confidence=1 - (1 - level) / tests)
        differs = not strict_low <= overall <= strict_high
        text = _reading(rate, (low, high), overall, differs=differs)
        rows.append(Row(group, rate, low, high, str(got), str(asked), differs, text))
    return rows


@rule(
    question="Bis wann muss eine Beschwerde beantwortet sein?",
    basis="Eigene Regel: zehn Arbeitstage nach Eingang",
)
def complaint_answer_due(received_on: dt.date) -> dt.date:
    """The day of receipt does not count; the last day is a working day."""
    return add_working_days(received_on, PARAMETERS.on("beschwerde_antwort_arbeitstage", received_on).value)
