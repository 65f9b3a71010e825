"""A list of 5,000 offers with 300 wrong rows: preview and taking over, as the editor's browser waits for it.

``uv run python -m benchmarks.imports [--rows 5000] [--wrong 300] [--rounds 3]``

The server runs as an operator starts it; upload with the page of the preview, and confirmation with the
page of the result, are measured from another process. Each round brings offers that are not there yet; the last line reads the same file in again.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.client import Client
from benchmarks.server import Server
from talachse.documents.tables import WRITERS

HEAD = ["Name", "Art", "Thema", "Adresse", "Stadtbezirk", "Öffnungszeiten", "Gibt es ab", "Quelle", "Beschreibung"]
TEXT = "Ein Angebot für alle, die etwas lernen, andere treffen oder Fragen stellen wollen. Ohne Anmeldung, ohne Kosten."


def rows(number: int, wrong: int, name: str) -> Iterator[list[str]]:
    """Every so many-th row has a wrong district or a day that does not exist."""
    every = number // wrong if wrong else number + 1
    for at in range(number):
        bad = at % every == 0 and at // every < wrong
        yield [
            f"{name} {at}",
            "Kurs",
            "Schule und Lernen; Computer und Internet",
            f"{name.replace(' ', '')}weg {at}, 42103 Wuppertal",
            "Entenhausen" if bad and at % 2 else "Barmen",
            "Mo, Mi 9-12, 14-17:30; Fr 9-12",
            "31.02.2027" if bad and not at % 2 else "",
            "https://example.org/liste",
            TEXT,
        ]


def main() -> int:
    """Prints the median of the rounds for each step; 0 when the preview was there in time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument("--wrong", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="talachse-imports-") as temporary:
        server = Server(Path(temporary) / "var")
        server.start_quietly()
        try:
            kept = _measure(server, asked)
        finally:
            server.stop()
    return 0 if kept else 1


REQUIRED_SECONDS = 30
ROOM = "/arbeit/angebote/einlesen/"


def _measure(server: Server, asked: argparse.Namespace) -> bool:
    slowest = 0.0
    with Client(server.port) as editor:
        editor.connection.timeout = 300
        editor.log_in("redaktion")
        editor.get(ROOM)
        for suffix, write in WRITERS.items():
            watches = {step: Watch(server) for step in ("preview", "taken over", "read again")}
            size = 0
            for number in range(asked.rounds):
                content = write(HEAD, rows(asked.rows, asked.wrong, f"Angebot {suffix} {number}"))
                size = len(content)
                with watches["preview"]:
                    where = editor.upload(ROOM, f"liste.{suffix}", content)
                    editor.get(where)
                with watches["taken over"]:
                    editor.post(where, {})
                    _, page = editor.get(where)
                if f"{asked.rows - asked.wrong} neu" not in page or f"{asked.wrong} Zeilen als Datei" not in page:
                    raise RuntimeError(f"Not every row ended where it should: {page[:3000]}")
                with watches["read again"]:
                    editor.get(editor.upload(ROOM, f"liste.{suffix}", content))
            for step, watch in watches.items():
                sys.stdout.write(f"{suffix}, {asked.rows} rows, {size / 1e6:.1f} MB: {step:10} {watch}\n")
            slowest = max(slowest, statistics.median(watches["preview"].waited))
    return slowest < REQUIRED_SECONDS


class Watch:
    """Waiting time and the server's processor time of one step, over the rounds."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.waited: list[float] = []
        self.worked: list[float] = []

    def __enter__(self) -> None:
        self.waited.append(-time.perf_counter())
        self.worked.append(-self.server.cpu_seconds())

    def __exit__(self, *_: object) -> None:
        self.waited[-1] += time.perf_counter()
        self.worked[-1] += self.server.cpu_seconds()

    def __str__(self) -> str:
        return f"{statistics.median(self.waited):5.1f} s, of it processor {statistics.median(self.worked):5.1f} s"


if __name__ == "__main__":
    raise SystemExit(main())
