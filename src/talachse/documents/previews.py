"""What an import would do, row by row, as somebody sees it before confirming: kept as a draft, confirmed once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from talachse.documents.tables import TYPES, WRITERS, Row

NEW, CHANGED, UNCHANGED, WRONG, DOUBTFUL = "new", "changed", "unchanged", "wrong", "doubtful"
REASON = "Grund"


@dataclass(slots=True)
class Line:
    """One row. ``facts`` are what will be written; ``base`` is the version of what is there, to see whether it changes.

    ``cells`` are the texts of the file, to be given back. ``differences`` are (label, before, after). ``candidates`` are
    (key, name, version) of what may be the same. ``waits``: a second person decides before everybody reads it.
    """

    number: int
    state: str
    label: str = ""
    key: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    base: str = ""
    differences: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    candidates: list[tuple[str, str, str]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    waits: bool = False
    note: str = ""

    @property
    def reason(self) -> str:
        """Everything that is wrong, in one German text."""
        return " ".join(f"{column}: {reason}" if column else reason for column, reason in self.problems)

    def refuse(self, reason: str, *, column: str = "") -> None:
        """The row is not taken over, and why."""
        self.state = WRONG
        self.problems.append((column, reason))


@dataclass(slots=True)
class Preview:
    """All rows of a file. ``done`` is empty until it is confirmed; then it counts what was taken over."""

    what: str
    name: str
    kind: str
    columns: list[str]
    lines: list[Line] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    done: dict[str, int] = field(default_factory=dict)

    def of(self, state: str) -> list[Line]:
        """The rows in one state, as in the file."""
        return [line for line in self.lines if line.state == state]

    def counts(self) -> dict[str, int]:
        """How many rows are in each state; every state is named."""
        found = Counter(line.state for line in self.lines)
        return {state: found[state] for state in (NEW, CHANGED, UNCHANGED, WRONG, DOUBTFUL)}

    def waiting(self) -> int:
        """Rows that a second person will look at."""
        return sum(line.waits for line in self.lines if line.state in {NEW, CHANGED, DOUBTFUL})

    def as_json(self) -> dict[str, Any]:
        """To be kept as a draft."""
        # Not asdict: it copies every part of thousands of rows.
        lines = [{f.name: getattr(line, f.name) for f in fields(line)} for line in self.lines]
        return {f.name: getattr(self, f.name) for f in fields(self)} | {"lines": lines}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Preview:
        """The other way round."""
        lines = [Line(**line) for line in data["lines"]]
        return cls(**(data | {"lines": lines}))

    def given_back(self) -> tuple[bytes, str, str]:
        """The rows that were not taken over as a file like the one that came, with the reason: (content, type, name)."""
        kind = self.kind if self.kind in WRITERS else "xlsx"
        columns = [column for column in self.columns if column.casefold() != REASON.casefold()]
        keep = [at for at, column in enumerate(self.columns) if column.casefold() != REASON.casefold()]
        rows = (
            [*(line.cells[at] for at in keep), line.reason or "Nicht übernommen: bitte entscheiden, ob es neu ist."]
            for line in self.lines
            if line.state in {WRONG, DOUBTFUL}
        )
        stem = self.name.rpartition(".")[0] or self.name
        return WRITERS[kind]([*columns, REASON], rows), TYPES[kind], f"{stem}-nicht-uebernommen.{kind}"


def cells_of(columns: Sequence[str], row: Row) -> list[str]:
    """The texts of a row in the order of the file."""
    return [row.cells.get(column, "") for column in columns]


def refuse_twins(lines: Iterable[Line], *, named: str) -> None:
    """Two rows that mean the same thing: the second one is refused and says which came first."""
    first: dict[str, int] = {}
    for line in lines:
        if line.key and line.state != WRONG:
            if line.key in first:
                line.refuse(f"{named} steht schon in Zeile {first[line.key]}.")
            else:
                first[line.key] = line.number
