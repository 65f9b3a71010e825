"""The rule book: every decision enters itself with its question and its legal basis."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import talachse.rules


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision: the German question it answers, what it rests on, and where it stands."""

    question: str
    basis: str
    module: str
    name: str
    path: str
    line: int
    explanation: str


# Question, basis and function; where it stands is looked up when somebody reads the book, not at every start.
_ENTERED: dict[tuple[str, str], tuple[str, str, Callable[..., object]]] = {}


def rule[**P, R](*, question: str, basis: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Enter a decision into the book.

    ``question`` is German and ends with a question mark; ``basis`` is a paragraph, a clause of the agreement
    ("§0-11") or an own rule ("Eigene Regel: …"). The function itself is returned unchanged.
    """
    if not question.endswith("?"):
        raise ValueError(f"A rule answers a question: {question!r}")
    if not basis:
        raise ValueError(f"A rule rests on something: {question!r}")

    def enter(function: Callable[P, R]) -> Callable[P, R]:
        _ENTERED[function.__module__, function.__qualname__] = question, basis, function
        return function

    return enter


def entries() -> list[Entry]:
    """All decisions, by module and line. Imports every module of ``rules`` first."""
    for module in pkgutil.walk_packages(talachse.rules.__path__, "talachse.rules."):
        importlib.import_module(module.name)
    return sorted((_entry(*entered) for entered in _ENTERED.values()), key=lambda e: (e.module, e.line))


def _entry(question: str, basis: str, function: Callable[..., object]) -> Entry:
    source = Path(inspect.getsourcefile(function) or "")
    root = Path(talachse.rules.__file__).parents[1]
    return Entry(
        question=question,
        basis=basis,
        module=function.__module__,
        name=function.__qualname__,
        path=source.relative_to(root.parent).as_posix(),
        line=inspect.getsourcelines(function)[1],
        explanation=inspect.cleandoc(function.__doc__ or ""),
    )
