"""Columns of Arrow as columns of NumPy and back, over the same memory.

Arrow's own ways, ``to_numpy`` and ``pa.array``, import pandas to see whether they were handed something of it: half a second in
every process for nothing; its functions on columns take another tenth to load. They stay in use for types that hardly any table has.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from talachse.rules.entitlement.bulk import TEXTS, Words
from talachse.rules.entitlement.columns import Column


def opened(source: str | Path) -> pq.ParquetFile:
    """A file of households whose columns of text are read by number.

    Raises OSError or ArrowException when it is no Parquet file.
    """
    with pq.ParquetFile(source) as file:
        texts = [field.name for field in file.schema_arrow if field.name in TEXTS and _is_text(field.type)]
    return pq.ParquetFile(source, read_dictionary=texts)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def columns(table: pa.Table) -> dict[str, Column | Words]:
    """Every column of a table, as :func:`column` gives it."""
    return {name: column(table.column(name).combine_chunks()) for name in table.column_names}


def column(array: pa.Array) -> Column | Words:
    """Text that was read by number as Words, numbers and flags with NaN for empty cells, days with NaT, the rest with None."""
    kind = array.type
    if pa.types.is_dictionary(kind) and _is_text(kind.value_type):
        codes = np.frombuffer(array.indices.buffers()[1], kind.index_type.to_pandas_dtype())
        return Words(np.where(_empty(array), -1, _part(array, codes)), array.dictionary.to_pylist())
    if pa.types.is_boolean(kind):
        return _with_nan(array, _part(array, _bits(array.buffers()[1])).astype(np.int8))
    if pa.types.is_integer(kind) or pa.types.is_float32(kind) or pa.types.is_float64(kind):
        return _with_nan(array, _part(array, np.frombuffer(array.buffers()[1], kind.to_pandas_dtype())))
    if pa.types.is_date32(kind):
        days = _part(array, np.frombuffer(array.buffers()[1], np.int32)).astype("datetime64[D]")
        return np.where(_empty(array), np.datetime64("NaT", "D"), days)
    if pa.types.is_list(kind):
        return np.array([*array.to_pylist(), None], dtype=object)[:-1]
    other: Column = array.to_numpy(zero_copy_only=False)
    return other


def _with_nan(array: pa.Array, values: Column) -> Column:
    return np.where(_empty(array), np.nan, values) if array.null_count else values


def _empty(array: pa.Array) -> Column:
    bits = array.buffers()[0]
    return ~_part(array, _bits(bits)) if bits else np.zeros(len(array), dtype=bool)


def _bits(buffer: pa.Buffer) -> Column:
    return np.unpackbits(np.frombuffer(buffer, np.uint8), bitorder="little").view(bool)


def _part(array: pa.Array, values: Column) -> Column:
    return values[array.offset : array.offset + len(array)]


def table(found: Mapping[str, Column | Words]) -> pa.Table:
    """Columns of one length as a table."""
    return pa.table({name: to_arrow(values) for name, values in found.items()})


def to_arrow(values: Column | Words) -> pa.Array:
    """One column of numbers or of text; only Words have empty cells."""
    if isinstance(values, Words):
        texts = [*(text.encode() for text in values.values), b""]
        return _texts([texts[code] for code in values.codes.tolist()], values.codes >= 0)
    if values.dtype.kind == "U":
        return _texts([text.encode() for text in values.tolist()], np.ones(len(values), dtype=bool))
    if values.dtype.kind in "if":
        data = pa.py_buffer(np.ascontiguousarray(values))
        return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), [None, data])
    return pa.array(values)


def _texts(texts: list[bytes], given: Column) -> pa.Array:
    ends = np.cumsum([0, *map(len, texts)], dtype=np.int32)
    bits = None if given.all() else pa.py_buffer(np.packbits(given, bitorder="little"))
    return pa.StringArray.from_buffers(len(texts), pa.py_buffer(ends), pa.py_buffer(b"".join(texts)), bits)
