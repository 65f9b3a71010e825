"""From the graph of the rules to straight lines of NumPy: one recording run, whatever the number of persons.

GETTSIM's functions use NumPy's element-wise functions, ``where``, indexing, search and sums over groups, and never branch on
data. So an array that writes down what is done with it can go through them instead of numbers. The run is made twice with
different numbers of persons: where both differ by a whole number, that number is the number of persons; where anything else
differs, the rules cannot be written down (:class:`NotTraceable`) and the plain engine stays in use.

What a web process needs (:func:`load`) imports no GETTSIM.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, NoReturn, Protocol

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from talachse.rules.entitlement.columns import Column, Columns, copied
from talachse.rules.entitlement.groups import numbered


class NotTraceable(Exception):
    """Something in the rules depends on data in a way that straight lines cannot express."""


class Node(Protocol):
    """One function of the rules and the names of the columns it reads."""

    @property
    def name(self) -> str: ...
    @property
    def function(self) -> Callable[..., Any]: ...
    @property
    def reads(self) -> tuple[str, ...]: ...


class Engine(Protocol):
    """What of an engine is written down; see :class:`talachse.rules.entitlement.gettsim.Engine`."""

    @property
    def types(self) -> Mapping[str, type]: ...
    @property
    def targets(self) -> tuple[str, ...]: ...
    @property
    def constants(self) -> Mapping[str, Any]: ...
    @property
    def nodes(self) -> Sequence[Node]: ...
    @property
    def aggregates(self) -> ModuleType: ...


@dataclass(frozen=True, slots=True)
class Traced:
    """The rules as text, with the arrays that the text names."""

    source: str
    constants: Mapping[str, Column]
    types: Mapping[str, type]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The same rules as the engine they were traced from, and called like it."""

    types: Mapping[str, type]
    targets: tuple[str, ...]
    function: Callable[[Columns], dict[str, Column]] = field(repr=False)

    @property
    def inputs(self) -> tuple[str, ...]:
        """Names of the columns without which nothing can be computed."""
        return tuple(self.types)

    def __call__(self, columns: Columns) -> dict[str, Column]:
        """Every target, a value a person; raises KeyError when a needed column is missing."""
        with np.errstate(all="ignore"):
            return self.function(prepared(columns, self.types))


def prepared(columns: Columns, types: Mapping[str, type]) -> dict[str, Column]:
    """The needed columns in the type that the rules expect, with groups numbered from 0."""
    found: dict[str, Column] = {name: np.asarray(columns[name], dtype=kind) for name, kind in types.items()}
    length = len(found["p_id"])
    for name, column in found.items():
        if name.endswith("_id") and name != "p_id" and column.max() >= length:
            found[name] = numbered(column)
    return found


def load(traced: Traced) -> Compiled:
    """The function that the text describes."""
    names: dict[str, Any] = {"np": np, "inf": np.inf, "nan": np.nan, **HELPERS, **traced.constants}
    # The text is never anybody's input: `trace` wrote it, the worker stored it with its digest in a folder that only this
    # installation may write, and the digest is compared before the text comes here.
    exec(compile(traced.source, "<rules>", "exec"), names)  # noqa: S102
    return Compiled(traced.types, traced.targets, names["compute"])


def differences(plain: Any, traced: Any, columns: Columns, tolerance: float = 1e-6) -> dict[str, float]:
    """Targets whose values are further apart than ``tolerance``, with the largest distance."""
    expected, found = plain(columns), traced(columns)
    apart = {}
    for name, column in expected.items():
        one, other = np.asarray(column, dtype=float), np.asarray(found[name], dtype=float)
        if not np.allclose(one, other, rtol=0, atol=tolerance, equal_nan=True):
            apart[name] = float(np.max(np.abs(one - other)))
    return apart


def equal(plain: Any, traced: Any, columns: Columns, tolerance: float = 1e-6) -> bool:
    """Whether two engines say the same about these households."""
    return not differences(plain, traced, columns, tolerance)


# --- what the generated text calls -----------------------------------------------------------------------------------


