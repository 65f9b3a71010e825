"""The search with many offers: is p95 below 50 ms with 10,000? With 100,000 it is told, not judged.

``uv run python -m benchmarks.directory [--offers 10000 100000] [--seconds 10] [--rounds 3] [--keep FOLDER]``; on PostgreSQL
``bash scripts/postgres.sh uv run python -m benchmarks.directory``.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from benchmarks.directory_data import NOUNS, WORDS
from benchmarks.server import Server
from benchmarks.steering import ask, say

RATE, LIMIT_MS, JUDGED = 20, 50, 10_000
DATABASE = "TALACHSE_DATABASE_URL"


def _many() -> str:
    """Searches by turns, no two alike: each word of the data alone, then pairs of them sorted by a district."""
    words = [*NOUNS, *WORDS]
    pairs = [(one, other, n % 10) for n, (one, other) in enumerate(zip(words, words[7:], strict=False))]
    alone = [f"/angebote/?q={quote(word)}" for word in words]
    return " ".join([*alone, *(f"/angebote/?q={quote(a)}+{quote(b)}&bezirk={d}" for a, b, d in pairs)])


# Everything, many different searches, a word that many entries hold, two rare words, a filter with a district, and nothing
# found with a typing error.
PAGES = (
    "/angebote/",
    _many(),
    "/angebote/?q=jugend",
    "/angebote/?q=fahrrad+werkstatt",
    "/angebote/?q=nachhilfe&bezirk=6&kostenlos=on&alter=12",
    "/angebote/?q=fahradwerkstat",
    "/angebote/?frei=on",
    "/api/v1/offers?q=jugend",
    "/api/v1/offers?q=fahrrad%20werkstatt",
    "/api/v1/offers?free_places=true",
    "/api/v1/capacity",
)


def prepared(folder: Path, offers: int) -> Server:
    """An installation with generated offers; what is there already is used again."""
    settings = {"TALACHSE_DEMO": "0", "TALACHSE_AGREEMENT": str(folder / "none.yaml"), "TALACHSE_API_PER_MINUTE": "0"}
    if url := os.environ.get(DATABASE):
        settings[DATABASE] = url
    server = Server(folder / "var", settings=settings)
    made = folder / f"made-{offers}"
    if not made.exists():
        folder.mkdir(parents=True, exist_ok=True)
        server.run("talachse", "prepare")
        began = time.perf_counter()
        say(server.run("benchmarks.directory_data", str(offers)).strip())
        say(f"made in {time.perf_counter() - began:.1f} s")
        made.touch()
    return server


def measure(folder: Path, offers: int, *, seconds: int, rounds: int) -> bool:
    """True when every page kept the limit in its median round, where it is judged."""
    server = prepared(folder, offers)
    server.start_quietly()
    kept = True
    try:
        for path in PAGES:
            ask(server, path, rate=5, seconds=2, login="")  # warm: both web processes have the page
            found = [ask(server, path, rate=RATE, seconds=seconds, login="") for _ in range(rounds)]
            middle = sorted(found, key=lambda one: one["p95"])[rounds // 2]
            kept = kept and middle["p95"] < LIMIT_MS and not any(one["failed"] for one in found)
            say(f"{offers:7,} {named(path):54} {middle}")
    finally:
        server.stop()
    return kept or offers > JUDGED


def named(path: str) -> str:
    """How a line of the report calls one address, or several that are asked by turns."""
    number = len(path.split())
    return path if number == 1 else f"{number} different searches by turns"


def main() -> int:
    """0 when the limit was kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--offers", type=int, nargs="+", default=[JUDGED, 100_000])
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--keep", type=Path, help="folder to make or use again (SQLite)")
    arguments = parser.parse_args()
    kept = True
    with tempfile.TemporaryDirectory(prefix="talachse-directory-") as temporary:
        for offers in arguments.offers:
            folder = (arguments.keep or Path(temporary)) / str(offers)
            kept = measure(folder, offers, seconds=arguments.seconds, rounds=arguments.rounds) and kept
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
