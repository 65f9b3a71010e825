"""How long somebody at the command line waits: status, a past day, checking and loading the agreement.

``uv run python -m benchmarks.commands [--rounds 5]``
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.data import SOURCE
from benchmarks.server import Server


def main() -> int:
    """Prints the median of the rounds for each command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="talachse-commands-") as temporary:
        folder = Path(temporary)
        server = Server(folder / "var")
        took = _seconds(server, "prepare")
        sys.stdout.write(f"{'prepare with demo data, once':44} {took:6.2f} s\n")
        changed = folder / "changed.yaml"
        commands: dict[str, tuple[str, ...]] = {
            "status": ("status",),
            "status --on 2021-07-01 --json": ("status", "--on", "2021-07-01", "--json"),
            "load-agreement --dry-run": ("load-agreement", "--dry-run", str(changed)),
            "load-agreement, a changed file": ("load-agreement", str(changed)),
        }
        for name, command in commands.items():
            found = []
            for n in range(rounds):
                changed.write_text(SOURCE.read_text().replace("label: Fassung vom", f"label: Probe {n}, Fassung vom"))
                found.append(_seconds(server, *command))
            sys.stdout.write(f"{name:44} {statistics.median(found):6.2f} s (of {rounds})\n")
    return 0


def _seconds(server: Server, *command: str) -> float:
    began = time.perf_counter()
    server.run("talachse", *command)
    return time.perf_counter() - began


if __name__ == "__main__":
    raise SystemExit(main())
