"""The federal tax and transfer rules: the only module that imports GETTSIM.

GETTSIM builds a graph of functions for one policy day; :func:`build` takes it out once, with our overlay in it, as one
function from columns to columns. Persons are positions: ``p_id`` counts from 0 and every pointer is a position.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import inspect
import itertools
import os
import re
import warnings
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

# With GETTSIM's checks of types at run time, each call takes four times as long and memory grows without end.
os.environ["GETTSIM_BEARTYPE_CLAW"] = "0"
os.environ["TTSIM_BEARTYPE_CLAW"] = "0"

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import gettsim
    from gettsim import tt as parts
    from ttsim.tt import aggregation_numpy

import numpy as np

from talachse.rules.entitlement import overlay as ours
from talachse.rules.entitlement.columns import Column, Columns
from talachse.rules.entitlement.compile import prepared
from talachse.rules.entitlement.law import IN_FORCE, LawSet
from talachse.rules.entitlement.law import value as lawful
from talachse.rules.entitlement.versions import Interval, gettsim_version, overlay_hash, own_changes

__all__ = ["VERSION", "Engine", "Node", "build", "build_for", "intervals", "overlay_hash"]

VERSION = gettsim_version()

# GETTSIM's "no end is known".
_FAR = dt.date(2099, 12, 31)
# What stands for "nobody" and "nothing" in the sample from which GETTSIM derives the shape of its graph.
_NEUTRAL: Mapping[type, Any] = {int: 0, float: 0.0, bool: False}
# Set by GETTSIM itself from the policy day.
_NOT_ASKED = frozenset({"evaluation_year", "evaluation_month", "evaluation_day"})


@dataclass(frozen=True, slots=True)
class Node:
    """One function of the graph: its name, and the names of the columns that it reads."""

    name: str
    function: Callable[..., Any]
    reads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Engine:
    """The rules of one day as a function of columns.

    ``types`` says for each needed column what it holds (float, int, bool); ``nodes`` is the graph in the order in which it
    can be computed, for :mod:`compile`; ``constants`` are targets that are the same for everybody. Group ids may be any whole numbers from 0 on.
    """

    on: dt.date
    types: Mapping[str, type]
    targets: tuple[str, ...]
    constants: Mapping[str, float]
    nodes: tuple[Node, ...] = field(repr=False)
    function: Callable[[Columns], Mapping[str, Column]] = field(repr=False)

    @property
    def aggregates(self) -> ModuleType:
        """GETTSIM's sums over groups: the only functions that look at their data before they decide."""
        module: ModuleType = aggregation_numpy
        return module

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the columns without which nothing can be computed."""
        return tuple(self.types)

    def __call__(self, columns: Columns) -> dict[str, Column]:
        """Every target, a value a person; raises KeyError when a needed column is missing."""
        given: dict[str, Any] = prepared(columns, self.types)
        with np.errstate(all="ignore"):
            found = {**given, **self.constants, **self.function(given)}
        length = len(given["p_id"])
        return {name: np.broadcast_to(found[name], (length,)) for name in self.targets}


def build(
    on: dt.date,
    *,
    targets: Sequence[str],
    overlay: bool = True,
    given: Collection[str] = (),
    law: LawSet = IN_FORCE,
) -> Engine:
    """The engine of a day under a law set. Takes two to four seconds, so never while somebody waits.

    ``given`` names nodes that the caller passes as columns, so that GETTSIM's own rule for them is not used. Raises
    LookupError when ``targets`` or ``given`` name something that GETTSIM does not know on that day.
    """
    environment = _environment(on, law if overlay else None)
    leaves = dict(_leaves(environment))
    types = {
        name: _kind(leaf.data_type)
        for name, leaf in leaves.items()
        if isinstance(leaf, parts.PolicyInput) and name not in _NOT_ASKED
    }
    types |= {name: _returned(leaves, name) for name in sorted(given)}
    return build_for(on, types, targets, overlay=overlay, law=law)


def build_for(
    on: dt.date, types: Mapping[str, type], targets: Sequence[str], *, overlay: bool = True, law: LawSet = IN_FORCE
) -> Engine:
    """The engine of a day for whoever has exactly these columns, whatever GETTSIM would ask for."""
    made = _main(
        on,
        [
            gettsim.MainTarget.tt_function,
            gettsim.MainTarget.labels.root_nodes,
            gettsim.MainTarget.labels.column_targets,
            gettsim.MainTarget.labels.param_targets,
            gettsim.MainTarget.specialized_environment.with_processed_params_and_scalars,
            gettsim.MainTarget.specialized_environment.with_partialled_params_and_scalars,
            gettsim.MainTarget.specialized_environment.tt_dag,
        ],
        policy_environment=_reached(_environment(on, law if overlay else None), targets, types),
        processed_data={name: np.array([_NEUTRAL[kind]]) for name, kind in types.items()},
        tt_targets=gettsim.TTTargets.qname(dict.fromkeys(targets)),
    )
    labels, computed = made["labels"], made["specialized_environment"]
    fixed = labels["param_targets"]
    unknown = set(targets) - set(labels["column_targets"]) - set(fixed) - set(types)
    if unknown:
        raise LookupError(f"On {on} nothing computes {', '.join(sorted(unknown))}")
    roots, function = sorted(labels["root_nodes"]), made["tt_function"]
    needed = {"p_id", *roots, *targets}
    return Engine(
        on=on,
        types={name: kind for name, kind in types.items() if name in needed},
        targets=tuple(targets),
        constants={name: computed["with_processed_params_and_scalars"][name] for name in fixed},
        nodes=_in_order(computed["tt_dag"], computed["with_partialled_params_and_scalars"]),
        function=lambda columns: function({name: columns[name] for name in roots}),
    )


def _main(on: dt.date, wanted: list[str], **more: Any) -> dict[str, Any]:
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        made: dict[str, Any] = gettsim.main(
            main_targets=wanted,
            policy_date=on,
            orig_policy_objects=_originals(),
            backend="numpy",
            include_fail_nodes=False,
            include_warn_nodes=False,
            **more,
        )
    return made


@cache
def _originals() -> Any:
    """GETTSIM's functions and parameters of all times; reading them from their files takes a second."""
    wanted = gettsim.MainTarget.orig_policy_objects
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = gettsim.main(
            main_targets=[wanted.column_objects_and_param_functions, wanted.param_specs],
            include_fail_nodes=False,
            include_warn_nodes=False,
        )
    return gettsim.OrigPolicyObjects(**made["orig_policy_objects"])


