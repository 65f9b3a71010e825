"""Asks one page at a fixed rate and reports how long the answers took.

Its own process: ``python -m benchmarks.load PORT PATH RATE SECONDS``. Every request has its planned moment, and its time
counts from there: a server that stalls cannot make the measurement wait for it.
"""

from __future__ import annotations

import json
import queue
import sys
import threading
import time

from benchmarks.client import Client

CONNECTIONS = 8


def ask(port: int, path: str, *, rate: int, seconds: int, login: str = "referat-stadt") -> dict[str, float]:
    """Milliseconds at the percentiles, number of answers, and how many were no page."""
    visitor = Client(port)
    visitor.log_in(login)
    planned: queue.Queue[float | None] = queue.Queue()
    took: list[float] = []
    failed: list[int] = []

    def work() -> None:
        client = Client(port)
        client.cookies = dict(visitor.cookies)
        while (at := planned.get()) is not None:
            status, _ = client.get(path)
            took.append((time.perf_counter() - at) * 1000)
            if status != 200:
                failed.append(status)

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    first = time.perf_counter()
    for n in range(rate * seconds):
        at = first + n / rate
        time.sleep(max(at - time.perf_counter(), 0))
        planned.put(at)
    for _ in threads:
        planned.put(None)
    for thread in threads:
        thread.join()
    return {**percentiles(took), "answers": len(took), "failed": len(failed)}


def percentiles(took: list[float]) -> dict[str, float]:
    """p50, p95, p99 and the longest."""
    rows = sorted(took)
    at = {f"p{share}": rows[min(len(rows) * share // 100, len(rows) - 1)] for share in (50, 95, 99)}
    return {name: round(value, 1) for name, value in (at | {"max": rows[-1]}).items()}


if __name__ == "__main__":
    port, path, rate, seconds = sys.argv[1:]
    sys.stdout.write(json.dumps(ask(int(port), path, rate=int(rate), seconds=int(seconds))))
