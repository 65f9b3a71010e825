"""Waiting for the one who writes: whoever has waited longer asks more often, so that nobody is overtaken for ever.

SQLite itself asks again after 1, 2, 5 … and at last only every 100 milliseconds: newcomers overtake whoever has waited. Of 384
starts by 32 clients half had their turn within 0.05 s, and one waited 18 s, just below the limit at which it is refused.
"""

from __future__ import annotations

import random
import sqlite3
import time

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

FIRST_PAUSE_SECONDS = 0.008
SHORTEST_PAUSE_SECONDS = 0.001
# After so long the pause is half as long as at first.
HALVED_AFTER_SECONDS = 0.2


def pause_after(waited: float) -> float:
    """Seconds until the next try, after so many seconds of waiting."""
    return max(SHORTEST_PAUSE_SECONDS, FIRST_PAUSE_SECONDS / (1 + waited / HALVED_AFTER_SECONDS))


def _is_taken(error: BaseException | None) -> bool:
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, except for how a transaction that writes waits to begin."""

    def _start_transaction_under_autocommit(self) -> None:
        patience = float(self.settings_dict["OPTIONS"].get("timeout", 5))
        began = time.monotonic()
        # Asked without Django's cursor: a pause is no query of anybody's page.
        self.connection.execute("PRAGMA busy_timeout = 0")
        try:
            try:
                super()._start_transaction_under_autocommit()  # type: ignore[misc]
            except OperationalError as error:
                if not _is_taken(error.__cause__):
                    raise
                self._begin_in_turn(began, patience)
        finally:
            self.connection.execute(f"PRAGMA busy_timeout = {round(patience * 1000)}")

    def _begin_in_turn(self, began: float, patience: float) -> None:
        mode = self.settings_dict["OPTIONS"].get("transaction_mode") or ""
        with self.wrap_database_errors:
            while True:
                waited = time.monotonic() - began
                time.sleep(pause_after(waited) * random.uniform(0.5, 1.5))  # noqa: S311  no secret, only out of step
                try:
                    self.connection.execute(f"BEGIN {mode}")
                except sqlite3.OperationalError as error:
                    if not _is_taken(error) or waited > patience:
                        raise
                else:
                    return
