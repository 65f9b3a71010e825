"""Gives an answer again for as long as nobody has committed a change; the database itself says whether somebody did."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Any

from django.db import connection

MOST_REMEMBERED = 8


class _Memory(threading.local):
    """One memory for each thread, as each has its own connection. ``stamp`` says which state the answers belong to."""

    def __init__(self) -> None:
        self.stamp: object = None
        self.answers: dict[Hashable, Any] = {}


_memory = _Memory()


def until_changed[T](key: Hashable, make: Callable[[], T]) -> T:
    """The answer of ``make``, made again after any commit by anybody. Whoever gets it must not change it.

    Inside a transaction it is always made: what a transaction has written may still be taken back.
    """
    if connection.in_atomic_block:
        return make()
    # Asked before the answer is made: a commit in between makes the answer one time too often, never too seldom.
    stamp = _stamp()
    if _memory.stamp != stamp or len(_memory.answers) >= MOST_REMEMBERED:
        _memory.stamp, _memory.answers = stamp, {}
    if key not in _memory.answers:
        _memory.answers[key] = make()
    answer: T = _memory.answers[key]
    return answer


def _stamp() -> object:
    """Equal stamps: the same transactions are visible."""
    postgres = connection.vendor == "postgresql"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text" if postgres else "PRAGMA data_version")
        version = cursor.fetchone()[0]
    if postgres:
        return version
    # SQLite tells a connection of the commits of all others; its own changes it counts apart.
    raw = connection.connection
    return raw, version, raw.total_changes
