"""The check of a household: alone in the engine, at the command line, as a page, in bulk, and beside two other engines.

``uv run python -m benchmarks.entitlement [--only engine command page bulk peers] [--households 200000] [--rounds 3]``

"bulk" measures from Parquet to Parquet with both routes and Bildung und Teilhabe; the engine alone is the compiled federal rules
called with columns that lie in memory. "peers" is ``benchmarks.entitlement_peers``.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import entitlement_data as data
from benchmarks import entitlement_peers as peers
from benchmarks.load import percentiles
from benchmarks.server import ENGINE, Server
from benchmarks.steering import ask, say
from talachse.entitlement.cache import Cache
from talachse.rules.entitlement import bulk, check, household
from talachse.rules.entitlement.columns import from_households
from talachse.rules.entitlement.engine import GIVEN, TARGETS
from talachse.rules.entitlement.housing import Tables

WARM, CALLS = 50, 500
ENGINE_MS, PAGE_MS, COMMAND_S, BULK_PER_SECOND, BULK_MB = 3, 100, 1.0, 50_000, 1_000
FORMS = 400


def timed(work: Callable[[], Any], calls: int = CALLS) -> dict[str, float]:
    """Percentiles of warm calls in milliseconds, and the processor time of one."""
    for _ in range(WARM):
        work()
    took, before = [], time.process_time()
    for _ in range(calls):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return {**percentiles(took), "cpu_ms": round((time.process_time() - before) * 1000 / calls, 2)}


def in_the_engine() -> bool:
    """One household, warm: the compiled federal rules for both routes, then with our own rules, then the whole answer."""
    federal, table, home = (
        _federal(),
        Tables().of(household.WUPPERTAL),
        household.read(data.household(), today=data.AS_OF),
    )
    columns = from_households([home])
    given = peers.given_to(federal, columns, table)
    alone = timed(lambda: federal(given))
    say(f"{'engine: federal rules, both routes':54} {alone}")
    say(f"{'engine with our own rules, both routes':54} {timed(lambda: check.compute([home], federal, table))}")
    say(f"{'whole answer with reasons and turning points':54} {timed(lambda: check.check(home, federal, table), 100)}")
    return alone["p95"] < ENGINE_MS


def _federal() -> Any:
    return Cache(Path(ENGINE), targets=TARGETS, given=GIVEN).ready(data.AS_OF)


def at_the_command_line(folder: Path, rounds: int) -> bool:
    """``talachse check`` once the rules are compiled; Python's own compiled files may be kept, as in an installation."""
    file = folder / "household.json"
    file.write_text(json.dumps(data.household()))
    environment, took = _as_installed(Server(folder / "command")), []
    for _ in range(rounds + 1):  # the first one writes the compiled files
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "talachse", "check", str(file)], env=environment, check=True, stdout=subprocess.PIPE
        )
        took.append(time.perf_counter() - began)
    middle = statistics.median(took[1:])
    say(f"{'talachse check':54} {middle:.2f} s")
    return middle < COMMAND_S


def _as_installed(server: Server) -> dict[str, str]:
    """Python may keep its compiled files, whatever the shell says: without them half of a short run is reading source."""
    return {name: value for name, value in server.environment.items() if name != "PYTHONDONTWRITEBYTECODE"}


def as_a_page(folder: Path, rounds: int, seconds: int) -> bool:
    """The result of ``/pruefen/`` at 20 requests a second, every household another one."""
    server = Server(folder / "var", settings={"TALACHSE_DEMO": "0", "TALACHSE_AGREEMENT": str(folder / "none.yaml")})
    server.run("talachse", "prepare")
    forms = folder / "forms.json"
    server.start_quietly()
    try:
        forms.write_text(server.run("benchmarks.entitlement_forms", str(FORMS)))
        ask(server, "/pruefen/", rate=5, seconds=4, login="", forms=forms)
        found = [ask(server, "/pruefen/", seconds=seconds, login="", forms=forms) for _ in range(rounds)]
    finally:
        server.stop()
    middle = sorted(found, key=lambda one: one["p95"])[rounds // 2]
    say(f"{'/pruefen/, the result':54} {middle}")
    return middle["p95"] < PAGE_MS and not any(one["failed"] for one in found)


def in_bulk(folder: Path, households: int, rounds: int) -> bool:
    """``talachse screen`` on two processes, and beside it the compiled rules alone in one process."""
    source, target = folder / "in.parquet", folder / "out.parquet"
    persons = data.write(source, households)
    say(f"{households:,} households, {persons:,} persons, {source.stat().st_size / 1e6:.1f} MB")
    server, took, most = Server(folder / "bulk"), [], 0.0
    _screened(server, source, target)  # may write Python's compiled files
    for _ in range(rounds):
        seconds, megabytes = _screened(server, source, target)
        took.append(seconds)
        most = max(most, megabytes)
    middle = statistics.median(took)
    say(f"{'Parquet to Parquet, 2 processes':54} {middle:.2f} s = {households / middle:,.0f}/s, {most:.0f} MB in all")
    _alone(households)
    return households / middle >= BULK_PER_SECOND and most < BULK_MB


def _screened(server: Server, source: Path, target: Path) -> tuple[float, float]:
    target.unlink(missing_ok=True)
    command = [sys.executable, "-m", "talachse", "screen", str(source), str(target), "--as-of", data.AS_OF.isoformat()]
    began = time.perf_counter()
    server.process = subprocess.Popen(
        [*command, "--workers", "2"], env=_as_installed(server), stderr=subprocess.DEVNULL, start_new_session=True
    )
    highest = [0.0]
    ended = threading.Event()
    watch = threading.Thread(target=_watched, args=(server, highest, ended))
    watch.start()
    code = server.process.wait()
    took = time.perf_counter() - began
    ended.set()
    watch.join()
    if code:
        raise RuntimeError(f"talachse screen ended with {code}")
    return took, highest[0]


def _watched(server: Server, highest: list[float], ended: threading.Event) -> None:
    """Memory of all processes of the run; what they share counts once (PSS)."""
    while not ended.wait(0.5):
        total = 0
        for pid in server.pids():
            try:
                text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            except OSError:
                continue
            total += sum(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))
        highest[0] = max(highest[0], total / 1024)


def _alone(households: int) -> None:
    """The federal rules for both routes, from columns in memory."""
    part = min(households, 25_000)
    c, _, _ = bulk.facts(peers.raw(data.people(part)), data.AS_OF)
    federal, table = _federal(), Tables().of(household.WUPPERTAL)
    given = peers.given_to(federal, c, table)
    federal(given)
    began = time.perf_counter()
    federal(given)
    rate = part / (time.perf_counter() - began)
    say(f"{f'federal rules, both routes, 1 process, {part:,} households':54} {rate:,.0f}/s")


def main() -> int:
    """0 when every bound was kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", default=["engine", "command", "page", "bulk", "peers"])
    parser.add_argument("--households", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=10)
    arguments = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    kept = True
    with tempfile.TemporaryDirectory(prefix="talachse-entitlement-") as temporary:
        folder = Path(temporary)
        _federal()
        parts: dict[str, Callable[[], bool]] = {
            "engine": in_the_engine,
            "command": lambda: at_the_command_line(folder, arguments.rounds),
            "page": lambda: as_a_page(folder, arguments.rounds, arguments.seconds),
            "bulk": lambda: in_bulk(folder, arguments.households, arguments.rounds),
            "peers": lambda: peers.compare(folder),
        }
        for name in arguments.only:
            kept = parts[name]() and kept
    return 0 if kept else 1


if __name__ == "__main__":
    raise SystemExit(main())
