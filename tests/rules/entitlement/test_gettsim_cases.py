"""The policy cases that come with GETTSIM, from 2023 on: through our gateway equal to what they expect; with our overlay,
every case that comes out otherwise is listed here with the paragraph of the overlay that explains it, and computed with the
replacements of that paragraph alone.
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

from talachse.rules.entitlement import income
from talachse.rules.entitlement import overlay as ours
from talachse.rules.entitlement.columns import Column

FIRST = dt.date(2023, 1, 1)
KINDS: Mapping[str, type] = {"f": float, "i": int, "b": bool}

# Paragraph of the overlay -> case -> targets that come out otherwise because of it. What two paragraphs change together stands
# under both.
OTHERWISE: Mapping[str, Mapping[str, str]] = {
    # The Sofortzuschlag is no part of the need: each child's is 20 € lower (2025: 25 €), and all that is computed from it.
    "§ 20 Abs. 3 und 4, § 23 Nr. 1, § 72 SGB II": {
        "bürgergeld/2023-01-01/hh_id_19": "bürgergeld: betrag_m_bg regelsatz_m_bg",
        "bürgergeld/2023-01-01/hh_id_25": "bürgergeld: betrag_m_bg regelsatz_m_bg",
        "bürgergeld/2023-01-01/test_age_limits_17_18": "bürgergeld: betrag_m_bg regelsatz_m_bg",
        "bürgergeld/2023-01-01/test_family_high_wealth": "bürgergeld: regelsatz_m_bg",
        "bürgergeld/2023-01-01/test_family_wealth_below_threshold": "bürgergeld: betrag_m_bg regelsatz_m_bg",
        "bürgergeld/2023-07-01/hh_id_21": "bürgergeld: regelsatz_m_bg",
        "bürgergeld/2023-07-01/hh_id_22": "bürgergeld: betrag_m_bg regelsatz_m_bg",
        "bürgergeld/2023-07-01/hh_id_23": "bürgergeld: betrag_m_bg regelsatz_m_bg",
        "bürgergeld/2024-01-01/alleinerz_kein_kindergeldübertrag": "bürgergeld: betrag_m_bg kindersatz_m_bg regelsatz_m_bg",
        # The child needs less, so more of its Kindergeld is passed on to the mother.
        "bürgergeld/2024-01-01/alleinerz_teilw_kindergeldübertrag": "bürgergeld: anzurechnendes_einkommen_m betrag_m_bg "
        "differenz_kindergeld_kindbedarf_m kindergeldübertrag_m kindersatz_m_bg regelbedarf_m_bg regelsatz_m_bg",
        "bürgergeld/2024-01-01/alleinerz_voller_kindergeldübertrag": "bürgergeld: betrag_m_bg kindersatz_m_bg "
        "regelbedarf_m_bg regelsatz_m_bg",
        "bürgergeld/2024-01-01/regelbedarf_fg_with_1_adult_1_kid_in_1_bg": "bürgergeld: kindersatz_m regelbedarf_m "
        "regelsatz_m",
        "bürgergeld/2024-01-01/regelbedarf_fg_with_1_adult_1_kid_split_in_2_bgs": "bürgergeld: kindersatz_m "
        "regelbedarf_m regelsatz_m",
        "bürgergeld/2024-01-01/regelbedarf_fg_with_2_adults_1_kid_in_1_bg": "bürgergeld: kindersatz_m regelbedarf_m "
        "regelsatz_m",
        "bürgergeld/2024-01-01/regelbedarf_fg_with_2_adults_1_kid_split_in_2_bgs": "bürgergeld: kindersatz_m "
        "regelbedarf_m regelsatz_m",
        "bürgergeld/2024-01-01/regelsatz_multiple_children": "bürgergeld: kindersatz_m regelsatz_m",
        "bürgergeld/2025-01-01/bedarfsanteilsmethode_paar_mit_kind": "bürgergeld: anspruchshöhe_m kindersatz_m "
        "regelbedarf_m regelsatz_m ungedeckter_bedarf_m",
        "grundsicherung/im_alter/2023-07-01/gemischte_bg_mit_kind": "bürgergeld: betrag_m",
    },
    # The case says that nobody has a claim to Kindergeld, and of the child that it is paid for: we ask the child.
    "§ 11 Abs. 1 S. 5 SGB II": {
        "bürgergeld/2023-01-01/hh_id_19": "bürgergeld: betrag_m_bg",
        "bürgergeld/2023-01-01/hh_id_25": "bürgergeld: betrag_m_bg",
        "bürgergeld/2023-07-01/hh_id_23": "bürgergeld: betrag_m_bg",
    },
    # Wages of 400 and 450 € are minijobs and count without the Pauschbetrag; a pension counts whole, less 8.50 €.
    "§ 14 Abs. 1 S. 3 Nr. 2, Abs. 2, § 16 WoGG": {
        "wohngeld/2023-01-01/mindesteinkommen": "wohngeld: einkommen_für_mindesteinkommen_m_wthh",
        "wohngeld/2025-01-01/alleinerziehende_mit_arbeitendem_kind": "wohngeld: anspruchshöhe_m_wthh",
        "wohngeld/2025-01-01/grundrente_freibetrag": "wohngeld: anspruchshöhe_m_wthh",
    },
    # § 17a, the allowance for 33 years of Grundrentenzeiten, is left out: nobody is asked for them.
    "§ 17 Nr. 1, 3, 4 WoGG": {
        "wohngeld/2025-01-01/grundrente_freibetrag": "wohngeld: anspruchshöhe_m_wthh freibetrag_m",
    },
}


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


def asked_by_us(case: Case) -> dict[str, Column]:
    """What the overlay asks beyond the case: nothing, where nobody says anything about it, or what the case says otherwise."""
    nobody = np.zeros(len(case.columns["p_id"]))
    columns: dict[str, Column] = {one.name: nobody.astype(one.type) for one in ours.INPUTS}
    pension = case.columns.get("einnahmen__renten__gesetzliche_m", nobody)
    columns["wohngeld__renteneinkommen_m"] = np.maximum(
        pension - income.PARAMETERS.on("rentenpauschale_jahr", case.on).value / 12, 0.0
    )
    # These cases have no need to compare with: whether the child gets by without SGB II stays open.
    if case.name.startswith("unterhaltsvorschuss/"):
        columns["unterhaltsvorschuss__reicht_ohne_sgb_ii"] = nobody.astype(bool)
    # Nor taxes: a child has its wage net.
    if case.name.startswith("kinderzuschlag/2023-01-01/"):
        columns["bürgergeld__nettoeinkommen_vor_abzug_freibetrag_m"] = case.columns["einnahmen__bruttolohn_m"]
    return columns


def listed(folder: str) -> dict[tuple[str, str], frozenset[str]]:
    """(case, target) -> paragraphs, of a folder."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for paragraph, rows in OTHERWISE.items():
        for case, text in rows.items():
            namespace, targets = text.split(": ")
            for target in targets.split():
                key = f"{case}.yaml", f"{namespace}__{target}"
                found[key] = found.get(key, frozenset()) | {paragraph}
    return {key: paragraphs for key, paragraphs in found.items() if key[0].rpartition("/")[0] == folder}