def _whole(sums: Column, column: Column) -> Column:
    """Sums of whole numbers and flags stay whole."""
    whole: Column = sums if column.dtype.kind == "f" else sums.astype(np.int64)
    return whole


def _grouped_sum(column: Column, group_id: Column) -> Column:
    sums: Column = _whole(np.bincount(group_id, weights=column), column)[group_id]
    return sums


def _grouped_count(group_id: Column) -> Column:
    return np.bincount(group_id)[group_id]


def _grouped_mean(column: Column, group_id: Column) -> Column:
    return (np.bincount(group_id, weights=column) / np.maximum(np.bincount(group_id), 1))[group_id]


def _grouped_any(column: Column, group_id: Column) -> Column:
    return np.bincount(group_id, weights=column != 0)[group_id] > 0


def _grouped_all(column: Column, group_id: Column) -> Column:
    exceptions = np.bincount(group_id, weights=column == 0)
    return exceptions[group_id] < 1


def _limit(dtype: Any) -> Any:
    return np.finfo(dtype) if dtype.kind == "f" else np.iinfo(dtype)


def _grouped_max(column: Column, group_id: Column) -> Column:
    best = np.full(int(group_id.max()) + 1, _limit(column.dtype).min, column.dtype)
    np.maximum.at(best, group_id, column)
    return best[group_id]


def _grouped_min(column: Column, group_id: Column) -> Column:
    best = np.full(int(group_id.max()) + 1, _limit(column.dtype).max, column.dtype)
    np.minimum.at(best, group_id, column)
    return best[group_id]


def _sum_by_p_id(column: Column, p_id_to_aggregate_by: Column, p_id_to_store_by: Column) -> Column:
    # Whoever points to nobody (-1) falls into a bin that nobody reads.
    size = int(p_id_to_store_by.max()) + 2
    sums = np.bincount(np.maximum(p_id_to_aggregate_by, -1) + 1, weights=column, minlength=size)
    found: Column = _whole(sums, column)[p_id_to_store_by + 1]
    return found


def _count_by_p_id(p_id_to_aggregate_by: Column, p_id_to_store_by: Column) -> Column:
    return _sum_by_p_id(np.ones(len(p_id_to_aggregate_by), dtype=np.int64), p_id_to_aggregate_by, p_id_to_store_by)


def _any_by_p_id(column: Column, p_id_to_aggregate_by: Column, p_id_to_store_by: Column) -> Column:
    return _sum_by_p_id(column != 0, p_id_to_aggregate_by, p_id_to_store_by) > 0


# GETTSIM's aggregations by the names they have there. Some of them look at their data, so they are recorded as one step.
AGGREGATES: Mapping[str, Callable[..., Column]] = {
    "grouped_sum": _grouped_sum,
    "grouped_count": _grouped_count,
    "grouped_mean": _grouped_mean,
    "grouped_any": _grouped_any,
    "grouped_all": _grouped_all,
    "grouped_max": _grouped_max,
    "grouped_min": _grouped_min,
    "sum_by_p_id": _sum_by_p_id,
    "count_by_p_id": _count_by_p_id,
    "any_by_p_id": _any_by_p_id,
}
_NOT_WRITTEN = ("mean_by_p_id", "max_by_p_id", "min_by_p_id", "all_by_p_id")


def _filled(value: Any, length: int) -> Column:
    """A target that is the same for everybody."""
    return np.broadcast_to(value, (length,))


HELPERS: Mapping[str, Callable[..., Any]] = {**AGGREGATES, "filled": _filled}


# --- recording -------------------------------------------------------------------------------------------------------

_NAME = re.compile(r"\b[civ]_\d+\b")
_NUMBER = re.compile(r"@(-?\d+)@")  # a whole number, which may be or contain the number of persons
_CONSTRUCTORS = ("ones", "zeros", "full", "arange")
_CONVERTERS = ("asarray", "array")


@dataclass(frozen=True, slots=True)
class _Line:
    name: str
    text: str
    value: Any


