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
    """True when every page kept the limit in its median round."""
    server = prepared(folder)
    server.start()
    kept = True
    try:
        for path in PAGES:
            server.run(
                "benchmarks.load", str(server.port), path, "5", "2"
            )  # warm: both web processes have read the file
            found = []
            for _ in range(rounds):
                before = server.cpu_seconds()
                found.append(json.loads(server.run("benchmarks.load", str(server.port), path, str(RATE), str(seconds))))
                found[-1]["cpu_ms"] = round((server.cpu_seconds() - before) * 1000 / found[-1]["answers"], 1)
                found[-1]["load"] = round(os.getloadavg()[0], 1)
                say(f"{path:34} {found[-1]}")
            middle = sorted(f["p95"] for f in found)[rounds // 2]
            kept = kept and middle < LIMIT_MS and not any(f["failed"] for f in found)
            say(f"{path:34} p95, median of {rounds} rounds: {middle} ms (limit {LIMIT_MS} ms)")
    finally:
        server.stop()
    return kept


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
