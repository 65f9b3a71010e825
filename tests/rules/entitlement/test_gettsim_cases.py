"""The policy cases that come with GETTSIM, from 2023 on: through our gateway equal to what they expect; with our overlay,
every case that comes out otherwise is listed here with the paragraph of the overlay that explains it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from talachse.rules.entitlement import overlay as ours
from talachse.rules.entitlement.columns import Column

FIRST = dt.date(2023, 1, 1)
KINDS: Mapping[str, type] = {"f": float, "i": int, "b": bool}

# Paragraph of the overlay -> (case, target) that it changes. "not computed": the overlay reads what the case does not say.
OTHERWISE: Mapping[str, frozenset[tuple[str, str]]] = {}


@dataclass(frozen=True)
class Case:
    name: str
    on: dt.date
    columns: Mapping[str, Column]
    expected: Mapping[str, Column]
    tolerance: float

    @property
    def form(self) -> tuple[Any, ...]:
        """Cases of one form can be asked of one engine."""
        return tuple(sorted((name, column.dtype.kind) for name, column in self.columns.items())), tuple(self.expected)

    @property
    def types(self) -> dict[str, type]:
        return {name: KINDS[column.dtype.kind] for name, column in self.columns.items()}


def root() -> Path:
    """Found without importing GETTSIM: tests are collected in every process."""
    spec = find_spec("gettsim")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "tests_germany" / "policy_cases"


def folders() -> list[str]:
    """Like "wohngeld/2024-01-01"."""
    found = {
        path.parent for path in root().rglob("*.yaml") if "skip" not in path.stem and "skip" not in path.parent.name
    }
    return sorted(str(path.relative_to(root())) for path in found if dt.date.fromisoformat(path.name) >= FIRST)


def flat(tree: Mapping[str, Any], path: str = "") -> dict[str, Column]:
    found: dict[str, Column] = {}
    for name, value in tree.items():
        found |= flat(value, f"{path}{name}__") if isinstance(value, dict) else {f"{path}{name}": np.array(value)}
    return found


def read(path: Path) -> Case:
    """One case; persons in the order of their number, pointers as positions."""
    raw = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    columns = flat(raw["inputs"].get("provided", {})) | flat(raw["inputs"].get("assumed", {}))
    order = np.argsort(columns["p_id"])
    numbers = columns["p_id"][order]

    def placed(columns: Mapping[str, Column]) -> dict[str, Column]:
        found = {}
        for name, column in columns.items():
            values = column[order]
            if name.rsplit("__", 1)[-1].startswith("p_id"):
                values = np.where(values >= 0, np.searchsorted(numbers, values), values)
            found[name] = values
        return found

    return Case(
        name=str(path.relative_to(root())),
        on=dt.date.fromisoformat(path.parent.name),
        columns=placed(columns),
        expected=placed(flat(raw.get("outputs") or {})),
        tolerance=float(raw.get("info", {}).get("precision_atol", 1e-9)),
    )


def cases(folder: str) -> dict[tuple[Any, ...], list[Case]]:
    found = defaultdict(list)
    for path in sorted(path for path in (root() / folder).glob("*.yaml") if "skip" not in path.stem):
        case = read(path)
        if case.expected:
            found[case.form].append(case)
    return found


def differing(engine: Any, case: Case, extra: Mapping[str, Column]) -> list[str]:
    """Targets that do not come out as the case expects."""
    found = engine({**case.columns, **extra})
    return [
        name
        for name, expected in case.expected.items()
        if not np.allclose(
            found[name].astype(float), expected.astype(float), rtol=0, atol=case.tolerance, equal_nan=True
        )
    ]


def test_there_are_as_many_cases_as_when_the_gateway_was_written() -> None:
    """A new release of GETTSIM brings others: then this module has to be looked at."""
    found = [case for folder in folders() for group in cases(folder).values() for case in group]
    assert len(found) == 236
    assert {case.on for case in found} >= {FIRST, dt.date(2026, 1, 1)}


@pytest.mark.policy_cases
@pytest.mark.parametrize("folder", folders())
def test_a_case_comes_out_as_gettsim_expects_and_with_the_overlay_as_listed(folder: str) -> None:
    from talachse.rules.entitlement import gettsim

    otherwise: set[tuple[str, str]] = set()
    for group in cases(folder).values():
        first = group[0]
        plain = gettsim.build_for(first.on, first.types, tuple(first.expected), overlay=False)
        for case in group:
            assert differing(plain, case, {}) == [], case.name
        replaced = {one.name for one in ours.REPLACEMENTS if one.since <= first.on}
        if not replaced & {node.name for node in plain.nodes}:
            continue  # nothing of ours is asked, so nothing can come out otherwise
        otherwise |= with_overlay(group)
    listed = {one for rows in OTHERWISE.values() for one in rows if one[0].startswith(f"{folder}/")}
    assert sorted(otherwise) == sorted(listed)


def with_overlay(group: list[Case]) -> set[tuple[str, str]]:
    """(case, target) of what comes out otherwise; our own columns hold nothing, as nobody says anything about them."""
    from talachse.rules.entitlement import gettsim

    first = group[0]
    own = {one.name: one.type for one in ours.INPUTS}
    engine = gettsim.build_for(first.on, first.types | own, tuple(first.expected))
    found = set()
    for case in group:
        nothing: dict[str, Column] = {
            name: np.zeros(len(case.columns["p_id"]), dtype=kind) for name, kind in own.items()
        }
        try:
            targets = differing(engine, case, nothing)
        except Exception as error:  # noqa: BLE001 - the library's own kind for a missing column is not public
            assert "missing" in str(error).lower()  # noqa: PT017
            targets = ["not computed"]
        found |= {(case.name, target) for target in targets}
    return found


def test_each_listed_difference_names_a_paragraph_of_the_overlay() -> None:
    assert set(OTHERWISE) <= {one.basis for one in ours.REPLACEMENTS}
