"""The names of the agreement's projects: the app above knows them, the inventory and the departments choose from them.

The agreement stands above the directory, which must not import it; the agreement enters its names here when it starts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

type Names = Callable[[], Mapping[str, str]]

_NAMES: dict[str, Names] = {}


def register(names: Names) -> None:
    """Enter who knows the projects: () → name by key."""
    _NAMES["agreement"] = names


def names() -> Mapping[str, str]:
    """Names by key; nothing when no agreement is loaded."""
    return _NAMES["agreement"]() if _NAMES else {}


def choices(current: str = "") -> list[tuple[str, str]]:
    """For a form, by name; what is chosen already stays a choice even if nobody knows it any more."""
    known = dict(names())
    if current and current not in known:
        known[current] = current
    return [("", "keines"), *sorted(known.items(), key=lambda item: item[1])]
