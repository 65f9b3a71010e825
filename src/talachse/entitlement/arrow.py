"""Columns of Arrow as columns of NumPy and back, over the same memory.

Arrow's own ways, ``to_numpy`` and ``pa.array``, import pandas to see whether they were handed something of it: half a second in
every process for nothing. They stay in use for types that hardly any table has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from talachse.rules.entitlement.bulk import TEXTS, Words
from talachse.rules.entitlement.columns import Column


def columns(table: pa.Table) -> dict[str, Column | Words]:
    """Every column: text that names something by number, numbers with NaN, days with NaT, the rest with None for empty cells."""
    return {name: column(table.column(name).combine_chunks(), text=name in TEXTS) for name in table.column_names}


def column(array: pa.Array, *, text: bool) -> Column | Words:
    """One column; ``text`` as Words, where it is some."""
    if pa.types.is_boolean(array.type):
        array = array.cast(pa.int8())
    if pa.types.is_integer(array.type) and array.null_count:
        array = array.cast(pa.float64())
    if text and (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        found = array.dictionary_encode()
        codes = np.where(_empty(found), -1, _values(found.indices, np.int32))
        return Words(codes, found.dictionary.to_pylist())
    if pa.types.is_integer(array.type) or pa.types.is_float32(array.type) or pa.types.is_float64(array.type):
        values = _values(array, array.type.to_pandas_dtype())
        return np.where(_empty(array), np.nan, values) if array.null_count else values
    if pa.types.is_date32(array.type):
        days = _values(array, np.int32).astype("datetime64[D]")
        return np.where(_empty(array), np.datetime64("NaT", "D"), days)
    if pa.types.is_list(array.type):
        return np.array([*array.to_pylist(), None], dtype=object)[:-1]
    other: Column = array.to_numpy(zero_copy_only=False)
    return other


def _empty(array: pa.Array) -> Column:
    return _values(array.is_null().cast(pa.uint8()), np.bool_)


def _values(array: pa.Array, kind: Any) -> Column:
    return np.frombuffer(array.buffers()[1], kind)[array.offset : array.offset + len(array)]


def table(found: Mapping[str, Column]) -> pa.Table:
    """Columns of numbers and of text, none of them with an empty cell."""
    return pa.table({name: array(values) for name, values in found.items()})


def array(values: Column) -> pa.Array:
    """One column of numbers or of text."""
    if values.dtype.kind == "U":
        return _texts([value.encode() for value in values.tolist()])
    data = pa.py_buffer(np.ascontiguousarray(values))
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None, data])


def _texts(values: Sequence[bytes]) -> pa.Array:
    ends = np.cumsum([0, *map(len, values)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(values), pa.py_buffer(ends), pa.py_buffer(b"".join(values)))
