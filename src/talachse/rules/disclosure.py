"""Which counts may be shown without giving a person away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from talachse.rules._book import rule

GENERAL_THRESHOLD = 3
HEALTH_THRESHOLD = 5


@dataclass(frozen=True, slots=True)
class Count:
    """A count that may be shown, or is held back. ``shown`` is the text for a cell."""

    value: int | None
    threshold: int

    @property
    def suppressed(self) -> bool:
        return self.value is None

    @property
    def shown(self) -> str:
        return f"unter {self.threshold}" if self.value is None else str(self.value)


@rule(
    question="Darf eine Anzahl von Personen öffentlich gezeigt werden?",
    basis="Eigene Regel: Mindestfallzahl 3, bei Gesundheit 5 (§ 67c SGB X Zweckbindung, § 35 SGB I Sozialgeheimnis)",
)
def disclose(count: int, *, health: bool = False) -> Count:
    """Zero and counts from the threshold on are shown; what lies between is replaced by "unter 3" (health: "unter 5")."""
    threshold = HEALTH_THRESHOLD if health else GENERAL_THRESHOLD
    return Count(None if 0 < count < threshold else count, threshold)


@rule(
    question="Welche Felder einer Tabelle müssen mit unterdrückt werden, damit sich keines zurückrechnen lässt?",
    basis="Eigene Regel: zweiseitige Geheimhaltung mit komplementärer Sperrung",
)
def disclose_table(counts: Mapping[str, int], *, health: bool = False) -> dict[str, Count]:
    """Cells of one row whose total is shown too.

    When exactly one cell is held back, the total gives it away; then the next smallest cell above zero is held back
    as well (ties: by name, so that the same table always looks the same).
    """
    threshold = HEALTH_THRESHOLD if health else GENERAL_THRESHOLD
    cells = {key: disclose(value, health=health) for key, value in counts.items()}
    held = [key for key, cell in cells.items() if cell.suppressed]
    if len(held) == 1:
        others: Sequence[str] = sorted(
            (key for key, value in counts.items() if key not in held and value > 0),
            key=lambda key: (counts[key], key),
        )
        if others:
            cells[others[0]] = Count(None, threshold)
    return cells


@rule(
    question="Welche Zahlen müssen zurückgehalten werden, wenn Teile und ihr Ganzes öffentlich nebeneinander stehen?",
    basis="Eigene Regel: kein Teil und kein Rest unter der Mindestfallzahl lässt sich aus dem Ganzen zurückrechnen",
)
def disclose_nested(
    counts: Mapping[str, int], inside: Mapping[str, str], *, health: frozenset[str] = frozenset()
) -> dict[str, Count]:
    """Counts of which some lie inside others (``inside``: part to whole).

    What of a whole lies in none of its shown parts can be computed, so it counts as a cell too. When a cell has to stay
    unknown, at least two cells that are not empty and together reach the threshold stay unknown: further parts are held
    back, smallest first, and the whole itself where the parts do not suffice.
    """
    cells = {key: disclose(value, health=key in health) for key, value in counts.items()}
    parts: dict[str, list[str]] = {}
    for part, whole in inside.items():
        if part in counts and whole in counts:
            parts.setdefault(whole, []).append(part)
    for whole in sorted(parts, key=lambda key: _depth(key, inside), reverse=True):
        family = sorted(parts[whole], key=lambda key: (counts[key], key))
        threshold = max(cells[key].threshold for key in (whole, *family))
        rest = max(0, counts[whole] - sum(counts[key] for key in family))
        while any(cells[key].suppressed for key in family) or 0 < rest < threshold:
            unknown = [rest, *(counts[key] for key in family if cells[key].suppressed)]
            if sum(unknown) >= threshold and sum(n > 0 for n in unknown) > 1:
                break
            more = next((key for key in family if counts[key] and not cells[key].suppressed), whole)
            cells[more] = Count(None, cells[more].threshold)
            if more == whole:
                break
    return cells


def _depth(key: str, inside: Mapping[str, str]) -> int:
    depth = 0
    while key in inside:
        key, depth = inside[key], depth + 1
    return depth
