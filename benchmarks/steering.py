"""Board and profile with a large portfolio: is p95 below 150 ms at 20 requests a second?

``uv run python -m benchmarks.steering [--seconds 20] [--rounds 3] [--keep FOLDER]``
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.data import write_agreement
from benchmarks.server import Server

RATE, LIMIT_MS = 20, 150
PAGES = ("/steuerung/", "/steuerung/projekte/wecycle/", "/steuerung/projekte/last-299/")


def say(text: str) -> None:
    """A line of the report."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def prepared(folder: Path) -> Server:
    """An installation with the large portfolio; what is there already is used again."""
    agreement = folder / "agreement.yaml"
    server = Server(folder / "var", settings={"TALACHSE_AGREEMENT": str(agreement)})
    if not agreement.exists():
        folder.mkdir(parents=True, exist_ok=True)
        write_agreement(agreement)
        began = time.perf_counter()
        server.run("talachse", "prepare")
        say(f"prepare with demo data: {time.perf_counter() - began:.1f} s")
        say(server.run("benchmarks.data").strip())
    return server


def measure(folder: Path, *, seconds: int, rounds: int) -> bool:
    """True when every page kept the limit in its median round. With a write every second it is told, not judged."""
    server = prepared(folder)
    server.start_quietly()
    kept = True
    try:
        for path in PAGES:
            ask(server, path, rate=5, seconds=2)  # warm: both web processes have read the file
            for writes in (0, 1):
                found = [ask(server, path, seconds=seconds, writes=writes) for _ in range(rounds)]
                middle = sorted(one["p95"] for one in found)[rounds // 2]
                kept = kept and (writes > 0 or middle < LIMIT_MS) and not any(one["failed"] for one in found)
                for one in found:
                    say(f"{path:30} {writes} writes/s {one}")
                say(f"{path:30} {writes} writes/s p95, median of {rounds}: {middle} ms (limit {LIMIT_MS} ms)")
    finally:
        server.stop()
    return kept


def ask(
    server: Server,
    path: str,
    *,
    rate: int = RATE,
    seconds: int,
    writes: int = 0,
    login: str = "referat-stadt",
    forms: Path | None = None,
) -> dict[str, float]:
    """One round in a process of its own; ``cpu_ms`` is the server's processor time for each answer.

    ``forms`` is a file with forms that are sent instead of asking for the page.
    """
    before = server.cpu_seconds()
    words = (str(server.port), path, str(rate), str(seconds), str(writes), login, str(forms or ""))
    found: dict[str, float] = json.loads(server.run("benchmarks.load", *words))
    found["cpu_ms"] = round((server.cpu_seconds() - before) * 1000 / found["answers"], 1)
    return found | {"load": round(os.getloadavg()[0], 1)}


def main() -> int:
    """0 when the limit was kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="folder to make or use again")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="talachse-bench-") as temporary:
        kept = measure(arguments.keep or Path(temporary), seconds=arguments.seconds, rounds=arguments.rounds)
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
