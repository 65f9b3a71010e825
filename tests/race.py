"""Several processes on one database at the same moment, as when two people press a button."""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

START = """
import os, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "talachse.config.settings"
import django
django.setup()
"""
WAIT = """
open(sys.argv[1] + "." + str(os.getpid()) + ".ready", "w").close()
while not os.path.exists(sys.argv[1]):
    time.sleep(0.001)
"""


@contextmanager
def shared_database(folder: Path) -> Iterator[dict[str, str]]:
    """Environment of processes that see what the test has written: SQLite as a copied file, PostgreSQL as it is."""
    environment = os.environ | {"TALACHSE_VAR": str(folder), "TALACHSE_DATABASE_URL": ""}
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        target = sqlite3.connect(folder / "talachse.sqlite3")
        connection.connection.backup(target)
        # As in a running system; switching while others connect would be refused as "locked".
        target.execute("PRAGMA journal_mode=WAL")
        target.close()
    else:
        facts = connection.settings_dict
        environment["TALACHSE_DATABASE_URL"] = (
            f"postgresql://{facts['USER']}:{facts['PASSWORD']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"
        )
    yield environment


def at_once(folder: Path, environment: dict[str, str], snippets: list[str]) -> list[str]:
    """Run the snippets in one process each, started at the same moment; what each printed, in their order."""
    signal = folder / "go"
    started = [
        subprocess.Popen(
            [sys.executable, "-c", START + WAIT + snippet, str(signal)],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for snippet in snippets
    ]
    while len(list(folder.glob("go.*.ready"))) < len(snippets) and all(p.poll() is None for p in started):
        time.sleep(0.01)
    signal.touch()
    ended = [(process, *process.communicate(timeout=180)) for process in started]
    assert [err for process, _, err in ended if process.returncode != 0] == []
    return [out.strip() for _, out, _ in ended]


def number_in(folder: Path, sql: str) -> int:
    """The one number that a query finds in what the processes have left."""
    if connection.vendor == "sqlite":
        target = sqlite3.connect(folder / "talachse.sqlite3")
        try:
            (number,) = target.execute(sql).fetchone()
        finally:
            target.close()
    else:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            (number,) = cursor.fetchone()
    return int(number)
