"""The same households in one run: our engine, plain GETTSIM and OpenFisca-France.

Not like for like: ours computes both routes, our own rules and Bildung und Teilhabe; GETTSIM the federal rules of one route without
our overlay; OpenFisca-France six benefits of another country. OpenFisca-France gets an environment of its own, made here and
thrown away, and is no dependency of ours.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import venv
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks import entitlement_data as data
from benchmarks.server import ENGINE
from benchmarks.steering import say
from talachse.entitlement.cache import Cache
from talachse.rules.entitlement import answer, bulk, engine, household
from talachse.rules.entitlement.columns import Column, Columns
from talachse.rules.entitlement.engine import GIVEN, TARGETS, Federal
from talachse.rules.entitlement.housing import Table, Tables

SIZES = (1, 1_000, 20_000)
OPENFISCA_SIZES = (1, 1_000)
SCRIPT = Path(__file__).with_name("peer_france.py")


def raw(table: pa.Table) -> bulk.Raw:
    """The columns as ``talachse screen`` reads them."""
    return bulk.Raw({name: np.asarray(table[name].to_numpy(zero_copy_only=False)) for name in table.column_names})


def compare(folder: Path) -> bool:
    """Print a line for each engine and size. Nothing is required, so True."""
    federal, table = (
        Cache(Path(ENGINE), targets=TARGETS, given=GIVEN).ready(data.AS_OF),
        Tables().of(household.WUPPERTAL),
    )
    for size in SIZES:
        c, _, _ = bulk.facts(raw(data.people(size)), data.AS_OF)
        columns = given_to(federal, c, table)
        _line("Talachse: both routes, own rules, BuT", size, partial(answer.of_columns, c, data.AS_OF, federal, table))
        _line("Talachse: compiled federal rules, both routes", size, partial(federal, columns))
        _line("GETTSIM main(), one route, without overlay", size, partial(gettsim_main, _one_route(columns)))
    python = _environment(folder)
    for size in OPENFISCA_SIZES:
        done = subprocess.run([str(python), str(SCRIPT), str(size)], check=True, stdout=subprocess.PIPE, text=True)
        found = json.loads(done.stdout)
        _report(f"OpenFisca-France {found['version']}, six benefits", size, found["first"], found["next"])
    return True


def given_to(federal: Federal, c: Columns, table: Table) -> Columns:
    """The columns with which the federal rules are called for both routes of these households."""
    kept: list[Columns] = []

    def listen(columns: Columns) -> Mapping[str, Column]:
        kept.append(columns)
        return federal(columns)

    engine.both_routes(c, data.AS_OF, listen, table)
    return kept[0]


def _one_route(columns: Columns) -> Columns:
    half = len(columns["p_id"]) // 2
    return {name: column[:half] for name, column in columns.items()}


def gettsim_main(columns: Columns) -> Any:
    """As GETTSIM's documentation calls it: everything from the policy day on, every time."""
    from talachse.rules.entitlement import gettsim as ours  # the one module that sets its switches first

    gettsim = vars(ours)["gettsim"]
    targets = [name for name in TARGETS if name not in GIVEN]
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return gettsim.main(
            main_target=gettsim.MainTarget.results.df_with_qname_columns,
            policy_date=data.AS_OF,
            input_data=gettsim.InputData.qname(dict(columns)),
            tt_targets=gettsim.TTTargets.qname(dict.fromkeys(targets)),
            include_fail_nodes=False,
            include_warn_nodes=False,
        )


def _line(name: str, size: int, work: Callable[[], Any]) -> None:
    took = []
    for _ in range(3):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    _report(name, size, took[0], sorted(took[1:])[0])


def _report(name: str, size: int, first: float, later: float) -> None:
    say(f"{name:48} {size:6,} households: first {first:8.3f} s, warm {later:8.4f} s = {size / later:10,.1f}/s")


def _environment(folder: Path) -> Path:
    place = folder / "openfisca"
    venv.create(place, with_pip=True)
    python = place / "bin" / "python"
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "openfisca-france"]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    return python


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory(prefix="talachse-peers-") as temporary:
        sys.exit(0 if compare(Path(temporary)) else 1)
