"""Pseudonyms: what providers and the steering know of a person.

A code must be free everywhere, also among participations that providers record without a name; apps above enter what they
have given out.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection

ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"

type Taken = Callable[[Collection[str]], set[str]]

_TAKEN: dict[str, Taken] = {}


def register(name: str, taken: Taken) -> None:
    """Enter a place where codes are used: codes → those of them that are taken there."""
    _TAKEN[name] = taken


def new_code() -> str:
    """Six signs that nobody confuses: BCD-234."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(3)) for _ in range(2))


def free_codes(number: int) -> list[str]:
    """So many codes that nobody bears; few queries, however many."""
    found: set[str] = set()
    while len(found) < number:
        tried = {new_code() for _ in range(number - len(found))}
        found |= tried.difference(*(taken(tried) for taken in _TAKEN.values()))
    return sorted(found)
