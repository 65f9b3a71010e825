"""Processor time of the search in two versions of the product, by turns: says what a change saves on a machine that is busy.

``uv run python -m benchmarks.compare FOLDER OLD_SRC NEW_SRC [--rounds 3]``: FOLDER is what ``benchmarks.directory --keep`` made for a
number of offers, the other two are folders ``src`` of two checkouts (``git worktree add``). Each version runs in a process of its own
and is asked without a network. On PostgreSQL with ``TALACHSE_DATABASE_URL`` of that data.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from benchmarks.directory import PAGES, named
from benchmarks.steering import say

ANSWERS = 10


def answer() -> None:
    """Read addresses, one line each; write the milliseconds of ten answers. Several addresses in a line are asked by turns."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["*"]
    client, asked = Client(), 0
    for line in sys.stdin:
        paths, took = line.split(), []
        for _ in range(ANSWERS):
            before = time.process_time()
            client.get(paths[asked % len(paths)])
            took.append((time.process_time() - before) * 1000)
            asked += 1
        sys.stdout.write(" ".join(f"{one:.2f}" for one in took) + "\n")
        sys.stdout.flush()


class Version:
    """One checkout, waiting for addresses."""

    def __init__(self, folder: Path, source: str) -> None:
        settings = {
            "TALACHSE_DEMO": "0",
            "TALACHSE_AGREEMENT": str(folder / "none.yaml"),
            "TALACHSE_API_PER_MINUTE": "0",
        }
        settings |= {"TALACHSE_VAR": str(folder / "var"), "DJANGO_SETTINGS_MODULE": "talachse.config.settings"}
        settings["PYTHONPATH"] = os.pathsep.join([source, str(Path.cwd())])
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.compare", "--answer"],
            env={**os.environ, **settings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.took: dict[str, list[float]] = {}

    def ask(self, paths: str, *, warm: bool) -> None:
        """Ten answers; of warming up nothing is kept."""
        _open(self.process.stdin).write(paths + "\n")
        _open(self.process.stdin).flush()
        found = [float(one) for one in _open(self.process.stdout).readline().split()]
        if not warm:
            self.took.setdefault(paths, []).extend(found)

    def end(self) -> None:
        """No more addresses."""
        _open(self.process.stdin).close()
        self.process.wait()


def _open(stream: IO[str] | None) -> IO[str]:
    if stream is None:
        raise RuntimeError("The process has no such stream.")
    return stream


def main() -> int:
    """Always 0: it tells and does not judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    versions = [Version(arguments.folder, source) for source in (arguments.old, arguments.new)]
    for turn in range(arguments.rounds + 1):
        for paths in PAGES:
            for version in versions:
                version.ask(paths, warm=turn == 0)
    for paths in PAGES:
        told = [f"{min(v.took[paths]):6.1f} {statistics.median(v.took[paths]):6.1f}" for v in versions]
        say(f"{named(paths):54} old (least, median) {told[0]}   new {told[1]} ms")
    say(f"load average {os.getloadavg()[0]:.1f}")
    for version in versions:
        version.end()
    return 0


if __name__ == "__main__":
    if "--answer" in sys.argv:
        answer()
    else:
        raise SystemExit(main())
