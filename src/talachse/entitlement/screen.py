"""``talachse screen``: every household of a Parquet file, in pieces, on several processes or machines.

The input has one row a person (see ``rules.entitlement.bulk``) and the rows of a household stand together. It is cut at
households into pieces of up to about :data:`PIECE` persons. Each finished piece is a file of its own beside the output, so that a
run that was killed goes on where it stopped; in their order they become one file. Memory does not grow with the input.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import json
import math
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from talachse.entitlement import arrow, processes
from talachse.entitlement.cache import Cache
from talachse.rules.entitlement import answer, bulk
from talachse.rules.entitlement.engine import GIVEN, TARGETS
from talachse.rules.entitlement.household import WUPPERTAL
from talachse.rules.entitlement.housing import Tables
from talachse.rules.entitlement.law import IN_FORCE, LawSet, rechtsstand
from talachse.rules.entitlement.versions import gettsim_version, parameter_version

PIECE = 60_000


class ScreenRefused(Exception):
    """The input cannot be used, or the output not be written; one German line."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Rows ``first`` to before ``last`` of the input: whole households."""

    number: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Job:
    """What every piece has in common; travels to the processes."""

    source: str
    parts: str
    engine: str  # folder of the compiled rules
    as_of: str
    municipality: str
    law: LawSet = IN_FORCE

    @property
    def day(self) -> dt.date:
        """The day to compute for."""
        return dt.date.fromisoformat(self.as_of)


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a piece."""

    number: int
    households: int
    faults: int


def screen(
    source: Path,
    target: Path,
    *,
    engine: Path,
    as_of: dt.date,
    municipality: str = WUPPERTAL,
    law: LawSet = IN_FORCE,
    workers: int = 1,
    dask: str | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> tuple[int, Path | None]:
    """Compute all households of ``source`` into ``target``; returns their number and the file with the faults, if any.

    ``progress`` is told persons done and persons in all. Raises ScreenRefused for input that is no such table.
    """
    pieces = plan(source, workers)
    parts = target.with_name(f"{target.name}.teile")
    job = Job(str(source.resolve()), str(parts.resolve()), str(engine.resolve()), as_of.isoformat(), municipality, law)
    _resume(parts, job, pieces)
    open_pieces = [piece for piece in pieces if not _part(parts, piece.number, "json").exists()]
    total = pieces[-1].last if pieces else 0
    ready = total - sum(piece.last - piece.first for piece in open_pieces)
    progress(ready, total)
    with _Joined(parts, len(pieces), _basis(job)) as joined:
        for done in _run(job, open_pieces, workers, dask):
            piece = pieces[done.number]
            ready += piece.last - piece.first
            progress(ready, total)
            joined.go_on()
        joined.go_on()
    joined.draft.replace(target)
    side = _faults(parts, pieces, target)
    shutil.rmtree(parts)
    return joined.households, side


def plan(source: Path, workers: int = 1) -> list[Piece]:
    """Cuts between households, as many equal pieces for each process; only the column of household ids is read.

    :raises ScreenRefused: no Parquet, a column is missing, or the rows of a household do not stand together.
    """
    try:
        file = arrow.opened(source)
    except (OSError, pa.ArrowException) as error:
        raise ScreenRefused(f"{source}: Das ist keine lesbare Parquet-Datei.") from error
    with file:
        missing = [name for name in bulk.NEEDED if name not in file.schema_arrow.names]
        if missing:
            raise ScreenRefused(f"{source}: Es fehlt die Spalte {', '.join(missing)}.")
        unknown = sorted(set(file.schema_arrow.names) - bulk.KNOWN)
        if unknown:
            raise ScreenRefused(f"{source}: Die Spalte {', '.join(unknown)} ist nicht bekannt.")
        starts = _starts(file)
    pieces: list[Piece] = []
    first = 0
    total = int(file.metadata.num_rows)
    rounds = math.ceil(total / (PIECE * max(workers, 1)))
    size = math.ceil(total / (rounds * max(workers, 1) or 1))
    while first < total:
        at = int(np.searchsorted(starts, first + size))
        last = int(starts[at]) if at < len(starts) else total
        pieces.append(Piece(len(pieces), first, last))
        first = last
    return pieces


def _starts(file: pq.ParquetFile) -> Any:
    """Rows at which another household begins."""
    found, row, before = [], 0, None
    for batch in file.iter_batches(batch_size=1 << 17, columns=["household_id"], use_threads=False):
        column = batch.column(0)
        if not len(column):
            continue
        ids = arrow.column(column)
        codes = ids.codes if isinstance(ids, bulk.Words) else ids
        if before is None or column[0].as_py() != before:
            found.append(np.array([row]))
        found.append(np.flatnonzero(codes[1:] != codes[:-1]) + 1 + row)
        before, row = column[-1].as_py(), row + len(column)
    return np.concatenate(found) if found else np.array([], dtype=int)


# ---------------------------------------------------------------------------------------------------------------------
# One piece


@cache
def _federal(engine: str, day: dt.date, law: LawSet) -> Any:
    """The federal rules of the day: the checked artefact, else GETTSIM itself."""
    return Cache(Path(engine), targets=TARGETS, given=GIVEN).ready(day, law=law)


@cache
def _table(municipality: str) -> Any:
    return Tables().of(municipality)


def compute(job: Job, piece: Piece) -> Done:
    """Compute one piece and write it; the small file with the figures comes last and says that the piece is whole."""
    raw = bulk.Raw(arrow.columns(_rows(job, piece)))
    columns, faults, kept = bulk.facts(raw, job.day)
    parts = Path(job.parts)
    ids = raw.columns["household_id"]
    households = 0
    if columns:
        first = np.flatnonzero(kept)[np.flatnonzero(np.diff(columns["household"], prepend=-1))]
        found = answer.of_columns(columns, job.day, _federal(job.engine, job.day, job.law), _table(job.municipality))
        households = len(first)
        _write(_part(parts, piece.number, "parquet"), arrow.table({"household_id": ids[first], **found}))
    if faults:
        names = arrow.to_arrow(ids[np.array([fault.row for fault in faults])]).to_pylist()
        rows = [
            {"zeile": piece.first + fault.row + 1, "haushalt": name, "feld": fault.field, "grund": fault.text}
            for fault, name in zip(faults, names, strict=True)
        ]
        _atomically(_part(parts, piece.number, "faults"), json.dumps(rows, default=str, ensure_ascii=False))
    done = Done(piece.number, households, len(faults))
    _atomically(_part(parts, piece.number, "json"), json.dumps(asdict(done)))
    return done


def _rows(job: Job, piece: Piece) -> pa.Table:
    """The rows of a piece; only the row groups that hold them are read."""
    with arrow.opened(job.source) as file:
        begin, wanted, skipped = 0, [], 0
        for group in range(file.num_row_groups):
            rows = file.metadata.row_group(group).num_rows
            if begin + rows <= piece.first:
                skipped += rows
            elif begin < piece.last:
                wanted.append(group)
            begin += rows
        return file.read_row_groups(wanted, use_threads=False).slice(piece.first - skipped, piece.last - piece.first)


# ---------------------------------------------------------------------------------------------------------------------
# All pieces


def _run(job: Job, pieces: Sequence[Piece], workers: int, dask: str | None) -> Iterator[Done]:
    if not pieces:
        return
    if dask:
        yield from _on_dask(job, pieces, dask)
    elif workers <= 1 or len(pieces) == 1:
        for piece in pieces:
            yield compute(job, piece)
    else:
        with ProcessPoolExecutor(workers, processes.context(), processes.follow) as pool:
            futures = [pool.submit(compute, job, piece) for piece in pieces]
            for future in as_completed(futures):
                yield future.result()


def _on_dask(job: Job, pieces: Sequence[Piece], address: str) -> Iterator[Done]:
    try:
        import distributed  # noqa: PLC0415 - an extra that most installations lack
    except ImportError as error:
        raise ScreenRefused("Für --dask fehlt ein Paket: uv sync --extra dask") from error
    try:
        client = distributed.Client(address, timeout="10s")
    except (OSError, TimeoutError) as error:
        raise ScreenRefused(f"Unter {address} antwortet kein Dask-Scheduler.") from error
    with client:
        futures = client.map(compute, [job] * len(pieces), pieces, pure=False)
        for future in distributed.as_completed(futures):
            yield future.result()


def _resume(parts: Path, job: Job, pieces: Sequence[Piece]) -> None:
    """Keep the finished pieces of the same run; those of another input, day or version are thrown away."""
    state = Path(job.source).stat()
    said = json.dumps(
        [asdict(job), state.st_size, state.st_mtime_ns, [asdict(piece) for piece in pieces], parameter_version()]
    )
    digest = hashlib.sha256(said.encode()).hexdigest()
    mark = parts / "lauf"
    if mark.exists() and mark.read_text(encoding="ascii") == digest:
        return
    shutil.rmtree(parts, ignore_errors=True)
    parts.mkdir(parents=True)
    _atomically(mark, digest)


def _basis(job: Job) -> dict[str, str]:
    """What the amounts rest on, for the metadata of the file: whoever finds it later must know which law it is about."""
    return {
        "as_of": job.as_of,
        "municipality": job.municipality,
        "parameter_set": job.law,
        "stand": rechtsstand(job.day, job.law),
        "parameter_version": parameter_version(),
        "engine": f"GETTSIM {gettsim_version()}",
    }


class _Joined:
    """One file of all pieces, piece after piece, with what it rests on, written while later ones are computed."""

    def __init__(self, parts: Path, pieces: int, basis: Mapping[str, str]) -> None:
        self.draft = parts / "ganz.parquet"
        self.households = 0
        self._parts = parts
        self._basis = basis
        self._waiting = list(range(pieces))[::-1]
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        return self

    def go_on(self) -> None:
        """Add the finished pieces that are next."""
        while self._waiting and _part(self._parts, self._waiting[-1], "json").exists():
            path = _part(self._parts, self._waiting.pop(), "parquet")
            if path.exists():
                self._add(_read(path).replace_schema_metadata(self._basis))

    def _add(self, table: pa.Table) -> None:
        self._writer = self._writer or _writer(self.draft, table.schema)
        self._writer.write_table(table)
        self.households += len(table)

    def __exit__(self, *_: object) -> None:
        if self._writer:
            self._writer.close()
        else:
            _write(
                self.draft, pa.table({"household_id": pa.array([], pa.string())}).replace_schema_metadata(self._basis)
            )


def _faults(parts: Path, pieces: Sequence[Piece], target: Path) -> Path | None:
    side = target.with_name(f"{target.stem}.fehler.csv")
    side.unlink(missing_ok=True)
    files = [path for piece in pieces if (path := _part(parts, piece.number, "faults")).exists()]
    if not files:
        return None
    # With a byte order mark: spreadsheets read umlauts right only then.
    with side.open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.DictWriter(out, ["zeile", "haushalt", "feld", "grund"], delimiter=";")
        table.writeheader()
        for path in files:
            table.writerows(json.loads(path.read_text(encoding="utf-8")))
    return side


def _part(parts: Path, number: int, kind: str) -> Path:
    return parts / f"{number:06d}.{kind}"


def _write(path: Path, table: pa.Table) -> None:
    draft = path.with_suffix(f".{os.getpid()}")
    with _writer(draft, table.schema) as writer:
        writer.write_table(table)
    draft.replace(path)


def _read(path: Path) -> pa.Table:
    with pq.ParquetFile(path) as file:
        return file.read(use_threads=False)


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter:
    """Amounts are written as they are: hardly one comes twice, and to look for it takes longer than all the rest."""
    few = [field.name for field in schema if not pa.types.is_floating(field.type) and field.name != "household_id"]
    return pq.ParquetWriter(path, schema, use_dictionary=few)


def _atomically(path: Path, text: str) -> None:
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def bar(done: int, of: int) -> None:
    """A line of progress on stderr."""
    share = done / of if of else 1.0
    filled = round(share * 30)
    with suppress(OSError):
        sys.stderr.write(
            f"\r[{'█' * filled}{'·' * (30 - filled)}] {share:4.0%} {done:,} von {of:,} Personen".replace(",", ".")
        )
        if done >= of:
            sys.stderr.write("\n")
        sys.stderr.flush()
