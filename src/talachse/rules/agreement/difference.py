"""What changed between two versions of an agreement, statement by statement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel

from talachse.rules._book import rule
from talachse.rules.agreement.document import Document

LISTS = {
    "clauses": ("anchor", "Aussage"),
    "figures": ("key", "Zahl"),
    "projects": ("key", "Projekt"),
    "actors": ("key", "Beteiligte"),
    "seats": ("key", "Funktion"),
    "events": ("key", "Ereignis"),
    "sources": ("key", "Quelle"),
    "context": ("key", "Reihe"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: what kind of thing, which one, and for changes the field with old and new value."""

    kind: str
    key: str
    what: Literal["added", "removed", "changed"]
    field: str = ""
    old: str = ""
    new: str = ""

    def __str__(self) -> str:
        if self.what == "added":
            return f"+ {self.kind} {self.key}"
        if self.what == "removed":
            return f"− {self.kind} {self.key}"
        return f"~ {self.kind} {self.key}, {self.field}: {self.old} → {self.new}"


@rule(
    question="Was unterscheidet zwei Fassungen einer Vereinbarung?",
    basis="Eigene Regel: Aussage für Aussage, Zahl für Zahl, Projekt für Projekt",
)
def difference(old: Document, new: Document) -> list[Change]:
    """Additions, removals and changed fields, in the order of the file. Two equal files differ in nothing."""
    changes: list[Change] = []
    for name in ("agreement", "version"):
        changes += _fields("Kopf", name, getattr(old, name), getattr(new, name))
    for name, (key, kind) in LISTS.items():
        changes += _list(kind, key, getattr(old, name), getattr(new, name))
    return changes


def _list(kind: str, key: str, old: Sequence[BaseModel], new: Sequence[BaseModel]) -> Iterator[Change]:
    before = {getattr(item, key): item for item in old}
    after = {getattr(item, key): item for item in new}
    for name, item in after.items():
        if name not in before:
            yield Change(kind, name, "added")
        else:
            yield from _fields(kind, name, before[name], item)
    yield from (Change(kind, name, "removed") for name in before if name not in after)


def _fields(kind: str, key: str, old: BaseModel, new: BaseModel) -> Iterator[Change]:
    for name in type(new).model_fields:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(kind, key, "changed", name, _short(before), _short(after))


def _short(value: object) -> str:
    if isinstance(value, list):
        return f"{len(value)} Einträge"
    text = str(value)
    return text if len(text) <= 80 else text[:79] + "…"
