"""Strictness only; no data. Builders live beside the tests of their app."""

import os
import tempfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from talachse.config import prepare

# Installations that a test starts share the compiled rules: each would build them anew, which takes a core for ten seconds.
os.environ.setdefault("TALACHSE_ENGINE", f"{tempfile.gettempdir()}/talachse-engine-{os.getuid()}")

# A busy machine is no fault of the code: nothing here is judged by the clock.
hypothesis_settings.register_profile(
    "patient", hypothesis_settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that starts installations of its own on SQLite says the same whatever database the suite runs on: once is enough."""
    if connection.vendor == "sqlite":
        return
    for item in items:
        if item.get_closest_marker("own_sqlite"):
            item.add_marker(pytest.mark.skip(reason="starts installations of its own on SQLite"))


@pytest.fixture(autouse=True, scope="session")
def _texts() -> None:
    """Compiled as an installation compiles them, before a test asks for a language and Django keeps the answer."""
    prepare._texts()


@pytest.fixture(autouse=True)
def _fresh_cache() -> None:
    """Rate limits of one test must not reach another."""
    cache.clear()


@pytest.fixture(autouse=True, scope="session")
def _flush_may_empty_the_journal() -> Iterator[None]:
    """Only the flush between transactional tests may empty the journal; everything else is refused, here too."""
    original = BaseDatabaseOperations.execute_sql_flush

    def flush(self: BaseDatabaseOperations, sql_list: Any) -> Any:
        settings.TALACHSE_JOURNAL_MAY_BE_FLUSHED = True
        try:
            first = {
                "postgresql": "SET LOCAL talachse.journal_may_be_flushed = 'on'",
                # Tables are emptied in any order; a project's origin is checked when all are empty.
                "sqlite": "PRAGMA defer_foreign_keys = ON",
            }[connection.vendor]
            return original(self, [first, *sql_list])
        finally:
            settings.TALACHSE_JOURNAL_MAY_BE_FLUSHED = False

    BaseDatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
    yield
    BaseDatabaseOperations.execute_sql_flush = original  # type: ignore[method-assign]
