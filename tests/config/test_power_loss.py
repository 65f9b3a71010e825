"""The plug is pulled while people write. What they were told is safe is there afterwards, whole."""

from pathlib import Path

import pytest

from benchmarks.power_loss import WRITES, pull_the_plug

pytestmark = pytest.mark.own_sqlite


def test_no_acknowledged_write_is_missing_after_the_plug_was_pulled(tmp_path: Path) -> None:
    outcome = pull_the_plug(tmp_path / "var")
    assert WRITES // 2 <= len(outcome.acknowledged) < WRITES, "killed in the middle"
    assert outcome.missing == set()
    assert outcome.stored <= outcome.sent
    # A request and its line in the journal are one write: never one without the other.
    assert outcome.journalled == len(outcome.stored)
