"""A large placement round: computing, checking and explaining it, side by side with the linear programme of HiGHS.

``uv run python -m benchmarks.allocation [--rounds 5] [--seed 1] [--no-peer]``
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import highspy
import numpy as np

from talachse.placements.cli import read_instance
from talachse.rules.placement.matching import (
    Allocation,
    Instance,
    Option,
    PersonSpec,
    PlaceSpec,
    PotSpec,
    allocate,
    what_if,
    why_not,
)
from talachse.rules.placement.matching_check import check

PEOPLE, GROUPS, OPTIONS, PRIORITIES = 10_000, 1_500, 60, 5
REQUIRED = 2.0
WHY_REQUIRED = 0.050


def make_instance(seed: int) -> Instance:
    """Invented: 1,500 groups of 1 to 9 places in 60 pots in 6 larger ones, all in one that counts; some pots count too."""
    draw = np.random.default_rng(seed)
    pots = [PotSpec("all")]
    pots += [PotSpec(f"programme-{n}", None if n == 0 else 1_000, "all") for n in range(6)]
    pots += [PotSpec(f"funding-{n}", None if n % 10 == 0 else 110, f"programme-{n % 6}") for n in range(60)]
    places = [
        PlaceSpec(f"group-{n}", int(draw.integers(1, 10)), f"funding-{draw.integers(0, 60)}") for n in range(GROUPS)
    ]
    persons = []
    for n in range(PEOPLE):
        chosen = draw.choice(GROUPS, OPTIONS, replace=False).tolist()
        scores = draw.integers(0, 1_001, OPTIONS).tolist()
        options = tuple(Option(f"group-{place}", score) for place, score in zip(chosen, scores, strict=True))
        persons.append(PersonSpec(f"person-{n}", int(draw.integers(1, PRIORITIES + 1)), options))
    return Instance(tuple(pots), tuple(places), tuple(persons))


def as_json(instance: Instance) -> str:
    """The round as a file of the documented form."""
    return json.dumps(
        {
            "pots": [{"id": pot.id, "cap": pot.cap, "parent": pot.parent} for pot in instance.pots],
            "places": [{"id": p.id, "capacity": p.capacity, "pots": [p.pot]} for p in instance.places],
            "persons": [
                {
                    "id": person.id,
                    "priority": person.priority,
                    "options": [{"place": option.place, "score": option.score} for option in person.options],
                }
                for person in instance.persons
            ],
            "fixed": [],
        }
    )


def linear_programme(instance: Instance, threads: int) -> tuple[float, int, int]:
    """The same round by HiGHS: seconds of solving alone, people placed, score. The bonus of a priority is the proven one.

    The matrix is that of a network, so the corners of the linear programme are whole numbers.
    """
    options = [(n, person, option) for n, person in enumerate(instance.persons) for option in person.options]
    step = 1_000 * min(PEOPLE, GROUPS) + 1
    row_of_place = {place.id: PEOPLE + n for n, place in enumerate(instance.places)}
    capping = [pot for pot in instance.pots if pot.cap is not None]
    row_of_pot = {pot.id: PEOPLE + GROUPS + n for n, pot in enumerate(capping)}
    parent = {pot.id: pot.parent for pot in instance.pots}
    rows_of: dict[object, list[int]] = {}
    for place in instance.places:
        rows, pot = [row_of_place[place.id]], place.pot
        while pot is not None:
            rows += [row_of_pot[pot]] if pot in row_of_pot else []
            pot = parent[pot]
        rows_of[place.id] = rows
    columns = [[n, *rows_of[option.place]] for n, _, option in options]
    starts = np.concatenate([[0], np.cumsum([len(column) for column in columns])])
    upper = [1.0] * PEOPLE + [float(p.capacity) for p in instance.places] + [float(pot.cap or 0) for pot in capping]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(options), len(upper)
    model.sense_ = highspy.ObjSense.kMaximize
    model.col_cost_ = np.array([(PRIORITIES + 1 - p.priority) * step + o.score for _, p, o in options], dtype=float)
    model.col_lower_, model.col_upper_ = np.zeros(len(options)), np.ones(len(options))
    model.row_lower_, model.row_upper_ = np.full(len(upper), -highspy.kHighsInf), np.array(upper)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = starts.astype(np.int32)
    model.a_matrix_.index_ = np.concatenate(columns).astype(np.int32)
    model.a_matrix_.value_ = np.ones(int(starts[-1]))
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", threads)
    highs.setOptionValue("solver", "ipm")  # three times as fast here as its simplex
    highs.passModel(model)
    began = time.perf_counter()
    highs.run()
    took = time.perf_counter() - began
    values = np.asarray(highs.getSolution().col_value)
    scores = np.array([option.score for _, _, option in options])
    return took, round(float(values.sum())), round(float(values @ scores))


def main() -> int:
    """Prints the figures; 0 when both requirements were kept and the result is proven."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-peer", action="store_true", help="without HiGHS, which takes a minute")
    arguments = parser.parse_args()
    instance = make_instance(arguments.seed)
    say(
        f"{PEOPLE:,} people, {GROUPS:,} groups, {OPTIONS} options each, {len(instance.pots)} pots, seed {arguments.seed}"
    )

    allocation, took = timed(lambda: allocate(instance), arguments.rounds)
    placed = {priority: f"{t.placed} of {t.persons}" for priority, t in allocation.by_priority.items()}
    say(f"placed {allocation.placed}, score {allocation.score}, optimal {allocation.optimal}, by priority {placed}")
    row("allocate, from data to result with reasons", took, REQUIRED)
    faults, checked = timed(lambda: check(instance, allocation), arguments.rounds)
    row("check without the solver, with proof of optimality", checked)
    why = why_not_times(instance, allocation)
    row("why not, slowest of 500 pairs", why, WHY_REQUIRED)
    someone = allocation.unplaced[0].person
    there = next(person for person in instance.persons if person.id == someone).options[0].place
    (_, change), simulated = timed(lambda: what_if(instance, allocation, someone, there), 1)
    row(f"what if one person gets one place ({len(change.moves)} people move)", simulated)
    command(instance, arguments.rounds)
    say(f"memory of this process at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    if not arguments.no_peer:
        seconds, people, score = linear_programme(instance, threads=2)
        row(f"HiGHS {highspy.Highs().version()}, interior point, solving alone", seconds)
        say(
            f"  placed {people}, score {score}: {'the same' if (people, score) == (allocation.placed, allocation.score) else 'ANOTHER RESULT'}"
        )
    for fault in faults:
        say(fault)
    return 1 if faults or took > REQUIRED or why > WHY_REQUIRED else 0


def why_not_times(instance: Instance, allocation: Allocation) -> float:
    """The slowest of 500 pairs."""
    draw = np.random.default_rng(2)
    slowest = 0.0
    for _ in range(500):
        person = instance.persons[int(draw.integers(PEOPLE))]
        place = person.options[int(draw.integers(OPTIONS))].place
        began = time.perf_counter()
        why_not(instance, allocation, person.id, place)
        slowest = max(slowest, time.perf_counter() - began)
    return slowest


def command(instance: Instance, rounds: int) -> None:
    """The whole command as a person waits for it: start, reading, computing, checking, writing."""
    with tempfile.TemporaryDirectory(prefix="talachse-allocation-") as folder:
        source, target = Path(folder) / "instance.json", Path(folder) / "result.json"
        source.write_text(as_json(instance))
        line = [str(Path(sys.executable).with_name("talachse")), "allocate", str(source), "-o", str(target)]
        _, took = timed(lambda: subprocess.run(line, check=True, capture_output=True), rounds)
        row(f"talachse allocate, all of it ({source.stat().st_size / 1e6:.0f} MB in)", took)
        _, reading = timed(lambda: read_instance(source), rounds)
        row("  of which reading the file", reading)


def timed[T](work: Callable[[], T], rounds: int) -> tuple[T, float]:
    """The last result and the median of the seconds."""
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - began)
    return result, statistics.median(seconds)


def row(name: str, seconds: float, required: float | None = None) -> None:
    """One line of the table."""
    verdict = "" if required is None else f"  required {required:g} s: {'kept' if seconds <= required else 'MISSED'}"
    say(f"{name:56} {seconds:7.3f} s{verdict}")


def say(text: str) -> None:
    """At once, so that one sees it working."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
