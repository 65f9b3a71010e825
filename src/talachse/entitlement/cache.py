"""The compiled rules in ``var/engine/``: made and checked by the worker, only read by the web process.

One folder for each interval between two changes of the law, and for each law set that differs there::

    var/engine/2026-07-01-4f0c…/
        manifest.json    what it was made from and for, and the digest of the other two
        rules.py         the text of the function
        constants.npz    the arrays that the text names

A folder appears complete or not at all. One that is damaged, or was made by another release of GETTSIM, with another
overlay or for other targets, is not used. Nothing here imports GETTSIM before something has to be built.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import io
import itertools
import json
import logging
import shutil
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from talachse.rules.entitlement import compile as compiler
from talachse.rules.entitlement.columns import Column, Columns
from talachse.rules.entitlement.law import IN_FORCE, LAW_SETS, LawSet, in_effect
from talachse.rules.entitlement.sample import random_columns
from talachse.rules.entitlement.versions import Interval, gettsim_version, overlay_hash

logger = logging.getLogger("talachse.entitlement")

FORMAT = 2
MANIFEST, RULES, CONSTANTS = "manifest.json", "rules.py", "constants.npz"
LOCK = "lock"
# Enough that every branch of the rules has somebody in it; takes two seconds.
COMPARED = 4_000
TRACED = 40
KINDS: Mapping[str, type] = {"float": float, "int": int, "bool": bool}

type Progress = Callable[[float, str], None]  # share done, and what is being done, in German


class Rules(Protocol):
    """The rules of a day as a function of columns, compiled or plain."""

    def __call__(self, columns: Columns) -> dict[str, Column]: ...


class Unusable(Exception):
    """An artefact that must not be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Artefact:
    """One folder, read and checked."""

    interval: Interval
    rules: compiler.Compiled


def _quiet(share: float, text: str) -> None:
    pass