def _environment(on: dt.date, law: LawSet | None) -> Any:
    """GETTSIM's functions and parameters of a day, with ours of a law set over them; None for GETTSIM alone."""
    environment = _federal_environment(on)
    return _with_overlay(environment, on, law) if law else environment


def _reached(environment: Mapping[str, Any], targets: Sequence[str], given: Collection[str]) -> dict[str, Any]:
    """The part of an environment that the targets read; GETTSIM prepares all that it is handed, and that takes most of the time.

    Rather too much than too little: a name stands for all that GETTSIM derives from it by other periods and groups, and a
    name within a folder is looked for in that folder and from the top. What stands at the top stays, as GETTSIM tells from
    it which names are whole paths.
    """
    leaves = dict(_leaves(environment))
    groups = "|".join(name.removesuffix("_id") for name in environment if name.endswith("_id") and name != "p_id")
    # "betrag_m_bg": an amount, a month, summed over the Bedarfsgemeinschaft.
    period_and_group = re.compile(rf"(?:_[yqmwd])?(?:_(?:{groups}))?$")
    variants = defaultdict(list)
    for name in leaves:
        variants[period_and_group.sub("", name)].append(name)
    kept: set[str] = set()
    asked = [*targets, *(name for name in leaves if "__" not in name)]
    while asked:
        for name in variants[period_and_group.sub("", asked.pop())]:
            if name not in kept:
                kept.add(name)
                if name not in given:
                    asked += _read_by(name, leaves[name])
    tree: dict[str, Any] = {folder: {} for folder, value in environment.items() if isinstance(value, dict)}
    for name, leaf in leaves.items():
        if name in kept:
            _put(tree, name, leaf)
    return tree


def _read_by(name: str, leaf: Any) -> Iterator[str]:
    """Every name that a function or a sum over a group may mean by what it reads."""
    folder = name.rpartition("__")[0]
    for read in inspect.signature(leaf).parameters if callable(leaf) else ():
        yield from (read, f"{folder}__{read}")


@lru_cache(maxsize=4)
def _federal_environment(on: dt.date) -> Any:
    return _main(on, [gettsim.MainTarget.policy_environment])["policy_environment"]


