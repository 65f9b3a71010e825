"""Tables that come from the Jobcenter's own case system and go back to it: nobody types twice what is known there.

Each table says how its rows are judged, taken over and written; what they have in common stands here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import PurePath
from typing import IO, Any

from django.db import IntegrityError, transaction

from talachse.accounts.actor import Actor
from talachse.audit.services import record
from talachse.documents import services as documents
from talachse.documents.columns import Column, match_columns, read_cells, written
from talachse.documents.models import StoredFile
from talachse.documents.previews import NEW, WRONG, Line, Preview, cells_of
from talachse.documents.queries import draft
from talachse.documents.tables import WRITERS, TableRefused, open_table
from talachse.people.models import Zone
from talachse.rules.access import Action
from talachse.rules.agreement.document import Side

# Whose people somebody of this side exchanges (§ 67 Abs. 4 SGB X: each office is its own controller).
ZONES = {Side.JOBCENTER: Zone.SGB2}


class ExchangeRefused(Exception):
    """The table cannot be exchanged; the message says why, in German."""


@dataclass(frozen=True, slots=True)
class Context:
    """Who exchanges, on which day, for which office."""

    by: Actor
    today: dt.date
    zone: str = ""


@dataclass(slots=True)
class Said:
    """One row while it is judged: its line, its values by field, and the fields that have a column in the file."""

    line: Line
    values: dict[str, Any]
    named: frozenset[str]

    @property
    def is_good(self) -> bool:
        return self.line.state != WRONG


type Cells = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """``judge`` compares rows with what is there; ``take`` writes the good ones (and refuses in the line what has become
    impossible) and counts; ``rows`` are the values of everything that goes out, and journals who was seen."""

    key: str
    label: str
    noun: str
    columns: tuple[Column, ...]
    action: Action
    judge: Callable[[list[Said], Context], None]
    take: Callable[[Preview, Mapping[int, str], Context, int], None]
    rows: Callable[[Context], Iterable[Cells]]
    # Taken over in one transaction; else row by row, each for itself, so that nobody has to wait.
    whole: bool = True


def context(table: Table, *, by: Actor, today: dt.date) -> Context:
    """For people only with the office whose people they are. ExchangeRefused for everybody else."""
    if table.action is not Action.PLACE_PEOPLE:
        return Context(by, today)
    side = by.side_for(Action.PLACE_PEOPLE)
    if side not in ZONES:
        raise ExchangeRefused("Personen tauscht nur das Jobcenter mit seinem eigenen Fachverfahren aus.")
    return Context(by, today, ZONES[side].value)


def _owner(table: Table, by: Actor) -> str:
    return f"draft.{table.key}:{by.user_id}"


def preview(table: Table, file: IO[bytes], name: str, *, by: Actor, today: dt.date) -> StoredFile:
    """Read a table and keep what it would do. TableRefused, ExchangeRefused."""
    where = context(table, by=by, today=today)
    opened = open_table(file, PurePath(name).name)
    matched, unknown = match_columns(table.columns, opened.columns)
    named = frozenset(column.name for column in matched.values())
    rows = []
    for row in opened.rows:
        values, wrong = read_cells(matched, row)
        state = WRONG if wrong else NEW
        line = Line(row.number, state, problems=wrong, cells=cells_of(opened.columns, row))
        rows.append(Said(line, values, named))
    if not rows:
        raise TableRefused("Die Datei hat nur eine Kopfzeile. Es gibt nichts einzulesen.")
    name = PurePath(name).name[-200:]
    found = Preview(table.key, name, opened.kind, list(opened.columns), [row.line for row in rows], unknown)
    with transaction.atomic():
        table.judge(rows, where)
        return documents.keep_draft(found.as_json(), owner=_owner(table, by), name=name, by=by)


def preview_of(table: Table, pk: int, *, by: Actor) -> Preview | None:
    """A preview, only for who made it."""
    stored = draft(pk, owner=_owner(table, by))
    return None if stored is None else Preview.from_json(documents.read_draft(stored))


def confirm(table: Table, pk: int, *, choices: Mapping[int, str], by: Actor, today: dt.date) -> Preview | None:
    """Do what the preview says, once; the second click finds it done. None when the preview is not there (any more)."""
    where = context(table, by=by, today=today)
    if not table.whole:
        return _row_by_row(table, pk, choices, where)
    try:
        return _as_a_whole(table, pk, choices, where)
    except IntegrityError as error:
        raise ExchangeRefused(
            "Gerade hat jemand anderes dasselbe eingetragen. Es wurde nichts übernommen. "
            "Bitte bestätigen Sie noch einmal; was dann schon da ist, bekommen Sie zurück."
        ) from error


def _as_a_whole(table: Table, pk: int, choices: Mapping[int, str], where: Context) -> Preview | None:
    with transaction.atomic():
        stored = documents.locked_draft(pk, owner=_owner(table, where.by))
        if stored is None:
            return None
        found = Preview.from_json(documents.read_draft(stored))
        if not found.done:
            table.take(found, choices, where, pk)
            _keep(table, stored, found, by=where.by)
    return found


def _row_by_row(table: Table, pk: int, choices: Mapping[int, str], where: Context) -> Preview | None:
    """Each row is an act of its own; done again after a break, or twice at once, it is still one act."""
    found = preview_of(table, pk, by=where.by)
    if found is None or found.done:
        return found
    table.take(found, choices, where, pk)
    with transaction.atomic():
        stored = documents.locked_draft(pk, owner=_owner(table, where.by))
        if stored is None:
            return None
        first = Preview.from_json(documents.read_draft(stored))
        if first.done:
            return first
        _keep(table, stored, found, by=where.by)
    return found


def _keep(table: Table, stored: StoredFile, found: Preview, *, by: Actor) -> None:
    why = ", ".join([table.label, *(f"{word} {number}" for word, number in found.done.items())])
    record(by=by, verb="table_imported", subject=f"documents.storedfile:{stored.pk}", why=why)
    documents.replace_draft(stored, found.as_json())


def export(table: Table, suffix: str, *, reason: str, by: Actor, today: dt.date) -> bytes:
    """The table as a file. ``reason`` says what for, and stands in the journal. KeyError for an unknown suffix."""
    where = context(table, by=by, today=today)
    write = WRITERS[suffix]
    with transaction.atomic():
        content = write([column.label for column in table.columns], _cells(table, where))
        record(by=by, verb="table_exported", subject=f"placements.exchange:{table.key}", why=reason[:300])
    return content


def _cells(table: Table, where: Context) -> Iterator[list[str]]:
    for values in table.rows(where):
        yield written(table.columns, values)


# --- what the tables need ----------------------------------------------------------------------------------------


def in_words(columns: Iterable[Column], before: Cells, after: Cells) -> list[tuple[str, str, str]]:
    """(label, before, after) of what differs, as a person reads it."""
    found = []
    for column in columns:
        old, new = before.get(column.name), after.get(column.name)
        if column.name in after and old != new:
            [was], [will_be] = written([column], {column.name: old}), written([column], {column.name: new})
            found.append((column.label, was, will_be))
    return found


def plain(values: Cells) -> dict[str, Any]:
    """Values as a draft can keep them."""
    return {
        name: value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
    }


def days_back(values: Cells, *names: str) -> dict[str, Any]:
    """Values from a draft; ``names`` are days."""
    return {name: dt.date.fromisoformat(value) if name in names and value else value for name, value in values.items()}


def version(values: Cells) -> str:
    """The same values have the same version."""
    text = json.dumps(plain(values), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