class Cache:
    """The artefacts of one folder for one set of targets and given columns.

    Every day is asked for under a law set; where the bill changes nothing yet, the artefact is that of the law in force.
    """

    def __init__(self, folder: Path, *, targets: Sequence[str], given: Collection[str] = ()) -> None:
        self.folder = folder
        self._targets, self._given = tuple(targets), tuple(sorted(given))
        self._read: dict[str, Artefact] = {}
        self._refused: set[int] = set()  # told once, not for each request; a new folder is another inode

    @cached_property
    def _made_from(self) -> dict[LawSet, dict[str, Any]]:
        """What an artefact of a law set must have been made from to be used here."""
        made_from = {
            "format": FORMAT,
            "gettsim": gettsim_version(),
            "overlay": overlay_hash(),
            "targets": list(self._targets),
            "given": list(self._given),
        }
        return {law: {**made_from, "law": law} for law in LAW_SETS}

    @cached_property
    def _keys(self) -> dict[LawSet, str]:
        said = {law: json.dumps(made_from, sort_keys=True) for law, made_from in self._made_from.items()}
        return {law: hashlib.sha256(text.encode()).hexdigest()[:20] for law, text in said.items()}

    def checked(self, on: dt.date, law: LawSet = IN_FORCE) -> compiler.Compiled | None:
        """The compiled rules of a day; None when they have not been made yet. Never takes long, never builds."""
        artefact = self._on(on, in_effect(on, law))
        return artefact.rules if artefact else None

    def first_missing(self, first: dt.date, last: dt.date) -> dt.date | None:
        """The first of these days whose rules have not been made yet, under whichever law set."""
        return next((day for law in LAW_SETS if (day := self._first_missing(first, last, law))), None)

    def _first_missing(self, first: dt.date, last: dt.date, law: LawSet) -> dt.date | None:
        day = first
        while day <= last:
            artefact = self._on(day, in_effect(day, law))
            if artefact is None:
                return day
            day = artefact.interval.until
        return None

    def _on(self, day: dt.date, law: LawSet) -> Artefact | None:
        key = self._keys[law]
        for name, artefact in self._read.items():
            if name.endswith(key) and day in artefact.interval:
                return artefact
        for path in sorted(self.folder.glob(f"????-??-??-{key}")):
            if path.name in self._read or path.name[:10] > day.isoformat():
                continue
            found = self._usable(path, law)
            if found and day in found.interval:
                return found
        return None

    def _usable(self, path: Path, law: LawSet) -> Artefact | None:
        inode = path.stat().st_ino
        if inode in self._refused:
            return None
        try:
            self._read[path.name] = artefact = self._checked(path, law)
        except Unusable as error:
            self._refused.add(inode)
            logger.warning("Compiled rules %s are not used: %s", path.name, error)
            return None
        return artefact

    def _checked(self, path: Path, law: LawSet) -> Artefact:
        try:
            manifest = json.loads((path / MANIFEST).read_bytes())
            made_from = {name: manifest[name] for name in self._made_from[law]}
            interval = Interval(dt.date.fromisoformat(manifest["since"]), dt.date.fromisoformat(manifest["until"]))
            types = {name: KINDS[kind] for name, kind in manifest["inputs"].items()}
            content = {name: (path / name).read_bytes() for name in (RULES, CONSTANTS)}
            digests = {name: manifest["files"][name] for name in content}
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unusable(f"it is damaged ({type(error).__name__})") from error
        if made_from != self._made_from[law]:
            raise Unusable("it was made from something else")
        for name, data in content.items():
            # What is executed below are the bytes that were compared, not the file that may change meanwhile.
            if hashlib.sha256(data).hexdigest() != digests[name]:
                raise Unusable(f"{name} is not what was stored")
        with np.load(io.BytesIO(content[CONSTANTS]), allow_pickle=False) as stored:
            constants = {name: stored[name] for name in stored.files}
        traced = compiler.Traced(content[RULES].decode(), constants, types, self._targets)
        return Artefact(interval, compiler.load(traced))

    # --- building, in the worker and on the command line ---------------------------------------------------------------

    def ready(self, on: dt.date, progress: Progress = _quiet, *, law: LawSet = IN_FORCE) -> Rules:
        """The rules of a day in any case: compiled, built now if need be, or plain where they cannot be compiled."""
        return self.prepare(on, progress, law=law) or self.plain(on, law)

    def plain(self, on: dt.date, law: LawSet = IN_FORCE) -> Rules:
        """GETTSIM's own function, overlay included. Takes ten seconds, most of them for the import."""
        from talachse.rules.entitlement import gettsim  # noqa: PLC0415 - a web process must never load it

        engine: Rules = gettsim.build(on, targets=self._targets, given=self._given, law=in_effect(on, law))
        return engine

    def prepare(self, on: dt.date, progress: Progress = _quiet, *, law: LawSet = IN_FORCE) -> compiler.Compiled | None:
        """Make the compiled rules of a day unless they are there; None when they cannot be compiled or do not agree.

        Several processes may ask at once: one builds, the others wait and use what it made.
        """
        found = self.checked(on, law)
        if found:
            return found
        with self._locked():
            return self.checked(on, law) or self._built(on, in_effect(on, law), progress)

    def prepare_all(self, first: dt.date, last: dt.date, progress: Progress = _quiet) -> None:
        """Make what is missing for the days from ``first`` to ``last``, and remove what nobody can use any more.

        The law in force comes first: somebody may wait for it.
        """
        if self.first_missing(first, last) is None:
            return
        from talachse.rules.entitlement import gettsim  # noqa: PLC0415 - a web process must never load it

        for law, interval in itertools.product(LAW_SETS, gettsim.intervals(first, last)):
            self.prepare(max(first, interval.since), progress, law=law)
        with self._locked():
            for path in self.folder.glob("????-??-??-*"):
                if not path.name.endswith(tuple(self._keys.values())):
                    shutil.rmtree(path, ignore_errors=True)

    def _built(self, on: dt.date, law: LawSet, progress: Progress) -> compiler.Compiled | None:
        progress(0.0, "Rechenregeln werden geladen")
        from talachse.rules.entitlement import gettsim  # noqa: PLC0415 - a web process must never load it

        interval = gettsim.intervals(on, on)[0]
        progress(0.4, "Rechenregeln werden zusammengestellt")
        engine = gettsim.build(interval.since, targets=self._targets, given=self._given, law=law)
        progress(0.7, "Rechenregeln werden übersetzt")
        try:
            traced = compiler.trace(engine, random_columns(engine.types, TRACED, year=on.year, seed=1))
        except compiler.NotTraceable:
            logger.exception("The rules from %s on (%s) cannot be compiled", interval.since, law)
            return None
        progress(0.8, "Übersetzung wird geprüft")
        compared = random_columns(engine.types, COMPARED, year=on.year, seed=2)
        apart = compiler.differences(engine, compiler.load(traced), compared)
        if apart:
            logger.error("The compiled rules from %s on (%s) differ: %s", interval.since, law, apart)
            return None
        self._store(interval, law, traced)
        progress(1.0, "Rechenregeln sind bereit")
        return self.checked(on, law)

    def _store(self, interval: Interval, law: LawSet, traced: compiler.Traced) -> None:
        constants = io.BytesIO()
        np.savez(constants, allow_pickle=False, **traced.constants)
        content = {RULES: traced.source.encode(), CONSTANTS: constants.getvalue()}
        manifest = {
            **self._made_from[law],
            "since": interval.since.isoformat(),
            "until": interval.until.isoformat(),
            "inputs": {name: kind.__name__ for name, kind in traced.types.items()},
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in content.items()},
        }
        content[MANIFEST] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        place = self.folder / f"{interval.since}-{self._keys[law]}"
        for left in self.folder.glob(".draft-*"):  # by a process that was killed
            shutil.rmtree(left, ignore_errors=True)
        draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=self.folder))  # mode 0700
        try:
            for name, data in content.items():
                (draft / name).write_bytes(data)
            if place.exists():  # damaged, else nothing would be built
                place.rename(draft / "damaged")
                shutil.rmtree(draft / "damaged")
            draft.rename(place)
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """One process builds; a killed one leaves no lock behind."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.folder / LOCK).open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