def _leaves(environment: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in environment.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{path}{name}__")
        else:
            yield f"{path}{name}", value


def _kind(annotation: Any) -> type:
    """float, int or bool out of "FloatColumn", "int", ``bool`` …"""
    text = str(getattr(annotation, "__name__", annotation)).lower()
    return next(kind for kind in (float, int, bool) if kind.__name__ in text)


def _returned(leaves: Mapping[str, Any], name: str) -> type:
    """What the rule gives back in whose place data are given."""
    if name not in leaves:
        raise LookupError(f"GETTSIM knows no {name}")
    leaf = leaves[name]
    return _kind(leaf.data_type if isinstance(leaf, parts.PolicyInput) else inspect.signature(leaf).return_annotation)


def _in_order(graph: Any, functions: Mapping[str, Callable[..., Any]]) -> tuple[Node, ...]:
    """The graph's functions, each after those whose result it reads."""
    reads = {name: tuple(graph.predecessors(name)) for name in graph if name in functions}
    done: dict[str, Node] = {}

    def take(name: str) -> None:
        if name in done or name not in reads:
            return
        for other in reads[name]:
            take(other)
        done[name] = Node(name, functions[name], reads[name])

    for name in reads:
        take(name)
    return tuple(done.values())


@cache
def _changes() -> frozenset[dt.date]:
    """Days on which GETTSIM's functions or parameters, or ours, become others than the day before."""
    originals = _originals()
    functions = originals.column_objects_and_param_functions.values()
    specifications = originals.param_specs.values()
    found = {one.start_date for one in functions}
    found |= {one.end_date + dt.timedelta(days=1) for one in functions if one.end_date < _FAR}
    found |= {key for one in specifications for key in one if isinstance(key, dt.date)}
    return frozenset(found | own_changes())


def intervals(first: dt.date, last: dt.date) -> list[Interval]:
    """The intervals that hold any day from ``first`` to ``last``, in order.

    Each New Year's Day begins one: some functions read the year, some parameters hold as they stood at its beginning.
    """
    years = range(first.year, last.year + 2)
    cuts = sorted(_changes() | {dt.date(year, 1, 1) for year in years})
    pairs = itertools.pairwise(cuts)
    return [Interval(since, until) for since, until in pairs if since <= last and until > first]


# --- overlay ---------------------------------------------------------------------------------------------------------


def _with_overlay(environment: Any, on: dt.date, law: LawSet) -> Any:
    added: dict[str, Any] = {}
    for entry in ours.INPUTS:
        _put(added, entry.name, _input(entry))
    for replacement in sorted(ours.REPLACEMENTS, key=_rank):  # the last of a name wins
        if replacement.since <= on and replacement.law in {None, law}:
            _put(added, replacement.name, _function(replacement))
    leaves = dict(_leaves(environment))
    for amount in ours.AMOUNTS:
        if amount.law in {None, law}:
            old = leaves[amount.name]
            new = amount.new(old.value, lawful(amount.drafted, on, law).value)
            # GETTSIM's records lack some of their own fields, so ``dataclasses.replace`` fails.
            same = {one.name: getattr(old, one.name) for one in dataclasses.fields(old) if hasattr(old, one.name)}
            _put(added, amount.name, type(old)(**same | {"value": new}))
    return gettsim.upsert_tree(base=gettsim.copy_environment(environment), to_upsert=added)


def _rank(replacement: ours.Replacement) -> tuple[bool, dt.date]:
    """What a law set says of its own comes before what holds under all, and later law before earlier."""
    return replacement.law is not None, replacement.since


def _put(tree: dict[str, Any], name: str, value: Any) -> None:
    *folders, leaf = name.split("__")
    for folder in folders:
        tree = tree.setdefault(folder, {})
    tree[leaf] = value


def _unit(name: str) -> Any:
    unit = parts.TTSIMUnit
    for step in name.split("."):
        unit = getattr(unit, step)
    return unit


def _input(entry: ours.Input) -> Any:
    def column() -> Any:
        """A column that our own rules compute."""

    column.__name__ = entry.name.rsplit("__", 1)[-1]
    column.__annotations__["return"] = entry.type.__name__
    return parts.policy_input(unit=_unit(entry.unit))(column)


def _function(replacement: ours.Replacement) -> Any:
    # Units of bare numbers cannot be verified; our cases are computed by hand instead.
    as_rule = parts.policy_function(
        leaf_name=replacement.name.rsplit("__", 1)[-1], unit=_unit(replacement.unit), verify_units=False
    )
    return as_rule(replacement.function)
