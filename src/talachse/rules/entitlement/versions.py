"""What a computed amount rests on: the release of GETTSIM and everything of ours that is laid over it.

Nothing here imports GETTSIM, so a web process can tell whether an artefact still fits.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import inspect
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from talachse.rules.entitlement import overlay


@dataclass(frozen=True, slots=True)
class Basis:
    """What a result was computed with: law in force or bill, version of parameters and rules, engine."""

    law_set: str
    parameter_version: str
    engine: str

    @property
    def words(self) -> str:
        """One line for people: what it rests on."""
        law = {"in force": "geltendes Recht", "bill": "Gesetzentwurf"}[self.law_set]
        return f"{law}, Parameter {self.parameter_version}, {self.engine}"


# They decide how the rules become code, so an artefact made by older ones is made again.
_MAKERS = ("gettsim.py", "compile.py", "law.py")


@dataclass(frozen=True, slots=True)
class Interval:
    """Days between two changes of the law: from ``since`` on, ``until`` is the first day of the next interval."""

    since: dt.date
    until: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.since <= day < self.until


def _parameters() -> Iterable[Traversable]:
    folder = files("talachse.rules.entitlement").joinpath("parameters")
    return sorted((path for path in folder.iterdir() if path.name.endswith(".yaml")), key=lambda path: path.name)


def own_changes() -> set[dt.date]:
    """Days from which something of ours holds: replaced functions and dated parameters."""
    found = {one.since for one in overlay.REPLACEMENTS}
    for path in _parameters():
        found |= set(_days(yaml.safe_load(path.read_text(encoding="utf-8"))))
    return found


def _days(tree: Any) -> Iterable[dt.date]:
    if isinstance(tree, dict):
        for key, value in tree.items():
            if isinstance(key, dt.date):
                yield key
            yield from _days(value)


@cache
def gettsim_version() -> str:
    """The installed release, with the release of the library under it that does the computing."""
    return f"{version('gettsim')} (ttsim {version('ttsim-backend')})"


def overlay_hash() -> str:
    """Changes with everything of ours that can change a result: replaced functions and what stands beside them in their
    modules, their paragraphs, our inputs, our dated parameters, and the way from rules to code."""
    state = hashlib.sha256()
    for one in sorted(overlay.REPLACEMENTS, key=lambda one: (one.name, one.since)):
        state.update(f"{one.name}{one.unit}{one.basis}{one.since}{one.law}{one.function.__qualname__}".encode())
    for entry in sorted(overlay.INPUTS, key=lambda one: one.name):
        state.update(f"{entry}".encode())
    for name in sorted({one.function.__module__ for one in overlay.REPLACEMENTS}):
        state.update(inspect.getsource(sys.modules[name]).encode())
    for path in (*_parameters(), *map(files("talachse.rules.entitlement").joinpath, _MAKERS)):
        state.update(path.name.encode() + path.read_bytes())
    return state.hexdigest()


@cache
def parameter_version() -> str:
    """Twelve digits that are others when an amount, a term, a table of a city or a rule is another; for people to compare."""
    rules = files("talachse.rules.entitlement")
    state = hashlib.sha256(f"{gettsim_version()}{overlay_hash()}".encode())
    for folder, ending in ((rules, ".py"), (rules.joinpath("parameters", "housing"), ".yaml")):
        for path in sorted(folder.iterdir(), key=lambda path: path.name):
            if path.name.endswith(ending):
                state.update(path.name.encode() + path.read_bytes())
    return state.hexdigest()[:12]