def results(group: list[Case], replacements: list[ours.Replacement]) -> dict[tuple[str, str], Column]:
    """What comes out with some of our replacements, for each case and target."""
    from talachse.rules.entitlement import gettsim

    columns = {case.name: {**case.columns, **asked_by_us(case)} for case in group}
    first = group[0]
    types = {name: KINDS[column.dtype.kind] for name, column in columns[first.name].items()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ours, "REPLACEMENTS", replacements)
        engine = gettsim.build_for(first.on, types, tuple(first.expected))
    return {(name, target): column for name in columns for target, column in engine(columns[name]).items()}


def same(case: Case, found: Column, expected: Column) -> bool:
    return np.allclose(found.astype(float), expected.astype(float), rtol=0, atol=case.tolerance, equal_nan=True)


def check_with_overlay(group: list[Case], explained: Mapping[tuple[str, str], frozenset[str]]) -> set[tuple[str, str]]:
    """What comes out otherwise than expected; each is what the paragraphs listed for it make of the case, and no fewer."""
    by_name = {case.name: case for case in group}
    whole = results(group, ours.REPLACEMENTS)
    otherwise = {
        (name, target)
        for (name, target), column in whole.items()
        if not same(by_name[name], column, by_name[name].expected[target])
    }
    for paragraphs in {explained[key] for key in otherwise if key in explained}:
        keys = sorted(key for key in otherwise if explained.get(key) == paragraphs)
        alone = results(group, [one for one in ours.REPLACEMENTS if one.basis in paragraphs])
        assert [key for key in keys if not same(by_name[key[0]], alone[key], whole[key])] == [], paragraphs
        for left in paragraphs if len(paragraphs) > 1 else ():
            fewer = results(group, [one for one in ours.REPLACEMENTS if one.basis in paragraphs - {left}])
            assert [key for key in keys if same(by_name[key[0]], fewer[key], whole[key])] == [], left
    return otherwise


def test_there_are_as_many_cases_as_when_the_gateway_was_written() -> None:
    """A new release of GETTSIM brings others: then this module has to be looked at."""
    found = [case for folder in folders() for group in cases(folder).values() for case in group]
    assert len(found) == 236
    assert {case.on for case in found} >= {FIRST, dt.date(2026, 1, 1)}


@pytest.mark.policy_cases
@pytest.mark.parametrize("folder", folders())
def test_a_case_comes_out_as_gettsim_expects_and_with_the_overlay_as_listed(folder: str) -> None:
    from talachse.rules.entitlement import gettsim

    explained = listed(folder)
    otherwise: set[tuple[str, str]] = set()
    for group in cases(folder).values():
        first = group[0]
        plain = gettsim.build_for(first.on, first.types, tuple(first.expected), overlay=False)
        for case in group:
            found = plain(case.columns)
            assert [name for name, wanted in case.expected.items() if not same(case, found[name], wanted)] == [], (
                case.name
            )
        replaced = {one.name for one in ours.REPLACEMENTS if one.since <= first.on}
        # Where nothing of ours is asked, nothing can come out otherwise.
        if replaced & {node.name for node in plain.nodes}:
            otherwise |= check_with_overlay(group, explained)
    assert sorted(otherwise) == sorted(explained)


def test_each_listed_difference_names_a_paragraph_of_the_overlay_and_a_case() -> None:
    assert set(OTHERWISE) <= {one.basis for one in ours.REPLACEMENTS}
    named = {case for rows in OTHERWISE.values() for case in rows}
    assert named <= {f"{folder}/{path.stem}" for folder in folders() for path in (root() / folder).glob("*.yaml")}