class _Tape:
    """What was done in one run, line by line; the same twice is written once."""

    def __init__(self) -> None:
        self.lines: list[_Line] = []
        self.constants: dict[str, Column] = {}
        self.computing = False  # NumPy's own functions call each other; what they do inside is not written down
        self._written: dict[str, _Value] = {}
        self._names: dict[tuple[Any, ...], str] = {}

    def write(self, text: str, value: Any) -> _Value:
        if text not in self._written:
            name = f"v_{len(self.lines)}"
            self.lines.append(_Line(name, text, value))
            self._written[text] = _Value(self, name, value)
        return self._written[text]

    def call(self, function: str, work: Callable[..., Any], args: Sequence[Any], more: Mapping[str, Any]) -> _Value:
        words = [self.text(one) for one in args] + [f"{name}={self.text(one)}" for name, one in more.items()]
        self.computing = True
        try:
            value = work(*map(_bare, args), **{name: _bare(one) for name, one in more.items()})
        finally:
            self.computing = False
        return self.write(f"{function}({', '.join(words)})", value)

    def text(self, value: Any) -> str:
        match value:
            case _Value():
                text = value.name
            case None | bool() | str():
                text = repr(value)
            case int() | float() | np.generic():
                text = _number(value)
            case np.ndarray():
                text = self._constant(value) if value.shape else _number(value[()])
            case tuple():
                text = f"({''.join(f'{self.text(one)}, ' for one in value)})"
            case slice():
                text = f"slice({self.text(value.start)}, {self.text(value.stop)}, {self.text(value.step)})"
            case type() | np.dtype():
                text = f"np.dtype({np.dtype(value).str!r})"
            case _:
                raise NotTraceable(f"A {type(value).__name__} cannot be written down")
        return text

    def _constant(self, array: Column) -> str:
        key = (array.dtype.str, array.shape, array.tobytes())
        name = self._names.setdefault(key, f"c_{len(self._names)}")
        self.constants[name] = np.array(array)
        return name


def _number(value: Any) -> str:
    if isinstance(value, np.generic):
        value = value.item()
    return f"@{value}@" if isinstance(value, int) and not isinstance(value, bool) else repr(value)


def _bare(value: Any) -> Any:
    """The numbers behind what is recorded."""
    if isinstance(value, _Value):
        return value.value
    if isinstance(value, tuple):
        return tuple(map(_bare, value))
    return value


class _Value(NDArrayOperatorsMixin):
    """An array that writes down what is done with it; what would have to look at its numbers is refused."""

    __slots__ = ("name", "tape", "value")
    __array_priority__ = 1000

    def __init__(self, tape: _Tape, name: str, value: Any) -> None:
        self.tape, self.name, self.value = tape, name, value

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *args: Any, **more: Any) -> _Value:
        if method != "__call__" or more:
            raise NotTraceable(f"{ufunc.__name__}.{method} with {sorted(more)}")
        return self.tape.call(_in_numpy(ufunc), ufunc, args, more)

    def __array_function__(self, function: Any, types: Any, args: Sequence[Any], more: Mapping[str, Any]) -> Any:
        if function is np.argsort and args[0].name == _PERSONS:
            return args[0]  # persons are in the order of their p_id already
        if function is np.searchsorted and getattr(args[0], "name", "") == _PERSONS and more == {"side": "left"}:
            return np.maximum(args[1], 0)  # a person's p_id is its place; nobody (-1) comes out at the first one
        return self.tape.call(_in_numpy(function), function, args, more)

    def __getitem__(self, index: Any) -> _Value:
        if isinstance(index, _Value) and index.name == _PERSONS and self.value.ndim == 1:
            return self
        return self.tape.write(f"{self.name}[{self.tape.text(index)}]", self.value[_bare(index)])

    def _method(self, method: str, *args: Any, **more: Any) -> _Value:
        return self.tape.call(f"{self.name}.{method}", getattr(self.value, method), args, more)

    def astype(self, dtype: Any) -> _Value:
        return self if self.dtype == np.dtype(dtype) else self._method("astype", dtype)

    def round(self) -> _Value:
        return self._method("round")

    def reshape(self, *shape: int) -> _Value:
        return self._method("reshape", *shape)

    def sum(self, axis: int) -> _Value:
        return self._method("sum", axis=axis)

    @property
    def shape(self) -> tuple[int, ...]:
        shape: tuple[int, ...] = self.value.shape
        return shape

    @property
    def ndim(self) -> int:
        return len(self.shape)

    @property
    def dtype(self) -> np.dtype[Any]:
        dtype: np.dtype[Any] = self.value.dtype
        return dtype

    def __len__(self) -> int:
        return self.shape[0]

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise NotTraceable(f"The way depends on the numbers of {self.name}")

    __bool__ = __int__ = __float__ = __index__ = __iter__ = __array__ = __setitem__ = _refuse
    __iadd__ = __isub__ = __imul__ = __itruediv__ = __iand__ = __ior__ = _refuse


