"""Asks a page at a fixed rate and reports how long the answers took.

Its own process: ``python -m benchmarks.load PORT PATHS RATE SECONDS WRITES [LOGIN [FORMS]]``. PATHS are one address or several with spaces
between them, asked by turns. WRITES is how many young people a second
send a question meanwhile: after each of them no page may be given from memory. LOGIN is who reads; empty: somebody passing by. FORMS is a file with
a JSON list of forms: they are sent to the address by turns instead of asking for it.
Every request has its planned moment, and its time counts from there: a server that stalls cannot make the measurement wait for it.
"""

from __future__ import annotations

import http
import json
import queue
import sys
import threading
import time
import uuid
from pathlib import Path

from benchmarks.client import Client

CONNECTIONS = 8


class Load:
    """Readers who keep to their planned moments, and people who write meanwhile."""

    def __init__(self, port: int, paths: str, *, login: str = "referat-stadt", forms: str = "") -> None:
        self.port, self.paths = port, paths.split()
        self.forms: list[dict[str, str]] = json.loads(Path(forms).read_text()) if forms else []
        with Client(port) as self.visitor:
            if login:
                self.visitor.log_in(login)
            if self.forms:
                self.visitor.get(self.paths[0])  # for the token
        self.planned: queue.Queue[tuple[float, str, dict[str, str] | None] | None] = queue.Queue()
        self.took: list[float] = []
        self.failed: list[int] = []

    def run(self, *, rate: int, seconds: int, writes: int) -> dict[str, float]:
        """Milliseconds at the percentiles, number of answers, and how many were not as they should be."""
        readers = [threading.Thread(target=self._read) for _ in range(CONNECTIONS)]
        writers = [threading.Thread(target=self._write, args=(seconds,)) for _ in range(writes)]
        for thread in (*readers, *writers):
            thread.start()
        first = time.perf_counter()
        for n in range(rate * seconds):
            at = first + n / rate
            time.sleep(max(at - time.perf_counter(), 0))
            form = self.forms[n % len(self.forms)] if self.forms else None
            self.planned.put((at, self.paths[n % len(self.paths)], form))
        for _ in readers:
            self.planned.put(None)
        for thread in (*readers, *writers):
            thread.join()
        return {**percentiles(self.took), "answers": len(self.took), "failed": len(self.failed)}

    def _read(self) -> None:
        with Client(self.port) as client:
            client.cookies = dict(self.visitor.cookies)
            while (one := self.planned.get()) is not None:
                at, path, form = one
                status = client.get(path)[0] if form is None else client.post(path, form)
                self.took.append((time.perf_counter() - at) * 1000)
                if status != http.HTTPStatus.OK:
                    self.failed.append(status)

    def _write(self, seconds: int) -> None:
        with Client(self.port) as client:
            client.get("/zukunft/frage/")
            for _ in range(seconds):
                question = {
                    "submission": str(uuid.uuid4()),
                    "pillar": "advice",
                    "text": "Wer hilft mir?",
                    "channel": "code",
                }
                status = client.post("/zukunft/frage/", question)
                if status != http.HTTPStatus.FOUND:
                    self.failed.append(status)
                time.sleep(1)


def percentiles(took: list[float]) -> dict[str, float]:
    """p50, p95, p99 and the longest."""
    rows = sorted(took)
    at = {f"p{share}": rows[min(len(rows) * share // 100, len(rows) - 1)] for share in (50, 95, 99)}
    return {name: round(value, 1) for name, value in (at | {"max": rows[-1]}).items()}


if __name__ == "__main__":
    port, paths, rate, seconds, writes, *more = sys.argv[1:]
    load = Load(int(port), paths, **dict(zip(("login", "forms"), more, strict=False)))
    sys.stdout.write(json.dumps(load.run(rate=int(rate), seconds=int(seconds), writes=int(writes))))
