"""The lists of placement with 50,000 people and five years of participations: is p95 below 150 ms at 20 requests a second?

``uv run python -m benchmarks.placement [--persons 50000] [--a-year 35000] [--years 5] [--seconds 10] [--rounds 3]
[--keep FOLDER] [--only ADDRESS]``
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.server import Server
from benchmarks.steering import ask, say

RATE, LIMIT_MS = 20, 150
# Who reads which list.
LISTS = (
    ("fallmanagement", "/arbeit/vermittlung/"),
    ("fallmanagement", "/arbeit/vermittlung/?stand=waiting"),
    ("fallmanagement", "/arbeit/vermittlung/plaetze/demo-gruene-arbeit/"),
    ("platzsteuerung", "/arbeit/plaetze/"),
    ("platzsteuerung", "/arbeit/plaetze/kontingente/"),
    ("gruenwerk", "/arbeit/eigene-plaetze/"),
    ("gruenwerk", "/arbeit/eigene-plaetze/demo-gruene-arbeit/"),
    ("gleichstellung", "/steuerung/gerechtigkeit/"),
)


def prepared(folder: Path, sizes: argparse.Namespace) -> Server:
    """An installation with the people; those that are there already are used again."""
    server, made = Server(folder / "var"), folder / "made"
    server.run("talachse", "prepare")
    if not made.exists():
        began = time.perf_counter()
        words = (str(sizes.persons), str(sizes.a_year), str(sizes.years))
        made.write_text(server.run("benchmarks.placement_data", *words))
        say(f"made in {time.perf_counter() - began:.1f} s")
    say(made.read_text().strip())
    return server


def main() -> int:
    """0 when every list kept the limit in its median round."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=50_000)
    parser.add_argument("--a-year", type=int, default=35_000)
    parser.add_argument("--years", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="folder to make or use again")
    parser.add_argument("--only", default="", help="only lists whose address contains this")
    arguments = parser.parse_args()
    kept = True
    with tempfile.TemporaryDirectory(prefix="talachse-placement-") as temporary:
        server = prepared(arguments.keep or Path(temporary), arguments)
        server.start_quietly()
        try:
            for login, path in [one for one in LISTS if arguments.only in one[1]]:
                ask(server, path, rate=5, seconds=2, login=login)
                found = [
                    ask(server, path, rate=RATE, seconds=arguments.seconds, login=login)
                    for _ in range(arguments.rounds)
                ]
                middle = sorted(found, key=lambda one: one["p95"])[arguments.rounds // 2]
                kept = kept and middle["p95"] < LIMIT_MS and not any(one["failed"] for one in found)
                say(f"{login:15} {path:54} {middle}")
        finally:
            server.stop()
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
