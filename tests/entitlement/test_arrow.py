"""Columns of Arrow as NumPy's and back: the same values as Arrow's own ways give, without pandas."""

import datetime as dt
import subprocess
import sys
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from talachse.entitlement import arrow
from talachse.rules.entitlement.bulk import Words

DAY = dt.date(2026, 11, 1)


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (pa.array([1.5, None, 0.0]), [1.5, np.nan, 0.0]),
        (pa.array([1.5, 2.5], pa.float32()), [1.5, 2.5]),
        (pa.array([1, 2, 3], pa.int16()), [1, 2, 3]),
        (pa.array([1, None, 3]), [1.0, np.nan, 3.0]),
        (pa.array([True, False]), [1, 0]),
        (pa.array([True, None]), [1.0, np.nan]),
    ],
    ids=lambda one: str(one.type) if isinstance(one, pa.Array) else "",
)
def test_numbers_and_flags(array: pa.Array, expected: list[float]) -> None:
    np.testing.assert_array_equal(np.asarray(arrow.column(array, text=False)), expected)
    np.testing.assert_array_equal(np.asarray(arrow.column(array[1:], text=True)), expected[1:])


def test_days_with_empty_cells() -> None:
    found = np.asarray(arrow.column(pa.array([DAY, None, dt.date(1960, 2, 29)]), text=False))
    assert found.dtype == np.dtype("datetime64[D]")
    assert found.tolist() == [DAY, None, dt.date(1960, 2, 29)]
    moments = np.asarray(arrow.column(pa.array([dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC), None]), text=False))
    assert moments.astype("datetime64[D]").tolist() == [DAY, None]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
def test_text_by_number(kind: pa.DataType) -> None:
    array = pa.array(["b", "a", None, "b", "ü"], kind)
    for part in (array, array[1:]):
        found = arrow.column(part, text=True)
        assert isinstance(found, Words)
        assert [None if code < 0 else found.values[code] for code in found.codes] == part.to_pylist()
    assert np.asarray(arrow.column(array, text=False)).tolist() == array.to_pylist()


def test_lists_stay_lists() -> None:
    found = np.asarray(arrow.column(pa.array([["wohngeld"], None, []]), text=False))
    assert found.tolist() == [["wohngeld"], None, []]


@pytest.mark.parametrize(
    "values",
    [np.array([1.5, -0.0]), np.array([3, 4], np.int32), np.array(["sgb2", "", "für"]), np.arange(6.0)[::2]],
    ids=str,
)
def test_back_to_arrow(values: Any) -> None:
    assert arrow.array(values).equals(pa.array(values))


def test_pandas_is_not_loaded() -> None:
    code = (
        "import sys, pyarrow as pa, numpy as np; from talachse.entitlement import arrow\n"
        "table = arrow.table({'a': np.arange(3), 'id': np.array(['x', 'y', 'x'])})\n"
        "found = arrow.columns(table.slice(1))\n"
        "assert found['a'].tolist() == [1, 2] and found['id'].codes.tolist() == [0, 1]\n"
        "sys.exit('pandas' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