_PERSONS = "i_0"


def _in_numpy(function: Any) -> str:
    name = function.__name__
    if getattr(np, name, None) is not function:
        raise NotTraceable(f"{name} is no function of NumPy")
    return f"np.{name}"


class _Fixed(np.ndarray[Any, Any]):
    """An array of the law that is looked into with a recorded index."""

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, _Value):
            bare = self.view(np.ndarray)
            return index.tape.write(f"{index.tape.text(bare)}[{index.name}]", bare[index.value])
        return super().__getitem__(index)


class _Table:
    """GETTSIM's table with whole numbers as keys, looked up without stacking the keys first."""

    def __init__(self, table: Any) -> None:
        self._table = table

    def __getattr__(self, name: str) -> Any:
        return _fixed(getattr(self._table, name))

    def look_up(self, *keys: Any) -> Any:
        if not any(isinstance(key, _Value) for key in keys):
            return self._table.look_up(*keys)
        index: Any = 0
        steps = zip(keys, self._table.bases_to_subtract.ravel(), self._table.lookup_multipliers.ravel(), strict=True)
        for key, base, multiplier in steps:
            step = key - int(base) if base else key
            index = index + (step * int(multiplier) if multiplier != 1 else step)
        return self._table.values_to_look_up.view(_Fixed)[index]


