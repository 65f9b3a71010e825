"""Gives an answer again for as long as nobody has committed a change; the database itself says whether somebody did."""

from __future__ import annotations

import atexit
import sqlite3
import threading
from collections.abc import Callable, Hashable
from typing import Any

from django.db import connection

MOST_REMEMBERED = 32


class _Answer:
    """One answer; who comes while it is made waits for it, and for no other."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.made: tuple[Any] | None = None

    def get(self, make: Callable[[], Any]) -> Any:
        with self.lock:
            if self.made is None:
                self.made = (make(),)
            return self.made[0]


class _Memory:
    """Of the whole process. ``stamp`` says which state of the database the answers belong to."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.stamp: object = None
        self.answers: dict[Hashable, _Answer] = {}
        self.watchers: dict[str, sqlite3.Connection] = {}

    def watcher(self, database: str) -> sqlite3.Connection:
        """A connection that never writes: SQLite tells each connection of the commits of all others."""
        if database not in self.watchers:
            self.watchers[database] = sqlite3.connect(database, uri=True, check_same_thread=False, timeout=20)
        return self.watchers[database]

    def forget(self) -> None:
        """Close what was opened for watching."""
        for watcher in self.watchers.values():
            watcher.close()


_memory = _Memory()
atexit.register(_memory.forget)


def until_changed[T](key: Hashable, make: Callable[[], T]) -> T:
    """The answer of ``make``, made again after any commit by anybody. Whoever gets it must not change it.

    Inside a transaction it is always made: what a transaction has written may still be taken back.
    """
    if connection.in_atomic_block:
        return make()
    with _memory.lock:
        # Asked before the answer is made: a commit in between makes the answer one time too often, never too seldom.
        stamp = _stamp()
        if _memory.stamp != stamp or len(_memory.answers) >= MOST_REMEMBERED:
            _memory.stamp, _memory.answers = stamp, {}
        found = _memory.answers.setdefault(key, _Answer())
    answer: T = found.get(make)
    return answer


def _stamp() -> object:
    """Equal stamps: the same transactions are visible."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database(), pg_current_snapshot()::text")
            return cursor.fetchone()
    database = str(connection.get_connection_params()["database"])
    return database, _memory.watcher(database).execute("PRAGMA data_version").fetchone()
