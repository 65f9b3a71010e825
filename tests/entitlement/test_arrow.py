"""Columns of Arrow as NumPy's and back: the same values as Arrow's own ways give, without pandas."""

import datetime as dt
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
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
    np.testing.assert_array_equal(np.asarray(arrow.column(array)), expected)
    np.testing.assert_array_equal(np.asarray(arrow.column(array[1:])), expected[1:])


def test_days_with_empty_cells() -> None:
    found = np.asarray(arrow.column(pa.array([DAY, None, dt.date(1960, 2, 29)])))
    assert found.dtype == np.dtype("datetime64[D]")
    assert found.tolist() == [DAY, None, dt.date(1960, 2, 29)]
    moments = np.asarray(arrow.column(pa.array([dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC), None])))
    assert moments.astype("datetime64[D]").tolist() == [DAY, None]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()], ids=str)
def test_text_is_read_by_number_where_it_only_names(tmp_path: Path, kind: pa.DataType) -> None:
    texts = ["b", "a", None, "b", "ü", "a"]
    pq.write_table(pa.table({"id": pa.array(texts, kind), "farbe": texts}), tmp_path / "t.parquet", row_group_size=4)
    with arrow.opened(tmp_path / "t.parquet") as file:
        table = file.read().slice(1)
    found = arrow.columns(table)
    words = found["id"]
    assert isinstance(words, Words)
    assert [None if code < 0 else words.values[code] for code in words.codes] == texts[1:]
    assert arrow.to_arrow(words).to_pylist() == texts[1:]
    assert np.asarray(found["farbe"]).tolist() == texts[1:]


def test_lists_stay_lists() -> None:
    found = np.asarray(arrow.column(pa.array([["wohngeld"], None, []])))
    assert found.tolist() == [["wohngeld"], None, []]


@pytest.mark.parametrize(
    "values",
    [
        np.array([1.5, -0.0]),
        np.array([3, 4], np.int32),
        np.array(["sgb2", "", "für"]),
        np.arange(6.0)[::2],
        np.array([DAY]),
    ],
    ids=str,
)
def test_back_to_arrow(values: Any) -> None:
    assert arrow.to_arrow(values).equals(pa.array(values))


def test_pandas_is_not_loaded(tmp_path: Path) -> None:
    code = (
        "import sys, pyarrow as pa, numpy as np; from talachse.entitlement import arrow\n"
        "import pyarrow.parquet as pq\n"
        "pq.write_table(arrow.table({'a': np.arange(3), 'id': np.array(['x', 'y', 'x'])}), sys.argv[1])\n"
        "found = arrow.columns(arrow.opened(sys.argv[1]).read(use_threads=False).slice(1))\n"
        "assert found['a'].tolist() == [1, 2] and found['id'].codes.tolist() == [1, 0]\n"
        "sys.exit('pandas' in sys.modules or 'pyarrow.compute' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path / "t.parquet")], check=False).returncode == 0