def _fixed(value: Any) -> Any:
    """A parameter of the law, copied so that recorded values may look into it."""
    if isinstance(value, np.ndarray):
        return value.view(_Fixed)
    if hasattr(value, "look_up"):
        return _Table(value)
    if isinstance(value, dict):
        return {key: _fixed(one) for key, one in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.replace(
            value, **{one.name: _fixed(getattr(value, one.name)) for one in dataclasses.fields(value) if one.init}
        )
    return value


def _with_fixed(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function with its parameters of the law made ready; the library's own stays as it is."""
    if isinstance(function, functools.partial):
        fixed = {name: _fixed(value) for name, value in function.keywords.items()}
        return functools.partial(function.func, *function.args, **fixed)
    return function


class _Library:
    """The few functions of the libraries that a recorded array does not meet by itself, with what stands in for them."""

    def __init__(self, tape: _Tape) -> None:
        self._tape = tape
        self._thread = threading.get_ident()

    def instead_of(self, original: Callable[..., Any], stand_in: Callable[..., Any]) -> Callable[..., Any]:
        """Other threads, and what NumPy does inside its own functions, go on as always."""

        @functools.wraps(original)
        def patched(*args: Any, **more: Any) -> Any:
            if threading.get_ident() != self._thread or self._tape.computing:
                return original(*args, **more)
            return stand_in(original, *args, **more)

        return patched

    def constructor(self, original: Any, *args: Any, **more: Any) -> Any:
        """Arrays made from a length: the length may be the number of persons."""
        return self._tape.call(f"np.{original.__name__}", original, args, more)

    def as_array(self, original: Any, value: Any, dtype: Any = None, **more: Any) -> Any:
        """What is recorded is an array already."""
        if isinstance(value, _Value):
            return value if dtype is None else value.astype(dtype)
        return original(value, dtype=dtype, **more)

    def aggregate(self, original: Any, *args: Any, **more: Any) -> Any:
        """Sums over groups look at their data before they decide: one step of the text."""
        name = original.__name__
        if name not in AGGREGATES:
            raise NotTraceable(f"{name} has no words in the generated text yet")
        return self._tape.call(name, AGGREGATES[name], args, more)


@contextmanager
def _recording(tape: _Tape, aggregates: ModuleType) -> Iterator[None]:
    """While it lasts, this thread meets the stand-ins; afterwards everything is as it was."""
    library = _Library(tape)
    places = [(np, name, library.constructor) for name in _CONSTRUCTORS]
    places += [(np, name, library.as_array) for name in _CONVERTERS]
    places += [(aggregates, name, library.aggregate) for name in (*AGGREGATES, *_NOT_WRITTEN)]
    saved = [(owner, name, getattr(owner, name)) for owner, name, _ in places]
    try:
        for owner, name, stand_in in places:
            setattr(owner, name, library.instead_of(getattr(owner, name), stand_in))
        yield
    finally:
        for owner, name, original in saved:
            setattr(owner, name, original)


# --- from two tapes to one text --------------------------------------------------------------------------------------


def trace(engine: Engine, sample: Columns) -> Traced:
    """The engine as text. ``sample`` is any handful of households that the engine can compute.

    :raises NotTraceable: the rules look at the numbers, or do something that cannot be written down.
    """
    longer = copied({name: sample[name] for name in engine.types}, 2)
    try:
        first, one = _run(engine, prepared(sample, engine.types))
        second, other = _run(engine, prepared(longer, engine.types))
    except NotTraceable:
        raise
    except Exception as error:  # whatever the recording array lacks shows as some error in the library
        raise NotTraceable(f"{type(error).__name__}: {error}") from error
    counts = len(sample["p_id"]), len(longer["p_id"])
    names = [line.name for line in first.lines], [line.name for line in second.lines]
    if names[0] != names[1] or not _same_constants(first.constants, second.constants):
        raise NotTraceable("Another number of households takes another way")
    pairs = zip(first.lines, second.lines, strict=True)
    lines = [_Line(line.name, _merged(line.text, twin.text, counts), line.value) for line, twin in pairs]
    results = {name: _merged(one[name], other[name], counts) for name in engine.targets}
    lines, results, constants = _folded(lines, results, first.constants)
    lines, constants = _with_arrays(lines, constants)
    lines = _needed(lines, results)
    used = {name for text in (*(line.text for line in lines), *results.values()) for name in _NAME.findall(text)}
    return Traced(
        source=_source(list(engine.types), lines, results),
        constants={name: array for name, array in constants.items() if name in used},
        types=dict(engine.types),
        targets=engine.targets,
    )


def _run(engine: Engine, columns: Columns) -> tuple[_Tape, dict[str, str]]:
    """One recording run: the tape, and for each target the text of its value."""
    tape = _Tape()
    order = ["p_id", *(name for name in engine.types if name != "p_id")]
    known: dict[str, Any] = {name: _Value(tape, f"i_{i}", columns[name]) for i, name in enumerate(order)}
    with np.errstate(all="ignore"), _recording(tape, engine.aggregates):
        for node in engine.nodes:
            known[node.name] = _with_fixed(node.function)(**{name: known[name] for name in node.reads})
        known |= engine.constants
        length = len(columns["p_id"])
        return tape, {name: _result(tape, known[name], length) for name in engine.targets}


def _result(tape: _Tape, value: Any, length: int) -> str:
    if isinstance(value, _Value) and value.shape == (length,):
        return value.name
    return f"filled({tape.text(value)}, @{length}@)"


def _same_constants(one: Mapping[str, Column], other: Mapping[str, Column]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[key], other[key], equal_nan=True) for key in one)


def _merged(one: str, other: str, counts: tuple[int, int]) -> str:
    """One text out of two that may differ by the number of persons only."""
    if _NUMBER.sub("", one) != _NUMBER.sub("", other):
        raise NotTraceable(f"{one} became {other}")
    numbers = iter(zip(map(int, _NUMBER.findall(one)), map(int, _NUMBER.findall(other)), strict=True))

    def word(_: re.Match[str]) -> str:
        first, second = next(numbers)
        more = first - counts[0]
        if first == second:
            return str(first)
        if more != second - counts[1]:
            raise NotTraceable(f"{first} became {second} in {one}")
        return f"(n + {more})" if more else "n"

    return _NUMBER.sub(word, one)


def _folded(
    lines: Sequence[_Line], results: Mapping[str, str], constants: Mapping[str, Column]
) -> tuple[list[_Line], dict[str, str], dict[str, Column]]:
    """What depends neither on a column nor on the number of persons is computed once and for all."""
    found, kept = dict(constants), []
    fixed: dict[str, str] = {}

    def renamed(text: str) -> str:
        return _NAME.sub(lambda match: fixed.get(match[0], match[0]), text)

    for line in lines:
        text = renamed(line.text)
        if re.search(r"\bn\b|\b[iv]_\d+\b", text):
            kept.append(_Line(line.name, text, line.value))
        else:
            fixed[line.name] = f"c_{len(found)}"
            found[fixed[line.name]] = np.asarray(line.value)
    return kept, {name: renamed(text) for name, text in results.items()}, found


_ELEMENTWISE = re.compile(r"np\.(\w+)\(([^()]*)\)")
_LITERAL = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?|-?inf")


def _with_arrays(lines: Sequence[_Line], constants: Mapping[str, Column]) -> tuple[list[_Line], dict[str, Column]]:
    """Numbers beside a column become arrays that are made once.

    NumPy makes an array of a Python number at every call; for a single household that takes a third of the time.
    """
    found, names = dict(constants), dict[str, str]()

    def word(text: str) -> str:
        if not _LITERAL.fullmatch(text):
            return text
        if text not in names:
            names[text] = f"c_{len(found)}"
            found[names[text]] = np.asarray(int(text) if text.lstrip("-").isdecimal() else float(text))
        return names[text]

    kept = []
    for line in lines:
        call = _ELEMENTWISE.fullmatch(line.text)
        if call and (call[1] == "where" or isinstance(getattr(np, call[1]), np.ufunc)):
            text = f"np.{call[1]}({', '.join(map(word, call[2].split(', ')))})"
            kept.append(_Line(line.name, text, line.value))
        else:
            kept.append(line)
    return kept, found


def _needed(lines: Sequence[_Line], results: Mapping[str, str]) -> list[_Line]:
    """Without what leads to no target."""
    wanted = {name for text in results.values() for name in _NAME.findall(text)}
    kept = []
    for line in reversed(lines):
        if line.name in wanted:
            kept.append(line)
            wanted |= set(_NAME.findall(line.text))
    return kept[::-1]


def _source(types: Sequence[str], lines: Sequence[_Line], results: Mapping[str, str]) -> str:
    """The text of the function. A variable is used again after its last reading, so that memory is given back."""
    order = ["p_id", *(name for name in types if name != "p_id")]
    texts = [*(line.text for line in lines), *results.values()]
    last = {name: i for i, text in enumerate(texts) for name in _NAME.findall(text)}
    read = [f"    i_{i} = columns[{name!r}]" for i, name in enumerate(order) if f"i_{i}" in last or name == "p_id"]
    body = ["# Written by talachse.rules.entitlement.compile, never by hand.", "def compute(columns):", *read]
    body.append("    n = len(i_0)")
    slots: dict[str, str] = {}
    free: list[str] = []

    def placed(text: str) -> str:
        return _NAME.sub(lambda match: slots.get(match[0], match[0]), text)

    for i, line in enumerate(lines):
        text = placed(line.text)
        free += [slots[name] for name in dict.fromkeys(_NAME.findall(line.text)) if name in slots and last[name] == i]
        slots[line.name] = free.pop() if free else f"r_{len(slots)}"
        body.append(f"    {slots[line.name]} = {text}")
    body.append("    return {")
    body += [f"        {name!r}: {placed(text)}," for name, text in results.items()]
    return "\n".join([*body, "    }", ""])
